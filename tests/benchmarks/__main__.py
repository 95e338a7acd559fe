"""`python -m benchmarks` in the folder tests: measures, prints, and writes build/bench."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import simpy

from benchmarks import outside
from benchmarks.campaign import QUICK, USUAL, byte_per_device, compare, ratios, run_long, scale, spread_of_rate
from benchmarks.document import OURS, Results, panels, text
from benchmarks.measure import Clock
from benchmarks.picture import svg
from benchmarks.pipeline import Work
from benchmarks.time_shares import floors, shares

ROOT = Path(__file__).resolve().parents[2]
PICTURE = "benchmarks.svg"


def machine() -> dict[str, str]:
    """Say what kind of machine this is."""
    known = {"cores": str(os.cpu_count()), "processor": platform.machine()}
    flags = Path("/proc/cpuinfo")
    if flags.exists():
        words = flags.read_text(encoding="utf-8").split()
        known["vector unit"] = next((n for n in ("avx512f", "avx2", "asimd") if n in words), "unknown")
    busy = f"{os.getloadavg()[0]:.1f}"
    return {**known, "load at the start": busy, "Python": platform.python_version(), "numpy": np.__version__,
            "SimPy": str(simpy.__version__)}  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--quick", action="store_true", help="small sizes, half a minute")
    parser.add_argument("--long", action="store_true", help="run a million messages through the loops too")
    parser.add_argument("--docs", action="store_true", help="write the page and its picture to assets/docs too")
    parser.add_argument("--no-outside", action="store_true", help="leave the other simulators out")
    wanted = parser.parse_args(arguments)
    sizes = QUICK if wanted.quick else USUAL
    known = machine()
    comparison, scaling = compare(sizes), scale(sizes)
    long = run_long() if wanted.long else []
    work = Work.of(max(sizes.fleets), sizes.jobs)
    others = [] if wanted.no_outside else outside.measure(1000, QUICK.slow_jobs * 2, sizes.jobs)
    results = Results(known, sizes, comparison, long, scaling, shares(work), floors(work), others)
    page, picture = text(results, PICTURE), svg(panels(results))
    folders = [ROOT / "build" / "bench", *([ROOT / "assets" / "docs"] if wanted.docs else [])]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "benchmarks.md").write_text(page, encoding="utf-8")
        (folder / PICTURE).write_text(picture, encoding="utf-8")
    (folders[0] / "results.json").write_text(json.dumps(_as_json(results), indent=1), encoding="utf-8")
    print(page)  # noqa: T201 - this is the command's output
    print(f"wrote {', '.join(str(folder.relative_to(ROOT)) for folder in folders)}", file=sys.stderr)  # noqa: T201


def _as_json(results: Results) -> dict[str, object]:
    return {
        "schema": "simgui.benchmarks/1",
        **asdict(results),
        "ratios": {clock.value: ratios(results.comparison, clock, OURS[clock]) for clock in Clock},
        "spread_of_rate": {clock.value: spread_of_rate(results.scaling, clock) for clock in Clock},
        "byte_per_device": byte_per_device(results.scaling),
    }


if __name__ == "__main__":
    main(sys.argv[1:])

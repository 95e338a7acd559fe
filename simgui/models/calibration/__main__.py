"""``python -m simgui.models.calibration``: fit the kernel profiles of Cortex-M to a CSV file of measurements.

A file of one's own needs the columns board, core, stack, model, clock_hz and latency_s; `model` names a ``.tflite``
file beside it. A few rows say what a board's factor is; a profile that rests on more is left alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter
from operator import attrgetter
from pathlib import Path

from simgui.core.errors import SimguiError
from simgui.core.paths import bundled
from simgui.models.calibration.against import against_profiles, resting_on_more
from simgui.models.calibration.explain import explain
from simgui.models.calibration.kernel_files import Author, kernel_text, pairs_to_write, template, write_kernel
from simgui.models.calibration.law import CycleLaw
from simgui.models.calibration.leave_out import accuracy, in_sample, leave_board_out_calibrated, leave_out
from simgui.models.calibration.measurement import read_measurements, write_measurements
from simgui.models.calibration.other_files import other_profiles
from simgui.models.calibration.published import cortex_m
from simgui.profiles.registry import Registry

_SOURCES = "MLPerf Tiny v0.5 to v1.3, ST model zoo v1 to v3, neuralSPOT, TinyEngine"
_VARIANTS = ("max-performance", "min-ram")


def main(words: list[str]) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m simgui.models.calibration", description=__doc__)
    parser.add_argument("--measurements", type=Path, required=True, help="CSV file; see Measurement for its columns")
    parser.add_argument("--published", type=Path, help="write it first, from the published tables here")
    parser.add_argument("--out", type=Path, help="folder of kernel profiles to write; nothing is written without")
    parser.add_argument("--source", default=_SOURCES, help="what the measurements are from, for the profiles")
    parser.add_argument("--leave-out", action="store_true", help="also tell how well left-out rows are predicted")
    parser.add_argument("--explain", action="store_true", help="also tell what each level adds")
    parser.add_argument("--overwrite", action="store_true", help="also write profiles that rest on more measurements")
    options = parser.parse_args(words)
    try:
        return _run(options)
    except SimguiError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code


def _run(options: argparse.Namespace) -> int:
    """Fit, tell and write."""
    if options.published:
        write_measurements(options.measurements, cortex_m(options.published))
    measurements = read_measurements(options.measurements)
    law = CycleLaw(measurements)
    boards, systems = ({getattr(one, name) for one in measurements} for name in ("board", "system"))
    _tell(f"{len(measurements)} latencies, {len(systems)} systems, {len(boards)} boards; median / p90 absolute error")
    _tell(f"  in the fit             {accuracy([one.percent for one in in_sample(measurements)])}")
    if options.leave_out:
        for name in ("system", "family", "board"):
            guesses = leave_out(measurements, attrgetter(name))
            _tell(f"  a {name} left out{'':<{11 - len(name)}}{accuracy([one.percent for one in guesses])}")
        guesses = leave_board_out_calibrated(measurements)
        _tell(f"  board, one row seen    {accuracy([one.percent for one in guesses])}")
    if options.explain:
        _tell(explain(law))
    if not options.published:
        _tell(against_profiles(measurements, Registry()))
    if options.out:
        today = dt.datetime.now(tz=dt.UTC).date()
        _write(law, options, Author(options.source, today))
    return 0


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _write(law: CycleLaw, options: argparse.Namespace, author: Author) -> None:
    """Write every profile the law gives, but none over one that rests on more."""
    folder, published = options.out, options.published
    own = folder if folder.name == "kernels" else folder / "kernels"
    shipped = bundled("device_profiles")
    registry = Registry([own.parent, shipped] if own.is_dir() else [shipped])
    cores = sorted({one.core for one in law.measurements})
    stacks = sorted({one.stack for one in law.measurements if not one.stack.endswith(_VARIANTS)})
    pairs = pairs_to_write(cores, stacks)
    if not published:
        measured = Counter((one.core, one.stack) for one in law.measurements)
        kept = [] if options.overwrite else resting_on_more(registry, pairs, measured)
        pairs = [pair for pair in measured if pair not in kept]
        for core, stack in kept:
            _tell(f"kept {core}+{stack}, which rests on more measurements; --overwrite writes it all the same")
    texts = {
        (core, stack): kernel_text(law, core, stack, template(registry, core, stack), author) for core, stack in pairs
    }
    if published:
        texts |= other_profiles(published, registry, author.date)
    own.mkdir(parents=True, exist_ok=True)
    for (core, stack), text in texts.items():
        write_kernel(own, core, stack, text)
    _tell(f"wrote {len(texts)} profiles to {own}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""``python -m simgui.models.validation``: recompute every comparison of inference and write the report.

`simgui.runs.validation` adds what belongs to higher rooms: radios and batteries.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from simgui.models.calibration.published import cortex_m
from simgui.models.validation.comparison import Section
from simgui.models.validation.energy import energy_section
from simgui.models.validation.latency import accelerator_section, cortex_m_section
from simgui.models.validation.memory_truth import memory_section
from simgui.models.validation.report import summary_lines, write_report, write_summary


def all_sections(truth: Path) -> list[Section]:
    """Recompute every comparison of inference.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.

    Returns
    -------
    list[Section]
        The parts of the report.
    """
    measurements = cortex_m(truth)
    latency, systems = cortex_m_section(measurements)
    return [latency, accelerator_section(truth), energy_section(truth, measurements, systems), memory_section(truth)]


def main(words: list[str], further: Sequence[Callable[[Path], Section]] = ()) -> int:
    """Run the command; returns its exit code.

    Parameters
    ----------
    words : list[str]
        Of the command line.
    further : Sequence[Callable[[Path], Section]]
        Makers of sections beside those of inference, from the folder of the published tables.
    """
    parser = argparse.ArgumentParser(prog="python -m simgui.models.validation", description=__doc__)
    parser.add_argument("--published", type=Path, required=True, help="folder of the published tables")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the report to")
    parser.add_argument("--summary", type=Path, help="also write the computed part of this file")
    options = parser.parse_args(words)
    if not (options.published / "op_features.csv").is_file():
        sys.stdout.write(f"skipped: there are no published measurements in {options.published}\n")
        return 0
    sections = [*all_sections(options.published), *(make(options.published) for make in further)]
    told = {"version": version("simgui"), "date": dt.datetime.now(tz=dt.UTC).date()}
    file = write_report(options.out, sections, version=str(told["version"]), date=dt.datetime.now(tz=dt.UTC).date())
    if options.summary:
        write_summary(options.summary, sections, version=version("simgui"), date=dt.datetime.now(tz=dt.UTC).date())
    sys.stdout.write("\n".join([*summary_lines(sections), f"report: {file}", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

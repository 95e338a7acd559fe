"""The report: verdicts follow from the numbers, pictures hold every point, summaries leave the rest alone."""

import datetime as dt
import math
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from simgui.models.validation.__main__ import main
from simgui.models.validation.chart import scatter
from simgui.models.validation.comparison import Finding, Point, Section
from simgui.models.validation.report import write_report, write_summary

POINTS = (Point("cortex-m4", "a <b>", 1.0, 1.1), Point("cortex-m7", "c", 10.0, 9.0), Point("cortex-m7", "d", 2.0, 2.0))
TODAY = dt.date(2026, 1, 2)


def test_that_the_verdict_follows_from_the_worse_of_two_errors() -> None:
    assert Finding("x", POINTS, 11, 12).verdict == "met"
    assert Finding("x", POINTS, 5, 12).verdict == "missed by 5.0 points"
    assert Finding("x", POINTS).verdict == "stated"
    assert Finding("x", POINTS, 11, math.inf).verdict == "met"


def test_that_the_picture_holds_every_point_and_is_xml() -> None:
    picture = ET.fromstring(scatter(POINTS, title="A & B", unit="s"))  # noqa: S314 - our own text
    circles = [one for one in picture.iter() if one.tag.endswith("circle")]
    assert len(circles) == len(POINTS) + 2  # the legend has one for each group


def test_that_the_report_tells_target_and_error(tmp_path: Path) -> None:
    file = write_report(
        tmp_path, [Section("Latency", "s", (Finding("left out", POINTS, 5, 12),))], version="1", date=TODAY
    )
    text = file.read_text(encoding="utf-8")
    assert "| left out | 3 | 10.0 / 10.0 % | 5 / 12 % | missed by 5.0 points |" in text
    assert (tmp_path / "latency.svg").is_file()


def test_that_a_summary_replaces_only_its_own_part(tmp_path: Path) -> None:
    file = tmp_path / "validation.md"
    file.write_text("# Validation\n\n## Links\n\nkept\n", encoding="utf-8")
    for name in ("first", "second"):
        write_summary(file, [Section(name, "s", (Finding("left out", POINTS),))], version="1", date=TODAY)
    text = file.read_text(encoding="utf-8")
    assert "kept" in text
    assert "### second" in text
    assert "### first" not in text


def test_that_without_measurements_it_says_so_and_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--published", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("skipped: there are no published measurements")
    assert not (tmp_path / "out").exists()

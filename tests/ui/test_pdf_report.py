"""Reports as PDF: every picture is drawn, headings stay with their text, and what Qt cannot read is rewritten."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from simgui.core.errors import SimguiError
from simgui.results.report.page import make_page
from simgui.results.report.printing import printable
from simgui.results.result import ScenarioResult
from simgui.ui.pdf_report import pdf_of
from simgui.ui.reports import save_report
from ui.window_builders import a_budget, a_result, a_run

_PAGE = re.compile(rb"/Type\s*/Page\b")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def _result() -> ScenarioResult:
    run = a_run(budgets=(a_budget(),), stages={"infer": 0.01, "uplink": 0.04}, causes={"sleep": 1.0, "compute": 2.0})
    flows = {"bytes_by_hop_per_device_day": {"sensed": 1000.0, "uplink": 30.0}}
    return a_result((replace(run, breakdowns={**run.breakdowns, **flows}),))


def test_that_a_page_becomes_what_qt_can_read() -> None:
    page = make_page(_result(), None)
    found = printable(page)
    assert len(found.pictures) == page.count("<svg") >= 3
    for number in range(len(found.pictures)):
        assert f'src="picture:{number}"' in found.html
    for strange in ("<svg", "<dl>", "<caption>", "<small>", "<style", "var(--"):
        assert strange not in found.html + found.css
    assert all("var(--" not in one for one in found.pictures)
    assert "Latency p99" in found.html


def test_that_a_report_has_pages_and_text_that_can_be_searched(qtbot: QtBot) -> None:
    pdf = pdf_of(make_page(_result(), None), "Bearing wear")
    assert pdf.startswith(b"%PDF-")
    assert len(_PAGE.findall(pdf)) >= 2
    assert b"/ToUnicode" in pdf


def test_that_pictures_are_drawn_and_not_rasterised(qtbot: QtBot) -> None:
    red = '<svg viewBox="0 0 68 40" width="680" height="400"><rect width="50" height="9" style="fill:#ff0000"/></svg>'
    pdf = pdf_of(f"<body><p>Words</p>{red}</body>", "t")
    assert b"1 0 0 scn" in _unpacked(pdf)
    assert b"/Subtype /Image" not in pdf
    assert b"1 0 0 scn" not in _unpacked(pdf_of("<body><p>Words</p></body>", "t"))


def test_that_headings_go_to_the_page_of_their_text_and_nothing_is_lost(qtbot: QtBot) -> None:
    tall = '<svg viewBox="0 0 680 500" width="680" height="500"><rect width="9" height="9" style="fill:#ff0000"/></svg>'
    part = "<h2>Heading</h2><h3>Below</h3>" + tall + "<p>caption</p>"
    for parts in (1, 2, 5):
        pdf = pdf_of("<body>" + "<p>line</p>" * 30 + part * parts + "</body>", "t")
        assert _unpacked(pdf).count(b"1 0 0 scn") == parts
        assert len(_PAGE.findall(pdf)) == parts + 1


@pytest.mark.parametrize("ending", [".html", ".pdf"])
def test_that_a_report_is_saved_by_its_ending(qtbot: QtBot, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"report{ending}"
    save_report(_result(), file)
    assert file.read_bytes()[:9] == (b"<!DOCTYPE" if ending == ".html" else b"%PDF-1.4\n")


def test_that_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimguiError, match=r"\.html or \.pdf"):
        save_report(_result(), tmp_path / "report.docx")


def _unpacked(pdf: bytes) -> bytes:
    """Give the streams of a file that can be unpacked, one behind the other."""
    found = []
    for packed in _STREAM.findall(pdf):
        with suppress(zlib.error):
            found.append(zlib.decompress(packed))
    return b"".join(found)

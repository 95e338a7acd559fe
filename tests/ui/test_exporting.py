"""What a view shows, saved: pictures have its size, tables its numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from simgui.core.errors import SimguiError
from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.stacked_bars import StackedBars
from simgui.ui.plots.time_plot import CurvePlot
from simgui.ui.plots.trade_off_plot import TradeOffPlot
from simgui.ui.presenters.breakdown import LATENCY_BY_STAGE, breakdown
from simgui.ui.presenters.live_curves import Curve, Curves
from simgui.ui.presenters.trade_off import trade_off
from simgui.ui.widgets.exporting import Table, fill_menu, save_picture, save_table
from ui.window_builders import a_run, five_placements


@pytest.fixture
def plot(qtbot: QtBot, appearance: Appearance) -> TradeOffPlot:
    plot = TradeOffPlot(appearance)
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show_trade_off(trade_off(five_placements(), recommended="edge"), "edge")
    return plot


def test_that_a_png_has_twice_the_pixels_of_the_view(plot: TradeOffPlot, tmp_path: Path) -> None:
    save_picture(plot, tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (800, 600)
    assert len({image.pixel(x, y) for x in range(0, 800, 7) for y in range(0, 600, 7)}) > 3


def test_that_an_svg_is_one_and_says_what_it_shows(plot: TradeOffPlot, tmp_path: Path) -> None:
    save_picture(plot, tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text()
    assert text.startswith("<?xml")
    assert f"<title>{plot.accessibleName()}</title>" in text
    assert "<path" in text


def test_that_other_endings_are_refused(plot: TradeOffPlot, tmp_path: Path) -> None:
    with pytest.raises(SimguiError, match=r"\.png or \.svg"):
        save_picture(plot, tmp_path / "a.bmp")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_the_window_tells_what_was_saved_and_what_could_not_be(
    qtbot: QtBot, plot: TradeOffPlot, tmp_path: Path
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(plot)
    for name, said in ((tmp_path / "a.png", "a.png written"), (tmp_path / "nowhere" / "a.png", "Could not be saved")):
        menu = QMenu()
        fill_menu(menu, plot, None)
        menu.actions()[0].trigger()
        dialog = window.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(name))
        assert said in window.statusBar().currentMessage()
        dialog.close()
    window.takeCentralWidget()


def test_that_the_table_of_a_plot_has_its_points_in_base_units(plot: TradeOffPlot) -> None:
    table = plot.visible_table()
    shown = {(round(x, 9), round(y, 9)) for _, x, y in table.rows if isinstance(x, float) and isinstance(y, float)}
    expected = trade_off(five_placements(), recommended="edge").points
    assert {(round(p.x, 9), round(p.y, 9)) for p in expected} <= shown


def test_that_the_table_of_bars_adds_up_to_them(qtbot: QtBot, appearance: Appearance) -> None:
    bars = StackedBars("bars", appearance)
    qtbot.addWidget(bars)
    run = a_run("edge", stages={"infer": 0.01, "uplink": 0.03})
    bars.show_breakdown(breakdown([run], LATENCY_BY_STAGE, as_shares=False), "edge")
    rows = bars.visible_table().rows
    assert sum(float(str(row[2])) for row in rows) == pytest.approx(0.04)
    assert {row[0] for row in rows} == {"edge"}


def test_that_csv_reads_back_what_was_saved(tmp_path: Path) -> None:
    table = Table(("name", "value [time]"), (("a, b", 0.1 + 0.2), ('"c"', 1e-30)))
    save_table(table, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert tuple(head) == table.headers
    assert [(name, float(value)) for name, value in rows] == list(table.rows)


def test_that_steps_are_saved_with_their_left_edges(qtbot: QtBot, appearance: Appearance) -> None:
    plot = CurvePlot("steps", Dimension.TIME, appearance)
    qtbot.addWidget(plot)
    plot.set_end(3.0)
    plot.show_curves(Curves(np.arange(4.0), (Curve("p50", np.array([1.0, 2.0, 3.0]), 0, 0),)))
    table = plot.visible_table()
    assert table.headers[-1].endswith("[s]")
    assert [row[1] for row in table.rows if row[0] == "p50"] == [0.0, 1.0, 2.0]


def test_that_saved_points_are_named_and_have_units(plot: TradeOffPlot) -> None:
    table = plot.visible_table()
    assert {row[0] for row in table.rows} == {one.placement for one in trade_off(five_placements()).points}
    assert table.headers[1].endswith("[W]")
    assert table.headers[2].endswith("[s]")

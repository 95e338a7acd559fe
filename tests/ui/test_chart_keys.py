"""What only the mouse could do once, done by keys: brushing an axis, framing cells, moving a line, choosing links."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "ui"))

from run_records import messages_of

from simgui.studies.point import Point, PointRow, Status
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import RunBridge
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.main_window import MainWindow
from simgui.ui.panels.canvas import Canvas
from simgui.ui.panels.heat_map import HeatMapPanel
from simgui.ui.plots.life_plot import LifePlot
from simgui.ui.plots.parallel_coordinates import ParallelCoordinates
from simgui.ui.presenters.duty_cycle import DutyCycle
from simgui.ui.presenters.study_table import StudyTable
from simgui.ui.session import Session
from ui.window_builders import StubRun, a_run

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

_KEYS, _SHIFT, _CONTROL = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_KPI = "latency_p99_s"


Show = Callable[[QWidget, QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Show a part within a window, and give the focus to what takes the keys."""
    window = QWidget()
    column = QVBoxLayout(window)
    qtbot.addWidget(window)

    def shown(part: QWidget, target: QWidget) -> None:
        column.addWidget(part)
        window.resize(700, 400)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        target.setFocus()
        qtbot.waitUntil(target.hasFocus)

    yield shown
    window.close()


@pytest.fixture
def parallel(show: Show, appearance: Appearance) -> ParallelCoordinates:
    table = StudyTable()
    for number, place in enumerate(("edge", "fog", "cloud")):
        run = a_run(place, {_KPI: 0.1 * (number + 1), "device_power_w": 1e-3})
        table.add([PointRow(Point(place, 7, (("fleet.motors.count", str(100 * number)),)), Status.DONE, "", run)])
    plot = ParallelCoordinates(appearance)
    plot.show_table(table)
    show(plot, plot)
    return plot


def test_that_an_axis_is_brushed_by_keys(qtbot: QtBot, parallel: ParallelCoordinates) -> None:
    table, keys = parallel._table, [column.key for column in parallel._columns]
    for _ in range(keys.index(_KPI)):
        QTest.keyClick(parallel, _KEYS.Key_Right, _CONTROL)
    assert keys[parallel._axis] == _KPI
    with qtbot.waitSignal(parallel.brushed):
        QTest.keyClick(parallel, _KEYS.Key_Down)
    QTest.keyClick(parallel, _KEYS.Key_Down)
    assert table.shown().tolist() == [True, True, False]
    for _ in range(3):
        QTest.keyClick(parallel, _KEYS.Key_Up, _SHIFT)
    assert table.shown().tolist() == [False, True, False]
    assert "Latency p99" in parallel.accessibleDescription()
    assert " … " in parallel.accessibleDescription()
    QTest.keyClick(parallel, _KEYS.Key_Delete)
    assert table.shown().all()
    assert table.brushes == {}


def test_that_words_are_brushed_one_by_one(parallel: ParallelCoordinates) -> None:
    assert parallel._columns[0].words
    QTest.keyClick(parallel, _KEYS.Key_Down)
    assert parallel._table.shown().sum() == 2
    QTest.keyClick(parallel, _KEYS.Key_Up)
    assert parallel._table.brushes == {}


def test_that_the_axis_is_seen_while_keys_go_there_and_has_its_menu(
    qapp: QApplication, parallel: ParallelCoordinates
) -> None:
    assert parallel._pointed.isVisible()
    QTest.keyClick(parallel, _KEYS.Key_Return)
    menu = qapp.activePopupWidget()
    assert menu is not None
    menu.close()
    parallel.clearFocus()
    assert not parallel._pointed.isVisible()


@pytest.fixture
def heat(qtbot: QtBot, show: Show, appearance: Appearance) -> HeatMapPanel:
    first, last = messages_of("edge")
    stub = StubRun([[first], [last]])
    session = Session(RunBridge(stub.start))
    history = RunHistory(session, session)
    panel = HeatMapPanel(session, history, appearance)
    with qtbot.waitSignal(session.bridge.finished):
        session.bridge.start("valves.yaml")
    show(panel, panel.plot)
    qtbot.waitUntil(lambda: panel.shown is not None)
    panel.plot.clearFocus()
    panel.plot.setFocus()
    return panel


def test_that_cells_are_framed_by_keys(heat: HeatMapPanel) -> None:
    history, plot = heat.history, heat.plot
    assert plot._outline.isVisible()
    QTest.keyClick(plot, _KEYS.Key_Right)
    QTest.keyClick(plot, _KEYS.Key_Right, _SHIFT)
    QTest.keyClick(plot, _KEYS.Key_Down, _SHIFT)
    chosen = history.filter
    assert chosen is not None
    assert heat.shown is not None
    step_s = heat.shown.end_s / len(heat.shown.grid)
    assert (chosen.from_s, chosen.until_s) == pytest.approx((step_s, 3 * step_s))
    assert (chosen.first, chosen.last) == (0, 1)
    QTest.keyClick(plot, _KEYS.Key_Return)
    assert heat.session.cursor_s == pytest.approx(2.5 * step_s)
    QTest.keyClick(plot, _KEYS.Key_Delete)
    assert history.filter is None


def test_that_a_cell_under_the_keys_is_told_and_the_ends_are_not_passed(heat: HeatMapPanel) -> None:
    told: list[str] = []
    heat.plot.pointed.connect(told.append)
    for _ in range(3):
        QTest.keyClick(heat.plot, _KEYS.Key_Left, _CONTROL)
    assert heat.plot._cell == (0, 0)
    assert heat.shown is not None
    assert told[-1].startswith(f"{heat.shown.group} 0")


def test_that_the_line_of_the_duty_cycle_is_moved_by_keys(qtbot: QtBot, show: Show, appearance: Appearance) -> None:
    a_cycle = DutyCycle("motors", "wear", "path", 60.0, 0.1, 50e-6, {"sense": 1e-3, "compute": 2e-3}, 30e3)
    plot = LifePlot(appearance)
    show(plot, plot)
    plot.show_cycle(a_cycle, a_cycle.every_s, math.nan)
    with qtbot.waitSignal(plot.dragged) as moved:
        QTest.keyClick(plot, _KEYS.Key_Right)
    assert moved.args is not None
    assert moved.args[0] > a_cycle.every_s
    with qtbot.waitSignal(plot.dragged) as moved:
        QTest.keyClick(plot, _KEYS.Key_Left, _CONTROL)
    assert moved.args[0] < a_cycle.every_s
    with qtbot.waitSignal(plot.dropped) as dropped:
        QTest.keyClick(plot, _KEYS.Key_Return)
    assert dropped.args == pytest.approx(moved.args)
    assert np.isclose(plot.line.pen.widthF(), 3.0)


def test_that_links_of_the_canvas_are_reached_by_keys(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    window.show_workspace("design")
    canvas = window.findChild(Canvas)
    assert canvas is not None
    canvas.setFocus()
    canvas.point_out("fleet.motors")
    QTest.keyClick(canvas, _KEYS.Key_Right, _SHIFT)
    link = canvas.selected_path()
    assert link in canvas._links
    assert window.session.selected_path == link
    assert "motors → " in canvas.accessibleDescription()
    QTest.keyClick(canvas, _KEYS.Key_Return)
    inspector = window.workspaces["design"].view_widget("inspector")
    qtbot.waitUntil(lambda: inspector.isAncestorOf(QApplication.focusWidget() or window))
    canvas.setFocus()
    QTest.keyClick(canvas, _KEYS.Key_Right)
    assert canvas.selected_path() == canvas._links[link].view.target
    QTest.keyClick(canvas, _KEYS.Key_Left, _SHIFT)
    assert canvas.selected_path() == link
    QTest.keyClick(canvas, _KEYS.Key_Left)
    assert canvas.selected_path() == "fleet.motors"

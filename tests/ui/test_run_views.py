"""Tests of the live views of a run, with real widgets."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "ui"))

from run_records import SECONDS, messages_of

from simgui.core.unit_table import Dimension
from simgui.runs.handle import RunHandle
from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import RunBridge, start_in_process
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.panels.battery_curves import BatteryCurves
from simgui.ui.panels.event_log import EventLogPanel
from simgui.ui.panels.heat_map import HeatMapPanel
from simgui.ui.panels.live_plots import LivePlots
from simgui.ui.panels.run_view import RunView
from simgui.ui.panels.transport_bar import TransportBar
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.presenters.playback import Mode
from simgui.ui.session import Session
from simgui.ui.theme import ThemeMode
from simgui.ui.translation import Language, choose_language
from ui.conftest import MakeWindow
from ui.window_builders import StubRun

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

VIEWS: tuple[type[RunView], ...] = (LivePlots, HeatMapPanel, BatteryCurves, EventLogPanel)


class Stage:
    """A session with a run that tells what it is given."""

    def __init__(self, batches: list[list[object]]) -> None:
        self.stub = StubRun(batches)  # type: ignore[arg-type]
        self.session = Session(RunBridge(self.stub.start))
        self.history = RunHistory(self.session, self.session)

    def run(self, qtbot: QtBot) -> None:
        with qtbot.waitSignal(self.session.bridge.finished):
            self.session.bridge.start("valves.yaml")


@pytest.fixture
def stage() -> Stage:
    first, last = messages_of("edge")
    batches: list[list[object]] = [[first], [last]]
    batches += [[message] for message in messages_of("fog")]
    return Stage(batches)


def shown(qtbot: QtBot, view: RunView) -> RunView:
    qtbot.addWidget(view)
    view.resize(700, 420)
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.mark.parametrize("kind", VIEWS)
def test_that_a_view_says_what_to_do_then_fills_and_takes_other_colours(
    qtbot: QtBot, appearance: Appearance, stage: Stage, kind: type[RunView]
) -> None:
    view = shown(qtbot, kind(stage.session, stage.history, appearance))
    assert view._pages.currentWidget() is view._empty
    stage.run(qtbot)
    assert view._pages.currentWidget() is view._full
    for mode in (ThemeMode.DARK, ThemeMode.HIGH_CONTRAST, ThemeMode.LIGHT):
        appearance.choose(mode)
        assert not view.grab().isNull()


def test_that_history_and_cursor_follow_the_run_and_then_the_placement(qtbot: QtBot, stage: Stage) -> None:
    reached: list[tuple[str, float]] = []
    stage.history.grew.connect(
        lambda: (
            reached.append((stage.history.record.layout.placement, stage.history.record.until_s))
            if stage.history.record is not None
            else None
        )
    )
    stage.run(qtbot)
    assert stage.session.cursor_s == SECONDS
    stage.session.select_placement("edge")
    assert stage.history.record is not None
    assert stage.history.record.layout.placement == "edge"
    stage.session.select_placement("fog")
    assert stage.history.record.layout.placement == "fog"
    assert [record.is_complete for record in stage.history.records] == [True, True]
    assert reached[-1] == ("fog", float(SECONDS))


def test_that_all_three_charts_are_seen_in_little_room(qtbot: QtBot, appearance: Appearance, stage: Stage) -> None:
    live = LivePlots(stage.session, stage.history, appearance)
    shown(qtbot, live)
    stage.run(qtbot)
    live.resize(480, 300)
    assert live.minimumSizeHint().height() <= 300


def test_that_a_click_in_any_chart_moves_the_one_cursor(qtbot: QtBot, appearance: Appearance, stage: Stage) -> None:
    live = LivePlots(stage.session, stage.history, appearance)
    heat = HeatMapPanel(stage.session, stage.history, appearance)
    for view in (live, heat):
        shown(qtbot, view)
    stage.run(qtbot)
    live.power.select_at(QPointF(7.25, 0.0))
    assert stage.session.cursor_s == 7.25
    assert heat.plot.cursor_line.value() == live.latency.cursor_line.value() == 7.25


def test_that_the_cells_of_the_heat_map_can_be_saved(qtbot: QtBot, appearance: Appearance, stage: Stage) -> None:
    heat = HeatMapPanel(stage.session, stage.history, appearance)
    shown(qtbot, heat)
    stage.run(qtbot)
    rows = heat.plot.visible_table().rows
    assert {row[0] for row in rows} == {"valves"}
    assert {row[1] for row in rows} <= set(range(6))
    assert max(float(str(row[2])) for row in rows) < 20.0


def test_that_a_frame_in_the_heat_map_narrows_the_log_and_can_be_taken_away(
    qtbot: QtBot, appearance: Appearance, stage: Stage
) -> None:
    heat = HeatMapPanel(stage.session, stage.history, appearance)
    log = EventLogPanel(stage.session, stage.history, appearance)
    for view in (heat, log):
        shown(qtbot, view)
    stage.run(qtbot)
    everything = log.model.rowCount()
    heat.plot.framed.emit(4.0, 9.0, 1.2, 3.0)
    assert stage.history.filter is not None
    assert (stage.history.filter.first, stage.history.filter.last) == (1, 2)
    assert 0 < log.model.rowCount() < everything
    assert {row.moment.device for row in log.model.rows} <= {-1, 1, 2}
    assert heat.unframe.isVisible()
    heat.unframe.click()
    assert log.model.rowCount() == everything
    assert not heat.unframe.isVisible()


def test_that_a_row_of_the_log_leads_to_its_moment_and_device(
    qtbot: QtBot, appearance: Appearance, stage: Stage
) -> None:
    log = EventLogPanel(stage.session, stage.history, appearance)
    shown(qtbot, log)
    stage.run(qtbot)
    row = next(i for i, one in enumerate(log.model.rows) if one.moment.device == 3)
    log.table.clicked.emit(log.model.index(row, 0))
    moment = log.model.rows[row].moment
    assert stage.session.cursor_s == moment.time_s
    assert (stage.session.selected_group, stage.history.device_of("valves")) == ("valves", 3)
    log.kinds.setCurrentIndex(1)
    log.kinds.activated.emit(1)
    assert [one.moment.subject for one in log.model.rows] == ["site.cell.channel"]


def test_that_keys_on_the_timeline_step_jump_and_play(qtbot: QtBot, appearance: Appearance, stage: Stage) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar = TransportBar(stage.session, stage.history, Actions(window, appearance), appearance)
    qtbot.addWidget(bar)
    bar.resize(900, 48)
    with qtbot.waitExposed(bar):
        bar.show()
    stage.run(qtbot)
    line = bar.timeline
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Home)
    assert stage.session.cursor_s == 0.0
    QTest.keyClick(line, Qt.Key.Key_Right)
    assert stage.session.cursor_s == 1.0
    QTest.keyClick(line, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert stage.session.cursor_s == 11.0
    QTest.keyClick(line, Qt.Key.Key_Left)
    assert bar.clock.text() == "00d 00:00:10"
    QTest.keyClick(line, Qt.Key.Key_End)
    assert stage.session.cursor_s == SECONDS
    bar.speed.setCurrentIndex(2)
    bar.speed.activated.emit(2)
    QTest.keyClick(line, Qt.Key.Key_Home)
    QTest.keyClick(line, Qt.Key.Key_Space)
    assert stage.history.playback.mode is Mode.PLAYING
    qtbot.waitUntil(lambda: stage.history.playback.mode is Mode.PAUSED, timeout=3000)
    assert stage.session.cursor_s == SECONDS
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() // 2, line.height() // 2))
    assert stage.session.cursor_s == pytest.approx(SECONDS / 2, abs=0.1)
    bar._actions["bookmark"].trigger()
    assert len(stage.history.playback.bookmarks) == 1
    assert not line.grab().isNull()


def test_that_the_engine_may_be_killed_and_the_next_run_comes_through(qtbot: QtBot) -> None:
    started: list[RunHandle] = []

    def start(*arguments: object) -> object:
        started.append(start_in_process(*arguments))  # type: ignore[arg-type]
        return started[-1]

    bridge = RunBridge(start)  # type: ignore[arg-type]
    history = RunHistory(Session(bridge))
    with qtbot.waitSignal(bridge.series_grew, timeout=30_000):
        bridge.start("fleet_10k", ("duration=2 d",))
    process = started[-1].process_id
    assert process is not None
    with qtbot.waitSignal(bridge.failed, timeout=5_000) as failed:
        os.kill(process, signal.SIGKILL)
    assert failed.args is not None
    assert "killed by signal 9" in failed.args[0].message
    assert history.record is not None
    with qtbot.waitSignal(bridge.finished, timeout=30_000) as finished:
        bridge.start("pipeline_valve", ("duration=2 s",))
    assert finished.args is not None
    assert finished.args[1] is False
    assert history.record.is_complete
    bridge.stop()


def test_that_a_cancelled_run_ends_in_half_a_second_and_keeps_what_it_has(qtbot: QtBot) -> None:
    bridge = RunBridge()
    history = RunHistory(Session(bridge))
    with qtbot.waitSignal(bridge.series_grew, timeout=30_000):
        bridge.start("fleet_10k", ("duration=2 d",))
    qtbot.waitUntil(lambda: history.record is not None and history.record.until_s > 0, timeout=30_000)
    with qtbot.waitSignal(bridge.finished, timeout=500) as finished:
        bridge.cancel()
    assert finished.args is not None
    assert finished.args[1] is True
    assert history.record is not None
    assert history.record.until_s > 0
    bridge.stop()


def test_that_breaking_something_edits_the_document_and_runs_again(make_window: MakeWindow, qtbot: QtBot) -> None:
    stub = StubRun([[message] for message in messages_of("edge")])
    window = make_window(start_run=stub.start)
    window.open_scenario("pipeline_valve")
    live = window.run_workspace.live
    document = window.session.document
    assert document is not None
    before = document.text
    with qtbot.waitSignal(window.session.bridge.finished):
        window.run_workspace.run()
    window.session.move_cursor(9.0)
    live.break_it.fill()
    titles = [action.text() for action in live.break_it.menu.actions() if action.text()]
    assert "Gateway down: rig.station[0]" in titles
    with qtbot.waitSignal(window.session.bridge.finished):
        next(a for a in live.break_it.menu.actions() if a.text() == "Gateway down: rig.station[0]").trigger()
    assert "at: 9 s, kind: outage, target: rig.station[0]" in document.text.replace('"', "").replace("'", "")
    assert document.is_valid
    assert len(stub.started_with) == 2
    document.undo_stack.undo()
    assert document.text == before
    for kind in ("drift", "freezer", "cold", "link", "backhaul"):
        action = window.registry.action(f"break.{kind}")
        assert action.isEnabled()
        with qtbot.waitSignal(window.session.bridge.finished):
            action.trigger()
        assert document.is_valid, (kind, document.problems)
    document.undo_stack.clear()


def test_that_ticks_of_a_queue_have_prefixes_and_no_powers_of_ten(qapp: QApplication) -> None:
    axis = QuantityAxis("left", Dimension.COUNT)
    assert axis.tickStrings([0.0, 2e-5, 4e-5], 1.0, 2e-5) == ["0", "20 µ", "40 µ"]
    assert axis.tickStrings([0.5, 1.0, 20.0], 1.0, 0.5) == ["0.5", "1", "20"]


@pytest.mark.parametrize("language", list(Language))
def test_that_a_framed_heat_map_is_no_wider_than_its_dock(
    qtbot: QtBot, stage: Stage, appearance: Appearance, language: Language
) -> None:
    choose_language(language)
    try:
        heat = HeatMapPanel(stage.session, stage.history, appearance)
        qtbot.addWidget(heat)
        stage.run(qtbot)
        heat.show()
        qtbot.waitUntil(lambda: heat.shown is not None)
        heat.plot.framed.emit(4.0, 9.0, 1.2, 3.0)
        assert heat.unframe.isVisible()
        assert heat.minimumSizeHint().width() <= 480
    finally:
        choose_language(Language.ENGLISH)

"""A presentation on the screen, with runs that come from a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from simgui.runs.options import RunOptions
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override
from simgui.scenario.presentation import Presentation, PresentedView, Slider, Step
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.panels.talk_pictures import TalkPictures
from simgui.ui.panels.talk_stage import TalkStage
from simgui.ui.panels.talk_type import TalkSize
from simgui.ui.plots.stacked_bars import StackedBars
from simgui.ui.presenters.breakdown import LATENCY_BY_STAGE
from simgui.ui.presenters.talk import Talk
from simgui.ui.window_actions import write_report
from simgui.ui.workspaces.present import PresentWorkspace
from ui.conftest import MakeWindow
from ui.window_builders import StubRun, a_result, a_run, a_run_of, a_scenario

_EVERY = "fleet.motors.every"
_UPLINK = "uplink_bytes_per_device_day"


def _told() -> Scenario:
    steps = (
        Step("Today", "Say this.", PresentedView.BYTES, "cloud", (_UPLINK,), {}, ()),
        Step("Edge", "", PresentedView.ENERGY, "edge", (_UPLINK,), {}, (_EVERY,)),
        Step("Budgets", "", PresentedView.BUDGETS, "", (), {}, ()),
    )
    return replace(a_scenario(), presentation=Presentation((Slider(_EVERY, "Every", ("1 s", "10 s")),), steps))


class _Runs:
    """Answers every run at once, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, _scenario: str, overrides: tuple[str, ...], _options: RunOptions) -> StubRun:
        self.asked.append(overrides)
        uplink = 500.0 if overrides else 1e6
        runs = (a_run("cloud", {_UPLINK: uplink}), a_run("edge", {_UPLINK: 1e3}))
        return StubRun(a_run_of(runs))


@pytest.fixture
def runs() -> _Runs:
    return _Runs()


@pytest.fixture
def stage(qtbot: QtBot, appearance: Appearance, runs: _Runs) -> Iterator[TalkStage]:
    stage = TalkStage(appearance, runs)
    window = QMainWindow()
    window.setMinimumSize(960, 640)
    window.setCentralWidget(stage)
    with qtbot.waitExposed(window):
        window.show()
    stage.give(_told())
    qtbot.waitUntil(lambda: stage.is_settled)
    yield stage
    stage.stop()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the next window wants a sheet of its own


def test_that_the_keys_of_a_remote_walk_through_the_steps(qtbot: QtBot, stage: TalkStage) -> None:
    QTest.keyClick(stage, Qt.Key.Key_PageDown)
    assert stage.title.text() == "Edge"
    QTest.keyClick(stage, Qt.Key.Key_Right)
    assert (stage.title.text(), stage.counter.text(), stage.next.isEnabled()) == ("Budgets", "3 / 3", False)
    QTest.keyClick(stage, Qt.Key.Key_PageUp)
    assert stage.title.text() == "Edge"
    QTest.keyClick(stage, Qt.Key.Key_Escape)
    assert (stage.title.text(), stage.back.isEnabled()) == ("Today", False)


def test_that_what_is_known_is_asked_for_once(qtbot: QtBot, stage: TalkStage, runs: _Runs) -> None:
    for by in (1, 1, -1, -1):
        stage.go(by)
    qtbot.waitUntil(lambda: not stage.bridge.is_running)
    assert runs.asked == [()]


def test_that_a_moved_slider_is_simulated_and_esc_puts_it_back(qtbot: QtBot, stage: TalkStage, runs: _Runs) -> None:
    stage.go(1)
    slider = stage.slider(_EVERY)
    slider.setValue(1)
    qtbot.waitUntil(lambda: stage.is_settled and len(runs.asked) == 2)
    assert runs.asked[-1] == (f"{_EVERY}=10 s",)
    stage.reset()
    stage.go(1)
    assert stage.slider(_EVERY).value() == 0
    assert stage.is_settled


def test_that_only_the_sliders_of_the_step_are_live(stage: TalkStage) -> None:
    assert stage.live_sliders() == ()
    stage.go(1)
    assert stage.live_sliders() == (_EVERY,)


def test_that_a_report_is_left_at_the_end_and_needs_nothing_else(
    qtbot: QtBot, stage: TalkStage, tmp_path: Path
) -> None:
    assert not stage.leave.isVisible()
    stage.go(2)
    assert stage.leave.isVisible()
    assert stage.leave.isEnabled()
    file = tmp_path / "talk.html"
    stage.leave_report(file)
    page = file.read_text(encoding="utf-8")
    assert "Bearing wear on 500 motors" in page
    assert not re.search(r"(?:src|href)=\"?http", page)
    assert stage.state.text() == "talk.html written"


def test_that_what_cannot_be_written_is_said(stage: TalkStage, tmp_path: Path) -> None:
    stage.go(2)
    stage.leave_report(tmp_path / "none" / "talk.html")
    assert "Could not be saved" in stage.state.text()


_STORIES = ("cold_chain", "predictive_maintenance", "pipeline_valve")


@pytest.mark.parametrize("name", _STORIES)
def test_that_a_shipped_story_simulates_what_it_names_and_breaks_something(name: str) -> None:
    told = load_scenario(name).presentation
    assert told is not None
    assert {step.button for step in told.steps} == {"", "Break it"}
    views = [step.view for step in told.steps]
    assert views[0] is PresentedView.STORY
    assert views[-1] is PresentedView.ADVICE
    assert PresentedView.BUDGETS in views
    assert all(len(step.notes) > 60 for step in told.steps)
    talk = Talk(told)
    for changes in talk.upcoming():
        overrides = [parse_override(change) for change in changes]
        broken = load_scenario(name, overrides=overrides)
        assert set(talk.placements()) <= set(broken.placements)
    assert broken.outages, "the last changes break something"


@pytest.mark.parametrize("name", _STORIES)
def test_that_present_opens_straight_into_the_first_step(qtbot: QtBot, make_window: MakeWindow, name: str) -> None:
    window = make_window()
    window.open_scenario(name)
    window.present()
    workspace, scenario = window.workspaces["present"], window.session.scenario
    assert isinstance(workspace, PresentWorkspace)
    assert workspace.stage is not None
    assert scenario is not None
    assert scenario.presentation is not None
    steps = scenario.presentation.steps
    assert (workspace.stage.title.text(), workspace.stage.counter.text()) == (steps[0].title, f"1 / {len(steps)}")
    QTest.keyClick(workspace.stage, Qt.Key.Key_Right)
    assert workspace.stage.counter.text().startswith("2 /")
    QTest.keyClick(workspace.stage, Qt.Key.Key_Escape)
    assert workspace.stage.counter.text().startswith("1 /")


def test_that_the_window_writes_the_report_of_its_run(make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window()
    action = window.registry.action("file.report_pdf")
    assert not action.isEnabled()
    window.session.set_run(a_result((a_run("edge"),)))
    assert action.isEnabled()
    assert window.registry.action("file.report_html").isEnabled()
    for ending, start in ((".html", b"<!DOCTYPE"), (".pdf", b"%PDF-")):
        file = tmp_path / f"report{ending}"
        write_report(window, file)
        assert file.read_bytes().startswith(start)


def test_that_what_was_said_of_a_report_outlives_a_run_that_ends_in_the_background(
    stage: TalkStage, qtbot: QtBot, tmp_path: Path
) -> None:
    stage.give(_told())
    qtbot.waitUntil(lambda: stage.is_settled)
    stage.leave_report(tmp_path / "report.html")
    stage._show_outcome()  # as at the end of a run for another step
    assert "report.html" in stage.state.text()
    stage.go(1)
    assert "report.html" not in stage.state.text()


def test_that_the_type_grows_with_the_screen(stage: TalkStage) -> None:
    """Measured as it is drawn: a stage of 1,920 pixels is read from the last row."""
    stage.window().resize(1280, 800)
    QApplication.processEvents()
    usual = {one: one.fontInfo().pixelSize() for one in (stage.title, stage.notes, stage.counter, stage.next)}
    assert min(usual.values()) >= TalkSize.LABEL
    stage.window().resize(1920, 1200)
    QApplication.processEvents()
    for label, before in usual.items():
        assert label.fontInfo().pixelSize() == pytest.approx(1.5 * before, abs=1.5), label


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("size", [(800, 600), (1024, 768), (1280, 800)])
def test_that_no_control_of_a_small_stage_covers_another(
    stage: TalkStage, appearance: Appearance, size: tuple[int, int]
) -> None:
    """A projector of 800 by 600, and a slider with a long name."""
    told = _told()
    assert told.presentation is not None
    slider = replace(told.presentation.sliders[0], label="Windows that must agree before the valve closes")
    stage.give(replace(told, presentation=replace(told.presentation, sliders=(slider,))))
    stage.go(1)
    stage.window().setMinimumSize(1, 1)
    stage.window().resize(*size)
    QApplication.processEvents()
    parts = [part for part in stage.findChildren(QWidget) if isinstance(part, QPushButton | QSlider | QLabel)]
    parts = [part for part in parts if part.isVisible() and part.parentWidget() is stage]
    places = {part: QRect(part.mapTo(stage, QPoint()), part.size()) for part in parts}
    for one, other in combinations(parts, 2):
        assert not places[one].intersects(places[other]), (one, other)
    assert all(stage.rect().contains(place) for place in places.values())


def test_that_the_remote_walks_on_after_a_slider_was_moved(stage: TalkStage) -> None:
    stage.go(1)
    slider = stage.slider(_EVERY)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert not slider.hasFocus(), "a click would take the keys from the stage"
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    before = slider.value()
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert (stage.title.text(), before) == ("Budgets", before)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_the_latency_is_shown_as_it_is_with_nothing_to_choose(appearance: Appearance) -> None:
    """Bars scaled to the whole would make a tenth of a millisecond as long as a tenth of a second."""
    stages = ({"inference": 2e-4}, {"uplink": 0.1})
    runs = [
        replace(a_run(name), breakdowns={LATENCY_BY_STAGE: parts})
        for name, parts in zip(("edge", "cloud"), stages, strict=True)
    ]
    step = Step("Time", "", PresentedView.LATENCY, "edge", (), {}, ())
    talk = Talk(Presentation((), (step,)))
    talk.keep((), a_result(tuple(runs)))
    pictures = TalkPictures(appearance)
    pictures.resize(800, 400)
    pictures.show()
    pictures.show_step(talk, "")
    assert [one for one in pictures.findChildren(QPushButton) if one.isVisible()] == []
    table = next(iter(pictures.findChildren(StackedBars))).visible_table()
    assert sorted(float(str(row[2])) for row in table.rows) == [2e-4, 0.1]
    pictures.close()
    pictures.deleteLater()


def test_that_menus_come_back_when_the_presentation_is_left(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("cold_chain")
    bars = (window.menuBar(), window.bar, window.statusBar())
    for leave in ("view.full_screen", "workspace.design"):
        window.present()
        assert [bar.isVisible() for bar in bars] == [False] * 3
        assert window.isFullScreen()
        window.registry.action(leave).trigger()
        qtbot.waitUntil(lambda: all(bar.isVisible() for bar in bars))
    assert not window.isFullScreen() or window.registry.action("view.full_screen").isChecked()


def test_that_space_goes_on_and_does_not_leave_the_presentation(make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("cold_chain")
    window.registry.action("present.start").trigger()
    stage = window.workspaces["present"].stage  # type: ignore[attr-defined]
    QTest.keyClick(stage, Qt.Key.Key_Space)
    assert (window.current, stage.counter.text()[0]) == ("present", "2")
    assert not window.session.run_view.is_active
    window.registry.action("run.start").trigger()
    assert window.current == "run", "the menu still runs the scenario"
    window.cancel_run()
    QTest.qWait(1)

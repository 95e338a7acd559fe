"""A presentation on the screen, with runs that come from a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from simgui.runs.options import RunOptions
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override
from simgui.scenario.presentation import Presentation, PresentedView, Slider, Step
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.panels.talk_stage import TalkStage
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

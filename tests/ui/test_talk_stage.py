"""A presentation on the screen, with runs that come from a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from simgui.runs.options import RunOptions
from simgui.scenario.presentation import Presentation, PresentedView, Slider, Step
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.panels.talk_stage import TalkStage
from ui.window_builders import StubRun, a_run, a_run_of, a_scenario

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
    qtbot.keyClick(stage, Qt.Key.Key_PageDown)
    assert stage.title.text() == "Edge"
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    assert (stage.title.text(), stage.counter.text(), stage.next.isEnabled()) == ("Budgets", "3 / 3", False)
    qtbot.keyClick(stage, Qt.Key.Key_PageUp)
    assert stage.title.text() == "Edge"
    qtbot.keyClick(stage, Qt.Key.Key_Escape)
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

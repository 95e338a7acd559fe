"""What if: sliders over values, the figures before and after, and the panel with runs from a script."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from simgui.core.located_yaml import parse_yaml
from simgui.core.units import Dimension, parse_quantity
from simgui.runs.options import RunOptions
from simgui.ui.appearance import Appearance
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.what_if import WhatIfPanel
from simgui.ui.presenters.what_if import MOST_PINS, STEPS, Pin, WhatIf, effects, pin_labels, read_pin, usual_kpis
from simgui.ui.session import Session
from ui.window_builders import StubRun, a_budget, a_run, a_run_of

_ROOT = parse_yaml(
    "fleet: {a: {every: 1 h, count: 50, temperature: 20 degC, loss: 10 %, link: ble-2m, on: true, zero: 0 s}}", "x"
)
_EVERY = "fleet.a.every"
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def _pin(path: str) -> Pin:
    found = read_pin(_ROOT, path)
    assert found is not None
    return found


def test_that_a_slider_in_the_middle_says_what_the_scenario_says() -> None:
    for path, text in ((_EVERY, "1 h"), ("fleet.a.count", "50"), ("fleet.a.temperature", "20 degC")):
        assert _pin(path).text == text
        assert not _pin(path).is_moved


@pytest.mark.parametrize("path", ["fleet.a.link", "fleet.a", "fleet.a.on", "fleet.a.zero", "fleet.b", "", "fleet..a"])
def test_that_only_numbers_above_zero_can_slide(path: str) -> None:
    assert read_pin(_ROOT, path) is None
    assert WhatIf().pin(_ROOT, path) != ""


@given(st.integers(-STEPS, STEPS), st.integers(-STEPS, STEPS))
def test_that_more_to_the_right_is_more_and_stays_within_a_factor_of_ten(one: int, other: int) -> None:
    low, high = sorted((one, other))
    texts = [Pin(_EVERY, "1 h", 1.0, "h", is_whole=False, step=step).text for step in (low, high)]
    values = [parse_quantity(text, Dimension.TIME) for text in texts]
    assert values[0] <= values[1]
    assert all(359 <= value <= 36100 for value in values)


def test_that_counts_stay_whole_and_shares_below_one() -> None:
    what = WhatIf()
    for path in ("fleet.a.count", "fleet.a.loss", "fleet.a.temperature"):
        assert what.pin(_ROOT, path) == ""
        what.move(path, 3 * STEPS)
    assert dict(what.changes()) == {
        "fleet.a.count": "500", "fleet.a.loss": "100 %", "fleet.a.temperature": "60 degC",
    }  # fmt: skip
    what.reset()
    assert what.overrides() == ()


def test_that_sliders_of_two_groups_have_two_names() -> None:
    pins = [
        Pin(path, "1 h", 1.0, "h", is_whole=False)
        for path in ("fleet.a.tasks.wear.every", "fleet.b.tasks.wear.every", "duration")
    ]
    assert pin_labels(pins) == ("a: wear.every", "b: wear.every", "duration")


def test_that_there_is_an_end_to_sliders() -> None:
    root = parse_yaml("{" + ", ".join(f"v{place}: {place + 1} s" for place in range(MOST_PINS + 1)) + "}", "x")
    what = WhatIf()
    problems = [what.pin(root, f"v{place}") for place in range(MOST_PINS + 1)]
    assert problems[:-1] == [""] * MOST_PINS
    assert "take one away" in problems[-1]


def test_that_values_follow_the_scenario_and_go_with_it() -> None:
    what = WhatIf()
    what.pin(_ROOT, _EVERY)
    what.pin(_ROOT, "fleet.a.count")
    what.move(_EVERY, 10)
    what.revise(parse_yaml("fleet: {a: {every: 2 h}}", "x"))
    assert list(what.pins) == [_EVERY]
    assert what.pins[_EVERY].text == "2 h"


def test_that_effects_say_what_is_better_by_the_direction_of_the_figure() -> None:
    before = a_run(kpis={"device_power_w": 1.0, "battery_life_s": 1.0, "jobs": 1.0, "latency_p99_s": math.nan})
    after = a_run(kpis={"device_power_w": 1.1, "battery_life_s": 4.0, "jobs": 2.0, "latency_p99_s": 1.0})
    found = effects(before, after, ("device_power_w", "battery_life_s", "jobs", "latency_p99_s"))
    assert [(one.change, one.is_better) for one in found] == [
        ("+10 %", False), ("× 4", True), ("+100 %", None), ("", None),
    ]  # fmt: skip
    assert {one.change for one in effects(before, before, ("device_power_w", "jobs"))} == {""}


def test_that_figures_with_a_budget_come_first() -> None:
    assert usual_kpis(a_run(budgets=(a_budget("recall"),)))[0] == "recall"


class _Runs:
    """Answers every run at once, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, _scenario: str, overrides: tuple[str, ...], options: RunOptions) -> StubRun:
        self.asked.append(overrides)
        assert options.intervals == 0
        return StubRun(a_run_of([a_run(options.placements[0], {"device_power_w": 2.0 if overrides else 1.0})]))


@pytest.fixture
def stage(qtbot: QtBot, appearance: Appearance) -> Iterator[tuple[Session, WhatIfPanel, _Runs]]:
    session, runs = Session(), _Runs()
    document = ScenarioDocument.open(Path("scenarios/predictive_maintenance.yaml").absolute())
    session.open(document.scenario, (), document)
    document.scenario_changed.connect(lambda: session.revise(document.scenario))  # type: ignore[arg-type]
    session.source_of_run = lambda: ("story.yaml", ())
    panel = WhatIfPanel(session, appearance, runs)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    yield session, panel, runs
    panel.stop()
    document.close()


def test_that_a_moved_slider_runs_the_selected_placement_and_shows_before_and_after(
    qtbot: QtBot, stage: tuple[Session, WhatIfPanel, _Runs]
) -> None:
    session, panel, runs = stage
    session.select_placement("edge")
    panel.kpis = ("device_power_w",)
    path = next(iter(panel.sliders))
    panel.sliders[path].setValue(20)
    qtbot.waitUntil(lambda: panel.before is not None and panel.after is not None)
    panel.kpis = ("device_power_w",)
    (effect,) = panel.shown_effects()
    assert (effect.before, effect.after, effect.is_better) == ("1 W", "2 W", False)
    assert runs.asked == [panel.what_if.overrides(), ()]
    panel.reset()
    assert panel.what_if.overrides() == ()
    panel.sliders[path].setValue(20)
    qtbot.wait(1)
    assert panel.after is not None, "it is known from before"


def test_that_keeping_is_one_edit_that_can_be_undone(qtbot: QtBot, stage: tuple[Session, WhatIfPanel, _Runs]) -> None:
    session, panel, _ = stage
    document = session.document
    assert document is not None
    assert panel.pin("fleet.motors.count")
    text = document.text
    for slider in panel.sliders.values():
        slider.setValue(STEPS)
    panel.keep()
    assert "count: 5000" in document.text
    assert panel.what_if.pins["fleet.motors.count"].current == "5000"
    assert not panel.what_if.changes()
    document.undo_stack.undo()
    assert document.text == text
    assert panel.what_if.pins["fleet.motors.count"].current == "500"


def test_that_what_cannot_slide_is_refused_with_the_reason(stage: tuple[Session, WhatIfPanel, _Runs]) -> None:
    _, panel, _ = stage
    assert not panel.pin("fleet.motors.link")
    assert "cannot slide" in panel.state.text()

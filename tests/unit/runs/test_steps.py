"""Tests of the progress of a run."""

from math import isnan

import pytest
from run_builders import Silent

from simgui.core.errors import RunCancelled
from simgui.runs import steps as steps_module
from simgui.runs.messages import RunProgress
from simgui.runs.steps import Steps


class Clock:
    """Wall clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(steps_module, "monotonic", clock)
    return clock


def some_steps(watcher: Silent) -> Steps:
    """Two steps of 10 s of simulated time."""
    return Steps(watcher, 2, 10.0, _started_s=100.0)


def told(watcher: Silent) -> list[RunProgress]:
    return [one for one in watcher.heard if isinstance(one, RunProgress)]


def test_that_inference_is_three_tenths_of_a_step_that_has_any(clock: Clock) -> None:
    watcher = Silent()
    steps = some_steps(watcher)
    steps.begin("edge")
    steps.expect_inference()
    for share in (0.5, 1.0):
        clock.now_s += 1
        steps.inferred(share)
    steps.expect_simulation()
    clock.now_s += 1
    steps.progress(5_000_000_000, 40)
    steps.begin("fog")
    steps.expect_simulation()
    clock.now_s += 1
    steps.progress(5_000_000_000, 40)
    assert [one.fraction for one in told(watcher)] == pytest.approx([0.075, 0.15, 0.325, 0.75])
    assert [one.activity for one in told(watcher)] == ["perceive", "perceive", "simulate", "simulate"]


def test_that_the_time_left_follows_from_the_time_gone(clock: Clock) -> None:
    watcher = Silent()
    steps = some_steps(watcher)
    steps.begin("edge")
    steps.expect_simulation()
    clock.now_s += 0.2
    steps.progress(1_000_000_000, 10)
    clock.now_s += 3.8
    steps.progress(5_000_000_000, 40)
    first, second = told(watcher)
    assert isnan(first.eta_s)
    assert second.eta_s == pytest.approx(12.0)  # a quarter took 4 s
    assert second.jobs_per_s == pytest.approx(10.0)


def test_that_it_is_not_told_more_than_ten_times_a_second(clock: Clock) -> None:
    watcher = Silent()
    steps = some_steps(watcher)
    steps.begin("edge")
    steps.expect_simulation()
    for tick in range(1000):
        clock.now_s += 0.001
        steps.progress(tick * 10_000_000, tick)
    assert 8 <= len(told(watcher)) <= 10


def test_that_inference_stops_when_the_watcher_wants_it() -> None:
    steps = some_steps(Silent(stop_after=0))
    with pytest.raises(RunCancelled):
        steps.inferred(0.1)

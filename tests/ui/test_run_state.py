from __future__ import annotations

import math

from simgui.runs.messages import RunFailed
from simgui.ui.presenters.run_state import Phase, RunState
from ui.window_builders import a_progress, a_result, a_run


class _Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_that_progress_tells_placement_simulated_time_speed_and_time_left() -> None:
    state = RunState(_Clock())
    state.start()
    state.progress(a_progress("fog"))
    assert state.view.headline == "Simulating fog, 1 of 3"
    assert state.view.detail == "15 min of 1 h · 1.2 M jobs/s · 0:41 left"
    assert state.view.fraction == 0.25


def test_that_the_ratio_to_real_time_is_told_once_it_can_be_known() -> None:
    clock = _Clock()
    state = RunState(clock)
    state.start()
    state.progress(a_progress(time_s=0.0))
    assert "real time" not in state.view.detail
    clock.now_s += 2.0
    state.progress(a_progress(time_s=1800.0))
    assert "900× real time" in state.view.detail


def test_that_real_inference_has_no_simulated_time() -> None:
    from dataclasses import replace

    state = RunState()
    state.start()
    state.progress(replace(a_progress(), activity="perceive"))
    assert state.view.headline == "Running the real models for edge, 1 of 3"
    assert "of 1 h" not in state.view.detail


def test_that_an_unknown_time_left_is_said_to_be_unknown() -> None:
    state = RunState()
    state.start()
    state.progress(a_progress(eta_s=math.nan))
    assert state.view.detail.endswith("time left unknown yet")


def test_that_a_run_can_be_cancelled_once() -> None:
    state = RunState()
    before = state.view
    state.start()
    started = state.view
    state.cancel()
    assert (before.can_cancel, started.can_cancel) == (False, True)
    assert (state.view.phase, state.view.can_cancel, state.view.is_active) == (Phase.CANCELLING, False, True)


def test_that_late_progress_does_not_hide_that_the_run_is_stopping() -> None:
    state = RunState()
    state.start()
    state.cancel()
    state.progress(a_progress())
    assert state.view.phase is Phase.CANCELLING


def test_that_a_cancelled_run_keeps_and_counts_what_was_finished() -> None:
    state = RunState()
    state.start()
    state.placement_finished(a_run("edge"))
    state.finish(a_result([a_run("edge")]), cancelled=True)
    assert state.view.phase is Phase.CANCELLED
    assert "1 placement finished and kept" in state.view.headline
    assert [run.placement for run in state.finished_runs] == ["edge"]


def test_that_a_failed_run_keeps_what_was_finished() -> None:
    state = RunState()
    state.start()
    state.placement_finished(a_run("edge"))
    state.fail(RunFailed("the run process ended with exit code -9", 3, ""))
    assert state.view.phase is Phase.FAILED
    assert state.view.failure is not None
    assert len(state.finished_runs) == 1


def test_that_a_cancel_before_the_first_result_is_no_failure() -> None:
    state = RunState()
    state.start()
    state.fail(RunFailed("cancelled", 130, ""))
    assert (state.view.phase, state.view.failure) == (Phase.CANCELLED, None)


def test_that_the_end_tells_how_long_it_took() -> None:
    clock = _Clock()
    state = RunState(clock)
    state.start()
    clock.now_s += 62.0
    state.finish(a_result([a_run("edge"), a_run("fog")]), cancelled=False)
    assert state.view.headline == "✓ 2 placements done in 1:02 min"
    assert state.view.detail == "up to 8,192 windows through the real model"
    assert state.view.fraction == 1.0


def test_that_a_new_run_forgets_the_last_one() -> None:
    state = RunState()
    state.start()
    state.finish(a_result([a_run()]), cancelled=False)
    state.start()
    assert state.finished_runs == ()
    assert state.view.phase is Phase.STARTING

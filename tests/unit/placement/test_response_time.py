"""Response-time analysis against a textbook example and against a scheduler that runs the tasks."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.placement.response_time import ControlTask, response_times


def simulated_ends(releases: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Run jobs (release, rank, work) preemptively by rank, jobs of a rank in turn; end by the job's index. [ns]"""
    order = sorted(range(len(releases)), key=lambda job: releases[job][0])
    left = {job: releases[job][2] for job in order}
    ends: dict[int, int] = {}
    now, waiting = 0, order.copy()
    ready: list[int] = []
    while waiting or ready:
        if not ready:
            now = max(now, releases[waiting[0]][0])
        while waiting and releases[waiting[0]][0] <= now:
            ready.append(waiting.pop(0))
        running = min(ready, key=lambda job: (releases[job][1], releases[job][0]))
        until = releases[waiting[0]][0] if waiting else now + left[running]
        step = min(left[running], until - now)
        left[running] -= step
        now += step
        if not left[running]:
            ready.remove(running)
            ends[running] = now
    return ends


def worst_from(tasks: Sequence[ControlTask], activations: Sequence[Sequence[int]], delays: Sequence[int]) -> list[int]:
    """Longest response of each task, with the first job of each delayed and the others on time."""
    jobs = [
        (max(at, times[0] + delay), rank, tasks[rank].work_ns, at)
        for rank, (times, delay) in enumerate(zip(activations, delays, strict=True))
        for at in times
    ]
    ends = simulated_ends([job[:3] for job in jobs])
    return [max(ends[i] - job[3] for i, job in enumerate(jobs) if job[1] == rank) for rank in range(len(tasks))]


PERIODS = (5, 6, 8, 10, 12, 15, 16, 20, 24, 30, 40, 48, 60, 80)
"""All divide 240."""


def random_tasks(seed: int, *, stretch: int = 1) -> list[ControlTask]:
    """Three to six tasks with periods that divide 240, at most fully loaded."""
    draw = np.random.default_rng(seed)
    while True:
        periods = [int(draw.choice(PERIODS)) for _ in range(draw.integers(3, 7))]
        works = [int(draw.integers(1, period * stretch // 2 + 1)) for period in periods]
        tasks = [
            ControlTask(f"t{i}", period * stretch, work)
            for i, (period, work) in enumerate(zip(periods, works, strict=True))
        ]
        if sum(240 // period * task.work_ns for period, task in zip(periods, tasks, strict=True)) <= 240 * stretch:
            return tasks


@pytest.mark.parametrize("seed", range(200))
def test_that_the_analysis_equals_the_simulated_worst_case(seed: int) -> None:
    """Released together, over a whole hyperperiod: the critical instant and the whole busy period."""
    tasks = random_tasks(seed, stretch=7)
    hyperperiod = 240 * 7
    activations = [range(0, hyperperiod, task.period_ns) for task in tasks]
    assert [one.worst_ns for one in response_times(tasks)] == worst_from(tasks, activations, [0] * len(tasks))


@given(seed=st.integers(0, 10_000), data=st.data())
@settings(max_examples=60, deadline=None)
def test_that_no_other_phase_is_worse(seed: int, data: st.DataObject) -> None:
    tasks = random_tasks(seed)
    starts = [data.draw(st.integers(0, task.period_ns - 1)) for task in tasks]
    activations = [range(start, start + 480, task.period_ns) for start, task in zip(starts, tasks, strict=True)]
    for bound, seen in zip(response_times(tasks), worst_from(tasks, activations, [0] * len(tasks)), strict=True):
        assert bound.worst_ns is not None
        assert seen <= bound.worst_ns


@pytest.mark.parametrize("seed", range(60))
def test_that_late_releases_and_blocking_are_exact(seed: int) -> None:
    """The worst case: all released at once after their longest delay, just after the blocker got hold."""
    draw = np.random.default_rng(seed)
    plain = random_tasks(seed, stretch=3)
    if sum(720 // task.period_ns * task.work_ns for task in plain) == 720:
        plain = plain[:-1]
    blocking = int(draw.integers(0, 6))
    tasks = [
        ControlTask(one.name, one.period_ns, one.work_ns, None, int(draw.integers(0, one.period_ns)), blocking)
        for one in plain
    ]
    for rank, (task, bound) in enumerate(zip(tasks, response_times(tasks), strict=True)):
        jobs = [
            (max(0, job * one.period_ns - one.jitter_ns), place + 1, one.work_ns)
            for place, one in enumerate(tasks[: rank + 1])
            for job in range(40 * 720 // one.period_ns)
        ]
        own = [index for index, job in enumerate(jobs) if job[1] == rank + 1]
        ends = simulated_ends([*jobs, (0, 0, blocking)] if blocking else jobs)
        seen = max(ends[index] - (job * task.period_ns - task.jitter_ns) for job, index in enumerate(own))
        assert bound.worst_ns == seen


def test_that_the_textbook_example_comes_out() -> None:
    """Burns and Wellings, Real-Time Systems and Programming Languages: T = 7, 12, 20 and C = 3, 3, 5 give 3, 6, 20."""
    tasks = [ControlTask("a", 7, 3), ControlTask("b", 12, 3), ControlTask("c", 20, 5)]
    assert [one.worst_ns for one in response_times(tasks)] == [3, 6, 20]
    assert all(one.meets_deadline for one in response_times(tasks))


def test_that_a_deadline_beyond_the_period_counts_every_job_of_the_busy_period() -> None:
    """Lehoczky 1990, T = 70, 100 and C = 26, 62: no job of the busy period but its fifth takes as long as 118."""
    tasks = [ControlTask("a", 70, 26), ControlTask("b", 100, 62, deadline_ns=120)]
    assert [one.worst_ns for one in response_times(tasks)] == [26, 118]
    assert response_times(tasks)[1].meets_deadline


def test_that_a_long_inference_below_control_never_delays_it() -> None:
    """1 ms of control every 10 ms above 100 ms of inference: 100 = 0.9 · 111.1, so the 12th control job still runs."""
    control = ControlTask("control", 10_000_000, 1_000_000)
    inference = ControlTask("inference", 1_000_000_000, 100_000_000)
    first, second = response_times([control, inference])
    assert (first.worst_ns, second.worst_ns) == (1_000_000, 112_000_000)
    swapped = response_times([inference, control])
    assert not swapped[1].meets_deadline


def test_that_there_is_no_bound_without_time_left() -> None:
    full = [ControlTask("a", 2, 1), ControlTask("b", 4, 2)]
    assert [one.worst_ns for one in response_times(full)] == [1, 4]
    assert response_times([*full, ControlTask("c", 1000, 1)])[2].worst_ns is None
    assert not response_times([*full, ControlTask("c", 1000, 1)])[2].meets_deadline
    assert response_times([full[0], ControlTask("b", 4, 2, jitter_ns=1)])[1].worst_ns is None


def test_that_times_must_make_sense() -> None:
    for times in ((0, 1), (1, 0), (-1, 1)):
        with pytest.raises(ValueError, match="above zero"):
            ControlTask("a", *times)
    with pytest.raises(ValueError, match="jitter"):
        ControlTask("a", 2, 1, jitter_ns=-1)

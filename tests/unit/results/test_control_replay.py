"""Control tasks beside inferences, against a scheduler that goes tick by tick."""

from collections.abc import Sequence

import numpy as np
import pytest

from simgui.plan.control import ControlLoop, ControlPlan
from simgui.results.control_replay import ControlReplay

Spans = Sequence[tuple[int, int]]


def ticked(plan: ControlPlan, inferences: Spans, begin: int, end: int) -> dict[tuple[int, int], int]:
    """Run every tick by hand; gives the end of each job by rank and release."""
    waiting: list[list[list[int]]] = [[] for _ in plan.loops]
    released = {(rank, int(at)) for rank, loop in enumerate(plan.loops) for at in loop.releases_ns(begin, end).tolist()}
    ends = {}
    for now in range(begin, end):
        for rank, loop in enumerate(plan.loops):
            if (rank, now) in released:
                waiting[rank].append([now, loop.work_ns])
        infers = any(first <= now < last for first, last in inferences)
        ready = [rank for rank in range(plan.above if infers else len(plan.loops)) if waiting[rank]]
        if ready:
            job = waiting[ready[0]][0]
            job[1] -= 1
            if not job[1]:
                ends[ready[0], job[0]] = now + 1
                waiting[ready[0]].pop(0)
    return ends


def random_case(seed: int) -> tuple[ControlPlan, list[tuple[int, int]], int]:
    """Draw tasks that leave some time, and inferences now and then close together."""
    draw = np.random.default_rng(seed)
    while True:
        loops = []
        for index in range(int(draw.integers(1, 5))):
            period = int(draw.choice((4, 5, 6, 8, 10, 12, 15, 20)))
            offset, work, deadline = (
                int(draw.integers(*ends)) for ends in ((0, period), (1, period // 2 + 1), (1, period))
            )
            loops.append(ControlLoop(f"t{index}", period, offset, work, deadline))
        if sum(loop.work_ns / loop.period_ns for loop in loops) < 0.95:
            break
    end, at, spans = int(draw.integers(100, 300)), int(draw.integers(0, 30)), []
    while at < end:
        spans.append((at, at + int(draw.integers(1, 21))))
        at = spans[-1][1] + int(draw.choice((0, 1, 3, 30, 60, 90)))
    return ControlPlan(tuple(loops), int(draw.integers(0, len(loops)))), spans, end


@pytest.mark.parametrize("seed", range(40))
def test_that_misses_and_longest_responses_are_those_of_a_clock_that_ticks(seed: int) -> None:
    plan, spans, end = random_case(seed)
    far = 2 * plan.hyperperiod_ns
    replay = ControlReplay(plan, end)

    def late(ends: dict[tuple[int, int], int]) -> int:
        return sum(done - at > plan.loops[rank].deadline_ns for (rank, at), done in ends.items() if 0 <= at < end)

    alone, beside = ticked(plan, (), -far, end + far + 300), ticked(plan, spans, -far, end + far + 300)
    begin_ns, end_ns = (np.array(column, dtype=np.int64) for column in zip(*spans, strict=True))
    at, extra, worst = 0, 0, np.array(replay.worst_alone_ns)
    while at < len(spans):
        found = replay.disturbed(begin_ns[at:], end_ns[at:])
        at, extra = at + found.inferences, extra + found.extra_misses
        worst = np.maximum(worst, found.worst_ns)
    assert replay.jobs() == sum(0 <= release < end for _, release in alone)
    assert replay.misses_alone() == late(alone)
    assert extra == late(beside) - late(alone)
    for rank in range(len(plan.loops)):
        assert worst[rank] >= max(done - at for (r, at), done in beside.items() if r == rank and 0 <= at < end)


def test_that_an_inference_that_nothing_interrupts_makes_every_activation_within_it_late() -> None:
    plan = ControlPlan((ControlLoop("fast", 10, 0, 2, 5),), above=0)
    replay = ControlReplay(plan, 1000)
    found = replay.disturbed(np.array([100], dtype=np.int64), np.array([150], dtype=np.int64))
    # Those at 100 to 140 wait; after 150 there are five of them, and those at 150 and 160 queue behind.
    assert found.extra_misses == 5 + 1
    assert found.worst_ns == (52,)
    assert replay.misses_alone() == 0

"""Free time: jobs served in it end where a clock that ticks says, and what is left is what nobody used."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simgui.plan.control import ControlLoop, ControlPlan
from simgui.plan.free_time import NEVER_NS, FreeTime, serve

HORIZON = 60


def spans(free: list[bool]) -> FreeTime:
    """Make spans of ticks that are free; the first and the last are."""
    edges = np.flatnonzero(np.diff([0, *(int(one) for one in free), 0]))
    return FreeTime(edges[::2].astype(np.int64), edges[1::2].astype(np.int64))


def ticks(time: FreeTime) -> list[bool]:
    """Say for every tick whether it is free."""
    found = [False] * HORIZON
    for begin, end in zip(time.begin_ns, time.end_ns, strict=True):
        found[begin:end] = [True] * int(end - begin)
    return found


@given(
    st.lists(st.booleans(), min_size=HORIZON, max_size=HORIZON).filter(any),
    st.lists(st.integers(0, HORIZON - 1), max_size=8).map(sorted),
    st.integers(1, 7),
)
def test_that_jobs_take_the_first_free_ticks_in_turn(free: list[bool], releases: list[int], work: int) -> None:
    served = serve(spans(free), np.array(releases, dtype=np.int64), work)
    left, at, ends = free.copy(), 0, []
    for release in releases:
        at, done = max(at, release), 0
        while done < work and at < HORIZON:
            done += left[at]
            left[at], at = False, at + 1
        ends.append(at if done == work else NEVER_NS)
    assert served.finish_ns.tolist() == ends
    assert ticks(served.left) == left


@given(*(st.lists(st.booleans(), min_size=HORIZON, max_size=HORIZON).filter(any) for _ in range(2)))
def test_that_taking_out_and_having_in_common_are_what_they_say(one: list[bool], other: list[bool]) -> None:
    taken = spans(other)
    assert ticks(spans(one).common(taken)) == [a and b for a, b in zip(one, other, strict=True)]
    left = spans(one).without(taken.begin_ns, taken.end_ns)
    assert ticks(left) == [a and not b for a, b in zip(one, other, strict=True)]


def test_that_the_busy_pattern_is_that_of_tasks_that_always_ran() -> None:
    loops = (ControlLoop("fast", 4, 3, 2, 4), ControlLoop("slow", 8, 0, 3, 8))
    period, busy = ControlPlan(loops, above=2).busy_ns()
    # The fast one runs at 3..5 and 7..9, and so into the next pattern; the slow one gets 1..3 and 5..6.
    assert period == 8
    assert busy.tolist() == [0, 6, 7, 8]


def test_that_activations_are_counted_from_before_the_run() -> None:
    loop = ControlLoop("a", 10, 3, 1, 10)
    assert loop.releases_ns(-10, 24).tolist() == [-7, 3, 13, 23]
    assert loop.releases_ns(3, 13).tolist() == [3]

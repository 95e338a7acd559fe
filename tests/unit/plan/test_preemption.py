"""Free time on a processor against a count of every nanosecond."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simgui.plan.preemption import Preemption


@st.composite
def schedules(draw: st.DrawFn) -> Preemption:
    """Draw a period of up to 20 ns that leaves at least one free."""
    period = draw(st.integers(2, 20))
    edges = sorted(draw(st.sets(st.integers(0, period), max_size=6)))
    edges = edges[: len(edges) // 2 * 2]
    if sum(edges[1::2]) - sum(edges[::2]) == period:
        edges = edges[:-2]
    return Preemption(period, np.array(edges, dtype=np.int64), np.array([draw(st.integers(-30, 30))]))


def is_free(law: Preemption, instant: int) -> bool:
    """Tell whether the nanosecond from an instant on is free."""
    into = (instant - int(law.phase_ns[0])) % law.period_ns
    return not any(begin <= into < end for begin, end in law.busy_ns.reshape(-1, 2))


@given(law=schedules(), start=st.integers(0, 60), service=st.integers(0, 40))
def test_that_a_service_ends_as_soon_as_it_had_its_time(law: Preemption, start: int, service: int) -> None:
    end, left = start, service
    while left:
        left -= is_free(law, end)
        end += 1
    device = np.array([0])
    assert law.finish_ns(np.array([start]), np.array([service]), device).tolist() == [end]


@given(law=schedules(), begin=st.integers(0, 60), length=st.integers(0, 60))
def test_that_the_available_time_counts_the_free_nanoseconds(law: Preemption, begin: int, length: int) -> None:
    device = np.array([0, 0])
    before, after = law.available_ns(np.array([begin, begin + length]), device)
    assert after - before == sum(is_free(law, instant) for instant in range(begin, begin + length))


@given(law=schedules(), instant=st.integers(0, 100))
def test_that_the_instant_of_an_available_time_is_the_earliest(law: Preemption, instant: int) -> None:
    device = np.array([0])
    available = law.available_ns(np.array([instant]), device)
    found = law.instant_ns(available, device)
    assert found[0] <= instant
    assert law.available_ns(found, device) == available
    assert law.available_ns(found - 1, device) == available - 1

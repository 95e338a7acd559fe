"""Waiting lines as arrays, against the same lines one visit after the other."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.engine.vectorised import lanes
from simgui.engine.vectorised.lanes import by_number, in_order, serve_lines
from simgui.plan.verdicts import Int64Array

often = settings(max_examples=150, deadline=None)


@dataclass(frozen=True)
class Lines:
    """Visits of some lines, and when each line's worker is free."""

    line: Int64Array
    arrival_ns: Int64Array
    service_ns: Int64Array
    free_ns: Int64Array


@st.composite
def lines(draw: st.DrawFn) -> Lines:
    """Few lines or very many, a coarse grid or months in nanoseconds."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.sampled_from([1, 2, 7, 70_000]))
    visits = draw(st.integers(0, 60))
    horizon = draw(st.sampled_from([3, 50, 10**6, 2**57]))
    longest = draw(st.sampled_from([0, 2, 100, 10**12]))
    return Lines(
        rng.integers(0, count, visits),
        rng.integers(0, horizon, visits),
        rng.integers(0, longest + 1, visits),
        rng.integers(0, horizon, count),
    )


@often
@given(drawn=lines(), presorted=st.booleans(), seed=st.integers(0, 99))
def test_that_visits_are_served_by_line_then_arrival_then_keys(drawn: Lines, presorted: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    arrival = np.sort(drawn.arrival_ns) if presorted else drawn.arrival_ns
    keys = rng.integers(0, 3, len(arrival)), rng.permutation(len(arrival))
    order = in_order(drawn.line, arrival, lambda at: (keys[0][at], keys[1][at]), lines=len(drawn.free_ns))
    expected = sorted(range(len(arrival)), key=lambda v: (drawn.line[v], arrival[v], keys[0][v], keys[1][v]))
    assert (list(range(len(arrival))) if order is None else order.tolist()) == expected


@often
@given(drawn=lines(), seed=st.integers(0, 99))
def test_that_a_hint_changes_no_order(drawn: Lines, seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys = rng.permutation(len(drawn.line))
    count = len(drawn.free_ns)
    fresh = in_order(drawn.line, drawn.arrival_ns, lambda at: (keys[at],), lines=count)
    hint = rng.permutation(int(rng.integers(0, len(drawn.line) + 3)))
    hinted = in_order(drawn.line, drawn.arrival_ns, lambda at: (keys[at],), lines=count, hint=hint)
    natural = np.arange(len(drawn.line))
    np.testing.assert_array_equal(natural if fresh is None else fresh, natural if hinted is None else hinted)


def one_by_one(line: Int64Array, arrival_ns: Int64Array, service_ns: Int64Array, free_ns: Int64Array) -> list[int]:
    """Start = max(arrival, previous finish)."""
    free = free_ns.tolist()
    starts = []
    for lane, arrival, service in zip(line.tolist(), arrival_ns.tolist(), service_ns.tolist(), strict=True):
        start = max(arrival, free[lane])
        free[lane] = start + service
        starts.append(start)
    return starts


@often
@given(drawn=lines())
def test_that_every_line_obeys_lindley(drawn: Lines) -> None:
    order = np.lexsort((drawn.arrival_ns, drawn.line))
    columns = drawn.line[order], drawn.arrival_ns[order], drawn.service_ns[order], drawn.free_ns
    assert serve_lines(*columns).tolist() == one_by_one(*columns)


def test_that_lines_too_long_to_be_lifted_are_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    line = np.sort(rng.integers(0, 50, 400))
    arrival = rng.integers(0, 1_000, 400)
    arrival = arrival[np.lexsort((arrival, line))]
    columns = line, arrival, rng.integers(0, 9, 400), np.zeros(50, dtype=np.int64)
    whole = serve_lines(*columns)
    monkeypatch.setattr(lanes, "_CEILING", 5_000)
    np.testing.assert_array_equal(serve_lines(*columns), whole)
    assert whole.tolist() == one_by_one(*columns)


@often
@given(count=st.integers(0, 300), largest=st.sampled_from([0, 3, 10**6, 2**40, 2**62]), seed=st.integers(0, 99))
def test_that_numbers_are_sorted_stably_whether_or_not_places_fit_beside_them(
    count: int, largest: int, seed: int
) -> None:
    number = np.random.default_rng(seed).integers(0, largest + 1, count, dtype=np.int64)
    assert by_number(number).tolist() == sorted(range(count), key=lambda at: (number[at], at))

"""Scans and bisections against functions whose changes are known."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from study_builders import Formula, FormulaExecutor, Quiet, a_study, first_number

from simgui.scenario.kpi import KPIS
from simgui.studies.break_even import find_break_even
from simgui.studies.limit import find_limit, parse_target
from simgui.studies.point import Point
from simgui.studies.search import RELATIVE, Findings, Search, coarse, drive, find_crossings, find_limits
from simgui.studies.session import Session
from simgui.studies.span import Span
from simgui.studies.study import Study
from simgui.studies.study_store import StudyStore


def solved(search: Search, state: Callable[[float], str]) -> Findings:
    def ask(questions: Sequence[tuple[int, float]]) -> Mapping[tuple[int, float], str]:
        return {(name, value): state(value) for name, value in questions}

    return drive({0: search}, ask)[0]


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 5000))
def test_that_a_change_between_whole_numbers_is_found_exactly(low: int, width: int, offset: int) -> None:
    assume(0 < offset < width)
    span, edge = Span(low, low + width, "", whole=True), low + offset
    (found,) = solved(find_crossings(span, coarse(span)), lambda x: "low" if x < edge else "high").crossings
    assert (found.low, found.high) == (edge - 1, edge)
    assert (found.below, found.above) == ("low", "high")


@given(st.floats(1e-3, 1e3), st.floats(1.5, 1e4), st.floats(0.05, 0.95))
def test_that_a_change_between_real_numbers_is_bracketed_to_one_percent(low: float, ratio: float, share: float) -> None:
    span = Span(low, low * ratio, "s", whole=False)
    edge = low * ratio**share
    (found,) = solved(find_crossings(span, coarse(span)), lambda x: str(x < edge)).crossings
    assert found.low <= edge <= found.high
    assert found.high - found.low <= 1.001 * RELATIVE * found.high


def test_that_every_change_that_the_scan_shows_is_found() -> None:
    span = Span(0.0, 100.0, "s", whole=False)
    found = solved(find_crossings(span, coarse(span)), lambda x: str(20 < x < 70))
    assert [round((one.low + one.high) / 2) for one in found.crossings] == [20, 70]


@given(st.floats(0.01, 100), st.floats(-5.9, 5.9))
def test_that_a_limit_is_found_by_doubling_outward(start: float, octaves: float) -> None:
    assume(abs(octaves) > 0.05)
    edge = start * 2**octaves
    span = Span(start / 1024, start * 1024, "s", whole=False)
    (found,) = solved(find_limits(span, start), lambda x: str(x < edge)).crossings
    assert found.low <= edge * (1 + 1e-6)
    assert found.high >= edge * (1 - 1e-6)


def test_that_a_search_without_any_change_ends() -> None:
    span = Span(1, 4096, "", whole=True)
    found = solved(find_limits(span, 64), lambda _: "meets")
    assert found.crossings == ()
    assert (min(found.states), max(found.states)) == (1, 4096)


class Line(Formula):
    """Latency of edge is constant; that of the other placement grows with the value, by a slope of its own per seed."""

    def __call__(self, point: Point) -> dict[str, float]:
        x = first_number(point)
        slope = 1 + 0.1 * (point.seed - 5) + (0 if point.draw is None else 0.01 * point.draw)
        return {"latency_p99_s": 0.5 if point.placement == "edge" else slope * x, "accuracy": math.nan}


@contextmanager
def session(folder: Path, study: Study, formula: Formula) -> Iterator[Session]:
    with StudyStore(folder / "store", study.identity) as store:
        yield Session(store, FormulaExecutor(formula), Quiet())


def test_that_a_break_even_is_where_two_lines_cross(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    with session(tmp_path, study, Line()) as running:
        found = find_break_even(
            study,
            ("edge", "threshold"),
            "fleet.valves.tasks.burst.every",
            Span(0.1, 3.0, "s", whole=False),
            by=KPIS["latency_p99_s"],
            session=running,
        )
    assert found.value == pytest.approx(0.5, rel=RELATIVE)
    assert found.interval is not None
    assert found.interval.low <= 0.5 <= found.interval.high
    assert [(one.below, one.above) for one in found.crossings] == [("threshold", "edge")]
    assert found.note == ""


def test_that_the_interval_of_a_break_even_spans_the_draws(tmp_path: Path) -> None:
    study = a_study(tmp_path, draws=5)
    with session(tmp_path, study, Line()) as running:
        found = find_break_even(
            study,
            ("edge", "threshold"),
            "fleet.valves.tasks.burst.every",
            Span(0.1, 3.0, "s", whole=False),
            by=KPIS["latency_p99_s"],
            session=running,
        )
    assert found.interval is not None
    assert found.interval.low == pytest.approx(0.5 / 1.04, rel=RELATIVE)
    assert found.interval.high == pytest.approx(0.5, rel=RELATIVE)


def test_that_a_limit_is_the_most_careful_over_the_seeds(tmp_path: Path) -> None:
    study = a_study(tmp_path, seeds=(5, 6, 7))
    with session(tmp_path, study, Line()) as running:
        found = find_limit(
            study,
            "threshold",
            "fleet.valves.tasks.burst.every",
            Span(0.001, 1000.0, "s", whole=False),
            [parse_target("latency_p99 <= 600 ms", study.scenario)],
            start=1.0,
            session=running,
        )
    assert found.side == "largest"
    assert found.value == pytest.approx(0.6 / 1.2, rel=RELATIVE)
    assert found.value is not None
    assert found.value * 1.2 <= 0.6


class Hump(Formula):
    """Meets a limit of 1 s below 2 and above 6."""

    def __call__(self, point: Point) -> dict[str, float]:
        return {"latency_p99_s": 2.0 if 2 < first_number(point) < 6 else 0.5}


def test_that_a_limit_that_is_not_monotone_is_said_to_be_so(tmp_path: Path) -> None:
    study = a_study(tmp_path)
    with session(tmp_path, study, Hump()) as running:
        found = find_limit(
            study,
            "edge",
            "fleet.valves.count",
            Span(1, 17, "", whole=True),
            [parse_target("latency_p99 <= 1 s", study.scenario)],
            start=None,
            session=running,
        )
    assert "not monotone" in found.note
    assert [(one.low, one.high) for one in found.crossings] == [(2, 3), (5, 6)]

"""Budgets are a limit and the side of it on which a value must lie."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.errors import UnitError
from simgui.core.units import Comparison, Dimension, Operator, parse_comparison


@pytest.mark.parametrize(
    ("text", "dimension", "operator", "value"),
    [
        ("<= 50 ms", Dimension.TIME, "<=", 0.05),
        (">= 3 y", Dimension.TIME, ">=", 94_672_800.0),
        ("== 0 B", Dimension.SIZE, "==", 0.0),
        ("<10 kB", Dimension.SIZE, "<", 10_000.0),
        (" > 95 %", Dimension.RATIO, ">", 0.95),
        ("≤ 0.1", Dimension.RATIO, "<=", 0.1),
        ("≥-40 °C", Dimension.TEMPERATURE, ">=", -40.0),
    ],
)
def test_that_a_budget_is_read(text: str, dimension: Dimension, operator: str, value: float) -> None:
    assert parse_comparison(text, dimension) == Comparison(Operator(operator), value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("50 ms", "'50 ms' starts with none of <=, >=, ==, <, >; write it as '<= 50 ms'"),
        ("= 50 ms", "starts with none"),
        ("=< 50 ms", "starts with none"),
        ("<<= 50 ms", "starts with none"),
        ("", "starts with none"),
        ("<=", "the quantity is empty"),
        ("<= 50", "'50' has no unit"),
        ("<= 50 kHz", "'50 kHz' is a frequency"),
        ("<= inf s", "not a finite number"),
    ],
)
def test_that_a_bad_budget_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_comparison(text, Dimension.TIME)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [
        ("<=", True, True, False),
        (">=", False, True, True),
        ("==", False, True, False),
        ("<", True, False, False),
        (">", False, False, True),
    ],
)
def test_that_a_limit_holds_on_its_side(operator: str, *, below: bool, equal: bool, above: bool) -> None:
    comparison = Comparison(Operator(operator), 5.0)
    assert [comparison.holds(value) for value in (4.0, 5.0, 6.0)] == [below, equal, above]


@pytest.mark.parametrize("operator", Operator)
def test_that_an_undefined_value_keeps_no_limit(operator: Operator) -> None:
    assert not Comparison(operator, 5.0).holds(math.nan)


def test_that_an_infinite_latency_misses_its_limit_without_end() -> None:
    limit = parse_comparison("<= 50 ms", Dimension.TIME)
    assert not limit.holds(math.inf)
    assert limit.margin(math.inf) == -math.inf


def test_that_the_margin_is_the_room_left() -> None:
    assert parse_comparison("<= 50 s", Dimension.TIME).margin(47.0) == 3.0
    assert parse_comparison(">= 50 s", Dimension.TIME).margin(47.0) == -3.0
    assert parse_comparison("== 50 s", Dimension.TIME).margin(47.0) == -3.0


@given(
    operator=st.sampled_from(list(Operator)),
    limit=st.floats(-1e9, 1e9, allow_subnormal=False),
    value=st.floats(-1e9, 1e9, allow_subnormal=False),
)
def test_that_margin_and_verdict_agree(operator: Operator, limit: float, value: float) -> None:
    comparison = Comparison(operator, limit)
    margin = comparison.margin(value)
    if margin > 0:
        assert comparison.holds(value)
    elif margin < 0:
        assert not comparison.holds(value)
    else:
        assert comparison.holds(value) == (operator in {"<=", ">=", "=="})

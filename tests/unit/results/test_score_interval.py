"""Intervals of shares, counts and means in closed form."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.results.score_interval import KNOWN, count_interval, mean_interval, share_interval, student, widened


@pytest.mark.parametrize(("freedom", "quantile"), [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (30, 2.042)])
def test_that_the_quantile_is_that_of_printed_tables(freedom: int, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, rel=0.004)


def test_that_wilsons_interval_is_the_published_one() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20.
    assert share_interval(81 / 263, 263, KNOWN) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert share_interval(0.0, 20, KNOWN) == pytest.approx((0.0, 0.1611), abs=1e-4)


@given(st.floats(0, 1), st.floats(1, 1e6), st.integers(1, 100))
def test_that_a_share_lies_in_its_interval_and_that_within_zero_and_one(
    share: float, trials: float, freedom: int
) -> None:
    low, high = share_interval(share, trials, freedom)
    assert 0 <= low <= share <= high <= 1
    assert low < high


@given(st.integers(0, 10_000), st.floats(1, 1e4))
def test_that_a_count_lies_in_its_interval_and_comes_in_units(count: int, unit: float) -> None:
    low, high = count_interval(count, unit, KNOWN)
    assert 0 <= low <= count <= high
    assert high - low >= 2 * math.sqrt(count * unit)


def test_that_a_mean_without_error_is_its_own_interval() -> None:
    assert mean_interval(3.0, 0.0, 5) == (3.0, 3.0)
    low, high = mean_interval(3.0, 0.3, KNOWN)
    assert low * high == pytest.approx(9.0)


def test_that_two_causes_add_in_squares() -> None:
    assert widened((7.0, 13.0), (6.0, 14.0), 10.0) == pytest.approx((5.0, 15.0))
    assert widened((10.0, 10.0), (9.0, 11.0), 10.0) == (9.0, 11.0)

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.results.latency_histogram import LatencyHistogram, bin_index, bin_upper_ns

durations = st.lists(st.integers(0, 2**62), min_size=1, max_size=60)
fractions = st.sampled_from([0.01, 0.5, 0.95, 0.99, 1.0])


def _histogram(values: list[int], lost: int = 0) -> LatencyHistogram:
    histogram = LatencyHistogram()
    histogram.add(np.array(values, dtype=np.int64), lost=lost)
    return histogram


@given(durations, st.integers(0, 20), fractions)
def test_that_a_quantile_is_the_nearest_rank_within_one_part_in_1024(
    values: list[int], lost: int, fraction: float
) -> None:
    everything = sorted(values) + [math.inf] * lost
    exact_s = everything[max(1, math.ceil(fraction * len(everything))) - 1] / 1e9
    found_s = _histogram(values, lost).quantile_s(fraction)
    assert exact_s * (1 - 1e-15) <= found_s <= exact_s * (1 + 1 / 1024 + 1e-15)


@given(st.integers(0, 2**63 - 1))
def test_that_a_duration_lies_in_its_bin(value: int) -> None:
    index = int(bin_index(np.array([value], dtype=np.int64))[0])
    assert value <= bin_upper_ns(index)
    assert index == 0 or bin_upper_ns(index - 1) < value


@given(durations, durations, st.integers(0, 5), fractions)
def test_that_merging_gives_the_histogram_of_the_union(
    first: list[int], second: list[int], lost: int, fraction: float
) -> None:
    merged = _histogram(first, lost)
    merged.merge(_histogram(second))
    union = _histogram(first + second, lost)
    assert len(merged) == len(union)
    assert merged.quantile_s(fraction) == union.quantile_s(fraction)
    assert merged.max_s() == union.max_s()


def test_that_durations_below_2048_ns_are_exact() -> None:
    assert [bin_upper_ns(int(i)) for i in bin_index(np.arange(2048))] == list(range(2048))


def test_that_equal_durations_give_exactly_that_quantile() -> None:
    assert _histogram([100_000_003] * 7).quantile_s(0.5) == 0.100000003


def test_that_the_maximum_is_exact_and_infinite_with_a_lost_job() -> None:
    assert _histogram([5, 123_456_789]).max_s() == 0.123456789
    assert math.isinf(_histogram([5], lost=1).max_s())


def test_that_no_jobs_have_no_quantile() -> None:
    assert math.isnan(LatencyHistogram().quantile_s(0.5))
    assert math.isnan(LatencyHistogram().max_s())


def test_that_one_lost_in_a_hundred_spares_the_99th_percentile() -> None:
    assert _histogram([1000] * 99, lost=1).quantile_s(0.99) == pytest.approx(1e-6)
    assert math.isinf(_histogram([1000] * 98, lost=2).quantile_s(0.99))

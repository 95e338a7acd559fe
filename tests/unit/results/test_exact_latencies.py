import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.results import exact_latencies
from simgui.results.exact_latencies import ExactLatencies
from simgui.results.latency_histogram import LatencyHistogram

parts = st.lists(st.lists(st.integers(0, 2**40), max_size=30), min_size=1, max_size=6)
fractions = st.sampled_from([0.01, 0.5, 0.95, 0.99, 1.0])


@given(parts, st.integers(0, 20), fractions, st.sampled_from([1, 1 << 20]))
def test_that_a_quantile_is_exactly_the_nearest_rank(
    values: list[list[int]], lost: int, fraction: float, pending: int
) -> None:
    exact, histogram = ExactLatencies(), LatencyHistogram()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact_latencies, "_PENDING", pending)
        for part in values:
            for one in (exact, histogram):
                one.add(np.array(part, dtype=np.int64))
    exact.add(np.zeros(0, dtype=np.int64), lost=lost)
    histogram.add(np.zeros(0, dtype=np.int64), lost=lost)
    everything = [value / 1e9 for part in values for value in part] + [math.inf] * lost
    assert len(exact) == len(everything)
    if everything:
        nearest_rank = np.quantile(np.array(everything), fraction, method="inverted_cdf")
        assert exact.quantile_s(fraction) == nearest_rank
        assert nearest_rank * (1 - 1e-15) <= histogram.quantile_s(fraction) <= nearest_rank * (1 + 1 / 1024 + 1e-15)
        assert exact.max_s() == max(everything)
    else:
        assert math.isnan(exact.quantile_s(fraction))


@given(parts, parts, fractions)
def test_that_merged_latencies_are_those_of_the_union(
    first: list[list[int]], second: list[list[int]], fraction: float
) -> None:
    one, other, union = ExactLatencies(lost=1), ExactLatencies(), ExactLatencies(lost=1)
    for part in first:
        one.add(np.array(part, dtype=np.int64))
    for part in second:
        other.add(np.array(part, dtype=np.int64))
    for part in first + second:
        union.add(np.array(part, dtype=np.int64))
    one.merge(other)
    assert len(one) == len(union)
    assert one.quantile_s(fraction) == union.quantile_s(fraction)


def test_that_a_fixed_service_takes_no_memory_per_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_latencies, "_PENDING", 100)
    latencies = ExactLatencies()
    for _ in range(1000):
        latencies.add(np.full(50, 7, dtype=np.int64))
        assert sum(len(values) for values, _ in latencies._pending) <= 101
    assert len(latencies) == 50_000
    assert len(latencies._values_ns) == 1

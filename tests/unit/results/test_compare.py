import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from result_builder import result, run

from simgui.core.errors import UsageError
from simgui.results.compare import Difference, compare
from simgui.results.result import PlacementResult


def _of(kpi: str, differences: tuple[Difference, ...]) -> Difference:
    return next(difference for difference in differences if difference.kpi == kpi)


def _compare(a: PlacementResult, b: PlacementResult, **tolerances: float) -> tuple[Difference, ...]:
    return compare(result(a), result(b), tolerances)


def test_that_equal_results_do_not_differ() -> None:
    made = run("edge", latency_s=math.inf, event_recall=math.nan)
    assert all(difference.ok and difference.relative == 0 for difference in _compare(made, made))


def test_that_without_tolerances_every_kpi_must_be_equal() -> None:
    differences = _compare(run("edge", latency_s=0.1), run("edge", latency_s=0.1000001))
    assert [difference.kpi for difference in differences if not difference.ok] == ["latency_p99_s"]


def test_that_only_kpis_with_a_tolerance_are_gated() -> None:
    differences = _compare(run("edge"), run("edge", latency_s=0.0515, power_w=9.0), latency_p99=0.02)
    assert not _of("latency_p99_s", differences).ok
    assert _of("device_power_w", differences).ok
    assert _of("device_power_w", differences).tolerance is None


@pytest.mark.parametrize("key", ["latency_p99", "latency_p99_s"])
def test_that_a_tolerance_is_relative_to_the_first(key: str) -> None:
    difference = _of("latency_p99_s", compare(result(run("edge")), result(run("edge", latency_s=0.051)), {key: 0.02}))
    assert difference.relative == pytest.approx(0.02)
    assert _of("latency_p99_s", _compare(run("edge"), run("edge", latency_s=0.0509), latency_p99=0.02)).ok


def test_that_zero_and_undefined_values_differ_beyond_any_tolerance() -> None:
    def recall(a: float, b: float) -> Difference:
        made = _compare(run("edge", event_recall=a), run("edge", event_recall=b), event_recall=9.0)
        return _of("event_recall", made)

    appeared, gone = recall(0.0, 0.1), recall(0.5, math.nan)
    assert appeared.relative == math.inf
    assert not appeared.ok
    assert math.isnan(gone.relative)
    assert not gone.ok


def test_that_a_tolerance_holds_for_the_parts_of_a_breakdown() -> None:
    differences = _compare(run("edge"), run("edge"), energy_by_cause=0.01)
    assert _of("energy_by_cause_j.transmit", differences).tolerance == 0.01


def test_that_a_placement_that_became_infeasible_is_never_ok() -> None:
    difference = _of("feasible", _compare(run("edge"), run("edge", infeasible="no link"), latency_p99=9.0))
    assert (difference.a, difference.b, difference.ok) == (1.0, 0.0, False)


def test_that_a_missing_run_is_never_ok() -> None:
    difference = _of("feasible", compare(result(run("edge")), result(), {"latency_p99": 9.0}))
    assert math.isnan(difference.b)
    assert not difference.ok


def test_that_single_runs_are_paired_whatever_their_seeds() -> None:
    assert all(difference.ok for difference in _compare(run("edge", seed=1), run("edge", seed=2)))


def test_that_several_runs_are_paired_by_seed() -> None:
    one, two = run("edge", seed=1, latency_s=0.1), run("edge", seed=2, latency_s=0.2)
    assert all(difference.ok for difference in compare(result(one, two), result(two, one), {}))


@pytest.mark.parametrize(
    ("key", "message"),
    [("latency_p9", r"no KPI 'latency_p9' \(did you mean"), ("motor/latency_p99", r"'motor' \(did you mean 'motors'")],
)
def test_that_a_tolerance_must_name_a_kpi(key: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        compare(result(run("edge")), result(run("edge")), {key: 0.1})


def test_that_a_tolerance_must_not_be_negative() -> None:
    with pytest.raises(UsageError, match="negative"):
        compare(result(run("edge")), result(run("edge")), {"latency_p99": -0.1})


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6), st.floats(0, 2))
def test_that_the_tolerance_is_what_separates_ok_from_not(a: float, b: float, tolerance: float) -> None:
    made = _compare(run("edge", latency_s=a), run("edge", latency_s=b), latency_p99=tolerance)
    difference = _of("latency_p99_s", made)
    assert difference.ok == (abs(b - a) / a <= tolerance)

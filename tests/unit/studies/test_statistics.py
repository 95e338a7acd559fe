"""Student's t, quantiles, rank correlation, Pareto."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.errors import UsageError
from simgui.scenario.kpi import KPIS
from simgui.studies.pareto import front, parse_objectives
from simgui.studies.statistics import central_interval, mean_interval, noise_share, rank_shares, student_t

LATENCY_AND_LIFE = (KPIS["latency_p99_s"], KPIS["battery_life_s"])
NUMBERS = st.floats(-1e6, 1e6) | st.just(math.inf) | st.just(math.nan)


@pytest.mark.parametrize(
    ("probability", "degrees", "expected"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 9, 2.262),
        (0.95, 5, 2.015),
        (0.995, 30, 2.750),
        (0.975, 120, 1.980),
    ],
)
def test_that_students_t_has_its_published_quantiles(probability: float, degrees: int, expected: float) -> None:
    """Abramowitz and Stegun, table 26.10."""
    assert student_t(probability, degrees) == pytest.approx(expected, abs=6e-4)


def test_that_the_interval_of_a_mean_covers_it_as_often_as_it_says() -> None:
    samples = np.random.default_rng(1).normal(3.0, 2.0, (2000, 5))
    held = [low <= 3.0 <= high for low, high in filter(None, map(mean_interval, samples.tolist()))]
    assert len(held) == 2000
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_that_one_value_or_an_infinite_one_has_no_interval() -> None:
    assert mean_interval([1.0]) is None
    assert mean_interval([1.0, math.inf]) is None


@given(st.lists(st.floats(-1e9, 1e9) | st.just(math.inf), min_size=1))
def test_that_a_central_interval_consists_of_values_seen(values: list[float]) -> None:
    low, high = central_interval(values)
    assert low in values
    assert high in values
    assert low <= high


def test_that_what_drives_a_target_has_its_share_and_noise_has_none() -> None:
    columns = np.random.default_rng(2).uniform(size=(300, 20))
    shares = rank_shares(columns, list(3 * columns[:, 4] + columns[:, 7]))
    assert shares[4] == pytest.approx(0.9, abs=0.05)
    assert shares[7] == pytest.approx(0.1, abs=0.06)
    others = np.delete(shares, [4, 7])
    assert others.max() < noise_share(300, 20)


@given(st.lists(st.tuples(NUMBERS, NUMBERS) | st.none(), max_size=12))
def test_that_a_row_is_on_the_front_if_and_only_if_nothing_beats_it(rows: list[tuple[float, float] | None]) -> None:
    def cost(row: tuple[float, float]) -> tuple[float, float]:
        return tuple(math.inf if math.isnan(x) else x for x in (row[0], -row[1]))  # type: ignore[return-value]

    def beats(a: tuple[float, float], b: tuple[float, float]) -> bool:
        return all(x <= y for x, y in zip(cost(a), cost(b), strict=True)) and cost(a) != cost(b)

    expected = [i for i, a in enumerate(rows) if a and not any(b and beats(b, a) for b in rows)]
    assert front(rows, LATENCY_AND_LIFE) == expected


@pytest.mark.parametrize("text", ["nonsense", "jobs", "latency_p99,latency_p99_s", "energy_by_cause_j", ""])
def test_that_a_front_over_nothing_comparable_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"--pareto"):
        parse_objectives(text)

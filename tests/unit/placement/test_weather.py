import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.placement.weather import day_factors, stepwise
from simgui.scenario.group import Series


@given(st.floats(0.15, 0.95), st.floats(0.0, 0.95), st.integers(0, 2**31))
@settings(max_examples=20, deadline=None)
def test_that_days_come_to_the_mean_that_was_asked_for(mean: float, persistence: float, seed: int) -> None:
    factors = day_factors(365, mean, persistence, seed=seed, name="site")
    assert factors.mean() == pytest.approx(mean, rel=1e-6)
    assert (factors >= 0.08).all()
    assert (factors <= 1.0).all()


def test_that_weather_lasts_as_long_as_it_is_persistent() -> None:
    for persistence in (0.0, 0.4, 0.8):
        factors = day_factors(20_000, 0.5, persistence, seed=1, name="site")
        log_odds = np.log((factors - 0.08) / (1 - factors))
        found = np.corrcoef(log_odds[:-1], log_odds[1:])[0, 1]
        assert found == pytest.approx(persistence, abs=0.03)


def test_that_a_seed_and_a_site_have_their_own_weather() -> None:
    one = day_factors(100, 0.6, 0.4, seed=1, name="north")
    np.testing.assert_array_equal(one, day_factors(100, 0.6, 0.4, seed=1, name="north"))
    assert (one != day_factors(100, 0.6, 0.4, seed=2, name="north")).all()
    assert (one != day_factors(100, 0.6, 0.4, seed=1, name="south")).all()
    np.testing.assert_array_equal(one[:50], day_factors(100, 0.6, 0.4, seed=1, name="north")[:50])


def test_that_a_mean_beyond_what_weather_does_holds_every_day() -> None:
    np.testing.assert_array_equal(day_factors(3, 1.1, 0.4, seed=1, name="site"), [1.1, 1.1, 1.1])
    np.testing.assert_array_equal(day_factors(3, 0.0, 0.4, seed=1, name="site"), [0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("every_s", "expected"),
    [(3600.0, [1, 2, 3, 1]), (1800.0, [1.5, 2, 2.5, 1.5]), (7200.0, [1, 1, 2, 2]), (5400.0, [1, 1.5, 2, 3])],
)
def test_that_a_series_is_averaged_over_the_steps_and_repeats(every_s: float, expected: list[float]) -> None:
    np.testing.assert_allclose(stepwise(Series((1.0, 2.0, 3.0), every_s), 3600.0, 4), expected)

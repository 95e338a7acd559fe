"""Sun, clear sky and tilted panels against published values and closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.placement.solar import clear_sky_w_per_m2, diffuse_share, panel_w_per_m2, sun_at


def at(day: float, hour: float, latitude_deg: float) -> tuple[float, float, float]:
    sun = sun_at(np.array([day]), np.array([hour]), math.radians(latitude_deg))
    return float(sun.east[0]), float(sun.north[0]), float(sun.up[0])


@pytest.mark.parametrize(
    ("elevation_deg", "expected_w_per_m2"),
    # What pvlib-python's own test of its Haurwitz model (pvlib/tests/test_clearsky.py) expects.
    [(-20, 0.0), (-0.05, 0.0), (5, 48.6298687941956), (10, 135.741748091813), (30, 487.894132885425),
     (50, 778.766689344363), (90, 1035.09203253450)],
)  # fmt: skip
def test_that_the_clear_sky_is_that_of_haurwitz(elevation_deg: float, expected_w_per_m2: float) -> None:
    found = clear_sky_w_per_m2(np.array([math.sin(math.radians(elevation_deg))]))
    assert found[0] == pytest.approx(expected_w_per_m2, rel=1e-9)


@pytest.mark.parametrize(
    ("day", "declination_deg"),
    [(172, 23.44), (355, -23.44), (80, 0.0), (265.5, 0.0)],
)
def test_that_solstices_and_equinoxes_fall_where_they_do(day: float, declination_deg: float) -> None:
    """At noon on the equator the sun stands as far from the zenith as its declination."""
    _, north, up = at(day, 12.0, 0.0)
    assert math.degrees(math.atan2(north, up)) == pytest.approx(declination_deg, abs=0.5)


def test_that_the_noon_sun_of_midsummer_stands_where_geometry_says() -> None:
    """48° north: 90° - 48° + 23.44° = 65.4° high, due south; it rises north of east before six."""
    east, north, up = at(172, 12.0, 48.0)
    assert math.degrees(math.asin(up)) == pytest.approx(65.44, abs=0.1)
    assert north < 0
    assert east == pytest.approx(0.0, abs=1e-12)
    assert at(172, 5.0, 48.0)[2] > 0 > at(172, 3.5, 48.0)[2]


@given(st.floats(1, 365), st.floats(0, 24), st.floats(-90, 90))
def test_that_the_direction_to_the_sun_is_a_unit_vector(day: float, hour: float, latitude_deg: float) -> None:
    assert math.hypot(*at(day, hour, latitude_deg)) == pytest.approx(1.0, rel=1e-12)


def test_that_clear_days_are_as_long_as_the_sun_is_up() -> None:
    """cos(sunrise) = -tan(latitude) · tan(declination): 16 h at 50° north in midsummer, 12 h on the equinox."""
    hours = np.arange(0, 24, 1 / 60)
    for day, expected_h in ((172, 16.15), (80.5, 12.0)):
        up = sun_at(np.full_like(hours, day), hours, math.radians(50.0)).up
        assert (up > 0).mean() * 24 == pytest.approx(expected_h, abs=0.1)


@pytest.mark.parametrize(("clearness", "share"), [(0.1, 0.991), (0.5, 0.65915), (0.9, 0.165)])
def test_that_the_sky_diffuses_as_erbs_found(clearness: float, share: float) -> None:
    """0.9511 - 0.0802 + 1.097 - 2.07975 + 0.771 = 0.65915 in the middle."""
    assert float(diffuse_share(np.array([clearness]))[0]) == pytest.approx(share, abs=1e-9)


def test_that_a_level_panel_sees_the_level_light() -> None:
    hours = np.linspace(6, 18, 100)
    sun = sun_at(np.full_like(hours, 100.0), hours, math.radians(45.0))
    level = clear_sky_w_per_m2(sun.up)
    seen = panel_w_per_m2(sun, level, 0.0, math.pi)
    high = sun.up > 0.065
    np.testing.assert_allclose(seen[high], level[high], rtol=1e-12)
    assert (seen <= level + 1e-9).all()


def test_that_a_tilted_panel_gains_in_winter_and_loses_in_summer() -> None:
    hours = np.arange(0, 24, 0.1)
    for day, gains in ((355.0, True), (172.0, False)):
        sun = sun_at(np.full_like(hours, day), hours, math.radians(50.0))
        level = clear_sky_w_per_m2(sun.up)
        tilted = panel_w_per_m2(sun, level, math.radians(60.0), math.pi)
        assert (tilted.sum() > level.sum()) == gains


def test_that_a_panel_that_looks_away_sees_only_sky_and_ground() -> None:
    """Due north at noon and upright: half the sky's light and half of what the ground reflects."""
    sun = sun_at(np.array([355.0]), np.array([12.0]), math.radians(50.0))
    level = clear_sky_w_per_m2(sun.up)
    outside = sun.beyond_air_w_per_m2 * sun.up
    diffuse = level * diffuse_share(level / outside)
    assert panel_w_per_m2(sun, level, math.pi / 2, 0.0)[0] == pytest.approx(float((diffuse / 2 + 0.1 * level)[0]))


def test_that_the_clear_year_at_the_equator_brings_what_models_of_this_kind_do() -> None:
    """Clear-sky level light in the tropics: 6 to 8 kWh/m2 a day, all year round."""
    hours = np.arange(0, 365 * 24, 0.5)
    sun = sun_at(1 + hours // 24, hours % 24, 0.0)
    daily = clear_sky_w_per_m2(sun.up).reshape(365, -1).mean(axis=1) * 24 / 1e3
    assert 6.0 < daily.min() < daily.max() < 8.0

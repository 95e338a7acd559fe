"""How long sensors are read."""

import pytest

from simgui.placement.sensing import reading_s, sensing_s
from simgui.profiles.registry import Registry

THERMOMETER, BAROMETER = Registry().sensor("tmp117"), Registry().sensor("ms5837-30ba")


def test_that_a_reading_is_power_up_and_one_conversion() -> None:
    assert reading_s(THERMOMETER) == pytest.approx(17e-3 + 1 / 64)


@pytest.mark.parametrize(("window_s", "readings"), [(60.0, 2), (1920.0, 4)])
def test_that_readings_far_apart_are_taken_one_by_one_and_once(window_s: float, readings: int) -> None:
    """Two a minute, a window every two minutes: of windows that overlap, only the new readings count."""
    assert sensing_s(THERMOMETER, 2 / 60, window_s, 120.0) == pytest.approx(readings * 32.625e-3)


def test_that_fast_readings_keep_the_sensor_awake_from_power_up_to_the_end_of_the_window() -> None:
    startup_s = BAROMETER.startup_s.value
    assert sensing_s(BAROMETER, 100.0, 0.2, 10.0) == pytest.approx(0.2 + startup_s)
    assert sensing_s(BAROMETER, 100.0, 0.2, 0.05) == 0.05


def test_that_resting_never_takes_longer_than_staying_awake() -> None:
    for rate_hz in (0.01, 1.0, 20.0, 30.6, 30.7, 40.0):
        assert sensing_s(THERMOMETER, rate_hz, 10.0, 10.0) <= 10.0

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from simgui.streams.synthetic import valve_pressure
from simgui.streams.synthetic.seeding import generator
from simgui.streams.synthetic.signal import Split
from simgui.streams.synthetic.valve_pressure import Pipeline, ValvePressure, joukowsky_bar

RATE_HZ = 100.0
QUIET = Pipeline(
    pressure_bar=6.0,
    pump_hz=5.0,
    pulsation_bar=0.1,
    wave_speed_m_per_s=1_200.0,
    echo_hz=3.0,
    noise_bar=0.0,
    relief_bar=3.0,
)


def _windows(state: int, count: int = 60, stream: int = 0) -> NDArray[np.float32]:
    return ValvePressure().windows(
        seed=2, split=Split.TEST, stream=stream, state=state, count=count, window_s=0.2, rate_hz=RATE_HZ
    )


def test_that_a_stopped_metre_per_second_costs_about_twelve_bar() -> None:
    assert joukowsky_bar(1_200.0, 1.0) == pytest.approx(998.0 * 1_200.0 / 1e5)
    assert joukowsky_bar(1_000.0, -2.0) == pytest.approx(-19.96)


def test_that_pressure_is_never_negative() -> None:
    for stream in range(10):
        assert _windows(1, stream=stream).min() >= 0.0


def test_that_a_burst_moves_the_pressure_more_than_everyday_work() -> None:
    everyday, burst = np.ptp(_windows(0), axis=1).ravel(), np.ptp(_windows(1), axis=1).ravel()
    assert np.median(burst) > 2 * np.median(everyday)
    assert np.quantile(everyday, 0.95) > np.quantile(burst, 0.05), "or the task would be trivial"


def test_that_bursts_fall_or_rise_and_stay() -> None:
    time_s = np.arange(100) / RATE_HZ
    ends = []
    for index in range(60):
        change = valve_pressure._burst(QUIET, time_s, generator("burst", index))
        ends.append(change[-1])
        moved = np.abs(change) > 0.7
        assert moved[-1]
        assert moved[np.argmax(moved) :].all(), "a burst does not come back"
    assert any(end > 0 for end in ends)
    assert any(end < 0 for end in ends)
    assert max(ends) <= QUIET.relief_bar


def test_that_every_burst_shows_60_ms_or_more_in_its_window() -> None:
    time_s = np.arange(20) / RATE_HZ
    for index in range(200):
        change = valve_pressure._burst(QUIET, time_s, generator("burst", index))
        assert np.count_nonzero(change) >= math.floor(0.06 * RATE_HZ)


def test_that_everyday_transients_stay_within_a_gentle_water_hammer() -> None:
    time_s = np.arange(400) / RATE_HZ
    limit_bar = joukowsky_bar(QUIET.wave_speed_m_per_s, 0.16)
    changes = [valve_pressure._everyday(QUIET, time_s, generator("everyday", index)) for index in range(60)]
    assert max(np.abs(change).max() for change in changes) <= limit_bar
    assert sum(not change.any() for change in changes) > 15, "about half of the windows are calm"
    assert any(change.max() > 0.3 and change.min() < -0.3 for change in changes), "water hammer swings back"


def test_that_the_pump_pulses_at_its_rate() -> None:
    time_s = np.arange(400) / RATE_HZ
    pressure = valve_pressure._steady(QUIET, time_s, generator("steady"))
    spectrum = np.abs(np.fft.rfft(pressure - pressure.mean()))
    assert np.fft.rfftfreq(400, 1 / RATE_HZ)[np.argmax(spectrum)] == pytest.approx(QUIET.pump_hz, abs=0.25)

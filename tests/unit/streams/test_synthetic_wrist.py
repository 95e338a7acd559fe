import numpy as np
import pytest
from numpy.typing import NDArray

from simgui.streams.synthetic.seeding import generator
from simgui.streams.synthetic.signal import Split
from simgui.streams.synthetic.wrist_acceleration import WristAcceleration
from simgui.streams.synthetic.wrist_activity import Activity, clap, draw_person, flop, jump, rest, sit_hard, walk

RATE_HZ = 50.0


def _falls(stream: int = 0, count: int = 40) -> NDArray[np.float32]:
    return WristAcceleration().windows(
        seed=2, split=Split.TEST, stream=stream, state=1, count=count, window_s=2.56, rate_hz=RATE_HZ
    )


def _magnitudes(activity: Activity, count: int = 30) -> list[NDArray[np.float64]]:
    time_s = np.arange(128) / RATE_HZ
    person = draw_person(generator("person"), Split.TEST)
    return [activity(person, time_s, generator("window", index)).magnitude_g for index in range(count)]


@pytest.mark.parametrize("stream", range(4))
def test_that_every_fall_loses_weight_and_then_strikes(stream: int) -> None:
    for window in _falls(stream):
        magnitude_g = np.linalg.norm(window, axis=1)
        impact = int(np.argmax(magnitude_g))
        before = magnitude_g[max(impact - 40, 0) : impact]
        assert magnitude_g[impact] > 2.5
        assert before.min() < 0.5
        assert np.sum(before < 0.6) * 1 / RATE_HZ >= 0.15


def test_that_most_falls_end_still_and_in_a_new_posture() -> None:
    windows = _falls(count=60)
    before, after = windows[:, :10].mean(axis=1), windows[:, -15:].mean(axis=1)
    cosine = np.sum(before * after, axis=1) / np.linalg.norm(before, axis=1) / np.linalg.norm(after, axis=1)
    turned_deg = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    assert np.median(turned_deg) > 35.0
    still = np.linalg.norm(windows[:, -15:], axis=2).std(axis=1) < 0.1
    assert 0.5 < still.mean() < 0.95


def test_that_rest_shows_gravity_alone() -> None:
    for magnitude_g in _magnitudes(rest):
        assert magnitude_g.mean() == pytest.approx(1.0, abs=0.15)
        assert magnitude_g.max() < 1.3


def test_that_walking_keeps_the_mean_weight() -> None:
    assert np.mean([one.mean() for one in _magnitudes(walk)]) == pytest.approx(1.0, abs=0.12)


def test_that_a_jump_is_a_near_miss() -> None:
    for magnitude_g in _magnitudes(jump):
        assert magnitude_g.min() < 0.4
        assert magnitude_g.max() > 2.0


def test_that_claps_strike_without_losing_weight() -> None:
    for magnitude_g in _magnitudes(clap):
        assert magnitude_g.min() >= 1.0
    assert max(one.max() for one in _magnitudes(clap)) > 2.5


@pytest.mark.parametrize("activity", [sit_hard, flop])
def test_that_soft_landings_strike_less_than_falls(activity: Activity) -> None:
    assert np.mean([one.max() for one in _magnitudes(activity)]) < 4.0
    assert np.mean(np.linalg.norm(_falls(), axis=2).max(axis=1)) > 4.0


def test_that_the_wrist_is_worn_at_any_attitude() -> None:
    means = WristAcceleration().windows(
        seed=2, split=Split.TEST, stream=0, state=0, count=80, window_s=2.56, rate_hz=RATE_HZ
    )
    down = means.mean(axis=1)
    assert np.all(down.min(axis=0) < -0.5)
    assert np.all(down.max(axis=0) > 0.5)

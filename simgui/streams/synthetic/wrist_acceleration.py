"""Acceleration at a wrist: daily living, or a fall."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simgui.streams.synthetic.seeding import generator, weighted_index
from simgui.streams.synthetic.signal import Everyday, FloatWindows, Split, check_request, everyday_windows, sample_count
from simgui.streams.synthetic.wrist_activity import (
    Activity,
    Movement,
    Person,
    clap,
    draw_person,
    fall,
    flop,
    jump,
    rest,
    run,
    sit_hard,
    walk,
)

_DAILY, _FALL = range(2)
_RANGE_G = 16.0
_DAILY_MIX: tuple[tuple[Activity, float], ...] = (
    (walk, 0.20),
    (rest, 0.20),
    (run, 0.10),
    (clap, 0.14),
    (sit_hard, 0.13),
    (jump, 0.13),
    (flop, 0.10),
)
_CALM = 3
"""So many of the daily activities are neither near misses nor blows."""


@dataclass(frozen=True, slots=True)
class WristAcceleration:
    """Specific force at the wrist in three axes, as an accelerometer shows it (1 g at rest).

    Parameters
    ----------
    everyday : Everyday | None
        How often daily life holds a near miss or a blow; None gives independent windows, every second one with one.

    Notes
    -----
    Daily windows mix walking, rest, running, claps and three near misses (a hard seat, a jump, a flop on a
    bed). A fall is 0.3-0.6 s of lost weight (0.05-0.4 g left), an impact of 3-8 g, then a new posture and, in
    seven of ten, stillness. The impact lies in the first three quarters of the window. Half of
    the daily windows are near misses or blows, far more than in real life, unless `everyday` says how many there
    are. Shares and amplitudes are guesses in the range of the cited recordings. Not modelled: loose
    straps, the arm that breaks the fall, people who slide down a wall.

    References
    ----------
    A. Sucerquia, J. D. López and J. F. Vargas-Bonilla, "SisFall: A Fall and Movement Dataset", Sensors
    17(1):198, 2017, doi:10.3390/s17010198. A. K. Bourke, J. V. O'Brien and G. M. Lyons, "Evaluation of a
    threshold-based tri-axial accelerometer fall detection algorithm", Gait & Posture 26(2), 2007,
    doi:10.1016/j.gaitpost.2006.09.012.
    """

    name: str = "wrist_acceleration"
    channels: int = 3
    states: tuple[str, ...] = ("daily", "fall")
    nominal_rate_hz: float = 50.0
    event_duration_s: float = 2.0
    unit: str = "g"
    lowest_rate_hz: float = 25.0
    everyday: Everyday | None = None

    def windows(
        self, *, seed: int, split: Split, stream: int, state: int, count: int, window_s: float, rate_hz: float
    ) -> FloatWindows:
        """Generate windows of one wearer; see `SignalSource.windows`.

        Parameters
        ----------
        seed, split, stream, state, count
            Which wearer, in which state, how many windows. [-]
        window_s : float
            Length of a window. [s]
        rate_hz : float
            Sample rate. [Hz]

        Returns
        -------
        FloatWindows
            (count, samples, 3). [g]

        Raises
        ------
        SignalError
            If the state is unknown or the rate is below 25 Hz.
        """
        check_request(self, state=state, count=count, stream=stream, rate_hz=rate_hz, lowest_hz=self.lowest_rate_hz)
        samples = sample_count(window_s, rate_hz)
        time_s = np.arange(samples) / rate_hz
        person = draw_person(generator(self.name, seed, split, stream, "person"), split)
        if self.everyday is not None and state == _DAILY:
            return everyday_windows(
                self.everyday,
                lambda time_s, rng, near_miss: _stretch(person, time_s, rng, near_miss=near_miss),
                lambda index: generator(self.name, seed, split, stream, state, "stretch", index),
                count=count,
                window_s=window_s,
                rate_hz=rate_hz,
            )
        windows = np.empty((count, samples, 3), dtype=np.float32)
        for index in range(count):
            rng = generator(self.name, seed, split, stream, state, "window", index)
            activity = fall if state == _FALL else _one_of(_DAILY_MIX, rng)
            windows[index] = _three_axes(person, activity(person, time_s, rng), rng)
        return windows

    def describe(self) -> str:
        """Explain what is modelled.

        Returns
        -------
        str
            A paragraph for people.
        """
        return (
            "Accelerometer at a wrist: walking, rest, running, claps and near misses (hard seats, "
            "jumps, flops on a bed) against falls with lost weight, impact and a new posture. Cadence "
            "and vigour of the people in training, validation and test are disjoint."
        )


def _one_of(mix: tuple[tuple[Activity, float], ...], rng: np.random.Generator) -> Activity:
    return mix[weighted_index(rng, [weight for _, weight in mix])][0]


def _stretch(
    person: Person, time_s: NDArray[np.float64], rng: np.random.Generator, *, near_miss: bool
) -> NDArray[np.float64]:
    """Draw daily life, with a near miss or a blow or without, in three axes."""
    mix = _DAILY_MIX[_CALM:] if near_miss else _DAILY_MIX[:_CALM]
    return _three_axes(person, _one_of(mix, rng)(person, time_s, rng), rng)


def _three_axes(person: Person, movement: Movement, rng: np.random.Generator) -> NDArray[np.float64]:
    """Turn magnitude and angle into three axes of a wrist that is worn at a random attitude."""
    down, aside = _two_directions(rng)
    cosine, sine = np.cos(movement.turn_rad)[:, None], np.sin(movement.turn_rad)[:, None]
    magnitude_g = movement.magnitude_g[:, None]
    force_g = magnitude_g * (cosine * down + sine * aside)
    # Blows shake the wrist across its axis as well: a part of what exceeds 1 g shows up at random angles.
    shaken = 0.15 * np.abs(magnitude_g - 1.0) * rng.standard_normal((len(force_g), 3))
    noise = person.tremor_g * rng.standard_normal((len(force_g), 3))
    return np.asarray(np.clip(force_g + shaken + noise, -_RANGE_G, _RANGE_G))


def _two_directions(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two unit vectors at right angles, evenly distributed."""
    height = rng.uniform(-1.0, 1.0)
    angle = rng.uniform(0.0, 2 * math.pi)
    flat = math.sqrt(1.0 - height * height)
    down = np.array([flat * math.cos(angle), flat * math.sin(angle), height])
    other = np.cross(down, rng.standard_normal(3))
    return down, other / np.linalg.norm(other)

"""Movements of a wrist as the magnitude of specific force and the angle by which the wrist turns."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simgui.streams.synthetic.seeding import draw_in_split
from simgui.streams.synthetic.signal import Split

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Person:
    """What stays the same over all windows of one wearer.

    Parameters
    ----------
    step_hz : float
        Cadence of walking. [Hz]
    vigour : float
        How strongly the person moves, around one. [-]
    tremor_g : float
        Standard deviation of small movements and sensor noise. [g]
    """

    step_hz: float
    vigour: float
    tremor_g: float


@dataclass(frozen=True, slots=True)
class Movement:
    """One window of movement before it is turned into three axes.

    Parameters
    ----------
    magnitude_g : FloatArray
        Specific force along the wrist's momentary "down". [g]
    turn_rad : FloatArray
        Angle by which "down" has turned in the wrist's frame. [rad]
    """

    magnitude_g: FloatArray
    turn_rad: FloatArray


Activity = Callable[[Person, FloatArray, np.random.Generator], Movement]


def draw_person(rng: np.random.Generator, split: Split) -> Person:
    """Draw a wearer from the bands of a split.

    Parameters
    ----------
    rng : np.random.Generator
        Where the randomness comes from.
    split : Split
        Split, which owns its bands of cadence and vigour.

    Returns
    -------
    Person
        The wearer.
    """
    return Person(
        step_hz=draw_in_split(rng, split, 1.5, 2.2),
        vigour=draw_in_split(rng, split, 0.75, 1.3),
        tremor_g=float(rng.uniform(0.015, 0.04)),
    )


def bump(time_s: FloatArray, centre_s: float, width_s: float) -> FloatArray:
    """Return a pulse of height one: a squared cosine.

    Parameters
    ----------
    time_s : FloatArray
        Times. [s]
    centre_s : float
        Middle of the pulse. [s]
    width_s : float
        Width at half its height. [s]

    Returns
    -------
    FloatArray
        Values from 0 to 1. [-]
    """
    phase = np.clip((time_s - centre_s) / (2 * width_s), -0.5, 0.5)
    return np.asarray(np.cos(math.pi * phase) ** 2)


def ramp(time_s: FloatArray, start_s: float, length_s: float) -> FloatArray:
    """Return a smooth step from 0 to 1.

    Parameters
    ----------
    time_s : FloatArray
        Times. [s]
    start_s : float
        Where the step begins. [s]
    length_s : float
        How long it takes. [s]

    Returns
    -------
    FloatArray
        Values from 0 to 1. [-]
    """
    phase = np.clip((time_s - start_s) / length_s, 0.0, 1.0)
    return np.asarray(phase * phase * (3.0 - 2.0 * phase))


def _gait(person: Person, time_s: FloatArray, rng: np.random.Generator, *, running: bool) -> FloatArray:
    """Specific force of walking or running: the body's bounce and a heel strike at every step."""
    pace_hz = person.step_hz * (rng.uniform(1.4, 1.7) if running else rng.uniform(0.9, 1.1))
    sway = person.vigour * (rng.uniform(0.5, 0.8) if running else rng.uniform(0.12, 0.3))
    strike = person.vigour * (rng.uniform(0.6, 1.6) if running else rng.uniform(0.1, 0.5))
    phase = 2 * math.pi * pace_hz * time_s + rng.uniform(0.0, 2 * math.pi)
    arm = 0.1 * person.vigour * np.sin(phase / 2 + rng.uniform(0.0, 2 * math.pi))
    return np.asarray(1.0 + sway * np.sin(phase) + strike * np.maximum(np.cos(phase - 0.6), 0.0) ** 8 + arm)


def walk(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Walk, or climb stairs, with a swinging arm."""
    swing = rng.uniform(0.1, 0.5) * np.sin(math.pi * person.step_hz * time_s + rng.uniform(0.0, 2 * math.pi))
    return Movement(_gait(person, time_s, rng, running=False), np.asarray(swing))


def run(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Run or jog."""
    swing = rng.uniform(0.3, 0.7) * np.sin(1.5 * math.pi * person.step_hz * time_s + rng.uniform(0.0, 2 * math.pi))
    return Movement(_gait(person, time_s, rng, running=True), np.asarray(swing))


def rest(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Sit or lie, and sometimes turn the wrist."""
    turn = rng.uniform(-1.2, 1.2) * (rng.random() < 0.4)
    start_s, length_s = rng.uniform(0.0, float(time_s[-1])), rng.uniform(0.3, 1.2)
    fidget = 0.1 * person.vigour * (rng.random() < 0.5) * np.sin(2 * math.pi * rng.uniform(0.5, 3.0) * time_s)
    return Movement(np.asarray(1.0 + fidget), turn * ramp(time_s, start_s, length_s))


def clap(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Clap, or hit a table: short hard peaks with no fall before them."""
    magnitude_g = np.ones_like(time_s)
    for _ in range(int(rng.integers(1, 7))):
        at_s = rng.uniform(0.0, float(time_s[-1]))
        magnitude_g += person.vigour * rng.uniform(1.5, 5.0) * bump(time_s, at_s, rng.uniform(0.02, 0.04))
    return Movement(magnitude_g, 0.5 * np.sin(2 * math.pi * rng.uniform(0.5, 2.5) * time_s))


def drop_and_land(
    person: Person,
    time_s: FloatArray,
    rng: np.random.Generator,
    *,
    depth: float,
    flight_s: float,
    peak_g: float,
) -> tuple[FloatArray, float]:
    """Return the specific force of a drop that ends on something, and when it ends.

    Parameters
    ----------
    person : Person
        Wearer.
    time_s : FloatArray
        Times. [s]
    rng : np.random.Generator
        Where the randomness comes from.
    depth : float
        Part of gravity that is lost while dropping; 1 is free fall. [-]
    flight_s : float
        Length of the drop. [s]
    peak_g : float
        Specific force at the landing. [g]

    Returns
    -------
    tuple of FloatArray and float
        Specific force [g] and time of landing [s].
    """
    window_s = float(time_s[-1])
    land_s = rng.uniform(min(flight_s + 0.3, 0.5 * window_s), 0.75 * window_s)
    inside = ramp(time_s, land_s - flight_s - 0.08, 0.1) * (1.0 - ramp(time_s, land_s - 0.03, 0.04))
    magnitude_g = 1.0 - depth * inside
    width_s = rng.uniform(0.05, 0.09)
    magnitude_g += (peak_g - 1.0) * bump(time_s, land_s + 0.04, width_s)
    for bounce in range(int(rng.integers(0, 3))):
        later_s = land_s + 0.04 + (bounce + 1) * rng.uniform(0.1, 0.25)
        magnitude_g += person.vigour * rng.uniform(0.1, 0.3) * peak_g * bump(time_s, later_s, width_s)
    return magnitude_g, float(land_s)


def sit_hard(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Drop into a chair."""
    magnitude_g, land_s = drop_and_land(
        person,
        time_s,
        rng,
        depth=rng.uniform(0.25, 0.65),
        flight_s=rng.uniform(0.2, 0.4),
        peak_g=rng.uniform(1.8, 3.6),
    )
    return Movement(magnitude_g, rng.uniform(0.0, 0.7) * ramp(time_s, land_s - 0.3, 0.5))


def flop(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Let oneself fall on a bed: soft landing, but the wrist turns and then lies still."""
    magnitude_g, land_s = drop_and_land(
        person,
        time_s,
        rng,
        depth=rng.uniform(0.4, 0.8),
        flight_s=rng.uniform(0.25, 0.45),
        peak_g=rng.uniform(2.0, 3.8),
    )
    return Movement(magnitude_g, rng.uniform(0.7, 1.7) * ramp(time_s, land_s - 0.4, 0.6))


def jump(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Jump: push off, true free fall, a hard landing, then the person goes on upright."""
    flight_s = rng.uniform(0.3, 0.5)
    magnitude_g, land_s = drop_and_land(
        person, time_s, rng, depth=rng.uniform(0.7, 0.95), flight_s=flight_s, peak_g=rng.uniform(2.5, 6.0)
    )
    magnitude_g += person.vigour * rng.uniform(0.3, 1.0) * bump(time_s, land_s - flight_s - 0.15, 0.1)
    after = ramp(time_s, land_s + 0.3, 0.2) * (rng.random() < 0.6)
    magnitude_g += after * (_gait(person, time_s, rng, running=False) - 1.0)
    return Movement(magnitude_g, rng.uniform(0.0, 0.5) * np.sin(2 * math.pi * rng.uniform(0.5, 1.5) * time_s))


def fall(person: Person, time_s: FloatArray, rng: np.random.Generator) -> Movement:
    """Fall from standing or walking: drop, impact, a new posture, mostly stillness."""
    magnitude_g, land_s = drop_and_land(
        person,
        time_s,
        rng,
        depth=rng.uniform(0.62, 0.95),
        flight_s=rng.uniform(0.3, 0.6),
        peak_g=rng.uniform(3.0, 8.0),
    )
    before = (1.0 - ramp(time_s, land_s - 0.7, 0.2)) * (rng.random() < 0.7)
    magnitude_g += before * (_gait(person, time_s, rng, running=False) - 1.0)
    moving = ramp(time_s, land_s + 0.4, 0.3) * (rng.random() < 0.3)
    magnitude_g += moving * 0.25 * person.vigour * np.sin(2 * math.pi * rng.uniform(0.8, 3.0) * time_s)
    return Movement(magnitude_g, rng.uniform(0.4, 1.8) * ramp(time_s, land_s - 0.4, 0.6))

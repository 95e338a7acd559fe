"""Air temperature in a freezer box under way: doors, defrosts, or a compressor that has given up."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simgui.streams.synthetic.seeding import draw_in_split, generator, weighted_index
from simgui.streams.synthetic.signal import Everyday, FloatWindows, Split, check_request, everyday_windows, sample_count

_FloatArray = NDArray[np.float64]

_COOLING, _FAILING = range(2)
_KINDS = (0.4, 0.35, 0.25)
"""How often a normal window holds the thermostat's swing alone, an open door, or a defrost; a guess."""

_MINUTE_S, _HOUR_S = 60.0, 3600.0
_LONGEST_BEFORE_S = 1.5 * _HOUR_S
_PULL_DOWN_S = (180.0, 540.0)
"""Time constant in which a cooled box gets back to its set point; a guess. [s]"""


@dataclass(frozen=True, slots=True)
class FreezerBox:
    """What stays the same over all windows of one box.

    Parameters
    ----------
    set_point_c : float
        Mean temperature that the thermostat holds. [degC]
    ambient_c : float
        Air outside. [degC]
    swing_k : float
        Half the thermostat's hysteresis. [K]
    cycle_s : float
        From one start of the compressor to the next. [s]
    duty : float
        Share of a cycle in which it runs. [-]
    warming_s : float
        Time constant in which an uncooled box warms up: heat capacity over conductance. [s]
    noise_k : float
        Standard deviation of a reading: draughts and sensor. [K]
    """

    set_point_c: float
    ambient_c: float
    swing_k: float
    cycle_s: float
    duty: float
    warming_s: float
    noise_k: float

    def minutes_to(self, limit_c: float) -> float:
        """Give how long the air of an uncooled box takes from its set point to a limit. [min]

        Examples
        --------
        >>> round(FreezerBox(-18.0, 25.0, 0.6, 900.0, 0.4, 14_400.0, 0.05).minutes_to(-12.0), 1)
        36.1
        """
        ratio = (self.ambient_c - self.set_point_c) / (self.ambient_c - limit_c)
        return self.warming_s * math.log(ratio) / _MINUTE_S


@dataclass(frozen=True, slots=True)
class ColdChainTemperature:
    """Air temperature in a freezer box.

    Parameters
    ----------
    everyday : Everyday | None
        How often a door opens or the box defrosts; None gives independent windows, most of them with one of both.

    Notes
    -----
    Cooling: the set point, a thermostat's saw-tooth of 10 to 30 min, noise. An open door lets the air jump by 4 to
    16 K within a minute or two, and it comes back once the door is shut. A defrost switches the compressor off and a
    heater on for 12 to 20 min: 6 to 12 K up, then down again. Failing: the saw-tooth stops, and the air warms
    towards the ambient temperature as T_a + (T_0 - T_a) exp(-t/τ) with τ of 4 to 9 h, which in its first half hour
    is less than a door or a defrost does; a compressor may also fail while a door is open. A window counts as
    failing once half of it is. All numbers are guesses. Not modelled: the goods, which follow the air with a delay,
    sun on the roof, doors left ajar, leaks of refrigerant that take days.
    """

    name: str = "cold_chain_temperature"
    channels: int = 1
    states: tuple[str, ...] = ("cooling", "failing")
    nominal_rate_hz: float = 1 / 30
    event_duration_s: float = 2 * _HOUR_S
    unit: str = "degC"
    lowest_rate_hz: float = 1 / 120
    everyday: Everyday | None = None

    def box(self, *, seed: int, split: Split, stream: int) -> FreezerBox:
        """Draw the box behind a stream.

        Parameters
        ----------
        seed : int
            Seed of the data set. [-]
        split : Split
            Split, which owns its bands of set point and warming time.
        stream : int
            Number of the box. [-]

        Returns
        -------
        FreezerBox
            The same for every state and window of the stream.
        """
        rng = generator(self.name, seed, split, stream, "box")
        return FreezerBox(
            set_point_c=draw_in_split(rng, split, -23.0, -17.0),
            ambient_c=float(rng.uniform(12.0, 30.0)),
            swing_k=float(rng.uniform(0.3, 1.0)),
            cycle_s=float(rng.uniform(600.0, 1800.0)),
            duty=float(rng.uniform(0.3, 0.6)),
            warming_s=draw_in_split(rng, split, 4.0 * _HOUR_S, 9.0 * _HOUR_S),
            noise_k=float(rng.uniform(0.03, 0.12)),
        )

    def windows(
        self, *, seed: int, split: Split, stream: int, state: int, count: int, window_s: float, rate_hz: float
    ) -> FloatWindows:
        """Generate windows of one box; see `SignalSource.windows`.

        Parameters
        ----------
        seed, split, stream, state, count
            Which box, in which state, how many windows. [-]
        window_s : float
            Length of a window. [s]
        rate_hz : float
            Sample rate. [Hz]

        Returns
        -------
        FloatWindows
            (count, samples, 1). [degC]

        Raises
        ------
        SignalError
            If the state is unknown or there is less than a reading every two minutes.
        """
        check_request(self, state=state, count=count, stream=stream, rate_hz=rate_hz, lowest_hz=self.lowest_rate_hz)
        samples = sample_count(window_s, rate_hz)
        box = self.box(seed=seed, split=split, stream=stream)
        if self.everyday is not None and state == _COOLING:
            return everyday_windows(
                self.everyday,
                lambda time_s, rng, near_miss: _stretch(box, time_s, rng, near_miss=near_miss),
                lambda index: generator(self.name, seed, split, stream, state, "stretch", index),
                count=count,
                window_s=window_s,
                rate_hz=rate_hz,
            )
        time_s = np.arange(samples) / rate_hz
        windows = np.empty((count, samples, 1), dtype=np.float32)
        for index in range(count):
            rng = generator(self.name, seed, split, stream, state, "window", index)
            air = _failing(box, time_s, rng) if state == _FAILING else _thermostat(box, time_s, rng)
            windows[index, :, 0] = air + _visit(time_s, rng, _KINDS) + box.noise_k * rng.standard_normal(samples)
        return windows

    def describe(self) -> str:
        """Explain what is modelled.

        Returns
        -------
        str
            A paragraph for people.
        """
        return (
            "Air in a freezer box under way: a thermostat's saw-tooth, doors that open, defrosts, or a compressor "
            "that has failed, so that the box warms up over hours. Set points and warming times of training, "
            "validation and test are disjoint."
        )


def _thermostat(box: FreezerBox, time_s: _FloatArray, rng: np.random.Generator) -> _FloatArray:
    """Fall while the compressor runs, rise while it rests."""
    cycle_s = box.cycle_s * rng.uniform(0.9, 1.1)
    at = (time_s / cycle_s + rng.uniform(0.0, 1.0)) % 1.0
    falling = 1.0 - 2.0 * at / box.duty
    rising = 2.0 * (at - box.duty) / (1.0 - box.duty) - 1.0
    return np.asarray(box.set_point_c + box.swing_k * np.where(at < box.duty, falling, rising))


def _failing(box: FreezerBox, time_s: _FloatArray, rng: np.random.Generator) -> _FloatArray:
    """Follow the thermostat until the compressor stops, then warm up from there."""
    onset_s = rng.uniform(-_LONGEST_BEFORE_S, 0.5 * float(time_s[-1]))
    air = _thermostat(box, time_s, rng)
    after = time_s >= onset_s
    begins_c = float(air[after][0]) if onset_s > 0 else box.set_point_c + box.swing_k * rng.uniform(-1.0, 1.0)
    warm = box.ambient_c + (begins_c - box.ambient_c) * np.exp(-(time_s - onset_s) / box.warming_s)
    return np.asarray(np.where(after, warm, air))


def _stretch(box: FreezerBox, time_s: _FloatArray, rng: np.random.Generator, *, near_miss: bool) -> _FloatArray:
    """Draw normal air with a door or a defrost, or without, as (samples, 1)."""
    air = _thermostat(box, time_s, rng) + box.noise_k * rng.standard_normal(len(time_s))
    if near_miss:
        air += _visit(time_s, rng, (0.0, *_KINDS[1:]))
    return air[:, np.newaxis]


def _visit(time_s: _FloatArray, rng: np.random.Generator, kinds: tuple[float, ...]) -> _FloatArray:
    """Nothing, an open door, or a defrost."""
    kind = weighted_index(rng, kinds)
    if kind == 0:
        return np.zeros_like(time_s)
    lasts_s = rng.uniform(60.0, 480.0) if kind == 1 else rng.uniform(720.0, 1200.0)
    since_s = time_s - rng.uniform(-lasts_s, float(time_s[-1]))
    if kind == 1:
        peak_k, rise_s = rng.uniform(4.0, 16.0), rng.uniform(40.0, 120.0)
        up = 1.0 - np.exp(-np.clip(since_s, 0.0, lasts_s) / rise_s)
    else:
        peak_k = rng.uniform(6.0, 12.0)
        up = np.clip(since_s / lasts_s, 0.0, 1.0)
    down = np.exp(-np.maximum(since_s - lasts_s, 0.0) / rng.uniform(*_PULL_DOWN_S))
    return np.asarray(peak_k * up * down)

"""Pressure at a pipeline valve: everyday transients, or a burst that must close it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simgui.streams.synthetic.seeding import draw_in_split, generator, weighted_index
from simgui.streams.synthetic.signal import Everyday, FloatWindows, Split, check_request, everyday_windows, sample_count

_FloatArray = NDArray[np.float64]

_NORMAL, _BURST = range(2)
_PASCAL_PER_BAR = 1e5
_WATER_KG_PER_M3 = 998.0
_KINDS = (0.5, 0.3, 0.2)
_SEEN_S = 0.06
"""A window counts as a burst once it shows at least so much of it."""


def joukowsky_bar(wave_speed_m_per_s: float, velocity_step_m_per_s: float) -> float:
    """Return the pressure step of a sudden change of flow.

    Parameters
    ----------
    wave_speed_m_per_s : float
        Speed of a pressure wave in the filled pipe. [m/s]
    velocity_step_m_per_s : float
        Change of flow velocity. [m/s]

    Returns
    -------
    float
        ρ · a · Δv for water. [bar]

    References
    ----------
    M. S. Ghidaoui et al., "A Review of Water Hammer Theory and Practice", Applied Mechanics Reviews 58(1),
    2005, doi:10.1115/1.1828050.

    Examples
    --------
    >>> round(joukowsky_bar(1200.0, 1.0), 2)
    11.98
    """
    return _WATER_KG_PER_M3 * wave_speed_m_per_s * velocity_step_m_per_s / _PASCAL_PER_BAR


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What stays the same over all windows of one valve.

    Parameters
    ----------
    pressure_bar : float
        Working pressure. [bar]
    pump_hz : float
        Rate of the pump's pressure pulses. [Hz]
    pulsation_bar : float
        Amplitude of those pulses. [bar]
    wave_speed_m_per_s : float
        Speed of a pressure wave. [m/s]
    echo_hz : float
        Frequency a/(4L) at which a water hammer swings. [Hz]
    noise_bar : float
        Standard deviation of turbulence and sensor noise. [bar]
    relief_bar : float
        How far a relief valve lets an over-pressure rise. [bar]
    """

    pressure_bar: float
    pump_hz: float
    pulsation_bar: float
    wave_speed_m_per_s: float
    echo_hz: float
    noise_bar: float
    relief_bar: float


@dataclass(frozen=True, slots=True)
class ValvePressure:
    """Pressure upstream of a shut-off valve.

    Parameters
    ----------
    everyday : Everyday | None
        How often normal pressure holds a transient; None gives independent windows, every second one with one.

    Notes
    -----
    Normal: p0 + pump pulsation + demand steps (first order, τ of 50-300 ms) + water hammer, which after a
    quick closure downstream jumps by a part of ρ a Δv and swings as exp(-d t) cos(2π a/(4L) t). Burst: either
    the pipe ruptures, and the pressure falls towards a low one with τ of 20-120 ms while turbulence grows, or
    the flow is blocked and the pressure ramps up at 8-40 bar/s to the relief pressure. The event begins
    anywhere from before the window to 60 ms before its end, as a detector with overlapping windows meets it.
    Every second normal window holds a transient, far more than a real line has, unless `everyday` says how many
    there are. Amplitudes are guesses. Not modelled: friction, cavitation, reflections of the burst's own wave.

    References
    ----------
    M. S. Ghidaoui et al., "A Review of Water Hammer Theory and Practice", Applied Mechanics Reviews 58(1),
    2005, doi:10.1115/1.1828050.
    """

    name: str = "valve_pressure"
    channels: int = 1
    states: tuple[str, ...] = ("normal", "burst")
    nominal_rate_hz: float = 100.0
    event_duration_s: float = 5.0
    unit: str = "bar"
    lowest_rate_hz: float = 50.0
    everyday: Everyday | None = None

    def pipeline(self, *, seed: int, split: Split, stream: int) -> Pipeline:
        """Draw the pipeline behind a stream.

        Parameters
        ----------
        seed : int
            Seed of the data set. [-]
        split : Split
            Split, which owns its bands of pressure and pump rate.
        stream : int
            Number of the pipeline. [-]

        Returns
        -------
        Pipeline
            The same for every state and window of the stream.
        """
        rng = generator(self.name, seed, split, stream, "pipeline")
        return Pipeline(
            pressure_bar=draw_in_split(rng, split, 4.0, 10.0),
            pump_hz=draw_in_split(rng, split, 2.0, 14.0),
            pulsation_bar=float(rng.uniform(0.03, 0.18)),
            wave_speed_m_per_s=float(rng.uniform(900.0, 1_300.0)),
            echo_hz=float(rng.uniform(1.5, 6.0)),
            noise_bar=float(rng.uniform(0.015, 0.05)),
            relief_bar=float(rng.uniform(2.0, 4.0)),
        )

    def windows(
        self, *, seed: int, split: Split, stream: int, state: int, count: int, window_s: float, rate_hz: float
    ) -> FloatWindows:
        """Generate windows of one valve; see `SignalSource.windows`.

        Parameters
        ----------
        seed, split, stream, state, count
            Which valve, in which state, how many windows. [-]
        window_s : float
            Length of a window. [s]
        rate_hz : float
            Sample rate. [Hz]

        Returns
        -------
        FloatWindows
            (count, samples, 1). [bar]

        Raises
        ------
        SignalError
            If the state is unknown or the rate is below 50 Hz.
        """
        check_request(self, state=state, count=count, stream=stream, rate_hz=rate_hz, lowest_hz=self.lowest_rate_hz)
        samples = sample_count(window_s, rate_hz)
        pipeline = self.pipeline(seed=seed, split=split, stream=stream)
        if self.everyday is not None and state == _NORMAL:
            return everyday_windows(
                self.everyday,
                lambda time_s, rng, near_miss: _stretch(pipeline, time_s, rng, near_miss=near_miss),
                lambda index: generator(self.name, seed, split, stream, state, "stretch", index),
                count=count,
                window_s=window_s,
                rate_hz=rate_hz,
            )
        time_s = np.arange(samples) / rate_hz
        windows = np.empty((count, samples, 1), dtype=np.float32)
        for index in range(count):
            rng = generator(self.name, seed, split, stream, state, "window", index)
            pressure = _steady(pipeline, time_s, rng)
            pressure += _burst(pipeline, time_s, rng) if state == _BURST else _everyday(pipeline, time_s, rng)
            windows[index, :, 0] = np.maximum(pressure, 0.0)
        return windows

    def describe(self) -> str:
        """Explain what is modelled.

        Returns
        -------
        str
            A paragraph for people.
        """
        return (
            "Pressure at a pipeline valve: pump pulsation, demand steps and water hammer in normal "
            "work; a burst is a rupture (fast fall) or a blocked line (over-pressure ramp) that has "
            "begun 60 ms or more before the window ends. Working pressures and pump rates of "
            "training, validation and test are disjoint."
        )


def _steady(pipeline: Pipeline, time_s: _FloatArray, rng: np.random.Generator) -> _FloatArray:
    phase = rng.uniform(0.0, 2 * math.pi, 2)
    angle = 2 * math.pi * pipeline.pump_hz * time_s
    pulses = np.sin(angle + phase[0]) + 0.3 * np.sin(2 * angle + phase[1])
    level = pipeline.pressure_bar * (1.0 + 0.03 * rng.standard_normal())
    noise = pipeline.noise_bar * rng.standard_normal(len(time_s))
    return np.asarray(level + pipeline.pulsation_bar * pulses + noise)


def _stretch(pipeline: Pipeline, time_s: _FloatArray, rng: np.random.Generator, *, near_miss: bool) -> _FloatArray:
    """Draw normal pressure with a transient or without, as (samples, 1)."""
    pressure = _steady(pipeline, time_s, rng)
    if near_miss:
        pressure += _everyday(pipeline, time_s, rng, kinds=(0.0, *_KINDS[1:]))
    return np.maximum(pressure, 0.0)[:, np.newaxis]


def _everyday(
    pipeline: Pipeline, time_s: _FloatArray, rng: np.random.Generator, *, kinds: tuple[float, ...] = _KINDS
) -> _FloatArray:
    """Nothing, a demand step, or a water hammer."""
    kind = weighted_index(rng, kinds)
    window_s = float(time_s[-1])
    since_s = np.maximum(time_s - rng.uniform(-0.5 * window_s, window_s), 0.0)
    if kind == 0:
        return np.zeros_like(time_s)
    if kind == 1:
        step = rng.choice([-1.0, 1.0]) * rng.uniform(0.1, 0.9)
        return np.asarray(step * (1.0 - np.exp(-since_s / rng.uniform(0.05, 0.3))))
    jump_bar = rng.choice([-1.0, 1.0]) * joukowsky_bar(pipeline.wave_speed_m_per_s, rng.uniform(0.03, 0.16))
    rise = 1.0 - np.exp(-since_s / rng.uniform(0.004, 0.015))
    swing = np.exp(-rng.uniform(3.0, 8.0) * since_s) * np.cos(2 * math.pi * pipeline.echo_hz * since_s)
    return np.asarray(jump_bar * rise * swing)


def _burst(pipeline: Pipeline, time_s: _FloatArray, rng: np.random.Generator) -> _FloatArray:
    """Draw a rupture or an over-pressure ramp, on top of the steady pressure."""
    window_s = float(time_s[-1])
    onset_s = rng.uniform(-0.5 * window_s, max(window_s - _SEEN_S, 0.0))
    since_s = np.maximum(time_s - onset_s, 0.0)
    if rng.random() < 0.6:
        drop_bar = pipeline.pressure_bar * rng.uniform(0.25, 0.7)
        fall = 1.0 - np.exp(-since_s / rng.uniform(0.02, 0.12))
        turbulence = pipeline.noise_bar * rng.uniform(1.0, 4.0) * rng.standard_normal(len(time_s))
        return np.asarray(fall * (turbulence - drop_bar))
    return np.asarray(np.minimum(rng.uniform(8.0, 40.0) * since_s, pipeline.relief_bar))

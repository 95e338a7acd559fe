"""What every synthetic signal source offers: labelled windows of a physical quantity."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from simgui.core.errors import SimguiError

FloatWindows = NDArray[np.float32]
"""Windows in physical units, indexed by (window, sample, channel)."""


class SignalError(SimguiError):
    """A signal source was asked for something that it cannot generate."""


class Split(StrEnum):
    """Which of three disjoint worlds a stream belongs to.

    Machines, people and pipelines of one split share no parameter set with those of another, so a
    model is always judged on installations that it has never seen.
    """

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Everyday:
    """How often normal life looks like an event.

    Normal windows are then cut from stretches of signal, as they overlap on site: what fools a detector in one window
    is in the next one too. A stretch holds one near miss or none.

    Parameters
    ----------
    near_miss_rate_per_s : float
        Near misses of an installation in its normal time. [1/s]
    every_s : float
        Time between the ends of two windows. [s]
    """

    near_miss_rate_per_s: float
    every_s: float

    def per_stretch(self, window_s: float) -> int:
        """Count the windows of a stretch: those that share a moment. [-]"""
        return max(1, math.ceil(window_s / self.every_s - 1e-9))

    def share(self, window_s: float) -> float:
        """Give the share of stretches that hold a near miss. [-]

        Raises
        ------
        SignalError
            If there would be more than one in every stretch.
        """
        share = self.near_miss_rate_per_s * self.every_s * self.per_stretch(window_s)
        if share > 1:
            most = 3600 * self.near_miss_rate_per_s / share
            raise SignalError(
                f"{3600 * self.near_miss_rate_per_s:g} near misses an hour are too many; at most {most:g}"
            )
        return share


Segment = Callable[[NDArray[np.float64], np.random.Generator, bool], NDArray[np.float64]]
"""Generates a stretch of normal signal as (samples, channels) at given times [s], with a near miss or without."""


def everyday_windows(
    everyday: Everyday,
    segment: Segment,
    rng_of: Callable[[int], np.random.Generator],
    *,
    count: int,
    window_s: float,
    rate_hz: float,
) -> FloatWindows:
    """Cut normal windows from stretches of signal.

    Parameters
    ----------
    everyday : Everyday
        How often there is a near miss.
    segment : Callable
        Generates a stretch.
    rng_of : Callable
        Gives the generator of a stretch by its number.
    count : int
        How many windows. [-]
    window_s : float
        Length of a window. [s]
    rate_hz : float
        Sample rate. [Hz]

    Returns
    -------
    FloatWindows
        (count, samples, channels) in the unit of the stretches.

    Raises
    ------
    SignalError
        If there would be more than one near miss in every stretch.
    """
    samples, each = sample_count(window_s, rate_hz), everyday.per_stretch(window_s)
    share = everyday.share(window_s)
    starts = [round(index * everyday.every_s * rate_hz) for index in range(each)]
    time_s = np.arange(starts[-1] + samples) / rate_hz
    windows = []
    for index in range(-(-count // each)):
        rng = rng_of(index)
        stretch = segment(time_s, rng, bool(rng.random() < share))
        windows += [stretch[start : start + samples] for start in starts]
    if not windows:
        channels = segment(time_s, rng_of(0), False).shape[1]
        return np.empty((0, samples, channels), dtype=np.float32)
    return np.asarray(windows[:count], dtype=np.float32)


@runtime_checkable
class SignalSource(Protocol):
    """A generator of labelled windows, a pure function of its arguments."""

    @property
    def name(self) -> str:
        """Name under which scenarios refer to the source."""
        ...

    @property
    def channels(self) -> int:
        """Values per sample. [-]."""
        ...

    @property
    def states(self) -> tuple[str, ...]:
        """True states of the world; the first is normal, the others are events."""
        ...

    @property
    def nominal_rate_hz(self) -> float:
        """Sample rate that the source is made for. [Hz]."""
        ...

    @property
    def event_duration_s(self) -> float:
        """How long an event lasts by nature. [s]."""
        ...

    @property
    def unit(self) -> str:
        """Unit of the samples."""
        ...

    def windows(
        self, *, seed: int, split: Split, stream: int, state: int, count: int, window_s: float, rate_hz: float
    ) -> FloatWindows:
        """Generate windows of one installation in one true state.

        Parameters
        ----------
        seed : int
            Seed of the whole data set. [-]
        split : Split
            Which disjoint set of installations to draw from.
        stream : int
            Number of the installation within the split. [-]
        state : int
            Index into `states`. [-]
        count : int
            How many windows; a smaller count gives the first of the same windows. [-]
        window_s : float
            Length of a window. [s]
        rate_hz : float
            Sample rate. [Hz]

        Returns
        -------
        FloatWindows
            Array of shape (count, samples, channels) in the source's unit.

        Raises
        ------
        SignalError
            If the state is unknown, a number is out of range, or the rate is too low for the physics.
        """
        ...

    def describe(self) -> str:
        """Explain in a few sentences what is modelled."""
        ...


def sample_count(window_s: float, rate_hz: float) -> int:
    """Return how many samples a window holds.

    Parameters
    ----------
    window_s : float
        Length of the window. [s]
    rate_hz : float
        Sample rate. [Hz]

    Returns
    -------
    int
        Samples, rounded to the nearest whole one. [-]

    Raises
    ------
    SignalError
        If the window holds fewer than two samples.

    Examples
    --------
    >>> sample_count(0.1024, 10_000.0)
    1024
    """
    samples = round(window_s * rate_hz)
    if samples < 2:
        raise SignalError(f"a window of {window_s:g} s at {rate_hz:g} Hz holds {samples} samples; need 2 or more")
    return samples


def check_request(
    source: SignalSource, *, state: int, count: int, stream: int, rate_hz: float, lowest_hz: float
) -> None:
    """Refuse a request that a source cannot serve.

    Parameters
    ----------
    source : SignalSource
        Source that was asked.
    state, count, stream : int
        State index, number of windows and stream number. [-]
    rate_hz : float
        Sample rate asked for. [Hz]
    lowest_hz : float
        Lowest rate that still carries the physics of the source. [Hz]

    Raises
    ------
    SignalError
        If any of them is out of range.
    """
    if not 0 <= state < len(source.states):
        raise SignalError(f"{source.name} has no state {state}; its states are {', '.join(source.states)}")
    if count < 0 or stream < 0:
        raise SignalError(f"{source.name}: count {count} and stream {stream} must not be negative")
    if rate_hz < lowest_hz:
        raise SignalError(f"{source.name} needs a sample rate of {lowest_hz:g} Hz or more, not {rate_hz:g} Hz")

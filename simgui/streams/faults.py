"""Signal faults: what a bad sensor, cable or clock makes of windows.

Every fault is a pure function of the windows, its own parameters, the time and the random generator it is handed.
Sizes are relative to the clean signal, each channel's own, over all windows handed over: its RMS value about zero,
or for noise the standard deviation (a constant offset such as gravity carries no information).

Parameters by kind (`Fault.parameters`):

``noise``
    ``snr_db``: power of the alternating part over that of the added white Gaussian noise. [dB]
``drift``
    ``rate_per_s``: growth of the offset, relative to the RMS value. [1/s]
    ``gain_rate_per_s``: growth of the sensitivity; it does not fall below zero. [1/s]
``spikes``
    ``rate_hz``: mean number per second and channel, at most one a sample. [Hz]
    ``size``: height relative to the RMS value, of either sign with equal chance. [-]
``dropout``
    ``share``: share of samples that is missing, on all channels at once. [-]
    ``gap_s``: mean length of a gap, at least one sample; lengths are geometric. [s]
    ``fill_zero``: 0 holds the last value before the gap, 1 puts zeros. At the start of a window the first value that
    arrives is held backwards; a window of which nothing arrives is zero.
``stuck``
    ``value``: what the sensor gives for ever. [unit of the signal]
``clock_jitter``
    ``deviation_s``: standard deviation of each sampling instant; values are interpolated linearly, and instants
    outside the window are taken at its ends. [s]
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from simgui.core.errors import SimguiError
from simgui.scenario.stream import Fault
from simgui.streams.windows import Windows

Signal: TypeAlias = NDArray[np.float64]
FaultLaw: TypeAlias = Callable[[Signal, Mapping[str, float], NDArray[np.float64], float, np.random.Generator], Signal]
"""Takes windows, parameters, seconds since the onset (window, sample), the sampling rate and a generator."""


class FaultError(SimguiError):
    """A fault is of an unknown kind or lacks a parameter."""


def apply_faults(
    windows: Windows,
    faults: Sequence[Fault],
    at_s: float | NDArray[np.float64],
    rate_hz: float,
    rng: np.random.Generator,
) -> Windows:
    """Give the windows as they come out of a faulty sensor.

    Parameters
    ----------
    windows : Windows
        Clean windows, (windows, samples, channels); not changed.
    faults : Sequence[Fault]
        Applied in turn, each to the windows that start while it is present.
    at_s : float or float64 array (windows,)
        Simulated time at which each window starts. [s]
    rate_hz : float
        Sampling rate. [Hz]
    rng : np.random.Generator
        Where the randomness comes from; the same state gives the same windows.

    Returns
    -------
    Windows
        A new float32 array of the same shape; the windows themselves when no fault is present.

    Raises
    ------
    FaultError
        If a fault is of an unknown kind or lacks a parameter.
    """
    starts_s = np.broadcast_to(np.asarray(at_s, dtype=np.float64), (len(windows),))
    faulty: Signal | None = None
    for fault in faults:
        law = _LAWS.get(fault.kind)
        if law is None:
            raise FaultError(f"there is no fault {fault.kind!r}; there are {', '.join(_LAWS)}")
        hit = is_present(fault, starts_s)
        if not hit.any():
            continue
        faulty = windows.astype(np.float64) if faulty is None else faulty
        since_s = (starts_s[hit] - fault.from_s)[:, None] + np.arange(windows.shape[1]) / rate_hz
        try:
            faulty[hit] = law(faulty[hit], fault.parameters, since_s, rate_hz, rng)
        except KeyError as error:
            raise FaultError(f"the fault {fault.kind!r} lacks its parameter {error}") from None
    return windows if faulty is None else faulty.astype(np.float32)


def is_present(fault: Fault, at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell at which times a fault is present: from its onset, the end excluded.

    Parameters
    ----------
    fault : Fault
        The fault.
    at_s : float64 array
        Times. [s]

    Returns
    -------
    bool array
        Of the same shape.
    """
    ends_s = np.inf if fault.for_s is None else fault.from_s + fault.for_s
    return np.asarray((at_s >= fault.from_s) & (at_s < ends_s))


def _rms(windows: Signal) -> Signal:
    """RMS value of each channel over all windows."""
    return np.asarray(np.sqrt(np.mean(np.square(windows), axis=(0, 1))))


def _noise(
    windows: Signal,
    parameters: Mapping[str, float],
    since_s: NDArray[np.float64],
    rate_hz: float,
    rng: np.random.Generator,
) -> Signal:
    deviation = windows.std(axis=(0, 1)) * 10.0 ** (-parameters["snr_db"] / 20.0)
    return np.asarray(windows + deviation * rng.standard_normal(windows.shape))


def _drift(
    windows: Signal,
    parameters: Mapping[str, float],
    since_s: NDArray[np.float64],
    rate_hz: float,
    rng: np.random.Generator,
) -> Signal:
    gain = np.maximum(1.0 + parameters.get("gain_rate_per_s", 0.0) * since_s, 0.0)
    offset = parameters["rate_per_s"] * since_s[:, :, None] * _rms(windows)
    return np.asarray(windows * gain[:, :, None] + offset)


def _spikes(
    windows: Signal,
    parameters: Mapping[str, float],
    since_s: NDArray[np.float64],
    rate_hz: float,
    rng: np.random.Generator,
) -> Signal:
    height = parameters["size"] * _rms(windows)
    hit = rng.random(windows.shape) < parameters["rate_hz"] / rate_hz
    sign = np.where(rng.random(windows.shape) < 0.5, -1.0, 1.0)
    return np.asarray(windows + hit * sign * height)


def _dropout(
    windows: Signal,
    parameters: Mapping[str, float],
    since_s: NDArray[np.float64],
    rate_hz: float,
    rng: np.random.Generator,
) -> Signal:
    missing = _gaps(windows.shape[0], windows.shape[1], parameters, rate_hz, rng)
    if parameters.get("fill_zero", 0.0):
        return np.where(missing[:, :, None], 0.0, windows)
    position = np.where(missing, -1, np.arange(windows.shape[1]))
    last = np.maximum.accumulate(position, axis=1)
    first = np.argmin(missing, axis=1)[:, None]
    held = np.take_along_axis(windows, np.where(last < 0, first, last)[:, :, None], axis=1)
    return np.where(missing.all(axis=1)[:, None, None], 0.0, held)


def _gaps(
    count: int, samples: int, parameters: Mapping[str, float], rate_hz: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Draw which samples are missing: a two-state Markov chain per window, begun in its stationary state."""
    share = parameters["share"]
    if share >= 1.0:
        return np.ones((count, samples), dtype=np.bool_)
    gap = max(1.0, parameters.get("gap_s", 0.0) * rate_hz, share / (1.0 - share))
    end, begin = 1.0 / gap, share / (gap * (1.0 - share))
    drawn = rng.random((samples, count))
    missing = np.empty((samples, count), dtype=np.bool_)
    missing[0] = drawn[0] < share
    for sample in range(1, samples):
        missing[sample] = drawn[sample] < np.where(missing[sample - 1], 1.0 - end, begin)
    return missing.T


def _stuck(
    windows: Signal,
    parameters: Mapping[str, float],
    since_s: NDArray[np.float64],
    rate_hz: float,
    rng: np.random.Generator,
) -> Signal:
    return np.full_like(windows, parameters["value"])


def _clock_jitter(
    windows: Signal,
    parameters: Mapping[str, float],
    since_s: NDArray[np.float64],
    rate_hz: float,
    rng: np.random.Generator,
) -> Signal:
    count, samples, _ = windows.shape
    early_or_late = rng.standard_normal((count, samples)) * parameters["deviation_s"] * rate_hz
    instant = np.clip(np.arange(samples) + early_or_late, 0, samples - 1)
    before = np.minimum(instant.astype(np.int64), max(samples - 2, 0))
    share = (instant - before)[:, :, None]
    left = np.take_along_axis(windows, before[:, :, None], axis=1)
    right = np.take_along_axis(windows, np.minimum(before + 1, samples - 1)[:, :, None], axis=1)
    return np.asarray(left + (right - left) * share)


_LAWS: Mapping[str, FaultLaw] = MappingProxyType(
    {
        "noise": _noise,
        "drift": _drift,
        "spikes": _spikes,
        "dropout": _dropout,
        "stuck": _stuck,
        "clock_jitter": _clock_jitter,
    }
)

FAULT_KINDS: tuple[str, ...] = tuple(_LAWS)
"""The kinds of faults there are."""

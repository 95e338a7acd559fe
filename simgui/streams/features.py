"""Features: one number per window, for deciding without a neural network.

Of a signal with several channels, the channel with the largest value counts.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from simgui.core.errors import SimguiError
from simgui.streams.windows import Windows

FeatureValues = NDArray[np.float32]
"""One number per window."""

Feature = Callable[[Windows], FeatureValues]


class FeatureError(SimguiError):
    """A feature or its threshold cannot be computed."""

    exit_code = 2


def mean(windows: Windows) -> FeatureValues:
    """Give the mean, in the signal's unit: what a data logger compares with a limit."""
    return _largest(np.mean(windows, axis=1, dtype=np.float64))


def rms(windows: Windows) -> FeatureValues:
    """Give the root mean square about zero, in the signal's unit."""
    return _largest(np.sqrt(np.mean(np.square(windows, dtype=np.float64), axis=1)))


def peak(windows: Windows) -> FeatureValues:
    """Give the largest absolute value, in the signal's unit."""
    return _largest(np.max(np.abs(windows), axis=1))


def variance(windows: Windows) -> FeatureValues:
    """Give the variance about the window's mean, in the square of the signal's unit."""
    return _largest(np.var(windows, axis=1, dtype=np.float64))


def crest(windows: Windows) -> FeatureValues:
    """Give peak over root mean square; 0 for a silent window. [-]"""
    height = np.max(np.abs(windows), axis=1).astype(np.float64)
    level = np.sqrt(np.mean(np.square(windows, dtype=np.float64), axis=1))
    return _largest(np.divide(height, level, out=np.zeros_like(level), where=level > 0))


def kurtosis(windows: Windows) -> FeatureValues:
    """Give the fourth central moment over the squared variance; 0 for a constant window. [-]

    Notes
    -----
    A Gaussian signal has 3, a sine 1.5; impacts, as of a damaged bearing, raise it.
    """
    centred = windows - windows.mean(axis=1, keepdims=True, dtype=np.float64)
    second = np.mean(centred**2, axis=1)
    fourth = np.mean(centred**4, axis=1)
    squared = second**2
    return _largest(np.divide(fourth, squared, out=np.zeros_like(squared), where=squared > 0))


def _largest(values: NDArray[np.float64] | NDArray[np.float32]) -> FeatureValues:
    """Take the largest value over the channels."""
    return np.asarray(values.max(axis=1), dtype=np.float32)


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {"mean": mean, "rms": rms, "peak": peak, "variance": variance, "crest": crest, "kurtosis": kurtosis}
)
"""The features by the names that scenarios use."""


def calibrate_threshold(normal_values: FeatureValues, quantile: float) -> float:
    """Choose the value above which a window raises an alarm.

    Parameters
    ----------
    normal_values : FeatureValues
        The feature of windows without events.
    quantile : float
        Share of normal windows that must stay silent, e.g. 0.999. [-]

    Returns
    -------
    float
        In the feature's unit; between two samples it is interpolated.

    Raises
    ------
    FeatureError
        If there are no windows, or the quantile is no share.
    """
    if normal_values.size == 0:
        raise FeatureError("a threshold cannot be calibrated without normal windows")
    if not 0.0 <= quantile <= 1.0:
        raise FeatureError(f"the quantile must be between 0 and 1, not {quantile:g}")
    return float(np.quantile(normal_values.astype(np.float64), quantile))

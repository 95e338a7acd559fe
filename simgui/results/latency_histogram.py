"""Quantiles of very many durations in little memory: an integer histogram with logarithmic bins."""

import math
from dataclasses import dataclass, field

import numpy as np

from simgui.plan.plan import Float64Array
from simgui.plan.verdicts import Int64Array

MANTISSA_BITS = 10
"""Bits kept below the leading one: a bin is at most 1/1024 of its values wide, and exact below 2048 ns."""

_BINS_AN_OCTAVE = 1 << MANTISSA_BITS
_EXACT_AS_FLOAT = 1 << 53
_BITS_BELOW_BIN = 52 - MANTISSA_BITS
_BIN_OF_ONE = (1023 + MANTISSA_BITS - 1) << MANTISSA_BITS
_BINS = (63 - MANTISSA_BITS) * _BINS_AN_OCTAVE + _BINS_AN_OCTAVE


def bin_index(values_ns: Int64Array) -> Int64Array:
    """Give the bin of each duration.

    Parameters
    ----------
    values_ns : int64 array
        Durations, not negative. [ns]

    Returns
    -------
    int64 array
        The duration itself below 2048 ns, then 1024 bins for each doubling.
    """
    values = values_ns
    if not len(values) or int(values.max()) < _EXACT_AS_FLOAT:
        # A float holds exponent and mantissa side by side, just as bins are numbered.
        index = (values.astype(np.float64).view(np.int64) >> _BITS_BELOW_BIN) - _BIN_OF_ONE
        return np.where(values < _BINS_AN_OCTAVE, values, index)
    exponent = np.frexp(values.astype(np.float64))[1].astype(np.int64) - 1
    exponent = np.clip(exponent, 0, 62)
    exponent -= (values >> exponent) == 0  # beyond 2**53 the float may have been rounded up to the next power
    shift = np.maximum(exponent - MANTISSA_BITS, 0)
    return np.asarray(shift * _BINS_AN_OCTAVE + (values >> shift))


def bin_upper_ns(index: int) -> int:
    """Give the longest duration of a bin. [ns]"""
    shift = max(0, index // _BINS_AN_OCTAVE - 1)
    mantissa = index - shift * _BINS_AN_OCTAVE
    return ((mantissa + 1) << shift) - 1


@dataclass(slots=True)
class LatencyHistogram:
    """Counts of durations, and of jobs that were lost; equal sets give equal histograms in whatever order.

    Attributes
    ----------
    lost : int
        Jobs that never ended; they count as infinitely long.
    min_ns, max_ns : int
        Exact extremes of those that ended; meaningless when there are none. [ns]
    """

    lost: int = 0
    min_ns: int = np.iinfo(np.int64).max
    max_ns: int = -1
    _counts: Int64Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def add(self, values_ns: Int64Array, lost: int = 0) -> None:
        """Count durations and lost jobs.

        Parameters
        ----------
        values_ns : int64 array
            Durations, not negative. [ns]
        lost : int
            Jobs that never ended.
        """
        self.lost += lost
        if len(values_ns) == 0:
            return
        self.min_ns = min(self.min_ns, int(values_ns.min()))
        self.max_ns = max(self.max_ns, int(values_ns.max()))
        counts = np.bincount(bin_index(values_ns))
        self._add_counts(counts.astype(np.int64))

    def merge(self, other: "LatencyHistogram") -> None:
        """Add everything another histogram has counted."""
        self.lost += other.lost
        self.min_ns = min(self.min_ns, other.min_ns)
        self.max_ns = max(self.max_ns, other.max_ns)
        self._add_counts(other._counts)

    def __len__(self) -> int:
        """Count the jobs, lost ones included."""
        return int(self._counts.sum()) + self.lost

    def quantile_s(self, fraction: float) -> float:
        """Give a quantile by nearest rank.

        Parameters
        ----------
        fraction : float
            From 0 (exclusive) to 1. [-]

        Returns
        -------
        float
            At most 1/1024 above the true value and never below it; inf where the rank falls on a lost job, NaN
            without jobs. [s]
        """
        total = len(self)
        if total == 0:
            return math.nan
        rank = min(total, max(1, math.ceil(fraction * total)))
        if rank > total - self.lost:
            return math.inf
        index = int(np.searchsorted(np.cumsum(self._counts), rank))
        return max(self.min_ns, min(self.max_ns, bin_upper_ns(index))) / 1e9

    def max_s(self) -> float:
        """Give the longest duration exactly; inf when a job was lost, NaN without jobs. [s]"""
        if self.lost:
            return math.inf
        return self.max_ns / 1e9 if self.max_ns >= 0 else math.nan

    def points(self) -> tuple[Float64Array, Float64Array]:
        """List the durations that came [s] and how often each did; a bin stands for its longest duration."""
        index = np.flatnonzero(self._counts)
        longest_ns = np.array([bin_upper_ns(int(one)) for one in index], dtype=np.float64)
        return np.clip(longest_ns, self.min_ns, self.max_ns) / 1e9, self._counts[index].astype(np.float64)

    def _add_counts(self, counts: Int64Array) -> None:
        if len(counts) > len(self._counts):
            counts, self._counts = self._counts, counts.copy()
        self._counts[: len(counts)] += counts

"""Exact quantiles of durations, for runs that keep their trace anyway."""

import math
from dataclasses import dataclass, field

import numpy as np

from simgui.plan.plan import Float64Array
from simgui.plan.verdicts import Int64Array

_PENDING = 1 << 20


@dataclass(slots=True)
class ExactLatencies:
    """Every distinct duration and how often it came, and the jobs that were lost.

    Memory grows with the distinct durations, not with the jobs: queues make them many, a fixed service few.

    Attributes
    ----------
    lost : int
        Jobs that never ended; they count as infinitely long.
    """

    lost: int = 0
    _values_ns: Int64Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _counts: Int64Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _pending: list[tuple[Int64Array, Int64Array]] = field(default_factory=list)
    _pending_values: int = 0

    def add(self, values_ns: Int64Array, lost: int = 0) -> None:
        """Count durations and lost jobs.

        Parameters
        ----------
        values_ns : int64 array
            Durations. [ns]
        lost : int
            Jobs that never ended.
        """
        self.lost += lost
        values, counts = np.unique(values_ns, return_counts=True)
        self._append(values, counts.astype(np.int64))

    def merge(self, other: "ExactLatencies") -> None:
        """Add everything another one has counted."""
        self.lost += other.lost
        other._compact()
        self._append(other._values_ns, other._counts)

    def __len__(self) -> int:
        """Count the jobs, lost ones included."""
        self._compact()
        return int(self._counts.sum()) + self.lost

    def quantile_s(self, fraction: float) -> float:
        """Give a quantile by nearest rank, exactly.

        Parameters
        ----------
        fraction : float
            From 0 (exclusive) to 1. [-]

        Returns
        -------
        float
            Inf where the rank falls on a lost job, NaN without jobs. [s]
        """
        total = len(self)
        if total == 0:
            return math.nan
        rank = min(total, max(1, math.ceil(fraction * total)))
        if rank > total - self.lost:
            return math.inf
        return int(self._values_ns[np.searchsorted(np.cumsum(self._counts), rank)]) / 1e9

    def max_s(self) -> float:
        """Give the longest duration; inf when a job was lost, NaN without jobs. [s]"""
        return self.quantile_s(1.0)

    def points(self) -> tuple[Float64Array, Float64Array]:
        """List the durations that came [s] and how often each did."""
        self._compact()
        return self._values_ns / 1e9, self._counts.astype(np.float64)

    def _append(self, values_ns: Int64Array, counts: Int64Array) -> None:
        if not len(values_ns):
            return
        self._pending.append((values_ns, counts))
        self._pending_values += len(values_ns)
        if self._pending_values > max(_PENDING, len(self._values_ns)):  # doubling keeps the sorting in proportion
            self._compact()

    def _compact(self) -> None:
        if not self._pending:
            return
        parts = [(self._values_ns, self._counts), *self._pending]
        values, inverse = np.unique(np.concatenate([one for one, _ in parts]), return_inverse=True)
        counts = np.zeros(len(values), dtype=np.int64)
        np.add.at(counts, inverse, np.concatenate([many for _, many in parts]))
        self._values_ns, self._counts = values, counts
        self._pending, self._pending_values = [], 0

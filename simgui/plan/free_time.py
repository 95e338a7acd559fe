"""Time a processor has left, and work that is served in it.

Notes
-----
With free time as a clock of its own (A-time: how much free time has passed) jobs of one priority are a plain queue:
``start = max(A(release), previous finish)``. What is left for the next lower priority is the free time less theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simgui.plan.verdicts import Int64Array

NEVER_NS = np.iinfo(np.int64).max
"""The finish of a job that does not finish within the time looked at. [ns]"""


@dataclass(frozen=True, slots=True)
class FreeTime:
    """Ascending, disjoint spans of free time.

    Parameters
    ----------
    begin_ns, end_ns : int64 array (spans,)
        Where each begins and ends; none is empty. [ns]
    """

    begin_ns: Int64Array
    end_ns: Int64Array

    @classmethod
    def whole(cls, begin_ns: int, end_ns: int) -> FreeTime:
        """Give a span without interruption."""
        return cls(np.array([begin_ns], dtype=np.int64), np.array([end_ns], dtype=np.int64))

    def passed_ns(self) -> Int64Array:
        """Give the free time before each span, and at last all of it. [ns]"""
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.end_ns - self.begin_ns)])

    def within(self, begin_ns: int, end_ns: int) -> FreeTime:
        """Give the part in [begin, end)."""
        begins, ends = np.maximum(self.begin_ns, begin_ns), np.minimum(self.end_ns, end_ns)
        kept = begins < ends
        return FreeTime(begins[kept], ends[kept])

    def complement(self, begin_ns: int, end_ns: int) -> Int64Array:
        """Give begins and ends, in turn, of the spans of [begin, end) that are not free. [ns]"""
        edges = np.empty(2 * len(self.begin_ns) + 2, dtype=np.int64)
        edges[0], edges[-1] = begin_ns, end_ns
        edges[1:-1:2], edges[2:-1:2] = self.begin_ns, self.end_ns
        pairs = edges.reshape(-1, 2)
        return pairs[pairs[:, 0] < pairs[:, 1]].reshape(-1)

    def without(self, begin_ns: Int64Array, end_ns: Int64Array) -> FreeTime:
        """Take ascending, disjoint spans out."""
        whole = int(min(self.begin_ns[0], begin_ns[0])), int(max(self.end_ns[-1], end_ns[-1]))
        kept = FreeTime(begin_ns, end_ns).complement(*whole)
        return self.common(FreeTime(kept[::2], kept[1::2]))

    def common(self, other: FreeTime) -> FreeTime:
        """Give what is free in both."""
        edges = np.unique(np.concatenate([self.begin_ns, self.end_ns, other.begin_ns, other.end_ns]))
        begins, ends = edges[:-1], edges[1:]
        free = self._holds(begins) & other._holds(begins)
        return FreeTime(begins[free], ends[free])

    def _holds(self, instant_ns: Int64Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Tell whether each instant lies in a span."""
        opened = np.searchsorted(self.begin_ns, instant_ns, side="right")
        closed = np.searchsorted(self.end_ns, instant_ns, side="right")
        return np.asarray(opened > closed)


@dataclass(frozen=True, slots=True)
class Served:
    """When jobs finish, and the time they leave. [ns]"""

    finish_ns: Int64Array
    left: FreeTime


def serve(free: FreeTime, release_ns: Int64Array, work_ns: int) -> Served:
    """Serve like jobs in turn, each as soon as there is free time for it.

    Parameters
    ----------
    free : FreeTime
        What those of higher priority leave.
    release_ns : int64 array (jobs,)
        Ascending, none before the free time begins. [ns]
    work_ns : int
        Of each job, above zero. [ns]

    Returns
    -------
    Served
        The finish is `NEVER_NS` where the free time does not suffice.
    """
    if not len(release_ns):
        return Served(release_ns, free)
    passed = free.passed_ns()
    if not len(free.begin_ns):
        return Served(np.full(len(release_ns), NEVER_NS, dtype=np.int64), free)
    span = np.maximum(np.searchsorted(free.begin_ns, release_ns, side="right") - 1, 0)
    inside = np.clip(release_ns - free.begin_ns[span], 0, free.end_ns[span] - free.begin_ns[span])
    order = np.arange(len(release_ns), dtype=np.int64) * work_ns
    start = np.maximum.accumulate(passed[span] + inside - order) + order
    finish = start + work_ns
    span = np.minimum(np.searchsorted(passed[1:], finish, side="left"), len(free.begin_ns) - 1)
    at_ns = np.where(finish <= passed[-1], free.begin_ns[span] + finish - passed[span], NEVER_NS)
    return Served(at_ns, _left(free, passed, start, finish))


def _left(free: FreeTime, passed: Int64Array, start: Int64Array, finish: Int64Array) -> FreeTime:
    """Take the served spans, given in free time, out of the free time."""
    edges = np.unique(np.minimum(np.concatenate([passed, start, finish]), passed[-1]))
    begins, ends = edges[:-1], edges[1:]
    used = np.searchsorted(start, begins, side="right") > np.searchsorted(finish, begins, side="right")
    begins, ends = begins[~used], ends[~used]
    span = np.searchsorted(passed[1:], begins, side="right")
    shift = free.begin_ns[span] - passed[span]
    return _joined(begins + shift, ends + shift)


def _joined(begins: Int64Array, ends: Int64Array) -> FreeTime:
    """Join spans that touch."""
    if not len(begins):
        return FreeTime(begins, ends)
    apart = ends[:-1] < begins[1:]
    return FreeTime(begins[np.concatenate([[True], apart])], ends[np.concatenate([apart, [True]])])

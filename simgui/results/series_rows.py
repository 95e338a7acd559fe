"""The rows of a chunk by part of time and part of the fleet, added to arrays fast."""

from dataclasses import dataclass

import numpy as np

from simgui.plan.plan import NS_PER_S, Float64Array
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array
from simgui.results.series_block import Array
from simgui.results.series_layout import SeriesLayout


class Cells:
    """Where the rows of a chunk belong.

    Most chunks of a long run lie within one part of time: then nothing is divided.

    Parameters
    ----------
    layout : SeriesLayout
        The parts.
    group : int
        Whose rows they are.
    part : int64 array (rows,)
        Part of the group.
    release_ns : int64 array (rows,)
        When each window ended. [ns]

    Attributes
    ----------
    first, last : int
        First and last part of time that rows are in.
    reach : int
        Last part of time that something was added to.
    end_ns : int or int64 array (rows,)
        End of the part of time of each row. [ns]
    counts : int64 array (last - first + 1, parts)
        How many rows each cell has.
    """

    def __init__(self, layout: SeriesLayout, group: int, part: Int64Array, release_ns: Int64Array) -> None:
        self._bin_ns, self._bins = layout.bin_ns, layout.bins
        self._parts = layout.groups[group].bins
        self.first = min(int(release_ns.min()) // self._bin_ns, self._bins - 1)
        self.last = min(int(release_ns.max()) // self._bin_ns, self._bins - 1)
        self.reach = self.last
        self._part = part
        self._time: Int64Array | None = None
        self._cell = part
        self.end_ns: Int64Array | int = (self.first + 1) * self._bin_ns
        if self.last > self.first:
            self._time = np.minimum(release_ns // self._bin_ns, self._bins - 1) - self.first
            self._cell = self._time * self._parts + part
            self.end_ns = (self._time + (self.first + 1)) * self._bin_ns
        if self.last == self._bins - 1:
            self.end_ns = np.minimum(self.end_ns, layout.duration_ns)
        self._shape = (self.last - self.first + 1, self._parts)
        self.counts = np.bincount(self._cell, minlength=self._shape[0] * self._parts).reshape(self._shape)

    def without(self, rows: Int64Array) -> Int64Array:
        """Give the counts of all rows but some."""
        less = np.bincount(self._cell[rows], minlength=self.counts.size).reshape(self._shape)
        return np.asarray(self.counts - less)

    def add_counts(self, target: Array) -> None:
        """Count every row."""
        target[self.first : self.last + 1] += self.counts.astype(target.dtype)

    def add_weights(self, target: Array, weights: Float64Array) -> None:
        """Add a weight of every row."""
        size = self._shape[0] * self._parts
        added = np.bincount(self._cell, weights=weights, minlength=size).reshape(self._shape)
        target[self.first : self.last + 1] += added.astype(target.dtype)

    def add_rows(self, target: Array, rows: Int64Array, weights: Float64Array | None = None) -> None:
        """Count some rows, or add a weight of each."""
        if not len(rows):
            return
        added = np.bincount(self._cell[rows], weights=weights, minlength=self._shape[0] * self._parts)
        target[self.first : self.last + 1] += added.reshape(self._shape).astype(target.dtype)

    def add_by_time(self, target: Array, column: Int64Array, rows: Int64Array | None = None) -> None:
        """Count rows by part of time and a column of the target."""
        width = target.shape[1]
        if self._time is not None:
            time = self._time if rows is None else self._time[rows]
            column = time * width + column
        added = np.bincount(column, minlength=self._shape[0] * width).reshape(self._shape[0], width)
        target[self.first : self.last + 1] += added.astype(target.dtype)

    def add_sum_by_time(self, target: Array, values: Array, factor: float) -> None:
        """Add a value of every row, times a factor, to a target by time."""
        if self._time is None:
            target[self.first] += int(values.sum(dtype=np.int64)) * factor
        else:
            added = np.bincount(self._time, weights=values, minlength=self._shape[0])
            target[self.first : self.last + 1] += added * factor

    def add_at(self, target: Array, at_ns: Int64Array, weights: Float64Array) -> None:
        """Add weights to a target by time, each where it happened; what happened behind the end is left out. [ns]"""
        time = at_ns // self._bin_ns
        within = time < self._bins
        self._reached(time[within])
        target += np.bincount(time[within], weights=weights[within], minlength=self._bins)

    def add_cells_at(self, target: Array, at_ns: Int64Array, rows: Int64Array, weights: Float64Array) -> None:
        """Add weights of some rows by part of time where they happened, and part of the fleet. [ns]"""
        time = at_ns // self._bin_ns
        within = np.flatnonzero(time < self._bins)
        if not len(within):
            return
        time = time[within]
        first, last = int(time.min()), int(time.max())
        self.reach = max(self.reach, last)
        cell = (time - first) * self._parts + self._part[rows[within]]
        shape = (last - first + 1, self._parts)
        added = np.bincount(cell, weights=weights[within], minlength=shape[0] * shape[1]).reshape(shape)
        target[first : last + 1] += added.astype(target.dtype)

    def add_spans(self, target: Array, since_ns: Int64Array, length_ns: Int64Array) -> None:
        """Add the time of spans to a target by time, in seconds, each part of time its share. [ns]"""
        end_ns = np.minimum(since_ns + length_ns, self._bins * self._bin_ns)
        there = end_ns > since_ns
        since_ns, end_ns = since_ns[there], end_ns[there]
        first, last = since_ns // self._bin_ns, (end_ns - 1) // self._bin_ns
        self._reached(last)
        # Whole parts between first and last by differences; the ends on their own.
        steps = np.bincount(first, minlength=self._bins + 1).astype(np.float64)
        steps -= np.bincount(last, minlength=self._bins + 1)
        running = np.cumsum(steps)[: self._bins]
        spent_ns = running * self._bin_ns
        spent_ns += np.bincount(last, weights=end_ns - last * self._bin_ns, minlength=self._bins)
        spent_ns -= np.bincount(first, weights=since_ns - first * self._bin_ns, minlength=self._bins)
        target += spent_ns / NS_PER_S

    def _reached(self, time: Int64Array) -> None:
        self.reach = max(self.reach, int(time.max(initial=0)))


_RARE = 4
"""Where fewer rows than one in so many are unusual, the others are booked by their number."""


@dataclass(frozen=True, slots=True)
class Visits:
    """How the rows of a chunk passed a stage.

    Parameters
    ----------
    counts : int64 array (parts of time, parts of the fleet) or None
        How many passed it undisturbed and within their part of time, to be booked together; None when each row is
        booked by itself.
    unusual : int64 array
        Rows that did not pass undisturbed.
    odd : int64 array
        Rows that began the stage and are booked by themselves.
    busy_ns : int64 array
        Time each of the odd rows took there. [ns]
    """

    counts: Int64Array | None
    unusual: Int64Array
    odd: Int64Array
    busy_ns: Int64Array

    @classmethod
    def of(cls, chunk: TraceChunk, index: int, cells: Cells, *, alike: bool) -> "Visits | None":
        """Sort the rows of a chunk at a stage; None when nobody came.

        Parameters
        ----------
        chunk : TraceChunk
            The rows.
        index : int
            Number of the stage.
        cells : Cells
            Where the rows belong.
        alike : bool
            Whether all visits of a device take equally long.
        """
        start_ns, finish_ns, lost_ns = chunk.start_ns[index], chunk.finish_ns[index], chunk.lost_ns[index]
        nothing = np.zeros(0, dtype=np.int64)
        if int(start_ns.max()) < 0:
            return None
        came, goes_on = start_ns >= 0, finish_ns >= cells.end_ns
        is_usual = alike and came.all() and int(finish_ns.min()) >= 0 and not goes_on.any() and int(lost_ns.max()) == 0
        if is_usual:
            return cls(cells.counts, nothing, nothing, nothing)
        unusual = np.flatnonzero(~came | (finish_ns < 0) | (lost_ns > 0) | goes_on)
        is_rare = alike and len(unusual) * _RARE < len(start_ns)
        odd = unusual[came[unusual]] if is_rare else np.flatnonzero(came)
        if not is_rare and not len(odd):
            return None
        busy_ns = np.maximum(finish_ns[odd] - start_ns[odd], 0) + lost_ns[odd]
        return cls(cells.without(unusual) if is_rare else None, unusual, odd, busy_ns)

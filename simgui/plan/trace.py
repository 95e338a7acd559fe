"""What happened: rows of a trace, and their order-free hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from simgui.core.random_numbers import Purpose, mix, stable_hash, words
from simgui.plan.plan import Plan
from simgui.plan.verdicts import Int8Array, Int32Array, Int64Array

_WORD = 2**64 - 1
_SECOND_SUM = np.uint64(0xD6E8FEB86659FD93)


_BLOCK_ROWS = 16_384
_EVERY = slice(None)


@cache
def _factors(count: int) -> npt.NDArray[np.uint64]:
    """Give odd numbers that have nothing in common."""
    return words(0, Purpose.TRACE_HASH, 0, np.arange(count)) | np.uint64(1)


@dataclass(frozen=True, slots=True)
class TraceChunk:
    """Finished rows of one task of one group, in any order.

    Parameters
    ----------
    group, task : int
        Indices into `Plan.groups` and its tasks.
    device : int32 array (rows,)
        Device within the group.
    job : int64 array (rows,)
        Job of the device.
    release_ns : int64 array (rows,)
        End of its window. [ns]
    truth, label, reported : int8 array (rows,)
        Whether the window holds an event, the detector alarmed, the result was reported; -1 where no verdict came.
    outcome : int8 array (rows,)
        An `Outcome`.
    start_ns, finish_ns : int64 array (stages, rows)
        Start and end of the last attempt at each stage of the task's plan; -1 where it never happened. A service cut
        off by death or by the end of the drain has a start and no finish. [ns]
    attempts : int16 array (stages, rows)
        Attempts begun.
    lost_ns : int64 array (stages, rows)
        Time spent in attempts that failed or were interrupted: before the end of the run and, where the device takes
        part, before its death. [ns]
    """

    group: int
    task: int
    device: Int32Array
    job: Int64Array
    release_ns: Int64Array
    truth: Int8Array
    label: Int8Array
    reported: Int8Array
    outcome: Int8Array
    start_ns: Int64Array
    finish_ns: Int64Array
    attempts: npt.NDArray[np.int16]
    lost_ns: Int64Array

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.device)

    def arrival_ns(self, plan: Plan, stage: int) -> Int64Array:
        """When each row was first taken by a stage's station; meaningless where it never started there. [ns]"""
        task = plan.groups[self.group].tasks[self.task]
        slot, dark = task.stages[stage].slot, task.stages[stage].dark
        reached_ns = self.reached_ns(plan, stage)
        if dark is not None:
            reached_ns = dark.taken_ns(reached_ns, self.device)
        if slot is None:
            return reached_ns
        sent = task.sent_before(stage)
        sent_ns = self.release_ns if sent < 0 else self.finish_ns[sent]
        return slot.taken_ns(reached_ns, self.device, sent_ns)

    def reached_ns(self, plan: Plan, stage: int) -> Int64Array:
        """When each row first got to a stage's station, which may take it later, at a slot. [ns]"""
        after = plan.groups[self.group].tasks[self.task].stages[stage].after
        return self.release_ns if after < 0 else self.left_ns(plan, after)

    def left_ns(self, plan: Plan, stage: int, rows: Int64Array | slice = _EVERY) -> Int64Array:
        """When some rows that ended a stage got to what follows, its delay included; else meaningless. [ns]"""
        group = plan.groups[self.group]
        task = group.tasks[self.task]
        step = task.stages[stage]
        left_ns = self.finish_ns[stage][rows] + step.delay_ns
        if step.jitter is not None and step.jitter.on_delay:
            fields = self.device[rows], stable_hash(task.name), self.job[rows], stage, 0
            left_ns = left_ns + step.jitter.drawn_ns(plan.seed, stable_hash(group.name), *fields)
        return np.asarray(left_ns)


class TraceSink(Protocol):
    """Who takes the rows."""

    def record(self, chunk: TraceChunk) -> None:
        """Take finished rows; the chunk is not changed afterwards."""


@runtime_checkable
class Divisible(Protocol):
    """A sink that can take parts of the rows in several processes."""

    def record(self, chunk: TraceChunk) -> None:
        """Take finished rows."""

    def branch(self) -> "Divisible":
        """Give an empty sink of the same kind."""

    def absorb(self, other: Self) -> None:
        """Add everything that a branch was told."""


@dataclass(frozen=True, slots=True)
class FanOut:
    """Gives every chunk to several sinks; one that is not divisible takes the rows of all branches itself.

    Parameters
    ----------
    sinks : Sequence[TraceSink]
        Who listens.
    """

    sinks: Sequence[TraceSink]

    def record(self, chunk: TraceChunk) -> None:
        """Pass a chunk on."""
        for sink in self.sinks:
            sink.record(chunk)

    @property
    def is_divisible(self) -> bool:
        """Whether every sink is."""
        return all(
            sink.is_divisible if isinstance(sink, FanOut) else isinstance(sink, Divisible) for sink in self.sinks
        )

    def branch(self) -> "FanOut":
        """Give a sink for one part of the rows."""
        return FanOut([sink.branch() if isinstance(sink, Divisible) else sink for sink in self.sinks])

    def absorb(self, other: "FanOut") -> None:
        """Add what a branch was told."""
        for mine, theirs in zip(self.sinks, other.sinks, strict=True):
            if mine is not theirs and isinstance(mine, Divisible):
                mine.absorb(theirs)  # type: ignore[arg-type]


@dataclass(slots=True)
class TraceHash:
    """Row count and two commutative sums of row digests: equal for equal sets of rows, in whatever order.

    Parameters
    ----------
    plan : Plan
        Names the groups and tasks.
    """

    plan: Plan
    rows: int = 0
    _first_sum: int = 0
    _second_sum: int = 0

    def branch(self) -> "TraceHash":
        """Give an empty hash of the same plan."""
        return TraceHash(self.plan)

    def absorb(self, other: "TraceHash") -> None:
        """Add the rows of another hash."""
        self.rows += other.rows
        self._first_sum = (self._first_sum + other._first_sum) & _WORD
        self._second_sum = (self._second_sum + other._second_sum) & _WORD

    def record(self, chunk: TraceChunk) -> None:
        """Add the rows of a chunk."""
        for first in range(0, len(chunk), _BLOCK_ROWS):
            self._record_block(chunk, slice(first, first + _BLOCK_ROWS))

    def _record_block(self, chunk: TraceChunk, rows: slice) -> None:
        """Add some rows, few enough for their columns to stay in the processor's cache."""
        group = self.plan.groups[chunk.group]
        task = group.tasks[chunk.task]
        word = stable_hash(f"{group.name}/{task.name}")
        marks = chunk.outcome[rows] * np.int8(4) + chunk.reported[rows] + np.int8(1)
        names = (chunk.label[rows] + np.int8(1)) * np.int8(4) + chunk.truth[rows] + np.int8(1)
        columns: list[npt.NDArray[np.integer[Any]]] = [
            chunk.device[rows],
            chunk.job[rows],
            chunk.release_ns[rows],
            marks,
            names,
        ]
        for index, stage in enumerate(task.stages):
            word ^= stable_hash(f"{index}/{stage.stage.label}")
            columns += [
                chunk.start_ns[index, rows],
                chunk.finish_ns[index, rows],
                chunk.attempts[index, rows],
                chunk.lost_ns[index, rows],
            ]
        # A sum of columns times odd numbers tells rows apart as well as mixing every column, at a fifth of the cost.
        digest = np.full(len(marks), word, dtype=np.uint64)
        product = np.empty_like(digest)
        for column, factor in zip(columns, _factors(len(columns)), strict=True):
            digest += np.multiply(column.astype(np.int64, copy=False).view(np.uint64), factor, out=product)
        digest = mix(digest)
        self.rows += len(digest)
        self._first_sum = (self._first_sum + int(digest.sum(dtype=np.uint64))) & _WORD
        self._second_sum = (self._second_sum + int(mix(digest ^ _SECOND_SUM).sum(dtype=np.uint64))) & _WORD

    def hexdigest(self) -> str:
        """Give the hash as ``rows-sum-sum`` in hexadecimal."""
        return f"{self.rows:x}-{self._first_sum:016x}-{self._second_sum:016x}"

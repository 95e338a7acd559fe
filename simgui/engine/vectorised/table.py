"""Rows of one task that are under way in a chunk."""

from dataclasses import dataclass, field
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from simgui.engine.vectorised.network import TaskWay
from simgui.plan.stages import Outcome
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int8Array, Int32Array, Int64Array

_Number = TypeVar("_Number", np.int8, np.int32, np.int64)

_FIXED = ("device", "job", "release_ns", "truth", "verdict", "label", "reported", "outcome")
_STAGED = ("start_ns", "finish_ns", "attempts", "lost_ns", "failing")


@dataclass(slots=True)
class Table:
    """The columns of `TraceChunk`, and:

    Parameters
    ----------
    verdict : int8 array (rows,)
        The label the row gets once its verdict is executed.
    failing : int16 array (stages, rows)
        How many attempts at each stage will be lost; -1 where that was not drawn yet.
    sent : dict[int, int64 array (rows,)]
        By uplink, its last end as it is known so far, where somebody waits for a slot behind it. [ns]
    """

    device: Int32Array
    job: Int64Array
    release_ns: Int64Array
    truth: Int8Array
    verdict: Int8Array
    label: Int8Array
    reported: Int8Array
    outcome: Int8Array
    start_ns: Int64Array
    finish_ns: Int64Array
    attempts: npt.NDArray[np.int16]
    lost_ns: Int64Array
    failing: npt.NDArray[np.int16]
    sent: dict[int, Int64Array] = field(default_factory=dict)

    @classmethod
    def released(
        cls, way: TaskWay, device: Int32Array, job: Int64Array, release_ns: Int64Array, behind: "Table | None" = None
    ) -> Self:
        """Begin rows for jobs that were just released, behind some that are open if there are any."""
        old, rows, stages = 0 if behind is None else len(behind), len(device), len(way.plan.stages)
        if way.plan.verdicts is None:
            truth = verdict = np.full(rows, -1, dtype=np.int8)
        else:
            truth, verdict = way.plan.verdicts.at(device, job)
        lossy = stages if any(stage.lossy for stage in way.plan.stages) else 0
        total = old + rows
        table = cls(
            device=_behind(old, device),
            job=_behind(old, job),
            release_ns=_behind(old, release_ns),
            truth=_behind(old, truth) if old else truth.copy(),
            verdict=_behind(old, verdict),
            label=np.full(total, -1, dtype=np.int8),
            reported=np.full(total, -1, dtype=np.int8),
            outcome=np.full(total, Outcome.IN_FLIGHT, dtype=np.int8),
            start_ns=np.full((stages, total), -1, dtype=np.int64),
            finish_ns=np.full((stages, total), -1, dtype=np.int64),
            attempts=np.zeros((stages, total), dtype=np.int16),
            lost_ns=np.zeros((stages, total), dtype=np.int64),
            failing=np.full((lossy, total), -1, dtype=np.int16),
        )
        if behind is not None:
            for name in (*_FIXED, *_STAGED):
                getattr(table, name)[..., :old] = getattr(behind, name)
        return table

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.device)

    def joined(self, other: "Table") -> "Table":
        """Give the rows of both, these first."""
        if not len(self):
            return other
        if not len(other):
            return self
        return Table(
            *(np.concatenate([getattr(self, name), getattr(other, name)]) for name in _FIXED),
            *(np.concatenate([getattr(self, name), getattr(other, name)], axis=1) for name in _STAGED),
        )

    def taken(self, rows: Int64Array) -> "Table":
        """Give some rows."""
        return Table(*(getattr(self, name)[rows] for name in _FIXED), *(getattr(self, n)[:, rows] for n in _STAGED))

    def split(self, still_open: npt.NDArray[np.bool_]) -> tuple["Table", "Table"]:
        """Part the rows that are still open, in their order, from the rest; this table is used up."""
        rows = np.flatnonzero(still_open)
        if not len(rows):
            return self.taken(rows), self
        kept = self.taken(rows)
        through = len(self) - len(rows)
        # Few are open: rows from the end fill their places, which copies next to nothing.
        holes = rows[rows < through]
        fillers = through + np.flatnonzero(~still_open[through:])
        columns = []
        for name in (*_FIXED, *_STAGED):
            column = getattr(self, name)
            column[..., holes] = column[..., fillers]
            columns.append(column[..., :through])
        return kept, Table(*columns)

    def chunk(self, way: TaskWay) -> TraceChunk:
        """Give the rows as part of the trace."""
        return TraceChunk(
            group=way.group,
            task=way.task,
            device=self.device,
            job=self.job,
            release_ns=self.release_ns,
            truth=self.truth,
            label=self.label,
            reported=self.reported,
            outcome=self.outcome,
            start_ns=self.start_ns,
            finish_ns=self.finish_ns,
            attempts=self.attempts,
            lost_ns=self.lost_ns,
        )


def _behind(count: int, column: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Give a column behind so many places that are still empty."""
    if not count:
        return column
    longer = np.empty(count + len(column), dtype=column.dtype)
    longer[count:] = column
    return longer


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns of a `Table` that a service needs, for visitors whose table is elsewhere."""

    device: Int32Array
    job: Int64Array
    failing: npt.NDArray[np.int16]

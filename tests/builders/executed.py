"""A plan and all that came of it, one table of rows for each task."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from builders.plans import Rows, Unwatched
from simgui.engine.control import Engine
from simgui.engine.reference.engine import ReferenceEngine
from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import GroupPlan, Plan, StagePlan, TaskPlan
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array


@dataclass(frozen=True)
class Visits:
    """Every row of a task at one of its stages, columns aligned."""

    group: GroupPlan
    task: TaskPlan
    stage: StagePlan
    chunk: TraceChunk
    index: int
    instance: Int64Array
    arrival_ns: Int64Array
    start_ns: Int64Array
    finish_ns: Int64Array
    lost_ns: Int64Array
    attempts: Int64Array
    service_ns: Int64Array
    order: Int64Array
    """Group by name, device, task, job, hop: one column each."""
    seed: int


@dataclass(frozen=True)
class Executed:
    """What a plan led to."""

    plan: Plan
    tables: Mapping[tuple[int, int], TraceChunk]
    ledgers: Mapping[str, GroupLedger]

    def visits(self) -> Iterator[Visits]:
        """Go through every stage of every task that has rows."""
        names = sorted(group.name for group in self.plan.groups)
        for (g, t), chunk in self.tables.items():
            group = self.plan.groups[g]
            task = group.tasks[t]
            for index, stage in enumerate(task.stages):
                rank = np.full(len(chunk), names.index(group.name))
                order = [rank, chunk.device, np.full(len(chunk), t), chunk.job, np.full(len(chunk), index)]
                yield Visits(
                    group=group,
                    task=task,
                    stage=stage,
                    chunk=chunk,
                    index=index,
                    instance=stage.instance[chunk.device].astype(np.int64),
                    arrival_ns=self._arrival_ns(chunk, task, index),
                    start_ns=chunk.start_ns[index],
                    finish_ns=chunk.finish_ns[index],
                    lost_ns=chunk.lost_ns[index],
                    attempts=chunk.attempts[index].astype(np.int64),
                    service_ns=stage.served_ns(chunk.device, chunk.release_ns),
                    order=np.stack(order, axis=1).astype(np.int64),
                    seed=self.plan.seed,
                )

    def _arrival_ns(self, chunk: TraceChunk, task: TaskPlan, index: int) -> Int64Array:
        """First arrival; -1 where the stage before did not finish."""
        after = task.stages[index].after
        arrival = chunk.arrival_ns(self.plan, index)
        return arrival if after < 0 else np.where(chunk.finish_ns[after] >= 0, arrival, -1)


def execute(plan: Plan, engine: Engine | None = None) -> Executed:
    """Run a plan, by the reference unless told otherwise, and sort its rows by device and job."""
    rows = Rows()
    report = (engine or ReferenceEngine()).run(plan, rows, Unwatched())
    parts: dict[tuple[int, int], list[TraceChunk]] = {}
    for chunk in rows.chunks:
        parts.setdefault((chunk.group, chunk.task), []).append(chunk)
    return Executed(plan, {key: _sorted(parts[key]) for key in sorted(parts)}, report.ledgers)


def _sorted(chunks: list[TraceChunk]) -> TraceChunk:
    columns = {
        name: np.concatenate([getattr(chunk, name) for chunk in chunks], axis=-1)
        for name in TraceChunk.__slots__
        if name not in ("group", "task")
    }
    order = np.lexsort((columns["job"], columns["device"]))
    return TraceChunk(chunks[0].group, chunks[0].task, **{name: c[..., order] for name, c in columns.items()})

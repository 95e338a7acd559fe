"""How many control deadlines a run misses, from the rows of its trace."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simgui.plan.plan import GroupPlan, Plan
from simgui.plan.stages import Stage
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int32Array, Int64Array
from simgui.results.control_replay import ControlReplay

_MOST_STRETCHES = 50_000
"""Of more stretches of disturbed time only every n-th is looked at and counts n times."""


@dataclass(frozen=True, slots=True)
class ControlCount:
    """Control jobs that were due, and those that ended too late.

    Parameters
    ----------
    jobs, missed : float
        Over all devices; the second is an estimate where there were very many inferences. [-]
    worst_ns : tuple[int, ...]
        Longest response of each task; empty where several groups are added up. [ns]
    """

    jobs: float = 0.0
    missed: float = 0.0
    worst_ns: tuple[int, ...] = ()

    def __add__(self, other: ControlCount) -> ControlCount:
        """Add the counts of another group."""
        return ControlCount(self.jobs + other.jobs, self.missed + other.missed)


@dataclass(slots=True)
class ControlTally:
    """Notes when inferences hold the processors of a group that has control tasks.

    Parameters
    ----------
    plan : Plan
        What is run.
    group : GroupPlan
        One of its groups.
    """

    plan: Plan
    group: GroupPlan
    _spans: list[tuple[Int32Array, Int64Array, Int64Array]] = field(default_factory=list)

    @property
    def _is_needed(self) -> bool:
        """Whether an inference may delay a task beyond its deadline; analysis is enough to tell that none can."""
        control = self.group.control
        if control is None or control.above >= len(control.loops):
            return False
        return any(loop.worst_ns is None or loop.worst_ns > loop.deadline_ns for loop in control.loops)

    def record(self, chunk: TraceChunk) -> None:
        """Take finished rows of the group."""
        if not self._is_needed:
            return
        for index, stage in enumerate(self.group.tasks[chunk.task].stages):
            if stage.stage is Stage.INFER:
                done = (chunk.finish_ns[index] >= 0) & (chunk.start_ns[index] < chunk.finish_ns[index])
                spans = chunk.device[done], chunk.start_ns[index][done], chunk.finish_ns[index][done]
                self._spans.append((spans[0].copy(), spans[1].copy(), spans[2].copy()))

    def absorb(self, other: ControlTally) -> None:
        """Add everything another tally has noted."""
        self._spans += other._spans

    def count(self) -> ControlCount:
        """Count jobs and misses; nothing where the group has no control tasks."""
        control = self.group.control
        if control is None:
            return ControlCount()
        replay = ControlReplay(control, self.plan.duration_ns)
        jobs = float(self.group.devices * replay.jobs())
        missed = float(self.group.devices * replay.misses_alone())
        worst = np.array(replay.worst_alone_ns)
        if self._spans and self._is_needed:
            device, begin, end = (np.concatenate(column) for column in zip(*self._spans, strict=True))
            order = np.lexsort((begin, device))
            extra, worst_disturbed = _walk(replay, device[order], begin[order], end[order])
            missed, worst = missed + extra, np.maximum(worst, worst_disturbed)
        return ControlCount(jobs, missed, tuple(worst.tolist()))


def _walk(replay: ControlReplay, device: Int32Array, begin: Int64Array, end: Int64Array) -> tuple[float, Int64Array]:
    """Go through the inferences, device by device; gives extra misses and the longest responses."""
    worst = np.zeros(len(replay.plan.loops), dtype=np.int64)
    edges = np.append(np.flatnonzero(np.diff(device, prepend=-1)), len(device))
    stride, looked, extra, at = 1 + len(device) // _MOST_STRETCHES, 0, 0, 0
    while at < len(device):
        last = int(edges[np.searchsorted(edges, at, side="right")])
        found = replay.disturbed(begin[at:last], end[at:last])
        looked += found.inferences
        extra += found.extra_misses
        worst = np.maximum(worst, np.array(found.worst_ns))
        at += found.inferences
        # The next stretch may only be passed over as a whole; one inference is a stretch unless they run together.
        at += stride - 1
    return extra * len(device) / max(1, looked), worst

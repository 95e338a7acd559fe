"""Collects finished messages and hands them on in chunks."""

import numpy as np

from simgui.engine.reference.device import Device
from simgui.engine.reference.message import Message
from simgui.plan.plan import Plan
from simgui.plan.stages import Outcome
from simgui.plan.trace import TraceChunk, TraceSink

_CHUNK_ROWS = 16_384
_FIXED_COLUMNS = 7


class Recorder:
    """Turns messages into trace rows.

    Rows of devices that may die are held back to the end: only then is it known which of their time still counts.

    Parameters
    ----------
    plan : Plan
        Names groups, tasks and stages.
    sink : TraceSink
        Who takes the rows.
    """

    def __init__(self, plan: Plan, sink: TraceSink) -> None:
        self._plan = plan
        self._sink = sink
        self._rows: dict[tuple[int, int], list[tuple[int, ...]]] = {}
        self._held: dict[tuple[int, int], list[tuple[int, ...]]] = {}
        self.jobs = 0

    def record(self, message: Message) -> None:
        """Take a message that is through."""
        key = (message.device.group_index, message.task)
        self.jobs += 1
        if message.device.mortal:
            self._held.setdefault(key, []).append(message.row())
            return
        rows = self._rows.setdefault(key, [])
        rows.append(message.row())
        if len(rows) >= _CHUNK_ROWS:
            self._flush(key, rows)

    def record_unreleased(self, device: Device, task: int) -> None:
        """Add the jobs that a device did not release because it was dead."""
        plan = self._plan.groups[device.group_index].tasks[task]
        for job in range(device.released[task], int(plan.jobs[device.index])):
            self.record_missed(device, task, job)

    def record_missed(self, device: Device, task: int, job: int) -> None:
        """Add a job that a device did not release because it had no power."""
        plan = self._plan.groups[device.group_index].tasks[task]
        stages = len(plan.stages)
        release_ns = int(plan.phase_ns[device.index]) + job * plan.period_ns
        rest = (-1,) * (2 * stages) + (0,) * (2 * stages)
        rows = self._held.setdefault((device.group_index, task), [])
        rows.append((device.index, job, release_ns, -1, -1, -1, int(Outcome.DEAD), *rest))

    def close(self) -> None:
        """Hand on what is left."""
        for rows_by_task in (self._rows, self._held):
            for key, rows in rows_by_task.items():
                if rows:
                    self._flush(key, rows)

    def _flush(self, key: tuple[int, int], rows: list[tuple[int, ...]]) -> None:
        table = np.array(rows, dtype=np.int64).T
        rows.clear()
        group, task = key
        stages = len(self._plan.groups[group].tasks[task].stages)
        device, job, release_ns, truth, label, reported, outcome = table[:_FIXED_COLUMNS]
        blocks = [table[_FIXED_COLUMNS + i * stages : _FIXED_COLUMNS + (i + 1) * stages] for i in range(4)]
        self._sink.record(
            TraceChunk(
                group=group,
                task=task,
                device=device.astype(np.int32),
                job=job,
                release_ns=release_ns,
                truth=truth.astype(np.int8),
                label=label.astype(np.int8),
                reported=reported.astype(np.int8),
                outcome=outcome.astype(np.int8),
                start_ns=blocks[0],
                finish_ns=blocks[1],
                attempts=blocks[2].astype(np.int16),
                lost_ns=blocks[3],
            )
        )

"""The first notable moments of a run, kind by kind, in bounded memory."""

import numpy as np

from simgui.plan.plan import Plan, TaskPlan
from simgui.plan.stages import Outcome
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array
from simgui.results.decisions import Decisions
from simgui.results.series_block import LOG_KINDS, LOG_ROOM, Array

_PLACE = {kind: place for place, kind in enumerate(LOG_KINDS)}

ROW_GAP = 3
"""Windows without a detection that end a row of them. [-]"""


class SeriesLog:
    """Keeps the first entries of each kind and group, and counts all.

    Alarms that begin a row of detections, by whether their window holds an event; jobs lost on a link or dropped by a
    full store; and the first decision of each device that came too late.

    Parameters
    ----------
    plan : Plan
        What is run.
    arrays : dict[str, array]
        Holds the entries; see `simgui.results.series_block`.
    """

    def __init__(self, plan: Plan, arrays: dict[str, Array]) -> None:
        self._time_ns, self._count = arrays["log/time_ns"], arrays["log/count"]
        self._device, self._task = arrays["log/device"], arrays["log/task"]
        self._was_late = [np.zeros(group.devices, dtype=np.bool_) for group in plan.groups]

    def record(self, task: TaskPlan, chunk: TraceChunk, decisions: Decisions) -> None:
        """Take the notable rows of a chunk."""
        alarm = self._first_in_a_row(task, chunk, np.flatnonzero(decisions.alarm))
        if len(alarm):
            true = chunk.truth[alarm] == 1
            self._note("alarm", chunk, alarm[true], decisions.at_ns)
            self._note("false_alarm", chunk, alarm[~true], decisions.at_ns)
        if not decisions.decided.all():
            lost = np.flatnonzero(chunk.outcome == Outcome.LOST)
            self._note("lost", chunk, lost, chunk.release_ns)
            dropped = np.flatnonzero(chunk.outcome == Outcome.DROPPED)
            self._note("dropped", chunk, dropped, chunk.release_ns)
        if task.deadline_ns is not None:
            self._note_late(chunk, decisions, chunk.release_ns + task.deadline_ns)

    def _first_in_a_row(self, task: TaskPlan, chunk: TraceChunk, rows: Int64Array) -> Int64Array:
        """Keep alarms with no detection in the windows just before.

        Detections, not alarms: what the model says does not hang on the order in which the rows come.
        """
        if task.verdicts is None or not len(rows):
            return rows
        device, job = chunk.device[rows], chunk.job[rows]
        is_first = np.ones(len(rows), dtype=np.bool_)
        for back in range(1, ROW_GAP + 1):
            there = np.flatnonzero(job >= back)
            is_first[there] &= task.verdicts.at(device[there], job[there] - back)[1] == 0
        return rows[is_first]

    def _note_late(self, chunk: TraceChunk, decisions: Decisions, due_ns: Int64Array) -> None:
        late = np.flatnonzero(decisions.decided & (decisions.at_ns > due_ns))
        if not len(late):
            return
        fresh = late[~self._was_late[chunk.group][chunk.device[late]]]
        if not len(fresh):
            return
        order = fresh[np.argsort(due_ns[fresh], kind="stable")]
        _, first = np.unique(chunk.device[order], return_index=True)
        order = order[np.sort(first)]
        self._was_late[chunk.group][chunk.device[order]] = True
        self._note("late", chunk, order, due_ns)

    def _note(self, kind: str, chunk: TraceChunk, rows: Int64Array, at_ns: Int64Array) -> None:
        if not len(rows):
            return
        place = _PLACE[kind], chunk.group
        known = int(self._count[place])
        room = LOG_ROOM - known
        if room > 0:
            kept = rows[np.argsort(at_ns[rows], kind="stable")[:room]]
            entries = slice(known, known + len(kept))
            self._time_ns[place][entries] = at_ns[kept]
            self._device[place][entries] = chunk.device[kept]
            self._task[place][entries] = chunk.task
        self._count[place] = known + len(rows)

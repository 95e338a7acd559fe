"""The energy books: a function of the trace, shared by both engines."""

from collections.abc import Mapping, Sequence

import numpy as np

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import Plan, TaskPlan
from simgui.plan.stages import State
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array

_FOREVER = np.int64(np.iinfo(np.int64).max)


class EnergyBooks:
    """Adds up, for every device, the nanoseconds spent in each state before the run's end or its death.

    Parameters
    ----------
    plan : Plan
        Names states and sensing times.
    death_ns : Mapping[str, int64 array (devices,)]
        Per group, when each battery was empty; -1 where it was not. Must be final for the devices of a recorded
        row. [ns]
    """

    def __init__(self, plan: Plan, death_ns: Mapping[str, Int64Array]) -> None:
        self._plan = plan
        self._death_ns = death_ns
        self._state_ns = [np.zeros((len(State), group.devices), dtype=np.int64) for group in plan.groups]
        self._followed: list[tuple[int, int, Sequence[int], int]] = []

    def follow(self, group: int, device: int, state_ns: Sequence[int], alive_ns: int) -> None:
        """Take the times of a device whose storage was followed, in place of those of its rows. [ns]"""
        self._followed.append((group, device, state_ns, alive_ns))

    def branch(self) -> "EnergyBooks":
        """Open books for a part of the rows; `absorb` adds them up."""
        return EnergyBooks(self._plan, self._death_ns)

    def absorb(self, other: "EnergyBooks") -> None:
        """Add the books of a part."""
        for index, theirs in enumerate(other._state_ns):
            self._state_ns[index] += theirs

    def record(self, chunk: TraceChunk) -> None:
        """Book the rows of a chunk."""
        group = self._plan.groups[chunk.group]
        task = group.tasks[chunk.task]
        books = self._state_ns[chunk.group]
        limit = self._limit_ns(group.name)[chunk.device]
        if task.sense_ns:
            begin = np.maximum(chunk.release_ns - task.sense_ns, 0)
            self._book(books[State.SENSE], chunk, np.minimum(chunk.release_ns, limit) - begin)
        self._record_stages(books, task, chunk, limit)

    def _record_stages(self, books: Int64Array, task: TaskPlan, chunk: TraceChunk, limit: Int64Array) -> None:
        for index, stage in enumerate(task.stages):
            start, finish = chunk.start_ns[index], chunk.finish_ns[index]
            if stage.state is not None:
                # A service without an end was cut off by death or by the end of the drain.
                end = np.where(finish >= 0, finish, _FOREVER)
                if stage.draws_apart:
                    # Control tasks have a cause of their own: only the job's own time counts, as if from its start on;
                    # what a slow clock spares is time less.
                    end = np.minimum(end, start + stage.drawn_ns(chunk.device, chunk.release_ns))
                busy = np.where(start >= 0, np.minimum(end, limit) - start, 0)
                self._book(books[stage.state], chunk, np.maximum(busy, 0) + chunk.lost_ns[index])

    def add_tails(self, group: int, tail_ns: Int64Array) -> None:
        """Book how long the radio of each device of a group listened on, before the run's end or its death. [ns]

        What ends a tail is the next transmission, which may be an attempt that no row tells of.
        """
        self._state_ns[group][State.TAIL] += tail_ns

    @staticmethod
    def _book(row: Int64Array, chunk: TraceChunk, busy_ns: Int64Array) -> None:
        np.add.at(row, chunk.device, np.maximum(busy_ns, 0))

    def _limit_ns(self, group: str) -> Int64Array:
        death = self._death_ns[group]
        return np.where(death >= 0, np.minimum(death, self._plan.duration_ns), self._plan.duration_ns)

    def close(self) -> Mapping[str, GroupLedger]:
        """Give the books of every group."""
        alive = [self._limit_ns(group.name) for group in self._plan.groups]
        for index, device, state_ns, alive_ns in self._followed:
            self._state_ns[index][:, device] = state_ns
            alive[index][device] = alive_ns
        return {
            group.name: GroupLedger(
                energy=group.energy,
                alive_ns=alive[index],
                state_ns=self._state_ns[index],
                death_ns=self._death_ns[group.name],
            )
            for index, group in enumerate(self._plan.groups)
        }

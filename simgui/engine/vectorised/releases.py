"""When the jobs of a task are released, in the order of time."""

import numpy as np

from simgui.plan.plan import TaskPlan
from simgui.plan.verdicts import Int32Array, Int64Array


class Releases:
    """All releases of a task, sorted by time, without ever holding them all.

    Job ``k`` of a device is released at ``phase + k · period``. With the devices sorted by phase modulo the period,
    the releases of every period come in that same order, so that the n-th release follows from n alone.

    Parameters
    ----------
    task : TaskPlan
        Period, phases and number of jobs.
    devices : int64 array, optional
        Of these devices only, ascending.
    """

    def __init__(self, task: TaskPlan, devices: Int64Array | None = None) -> None:
        self._period_ns = task.period_ns
        phase_ns = task.phase_ns if devices is None else task.phase_ns[devices]
        jobs = task.jobs if devices is None else task.jobs[devices]
        base = phase_ns % task.period_ns
        order = np.argsort(base, kind="stable")
        self._device: Int32Array = (order if devices is None else devices[order]).astype(np.int32)
        self._base_ns: Int64Array = base[order]
        self._first_slot: Int64Array = (phase_ns // task.period_ns)[order]
        self._jobs: Int64Array = jobs[order]
        last_slot = self._first_slot + self._jobs
        self._gapless = bool(np.all(self._first_slot == 0)) and bool(np.all(self._jobs == self._jobs[:1]))
        self._end = int(last_slot.max(initial=0)) * len(order)

    def between(self, from_ns: int, until_ns: int) -> tuple[Int32Array, Int64Array, Int64Array]:
        """Give device, job and time of the releases in [from, until). [ns]"""
        if not len(self._device):
            return np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64)
        first, last = self._number(from_ns), min(self._number(until_ns), self._end)
        if last <= first:
            return np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int64)
        slot, place = self._slots(first, last)
        device, job = self._device[place], slot - self._first_slot[place]
        release_ns = slot * self._period_ns + self._base_ns[place]
        if self._gapless:
            return device, job, release_ns
        exists = (job >= 0) & (job < self._jobs[place])
        return device[exists], job[exists], release_ns[exists]

    def _slots(self, first: int, last: int) -> tuple[Int64Array, Int64Array]:
        """Give period and place of the releases numbered [first, last)."""
        devices = len(self._device)
        slots = np.arange(first // devices, (last - 1) // devices + 1)
        skip = first - int(slots[0]) * devices
        slot = np.repeat(slots, devices)[skip : skip + last - first]
        place = np.tile(np.arange(devices), len(slots))[skip : skip + last - first]
        return slot, place

    def _number(self, time_ns: int) -> int:
        """Count the releases before a time. [ns]"""
        slot, rest = divmod(time_ns, self._period_ns)
        return slot * len(self._device) + int(np.searchsorted(self._base_ns, rest, side="left"))

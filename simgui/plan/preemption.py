"""How long a job takes on a processor that control tasks take away again and again."""

from dataclasses import dataclass

import numpy as np

from simgui.plan.verdicts import Int32Array, Int64Array


@dataclass(frozen=True, slots=True)
class Preemption:
    """The periodic schedule of control tasks of higher priority than any job.

    A job ends at the earliest instant at which the processor has had its ``service_ns`` of time free of control tasks
    since its start. With A(t) the free time up to t, jobs are served first come, first served in A.

    Parameters
    ----------
    period_ns : int
        Hyperperiod of the control tasks. [ns]
    busy_ns : int64 array (2 · spells,)
        Begin and end of every spell they are busy, in turn: strictly ascending, in [0, period]; not all of it. [ns]
    phase_ns : int64 array (devices,)
        When a hyperperiod begins on each device. [ns]
    """

    period_ns: int
    busy_ns: Int64Array
    phase_ns: Int64Array

    @property
    def free_ns(self) -> int:
        """Time free of control tasks in a hyperperiod. [ns]"""
        return self.period_ns - int((self.busy_ns[1::2] - self.busy_ns[::2]).sum())

    def available_ns(self, time_ns: Int64Array, device: Int32Array | Int64Array) -> Int64Array:
        """Give the time free of control tasks up to some instants, counted from a phase of the device. [ns]

        Parameters
        ----------
        time_ns : int64 array (instants,)
            The instants. [ns]
        device : integer array (instants,)
            Whose processor.
        """
        round_, into = np.divmod(time_ns - self.phase_ns[device], self.period_ns)
        begin, end = self.busy_ns[::2], self.busy_ns[1::2]
        spent = np.concatenate([[0], np.cumsum(end - begin)])
        begun = np.searchsorted(begin, into, side="right")
        # The spell that began last may still go on.
        last_end = np.concatenate([[0], end])[begun]
        taken = spent[begun] - np.maximum(last_end - into, 0)
        return np.asarray(round_ * self.free_ns + into - taken)

    def instant_ns(self, available_ns: Int64Array, device: Int32Array | Int64Array) -> Int64Array:
        """Give the earliest instants at which so much time has been free; see `available_ns`. [ns]"""
        free = self.free_ns
        round_ = (available_ns - 1) // free
        rest = available_ns - round_ * free
        # Free spells: each begins where a busy one ends.
        begin = np.concatenate([[0], self.busy_ns[1::2]])
        gone = np.concatenate([[0], np.cumsum(self.busy_ns[1::2] - self.busy_ns[::2])])
        before = begin - gone
        spell = np.searchsorted(before, rest, side="left") - 1
        return np.asarray(self.phase_ns[device] + round_ * self.period_ns + rest + gone[spell])

    def finish_ns(self, start_ns: Int64Array, service_ns: Int64Array, device: Int32Array | Int64Array) -> Int64Array:
        """Give when services that nothing else holds up end. [ns]

        Parameters
        ----------
        start_ns, service_ns : int64 array (services,)
            When each starts, and how long it takes undisturbed. [ns]
        device : integer array (services,)
            Whose processor.
        """
        finish = self.instant_ns(self.available_ns(start_ns, device) + service_ns, device)
        return np.maximum(start_ns, finish)

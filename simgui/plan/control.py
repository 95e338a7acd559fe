"""Control tasks that share a device's processor with its inferences, as engines and results need them."""

import math
from dataclasses import dataclass

import numpy as np

from simgui.plan.free_time import FreeTime, serve
from simgui.plan.verdicts import Int64Array


@dataclass(frozen=True, slots=True)
class ControlLoop:
    """A control task, in numbers.

    Parameters
    ----------
    name : str
        Its key in the group.
    period_ns, offset_ns : int
        Activations are at ``offset_ns + k · period_ns``, for every whole ``k``: it ran before the run began. [ns]
    work_ns : int
        Execution time of every activation. [ns]
    deadline_ns : int
        Latest end after the activation. [ns]
    worst_ns : int | None
        Longest response by response-time analysis, None where there is no bound. [ns]
    """

    name: str
    period_ns: int
    offset_ns: int
    work_ns: int
    deadline_ns: int
    worst_ns: int | None = None

    def releases_ns(self, begin_ns: int, end_ns: int) -> Int64Array:
        """List the activations in [begin, end). [ns]"""
        first = -((self.offset_ns - begin_ns) // self.period_ns)
        last = -((self.offset_ns - end_ns) // self.period_ns)
        return np.arange(first, last, dtype=np.int64) * self.period_ns + self.offset_ns


@dataclass(frozen=True, slots=True)
class ControlPlan:
    """The control tasks of a group's devices, beside their inferences.

    Parameters
    ----------
    loops : tuple[ControlLoop, ...]
        From the highest to the lowest priority; together they leave the processor some time.
    above : int
        How many of them, from the first, interrupt an inference; the others wait for its end.
    warnings : tuple[str, ...]
        What may be late by response-time analysis, in sentences.
    """

    loops: tuple[ControlLoop, ...]
    above: int
    warnings: tuple[str, ...] = ()

    @property
    def hyperperiod_ns(self) -> int:
        """After this time all activations repeat. [ns]"""
        return math.lcm(*(loop.period_ns for loop in self.loops))

    def busy_ns(self) -> tuple[int, Int64Array]:
        """Give when tasks above the inferences hold the processor.

        Returns
        -------
        tuple[int, int64 array (2 · spans,)]
            The period of the pattern, and within [0, period) the begins and ends of busy spans in turn. [ns]
        """
        above = self.loops[: self.above]
        period_ns = math.lcm(*(loop.period_ns for loop in above)) if above else 1
        # Started empty, the schedule has come into step with one that always ran by its first idle instant, which
        # every period holds.
        left = FreeTime.whole(-period_ns, period_ns)
        for loop in above:
            left = serve(left, loop.releases_ns(-period_ns, period_ns), loop.work_ns).left
        idle = left.within(0, period_ns)
        return period_ns, idle.complement(0, period_ns)

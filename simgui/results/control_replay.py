"""When control tasks end, given when the inferences beside them hold the processor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simgui.plan.control import ControlLoop, ControlPlan
from simgui.plan.free_time import NEVER_NS, FreeTime, serve
from simgui.plan.verdicts import Int64Array

_MOST_JOBS = 2_000_000
"""A processor that does not come to rest within this many control jobs is looked at in pieces of so many."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What inferences change in a stretch of time that begins and ends with an idle processor.

    Parameters
    ----------
    inferences : int
        How many of them fall into it. [-]
    end_ns : int
        When it is over. [ns]
    extra_misses : int
        Missed deadlines beyond those without inferences. [-]
    worst_ns : tuple[int, ...]
        Longest response of each task. [ns]
    """

    inferences: int
    end_ns: int
    extra_misses: int
    worst_ns: tuple[int, ...]


@dataclass(slots=True)
class ControlReplay:
    """Control tasks by fixed priorities, each job served as soon as those above leave time.

    Parameters
    ----------
    plan : ControlPlan
        The tasks.
    end_ns : int
        Jobs released in [0, end) count. [ns]
    """

    plan: ControlPlan
    end_ns: int
    worst_alone_ns: tuple[int, ...] = field(init=False)
    _period_ns: int = field(init=False)
    _idle: FreeTime = field(init=False)
    _late: tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], ...] = field(init=False)
    _known: dict[tuple[int, int], Disturbance] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._period_ns = self.plan.hyperperiod_ns
        begin_ns, end_ns = -self._period_ns, 3 * self._period_ns
        left, late, worst = FreeTime.whole(begin_ns, end_ns), [], []
        for loop in self.plan.loops:
            released = loop.releases_ns(begin_ns, end_ns)
            served = serve(left, released, loop.work_ns)
            left = served.left
            response = (served.finish_ns - released)[(released >= 0) & (released < self._period_ns)]
            late.append(response > loop.deadline_ns)
            worst.append(int(response.max()))
        self._late, self.worst_alone_ns = tuple(late), tuple(worst)
        self._idle = left.within(0, self._period_ns)

    def jobs(self) -> int:
        """Count the control jobs of one device. [-]"""
        return sum(len_between(loop, 0, self.end_ns) for loop in self.plan.loops)

    def misses_alone(self) -> int:
        """Count the deadlines missed by one device without any inference. [-]"""
        whole, rest_ns = divmod(self.end_ns, self._period_ns)
        return sum(
            whole * int(late.sum()) + int(late[: len_between(loop, 0, rest_ns)].sum())
            for loop, late in zip(self.plan.loops, self._late, strict=True)
        )

    def disturbed(self, begin_ns: Int64Array, end_ns: Int64Array) -> Disturbance:
        """Look at what the first of some inferences changes, with those it runs into.

        Parameters
        ----------
        begin_ns, end_ns : int64 array (inferences,)
            Of one device, ascending and disjoint, one or more. [ns]
        """
        first_ns, lasts_ns = int(begin_ns[0]), int(end_ns[0] - begin_ns[0])
        key = first_ns % self._period_ns, lasts_ns
        known = self._known.get(key)
        if known is not None:
            over_ns = first_ns + known.end_ns
            if over_ns <= self.end_ns and (len(begin_ns) == 1 or begin_ns[1] >= over_ns):
                return Disturbance(1, over_ns, known.extra_misses, known.worst_ns)
        found = self._look(begin_ns, end_ns)
        if found.inferences == 1 and self._rest_before(first_ns) >= 0 and found.end_ns <= self.end_ns:
            self._known[key] = Disturbance(1, found.end_ns - first_ns, found.extra_misses, found.worst_ns)
        return found

    def _rest_before(self, instant_ns: int) -> int:
        """Give the last instant, no later than this, at which an undisturbed processor has nothing to do. [ns]"""
        cycle, at = divmod(instant_ns, self._period_ns)
        span = int(np.searchsorted(self._idle.begin_ns, at, side="right")) - 1
        if span < 0:
            return int((cycle - 1) * self._period_ns + self._idle.end_ns[-1])
        return int(cycle * self._period_ns + min(at, int(self._idle.end_ns[span])))

    def _look(self, begin_ns: Int64Array, end_ns: Int64Array) -> Disturbance:
        rest_ns = self._rest_before(int(begin_ns[0]))
        until_ns = int(end_ns[0]) + self._period_ns
        while True:
            within = int(np.searchsorted(begin_ns, until_ns))
            taken = begin_ns[:within], np.minimum(end_ns[:within], until_ns)
            responses, left = self._serve(rest_ns, until_ns, taken)
            later = left.end_ns > end_ns[0]
            is_settled = bool(later.any())
            jobs = sum(len(released) for released, _ in responses)
            if is_settled or jobs > _MOST_JOBS:
                over_ns = max(int(left.begin_ns[later][0]), int(end_ns[0])) if is_settled else until_ns
                return self._judged(responses, over_ns, int(np.searchsorted(begin_ns, over_ns)))
            until_ns = rest_ns + 2 * (until_ns - rest_ns)

    def _serve(
        self, begin_ns: int, end_ns: int, taken: tuple[Int64Array, Int64Array]
    ) -> tuple[Sequence[tuple[Int64Array, Int64Array]], FreeTime]:
        """Give releases and finishes of each task, and the time that is left."""
        left, found = FreeTime.whole(begin_ns, end_ns), []
        for rank, loop in enumerate(self.plan.loops):
            if rank == self.plan.above:
                left = left.without(*taken)
            released = loop.releases_ns(begin_ns, end_ns)
            served = serve(left, released, loop.work_ns)
            found.append((released, served.finish_ns))
            left = served.left
        return found, left.without(*taken) if self.plan.above >= len(self.plan.loops) else left

    def _judged(self, responses: Sequence[tuple[Int64Array, Int64Array]], over_ns: int, inferences: int) -> Disturbance:
        extra, worst = 0, []
        for loop, late, (released, finish) in zip(self.plan.loops, self._late, responses, strict=True):
            counted = (released >= 0) & (released < min(over_ns, self.end_ns))
            response = (finish - np.where(finish == NEVER_NS, 0, released))[counted]
            usual = late[(released[counted] // loop.period_ns) % len(late)]
            extra += int((response > loop.deadline_ns).sum()) - int(usual.sum())
            worst.append(int(response.max(initial=0)))
        return Disturbance(inferences, over_ns, extra, tuple(worst))


def len_between(loop: ControlLoop, begin_ns: int, end_ns: int) -> int:
    """Count the activations in [begin, end). [-]"""
    return (loop.offset_ns - begin_ns) // loop.period_ns - (loop.offset_ns - end_ns) // loop.period_ns

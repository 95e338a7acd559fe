"""Services that take longer after a rest, on a processor that is taken away, or that keep their worker behind them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgui.engine.vectorised.lanes import serve_lines
from simgui.engine.vectorised.queue import BoolArray, Queue
from simgui.engine.vectorised.workers import serve_one
from simgui.plan.preemption import Preemption
from simgui.plan.verdicts import Int64Array

NEVER_FINISHED_NS = -(2**62)
"""Stands for a station that has served nobody yet. [ns]"""

_PASSES = 12
"""After so many guesses of who wakes up, the loop over visits finds out."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What else the time at a station depends on; None stands for nothing of the kind.

    Parameters
    ----------
    hold_ns : int64 array (visits,) or None
        How long the worker stays closed behind the service. [ns]
    rest_ns, extra_ns : int64 array (visits,) or None
        A station that rested for longer than the first takes longer by the second. [ns]
    preemption : Preemption or None
        What takes the processor away.
    device : int64 array (visits,)
        Whose visits.
    """

    hold_ns: Int64Array | None
    rest_ns: Int64Array | None
    extra_ns: Int64Array | None
    preemption: Preemption | None
    device: Int64Array

    def of(self, pick: Callable[[Int64Array], Int64Array]) -> "Timing":
        """Give the same of other visits, picked out of these columns."""
        hold, rest, extra = (None if c is None else pick(c) for c in (self.hold_ns, self.rest_ns, self.extra_ns))
        return Timing(hold, rest, extra, self.preemption, pick(self.device))


@dataclass(slots=True)
class Course:
    """Starts and ends of the visits of a queue. [ns]

    Parameters
    ----------
    start_ns, finish_ns : int64 array (visits,)
        Of each service. [ns]
    free : int64 array (instances, 1)
        Of each worker behind them; see `simgui.engine.vectorised.workers`.
    unsettled : bool array (instances that have visits,)
        Where the guess who wakes up did not settle.
    """

    start_ns: Int64Array
    finish_ns: Int64Array
    free: Int64Array
    unsettled: BoolArray


def serve_preempted(queue: Queue, free: Int64Array, preemption: Preemption, device: Int64Array) -> Course:
    """Serve processors that are taken away: first come, first served in the time that is left of them.

    Parameters
    ----------
    queue : Queue
        The visits.
    free : int64 array (instances, 1)
        Of each worker before.
    preemption : Preemption
        Of all of them.
    device : int64 array (visits,)
        Whose processor.
    """
    before = np.zeros(len(free), dtype=np.int64)
    before[queue.instances] = preemption.available_ns(free[queue.instances, 0] >> 1, device[queue.firsts])
    ready = preemption.available_ns(queue.arrival_ns, device)
    begun = serve_lines(queue.instance, ready, queue.service_ns, before)
    start = np.where(begun > ready, preemption.instant_ns(begun, device), queue.arrival_ns)
    finish = np.maximum(start, preemption.instant_ns(begun + queue.service_ns, device))
    after = free.copy()
    lasts = queue.lasts
    after[queue.instances, 0] = 2 * finish[lasts] + (finish[lasts] == start[lasts])
    return Course(start, finish, after, np.zeros(len(queue.instances), dtype=bool))


def serve_waking(
    queue: Queue, free: Int64Array, finished_ns: Int64Array, rest_ns: Int64Array, extra_ns: Int64Array, hold: Int64Array
) -> Course:
    """Serve stations that take longer after a rest: guess who wakes up until the guess proves right.

    Whether a visit wakes its station depends on those before it only, so each pass settles at least one more of them.

    Parameters
    ----------
    queue : Queue
        The visits, with the services of a station that is awake and the time it is held behind them.
    free : int64 array (instances, 1)
        Of each worker before.
    finished_ns : int64 array (instances,)
        Last finish of each station before. [ns]
    rest_ns, extra_ns, hold : int64 array (visits,)
        See `Timing`. [ns]
    """
    woken = np.zeros(len(queue.instance), dtype=bool)
    for _ in range(_PASSES):
        busy = queue.service_ns + np.where(woken, extra_ns, 0)
        start, after = serve_one(Queue(queue.instance, queue.arrival_ns, busy, queue.order), free)
        finish = start + busy - hold
        last = np.empty_like(finish)
        last[1:] = finish[:-1]
        last[queue.firsts] = finished_ns[queue.instances]
        again = start - last > rest_ns
        changed = again != woken
        if not changed.any():
            break
        woken = again
    return Course(start, finish, after, queue.any(changed))

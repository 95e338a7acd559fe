"""A station set: all its instances served at once, by array formulas where they hold and by a loop where not."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simgui.engine.vectorised.lanes import TieKeys, in_order
from simgui.engine.vectorised.occupied import NEVER_FINISHED_NS, Course, Timing, serve_preempted, serve_waking
from simgui.engine.vectorised.outages import Outages
from simgui.engine.vectorised.queue import Queue
from simgui.engine.vectorised.scalar_loop import NEVER_NS, Lasting, ScalarStation, Served, Waiting
from simgui.engine.vectorised.workers import serve_in_turn, serve_next_free, serve_one
from simgui.plan.stations import StationSet
from simgui.plan.verdicts import Int8Array, Int64Array
from simgui.scenario.site import Dispatch

BoolArray = npt.NDArray[np.bool_]


_INSTANCE, _ENTER, _LEAVE, _SENDER = range(4)
_NOBODY = np.zeros((4, 0), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Visits to a station set.

    Parameters
    ----------
    instance : int64 array (visits,)
        Which instance serves each.
    arrival_ns, service_ns : int64 array (visits,)
        When it arrives, and how long it takes. [ns]
    sender : int64 array (visits,)
        Whose store it waits in; -1 for nobody's.
    death_ns : int64 array (visits,) or None
        When it ends with its sender's battery; None when none does. [ns]
    lost_until_ns : int64 array (visits,) or None
        Up to when an interrupted attempt counts as lost time; None means the end of the run. [ns]
    ties : callable
        Keys that order simultaneous visits.
    timing : Timing or None
        What else the time at the station depends on.
    heedless : bool array (visits,) or None
        Who takes no notice of outages; None for nobody.
    """

    instance: Int64Array
    arrival_ns: Int64Array
    service_ns: Int64Array
    sender: Int64Array
    death_ns: Int64Array | None
    lost_until_ns: Int64Array | None
    ties: TieKeys
    timing: Timing | None = None
    heedless: BoolArray | None = None


@dataclass(slots=True)
class Service:
    """What became of the visits, in the order they were given; None stands for nothing of the kind.

    ``order`` is the order of service.
    """

    start_ns: Int64Array
    finish_ns: Int64Array
    fate: Int8Array | None = None
    interruptions: Int64Array | None = None
    lost_ns: Int64Array | None = None
    order: Int64Array | None = None
    pieces: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StationState:
    """What a station set remembers between two chunks.

    Parameters
    ----------
    free : int64 array (instances, workers)
        Twice the instant each worker is free, plus 1 where a service without length ended then. [ns]
    arrived : int64 array (instances,)
        Visits so far, for the round robin.
    waiting : int64 array (4, visits)
        Who may still wait, where there are limits: instance, and the columns of `Waiting`.
    finished_ns : int64 array (instances,)
        Last finish of each. [ns]
    """

    free: Int64Array
    arrived: Int64Array
    waiting: Int64Array
    finished_ns: Int64Array


class VectorStation:
    """A station set and the outages of its instances.

    Parameters
    ----------
    plan : StationSet
        The set.
    duration_ns, end_ns : int
        End of the run, and of all that happens. [ns]
    """

    def __init__(self, plan: StationSet, duration_ns: int, end_ns: int) -> None:
        self.plan = replace(plan, outages=tuple(outage for outage in plan.outages if outage.start_ns < end_ns))
        self._duration_ns = duration_ns
        self._in_turn = plan.dispatch is Dispatch.ROUND_ROBIN
        self._limited = plan.queue_limit is not None or plan.sender_limit is not None
        self._outages = Outages(self.plan)

    def fresh(self) -> StationState:
        """Give the state before the first visit."""
        free = np.zeros((self.plan.count, self.plan.workers), dtype=np.int64)
        finished = np.full(self.plan.count, NEVER_FINISHED_NS)
        return StationState(free, np.zeros(self.plan.count, dtype=np.int64), _NOBODY, finished)

    def serve(
        self, visits: Arrivals, state: StationState, until_ns: int, hint: Int64Array | None = None
    ) -> tuple[Service, StationState]:
        """Serve all visits of a chunk.

        Parameters
        ----------
        visits : Arrivals
            Everything that arrives in the chunk.
        state : StationState
            Before it; is not changed.
        until_ns : int
            End of the chunk. [ns]
        hint : int64 array, optional
            Order of service of nearly the same visits.

        Returns
        -------
        Service, StationState
            What became of the visits, and the state behind them.
        """
        order = in_order(visits.instance, visits.arrival_ns, visits.ties, lines=self.plan.count, hint=hint)
        timing = visits.timing
        busy_ns = visits.service_ns
        if timing is not None and timing.hold_ns is not None:
            busy_ns = busy_ns + timing.hold_ns
        if order is None:
            queue = Queue(visits.instance, visits.arrival_ns, busy_ns, None)
        else:
            queue = Queue(visits.instance[order], visits.arrival_ns[order], busy_ns[order], order)
        if timing is None:
            start, free = self._serve(queue, state, until_ns)
            course = Course(start, start + queue.service_ns, free, np.zeros(len(queue.instances), dtype=bool))
        else:
            course = self._serve_timed(queue, timing.of(lambda column: column[queue.order]), state, until_ns)
            start, free = course.start_ns, course.free
        arrived = state.arrived.copy()
        arrived[queue.instances] += queue.lengths
        unfit = (
            course.unsettled
            | self._interrupted(visits, queue, course)
            | self._crowded(visits, queue, start, state, until_ns)
            | _dying(visits, queue, course)
        )
        service = _in_callers_order(course, visits, order)
        waiting = _NOBODY if not self._limited else self._still_waiting(visits, queue, start, state, until_ns)
        finished = state.finished_ns
        if timing is not None and timing.rest_ns is not None:
            finished = finished.copy()
            finished[queue.instances] = course.finish_ns[queue.lasts]
        if unfit.any():
            after = StationState(free, arrived, waiting, finished)
            waiting = self._serve_one_by_one(visits, queue, np.flatnonzero(unfit), state, service, after)
        return service, StationState(free, arrived, waiting[:, waiting[_LEAVE] >= 2 * until_ns], finished)

    def _serve_timed(self, queue: Queue, timing: Timing, state: StationState, until_ns: int) -> Course:
        """Serve as if nothing unusual happened, where the time at the station depends on more than the visit."""
        if timing.preemption is not None:
            return serve_preempted(queue, state.free, timing.preemption, timing.device)
        hold = np.zeros(len(queue.instance), dtype=np.int64) if timing.hold_ns is None else timing.hold_ns
        if timing.rest_ns is not None and timing.extra_ns is not None:
            return serve_waking(queue, state.free, state.finished_ns, timing.rest_ns, timing.extra_ns, hold)
        start, free = self._serve(queue, state, until_ns)
        return Course(start, start + queue.service_ns - hold, free, np.zeros(len(queue.instances), dtype=bool))

    def _serve(self, queue: Queue, state: StationState, until_ns: int) -> tuple[Int64Array, Int64Array]:
        """Serve as if nothing unusual happened."""
        if self.plan.workers == 1:
            return serve_one(queue, state.free)
        if self._in_turn:
            return serve_in_turn(queue, state.free, state.arrived)
        return serve_next_free(queue, state.free, until_ns)

    def _interrupted(self, visits: Arrivals, queue: Queue, course: Course) -> BoolArray:
        """Tell at which instances a service meets an outage."""
        if not self.plan.outages:
            return np.zeros(len(queue.instances), dtype=bool)
        met = self._outages.meet(queue.instance, course.start_ns, course.finish_ns)
        return queue.any(met if visits.heedless is None else met & ~visits.heedless[queue.order])

    def _crowded(
        self, visits: Arrivals, queue: Queue, start: Int64Array, state: StationState, until_ns: int
    ) -> BoolArray:
        """Tell at which instances so many may wait that a limit could bind."""
        if not (self._limited and len(start)):
            return np.zeros(len(queue.instances), dtype=bool)
        # The loop knows who waits behind a service without length; the formula does not.
        crowded = queue.any((queue.service_ns == 0) & (start >= until_ns))
        # A worker that ended such a service takes the next one behind the first starts of its instant.
        crowded |= np.any(state.free[queue.instances] & 1, axis=1)
        if self.plan.sender_limit is not None:
            crowded |= self._overstocked(visits, queue, state, self.plan.sender_limit)
        if self.plan.queue_limit is not None:
            crowded |= self._overfull(queue, start, state, self.plan.queue_limit)
        return crowded

    @staticmethod
    def _overstocked(visits: Arrivals, queue: Queue, state: StationState, limit: int) -> BoolArray:
        """Tell where one sender has more under way than its store holds."""
        known = len(state.waiting[_SENDER]) + int(queue.lengths.max(initial=0))
        if known <= limit:
            return np.zeros(len(queue.instances), dtype=bool)
        known = np.concatenate([state.waiting[_SENDER], visits.sender])
        own = known[known >= 0]
        if len(own) <= limit:
            return np.zeros(len(queue.instances), dtype=bool)
        least = int(own.min())
        over = np.bincount(own - least) > limit
        if not over.any():
            return np.zeros(len(queue.instances), dtype=bool)
        return queue.any((visits.sender >= 0)[queue.order] & over[np.maximum(visits.sender - least, 0)][queue.order])

    def _overfull(self, queue: Queue, start: Int64Array, state: StationState, limit: int) -> BoolArray:
        """Tell where more may wait than the queue holds."""
        already = np.bincount(state.waiting[_INSTANCE], minlength=self.plan.count)[queue.instances]
        full = np.asarray(already + queue.lengths > limit)
        if not full.any():
            return full
        longest = max(1, int((start - queue.arrival_ns).max()))
        # As many wait at once as arrive within the longest wait, at most.
        room = limit - int(already.max())
        if room <= 0 or room >= len(start):
            return full
        together = queue.instance[room:] == queue.instance[:-room]
        together &= queue.arrival_ns[room:] - queue.arrival_ns[:-room] <= longest
        return full & queue.any(np.concatenate([np.zeros(room, dtype=bool), together]))

    @staticmethod
    def _still_waiting(
        visits: Arrivals, queue: Queue, start: Int64Array, state: StationState, until_ns: int
    ) -> Int64Array:
        """List who waits beyond the chunk, and who waited before it."""
        waits = np.flatnonzero(start >= until_ns)
        waits = waits[start[waits] > queue.arrival_ns[waits]]
        fresh = np.zeros((4, len(waits)), dtype=np.int64)
        fresh[_INSTANCE] = queue.instance[waits]
        fresh[_LEAVE] = 2 * start[waits]
        fresh[_SENDER] = visits.sender[queue.order[waits]]
        return np.concatenate([state.waiting, fresh], axis=1)

    def _serve_one_by_one(
        self,
        visits: Arrivals,
        queue: Queue,
        unfit: Int64Array,
        state: StationState,
        service: Service,
        after: StationState,
    ) -> Int64Array:
        """Serve some instances again, by the loop, and put the result in place of the formula's; give who waits."""
        count, order = len(queue.instance), queue.order
        service.start_ns = service.start_ns.copy()  # it may be the column of the arrivals
        service.fate = np.zeros(count, dtype=np.int8)
        service.interruptions = np.zeros(count, dtype=np.int64)
        service.lost_ns = np.zeros(count, dtype=np.int64)
        waiting = [after.waiting[:, ~np.isin(after.waiting[_INSTANCE], queue.instances[unfit])]]
        for index in unfit:
            instance = int(queue.instances[index])
            first = int(queue.firsts[index])
            mine = order[first : first + int(queue.lengths[index])]
            station = ScalarStation(
                self.plan,
                self._outages.of(instance),
                state.free[instance].tolist(),
                int(state.arrived[instance]),
                [Waiting(*one) for one in state.waiting[1:, state.waiting[_INSTANCE] == instance].T.tolist()],
                self._duration_ns,
                _lasting(visits, mine, int(state.finished_ns[instance])),
            )
            done = _loop(station, visits, mine, self._duration_ns)
            service.start_ns[mine] = done.start_ns
            service.finish_ns[mine] = done.finish_ns
            service.fate[mine] = done.fate
            service.interruptions[mine] = done.interruptions
            service.lost_ns[mine] = done.lost_ns
            service.pieces += [(int(mine[visit]), start, end) for visit, start, end in done.pieces]
            after.free[instance] = station.free
            if visits.timing is not None and visits.timing.rest_ns is not None:
                after.finished_ns[instance] = station.finished_ns
            left = [(instance, one.enter_ns, one.leave, one.sender) for one in station.waiting()]
            waiting.append(np.array(left, dtype=np.int64).reshape(-1, 4).T)
        return np.concatenate(waiting, axis=1)


def _loop(station: ScalarStation, visits: Arrivals, mine: Int64Array, duration_ns: int) -> Served:
    never = [NEVER_NS] * len(mine)
    return station.serve(
        visits.arrival_ns[mine].tolist(),
        visits.service_ns[mine].tolist(),
        visits.sender[mine].tolist(),
        never if visits.death_ns is None else visits.death_ns[mine].tolist(),
        [duration_ns] * len(mine) if visits.lost_until_ns is None else visits.lost_until_ns[mine].tolist(),
        None if visits.heedless is None else visits.heedless[mine].tolist(),
    )


def _lasting(visits: Arrivals, mine: Int64Array, finished_ns: int) -> Lasting | None:
    """Give what the loop over the visits of an instance needs to know of their timing."""
    timing = visits.timing
    if timing is None:
        return None
    hold, rest, extra = (
        None if column is None else column[mine].tolist()
        for column in (timing.hold_ns, timing.rest_ns, timing.extra_ns)
    )
    return Lasting(finished_ns, hold, rest, extra, timing.preemption, timing.device[mine].tolist())


def _in_callers_order(course: Course, visits: Arrivals, order: Int64Array | None) -> Service:
    if order is None:
        return Service(course.start_ns, course.finish_ns)
    begun = np.empty_like(course.start_ns)
    begun[order] = course.start_ns
    if visits.timing is None:
        return Service(begun, begun + visits.service_ns, order=order)
    ended = np.empty_like(begun)
    ended[order] = course.finish_ns
    return Service(begun, ended, order=order)


def _dying(visits: Arrivals, queue: Queue, course: Course) -> BoolArray:
    if visits.death_ns is None:
        return np.zeros(len(queue.instances), dtype=bool)
    death = visits.death_ns[queue.order]
    return queue.any((course.finish_ns > death) | (course.start_ns >= death))

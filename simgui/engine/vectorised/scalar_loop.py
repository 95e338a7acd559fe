"""One station visit by visit: for what no array formula covers (limits, outages, deaths, unequal services)."""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simgui.plan.preemption import Preemption
from simgui.plan.stations import StationOutage, StationSet
from simgui.scenario.site import Dispatch

NEVER_NS = 2**63 - 1
SERVED, DROPPED, BURIED, CUT = range(4)
"""What became of a visit; a buried one never began, one that was cut never ended."""


@dataclass(slots=True)
class Waiting:
    """Somebody in a queue from ``enter_ns`` on; ``leave`` is twice the instant, plus 1 if behind its first starts."""

    enter_ns: int
    leave: int
    sender: int


@dataclass(slots=True)
class Served:
    """What became of the visits of one instance, in the order they came; times in ns."""

    start_ns: list[int] = field(default_factory=list)
    finish_ns: list[int] = field(default_factory=list)
    fate: list[int] = field(default_factory=list)
    interruptions: list[int] = field(default_factory=list)
    lost_ns: list[int] = field(default_factory=list)
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    """Interrupted attempts: visit, start and end."""


@dataclass(slots=True)
class Lasting:
    """What else the time at a station depends on, visit by visit; see `simgui.engine.vectorised.occupied.Timing`."""

    finished_ns: int
    hold_ns: list[int] | None
    rest_ns: list[int] | None
    extra_ns: list[int] | None
    preemption: Preemption | None
    device: list[int]

    def finish_ns(self, visit: int, start_ns: int, service_ns: int) -> int:
        """Give when a service ends that starts now. [ns]"""
        if self.preemption is not None:
            start, service = np.array([start_ns]), np.array([service_ns])
            return int(self.preemption.finish_ns(start, service, np.array([self.device[visit]]))[0])
        if self.rest_ns is not None and self.extra_ns is not None and start_ns - self.finished_ns > self.rest_ns[visit]:
            service_ns += self.extra_ns[visit]
        return start_ns + service_ns


@dataclass(slots=True)
class _Worker:
    free_ns: int
    turn: int = 1
    """Which start of the instant ``free_ns`` it can take part in: a service without length ends behind the first."""

    def __lt__(self, other: "_Worker") -> bool:
        return (self.free_ns, self.turn) < (other.free_ns, other.turn)


class ScalarStation:
    """One instance of a station set, from a given state on.

    Parameters
    ----------
    plan : StationSet
        Workers, dispatch and limits.
    outages : Sequence[StationOutage]
        Of this instance, ascending.
    free : Sequence[int]
        Twice the instant each worker is free, plus 1 where that is behind the first starts of the instant. [ns]
    arrived : int
        How many visits came before: the turn in a round robin.
    waiting : Sequence[Waiting]
        Who may still wait.
    duration_ns : int
        End of the run: time after it is not booked as lost. [ns]
    lasting : Lasting or None
        What else the time at the station depends on.
    """

    def __init__(
        self,
        plan: StationSet,
        outages: Sequence[StationOutage],
        free: Sequence[int],
        arrived: int,
        waiting: Sequence[Waiting],
        duration_ns: int,
        lasting: Lasting | None = None,
    ) -> None:
        self._lasting = lasting
        self._in_turn = plan.dispatch is Dispatch.ROUND_ROBIN
        self._workers = [_Worker(one >> 1, 1 + (one & 1)) for one in free]
        if not self._in_turn:
            heapq.heapify(self._workers)
        self._outages = outages
        self._arrived = arrived
        self._limits = plan.queue_limit, plan.sender_limit
        self._limited = plan.queue_limit is not None or plan.sender_limit is not None
        self._duration_ns = duration_ns
        self._queue = [(one.leave, one.sender) for one in waiting if one.enter_ns <= 0]
        heapq.heapify(self._queue)
        self._later = [one for one in waiting if one.enter_ns > 0]
        self._stored = Counter(sender for _, sender in self._queue)
        self._out = Served()

    def serve(
        self,
        arrival_ns: Sequence[int],
        service_ns: Sequence[int],
        sender: Sequence[int],
        death_ns: Sequence[int],
        lost_until_ns: Sequence[int],
        heedless: Sequence[bool] | None = None,
    ) -> Served:
        """Serve visits in their order.

        Parameters
        ----------
        arrival_ns, service_ns : Sequence[int]
            Of each visit. [ns]
        sender : Sequence[int]
            Whose store it waits in; -1 for nobody's.
        death_ns : Sequence[int]
            When it ends with its sender's battery. [ns]
        lost_until_ns : Sequence[int]
            Up to when an interrupted attempt counts as lost time. [ns]
        heedless : Sequence[bool] or None
            Who takes no notice of outages; None for nobody.
        """
        count = len(arrival_ns)
        self._out = Served([-1] * count, [-1] * count, [SERVED] * count, [0] * count, [0] * count)
        self._service_ns, self._sender, self._death_ns = service_ns, sender, death_ns
        self._lost_until_ns, self._heedless = lost_until_ns, heedless
        first = 0
        while first < count:
            now = arrival_ns[first]
            last = first + 1
            while last < count and arrival_ns[last] == now:
                last += 1
            self._take(range(first, last), now)
            first = last
        return self._out

    @property
    def free(self) -> list[int]:
        """When each worker is free, as it was given; ascending unless in turn. [ns]"""
        free = [2 * worker.free_ns + (worker.turn > 1) for worker in self._workers]
        return free if self._in_turn else sorted(free)

    @property
    def finished_ns(self) -> int:
        """Last finish of a service. [ns]"""
        assert self._lasting is not None  # noqa: S101 - asked for where it was given
        return self._lasting.finished_ns

    def waiting(self) -> list[Waiting]:
        """Tell who may still wait later."""
        return [Waiting(0, leave, sender) for leave, sender in self._queue] + self._later

    def _take(self, visits: range, now: int) -> None:
        if not self._limited:
            for visit in visits:
                self._begin(visit, self._worker_of(visit), now)
            return
        while self._queue and self._queue[0][0] <= 2 * now:
            self._stored[heapq.heappop(self._queue)[1]] -= 1
        held: list[tuple[int, _Worker | None]] = []
        blocked = False
        for visit in visits:
            worker = self._workers[self._arrived % len(self._workers)] if self._in_turn else None
            self._arrived += 1
            ready = self._workers[0] if worker is None else worker
            if (worker is None and blocked) or any(one is worker for _, one in held if worker is not None):
                held.append((visit, worker))
            elif self._starts_at_once(ready, visit, now):
                self._begin(visit, worker or heapq.heappop(self._workers), now)
            else:
                blocked = True
                held.append((visit, worker))
        self._turn_away(held, now)

    def _worker_of(self, _: int) -> _Worker:
        if self._in_turn:
            worker = self._workers[self._arrived % len(self._workers)]
            self._arrived += 1
            return worker
        return heapq.heappop(self._workers)

    def _minded(self, visit: int) -> Sequence[StationOutage]:
        """Give the outages that a visit takes notice of."""
        return () if self._heedless is not None and self._heedless[visit] else self._outages

    def _starts_at_once(self, worker: _Worker, visit: int, now: int) -> bool:
        in_service = all(not outage.start_ns <= now < outage.end_ns for outage in self._minded(visit))
        return in_service and (worker.free_ns < now or (worker.free_ns == now and worker.turn == 1))

    def _turn_away(self, held: list[tuple[int, _Worker | None]], now: int) -> None:
        """Drop the newest of those who came now and cannot start, as far as there is no room."""
        queue_limit, sender_limit = self._limits
        interrupted = [one for one in self._later if one.enter_ns <= now and one.leave > 2 * now]
        waiting = len(self._queue) + len(interrupted) + len(held)
        stored = Counter(self._sender[visit] for visit, _ in held)
        stored.update(one.sender for one in interrupted)
        kept = []
        for visit, worker in reversed(held):
            sender = self._sender[visit]
            overfull = queue_limit is not None and waiting > queue_limit
            if sender_limit is not None and sender >= 0:
                overfull |= self._stored[sender] + stored[sender] > sender_limit
            if overfull:
                self._out.fate[visit] = DROPPED
                waiting -= 1
                stored[sender] -= 1
            else:
                kept.append((visit, worker))
        for visit, worker in reversed(kept):
            self._begin(visit, worker or heapq.heappop(self._workers), now)

    def _begin(self, visit: int, worker: _Worker, now: int) -> None:
        """Find when a visit starts and ends, and when its worker is free again."""
        death = self._death_ns[visit]
        start, turn = (worker.free_ns, worker.turn) if worker.free_ns >= now else (now, 1)
        enter, queued, since = now, start > now or turn > 1, start
        for outage in self._minded(visit):
            if outage.end_ns <= start:
                continue
            if start >= outage.start_ns:
                start, turn, queued = outage.end_ns, 1, True
                continue
            if self._end_ns(visit, start) <= outage.start_ns or start >= death or death < outage.start_ns:
                break
            self._await(enter, 2 * start + (turn > 1), visit, queued=queued)
            self._interrupt(visit, start, outage.start_ns)
            enter, since, start, turn, queued = outage.start_ns, outage.start_ns, outage.end_ns, 1, True
        if start >= death:
            if since < death and since < start:  # it kept its worker from those who take no notice of outages
                worker.free_ns, worker.turn = (death, 2) if death < start else (start, 1)
            elif enter > now:  # it was served up to its last interruption
                worker.free_ns, worker.turn = enter, 1
            self._out.fate[visit] = BURIED
            self._await(enter, min(2 * start + (turn > 1), 2 * death + 1), visit, queued=queued)
        else:
            self._await(enter, 2 * start + (turn > 1), visit, queued=queued)
            finish = self._end_ns(visit, start)
            self._out.start_ns[visit] = start
            self._out.finish_ns[visit] = finish
            if finish > death:
                self._out.fate[visit] = CUT
                finish, turn = death, 2
            else:
                finish = self._hold(visit, finish)
                turn = turn + 1 if finish == start else 1
            worker.free_ns, worker.turn = finish, turn
        if not self._in_turn:
            heapq.heappush(self._workers, worker)

    def _end_ns(self, visit: int, start: int) -> int:
        service = self._service_ns[visit]
        return start + service if self._lasting is None else self._lasting.finish_ns(visit, start, service)

    def _hold(self, visit: int, finish: int) -> int:
        """Note the end of a service; give when its worker is free."""
        lasting = self._lasting
        if lasting is None:
            return finish
        lasting.finished_ns = max(lasting.finished_ns, finish)
        return finish if lasting.hold_ns is None else finish + lasting.hold_ns[visit]

    def _interrupt(self, visit: int, start: int, end: int) -> None:
        self._out.interruptions[visit] += 1
        self._out.lost_ns[visit] += max(0, min(end, self._lost_until_ns[visit]) - start)
        self._out.pieces.append((visit, start, end))

    def _await(self, enter: int, leave: int, visit: int, *, queued: bool) -> None:
        """Note who waits from now on (or, interrupted, from later on), for the limits."""
        if not (self._limited and queued):
            return
        sender = self._sender[visit]
        if self._out.interruptions[visit]:
            self._later.append(Waiting(enter, leave, sender))
        else:
            heapq.heappush(self._queue, (leave, sender))
            self._stored[sender] += 1

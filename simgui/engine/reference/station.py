"""A station: workers, a queue, and the order in which arrivals of one instant are served."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, cast

import numpy as np

from simgui.engine.reference.air import Frame
from simgui.engine.reference.clock import Clock, Moment, change_priority, finish_priority, start_priority
from simgui.engine.reference.device import Device
from simgui.engine.reference.message import Message
from simgui.plan.plan import StagePlan
from simgui.plan.stages import Outcome, Stage, State
from simgui.plan.stations import StationOutage, StationSet
from simgui.scenario.site import Dispatch


@dataclass(slots=True)
class _Lane:
    free: int
    waiting: "deque[Visit]" = field(default_factory=deque)


_NOWHERE = _Lane(free=0)


class Visit:
    """A message at one stage of its way.

    ``own`` says whether the device works at it itself, ``tracked`` whether that ends with its battery; ``drawn``
    whether the service draws from the battery; ``heedless`` whether it takes no notice of outages; ``lane`` is the
    queue it was put in.
    """

    __slots__ = (
        "drawing",
        "drawn",
        "frame",
        "heedless",
        "hop",
        "lane",
        "message",
        "moment",
        "own",
        "plan",
        "radio",
        "service_ns",
        "stage",
        "tracked",
        "waiting",
    )

    def __init__(self, message: Message, hop: int, plan: StagePlan, service_ns: int, *, own: bool) -> None:
        self.message = message
        self.hop = hop
        self.plan = plan
        self.stage: Stage = plan.stage
        self.service_ns = service_ns
        self.own = own
        self.tracked = own and message.device.mortal
        self.drawn = plan.state is not None and message.device.mortal
        self.drawing = False
        self.heedless = plan.collision is not None
        self.frame: Frame | None = None
        self.radio = message.device.tailed and (plan.state in (State.TRANSMIT, State.RECEIVE) or plan.tailed)
        self.moment: Moment | None = None
        self.lane = _NOWHERE
        self.waiting = False

    def order(self) -> tuple[int, ...]:
        """Place among arrivals of one instant."""
        return self.message.order(self.hop)

    def lasting_ns(self, start_ns: int, finished_ns: int | None) -> int:
        """Give how long the service takes if it starts now; the station finished its last one then, if any. [ns]"""
        plan, device = self.plan, self.message.device.index
        if plan.wake is not None and (finished_ns is None or start_ns - finished_ns > plan.wake.after_ns):
            return self.service_ns + int(plan.wake.extra_ns[device])
        if plan.preemption is not None:
            start, service = np.array([start_ns]), np.array([self.service_ns])
            return int(plan.preemption.finish_ns(start, service, np.array([device]))[0]) - start_ns
        return self.service_ns

    def drawn_ns(self) -> int:
        """Give for how long from its start on the service draws, where that is not all of it. [ns]"""
        message = self.message
        return int(self.plan.drawn_ns(np.array([message.device.index]), np.array([message.release_ns]))[0])

    def hold_ns(self) -> int:
        """Give how long the worker stays closed behind the service. [ns]"""
        hold_ns = self.plan.hold_ns
        return 0 if hold_ns is None else int(hold_ns[self.message.device.index])

    def begin_drawing(self) -> None:
        """Switch the device's state on."""
        plan = self.plan
        if self.radio:
            self.message.device.begin_radio(ends_tail=plan.state is not State.RECEIVE or plan.tailed)
        if self.drawn:
            self.drawing = True
            self.message.device.begin(self.message.task, self.hop)

    def end_radio(self, tail_ns: int = 0) -> None:
        """Tell the device that its radio is done with it, and for how long it listens on. [ns]"""
        if self.radio:
            self.message.device.end_radio(tail_ns)

    def end_drawing(self) -> None:
        """Switch it off, if that was not done before."""
        if self.drawing:
            self.drawing = False
            self.message.device.end(self.message.task, self.hop)


class Route(Protocol):
    """Whoever leads messages from stage to stage."""

    def begun(self, visit: Visit) -> None:
        """Hear of a service on the air that just began."""

    def served(self, visit: Visit) -> None:
        """Take a message whose service just ended."""

    def refused(self, visit: Visit, outcome: Outcome) -> None:
        """Take a message that was not served to the end."""


class Station:
    """One instance of a `StationSet` under the law: arrivals of an instant are collected, sorted, then started.

    Parameters
    ----------
    clock : Clock
        Simulated time. [ns]
    plan : StationSet
        Workers, dispatch and limits.
    rank : int
        Highest rank of the stages it serves.
    route : Route
        Where messages go from here.
    end_of_energy_ns : int
        Time up to which interrupted services are booked. [ns]
    """

    def __init__(self, clock: Clock, plan: StationSet, rank: int, route: Route, end_of_energy_ns: int) -> None:
        self._clock = clock
        self._route = route
        self._rank = rank
        self._start_priority = start_priority(rank)
        self._queue_limit = plan.queue_limit
        self._sender_limit = plan.sender_limit
        self._outages: list[StationOutage] = []
        self._end_of_energy_ns = end_of_energy_ns
        if plan.dispatch is Dispatch.ROUND_ROBIN:
            self._lanes = [_Lane(free=1) for _ in range(plan.workers)]
        else:
            self._lanes = [_Lane(free=plan.workers)]
        self._next_lane = 0
        self._waiting = 0
        self._stored: dict[Device, int] = defaultdict(int)
        self._arrived: list[Visit] = []
        self._serving: list[Visit] = []
        self._start_pending = False
        self._out_of_service = False
        self._finished_ns: int | None = None

    def arrive(self, visit: Visit) -> None:
        """Take a message; it starts, if it can, after everything else that arrives in this nanosecond."""
        self._arrived.append(visit)
        self._wake()

    def schedule_outage(self, outage: StationOutage) -> None:
        """Plan to be out of service from ``start_ns`` to ``end_ns``."""
        self._outages.append(outage)
        delay = outage.start_ns - self._clock.now_ns
        Moment(self._clock, delay, change_priority(self._rank), self._fail)
        Moment(self._clock, delay + outage.end_ns - outage.start_ns, change_priority(self._rank), self._recover)

    def first_out_ns(self, start_ns: int, end_ns: int) -> int | None:
        """Give when in [start_ns, end_ns) it is out of service first; None if it is not. [ns]"""
        for outage in self._outages:
            if outage.end_ns > start_ns:
                return max(outage.start_ns, start_ns) if outage.start_ns < end_ns else None
        return None

    def bury(self, device: Device) -> None:
        """Cut off what a device whose battery is empty was doing here, and what it had in store."""
        for visit in self._own(self._serving, device):
            self._cut(visit)
            self._route.refused(visit, Outcome.DEAD)
        for lane in self._lanes:
            for visit in self._own(lane.waiting, device):
                lane.waiting.remove(visit)
                self._leave(visit)
                self._route.refused(visit, Outcome.DEAD)
        for visit in self._own(self._arrived, device):
            self._arrived.remove(visit)
            self._route.refused(visit, Outcome.DEAD)
        self._wake()

    @staticmethod
    def _own(visits: Iterable[Visit], device: Device) -> list[Visit]:
        return [visit for visit in visits if visit.tracked and visit.message.device is device]

    def _enter(self, visit: Visit, lane: _Lane) -> None:
        visit.lane = lane
        visit.waiting = True
        self._waiting += 1
        if self._sender_limit is not None and visit.own:
            self._stored[visit.message.device] += 1

    def _leave(self, visit: Visit) -> None:
        visit.waiting = False
        self._waiting -= 1
        if self._sender_limit is not None and visit.own:
            self._stored[visit.message.device] -= 1

    def _wake(self) -> None:
        if not self._start_pending:
            self._start_pending = True
            Moment(self._clock, 0, self._start_priority, self._start)

    def _start(self, _: object) -> None:
        self._start_pending = False
        fresh = self._take_in()
        for lane in self._lanes:
            while (visit := self._next(lane)) is not None:
                lane.waiting.remove(visit)
                self._leave(visit)
                self._begin(lane, visit)
        if fresh and (self._queue_limit is not None or self._sender_limit is not None):
            self._turn_away(fresh)

    def _next(self, lane: _Lane) -> Visit | None:
        """Give who starts next; those who wait for the end of an outage keep a worker each."""
        if not self._out_of_service:
            return lane.waiting[0] if lane.free and lane.waiting else None
        first = islice(lane.waiting, lane.free)
        return next((visit for visit in first if visit.heedless), None)

    def _take_in(self) -> list[Visit]:
        fresh = self._arrived
        if not fresh:
            return fresh
        self._arrived = []
        if len(fresh) > 1:
            fresh.sort(key=Visit.order)
        for visit in fresh:
            lane = self._lanes[self._next_lane]
            lane.waiting.append(visit)
            self._enter(visit, lane)
            self._next_lane = (self._next_lane + 1) % len(self._lanes)
        return fresh

    def _turn_away(self, fresh: list[Visit]) -> None:
        for visit in reversed(fresh):
            if not visit.waiting or not self._overfull(visit):
                continue
            # It is the newest in its queue, but for those of this instant that were kept.
            kept = []
            while (last := visit.lane.waiting.pop()) is not visit:
                kept.append(last)
            visit.lane.waiting.extend(reversed(kept))
            self._leave(visit)
            self._route.refused(visit, Outcome.DROPPED)

    def _overfull(self, visit: Visit) -> bool:
        if self._queue_limit is not None and self._waiting > self._queue_limit:
            return True
        return self._sender_limit is not None and visit.own and self._stored[visit.message.device] > self._sender_limit

    def _begin(self, lane: _Lane, visit: Visit) -> None:
        now = self._clock.now_ns
        message = visit.message
        if visit.tracked and message.device.is_empty(now):
            self._route.refused(visit, Outcome.DEAD)
            return
        lane.free -= 1
        message.start_ns[visit.hop] = now
        message.attempts[visit.hop] += 1
        plan, lasting_ns = visit.plan, visit.service_ns
        if plan.wake is not None or plan.preemption is not None:
            lasting_ns = visit.lasting_ns(now, self._finished_ns)
        visit.moment = Moment(self._clock, lasting_ns, finish_priority(visit.stage), self._finish, visit)
        self._serving.append(visit)
        if visit.drawn or visit.radio:
            visit.begin_drawing()
        if plan.collision is not None:
            self._route.begun(visit)
        if visit.drawn and plan.draws_apart:
            # Who is preempted draws for its own time only; see the ledger.
            Moment(self._clock, visit.drawn_ns(), finish_priority(visit.stage), lambda _: visit.end_drawing())

    def _finish(self, moment: Moment) -> None:
        visit = cast("Visit", moment.value)
        lane = visit.lane
        self._serving.remove(visit)
        self._finished_ns = visit.message.finish_ns[visit.hop] = self._clock.now_ns
        if visit.drawing:
            visit.end_drawing()
        hold_ns = 0 if visit.plan.hold_ns is None else visit.hold_ns()
        if hold_ns:
            Moment(self._clock, hold_ns, finish_priority(visit.stage), lambda _: self._free(lane))
        else:
            lane.free += 1
            if lane.waiting or self._arrived:
                self._wake()
        self._route.served(visit)

    def _free(self, lane: _Lane) -> None:
        lane.free += 1
        if lane.waiting or self._arrived:
            self._wake()

    def _cut(self, visit: Visit) -> None:
        if visit.moment is not None:
            visit.moment.call_off()
        if visit.frame is not None:
            visit.frame.open = False
        visit.lane.free += 1
        self._serving.remove(visit)

    def _fail(self, _: object) -> None:
        self._out_of_service = True
        # What entered first goes back to the very front: it restarts first.
        stopped = [visit for visit in self._serving if not visit.heedless]
        restart = sorted(stopped, key=lambda v: (v.message.start_ns[v.hop], v.order()), reverse=True)
        for visit in restart:
            self._cut(visit)
            self._book_interruption(visit)
            visit.lane.waiting.appendleft(visit)
            self._enter(visit, visit.lane)

    def _book_interruption(self, visit: Visit) -> None:
        message, hop = visit.message, visit.hop
        message.lose(hop, min(self._clock.now_ns, self._end_of_energy_ns), drawn=visit.drawn)
        visit.end_drawing()
        visit.end_radio()

    def _recover(self, _: object) -> None:
        self._out_of_service = False
        self._wake()

"""Leads messages from stage to stage: verdicts, reports, retries, losses."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgui.core.random_numbers import Purpose, integers, stable_hash, uniform
from simgui.engine.battery import DEVICE_STAGES
from simgui.engine.reference.air import Air, Frame
from simgui.engine.reference.clock import Clock, Moment, finish_priority
from simgui.engine.reference.device import Device
from simgui.engine.reference.message import Message
from simgui.engine.reference.recorder import Recorder
from simgui.engine.reference.station import Station, Visit
from simgui.plan.dark import Dark
from simgui.plan.plan import Plan, StagePlan, TaskPlan
from simgui.plan.stages import Outcome, Stage, When
from simgui.plan.timing import Collision
from simgui.scenario.task import ReportPolicy

_LOSS_PURPOSE = {
    Stage.UPLINK: Purpose.UPLINK_LOSS,
    Stage.BACKHAUL: Purpose.BACKHAUL_LOSS,
    Stage.DOWNHAUL: Purpose.BACKHAUL_LOSS,
    Stage.DOWNLINK: Purpose.DOWNLINK_LOSS,
}


@dataclass(frozen=True, slots=True)
class _Leg:
    plan: StagePlan
    stations: list[Station]
    service_ns: list[int]
    successors: tuple[int, ...]
    own: bool
    """Whether the device works at it itself."""
    sent_hop: int
    """The nearest uplink before it; -1 where there is none."""
    is_constant: bool
    """Whether all services of a device take equally long."""


class TaskRoute:
    """The way of one task's messages.

    Parameters
    ----------
    clock : Clock
        Simulated time. [ns]
    plan : Plan
        The whole plan.
    key : tuple[int, int]
        Group and task.
    recorder : Recorder
        Takes messages that are through.
    """

    def __init__(
        self,
        clock: Clock,
        plan: Plan,
        key: tuple[int, int],
        recorder: Recorder,
    ) -> None:
        self._clock = clock
        self._seed = plan.seed
        group = plan.groups[key[0]]
        self._group_hash = stable_hash(group.name)
        self._task: TaskPlan = group.tasks[key[1]]
        self._task_hash = stable_hash(self._task.name)
        self._duration_ns = plan.duration_ns
        self._recorder = recorder
        self._legs: list[_Leg] = []
        self._first: tuple[int, ...] = ()
        self._ways: list[frozenset[int]] = []
        self._verdicts: dict[int, tuple[list[int], list[int]]] = {}
        self._last_label: dict[int, int] = {}
        self._delays: dict[tuple[int, int], list[int]] = {}
        self._services: dict[tuple[int, int], list[int]] = {}
        self._first_losses: dict[tuple[int, int], list[bool]] = {}
        self._open: dict[tuple[int, int], Message] = {}
        self._air: dict[tuple[str, int], Air] = {}

    def connect(self, stations: list[list[Station]], air: dict[tuple[str, int], Air]) -> None:
        """Join the legs to their stations, ``stations[i][j]`` is instance j of station set i, and to the cells' air."""
        self._air = air
        stages = self._task.stages
        after = [tuple(i for i, s in enumerate(stages) if s.after == index) for index in range(-1, len(stages))]
        self._first = after[0]
        self._ways = [frozenset(self._task.way_to(index)) for index in range(len(stages))]
        self._legs = [
            _Leg(
                plan=stage,
                stations=[stations[stage.station_set][i] for i in stage.instance.tolist()],
                service_ns=stage.service_ns.tolist(),
                successors=after[index + 1],
                own=stage.stage in DEVICE_STAGES,
                sent_hop=self._task.sent_before(index),
                is_constant=stage.rate_spread is None and stage.pace is None,
            )
            for index, stage in enumerate(stages)
        ]

    def release(self, device: Device, task: int, job: int) -> None:
        """Start a job of a device."""
        message = Message(device, task, job, self._clock.now_ns, len(self._legs))
        if self._task.verdicts is not None:
            if device.index not in self._verdicts:
                truth, label = self._task.verdicts.of_device(device.index, int(self._task.jobs[device.index]))
                self._verdicts[device.index] = (truth.tolist(), label.tolist())
            message.truth = self._verdicts[device.index][0][job]
        message.open_branches = len(self._first)
        self._open[device.index, job] = message
        for hop in self._first:
            self._send(message, hop)

    def _send(self, message: Message, hop: int) -> None:
        leg = self._legs[hop]
        if leg.plan.dark is not None and message.failures[hop] == 0 and self._is_refused(message, leg.plan.dark):
            self._fail(message, hop, Outcome.DROPPED)
            message.open_branches -= 1
            self._close_if_through(message)
            return
        if leg.plan.slot is None and leg.plan.dark is None:
            index = message.device.index
            service_ns = leg.service_ns[index] if leg.is_constant else self._varying_service_ns(message, hop)
            leg.stations[index].arrive(Visit(message, hop, leg.plan, service_ns, own=leg.own))
            return
        wait_ns = self._wait_ns(message, hop)
        if wait_ns:
            self._at(wait_ns, hop, lambda _: self._arrive_or_bury(message, hop))
        else:
            self._arrive(message, hop)

    def _arrive(self, message: Message, hop: int) -> None:
        leg = self._legs[hop]
        index = message.device.index
        service_ns = leg.service_ns[index] if leg.is_constant else self._varying_service_ns(message, hop)
        leg.stations[index].arrive(Visit(message, hop, leg.plan, service_ns, own=leg.own))

    def _is_refused(self, message: Message, dark: Dark) -> bool:
        """Tell whether nobody is there for a message."""
        return bool(dark.refuses(np.array([self._clock.now_ns]), np.array([message.device.index]))[0])

    def _wait_ns(self, message: Message, hop: int) -> int:
        """Give how long a message that gets to a station waits to be taken. [ns]"""
        leg, now_ns = self._legs[hop], self._clock.now_ns
        device, taken_ns = np.array([message.device.index]), np.array([now_ns])
        if leg.plan.dark is not None:
            taken_ns = leg.plan.dark.taken_ns(taken_ns, device)
        if leg.plan.slot is not None:
            sent_ns = message.release_ns if leg.sent_hop < 0 else message.finish_ns[leg.sent_hop]
            taken_ns = leg.plan.slot.taken_ns(taken_ns, device, np.array([sent_ns]))
        return int(taken_ns[0]) - now_ns

    def begun(self, visit: Visit) -> None:
        """Put an attempt on the air."""
        message, hop, device = visit.message, visit.hop, visit.message.device.index
        law, now_ns = visit.plan.collision, self._clock.now_ns
        assert law is not None  # noqa: S101 - told of such attempts only
        fields = (device, self._task_hash, message.job, hop, message.failures[hop])
        visit.frame = Frame(
            start_ns=now_ns,
            end_ns=now_ns + visit.service_ns,
            lock_ns=int(law.lock_ns[device]),
            factor=int(law.spreading_factor[device]),
            channel=int(integers(law.channels, self._seed, Purpose.RADIO_CHANNEL, self._group_hash, *fields)[0]),
            power_dbm=float(law.power_dbm[device]),
            order=visit.order(),
            unheard_ns=self._legs[hop].stations[device].first_out_ns(now_ns, now_ns + visit.service_ns),
        )
        self._cell(law, device).send(visit.frame)

    def _cell(self, law: Collision, device: int) -> Air:
        key = law.domain, int(law.cell[device])
        if key not in self._air:
            self._air[key] = Air(law.capture_db, law.demodulators)
        return self._air[key]

    def served(self, visit: Visit) -> None:
        """Lead a message on after a service."""
        message, hop = visit.message, visit.hop
        leg = self._legs[hop]
        plan = leg.plan
        lost = plan.lossy and self._is_lost(message, hop, plan)
        if plan.collision is not None and visit.frame is not None:
            lost |= self._cell(plan.collision, message.device.index).is_lost(visit.frame, self._clock.now_ns)
        if lost and message.failures[hop] + 1 < plan.max_attempts:
            visit.end_radio(int(plan.retry_tail_ns[message.device.index]) if plan.tailed else 0)
            self._retry(message, hop, plan)
            return
        if visit.radio:
            visit.end_radio(int(plan.tail_ns[message.device.index]) if plan.tailed else 0)
        if lost:
            self.refused(visit, Outcome.LOST)
            return
        if plan.stage is Stage.DOWNLINK and message.device.dead:
            self._fail(message, hop, Outcome.DEAD)
        self._decide(message, hop)
        going = [
            next_hop
            for next_hop in leg.successors
            if self._legs[next_hop].plan.when is When.ALWAYS or message.reported == 1
        ]
        message.open_branches += len(going) - 1
        is_random = plan.jitter is not None and plan.jitter.on_delay and going
        delay_ns = plan.delay_ns + (self._jitter_ns(message, hop, plan) if is_random else 0)
        for next_hop in going:
            if delay_ns:
                self._send_later(message, next_hop, delay_ns)
            else:
                self._send(message, next_hop)
        self._close_if_through(message)

    def _send_later(self, message: Message, hop: int, delay_ns: int) -> None:
        self._at(delay_ns, hop, lambda _: self._send_or_bury(message, hop))

    def _at(self, delay_ns: int, hop: int, action: Callable[[object], None]) -> None:
        Moment(self._clock, delay_ns, finish_priority(self._legs[hop].plan.stage), action)

    def _send_or_bury(self, message: Message, hop: int) -> None:
        if not self._is_buried(message, hop):
            self._send(message, hop)

    def _arrive_or_bury(self, message: Message, hop: int) -> None:
        if not self._is_buried(message, hop):
            self._arrive(message, hop)

    def _is_buried(self, message: Message, hop: int) -> bool:
        """Tell whether the device that would work at it is dead; that ends its way."""
        if not (message.device.dead and self._legs[hop].own):
            return False
        self._fail(message, hop, Outcome.DEAD)
        message.open_branches -= 1
        self._close_if_through(message)
        return True

    def _jitter_ns(self, message: Message, hop: int, plan: StagePlan, attempt: int = 0) -> int:
        """Draw the random part of a delay, or of the pause behind a number of failed attempts. [ns]"""
        assert plan.jitter is not None  # noqa: S101 - asked for where there is one
        device = message.device.index
        if attempt:
            fields = (device, self._task_hash, message.job, hop, attempt)
            return int(plan.jitter.drawn_ns(self._seed, self._group_hash, *fields)[0])
        if (device, hop) not in self._delays:
            jobs = np.arange(int(self._task.jobs[device]))
            drawn = plan.jitter.drawn_ns(self._seed, self._group_hash, device, self._task_hash, jobs, hop, 0)
            self._delays[device, hop] = drawn.tolist()
        return self._delays[device, hop][message.job]

    def _varying_service_ns(self, message: Message, hop: int) -> int:
        """Give how long an attempt takes where not all of a device take equally long. [ns]"""
        plan = self._legs[hop].plan
        if plan.pace is not None:
            return int(plan.served_ns(np.array([message.device.index]), np.array([message.release_ns]))[0])
        return self._drawn_service_ns(message, hop)

    def _drawn_service_ns(self, message: Message, hop: int) -> int:
        """Draw how long an attempt takes where the rate varies. [ns]"""
        plan, device = self._legs[hop].plan, message.device.index
        spread, own = plan.rate_spread, np.array([device])
        assert spread is not None  # noqa: S101 - asked for where there is one
        failed = message.failures[hop]
        if failed:
            key = (self._task_hash, message.job, hop, failed)
            return int(spread.drawn_ns(plan.service_ns, self._seed, self._group_hash, own, *key)[0])
        if (device, hop) not in self._services:
            fields = self._task_hash, np.arange(int(self._task.jobs[device])), hop, 0
            drawn = spread.drawn_ns(plan.service_ns, self._seed, self._group_hash, own, *fields)
            self._services[device, hop] = drawn.tolist()
        return self._services[device, hop][message.job]

    def _is_lost(self, message: Message, hop: int, plan: StagePlan) -> bool:
        purpose = _LOSS_PURPOSE[plan.stage]
        device = message.device.index
        if message.failures[hop] == 0:
            key = (device, hop)
            if key not in self._first_losses:
                jobs = np.arange(int(self._task.jobs[device]))
                drawn = uniform(self._seed, purpose, self._group_hash, device, self._task_hash, jobs, hop, 0)
                self._first_losses[key] = (drawn < plan.loss_probability[device]).tolist()
            return self._first_losses[key][message.job]
        fields = (device, self._task_hash, message.job, hop, message.failures[hop])
        return bool(uniform(self._seed, purpose, self._group_hash, *fields)[0] < plan.loss_probability[device])

    def _retry(self, message: Message, hop: int, plan: StagePlan) -> None:
        message.failures[hop] += 1
        drawn = plan.state is not None and message.device.mortal
        message.lose(hop, min(self._clock.now_ns, self._duration_ns), drawn=drawn)
        gap_ns = plan.gap_ns
        if plan.jitter is not None:
            gap_ns += self._jitter_ns(message, hop, plan, message.failures[hop])
        if gap_ns:
            self._send_later(message, hop, gap_ns)
        else:
            self._send_or_bury(message, hop)

    def _decide(self, message: Message, hop: int) -> None:
        if hop == self._task.verdict_stage:
            label = self._verdicts[message.device.index][1][message.job]
            message.label = label
            message.reported = int(self._is_reported(message.device.index, label))
        reported = message.reported != 0
        if hop == (self._task.decided_reported if reported else self._task.decided_silent):
            message.give_up(Outcome.DONE)

    def _is_reported(self, device: int, label: int) -> bool:
        match self._task.report:
            case ReportPolicy.ALWAYS:
                return True
            case ReportPolicy.ON_DETECTION:
                return label == 1
            case ReportPolicy.ON_CHANGE:
                changed = self._last_label.get(device) != label
                self._last_label[device] = label
                return changed

    def refused(self, visit: Visit, outcome: Outcome) -> None:
        """End a branch whose message was not served to the end, or for the last time in vain."""
        self._fail(visit.message, visit.hop, outcome)
        visit.message.open_branches -= 1
        self._close_if_through(visit.message)

    def _fail(self, message: Message, hop: int, outcome: Outcome) -> None:
        """Note a failure, if the decision depends on it: a copy that fails elsewhere decides nothing."""
        decided = self._task.decided_silent if message.reported == 0 else self._task.decided_reported
        if hop in self._ways[decided]:
            message.give_up(outcome)

    def _close_if_through(self, message: Message) -> None:
        # Who finds nobody there at once may be through before its last stage has told everyone.
        if message.open_branches == 0 and self._open.pop((message.device.index, message.job), None) is not None:
            self._recorder.record(message)

    def close(self) -> None:
        """Record what is still under way when the drain ends."""
        for message in self._open.values():
            self._recorder.record(message)

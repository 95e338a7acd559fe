"""KPIs of a run under other profile numbers, without running it again.

Notes
-----
What the engine counted (attempts at each stage, latencies, times by ledger state) is kept; what the plan says (times,
delays, losses, powers, capacities, bytes, prices) is exchanged. That is exact for bytes and costs, for energy as long
as no battery runs empty within the run, and for a latency without waiting. Waiting is scaled: with the service of the
station it happens at, and with the room the station has left, W ∝ S / (1 - ρ) (Kingman's heavy-traffic law for a
quantile); at slots with their interval, with a random delay by its scale; where outages make it, it stays. At a station
that is asked for more than all its time, the queue grows all along, and what lies behind sees no more than it lets
through. Retries are reweighted by their chance; collisions stay as they were. How good this is was measured against
whole Monte Carlo runs, see the ADR on intervals.

References
----------
J. F. C. Kingman, "The single server queue in heavy traffic", Math. Proc. Cambridge 57 (1961),
doi:10.1017/S0305004100036094.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, Float64Array, GroupPlan, Plan, StagePlan, TaskPlan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind
from simgui.results.cost_kpis import cost_kpis
from simgui.results.energy_kpis import energy_kpis
from simgui.results.task_tally import Traffic
from simgui.results.why.crowding import survival
from simgui.results.why.disturbance import backlog, control_misses
from simgui.results.why.latencies import (
    Latencies,
    by_rank,
    longer_s,
    lost_chance,
    moved,
    retry_chance,
    reweighted,
    timeliness,
)
from simgui.results.why.observation import (
    Observation,
    TaskSeen,
    attempts_a_message,
    fixed_s,
    is_mixed,
    scatter_of_attempts,
    service_s,
)

_LEAST_ROOM = 0.02
"""A station counts as having at least this share of its time left. [-]"""

_FOLLOWED = 5
"""Devices of a group whose batteries are carried through a year. [-]"""

ADDED = frozenset(
    {
        *("deadline_miss_ratio", "decision_availability", "jobs_lost", "event_to_action_s"),
        "control_deadline_miss_ratio",
    }
)
"""KPIs whose change is added to what the run gave; of the others the ratio is taken."""

OF_LOST_WINDOWS = frozenset({"accuracy", "recall"})
"""KPIs that count lost windows as wrong, and never exceed one."""


class Surrogate:
    """Estimates the KPIs that a run would have had under another plan of the same shape.

    Parameters
    ----------
    seen : Observation
        What the run left behind.
    base : Plan
        The plan as it was run, perhaps with fewer devices; what `estimate` takes has as many.
    """

    def __init__(self, seen: Observation, base: Plan) -> None:
        self._seen = seen
        self._base = base
        self._attempts = self._scaled(base)
        self._load = self._loads(base, self._attempts)
        self._state_s = [
            self._state_times(group, index, self._attempts, self._load) for index, group in enumerate(base.groups)
        ]
        self._days = seen.plan.duration_ns / NS_PER_S / 86400

    def estimate(self, plan: Plan, *, luck: float | None = None, tries: float = 0.0) -> dict[str, float]:
        """Give the KPIs under a plan.

        Parameters
        ----------
        plan : Plan
            Compiled with other numbers.
        luck : float | None
            A standard normal number: by how many standard deviations the rank of a quantile is off, for a run with few
            jobs could have seen others; None for the jobs as they were seen. [-]
        tries : float
            Another one: by how many standard deviations the number of retries is off. [-]

        Returns
        -------
        dict[str, float]
            Keyed ``kpi`` for the fleet and ``group/kpi`` for a group. [SI]
        """
        attempts = self._scaled(plan, tries)
        loads = self._loads(plan, attempts)
        latencies = [
            [
                self._latencies(self._base.groups[g].tasks[t], task, self._seen.tasks[g][t], loads, luck)
                for t, task in enumerate(group.tasks)
            ]
            for g, group in enumerate(plan.groups)
        ]
        ledgers = {group.name: self._ledger(group, i, attempts, loads) for i, group in enumerate(plan.groups)}
        traffic = [self._traffic(group, index, attempts) for index, group in enumerate(plan.groups)]
        parts = latencies, ledgers, traffic
        found = self._scope(plan, range(len(plan.groups)), parts, luck)
        found |= self._servers(plan, loads, range(len(loads)))
        found |= backlog(self._seen.plan, plan, attempts, loads, luck or 0.0)
        for index, group in enumerate(plan.groups):
            used = {stage.station_set for task in group.tasks for stage in task.stages}
            own = found if len(plan.groups) == 1 else self._scope(plan, (index,), parts, luck)
            own = own | self._servers(plan, loads, used)
            own |= backlog(self._seen.plan, plan, attempts, loads, luck or 0.0, used)
            found |= {f"{group.name}/{kpi}": value for kpi, value in own.items() if "/" not in kpi}
        return found

    def _scope(
        self,
        plan: Plan,
        indices: Sequence[int],
        parts: tuple[Sequence[Sequence[Latencies]], Mapping[str, GroupLedger], Sequence[Traffic]],
        luck: float | None,
    ) -> dict[str, float]:
        """Give the KPIs of some groups."""
        latencies, ledgers, traffic = parts
        groups = [plan.groups[i] for i in indices]
        full = [self._seen.plan.groups[i] for i in indices]
        jobs = sum(self._seen.tasks[i][t].jobs for i in indices for t, task in enumerate(plan.groups[i].tasks))
        total = Traffic()
        for i in indices:
            total += traffic[i]
        device_days = sum(group.devices for group in full) * self._days
        share = sum(group.devices for group in groups) / sum(group.devices for group in full)
        tariffed = [replace(one, tariff=group.tariff) for one, group in zip(full, groups, strict=True)]
        pairwise = zip(self._seen.plan.groups, plan.groups, strict=True)
        every = tuple(replace(one, tariff=group.tariff) for one, group in pairwise)
        costs = replace(self._seen.plan, groups=every, servers=plan.servers)
        pairs = [
            (latencies[i][t], self._seen.tasks[i][t])
            for i in indices
            for t, task in enumerate(plan.groups[i].tasks)
            if task.is_job
        ]
        return {
            **timeliness(pairs, luck),
            **control_misses(groups, full, [self._seen.tasks[i] for i in indices], self._seen.plan.duration_ns),
            **energy_kpis({g.name: ledgers[g.name] for g in groups}, max(1, round(jobs * share)), _FOLLOWED),
            "uplink_bytes_per_device_day": total.uplink_byte / device_days,
            "downlink_bytes_per_device_day": total.downlink_byte / device_days,
            "raw_bytes_leaving_device": float(total.raw_byte),
            **cost_kpis(costs, tariffed, {plan.groups[i].name: traffic[i] for i in indices}),
        }

    def _scaled(self, plan: Plan, tries: float = 0.0) -> list[list[Float64Array]]:
        """Give the attempts at each stage, by group and task, with the losses of a plan."""
        return [
            [
                np.array(
                    [
                        _attempts(float(count), then, now, tries)
                        for count, now, then in zip(seen.attempts, task.stages, base.stages, strict=True)
                    ]
                )
                for task, base, seen in zip(group.tasks, base_group.tasks, tasks, strict=True)
            ]
            for group, base_group, tasks in zip(plan.groups, self._base.groups, self._seen.tasks, strict=True)
        ]

    def _loads(self, plan: Plan, attempts: Sequence[Sequence[Float64Array]]) -> list[float]:
        """Give the busy share of each station set, over all its workers and instances. [-]"""
        length_s = self._seen.plan.duration_ns / NS_PER_S
        room_s = [one.workers * one.count * length_s for one in self._seen.plan.stations]
        loads = [0.0] * len(room_s)
        # By rank of the stages, so that what a full station holds back does not load those behind it.
        visits = [
            (stage.stage, stage, task, float(count))
            for group, tasks in zip(plan.groups, attempts, strict=True)
            for task, counts in zip(group.tasks, tasks, strict=True)
            for stage, count in zip(task.stages, counts, strict=True)
        ]
        for _, stage, task, count in sorted(visits, key=lambda visit: visit[0]):
            passed = _let_through(task, stage.after, loads)
            loads[stage.station_set] += count * passed * service_s(stage) / room_s[stage.station_set]
        return loads

    def _latencies(
        self, base: TaskPlan, task: TaskPlan, seen: TaskSeen, loads: Sequence[float], luck: float | None
    ) -> Latencies:
        """Move the latencies of a task to another plan."""
        loud = base.decided_reported
        wait = self._wait_factor(base, task, seen, loads)
        queued = self._queued_s(base, loud, seen, self._load), self._queued_s(base, loud, seen, loads)
        ways = by_rank(base, loud, seen.weight), by_rank(task, loud, seen.weight)
        value_s = moved(seen.latency_s - queued[0], *ways, wait) + queued[1]
        if is_mixed(base):
            silent = base.decided_silent
            quick = seen.latency_s < fixed_s(base, loud) * (1 - 1e-6)
            other_s = moved(seen.latency_s, fixed_s(base, silent), fixed_s(task, silent), wait)
            value_s = np.where(quick, other_s, value_s)
        weight = reweighted(seen.weight, retry_chance(base, loud), retry_chance(task, loud))
        lost = _lost(base, task, seen, self._seen.plan.duration_ns)
        weight = weight * (seen.counted - lost) / max(seen.counted - seen.lost, 1)
        late = 0.0
        if task.deadline_ns is not None:
            late = float(weight[value_s * NS_PER_S > task.deadline_ns].sum())
            late += self._silent_late(base, task, seen, wait)
        # An alarm that comes too late is an event missed and counts for no mean.
        useful = weight if task.alarm_within_ns is None else weight * (value_s * NS_PER_S <= task.alarm_within_ns)
        total = float(useful.sum())
        mean_s = float(value_s @ useful) / total if total else math.nan
        longest_s = float(value_s.max(initial=-1.0))
        longest_s += longer_s(base, task, float(seen.latency_s.max(initial=0.0)), seen.counted, luck)
        return Latencies(value_s, weight, lost, late, mean_s, longest_s)

    def _silent_late(self, base: TaskPlan, task: TaskPlan, seen: TaskSeen, wait: float) -> float:
        """Count the jobs that do not count for the latency and are decided behind the deadline."""
        assert task.deadline_ns is not None  # noqa: S101 - the caller has looked
        last = base.decided_silent
        value_s = moved(seen.silent_s, fixed_s(base, last), fixed_s(task, last), wait)
        weight = reweighted(seen.silent_weight, retry_chance(base, last), retry_chance(task, last))
        return float(weight[value_s * NS_PER_S > task.deadline_ns].sum())

    def _queued_s(self, base: TaskPlan, last: int, seen: TaskSeen, loads: Sequence[float]) -> Float64Array:
        """Give the part of each latency that is owed to stations asked for more than all their time. [s]"""
        over = sum(max(0.0, loads[base.stages[i].station_set] - 1) for i in base.way_to(last))
        if not over or not len(seen.weight):
            return np.zeros(len(seen.weight))
        rank = np.cumsum(seen.weight) / seen.weight.sum()
        return np.asarray(rank * over * self._seen.plan.duration_ns / NS_PER_S)

    def _wait_factor(self, base: TaskPlan, task: TaskPlan, seen: TaskSeen, loads: Sequence[float]) -> float:
        """Give how much longer one waits, mean over the stages by how long one waited at each. [-]

        What latencies differ by beyond waiting is owed to devices with longer messages, and goes along with these.
        """
        weights, factors = [], []
        for index in base.way_to(base.decided_reported):
            then, now = base.stages[index], task.stages[index]
            waited_s = seen.stage_s.get(then.stage, 0.0) - service_s(then) - then.delay_ns / NS_PER_S
            weights.append(max(waited_s, 0.0))
            factors.append(self._wait_at(then, now, loads))
        if len(seen.weight):
            off_s = np.abs(seen.latency_s - by_rank(base, base.decided_reported, seen.weight))
            beyond_s = float(off_s @ seen.weight / seen.weight.sum()) - sum(weights)
            weights.append(max(0.0, beyond_s))
            factors.append(_unlike(base, task))
        total = sum(weights)
        return sum(w * f for w, f in zip(weights, factors, strict=True)) / total if total > 0 else 1.0

    def _wait_at(self, then: StagePlan, now: StagePlan, loads: Sequence[float]) -> float:
        station = self._seen.plan.stations[then.station_set]
        if then.slot is not None and now.slot is not None:
            return now.slot.interval_ns / then.slot.interval_ns
        if then.jitter is not None and now.jitter is not None:
            return now.jitter.scale_ns / then.jitter.scale_ns if then.jitter.scale_ns else 1.0
        if station.outages or service_s(then) <= 0:
            return 1.0
        room = [max(_LEAST_ROOM, 1 - load[then.station_set]) for load in (self._load, loads)]
        return service_s(now) / service_s(then) * room[0] / room[1]

    def _state_times(
        self, group: GroupPlan, index: int, attempts: Sequence[Sequence[Float64Array]], loads: Sequence[float]
    ) -> Float64Array:
        """Expect the time of each device in each state from the plan alone. [s]"""
        full = self._seen.plan.groups[index].devices
        times_s = np.zeros((len(State), group.devices))
        for task, counts, seen in zip(group.tasks, attempts[index], self._seen.tasks[index], strict=True):
            released = seen.jobs or float(counts[0]) / attempts_a_message(task.stages[0])
            times_s[State.SENSE] += released / full * task.sense_ns / NS_PER_S
            for number, (stage, count) in enumerate(zip(task.stages, counts, strict=True)):
                served = float(count) * _let_through(task, number, loads)
                if stage.state is not None:
                    length_ns = stage.usually_drawn_ns + (0 if stage.wake is None else stage.wake.extra_ns)
                    times_s[stage.state] += served / full * length_ns / NS_PER_S
                if stage.tail_state is not None:
                    messages = served / attempts_a_message(stage)
                    listens_ns = messages * stage.tail_ns + (served - messages) * stage.retry_tail_ns
                    times_s[stage.tail_state] += listens_ns / full / NS_PER_S
        return times_s

    def _ledger(
        self, group: GroupPlan, index: int, attempts: Sequence[Sequence[Float64Array]], loads: Sequence[float]
    ) -> GroupLedger:
        """Scale the books of a group to another plan's times, and put its powers in."""
        books = self._seen.ledgers[group.name]
        kept = group.devices
        expected_s, then_s = self._state_times(group, index, attempts, loads), self._state_s[index]
        ratio = np.divide(expected_s, then_s, out=np.ones_like(then_s), where=then_s > 0)
        state_ns = np.round(books.state_ns[:, :kept] * ratio).astype(np.int64)
        alive_ns = np.full(kept, self._seen.plan.duration_ns, dtype=np.int64)
        stretch = alive_ns / np.maximum(books.alive_ns[:kept], 1)
        state_ns = np.round(state_ns * stretch).astype(np.int64)
        return replace(
            books,
            energy=group.energy,
            alive_ns=alive_ns,
            state_ns=state_ns,
            death_ns=np.full(kept, -1, dtype=np.int64),
        )

    def _traffic(self, group: GroupPlan, index: int, attempts: Sequence[Sequence[Float64Array]]) -> Traffic:
        """Sum the traffic of a group, rounded to bytes."""
        total = Traffic()
        for task, counts, seen in zip(group.tasks, attempts[index], self._seen.tasks[index], strict=True):
            for stage, count in zip(task.stages, counts, strict=True):
                if stage.stage is Stage.UPLINK:
                    total.uplink_byte += round(float(count) * stage.wire_byte)
                    total.raw_byte += round(float(count) * stage.payload_byte) if stage.raw else 0
                elif stage.stage is Stage.DOWNLINK:
                    total.downlink_byte += round(float(count) * stage.wire_byte)
            total.cloud_messages += seen.traffic.cloud_messages
        return total

    def _servers(self, plan: Plan, loads: Sequence[float], used: Collection[int]) -> dict[str, float]:
        """Give the load and power of the gateways and clouds among some station sets, mean over each set."""
        found: dict[str, float] = {}
        kinds = {"gateway_utilisation": StationKind.GATEWAY_CPU, "cloud_utilisation": StationKind.CLOUD_CPU}
        stations = self._seen.plan.stations
        for kpi, kind in kinds.items():
            own = [loads[index] for index in used if stations[index].kind is kind]
            if own:
                found[kpi] = min(1.0, max(own))
        powers = [
            (stations[one.station_set].count, one.idle_power_w, one.active_power_w, loads[one.station_set])
            for one in plan.servers
            if one.station_set in used and stations[one.station_set].kind is StationKind.GATEWAY_CPU
        ]
        if powers:
            total = sum(count for count, *_ in powers)
            found["gateway_power_w"] = sum(c * (idle + (active - idle) * u) for c, idle, active, u in powers) / total
        return found


def combined(kpi: str, value: float, then: float, now: float) -> float:
    """Carry an estimated change over to what the run gave.

    Parameters
    ----------
    kpi : str
        Full name, without its group.
    value : float
        What the run gave. [SI]
    then, now : float
        Estimates with the numbers as written, and under the other plan. [SI]

    Returns
    -------
    float
        The value where it is not finite or there is nothing to compare. [SI]
    """
    if not math.isfinite(value) or math.isnan(then) or math.isnan(now):
        return value
    if kpi in ADDED:
        moved = value + now - then if math.isfinite(now - then) else now
        return min(max(moved, 0.0), math.inf if kpi.endswith("_s") or kpi == "jobs_lost" else 1.0)
    if kpi == "backlog_drain_s" and value == 0:
        return max(0.0, now - then)
    if kpi in OF_LOST_WINDOWS:
        return min(value * now / then, 1.0) if then > 0 else value
    if then == 0 or math.isinf(then):
        return now if then == value else value
    return value * now / then


def _lost(base: TaskPlan, task: TaskPlan, seen: TaskSeen, duration_ns: int) -> float:
    """Give how many of the jobs that count are lost: on links, and to others on the air."""
    loud = base.decided_reported
    if base.stages[0].collision is not None or any(base.stages[i].collision for i in base.way_to(loud)):
        kept = (1 - seen.lost / max(seen.counted, 1)) * survival(duration_ns, base, task, seen)
        kept *= (1 - lost_chance(task, loud)) / max(1 - lost_chance(base, loud), 1e-9)
        return float(seen.counted) * (1 - min(max(kept, 0.0), 1.0))
    extra = (lost_chance(task, loud) - lost_chance(base, loud)) * seen.counted
    return min(max(0.0, seen.lost + extra), float(seen.counted))


def _unlike(base: TaskPlan, task: TaskPlan) -> float:
    """Give how much longer a service is at the stage at which the devices differ most; 1 where they are alike. [-]"""
    way = base.way_to(base.decided_reported)
    spreads = [float(np.std(base.stages[index].usual_ns)) for index in way]
    if not spreads or max(spreads) <= 0:
        return 1.0
    index = way[int(np.argmax(spreads))]
    return service_s(task.stages[index]) / service_s(base.stages[index])


def _attempts(count: float, then: StagePlan, now: StagePlan, tries: float) -> float:
    """Give the attempts of as many messages with another chance of loss, and other luck; each message has one."""
    messages = count / attempts_a_message(then)
    expected = messages * attempts_a_message(now)
    return max(messages, expected + tries * math.sqrt(messages * scatter_of_attempts(now))) if tries else expected


def _let_through(task: TaskPlan, last: int, loads: Sequence[float]) -> float:
    """Share of what is offered that the stations up to a stage serve within the run. [-]"""
    return min((1 / max(1.0, loads[task.stages[i].station_set]) for i in task.way_to(last)), default=1.0)

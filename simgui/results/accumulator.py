"""Turns a stream of trace rows into KPIs, in memory that does not grow with the rows."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, GroupPlan, Plan
from simgui.plan.stages import Stage
from simgui.plan.stations import StationKind
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array
from simgui.results.confusion import CELLS, StreamConfusion, scores
from simgui.results.control_tally import ControlCount, ControlTally
from simgui.results.cost_kpis import cost_by_cause, cost_kpis, used_stations
from simgui.results.energy_kpis import battery_worst, energy_by_cause_j, energy_kpis, first_death
from simgui.results.event_tally import EventCounts
from simgui.results.exact_latencies import ExactLatencies
from simgui.results.flow import bytes_by_hop
from simgui.results.kpis import Kpis
from simgui.results.latency_histogram import LatencyHistogram
from simgui.results.station_tally import StationTally
from simgui.results.stream_counts import StreamCounts, streams_of
from simgui.results.stream_intervals import ONE_STREAM, stream_intervals
from simgui.results.task_tally import TaskTally, Traffic

_NS_PER_DAY = 86400 * NS_PER_S


class KpiAccumulator:
    """Takes the rows of a run in any order and any chunks, then gives its KPIs.

    Parameters
    ----------
    plan : Plan
        What is run.
    is_exact : bool
        Whether quantiles of the latency are exact, which takes memory for every distinct latency; otherwise they
        are at most 1/1024 too high.
    """

    def __init__(self, plan: Plan, *, is_exact: bool = False) -> None:
        self._plan = plan
        self._is_exact = is_exact
        latencies: type[ExactLatencies | LatencyHistogram] = ExactLatencies if is_exact else LatencyHistogram
        self._tallies = tuple(
            tuple(TaskTally(plan, task, latency=latencies()) for task in group.tasks) for group in plan.groups
        )
        self._stations = StationTally(plan)
        self._control = tuple(ControlTally(plan, group) for group in plan.groups)

    def branch(self) -> "KpiAccumulator":
        """Give an empty accumulator for a part of the rows."""
        return KpiAccumulator(self._plan, is_exact=self._is_exact)

    def absorb(self, other: "KpiAccumulator") -> None:
        """Add everything another accumulator has taken."""
        for mine, theirs in zip(self._tallies, other._tallies, strict=True):
            for tally, part in zip(mine, theirs, strict=True):
                tally.absorb(part)
        self._stations.absorb(other._stations)
        for control, noted in zip(self._control, other._control, strict=True):
            control.absorb(noted)

    @property
    def tallies(self) -> tuple[tuple[TaskTally, ...], ...]:
        """What the rows of each group's tasks add up to."""
        return self._tallies

    def record(self, chunk: TraceChunk) -> None:
        """Take finished rows."""
        self._tallies[chunk.group][chunk.task].record(chunk)
        self._stations.record(chunk)
        self._control[chunk.group].record(chunk)

    def missed_events(self, group: int, task: int) -> tuple[Int64Array, Int64Array]:
        """Give device and onset of the true events of a task that raised no alarm in time. [ns]"""
        tally = self._tallies[group][task].events
        if tally is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        missed = np.flatnonzero(tally.missed(self._plan))
        events = tally.verdicts.events
        return events.device[missed].astype(np.int64), events.onset_ns[missed]

    def finish(self, ledgers: Mapping[str, GroupLedger]) -> Kpis:
        """Give the KPIs of everything recorded.

        Parameters
        ----------
        ledgers : Mapping[str, GroupLedger]
            The energy books of every group, by name.
        """
        indices = range(len(self._plan.groups))
        control = [tally.count() for tally in self._control]
        fleet = _Scope(self._plan, tuple(indices), self._tallies, self._stations, ledgers, control)
        groups = {
            group.name: _Scope(self._plan, (index,), self._tallies, self._stations, ledgers, control)
            for index, group in enumerate(self._plan.groups)
        }
        intervals = fleet.intervals()
        breakdowns = fleet.breakdowns()
        for name, scope in groups.items():
            intervals |= {f"{name}/{kpi}": interval for kpi, interval in scope.intervals().items()}
            breakdowns |= {f"{name}/{kpi}": parts for kpi, parts in scope.breakdowns().items()}
        return Kpis(
            fleet=fleet.kpis(),
            by_group={name: scope.kpis() for name, scope in groups.items()},
            intervals=intervals,
            breakdowns=breakdowns,
            notes=fleet.notes(),
            battery_worst=battery_worst(ledgers),
        )


class _Scope:
    """The KPIs of some groups: of one, or of the whole fleet."""

    def __init__(
        self,
        plan: Plan,
        indices: tuple[int, ...],
        tallies: Sequence[Sequence[TaskTally]],
        stations: StationTally,
        ledgers: Mapping[str, GroupLedger],
        control: Sequence[ControlCount],
    ) -> None:
        self._plan = plan
        self._control = sum((control[i] for i in indices), ControlCount())
        self._groups: tuple[GroupPlan, ...] = tuple(plan.groups[i] for i in indices)
        self._tallies = {plan.groups[i].name: tallies[i] for i in indices}
        self._jobs = [tally for i in indices for tally in tallies[i] if tally.task.is_job]
        self._stations = stations
        self._ledgers = {group.name: ledgers[group.name] for group in self._groups}
        used = frozenset[int]().union(*(used_stations(group) for group in self._groups))
        self._used = used if len(indices) < len(plan.groups) else frozenset(range(len(plan.stations)))
        self._device_days = sum(group.devices for group in self._groups) * plan.duration_ns / _NS_PER_DAY

    def kpis(self) -> dict[str, float]:
        """Give every KPI that is one number, in the order of the design."""
        traffic = self._traffic()
        total = Traffic()
        for part in traffic.values():
            total += part
        return {
            **self._timeliness(),
            **self._event_kpis(),
            **scores(sum((part.counts.sum(axis=0) for part in self._confusion()), np.zeros(CELLS, dtype=np.int64))),
            **energy_kpis(self._ledgers, sum(tally.jobs for tally in self._jobs)),
            "uplink_bytes_per_device_day": total.uplink_byte / self._device_days,
            "downlink_bytes_per_device_day": total.downlink_byte / self._device_days,
            "raw_bytes_leaving_device": float(total.raw_byte),
            "gateway_utilisation": self._stations.busiest(StationKind.GATEWAY_CPU, self._used),
            "cloud_utilisation": self._stations.busiest(StationKind.CLOUD_CPU, self._used),
            "gateway_power_w": self._stations.mean_power_w(StationKind.GATEWAY_CPU, self._used),
            "backlog_drain_s": self._stations.backlog_drain_s(self._used),
            **cost_kpis(self._plan, self._groups, traffic),
        }

    def _timeliness(self) -> dict[str, float]:
        jobs, due = sum(tally.jobs for tally in self._jobs), sum(tally.due for tally in self._jobs)
        latency = self._latencies()
        return {
            "jobs": float(jobs),
            "jobs_lost": float(sum(tally.lost for tally in self._jobs)),
            "latency_p50_s": latency.quantile_s(0.50),
            "latency_p95_s": latency.quantile_s(0.95),
            "latency_p99_s": latency.quantile_s(0.99),
            "latency_max_s": latency.max_s(),
            "deadline_miss_ratio": sum(tally.missed for tally in self._jobs) / due if due else math.nan,
            "decision_availability": sum(tally.in_time for tally in self._jobs) / jobs if jobs else math.nan,
            "control_deadline_miss_ratio": (
                self._control.missed / self._control.jobs if self._control.jobs else math.nan
            ),
        }

    def _latencies(self) -> LatencyHistogram | ExactLatencies:
        """Put the latencies of the tasks together, which all keep them in the same way."""
        histogram, exact = LatencyHistogram(), ExactLatencies()
        for tally in self._jobs:
            if isinstance(tally.latency, ExactLatencies):
                exact.merge(tally.latency)
            else:
                histogram.merge(tally.latency)
        return exact if len(exact) else histogram

    def _event_counts(self) -> EventCounts:
        counts = (tally.events.counts(self._plan) for tally in self._jobs if tally.events is not None)
        return sum(counts, EventCounts())

    def _event_kpis(self) -> dict[str, float]:
        false_alarms = sum(tally.false_alarms for tally in self._jobs)
        return {
            **self._event_counts().kpis(),
            "false_alarms_per_device_day": false_alarms / self._device_days,
        }

    def _traffic(self) -> dict[str, Traffic]:
        traffic = {name: Traffic() for name in self._tallies}
        for name, tallies in self._tallies.items():
            for tally in tallies:
                traffic[name] += tally.traffic
        return traffic

    def _confusion(self) -> list[StreamConfusion]:
        return [tally.confusion for tally in self._jobs if tally.confusion is not None]

    def intervals(self) -> dict[str, tuple[float, float]]:
        """Give 95 % intervals of the KPIs that have one: what the scenario fixes is its own."""
        jobs = float(sum(tally.jobs for tally in self._jobs))
        return {"jobs": (jobs, jobs), **stream_intervals(self._streams(), self._plan.seed)}

    def _streams(self) -> list[StreamCounts]:
        """Give the counts of every group that hears streams."""
        found = (streams_of(self._plan, group, self._tallies[group.name]) for group in self._groups)
        return [one for one in found if one is not None]

    def breakdowns(self) -> dict[str, Mapping[str, float]]:
        """Give the KPIs that are mappings."""
        decided = sum(len(tally.latency) - tally.latency.lost for tally in self._jobs)
        stages = {stage: sum(tally.stage_ns.get(stage, 0) for tally in self._jobs) for stage in Stage}
        return {
            "latency_by_stage_s": {s.label: ns / decided / NS_PER_S for s, ns in stages.items() if ns and decided},
            "energy_by_cause_j": energy_by_cause_j(self._ledgers),
            "bytes_by_hop_per_device_day": bytes_by_hop(self._plan, self._tallies),
            "cost_by_cause_usd_per_device_month": cost_by_cause(self._plan, self._groups, self._traffic()),
        }

    def notes(self) -> dict[str, str]:
        """Give the facts beside the numbers."""
        kinds = {tally.task.verdicts.pool.recorded for tally in self._jobs if tally.task.verdicts is not None}
        notes: dict[str, str] = {}
        if kinds:
            notes["accuracy_kind"] = "mixed" if len(kinds) == 2 else "recorded" if kinds == {True} else "synthetic"
        death = first_death(self._ledgers)
        if death:
            notes["first_death"] = death
        warnings = [text for group in self._groups if group.control for text in group.control.warnings]
        if warnings:
            notes["control"] = "response-time analysis: " + "; ".join(warnings)
        if kinds and max((len(one.rows) for one in self._streams()), default=2) < 2:
            notes["intervals"] = ONE_STREAM
        if self._plan.hot:
            notes["heat"] = "; ".join(self._plan.hot)
        censored = self._event_counts().censored
        if censored:
            notes["events_censored"] = str(censored)
        return notes

"""How busy servers were, and how long queues took to drain after outages."""

import math
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from simgui.plan.plan import NS_PER_S, Float64Array, Plan
from simgui.plan.stages import Outcome, Stage, When
from simgui.plan.stations import StationKind
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int32Array, Int64Array
from simgui.results.decisions import NEVER_NS

_SERVERS = frozenset({StationKind.GATEWAY_CPU, StationKind.CLOUD_CPU})
_BEYOND_DEVICE = frozenset({Stage.GATEWAY, Stage.BACKHAUL, Stage.CLOUD, Stage.DOWNHAUL})
_COMPACT_AT = 1 << 20


@dataclass(slots=True)
class Waits:
    """When something waited at the instances of one station set, as merged intervals."""

    rows: int = 0
    _parts: list[Int64Array] = field(default_factory=list)

    def add(self, instance: Int64Array, since_ns: Int64Array, until_ns: Int64Array) -> None:
        """Take waits [since, until) of single jobs. [ns]"""
        waited = until_ns > since_ns
        if waited.any():
            self._parts.append(np.stack([instance[waited], since_ns[waited], until_ns[waited]]))
            self.rows += int(waited.sum())
        if self.rows > _COMPACT_AT:
            self._compact()
            self.rows = 0

    def absorb(self, other: "Waits") -> None:
        """Take all waits that another one has taken."""
        self._parts += other._parts
        self.rows += other.rows

    def _compact(self) -> None:
        """Merge the waits of each instance that overlap or touch."""
        if not self._parts:
            return
        instance, since_ns, until_ns = np.concatenate(self._parts, axis=1)
        merged = []
        for value in np.unique(instance):
            mine = instance == value
            order = np.argsort(since_ns[mine], kind="stable")
            since, reach = since_ns[mine][order], np.maximum.accumulate(until_ns[mine][order])
            first = np.concatenate(([True], since[1:] > reach[:-1]))
            last = np.concatenate((first[1:], [True]))
            merged.append(np.stack([np.full(first.sum(), value), since[first], reach[last]]))
        self._parts = [np.concatenate(merged, axis=1)]

    def empty_after(self, instance: int, time_ns: int) -> int:
        """Give when the queue of an instance is first empty at or after a time; `NEVER_NS` if never. [ns]"""
        self._compact()
        if not self._parts:
            return time_ns
        where, since_ns, until_ns = self._parts[0]
        covers = (where == instance) & (since_ns <= time_ns) & (until_ns > time_ns)
        return int(until_ns[covers].max(initial=time_ns))


@dataclass(slots=True)
class StationTally:
    """Busy time of every server and waits at every station that has outages.

    Parameters
    ----------
    plan : Plan
        What is run.
    """

    plan: Plan
    busy_ns: dict[int, Int64Array] = field(init=False)
    _waits: dict[int, Waits] = field(init=False)

    def __post_init__(self) -> None:
        """Start at zero."""
        stations = list(enumerate(self.plan.stations))
        self.busy_ns = {i: np.zeros(s.count, dtype=np.int64) for i, s in stations if s.kind in _SERVERS}
        self._waits = {i: Waits() for i, s in stations if s.outages}

    def absorb(self, other: "StationTally") -> None:
        """Add what another tally of the same plan has counted."""
        for station_set, busy_ns in other.busy_ns.items():
            self.busy_ns[station_set] += busy_ns
        for station_set, waits in other._waits.items():
            self._waits[station_set].absorb(waits)

    def record(self, chunk: TraceChunk) -> None:
        """Add the rows of a chunk, background traffic included."""
        stages = self.plan.groups[chunk.group].tasks[chunk.task].stages
        for index, stage in enumerate(stages):
            if stage.station_set in self.busy_ns:
                self._record_busy(chunk, index, stage.station_set, stage.instance[chunk.device])
            if stage.station_set in self._waits:
                self._record_waits(chunk, index, stage.station_set, stage.instance[chunk.device].astype(np.int64))

    def _record_busy(self, chunk: TraceChunk, index: int, station_set: int, instance: Int32Array) -> None:
        end = self.plan.duration_ns
        start_ns, finish_ns = chunk.start_ns[index], chunk.finish_ns[index]
        busy_ns = np.maximum(np.minimum(finish_ns, end) - start_ns, 0)
        unended = np.flatnonzero(finish_ns < 0)
        busy_ns[unended] = np.where(start_ns[unended] < 0, 0, np.maximum(end - start_ns[unended], 0))
        busy_ns += chunk.lost_ns[index]
        np.add.at(self.busy_ns[station_set], instance, busy_ns)

    def _record_waits(self, chunk: TraceChunk, index: int, station_set: int, instance: Int64Array) -> None:
        task = self.plan.groups[chunk.group].tasks[chunk.task]
        stage = task.stages[index]
        start_ns = chunk.start_ns[index]
        stuck = chunk.outcome == Outcome.IN_FLIGHT
        station = self.plan.stations[station_set]
        if stage.stage in _BEYOND_DEVICE and station.queue_limit is None and station.sender_limit is None:
            stuck |= chunk.outcome == Outcome.DONE  # decided before; neither death nor a full store took it away
        stuck &= start_ns < 0
        if stage.after >= 0:
            stuck &= chunk.finish_ns[stage.after] >= 0
        if stage.when is When.REPORTED:
            stuck &= chunk.reported == 1
        until_ns = np.where(stuck, NEVER_NS, start_ns)
        here = stuck | (start_ns >= 0)
        since_ns = chunk.arrival_ns(self.plan, index)
        self._waits[station_set].add(instance[here], since_ns[here], until_ns[here])

    def utilisation(self, station_set: int) -> Float64Array:
        """Give the busy share of the workers of each instance of a server set until the end of the run. [-]"""
        workers = self.plan.stations[station_set].workers
        return np.asarray(self.busy_ns[station_set] / (workers * self.plan.duration_ns))

    def busiest(self, kind: StationKind, used: Collection[int]) -> float:
        """Give the utilisation of the busiest server of a kind among some station sets; NaN without one. [-]"""
        sets = [i for i in sorted(used) if i in self.busy_ns and self.plan.stations[i].kind is kind]
        return max((float(self.utilisation(i).max(initial=0.0)) for i in sets), default=math.nan)

    def mean_power_w(self, kind: StationKind, used: Collection[int]) -> float:
        """Give the mean power of one server of a kind among some station sets; NaN without one. [W]"""
        powers_w = [
            server.idle_power_w + (server.active_power_w - server.idle_power_w) * self.utilisation(server.station_set)
            for server in self.plan.servers
            if server.station_set in used and self.plan.stations[server.station_set].kind is kind
        ]
        return float(np.concatenate(powers_w).mean()) if powers_w else math.nan

    def backlog_drain_s(self, used: Collection[int]) -> float:
        """Give the longest time from the end of an outage until its queue was first empty.

        Returns
        -------
        float
            0 if nothing waited, inf if the queue never emptied, NaN without outages at these station sets. [s]
        """
        longest_s = math.nan
        for index in sorted(set(used) & set(self._waits)):
            station = self.plan.stations[index]
            for outage in station.outages:
                instances = range(station.count) if outage.instance is None else (outage.instance,)
                for instance in instances:
                    empty_ns = self._waits[index].empty_after(instance, outage.end_ns)
                    drain_s = math.inf if empty_ns == NEVER_NS else (empty_ns - outage.end_ns) / NS_PER_S
                    longest_s = drain_s if math.isnan(longest_s) else max(longest_s, drain_s)
        return longest_s

"""Gathers the history of a run from its trace: by part of time and part of the fleet, in bounded memory."""

from dataclasses import dataclass

import numpy as np

from simgui.plan.plan import NS_PER_S, Float64Array, GroupPlan, Plan, StagePlan, TaskPlan
from simgui.plan.stages import Stage, State
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array
from simgui.results.decisions import Decisions, decide
from simgui.results.series_block import (
    BINS_AN_OCTAVE_LOG2,
    LATENCY_BINS,
    Array,
    added,
    allocate,
    is_by_time,
    merged_log,
)
from simgui.results.series_layout import SeriesLayout, layout_of, mean_by_part, parts_of_devices
from simgui.results.series_log import SeriesLog
from simgui.results.series_rows import Cells, Visits

_SHIFT = 23 - BINS_AN_OCTAVE_LOG2
_LOWEST = (127 - 20) << BINS_AN_OCTAVE_LOG2


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """What has changed of a history since the last time.

    Parameters
    ----------
    until_s : float
        Simulated time reached. [s]
    rows : int64 array
        Parts of time that changed.
    arrays : dict[str, array]
        By name: those rows of the arrays by time, and the whole of the others if they changed.
    """

    until_s: float
    rows: Int64Array
    arrays: dict[str, Array]


@dataclass(frozen=True, slots=True)
class BranchTicket:
    """Stands for a branch whose numbers its parent shares."""

    number: int


class FleetSeries:
    """Takes the rows of a run in any order and any chunks, and can be looked at while it does.

    A branch keeps its numbers in memory that it shares with its parent across a fork, so the parent sees them grow.
    A row counts for the part of time in which its window ended; energy and waiting count for when they happened,
    and those of rows that pass a stage as usual are booked together, as if all devices of a part passed equally often.

    Parameters
    ----------
    plan : Plan
        What is run.
    layout : SeriesLayout | None
        How it is gathered; None chooses.
    """

    def __init__(self, plan: Plan, layout: SeriesLayout | None = None) -> None:
        self._plan = plan
        self.layout = layout or layout_of(plan)
        self.arrays = allocate(self.layout)
        self._branches: list[FleetSeries] = []
        self._number = -1
        self._part = [parts_of_devices(group.devices, group.bins) for group in self.layout.groups]
        self._place = {station.index: place for place, station in enumerate(self.layout.stations)}
        self._log = SeriesLog(plan, self.arrays)
        self._seen = np.zeros(self.layout.bins, dtype=np.int64)
        self._seen_log = -1
        self._energy_j: dict[tuple[int, int, int], Float64Array] = {}

    def branch(self) -> "FleetSeries":
        """Give a series for a part of the rows; what it takes is seen here at once."""
        branch = FleetSeries(self._plan, self.layout)
        branch._number = len(self._branches)
        self._branches.append(branch)
        return branch

    def absorb(self, other: "FleetSeries | BranchTicket") -> None:
        """Add everything another series has taken; what a branch has taken is here already."""
        if isinstance(other, BranchTicket) or other in self._branches:
            return
        for name, array in other.total().items():
            if is_by_time(name):
                self.arrays[name] += array
        for name, array in merged_log([self.arrays, other.total()]).items():
            self.arrays[name][...] = array

    def __reduce__(self) -> tuple[type[BranchTicket], tuple[int]]:
        """Send a ticket in place of a branch: its parent has the numbers."""
        return BranchTicket, (self._number,)

    def record(self, chunk: TraceChunk) -> None:
        """Take finished rows; only jobs count, but all traffic draws energy and waits."""
        if not len(chunk):
            return
        group, task = self._plan.groups[chunk.group], self._plan.groups[chunk.group].tasks[chunk.task]
        cells = Cells(self.layout, chunk.group, self._part[chunk.group][chunk.device], chunk.release_ns)
        if task.is_job:
            decisions = decide(self._plan, chunk)
            self._record_jobs(group.name, task, chunk, cells, decisions)
            self._log.record(task, chunk, decisions)
        self._record_stages(group, task, chunk, cells)
        self.arrays["touched"][cells.first : cells.reach + 1] += 1

    def total(self) -> dict[str, Array]:
        """Give everything taken so far, branches included; a copy when there are any."""
        if not self._branches:
            return self.arrays
        parts = self._parts()
        whole = {name: added([part[name] for part in parts]) for name in self.arrays if is_by_time(name)}
        return {**whole, **merged_log(parts)}

    def grown(self, until_s: float) -> SeriesPart:
        """Give what has changed since the last call.

        Parameters
        ----------
        until_s : float
            Simulated time reached. [s]
        """
        parts = self._parts()
        touched = added([part["touched"] for part in parts])
        rows = np.flatnonzero(touched != self._seen)
        self._seen = touched
        arrays: dict[str, Array] = {
            name: added([part[name][rows] for part in parts])
            for name in self.arrays
            if is_by_time(name) and name != "touched"
        }
        logged = int(sum(part["log/count"].sum() for part in parts))
        if logged != self._seen_log:
            self._seen_log = logged
            arrays |= {name: array.copy() for name, array in merged_log(parts).items()}
        return SeriesPart(until_s, rows, arrays)

    def _parts(self) -> list[dict[str, Array]]:
        return [self.arrays, *(branch.arrays for branch in self._branches)]

    def _record_jobs(self, group: str, task: TaskPlan, chunk: TraceChunk, cells: Cells, decisions: Decisions) -> None:
        arrays = self.arrays
        cells.add_counts(arrays[f"{group}/jobs"])
        cells.add_rows(arrays[f"{group}/lost"], np.flatnonzero(~decisions.decided))
        cells.add_rows(arrays[f"{group}/alarms"], np.flatnonzero(decisions.alarm))
        latency_ns = decisions.at_ns - chunk.release_ns
        if task.deadline_ns is not None:
            late = decisions.decided & (latency_ns > task.deadline_ns)
            cells.add_rows(arrays[f"{group}/late"], np.flatnonzero(late))
        timed = decisions.decided & decisions.for_latency
        if timed.all():
            cells.add_counts(arrays[f"{group}/timed"])
            cells.add_weights(arrays[f"{group}/latency_s"], latency_ns / NS_PER_S)
            cells.add_by_time(arrays[f"{group}/latencies"], _latency_bin(latency_ns))
            return
        rows = np.flatnonzero(timed)
        if len(rows):
            cells.add_rows(arrays[f"{group}/timed"], rows)
            cells.add_rows(arrays[f"{group}/latency_s"], rows, latency_ns[rows] / NS_PER_S)
            cells.add_by_time(arrays[f"{group}/latencies"], _latency_bin(latency_ns[rows]), rows)

    def _record_stages(self, group: GroupPlan, task: TaskPlan, chunk: TraceChunk, cells: Cells) -> None:
        name = group.name
        energy_j, state_j = self.arrays[f"{name}/energy_j"], self.arrays[f"{name}/state_j"]
        if task.sense_ns:
            power_w = group.energy.state_power_w[State.SENSE]
            each = self._each(chunk, -1, power_w, task.sense_ns)
            _add_each(cells, energy_j, state_j, State.SENSE, cells.counts * each)
        for index, stage in enumerate(task.stages):
            if stage.stage in {Stage.UPLINK, Stage.DOWNLINK}:
                byte = self.arrays[f"{name}/{stage.stage.label}_byte"]
                cells.add_sum_by_time(byte, chunk.attempts[index], float(stage.wire_byte))
            alike = stage.wake is None and not stage.draws_apart and stage.rate_spread is None
            visits = Visits.of(chunk, index, cells, alike=alike)
            if visits is None:
                continue
            if stage.station_set in self._place:
                self._record_station(name, chunk, index, stage, cells, visits)
            if stage.state is not None:
                power_w = group.energy.state_power_w[stage.state]
                if visits.counts is not None:
                    each = self._each(chunk, index, power_w, stage.service_ns)
                    _add_each(cells, energy_j, state_j, stage.state, visits.counts * each)
                if len(visits.odd):
                    used_j = _drawn_ns(stage, chunk, index, visits) / NS_PER_S * power_w[chunk.device[visits.odd]]
                    at_ns = chunk.start_ns[index, visits.odd]
                    _add_used(cells, energy_j, state_j, stage.state, at_ns, visits.odd, used_j)
            if stage.tailed:
                self._record_tail(group, chunk, index, stage, cells, visits)

    def _record_station(
        self, group: str, chunk: TraceChunk, index: int, stage: StagePlan, cells: Cells, visits: Visits
    ) -> None:
        """Book what a shared station did and who waited there; one who never got there is not seen to wait."""
        place, odd = self._place[stage.station_set], visits.odd
        start_ns, arrival_ns = chunk.start_ns[index], chunk.arrival_ns(self._plan, index)
        busy, queue = self.arrays["stations/busy_s"][:, place], self.arrays["stations/queue_s"][:, place]
        if len(odd):
            cells.add_at(busy, start_ns[odd], visits.busy_ns / NS_PER_S)
        if visits.counts is None:
            waited_ns = start_ns[odd] - arrival_ns[odd] - chunk.lost_ns[index, odd]
            waiting = np.flatnonzero(waited_ns > 0)
            waited_ns, waiting = waited_ns[waiting], odd[waiting]
        else:
            busy_ns = chunk.finish_ns[index] - start_ns
            all_ns = start_ns - arrival_ns
            busy_ns[visits.unusual] = 0
            all_ns[visits.unusual] = 0
            all_ns[odd] = start_ns[odd] - arrival_ns[odd] - chunk.lost_ns[index, odd]
            cells.add_sum_by_time(busy, busy_ns, 1 / NS_PER_S)
            waiting = np.flatnonzero(all_ns > 0)
            waited_ns = all_ns[waiting]
        if len(waiting):
            cells.add_rows(self.arrays[f"{group}/wait_s"], waiting, waited_ns / NS_PER_S)
            cells.add_spans(queue, start_ns[waiting] - waited_ns, waited_ns)

    def _record_tail(
        self, group: GroupPlan, chunk: TraceChunk, index: int, stage: StagePlan, cells: Cells, visits: Visits
    ) -> None:
        assert stage.tail_state is not None  # noqa: S101 - the caller has looked
        power_w = group.energy.state_power_w[stage.tail_state]
        energy_j, state_j = self.arrays[f"{group.name}/energy_j"], self.arrays[f"{group.name}/state_j"]
        if visits.counts is not None:
            each = self._each(chunk, index + len(group.tasks[chunk.task].stages), power_w, stage.tail_ns)
            _add_each(cells, energy_j, state_j, stage.tail_state, visits.counts * each)
        rows = visits.odd[chunk.finish_ns[index, visits.odd] >= 0]
        if len(rows):
            device = chunk.device[rows]
            failed = np.maximum(chunk.attempts[index, rows].astype(np.int64) - 1, 0)
            listens_ns = stage.tail_ns[device] + failed * stage.retry_tail_ns[device]
            used_j = np.asarray(power_w[device] * (listens_ns / NS_PER_S))
            _add_used(cells, energy_j, state_j, stage.tail_state, chunk.finish_ns[index, rows], rows, used_j)

    def _each(self, chunk: TraceChunk, which: int, power_w: Float64Array, busy_ns: Int64Array | int) -> Float64Array:
        """Give the mean energy of one visit for every part of the group; computed once. [J]"""
        key = (chunk.group, chunk.task, which)
        if key not in self._energy_j:
            used_j = np.asarray(power_w * (np.asarray(busy_ns, dtype=np.float64) / NS_PER_S), dtype=np.float64)
            self._energy_j[key] = mean_by_part(used_j, self.layout.groups[chunk.group].bins)
        return self._energy_j[key]


def _drawn_ns(stage: StagePlan, chunk: TraceChunk, index: int, visits: Visits) -> Int64Array:
    """Give for how long each of the odd rows drew the power of a stage's state; as the ledger counts it. [ns]"""
    if not stage.draws_apart:
        return visits.busy_ns
    odd = visits.odd
    own_ns = stage.drawn_ns(chunk.device[odd], chunk.release_ns[odd])
    return np.minimum(visits.busy_ns, own_ns + chunk.lost_ns[index, odd])


def _add_each(cells: Cells, energy_j: Array, state_j: Array, state: State, used_j: Float64Array) -> None:
    span = slice(cells.first, cells.last + 1)
    energy_j[span] += used_j
    state_j[span, state] += used_j.sum(axis=1)


def _add_used(
    cells: Cells,
    energy_j: Array,
    state_j: Array,
    state: State,
    at_ns: Int64Array,
    rows: Int64Array,
    used_j: Float64Array,
) -> None:
    cells.add_at(state_j[:, state], at_ns, used_j)
    cells.add_cells_at(energy_j, at_ns, rows, used_j)


def _latency_bin(latency_ns: Int64Array) -> Int64Array:
    """Give the bin of each latency, from the leading bits of its float."""
    bits = (latency_ns.astype(np.float32) * np.float32(1e-9)).view(np.int32)
    return np.clip((bits >> _SHIFT) - _LOWEST, 0, LATENCY_BINS - 1)


def latency_edges_s() -> Float64Array:
    """Give the lower edges of the latency bins, and the upper edge of the last. [s]"""
    place = np.arange(LATENCY_BINS + 1)
    each = 1 << BINS_AN_OCTAVE_LOG2
    return np.asarray(2.0 ** (place // each - 20) * (1 + place % each / each))

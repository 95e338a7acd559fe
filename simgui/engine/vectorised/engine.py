"""The vectorised engine: the same law as the reference, chunk by chunk over arrays."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Self, TypeVar

import numpy as np

from simgui.core.errors import RunCancelled, UsageError
from simgui.engine.battery import may_die
from simgui.engine.control import Control, EngineReport
from simgui.engine.energy import EnergyBooks
from simgui.engine.vectorised.chunk import Carried, Finished, Part, Setting
from simgui.engine.vectorised.chunk_run import settle
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.lanes import by_line
from simgui.engine.vectorised.network import Network, TaskWay
from simgui.engine.vectorised.parking import Parking
from simgui.engine.vectorised.partition import components, joint_sets, parts_of
from simgui.engine.vectorised.releases import Releases
from simgui.engine.vectorised.reports import NO_LABEL
from simgui.engine.vectorised.set_service import Span, UnsettledError
from simgui.engine.vectorised.station import VectorStation
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import NOBODY, BoolArray
from simgui.plan.plan import Plan
from simgui.plan.trace import FanOut, TraceSink
from simgui.plan.verdicts import Int32Array, Int64Array

_T = TypeVar("_T")
_R = TypeVar("_R")

CHUNK_JOBS = 49_152
"""Jobs of a part released in a chunk: enough to hide the interpreter, few enough for the processor's cache."""

PASSES = 4, 12
"""A chunk that settles in fewer passes than the first is followed by a longer one, one with more than the second by a
shorter one: passes grow with the chunk where messages come back to a crowded station."""

_CEILING = 2**62


class VectorisedEngine:
    """Executes eligible plans over arrays.

    Parameters
    ----------
    reason : str
        Why this engine was chosen, for the report.
    chunk_jobs : int
        Jobs of a part released in a chunk, more or less.
    workers : int, optional
        Threads; as many as there are processors unless told otherwise. The trace is the same for any number.
    """

    name = "vectorised"

    def __init__(self, reason: str = "asked for", *, chunk_jobs: int = CHUNK_JOBS, workers: int | None = None) -> None:
        self._reason = reason
        self._chunk_jobs = chunk_jobs
        self._workers = workers or len(os.sched_getaffinity(0))

    def run(self, plan: Plan, sink: TraceSink, control: Control) -> EngineReport:
        """Run a plan to its end; see `simgui.engine.control.Engine`.

        Raises
        ------
        UsageError
            If the plan is not eligible.
        RunCancelled
            When the control asks to stop.
        """
        reason = why_not(plan)
        if reason:
            raise UsageError(f"the vectorised engine cannot run this: {reason}; use auto or simpy")
        return _Run(plan, sink, self._chunk_jobs, self._workers).execute(control, self.name, self._reason)


class _Worker:
    """One part of the fleet over the whole run, with sinks of its own.

    Parameters
    ----------
    network : Network
        The plan.
    devices, component : Sequence[int64 array]
        By group, which devices belong to it, and the component of every device of the group.
    books, sink : EnergyBooks, FanOut
        Take its rows.
    """

    def __init__(
        self,
        network: Network,
        devices: Sequence[Int64Array],
        component: Sequence[Int64Array],
        books: EnergyBooks,
        sink: FanOut,
    ) -> None:
        self._network = network
        self._releases = [Releases(way.plan, devices[way.group]) for way in network.ways]
        self._component = component
        self._components = 1 + max(int(numbers.max(initial=0)) for numbers in component)
        self._parking = Parking(network)
        self.books = books
        self.sink = sink
        self.jobs = 0
        self.carried = self._nothing()

    def _nothing(self) -> Carried:
        empty = np.zeros(0, dtype=np.int64)
        plan = self._network.plan
        return Carried(
            tables=[Table.released(way, empty.astype(np.int32), empty, empty) for way in self._network.ways],
            waiting=[NOBODY] * len(self._network.legs),
            stations={},
            last_label=[np.full(plan.groups[way.group].devices, NO_LABEL, dtype=np.int8) for way in self._network.ways],
        )

    def part(self, setting: Setting, from_ns: int, until_ns: int) -> Part:
        """Release the jobs of [from, until) into a chunk. [ns]"""
        span = setting.span
        self.carried = self._parking.bring(self.carried, None if span.until_ns >= span.end_ns else span.until_ns)
        fresh = [
            Table.released(way, *self._released(way, releases, from_ns, until_ns))
            for way, releases in zip(self._network.ways, self._releases, strict=True)
        ]
        return Part(setting, self.carried, fresh)

    def _released(
        self, way: TaskWay, releases: Releases, from_ns: int, until_ns: int
    ) -> tuple[Int32Array, Int64Array, Int64Array]:
        """Give the releases of a task by component, so that shared stations find their visitors nearly in order."""
        device, job, release_ns = releases.between(from_ns, until_ns)
        order = by_line(self._component[way.group][device], self._components)
        return (device, job, release_ns) if order is None else (device[order], job[order], release_ns[order])

    def park(self, until_ns: int, chunk_ns: int) -> None:
        """Put aside what the next chunk does not concern. [ns]"""
        self.carried = self._parking.take(self.carried, until_ns, chunk_ns)

    @property
    def is_under_way(self) -> bool:
        """Whether any row is open."""
        return bool(self._parking) or any(len(table) for table in self.carried.tables)

    def record(self, finished: Finished) -> None:
        """Hand on the rows that are through, and keep the others for the next chunk."""
        self.carried = finished.carried
        for way, table in zip(self._network.ways, finished.tables, strict=True):
            if len(table):
                self.jobs += len(table)
                chunk = table.chunk(way)
                self.books.record(chunk)
                self.sink.record(chunk)


class _Run:
    def __init__(self, plan: Plan, sink: TraceSink, chunk_jobs: int, workers: int) -> None:
        self._plan = plan
        self._network = Network(plan)
        self._end_ns = plan.duration_ns + plan.drain_ns
        self._stations = {
            index: VectorStation(plan.stations[index], plan.duration_ns, self._end_ns)
            for index in self._network.visitors
        }
        self._mortal = _mortal(plan)
        self._is_one_chunk = any(mortal is not None for mortal in self._mortal)
        self._death_ns = {group.name: np.full(group.devices, -1, dtype=np.int64) for group in plan.groups}
        self._books = EnergyBooks(plan, self._death_ns)
        component = components(self._network)
        dealt = parts_of(self._network, component, 1 if self._is_one_chunk or chunk_jobs > _jobs(plan) else workers)
        by_group = np.split(component, np.cumsum([group.devices for group in plan.groups])[:-1])
        joint = joint_sets(self._network) if len(dealt) > 1 else frozenset[int]()
        self._joint = {index: self._stations[index].fresh() for index in joint}
        self._sink = FanOut([sink])
        self._workers = [
            _Worker(
                self._network,
                devices,
                by_group,
                self._books.branch(),
                self._sink.branch() if len(dealt) > 1 else self._sink,
            )
            for devices in dealt
        ]
        for worker in self._workers:
            worker.carried.stations.update((i, s.fresh()) for i, s in self._stations.items() if i not in joint)
        self._chunk_ns = self._chunk_length_ns(chunk_jobs * len(dealt))

    def execute(self, control: Control, engine: str, reason: str) -> EngineReport:
        now_ns, length_ns = 0, self._chunk_ns
        with _pool(len(self._workers)) as pool:
            while now_ns < self._end_ns:
                if control.cancelled():
                    raise RunCancelled("cancelled")
                until_ns = self._chunk_end_ns(now_ns, length_ns)
                try:
                    passes = self._chunk(now_ns, until_ns, pool)
                except UnsettledError:
                    length_ns = max(1, (until_ns - now_ns) // 4)
                    continue
                if not self._is_one_chunk:
                    pool.each(partial(_Worker.park, until_ns=until_ns, chunk_ns=length_ns), self._workers)
                now_ns = until_ns
                if passes > PASSES[1]:
                    length_ns = max(1, length_ns // 2)
                elif passes < PASSES[0]:
                    length_ns = min(self._chunk_ns, 2 * length_ns)
                jobs = sum(worker.jobs for worker in self._workers)
                control.progress(min(now_ns, self._plan.duration_ns), jobs)
                if now_ns >= self._plan.duration_ns and not self._under_way():
                    break
        for worker in self._workers:
            self._books.absorb(worker.books)
            if worker.sink is not self._sink:
                self._sink.absorb(worker.sink)
        return EngineReport(engine, reason, self._books.close())

    def _under_way(self) -> bool:
        return any(worker.is_under_way for worker in self._workers)

    def _chunk_end_ns(self, now_ns: int, length_ns: int) -> int:
        if self._is_one_chunk:
            return self._end_ns
        until_ns = min(now_ns + length_ns, self._end_ns)
        # Nothing is released behind the run, so that the first chunk there ends it for most plans.
        return self._plan.duration_ns if now_ns < self._plan.duration_ns < until_ns else until_ns

    def _chunk_length_ns(self, chunk_jobs: int) -> int:
        rate = sum(len(way.plan.phase_ns) / way.plan.period_ns for way in self._network.ways)
        instances = max((station.count for station in self._plan.stations), default=1)
        return max(1, min(int(chunk_jobs / rate), _CEILING // (4 * instances)))

    def _chunk(self, from_ns: int, until_ns: int, pool: "_Pool") -> int:
        span = Span(until_ns, self._end_ns, self._plan.duration_ns)
        setting = Setting(self._network, self._stations, span, self._mortal)
        released_until_ns = min(until_ns, self._plan.duration_ns)
        parts = pool.each(lambda worker: worker.part(setting, from_ns, released_until_ns), self._workers)
        self._joint, passes = settle(setting, parts, self._joint, pool.each)
        finished = pool.each(Part.close, parts)
        for group, death in zip(self._plan.groups, finished[0].deaths, strict=True):
            if death is not None:
                dead = death < self._plan.duration_ns
                self._death_ns[group.name][dead] = death[dead]
        pool.each(lambda pair: pair[0].record(pair[1]), list(zip(self._workers, finished, strict=True)))
        return passes


class _Pool:
    """Calls a function for several things: in threads if there are any, for numpy lets others run meanwhile."""

    def __init__(self, executor: ThreadPoolExecutor | None) -> None:
        self._executor = executor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor is not None:
            self._executor.shutdown()

    def each(self, action: Callable[[_T], _R], things: Sequence[_T]) -> list[_R]:
        """Give the results in the order of the things."""
        if self._executor is None or len(things) == 1:
            return [action(thing) for thing in things]
        return list(self._executor.map(action, things))


def _pool(workers: int) -> _Pool:
    return _Pool(ThreadPoolExecutor(workers, "simgui-engine") if workers > 1 else None)


def _jobs(plan: Plan) -> int:
    return sum(int(task.jobs.sum()) for group in plan.groups for task in group.tasks)


def _mortal(plan: Plan) -> Sequence[BoolArray | None]:
    flags = [may_die(group, plan.duration_ns, plan.stations) for group in plan.groups]
    return [mortal if mortal.any() else None for mortal in flags]

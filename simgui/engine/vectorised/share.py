"""One part of the fleet over a whole run: its open rows, its stations, and sinks of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simgui.engine.energy import EnergyBooks
from simgui.engine.vectorised.chunk import Carried, Part
from simgui.engine.vectorised.lanes import by_line, by_number
from simgui.engine.vectorised.network import Leg, Network, TaskWay
from simgui.engine.vectorised.parking import Parking
from simgui.engine.vectorised.releases import Releases
from simgui.engine.vectorised.reports import NO_LABEL
from simgui.engine.vectorised.set_memory import Deaths, Setting
from simgui.engine.vectorised.set_service import Span
from simgui.engine.vectorised.station import VectorStation
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.tails import TailBooks
from simgui.engine.vectorised.visits import NOBODY, BoolArray, LegResult, Visits
from simgui.plan.trace import FanOut
from simgui.plan.verdicts import Int32Array, Int64Array


@dataclass(frozen=True, slots=True)
class Callers:
    """Who comes to a station set where the parts meet, of one leg.

    Parameters
    ----------
    leg : int
        Its number.
    device, job : integer array (visits,)
        Whose visits.
    failed, arrival_ns : int64 array (visits,)
        Attempts lost before, and when each arrives. [ns]
    """

    leg: int
    device: Int32Array
    job: Int64Array
    failed: Int64Array
    arrival_ns: Int64Array


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the callers of one leg, by their place among them: starts alone if nothing unusual happened."""

    leg: int
    start_ns: Int64Array | None
    result: LegResult | None


@dataclass(frozen=True, slots=True)
class Course:
    """What does not change over a run.

    Parameters
    ----------
    network : Network
        The plan.
    stations : dict[int, VectorStation]
        By station set.
    mortal : Sequence[bool array (devices,) or None]
        By group, which devices may die.
    component : Sequence[int64 array (devices,)]
        By group, the component of each device.
    joint : frozenset[int]
        Station sets where the parts meet.
    death_ns : Mapping[str, int64 array (devices,)]
        By group's name, when each battery was empty, -1 where it was not; filled in as that is known. [ns]
    """

    network: Network
    stations: dict[int, VectorStation]
    mortal: Sequence[BoolArray | None]
    component: Sequence[Int64Array]
    joint: frozenset[int]
    death_ns: Mapping[str, Int64Array]


class Share:
    """One part of the fleet.

    Parameters
    ----------
    course : Course
        What it shares with the others.
    devices : Sequence[int64 array]
        By group, which devices belong to it.
    books, sink : EnergyBooks, FanOut
        Take its rows.
    """

    def __init__(self, course: Course, devices: Sequence[Int64Array], books: EnergyBooks, sink: FanOut) -> None:
        self._course = course
        self._network = course.network
        self._releases = [Releases(way.plan, devices[way.group]) for way in self._network.ways]
        self._components = 1 + max(int(numbers.max(initial=0)) for numbers in course.component)
        self._parking = Parking(self._network)
        self._books = books
        self._sink = sink
        self._jobs = 0
        self._unrecorded: list[Table] = []
        self._carried = self._nothing()
        self._part: Part | None = None
        self._called: list[tuple[Leg, Visits, Table]] = []
        self._tails = {index: TailBooks(self._network.plan.groups[index]) for index in self._network.tailed}

    def _nothing(self) -> Carried:
        empty = np.zeros(0, dtype=np.int64)
        plan = self._network.plan
        return Carried(
            tables=[Table.released(way, empty.astype(np.int32), empty, empty) for way in self._network.ways],
            waiting=[NOBODY] * len(self._network.legs),
            stations={i: s.fresh() for i, s in self._course.stations.items() if i not in self._course.joint},
            last_label=[np.full(plan.groups[way.group].devices, NO_LABEL, dtype=np.int8) for way in self._network.ways],
        )

    @property
    def part(self) -> Part:
        """The chunk at hand."""
        assert self._part is not None  # noqa: S101 - a chunk was begun
        return self._part

    def begin_chunk(self, from_ns: int, span: Span) -> None:
        """Release the jobs from a time on into a chunk. [ns]"""
        course = self._course
        self._carried = self._parking.bring(self._carried, None if span.until_ns >= span.end_ns else span.until_ns)
        until_ns = min(span.until_ns, span.duration_ns)
        tables = [
            Table.released(way, *self._released(way, releases, from_ns, until_ns), behind)
            for way, releases, behind in zip(self._network.ways, self._releases, self._carried.tables, strict=True)
        ]
        self._part = Part(Setting(self._network, course.stations, span, course.mortal), self._carried, tables)

    def _released(
        self, way: TaskWay, releases: Releases, from_ns: int, until_ns: int
    ) -> tuple[Int32Array, Int64Array, Int64Array]:
        """Give the releases of a task by component, so that shared stations find their visitors nearly in order."""
        device, job, release_ns = releases.between(from_ns, until_ns)
        order = by_line(self._course.component[way.group][device], self._components)
        return (device, job, release_ns) if order is None else (device[order], job[order], release_ns[order])

    def begin_pass(self) -> None:
        """Begin a pass through the station sets."""
        self.part.begin()

    def serve(self, indices: Sequence[int]) -> None:
        """Serve some station sets, one after the other."""
        self.part.serve(indices)

    def callers(self, index: int) -> list[Callers]:
        """Give who comes to a station set where the parts meet, in the order of time."""
        self._called = []
        for leg, visits, table in self.part.coming(index):
            by_time = by_number(visits.arrival_ns)
            called = Visits(visits.row[by_time], visits.failed[by_time], visits.arrival_ns[by_time])
            self._called.append((leg, called, table))
        return [
            Callers(leg.number, table.device[v.row], table.job[v.row], v.failed, v.arrival_ns)
            for leg, v, table in self._called
        ]

    def lead_on(self, answers: Sequence[Answer]) -> None:
        """Take what became of the callers, and send them on."""
        results = [self.part.told(*one, a.start_ns, a.result) for one, a in zip(self._called, answers, strict=True)]
        self.part.lead_on(results)

    def end_pass(self) -> tuple[bool, int]:
        """Tell whether the pass changed nothing any more, and how often a station set was served in it."""
        return self.part.settled(), self.part.passes

    def outlived(self) -> bool:
        """Tell whether the batteries last as long as was assumed."""
        return self.part.outlived()

    def close_chunk(self, next_ns: int | None) -> tuple[int, bool]:
        """Hand on the rows that are through.

        Parameters
        ----------
        next_ns : int | None
            Length of the next chunk, which tells what can be put aside; None puts nothing aside. [ns]

        Returns
        -------
        jobs, is_under_way
            Rows so far, and whether any is open.
        """
        finished = self.part.close()
        self._note_deaths(finished.deaths)
        until_ns = self.part.span.until_ns
        for index, tails in self._tails.items():
            tails.add(finished.radio[index], until_ns, self._limit_ns(index))
        self._part = None
        self._carried = finished.carried
        self.catch_up()
        self._unrecorded = finished.tables
        self._jobs += sum(len(table) for table in finished.tables)
        if next_ns is not None:
            self._carried = self._parking.take(self._carried, until_ns, next_ns)
        is_under_way = bool(self._parking) or any(len(table) for table in self._carried.tables)
        return self._jobs, is_under_way

    def catch_up(self) -> None:
        """Hand on the rows of the chunk before, which can wait for a moment when there is nothing else to do."""
        for way, table in zip(self._network.ways, self._unrecorded, strict=False):
            if len(table):
                chunk = table.chunk(way)
                self._books.record(chunk)
                self._sink.record(chunk)
        self._unrecorded = []

    def _note_deaths(self, deaths: Deaths) -> None:
        for group, death in zip(self._network.plan.groups, deaths, strict=True):
            if death is not None:
                dead = death < self.part.span.duration_ns
                self._course.death_ns[group.name][dead] = death[dead]

    def harvest(self) -> tuple[EnergyBooks, FanOut]:
        """Give the sinks."""
        self.catch_up()
        for index, tails in self._tails.items():
            self._books.add_tails(index, tails.close(self._limit_ns(index)))
        return self._books, self._sink

    def _limit_ns(self, group: int) -> Int64Array:
        """Up to when energy is booked. [ns]"""
        plan = self._network.plan
        death = self._course.death_ns[plan.groups[group].name]
        return np.where(death >= 0, np.minimum(death, plan.duration_ns), plan.duration_ns)


def answer(result: LegResult) -> Answer:
    """Shorten a result for the way to the part it concerns."""
    usual = not result.failed and not result.retried.any() and result.interruptions is None and not len(result.later)
    if usual and result.lost_ns is None and not len(result.buried):
        return Answer(result.leg.number, result.start_ns, None)
    return Answer(result.leg.number, None, replace(result, leg=None))  # type: ignore[arg-type]

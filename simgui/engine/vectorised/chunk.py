"""One chunk of simulated time: released jobs and carried messages pass through the station sets until all settles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simgui.engine.vectorised.batteries import Draws, same_deaths
from simgui.engine.vectorised.network import UNKNOWN, Leg, Network, TaskWay
from simgui.engine.vectorised.reports import reported
from simgui.engine.vectorised.set_service import MAX_PASSES, SetService, Span, UnsettledError
from simgui.engine.vectorised.station import StationState, VectorStation
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import NOBODY, BoolArray, LegResult, Visits, first_visits, together
from simgui.plan.stages import Outcome, Stage, When
from simgui.plan.verdicts import Int8Array, Int64Array

Deaths = Sequence[Int64Array | None]


@dataclass(slots=True)
class Carried:
    """What one chunk leaves to the next.

    Parameters
    ----------
    tables : list[Table]
        Open rows, by task.
    waiting : list[Visits]
        Messages that have not arrived yet, by leg; rows of these tables.
    stations : dict[int, StationState]
        By station set.
    last_label : list[int8 array (devices,)]
        The verdict each device executed last, by task.
    """

    tables: list[Table]
    waiting: list[Visits]
    stations: dict[int, StationState]
    last_label: list[Int8Array]


@dataclass(slots=True)
class _Pass:
    """What one pass over all station sets gave."""

    results: list[LegResult] = field(default_factory=list)
    feedback: dict[int, Visits] = field(default_factory=dict)
    later: dict[int, list[Visits]] = field(default_factory=dict)
    buried: list[tuple[Leg, Int64Array]] = field(default_factory=list)
    stations: dict[int, StationState] = field(default_factory=dict)
    reported: list[Int8Array] = field(default_factory=list)
    last_label: list[Int8Array] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finished:
    """What a chunk gave: rows that are through, by task, what it leaves behind, the deaths, and the passes it took."""

    tables: list[Table]
    carried: Carried
    deaths: Deaths
    passes: int


class Chunk:
    """One chunk.

    Parameters
    ----------
    network : Network
        The plan.
    stations : Mapping[int, VectorStation]
        By station set.
    span : Span
        Its end, and the ends of everything. [ns]
    mortal : Sequence[bool array (devices,) or None]
        By group, which devices may die; None where none does. If any may, the chunk is the whole run.
    """

    def __init__(
        self,
        network: Network,
        stations: Mapping[int, VectorStation],
        span: Span,
        mortal: Sequence[BoolArray | None],
    ) -> None:
        self._network = network
        self._stations = stations
        self._span = span
        self._mortal = mortal

    def run(self, carried: Carried, fresh: Sequence[Table]) -> Finished:
        """Run the chunk.

        Parameters
        ----------
        carried : Carried
            What the chunk before left; not changed.
        fresh : Sequence[Table]
            Rows of the jobs released in the chunk, by task.

        Raises
        ------
        UnsettledError
            If a cycle did not settle and the chunk may be shortened.
        """
        tables = [old.joined(new) for old, new in zip(carried.tables, fresh, strict=True)]
        deaths: Deaths = [None] * len(self._mortal)
        passes = 0
        while True:
            done, more = self._settle(tables, carried, fresh, deaths)
            passes += more
            if all(mortal is None for mortal in self._mortal):
                break
            known = deaths
            deaths = self._deaths(tables, done)
            if same_deaths(known, deaths):
                break
        return self._close(tables, carried, done, deaths, passes)

    def _settle(
        self, tables: Sequence[Table], carried: Carried, fresh: Sequence[Table], deaths: Deaths
    ) -> tuple[_Pass, int]:
        """Repeat the pass until what comes back to earlier stations is what was assumed."""
        released = self._released(carried, fresh, deaths)
        may_give_up = all(mortal is None for mortal in self._mortal)
        feedback: dict[int, Visits] = {}
        passes = 0
        while True:
            done = self._pass(tables, carried, released, feedback, deaths)
            passes += 1
            legs = feedback.keys() | done.feedback.keys()
            if all(feedback.get(leg, NOBODY).equals(done.feedback.get(leg, NOBODY)) for leg in legs):
                return done, passes
            if may_give_up and passes > MAX_PASSES:
                raise UnsettledError
            feedback = done.feedback

    def _released(self, carried: Carried, fresh: Sequence[Table], deaths: Deaths) -> list[Visits]:
        """Give the first arrival of every fresh row, by task; dead devices release nothing."""
        released = []
        for way, old, new in zip(self._network.ways, carried.tables, fresh, strict=True):
            row = np.arange(len(old), len(old) + len(new))
            death = deaths[way.group]
            if death is None:
                released.append(first_visits(row, new.release_ns))
            else:
                alive = new.release_ns < death[new.device]
                released.append(first_visits(row[alive], new.release_ns[alive]))
        return released

    def _pass(
        self,
        tables: Sequence[Table],
        carried: Carried,
        released: Sequence[Visits],
        feedback: Mapping[int, Visits],
        deaths: Deaths,
    ) -> _Pass:
        done = _Pass(
            reported=[table.reported for table in tables],
            last_label=list(carried.last_label),
        )
        inbox = self._inbox(carried, released, feedback, done)
        for index, legs in self._network.visitors.items():
            coming = ((leg, together(inbox.get(leg.number, ()))) for leg in legs)
            inputs = [(leg, visits, tables[self._way(leg)]) for leg, visits in coming if len(visits)]
            if not inputs:
                done.stations[index] = carried.stations[index]
                continue
            service = SetService(self._network, self._stations[index], inputs, deaths, self._span)
            may_give_up = all(mortal is None for mortal in self._mortal)
            results, done.stations[index] = service.settle(carried.stations[index], may_give_up=may_give_up)
            for result in results:
                self._lead_on(result, tables, deaths, done, inbox)
        return done

    def _inbox(
        self, carried: Carried, released: Sequence[Visits], feedback: Mapping[int, Visits], done: _Pass
    ) -> dict[int, list[Visits]]:
        """Gather, by leg, who comes without having passed a station in this pass."""
        inbox: dict[int, list[Visits]] = {}
        for number, waiting in enumerate(carried.waiting):
            if len(waiting):
                soon, late = waiting.split(self._span.until_ns)
                inbox[number] = [soon]
                done.later[number] = [late]
        for way, visits in zip(self._network.ways, released, strict=True):
            for number in way.firsts:
                inbox.setdefault(number, []).append(visits)
        for number, visits in feedback.items():
            inbox.setdefault(number, []).append(visits)
        return inbox

    def _way(self, leg: Leg) -> int:
        return self._network.way_of(leg)

    def _lead_on(
        self,
        result: LegResult,
        tables: Sequence[Table],
        deaths: Deaths,
        done: _Pass,
        inbox: dict[int, list[Visits]],
    ) -> None:
        """Send what got through a stage on to the next ones."""
        leg = result.leg
        index = self._way(leg)
        way, table = self._network.ways[index], tables[index]
        done.results.append(result)
        if len(result.later):
            done.later.setdefault(leg.number, []).append(result.later)
        if len(result.buried):
            done.buried.append((leg, result.buried))
        through = result.succeeded
        if leg.hop == way.plan.verdict_stage:
            flags, done.last_label[index] = reported(way.plan, result, table, done.last_label[index])
            known = done.reported[index].copy()
            known[result.visits.row[through]] = flags[through]
            done.reported[index] = known
        if not leg.children:
            return
        everything = bool(through.all())
        row = result.visits.row if everything else result.visits.row[through]
        arrival = (result.finish_ns if everything else result.finish_ns[through]) + leg.plan.delay_ns
        going = first_visits(row, arrival)
        for number in leg.children:
            child = self._network.legs[number]
            coming = going
            if child.plan.when is When.REPORTED:
                coming = going.taken(done.reported[index][row] == 1)
            death = deaths[child.group]
            if child.own and leg.plan.delay_ns and death is not None:
                alive = coming.arrival_ns <= death[table.device[coming.row]]
                done.buried.append((child, coming.row[~alive]))
                coming = coming.taken(alive)
            soon, late = coming.split(self._span.until_ns)
            if len(late):
                done.later.setdefault(number, []).append(late)
            if child.feedback:
                done.feedback[number] = soon
            else:
                inbox.setdefault(number, []).append(soon)

    def _deaths(self, tables: Sequence[Table], done: _Pass) -> Deaths:
        """Follow the batteries through everything that happened."""
        deaths: list[Int64Array | None] = []
        for group, mortal in enumerate(self._mortal):
            if mortal is None:
                deaths.append(None)
                continue
            draws = Draws(mortal, self._span.duration_ns, self._span.end_ns)
            for way, table in zip(self._network.ways, tables, strict=True):
                if way.group == group:
                    draws.add_sensing(way, table)
            for result in done.results:
                if result.leg.group == group:
                    draws.add_stage(result, tables[self._way(result.leg)])
            deaths.append(draws.deaths_ns(self._network.plan.groups[group]))
        return deaths

    def _close(self, tables: Sequence[Table], carried: Carried, done: _Pass, deaths: Deaths, passes: int) -> Finished:
        """Enter everything into the tables, and part the rows that are through from those that are not."""
        for index, (way, table) in enumerate(zip(self._network.ways, tables, strict=True)):
            table.reported[:] = done.reported[index]
            executed = table.reported != UNKNOWN
            table.label[executed] = table.verdict[executed]
            death = deaths[way.group]
            if death is not None:
                unreleased = table.release_ns >= death[table.device]
                table.outcome[unreleased] = Outcome.DEAD
                table.truth[unreleased] = -1
        for result in done.results:
            index = self._way(result.leg)
            _enter(result, self._network.ways[index], tables[index], deaths[result.leg.group])
        for leg, rows in done.buried:
            index = self._way(leg)
            _fail(self._network.ways[index], tables[index], leg.hop, rows, Outcome.DEAD)
        finished, kept = [], []
        waiting = [together(done.later.get(leg.number, ())) for leg in self._network.legs]
        last = self._span.until_ns >= self._span.end_ns
        for way, table in zip(self._network.ways, tables, strict=True):
            still_open = np.zeros(len(table), dtype=bool)
            if not last:
                for number in way.legs:
                    still_open[waiting[number].row] = True
            place = np.cumsum(still_open) - 1
            for number in way.legs:
                visits = NOBODY if last else waiting[number]
                waiting[number] = Visits(place[visits.row], visits.failed, visits.arrival_ns) if len(visits) else NOBODY
            left, through = table.split(still_open)
            kept.append(left)
            finished.append(through)
        return Finished(finished, Carried(kept, waiting, done.stations, done.last_label), deaths, passes)


def _enter(result: LegResult, way: TaskWay, table: Table, death_ns: Int64Array | None) -> None:
    """Write what became of a leg's visits into the rows."""
    hop, row = result.leg.hop, result.visits.row
    plain = bool(result.begun.all()) and bool(result.ended.all()) and not result.retried.any()
    begun = result.begun.astype(np.int16)
    if result.interruptions is not None:
        begun += result.interruptions.astype(np.int16)
    if plain:
        table.start_ns[hop, row] = result.start_ns
        table.finish_ns[hop, row] = result.finish_ns
    else:
        last = ~result.retried
        rows = row[last]
        table.start_ns[hop, rows] = np.where(result.begun, result.start_ns, -1)[last]
        table.finish_ns[hop, rows] = np.where(result.ended, result.finish_ns, -1)[last]
    if result.leg.plan.loss_probability > 0:
        np.add.at(table.attempts[hop], row, begun)
    else:
        table.attempts[hop, row] = begun
    if result.lost_ns is not None:
        np.add.at(table.lost_ns[hop], row, result.lost_ns)
    for code, flags in result.failed:
        _fail(way, table, hop, row[flags], code)
    _decide(result, way, table, death_ns, plain=plain)


def _decide(result: LegResult, way: TaskWay, table: Table, death_ns: Int64Array | None, *, plain: bool) -> None:
    """Note the decisions that the end of a stage brings."""
    hop = result.leg.hop
    buried = result.leg.plan.stage is Stage.DOWNLINK and death_ns is not None
    if not (way.decides[:, hop].any() or buried):
        return
    succeeded = result.succeeded
    row = result.visits.row if plain and succeeded.all() else result.visits.row[succeeded]
    if buried and death_ns is not None:
        dead = result.finish_ns[succeeded] > death_ns[table.device[row]]
        _fail(way, table, hop, row[dead], Outcome.DEAD)
        row = row[~dead]
    if way.decides[:, hop].all():
        table.outcome[row] = Outcome.DONE
    else:
        table.outcome[row[way.decides[table.reported[row], hop]]] = Outcome.DONE


def _fail(way: TaskWay, table: Table, hop: int, rows: npt.NDArray[np.int64], code: int) -> None:
    """Note failures, where the decision depends on the stage."""
    table.outcome[rows[way.on_way[table.reported[rows], hop]]] = code

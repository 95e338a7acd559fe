"""One chunk of simulated time: released jobs and carried messages pass through the station sets until all settles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from simgui.engine.vectorised.air import AirState, Told, decide
from simgui.engine.vectorised.batteries import Draws, same_deaths
from simgui.engine.vectorised.entries import enter, fail
from simgui.engine.vectorised.network import UNKNOWN, Leg
from simgui.engine.vectorised.passage import left_ns, taken_ns, tried_again_ns
from simgui.engine.vectorised.reports import reported
from simgui.engine.vectorised.set_memory import Deaths, SetMemory, Setting, plain_result
from simgui.engine.vectorised.set_service import Span
from simgui.engine.vectorised.station import StationState
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.tails import RadioEvents
from simgui.engine.vectorised.visits import NOBODY, BoolArray, LegResult, Visits, first_visits, together
from simgui.plan.stages import Outcome, When
from simgui.plan.verdicts import Int8Array, Int64Array


@dataclass(slots=True)
class Carried:
    """What one chunk leaves to the next, for one part of the fleet.

    Parameters
    ----------
    tables : list[Table]
        Open rows, by task.
    waiting : list[Visits]
        Messages that have not arrived yet, by leg; rows of these tables.
    stations : dict[int, StationState]
        By station set; those where the parts meet are not among them.
    last_label : list[int8 array (devices,)]
        The verdict each device executed last, by task.
    air : Mapping[str, AirState]
        Frames that may still disturb others, and those not decided yet, by domain.
    """

    tables: list[Table]
    waiting: list[Visits]
    stations: dict[int, StationState]
    last_label: list[Int8Array]
    air: Mapping[str, AirState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """Rows of a part that are through, by task, what it leaves behind, the deaths, and what radios did, by group."""

    tables: list[Table]
    carried: Carried
    deaths: Deaths
    radio: Mapping[int, RadioEvents]


class Part:
    """One part of the fleet in one chunk: pass after pass through the station sets.

    Parameters
    ----------
    setting : Setting
        What it shares with the others.
    carried : Carried
        What the chunk before left; not changed.
    tables : Sequence[Table]
        Rows the chunk before left, and behind them those of the jobs released in the chunk, by task.
    """

    def __init__(self, setting: Setting, carried: Carried, tables: Sequence[Table]) -> None:
        self._setting = setting
        self._network = setting.network
        self._span = setting.span
        self._carried = carried
        self._tables = tables
        for way, table in zip(self._network.ways, self._tables, strict=True):
            table.sent = {hop: table.finish_ns[hop].copy() for hop in way.sent_hops}
        self._sent_before: list[dict[int, Int64Array]] = []
        self.deaths: Deaths = [None] * len(setting.mortal)
        self._served: dict[int, SetMemory] = {}
        self._assumed: dict[int, Visits] = {}
        self._inbox: dict[int, list[Visits]] = {}
        self._results: list[LegResult] = []
        self._feedback: dict[int, Visits] = {}
        self._later: dict[int, list[Visits]] = {}
        self._buried: list[tuple[Leg, Int64Array]] = []
        self._refused: list[tuple[Leg, Int64Array]] = []
        self._stations: dict[int, StationState] = {}
        self._reported: list[Int8Array] = []
        self._last_label: list[Int8Array] = []
        self._on_air: dict[str, list[LegResult]] = {}
        self._air: dict[str, AirState] = {}

    def begin(self) -> None:
        """Begin a pass: gather who comes without having passed a station in it."""
        self._results, self._buried, self._refused = [], [], []
        self._inbox, self._feedback, self._later, self._stations = {}, {}, {}, {}
        self._on_air, self._air = {}, dict(self._carried.air)
        self._reported = [table.reported for table in self._tables]
        self._last_label = list(self._carried.last_label)
        for number, waiting in enumerate(self._carried.waiting):
            if len(waiting):
                soon, late = waiting.split(self._span.until_ns)
                self._inbox[number] = [soon]
                self._later[number] = [late]
        self._sent_before = [dict(table.sent) for table in self._tables]
        for way, table, visits in zip(self._network.ways, self._tables, self._released(), strict=True):
            for number in way.firsts:
                child = self._network.legs[number]
                if child.plan.slot is None and child.plan.dark is None:
                    self._inbox.setdefault(number, []).append(visits)
                else:
                    self._send(child, table, visits.row, visits.arrival_ns, visits.arrival_ns)
        for number, visits in self._assumed.items():
            self._inbox.setdefault(number, []).append(visits)

    def _released(self) -> Iterator[Visits]:
        """Give the first arrival of every fresh row, by task; dead devices release nothing."""
        for way, old, table in zip(self._network.ways, self._carried.tables, self._tables, strict=True):
            row = np.arange(len(old), len(table))
            released = first_visits(row, table.release_ns[len(old) :])
            death = self.deaths[way.group]
            yield released if death is None else released.taken(released.arrival_ns < death[table.device[len(old) :]])

    def serve(self, indices: Sequence[int]) -> None:
        """Serve some station sets, one after the other."""
        for index in indices:
            inputs = self.coming(index)
            results: list[LegResult] = []
            self._stations[index] = self._carried.stations[index]
            if inputs:
                results, self._stations[index] = self._served.setdefault(index, SetMemory()).serve(
                    self._setting, index, inputs, self._carried.stations[index], self.deaths
                )
            self.lead_on(self._received(index, results) if self._network.last_set_of else results)

    def _received(self, index: int, results: Sequence[LegResult]) -> list[LegResult]:
        """Keep what is on the air until all of its domain was served; then tell what was received."""
        known = []
        for result in results:
            law = result.leg.plan.collision
            if law is None:
                known.append(result)
            else:
                self._on_air.setdefault(law.domain, []).append(result)
        for domain, last in self._network.last_set_of.items():
            if last == index:
                sent, before = self._on_air.get(domain, []), self._carried.air.get(domain, AirState())
                told, self._air[domain] = decide(self._network, sent, self._table_of, before, self._span)
                known += [self._with_losses(one) for one in told]
        return known

    def _table_of(self, leg: Leg) -> Table:
        return self._tables[self._way(leg)]

    def _with_losses(self, told: Told) -> LegResult:
        """Enter losses on the air into a result; send what is tried again on its way."""
        result, lost = told.result, told.lost
        leg, visits, table = result.leg, result.visits, self._table_of(result.leg)
        retried = lost & (visits.failed + 1 < leg.plan.max_attempts)
        gone = lost & ~retried
        again = np.flatnonzero(retried)
        row, failed = visits.row[again], visits.failed[again] + 1
        arrival = tried_again_ns(self._network, leg, table, row, result.finish_ns[again], failed)
        coming = Visits(row, failed, arrival)
        death = self.deaths[leg.group]
        if leg.own and death is not None:
            alive = (arrival <= death[table.device[row]]) | (arrival >= self._span.end_ns)
            self._buried.append((leg, row[~alive]))
            coming = coming.taken(alive)
        soon, late = coming.split(self._span.until_ns)
        if len(late):
            self._later.setdefault(leg.number, []).append(late)
        if len(soon):
            self._feedback[leg.number] = together([self._feedback.get(leg.number, NOBODY), soon])
        lost_ns = result.lost_ns
        if len(again):
            limit: Int64Array | int = self._span.duration_ns
            if death is not None and leg.plan.state is not None:
                limit = np.minimum(death[table.device[visits.row]], limit)
            spent = np.maximum(np.minimum(result.finish_ns, limit) - result.start_ns, 0)
            spent = np.where(retried, spent, 0)
            lost_ns = spent if lost_ns is None else lost_ns + spent
        return replace(
            result,
            retried=retried,
            succeeded=result.ended & ~lost,
            failed=[*result.failed, (int(Outcome.LOST), gone)],
            lost_ns=lost_ns,
        )

    @property
    def passes(self) -> int:
        """How often a station set was served at most in a pass."""
        return max((memory.passes for memory in self._served.values()), default=0)

    def coming(self, index: int) -> list[tuple[Leg, Visits, Table]]:
        """Give who comes to a station set, leg by leg."""
        inputs = []
        for leg in self._network.visitors[index]:
            visits = together(self._inbox.get(leg.number, ()))
            if len(visits):
                inputs.append((leg, visits, self._tables[self._way(leg)]))
        return inputs

    @property
    def span(self) -> Span:
        """The chunk's end, and the ends of everything. [ns]"""
        return self._span

    def told(
        self, leg: Leg, visits: Visits, table: Table, start_ns: Int64Array | None, told: LegResult | None
    ) -> LegResult:
        """Make a result of what was told of visits that were served elsewhere, by their place among them."""
        if told is not None:
            row = visits.row[told.visits.row]
            came = Visits(row, told.visits.failed, told.visits.arrival_ns)
            later = Visits(visits.row[told.later.row], told.later.failed, told.later.arrival_ns)
            return replace(told, leg=leg, visits=came, later=later, buried=visits.row[told.buried])
        assert start_ns is not None  # noqa: S101 - either of them is told
        row = visits.row
        service_ns = self._network.service_ns(leg, table.device[row], table.job[row], visits.failed)
        return plain_result(leg, visits, start_ns, start_ns + service_ns, self._span)

    def lead_on(self, results: Sequence[LegResult]) -> None:
        """Send what got through a station set on to the next ones."""
        for result in results:
            self._lead_on(result)

    def _way(self, leg: Leg) -> int:
        return self._network.way_of(leg)

    def _lead_on(self, result: LegResult) -> None:
        leg = result.leg
        index = self._way(leg)
        way, table = self._network.ways[index], self._tables[index]
        self._results.append(result)
        if len(result.later):
            self._later.setdefault(leg.number, []).append(result.later)
        if len(result.buried):
            self._buried.append((leg, result.buried))
        through = result.succeeded
        if leg.hop == way.plan.verdict_stage:
            flags, self._last_label[index] = reported(way.plan, result, table, self._last_label[index])
            known = self._reported[index].copy()
            known[result.visits.row[through]] = flags[through]
            self._reported[index] = known
        if not leg.children:
            return
        everything = bool(through.all())
        row = result.visits.row if everything else result.visits.row[through]
        finish = result.finish_ns if everything else result.finish_ns[through]
        if leg.hop in way.sent_hops:
            sent = table.sent[leg.hop].copy()
            sent[row] = finish
            table.sent[leg.hop] = sent
        left = left_ns(self._network, leg, table, row, finish)
        for number in leg.children:
            child = self._network.legs[number]
            if child.plan.when is When.REPORTED:
                told = self._reported[index][row] == 1
                self._send(child, table, row[told], left[told], finish[told])
            else:
                self._send(child, table, row, left, finish)

    def _send(self, child: Leg, table: Table, row: Int64Array, arrival_ns: Int64Array, sent_ns: Int64Array) -> None:
        """Send messages on to a leg, where they get at a time if nothing holds them up. [ns]"""
        death = self.deaths[child.group]
        if child.own and death is not None:
            alive = self._outlive(arrival_ns, sent_ns, death[table.device[row]])
            self._buried.append((child, row[~alive]))
            row, arrival_ns = row[alive], arrival_ns[alive]
        if child.plan.dark is not None:
            lost = child.plan.dark.refuses(arrival_ns, table.device[row]) & (arrival_ns < self._span.end_ns)
            self._refused.append((child, row[lost]))
            row, arrival_ns = row[~lost], arrival_ns[~lost]
        coming = first_visits(row, taken_ns(child, table, row, arrival_ns))
        if child.own and death is not None:
            alive = self._outlive(coming.arrival_ns, arrival_ns, death[table.device[row]])
            self._buried.append((child, row[~alive]))
            coming = coming.taken(alive)
        soon, late = coming.split(self._span.until_ns)
        if len(late):
            self._later.setdefault(child.number, []).append(late)
        if child.feedback:
            self._feedback[child.number] = together([self._feedback.get(child.number, NOBODY), soon])
        else:
            self._inbox.setdefault(child.number, []).append(soon)

    def _outlive(self, arrival_ns: Int64Array, since_ns: Int64Array, death_ns: Int64Array) -> BoolArray:
        """Tell whose battery lasts until they get somewhere.

        Nothing arrives behind the end of everything, not even at the dead; nor is looked at who is there at once.
        """
        return np.asarray((arrival_ns <= death_ns) | (arrival_ns >= self._span.end_ns) | (arrival_ns == since_ns))

    def settled(self) -> bool:
        """Tell whether what came back to earlier stations is what was assumed; assume it from now on."""
        legs = self._assumed.keys() | self._feedback.keys()
        same = all(self._assumed.get(leg, NOBODY).equals(self._feedback.get(leg, NOBODY)) for leg in legs)
        for before, table in zip(self._sent_before, self._tables, strict=True):
            same = same and all(np.array_equal(before[hop], table.sent[hop]) for hop in before)
        self._assumed = self._feedback
        return same

    def outlived(self) -> bool:
        """Tell whether the batteries last as long as was assumed; assume it from now on."""
        if self._setting.may_give_up:
            return True
        known = self.deaths
        self.deaths = self._followed()
        self._assumed = {}
        return same_deaths(known, self.deaths)

    def _followed(self) -> Deaths:
        """Follow the batteries through everything that happened."""
        deaths: list[Int64Array | None] = []
        for group, mortal in enumerate(self._setting.mortal):
            if mortal is None:
                deaths.append(None)
                continue
            draws = Draws(mortal, self._span.duration_ns, self._span.end_ns)
            for way, table in zip(self._network.ways, self._tables, strict=True):
                if way.group == group:
                    draws.add_sensing(way, table)
            for result in self._results:
                if result.leg.group == group:
                    draws.add_stage(result, self._tables[self._way(result.leg)])
            deaths.append(draws.deaths_ns(self._network.plan.groups[group]))
        return deaths

    def close(self) -> Finished:
        """Enter everything into the tables, and part the rows that are through from those that are not."""
        for index, (way, table) in enumerate(zip(self._network.ways, self._tables, strict=True)):
            table.reported[:] = self._reported[index]
            executed = table.reported != UNKNOWN
            table.label[executed] = table.verdict[executed]
            death = self.deaths[way.group]
            if death is not None:
                unreleased = table.release_ns >= death[table.device]
                table.outcome[unreleased] = Outcome.DEAD
                table.truth[unreleased] = -1
        for result in self._results:
            index = self._way(result.leg)
            enter(result, self._network.ways[index], self._tables[index], self.deaths[result.leg.group])
        for leg, rows in self._buried:
            index = self._way(leg)
            fail(self._network.ways[index], self._tables[index], leg.hop, rows, Outcome.DEAD)
        for leg, rows in self._refused:
            index = self._way(leg)
            fail(self._network.ways[index], self._tables[index], leg.hop, rows, Outcome.DROPPED)
        return self._parted(self._radio())

    def _radio(self) -> Mapping[int, RadioEvents]:
        """Gather what radios did, by group; of an attempt not told of yet, that it began."""
        radio = {index: RadioEvents() for index in self._network.tailed}
        for result in self._results:
            if result.leg.group in radio:
                if not result.carried:
                    radio[result.leg.group].add_begins(result, self._table_of(result.leg))
                radio[result.leg.group].add_ends(result, self._table_of(result.leg))
        for state in self._air.values():
            for result in state.undecided:
                if result.leg.group in radio and not result.carried:
                    radio[result.leg.group].add_begins(result, self._table_of(result.leg))
        return radio

    def _parted(self, radio: Mapping[int, RadioEvents]) -> Finished:
        finished, kept = [], []
        last = self._span.until_ns >= self._span.end_ns
        waiting = [NOBODY if last else together(self._later.get(leg.number, ())) for leg in self._network.legs]
        undecided = [one for state in self._air.values() for one in state.undecided]
        places: dict[int, Int64Array] = {}
        for way, table in zip(self._network.ways, self._tables, strict=True):
            still_open = np.zeros(len(table), dtype=bool)
            for number in way.legs:
                still_open[waiting[number].row] = True
            for one in undecided:
                if one.leg.number in way.legs:
                    still_open[one.visits.row] = True
            place = np.cumsum(still_open) - 1
            for number in way.legs:
                places[number] = place
                visits = waiting[number]
                if len(visits):
                    waiting[number] = Visits(place[visits.row], visits.failed, visits.arrival_ns)
            left, through = table.split(still_open)
            kept.append(left)
            finished.append(through)
        air = {
            domain: AirState(state.frames, tuple(replace(one, carried=True) for one in state.undecided)).renumbered(
                lambda leg: places[leg.number]
            )
            for domain, state in self._air.items()
        }
        carried = Carried(kept, waiting, self._stations, self._last_label, air)
        return Finished(finished, carried, self.deaths, radio)

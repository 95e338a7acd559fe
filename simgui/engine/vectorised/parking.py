"""Rows that nothing happens to for a while: kept aside, so that a long queue is not carried through every chunk."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simgui.engine.vectorised.chunk import Carried
from simgui.engine.vectorised.network import Leg, Network
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import NOBODY, Visits, together
from simgui.plan.verdicts import Int64Array

_NEVER = np.iinfo(np.int64).max
_GROWTH = 4
"""Each parcel waits for so many times longer than the one before: a row is repacked a few times at most."""

_WORTHWHILE = 4_096
"""Fewer open rows are simply carried."""


@dataclass(frozen=True, slots=True)
class _Parcel:
    due_ns: int
    tables: list[Table]
    waiting: list[Visits]


class Parking:
    """Takes rows whose next arrival is far away, and gives them back before it.

    Parameters
    ----------
    network : Network
        The plan.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._parcels: list[_Parcel] = []

    def __bool__(self) -> bool:
        """Tell whether anything is parked."""
        return bool(self._parcels)

    def bring(self, carried: Carried, until_ns: int | None) -> Carried:
        """Add the rows that something happens to before a time; None brings all. [ns]"""
        due = [parcel for parcel in self._parcels if until_ns is None or parcel.due_ns < until_ns]
        if not due:
            return carried
        self._parcels = [parcel for parcel in self._parcels if until_ns is not None and parcel.due_ns >= until_ns]
        tables, waiting = carried.tables, carried.waiting
        for parcel in due:
            waiting = [
                together([mine, _moved(theirs, len(tables[self._network.way_of(leg)]))])
                for leg, mine, theirs in zip(self._network.legs, waiting, parcel.waiting, strict=True)
            ]
            tables = [mine.joined(theirs) for mine, theirs in zip(tables, parcel.tables, strict=True)]
        return Carried(tables, waiting, carried.stations, carried.last_label, carried.air)

    def take(self, carried: Carried, until_ns: int, chunk_ns: int) -> Carried:
        """Park the rows to which nothing happens in the next chunk or two; give the others. [ns]"""
        if sum(len(table) for table in carried.tables) < _WORTHWHILE:
            return carried
        earliest = [self._earliest(carried, index) for index in range(len(carried.tables))]
        shelf = [_shelf(time_ns - until_ns, chunk_ns) for time_ns in earliest]
        near = carried
        for level in np.unique(np.concatenate(shelf)):
            rows = [np.flatnonzero(of_row == level) for of_row in shelf]
            tables = [table.taken(mine) for table, mine in zip(carried.tables, rows, strict=True)]
            waiting = self._waiting_of(carried, rows)
            if level == 0:
                air = {domain: state.renumbered(_places(self._network, rows)) for domain, state in carried.air.items()}
                near = Carried(tables, waiting, carried.stations, carried.last_label, air)
            else:
                due_ns = min(int(t[mine].min()) for t, mine in zip(earliest, rows, strict=True) if len(mine))
                self._parcels.append(_Parcel(due_ns, tables, waiting))
        if all(np.all(of_row > 0) for of_row in shelf):
            none = np.zeros(0, dtype=np.int64)
            empty = [table.taken(none) for table in carried.tables]
            near = Carried(empty, [NOBODY] * len(carried.waiting), carried.stations, carried.last_label, carried.air)
        return near

    def _earliest(self, carried: Carried, index: int) -> Int64Array:
        """Give when each row of a task arrives somewhere next."""
        earliest = np.full(len(carried.tables[index]), _NEVER)
        for number in self._network.ways[index].legs:
            visits = carried.waiting[number]
            earliest[visits.row] = np.minimum(earliest[visits.row], visits.arrival_ns)
        for state in carried.air.values():
            for result in state.undecided:
                if result.leg.number in self._network.ways[index].legs:
                    earliest[result.visits.row] = 0
        return earliest

    def _waiting_of(self, carried: Carried, rows: list[Int64Array]) -> list[Visits]:
        """Give the visits of some rows, numbered anew."""
        place = []
        for table, mine in zip(carried.tables, rows, strict=True):
            where = np.full(len(table), -1, dtype=np.int64)
            where[mine] = np.arange(len(mine))
            place.append(where)
        found = []
        for leg, visits in zip(self._network.legs, carried.waiting, strict=True):
            row = place[self._network.way_of(leg)][visits.row]
            here = row >= 0
            found.append(Visits(row[here], visits.failed[here], visits.arrival_ns[here]) if here.any() else NOBODY)
        return found


def _places(network: Network, rows: list[Int64Array]) -> Callable[[Leg], Int64Array]:
    """Give what numbers rows of a leg's table anew, by the rows that are kept."""

    def place_of(leg: Leg) -> Int64Array:
        mine = rows[network.way_of(leg)]
        place = np.full(int(mine.max(initial=-1)) + 1, -1, dtype=np.int64)
        place[mine] = np.arange(len(mine))
        return place

    return place_of


def _moved(visits: Visits, rows: int) -> Visits:
    return Visits(visits.row + rows, visits.failed, visits.arrival_ns) if len(visits) else visits


def _shelf(wait_ns: Int64Array, chunk_ns: int) -> Int64Array:
    """Sort waits: 0 is up to two chunks, and each shelf holds waits that are so many times longer."""
    chunks = np.maximum(wait_ns // (2 * chunk_ns), 0).astype(np.float64)
    return np.asarray(np.ceil(np.log1p(chunks) / np.log(_GROWTH)).astype(np.int64))

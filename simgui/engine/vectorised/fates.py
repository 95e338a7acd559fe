"""First visits to a station set, the retries behind them, and what became of both."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from simgui.engine.vectorised.scalar_loop import BURIED, CUT, DROPPED, SERVED
from simgui.engine.vectorised.station import Service
from simgui.engine.vectorised.visits import NOBODY, Visits
from simgui.plan.stages import Outcome
from simgui.plan.verdicts import Int64Array

_Number = TypeVar("_Number", np.int64, np.bool_)

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Everyone:
    """First visits, and behind them the retries: ``again`` tells of which first visit each is one."""

    again: Int64Array
    failed: Int64Array
    arrival_ns: Int64Array

    def of(self, column: Int64Array) -> Int64Array:
        """Spread a column of the first visits over all."""
        return np.concatenate([column, column[self.again]]) if len(self.again) else column

    def origin_of(self, visits: Int64Array) -> Int64Array:
        """Give the first visit that each of some visits is, or comes from."""
        if not len(self.again):
            return visits
        first = len(self.failed) - len(self.again)
        late = visits >= first
        return np.where(late, self.again[np.where(late, visits - first, 0)], visits)


@dataclass(frozen=True, slots=True)
class Picker:
    """Picks one leg's visits out of everyone's: the first visits [first, last) and the retries [low, high)."""

    first: int
    last: int
    low: int
    high: int

    def __call__(self, column: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
        """Pick from a column."""
        if self.high == self.low:
            return column[self.first : self.last]
        return np.concatenate([column[self.first : self.last], column[self.low : self.high]])

    def piece(self, piece: tuple[int, int, int]) -> tuple[int, int, int] | None:
        """Renumber an interrupted attempt; None if it is another leg's."""
        visit, start, end = piece
        if self.first <= visit < self.last:
            return visit - self.first, start, end
        if self.low <= visit < self.high:
            return visit - self.low + self.last - self.first, start, end
        return None


class Fates:
    """What became of the visits, as flags."""

    def __init__(self, everyone: Everyone, service: Service, end_ns: int) -> None:
        count = len(everyone.failed)
        self._fate = service.fate
        self.begun = service.start_ns < end_ns
        self.ended = service.finish_ns < end_ns
        if service.fate is not None:
            self.begun &= (service.fate == SERVED) | (service.fate == CUT)
            self.ended &= service.fate == SERVED
        self.retried = np.zeros(count, dtype=bool)
        self.lost_for_good = np.zeros(count, dtype=bool)
        self.buried = _NONE
        self.later = (_NONE, _NONE, _NONE)

    @property
    def succeeded(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Who got through."""
        return np.asarray(self.ended & ~self.retried & ~self.lost_for_good)

    def failures(self) -> list[tuple[int, np.ndarray[tuple[int], np.dtype[np.bool_]]]]:
        """Give the outcomes of those that did not get through."""
        failures = []
        if self._fate is not None:
            failures.append((int(Outcome.DROPPED), self._fate == DROPPED))
            failures.append((int(Outcome.DEAD), (self._fate == BURIED) | (self._fate == CUT)))
        if self.lost_for_good.any():
            failures.append((int(Outcome.LOST), self.lost_for_good))
        return [(code, flags) for code, flags in failures if flags.any()]


def within(origin: Int64Array, first: int, last: int) -> Int64Array:
    """Give the first visits [first, last), counted from there."""
    return origin[(origin >= first) & (origin < last)] - first


def later_of(visits: Visits, later: tuple[Int64Array, Int64Array, Int64Array], first: int, last: int) -> Visits:
    """Give the retries of a leg behind the chunk; ``visits`` are its first ones, [first, last) of all."""
    origin, failed, arrival_ns = later
    mine = (origin >= first) & (origin < last)
    if not mine.any():
        return NOBODY
    return Visits(visits.row[origin[mine] - first], failed[mine], arrival_ns[mine])

"""Visits of messages to a station set, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.engine.vectorised.network import Leg
from simgui.plan.verdicts import Int64Array

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Visits:
    """Messages of one leg.

    Parameters
    ----------
    row : int64 array (visits,)
        Row of the task's table.
    failed : int64 array (visits,)
        Attempts at this stage that were lost before.
    arrival_ns : int64 array (visits,)
        When it arrives at the station. [ns]
    """

    row: Int64Array
    failed: Int64Array
    arrival_ns: Int64Array

    def __len__(self) -> int:
        """Count the visits."""
        return len(self.row)

    def taken(self, which: BoolArray) -> "Visits":
        """Give those that are flagged."""
        return Visits(self.row[which], self.failed[which], self.arrival_ns[which])

    def split(self, until_ns: int) -> tuple["Visits", "Visits"]:
        """Part those that arrive before a time from those that do not. [ns]"""
        early = self.arrival_ns < until_ns
        if early.all():
            return self, NOBODY
        return self.taken(early), self.taken(~early)

    def equals(self, other: "Visits") -> bool:
        """Tell whether both are the same, in the same order."""
        return (
            np.array_equal(self.arrival_ns, other.arrival_ns)
            and np.array_equal(self.row, other.row)
            and np.array_equal(self.failed, other.failed)
        )


_NONE = np.zeros(0, dtype=np.int64)
NOBODY = Visits(_NONE, _NONE, _NONE)


def together(parts: Sequence[Visits]) -> Visits:
    """Put visits of one leg one behind the other."""
    there = [part for part in parts if len(part)]
    if len(there) < 2:
        return there[0] if there else NOBODY
    return Visits(
        np.concatenate([part.row for part in there]),
        np.concatenate([part.failed for part in there]),
        np.concatenate([part.arrival_ns for part in there]),
    )


def first_visits(row: Int64Array, arrival_ns: Int64Array) -> Visits:
    """Give visits that come for the first time. [ns]"""
    return Visits(row, np.zeros(len(row), dtype=np.int64), arrival_ns)


@dataclass(slots=True)
class LegResult:
    """What became of the visits of a leg in a chunk; of one that was lost and tried again, too.

    Parameters
    ----------
    leg : Leg
        The leg.
    visits : Visits
        Whose they were.
    start_ns, finish_ns : int64 array (visits,)
        Of the service. [ns]
    begun, ended : bool array (visits,)
        Whether the service began, and came to its end, before all ended.
    retried : bool array (visits,)
        Whether it was lost and is tried again.
    succeeded : bool array (visits,)
        Whether it got through.
    failed : Sequence of (code, bool array (visits,))
        Outcomes of those that did not.
    interruptions, lost_ns : int64 array (visits,) or None
        Attempts broken off by outages, and the time they took; None where there were none. [ns]
    later : Visits
        Retries behind the end of the chunk.
    buried : int64 array
        Rows whose retry or arrival found the device dead.
    pieces : Sequence of (int, int, int)
        Visit, start and end of attempts that were broken off. [ns]
    carried : bool
        Whether these began in a chunk before, and were not told of yet.
    """

    leg: Leg
    visits: Visits
    start_ns: Int64Array
    finish_ns: Int64Array
    begun: BoolArray
    ended: BoolArray
    retried: BoolArray
    succeeded: BoolArray
    failed: Sequence[tuple[int, BoolArray]]
    interruptions: Int64Array | None
    lost_ns: Int64Array | None
    later: Visits
    buried: Int64Array
    pieces: Sequence[tuple[int, int, int]] = ()
    carried: bool = False

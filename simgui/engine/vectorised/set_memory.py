"""Serves a station set in pass after pass of a chunk, and only as far as something changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simgui.engine.vectorised.network import Leg, Network
from simgui.engine.vectorised.passage import sent_ns
from simgui.engine.vectorised.set_service import SetService, Span
from simgui.engine.vectorised.station import StationState, VectorStation
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import NOBODY, BoolArray, LegResult, Visits
from simgui.plan.verdicts import Int64Array

Deaths = Sequence[Int64Array | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all parts and passes of a chunk share.

    Parameters
    ----------
    network : Network
        The plan.
    stations : Mapping[int, VectorStation]
        By station set.
    span : Span
        The chunk's end, and the ends of everything. [ns]
    mortal : Sequence[bool array (devices,) or None]
        By group, which devices may die; None where none does. If any may, the chunk is the whole run, in one part.
    """

    network: Network
    stations: Mapping[int, VectorStation]
    span: Span
    mortal: Sequence[BoolArray | None]

    @property
    def may_give_up(self) -> bool:
        """Whether a chunk that does not settle may be shortened."""
        return all(mortal is None for mortal in self.mortal)


class SetMemory:
    """Serves a station set in pass after pass, and only as far as something changed."""

    def __init__(self) -> None:
        self._inputs: Sequence[tuple[Leg, Visits, Table]] = ()
        self._deaths: Deaths = ()
        self._results: list[LegResult] = []
        self._state: StationState | None = None
        self._order: Int64Array | None = None
        self._sent: list[Int64Array] = []
        self.passes = 0

    def serve(
        self,
        setting: Setting,
        index: int,
        inputs: Sequence[tuple[Leg, Visits, Table]],
        state: StationState,
        deaths: Deaths,
    ) -> tuple[list[LegResult], StationState]:
        """Serve the visits of a chunk to a set, from a state that is the same in every pass."""
        if setting.network.is_free(index) and all(death is None for death in deaths):
            return [_unhindered(*one, setting.span) for one in inputs], state
        sent = [sent_ns(leg, table, visits.row) for leg, visits, table in inputs if _counts(leg)]
        same = self._deaths is deaths and _same(self._inputs, inputs)
        if self._state is None or not same or not all(map(np.array_equal, self._sent, sent)):
            service = SetService(setting.network, setting.stations[index], inputs, deaths, setting.span)
            done = service.settle(state, self._order, may_give_up=setting.may_give_up)
            self._results, self._state, self._order, passes = done
            self.passes = max(self.passes, passes)
            self._inputs, self._deaths, self._sent = inputs, deaths, sent
        return self._results, self._state


def _counts(leg: Leg) -> bool:
    """Tell whether further attempts wait for slots that are counted from the last transmission."""
    return leg.plan.slot is not None and leg.plan.lossy and leg.plan.max_attempts > 1


def _same(left: Sequence[tuple[Leg, Visits, Table]], right: Sequence[tuple[Leg, Visits, Table]]) -> bool:
    return len(left) == len(right) and all(
        one[0] is other[0] and one[2] is other[2] and one[1].equals(other[1])
        for one, other in zip(left, right, strict=True)
    )


def _unhindered(leg: Leg, visits: Visits, table: Table, span: Span) -> LegResult:
    """Serve visits that never wait."""
    finish_ns = visits.arrival_ns + leg.plan.served_ns(table.device[visits.row], table.release_ns[visits.row])
    return plain_result(leg, visits, visits.arrival_ns, finish_ns, span)


def plain_result(leg: Leg, visits: Visits, start_ns: Int64Array, finish_ns: Int64Array, span: Span) -> LegResult:
    """Make a result where nothing unusual happened."""
    nothing = np.zeros(len(visits), dtype=bool)
    ended = finish_ns < span.end_ns
    return LegResult(
        leg=leg,
        visits=visits,
        start_ns=start_ns,
        finish_ns=finish_ns,
        begun=start_ns < span.end_ns,
        ended=ended,
        retried=nothing,
        succeeded=ended,
        failed=(),
        interruptions=None,
        lost_ns=None,
        later=NOBODY,
        buried=visits.row[:0],
    )

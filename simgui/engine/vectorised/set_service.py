"""Serves all visits of a chunk to one station set, retries of lost messages included."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simgui.engine.vectorised.fates import Everyone, Fates, Picker, later_of, within
from simgui.engine.vectorised.losses import failed_attempts
from simgui.engine.vectorised.network import Leg, Network
from simgui.engine.vectorised.occupied import Timing
from simgui.engine.vectorised.passage import tried_again_ns
from simgui.engine.vectorised.scalar_loop import NEVER_NS
from simgui.engine.vectorised.station import Arrivals, Service, StationState, VectorStation
from simgui.engine.vectorised.table import Rows, Table
from simgui.engine.vectorised.visits import LegResult, Visits
from simgui.plan.verdicts import Int64Array

MAX_PASSES = 60
"""Passes after which a chunk is shortened instead."""


class UnsettledError(Exception):
    """A cycle did not settle within the passes allowed: the chunk has to be shorter."""


@dataclass(frozen=True, slots=True)
class Span:
    """A chunk of simulated time and the ends of everything. [ns]"""

    until_ns: int
    end_ns: int
    duration_ns: int


class SetService:
    """The visits of one chunk to one station set.

    Parameters
    ----------
    network : Network
        The plan.
    station : VectorStation
        The set.
    inputs : Sequence[tuple[Leg, Visits, Table | Rows]]
        Who comes, by leg, with the rows they belong to.
    deaths : Sequence[int64 array (devices,) or None]
        By group, when each device's battery is empty; None where no device is mortal. [ns]
    span : Span
        The chunk.
    """

    def __init__(
        self,
        network: Network,
        station: VectorStation,
        inputs: Sequence[tuple[Leg, Visits, Table | Rows]],
        deaths: Sequence[Int64Array | None],
        span: Span,
    ) -> None:
        self._network = network
        self._station = station
        self._inputs = inputs
        self._span = span
        self._legs = [leg for leg, _, _ in inputs]
        lengths = [len(visits) for _, visits, _ in inputs]
        self._bounds = np.concatenate([[0], np.cumsum(lengths)])
        self._leg = np.repeat(np.arange(len(inputs)), lengths) if len(inputs) > 1 else None
        self._failed = _joined([visits.failed for _, visits, _ in inputs])
        self._arrival_ns = _joined([visits.arrival_ns for _, visits, _ in inputs])
        self._device: Int64Array = _joined([table.device[visits.row].astype(np.int64) for _, visits, table in inputs])
        self._job: Int64Array | None = None
        self._instance = self._by_leg([leg.instance for leg in self._legs])
        self._service_ns = self._services()
        self._sender = self._senders()
        self._timing = self._timings()
        self._heedless = self._who_is_heedless()
        self._lossy = any(_draws_losses(leg) for leg in self._legs)
        self._failing = self._draw_failures() if self._lossy else None
        self._death_ns, self._lost_until_ns = self._mortality(deaths)

    def settle(
        self, state: StationState, hint: Int64Array | None = None, *, may_give_up: bool
    ) -> tuple[list[LegResult], StationState, Int64Array | None, int]:
        """Serve, and serve again with the retries that follow, until nothing changes.

        Parameters
        ----------
        state : StationState
            Before the chunk; is not changed.
        hint : int64 array, optional
            Order of service of nearly the same visits.
        may_give_up : bool
            Whether the chunk may be shortened instead.

        Returns
        -------
        results, state, order, passes
            What became of the visits of each leg, the state behind them, their order of service, and how often they
            were served.

        Raises
        ------
        UnsettledError
            After too many passes, if giving up is allowed.
        """
        origin, failed, arrival_ns = self._first_guess() if self._lossy else (_NONE, _NONE, _NONE)
        passes = 0
        while True:
            everyone = self._everyone(origin, failed, arrival_ns)
            service, after = self._station.serve(self._arrivals(everyone), state, self._span.until_ns, hint)
            hint = service.order
            fates = Fates(everyone, service, self._span.end_ns)
            passes += 1
            if not self._lossy:
                break
            retry = self._retries(everyone, service, fates)
            if _equal(retry, (origin, failed, arrival_ns)):
                break
            origin, failed, arrival_ns = retry
            if may_give_up and passes > MAX_PASSES:
                raise UnsettledError
        return self._results(everyone, service, fates), after, hint, passes

    def _first_guess(self) -> tuple[Int64Array, Int64Array, Int64Array]:
        """Guess the retries as if nobody waited: nearly right where there is little traffic."""
        assert self._failing is not None  # noqa: S101 - only lossy legs retry
        origins, counts, arrivals = [_NONE], [_NONE], [_NONE]
        origin = np.flatnonzero(self._failed < self._failing)
        failed, arrival_ns = self._failed[origin], self._arrival_ns[origin]
        while True:
            again = (failed < self._failing[origin]) & (failed + 1 < self._attempts(origin))
            origin = origin[again]
            failed = failed[again] + 1
            finish_ns = arrival_ns[again] + self._services_of(origin, failed - 1)
            arrival_ns = self._tried_again_ns(finish_ns, origin, failed)
            soon = arrival_ns < self._span.until_ns
            origin, failed, arrival_ns = origin[soon], failed[soon], arrival_ns[soon]
            if not len(origin):
                break
            origins.append(origin)
            counts.append(failed)
            arrivals.append(arrival_ns)
        origin, failed = np.concatenate(origins), np.concatenate(counts)
        order = np.lexsort((failed, origin))
        return origin[order], failed[order], np.concatenate(arrivals)[order]

    def _by_leg(self, tables: Sequence[Int64Array]) -> Int64Array:
        """Look a number of every visit's device up in its leg's table."""
        bounds = self._bounds
        return _joined([table.take(self._device[bounds[i] : bounds[i + 1]]) for i, table in enumerate(tables)])

    def _services(self) -> Int64Array:
        """Give how long every first visit takes. [ns]"""
        bounds, parts = self._bounds, []
        for index, (leg, visits, table) in enumerate(self._inputs):
            device = self._device[bounds[index] : bounds[index + 1]]
            if leg.plan.pace is not None:
                assert isinstance(table, Table)  # noqa: S101 - where parts of the fleet meet nobody slows down
                parts.append(leg.plan.served_ns(device, table.release_ns[visits.row]))
                continue
            job = table.job[visits.row] if leg.plan.rate_spread is not None else _NONE
            parts.append(self._network.service_ns(leg, device, job, visits.failed))
        return _joined(parts)

    def _services_of(self, origin: Int64Array, failed: Int64Array) -> Int64Array:
        """Give how long attempts of some first visits take, so many having failed. [ns]"""
        service = self._service_ns[origin]
        for index, (leg, visits, table) in enumerate(self._inputs):
            if leg.plan.rate_spread is not None:
                first, last = self._bounds[index], self._bounds[index + 1]
                mine = np.flatnonzero((origin >= first) & (origin < last))
                row = visits.row[origin[mine] - first]
                service[mine] = self._network.service_ns(leg, table.device[row], table.job[row], failed[mine])
        return service

    def _constant(self, numbers: Sequence[int]) -> Int64Array:
        """Give every visit the number of its leg."""
        values = np.asarray(numbers, dtype=np.int64)
        return np.full(len(self._device), values[0]) if self._leg is None else values[self._leg]

    def _attempts(self, origin: Int64Array) -> Int64Array:
        """Give how often some first visits may be tried."""
        return self._of_leg([leg.plan.max_attempts for leg in self._legs], origin)

    def _tried_again_ns(self, finish_ns: Int64Array, origin: Int64Array, failed: Int64Array) -> Int64Array:
        """Give when some first visits are tried again, so many attempts having failed. [ns]"""
        if not any(leg.plan.jitter or leg.plan.slot or leg.plan.dark for leg in self._legs):
            return finish_ns + self._of_leg([leg.plan.gap_ns for leg in self._legs], origin)
        arrival = np.empty_like(finish_ns)
        for index, (leg, visits, table) in enumerate(self._inputs):
            first, last = self._bounds[index], self._bounds[index + 1]
            mine = np.flatnonzero((origin >= first) & (origin < last))
            row = visits.row[origin[mine] - first]
            arrival[mine] = tried_again_ns(self._network, leg, table, row, finish_ns[mine], failed[mine])
        return arrival

    def _timings(self) -> Timing | None:
        """Gather what else the time at the station depends on; None if nothing."""
        plans = [leg.plan for leg in self._legs]
        preemption = plans[0].preemption
        # A station that somebody wakes remembers when anybody was served.
        wakes = any(leg.plan.wake is not None for leg in self._network.visitors[plans[0].station_set])
        holds = any(plan.hold_ns is not None for plan in plans)
        if preemption is None and not wakes and not holds:
            return None
        none = np.zeros_like(plans[0].service_ns[:1])
        never = np.full(1, NEVER_NS)
        rest = [never if plan.wake is None else np.array([plan.wake.after_ns]) for plan in plans]
        extra = [none if plan.wake is None else plan.wake.extra_ns for plan in plans]
        return Timing(
            hold_ns=self._by_leg(self._spread([plan.hold_ns for plan in plans])) if holds else None,
            rest_ns=self._by_leg(self._spread(rest)) if wakes else None,
            extra_ns=self._by_leg(self._spread(extra)) if wakes else None,
            preemption=preemption,
            device=self._device,
        )

    def _spread(self, tables: Sequence[Int64Array | None]) -> list[Int64Array]:
        """Give every leg a table by device; None stands for zeros."""
        none = np.zeros(1, dtype=np.int64)
        return [
            np.broadcast_to(none if table is None else table, leg.plan.service_ns.shape)
            for leg, table in zip(self._legs, tables, strict=True)
        ]

    def _of_leg(self, numbers: Sequence[int], origin: Int64Array) -> Int64Array:
        values = np.asarray(numbers, dtype=np.int64)
        return np.full(len(origin), values[0]) if self._leg is None else values[self._leg[origin]]

    def _senders(self) -> Int64Array:
        if self._station.plan.sender_limit is None:
            return np.broadcast_to(np.int64(-1), (len(self._device),))
        first = self._constant([self._network.first_device[leg.group] for leg in self._legs])
        own = self._constant([int(leg.own) for leg in self._legs])
        return np.where(own == 1, first + self._device, -1)

    def _who_is_heedless(self) -> Int64Array | None:
        """Flag who may collide: that takes no notice of outages, and is not heard in them; None where it is alike."""
        flags = [int(leg.plan.collision is not None) for leg in self._legs]
        return self._constant(flags) if self._station.plan.outages and any(flags) else None

    def _draw_failures(self) -> Int64Array:
        """Find how many attempts of every message are lost; drawn once for each row and stage."""
        parts = []
        for leg, visits, table in self._inputs:
            if not _draws_losses(leg):
                parts.append(np.zeros(len(visits), dtype=np.int64))
                continue
            column = table.failing[leg.hop]
            failing = column[visits.row]
            fresh = np.flatnonzero(failing < 0)
            if len(fresh):
                row = visits.row if len(fresh) == len(failing) else visits.row[fresh]
                device = table.device[row].astype(np.int64)
                sender = self._network.sender_words(leg)[device]
                failing[fresh] = failed_attempts(leg.plan, leg.hop, sender, device, table.job[row])
                column[row] = failing[fresh]
            parts.append(failing.astype(np.int64))
        return _joined(parts)

    def _mortality(self, deaths: Sequence[Int64Array | None]) -> tuple[Int64Array | None, Int64Array | None]:
        """Give when each visit ends with a battery, and up to when a lost attempt counts."""
        if all(deaths[leg.group] is None for leg in self._legs):
            return None, None
        ends, losses = [], []
        for index, leg in enumerate(self._legs):
            device = self._device[self._bounds[index] : self._bounds[index + 1]]
            known = deaths[leg.group]
            death = np.full(len(device), NEVER_NS) if known is None else known[device]
            ends.append(death if leg.own else np.full(len(device), NEVER_NS))
            drawn = death if leg.plan.state is not None else np.full(len(device), NEVER_NS)
            losses.append(np.minimum(drawn, self._span.duration_ns))
        return _joined(ends), _joined(losses)

    def _everyone(self, origin: Int64Array, failed: Int64Array, arrival_ns: Int64Array) -> Everyone:
        if not len(origin):
            return Everyone(_NONE, self._failed, self._arrival_ns)
        return Everyone(
            origin,
            np.concatenate([self._failed, failed]),
            np.concatenate([self._arrival_ns, arrival_ns]),
        )

    def _arrivals(self, everyone: Everyone) -> Arrivals:
        return Arrivals(
            instance=everyone.of(self._instance),
            arrival_ns=everyone.arrival_ns,
            service_ns=self._all_services(everyone),
            sender=everyone.of(self._sender),
            death_ns=None if self._death_ns is None else everyone.of(self._death_ns),
            lost_until_ns=None if self._lost_until_ns is None else everyone.of(self._lost_until_ns),
            ties=lambda places: self._ties(everyone.origin_of(places)),
            timing=None if self._timing is None else self._timing.of(everyone.of),
            heedless=None if self._heedless is None else everyone.of(self._heedless) == 1,
        )

    def _all_services(self, everyone: Everyone) -> Int64Array:
        if not len(everyone.again):
            return self._service_ns
        retries = self._services_of(everyone.again, everyone.failed[len(self._failed) :])
        return np.concatenate([self._service_ns, retries])

    def _ties(self, places: Int64Array) -> tuple[Int64Array, ...]:
        """Give group by name, device, task, job and hop."""
        if self._job is None:
            self._job = _joined([table.job[visits.row] for _, visits, table in self._inputs])
        leg = np.zeros(len(places), dtype=np.int64) if self._leg is None else self._leg[places]
        rank = np.array([self._network.group_rank[leg.group] for leg in self._legs])
        task = np.array([leg.task for leg in self._legs])
        hop = np.array([leg.hop for leg in self._legs])
        return rank[leg], self._device[places], task[leg], self._job[places], hop[leg]

    def _retries(self, everyone: Everyone, service: Service, fates: Fates) -> tuple[Int64Array, Int64Array, Int64Array]:
        """Find the retries that arrive within the chunk; note the others, and those of dead devices."""
        assert self._failing is not None  # noqa: S101 - only lossy legs retry
        lost = np.flatnonzero(fates.ended & (everyone.failed < everyone.of(self._failing)))
        again = everyone.failed[lost] + 1 < self._attempts(everyone.origin_of(lost))
        which = lost[again]
        fates.lost_for_good = np.zeros(len(fates.ended), dtype=bool)
        fates.lost_for_good[lost[~again]] = True
        fates.retried = np.zeros(len(fates.ended), dtype=bool)
        fates.retried[which] = True
        origin = everyone.origin_of(which)
        failed = everyone.failed[which] + 1
        arrival_ns = self._tried_again_ns(service.finish_ns[which], origin, failed)
        alive = np.ones(len(which), dtype=bool)
        if self._death_ns is not None:
            alive = (arrival_ns <= self._death_ns[origin]) | (arrival_ns >= self._span.end_ns)
        fates.buried = origin[~alive]
        late = alive & (arrival_ns >= self._span.until_ns)
        fates.later = origin[late], failed[late], arrival_ns[late]
        soon = alive & ~late
        order = np.lexsort((failed[soon], origin[soon]))
        return origin[soon][order], failed[soon][order], arrival_ns[soon][order]

    def _results(self, everyone: Everyone, service: Service, fates: Fates) -> list[LegResult]:
        lost_ns = self._lost_time(everyone, service, fates)
        results = []
        base = len(self._failed)
        for index, (leg, visits, _) in enumerate(self._inputs):
            first, last = int(self._bounds[index]), int(self._bounds[index + 1])
            low = high = 0
            came = visits
            again = everyone.again
            if len(again):
                low, high = (int(bound) for bound in np.searchsorted(again, (first, last)))
            pick = Picker(first, last, base + low, base + high)
            if high > low:
                row = np.concatenate([visits.row, visits.row[again[low:high] - first]])
                came = Visits(row, pick(everyone.failed), pick(everyone.arrival_ns))
            results.append(
                LegResult(
                    leg=leg,
                    visits=came,
                    start_ns=pick(service.start_ns),
                    finish_ns=pick(service.finish_ns),
                    begun=pick(fates.begun),
                    ended=pick(fates.ended),
                    retried=pick(fates.retried),
                    succeeded=pick(fates.succeeded),
                    failed=[(code, pick(flags)) for code, flags in fates.failures()],
                    interruptions=None if service.interruptions is None else pick(service.interruptions),
                    lost_ns=None if lost_ns is None else pick(lost_ns),
                    later=later_of(visits, fates.later, first, last),
                    buried=visits.row[within(fates.buried, first, last)],
                    pieces=[piece for piece in map(pick.piece, service.pieces) if piece is not None],
                )
            )
        return results

    def _lost_time(self, everyone: Everyone, service: Service, fates: Fates) -> Int64Array | None:
        """Add the time of attempts that were lost and tried again to that of interrupted ones."""
        if not fates.retried.any():
            return service.lost_ns
        until = self._span.duration_ns if self._lost_until_ns is None else everyone.of(self._lost_until_ns)
        spent = np.maximum(np.minimum(service.finish_ns, until) - service.start_ns, 0)
        lost = np.where(fates.retried, spent, 0)
        return lost if service.lost_ns is None else lost + service.lost_ns


def _draws_losses(leg: Leg) -> bool:
    """Tell whether chance alone loses attempts; who may collide is told at the end of the air's pass."""
    return leg.plan.lossy and leg.plan.collision is None


_NONE = np.zeros(0, dtype=np.int64)


def _joined(parts: Sequence[Int64Array]) -> Int64Array:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _equal(left: tuple[Int64Array, ...], right: tuple[Int64Array, ...]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))

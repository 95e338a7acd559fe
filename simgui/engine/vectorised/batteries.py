"""When batteries run empty, from the finished services of a run: `simgui.engine.battery.Battery` over arrays."""

from collections.abc import Sequence

import numpy as np

from simgui.engine.vectorised.network import TaskWay
from simgui.engine.vectorised.scalar_loop import NEVER_NS
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.tails import RadioEvents, spans_of
from simgui.engine.vectorised.visits import BoolArray, LegResult
from simgui.plan.plan import NS_PER_S, GroupPlan
from simgui.plan.stages import State
from simgui.plan.verdicts import Int64Array


class Draws:
    """States that mortal devices of one group are in, gathered from tasks and stages.

    Parameters
    ----------
    mortal : bool array (devices,)
        Whose battery is followed.
    duration_ns, end_ns : int
        Nothing is drawn after the first, nothing happens after the second. [ns]
    """

    def __init__(self, mortal: BoolArray, duration_ns: int, end_ns: int) -> None:
        self._mortal = mortal
        self._duration_ns = duration_ns
        self._end_ns = end_ns
        self._switches: list[tuple[Int64Array, Int64Array, int, int]] = []
        self._radio = RadioEvents()

    def add_sensing(self, way: TaskWay, table: Table) -> None:
        """Add the time the sensor is read before each release."""
        if not way.plan.sense_ns:
            return
        mine = self._mortal[table.device]
        device, release = table.device[mine].astype(np.int64), table.release_ns[mine]
        self._add(State.SENSE, device, np.maximum(release - way.plan.sense_ns, 0), release)

    def add_stage(self, result: LegResult, table: Table) -> None:
        """Add the services of a stage, and what the radio does behind them."""
        stage, row = result.leg.plan, result.visits.row
        mine = self._mortal[table.device[row]]
        if stage.state is not None:
            which = np.flatnonzero(mine & result.begun)
            finish = np.where(result.ended[which], result.finish_ns[which], NEVER_NS)
            if stage.draws_apart:
                drawn_ns = stage.drawn_ns(table.device[row[which]], table.release_ns[row[which]])
                finish = np.minimum(finish, result.start_ns[which] + drawn_ns)
            self._add(stage.state, table.device[row[which]].astype(np.int64), result.start_ns[which], finish)
            broken = [(int(table.device[row[v]]), start, end) for v, start, end in result.pieces if mine[v]]
            if broken:
                device, start, end = np.array(broken, dtype=np.int64).T
                self._add(stage.state, device, start, end)
        self._radio.add(result, table)

    def _add_tails(self) -> None:
        """Add what the radios do behind their transmissions."""
        spans = spans_of(self._radio.columns())
        idle = spans.open_count == 0
        device = np.concatenate([spans.device, spans.open_device[idle]])
        begin = np.concatenate([spans.begin_ns, spans.open_since_ns[idle]])
        end = np.concatenate([spans.end_ns, np.maximum(spans.open_tail_ns[idle], spans.open_since_ns[idle])])
        mine = self._mortal[device] & (end > begin)
        self._add(State.TAIL, device[mine], begin[mine], end[mine])

    def _add(self, state: State, device: Int64Array, start_ns: Int64Array, end_ns: Int64Array) -> None:
        for time_ns, change in ((start_ns, 1), (end_ns, -1)):
            # Switches behind the run change nothing any more.
            seen = (time_ns <= self._duration_ns) & (time_ns < self._end_ns)
            self._switches.append((device[seen], time_ns[seen], int(state), change))

    def deaths_ns(self, group: GroupPlan) -> Int64Array:
        """Tell when each battery is empty, if nothing but these draws happens; `NEVER_NS` where it is not. [ns]"""
        if group.tailed:
            self._add_tails()
        death = np.full(group.devices, NEVER_NS)
        members = np.flatnonzero(self._mortal)
        if not len(members) or group.energy.capacity_j is None:
            return death
        device = np.concatenate([members, *(part[0] for part in self._switches)])
        time = np.concatenate([np.zeros(len(members), dtype=np.int64), *(part[1] for part in self._switches)])
        change = np.zeros((len(State), len(device)), dtype=np.int64)
        first = len(members)
        for switched, _, state, sign in self._switches:
            change[state, first : first + len(switched)] = sign
            first += len(switched)
        order = np.lexsort((time, device))
        device, time, change = device[order], time[order], change[:, order]
        firsts = np.flatnonzero(np.concatenate([[True], device[1:] != device[:-1]]))
        lengths = np.diff(np.append(firsts, len(device)))
        active = _within(np.cumsum(change, axis=1), change, firsts, lengths)
        gap = np.diff(time, prepend=0)
        gap[firsts] = 0
        spent = np.concatenate([np.zeros((len(State), 1), dtype=np.int64), active[:, :-1]], axis=1) * gap
        busy = _within(np.cumsum(spent, axis=1), spent, firsts, lengths)
        empty = _empty_ns(group, device, time, active, busy)
        following = np.append(time[1:], NEVER_NS)
        following[firsts[1:] - 1] = NEVER_NS
        dies = np.flatnonzero((empty < following) & (empty < self._duration_ns))
        np.minimum.at(death, device[dies], empty[dies])
        return death


def _within(total: Int64Array, parts: Int64Array, firsts: Int64Array, lengths: Int64Array) -> Int64Array:
    """Turn running totals over all devices into such over each."""
    before = total[:, firsts] - parts[:, firsts]
    return np.asarray(total - np.repeat(before, lengths, axis=1))


def _empty_ns(
    group: GroupPlan, device: Int64Array, time_ns: Int64Array, active: Int64Array, busy_ns: Int64Array
) -> Int64Array:
    """Forecast, after each switch, when the battery is empty: step by step as `Battery` computes it. [ns]"""
    energy = group.energy
    assert energy.capacity_j is not None  # noqa: S101 - only battery devices are mortal
    base_w = energy.total_base_power_w()[device]
    used_j = base_w * (time_ns / NS_PER_S)
    power_w = base_w.copy()
    for state in State:
        state_w = energy.state_power_w[state][device]
        used_j += state_w * (busy_ns[state] / NS_PER_S)
        power_w += state_w * active[state]
    left_j = energy.capacity_j[device] - used_j
    with np.errstate(divide="ignore", invalid="ignore"):
        wait_ns = np.where(power_w > 0, left_j / power_w * NS_PER_S, np.inf)
    far = ~(wait_ns < NEVER_NS / 2)
    empty = time_ns + np.ceil(np.where(far, 0.0, wait_ns)).astype(np.int64)
    return np.where(left_j <= 0, time_ns, np.where(far, NEVER_NS, empty))


def same_deaths(left: Sequence[Int64Array | None], right: Sequence[Int64Array | None]) -> bool:
    """Tell whether two sets of deaths are the same."""
    return all((a is None and b is None) or np.array_equal(a, b) for a, b in zip(left, right, strict=True))  # type: ignore[arg-type]

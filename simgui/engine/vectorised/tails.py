"""How long radios listen on behind transmissions: until the next one begins, and not while another is under way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simgui.engine.vectorised.lanes import by_line, by_number
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import LegResult
from simgui.plan.plan import GroupPlan, StagePlan
from simgui.plan.stages import State
from simgui.plan.verdicts import Int32Array, Int64Array

_KEEPS, _ENDS = -1, 0
"""What an event does to a tail; else it begins one, which lasts until the instant that stands there."""

_BEFORE, _END, _BEGIN, _EMPTY_END = range(4)
"""Order within a nanosecond; an end of a service without length comes behind its begin."""

_CEILING = 2**62


def uses_radio(stage: StagePlan) -> bool:
    """Tell whether the radio is busy in a stage, so that it cannot listen on behind another one."""
    return stage.state in (State.TRANSMIT, State.RECEIVE) or stage.tailed


@dataclass(slots=True)
class RadioEvents:
    """Begins and ends of what the radios of a group do, in any order; columns aligned, in parts.

    Parameters
    ----------
    device : list of int64 array
        Whose radio.
    moment : list of int64 array
        When, in quarters of a nanosecond: the order within it.
    tail_ns : list of int64 array
        Until when it listens on; or that this does not change, or ends. [ns]
    """

    device: list[Int64Array] = field(default_factory=list)
    moment: list[Int64Array] = field(default_factory=list)
    tail_ns: list[Int64Array] = field(default_factory=list)

    def add(self, result: LegResult, table: Table) -> None:
        """Add the services of a stage."""
        self.add_begins(result, table)
        self.add_ends(result, table)

    def add_begins(self, result: LegResult, table: Table) -> None:
        """Add the begins of services, and those that were broken off."""
        stage = result.leg.plan
        if not uses_radio(stage):
            return
        begins = _KEEPS if stage.state is State.RECEIVE and not stage.tailed else _ENDS
        row, start = result.visits.row, result.start_ns
        if not result.begun.all():
            row, start = row[result.begun], start[result.begun]
        self._put(table.device[row], start, _BEGIN, begins)
        if result.pieces:
            visit, since, end = np.array(result.pieces, dtype=np.int64).T
            device = table.device[result.visits.row[visit]]
            self._put(device, since, _BEGIN, begins)
            self._put(device, end, np.where(end > since, _END, _EMPTY_END), _KEEPS)

    def add_ends(self, result: LegResult, table: Table) -> None:
        """Add the ends of services."""
        stage = result.leg.plan
        if not uses_radio(stage):
            return
        row, start, finish, retried = result.visits.row, result.start_ns, result.finish_ns, result.retried
        if not result.ended.all():
            which = result.ended
            row, start, finish, retried = row[which], start[which], finish[which], retried[which]
        device = table.device[row]
        tail: int | Int64Array = _KEEPS
        if stage.tailed:
            listens_ns = np.where(retried, stage.retry_tail_ns[device], stage.tail_ns[device])
            tail = np.where(listens_ns > 0, finish + listens_ns, _KEEPS)
        self._put(device, finish, np.where(finish > start, _END, _EMPTY_END), tail)

    def _put(self, device: Int32Array, time_ns: Int64Array, rank: int | Int64Array, tail_ns: int | Int64Array) -> None:
        if len(device):
            self.device.append(device.astype(np.int64))
            self.moment.append(4 * time_ns + rank)
            self.tail_ns.append(np.broadcast_to(np.asarray(tail_ns, dtype=np.int64), device.shape))

    def columns(self, *more: Sequence[Int64Array]) -> tuple[Int64Array, Int64Array, Int64Array]:
        """Give the columns, each in one piece, behind the same columns of others."""
        mine = self.device, self.moment, self.tail_ns
        others = zip(*more, strict=True) if more else ((), (), ())
        device, moment, tail = (
            np.concatenate([_NONE, *theirs, *parts]) for theirs, parts in zip(others, mine, strict=True)
        )
        return device, moment, tail


@dataclass(frozen=True, slots=True)
class Spans:
    """When radios listen on. [ns]

    Parameters
    ----------
    device, begin_ns, end_ns : int64 array (spans,)
        Whose radio, from when to when.
    open_device, open_since_ns, open_count, open_tail_ns : int64 array (devices that had events,)
        How it stands with each behind its last event: since when, how many things it does, until when it would listen.
    """

    device: Int64Array
    begin_ns: Int64Array
    end_ns: Int64Array
    open_device: Int64Array
    open_since_ns: Int64Array
    open_count: Int64Array
    open_tail_ns: Int64Array


_NONE = np.zeros(0, dtype=np.int64)


def spans_of(columns: Sequence[Int64Array], count_before: Int64Array | None = None) -> Spans:
    """Find when radios listen on between events.

    Parameters
    ----------
    columns : Sequence[int64 array]
        Those of `RadioEvents`.
    count_before : int64 array (devices,) or None
        How many things each device did before its first event, which then tells nothing else; None for none.
    """
    device, moment, tail = columns
    if not len(device):
        return Spans(*[_NONE] * 7)
    order = _order(device, moment)
    device, moment, tail = device[order], moment[order], tail[order]
    time = moment >> 2
    change = np.where(moment & 3 == _BEGIN, 1, -1)
    firsts = np.flatnonzero(np.concatenate([[True], device[1:] != device[:-1]]))
    lengths = np.diff(np.append(firsts, len(device)))
    if count_before is not None:
        change[firsts] = count_before[device[firsts]]
    total = np.cumsum(change)
    count = total - np.repeat(total[firsts] - change[firsts], lengths)
    # The last event that said something about the tail; at the first of a device nothing was said before.
    said = np.where(tail >= 0, np.arange(len(tail)), -1)
    said[firsts] = np.maximum(said[firsts], firsts)
    until = np.maximum(tail[np.maximum.accumulate(said)], 0)
    lasts = firsts + lengths - 1
    end = np.empty_like(time)
    end[:-1] = time[1:]
    end[lasts] = 0
    end = np.minimum(end, until)
    listens = np.flatnonzero((count == 0) & (end > time))
    return Spans(device[listens], time[listens], end[listens], device[lasts], time[lasts], count[lasts], until[lasts])


def _order(device: Int64Array, moment: Int64Array) -> Int64Array:
    by_time = by_number(moment - int(moment.min()))
    by_device = by_line(device[by_time], int(device.max()) + 1)
    return by_time if by_device is None else by_time[by_device]


class TailBooks:
    """Adds up, chunk by chunk, how long the radios of a group listen on.

    Parameters
    ----------
    group : GroupPlan
        The devices.
    """

    def __init__(self, group: GroupPlan) -> None:
        self.total_ns = np.zeros(group.devices, dtype=np.int64)
        self._since_ns = np.zeros(group.devices, dtype=np.int64)
        self._count = np.zeros(group.devices, dtype=np.int64)
        self._tail_ns = np.zeros(group.devices, dtype=np.int64)
        self._pending: tuple[Int64Array, ...] = (_NONE,) * 3

    def add(self, events: RadioEvents, until_ns: int, limit_ns: Int64Array) -> None:
        """Take what happened in a chunk; everything before its end is known now.

        Parameters
        ----------
        events : RadioEvents
            All that is new.
        until_ns : int
            End of the chunk. [ns]
        limit_ns : int64 array (devices,)
            Up to when the books are kept: the end of the run, or a death. [ns]
        """
        columns = events.columns(self._pending)
        known = columns[1] >> 2 < until_ns
        self._pending = (_NONE,) * 3
        if not known.all():
            self._pending = tuple(column[~known] for column in columns)
            columns = columns[0][known], columns[1][known], columns[2][known]
        device, moment, tail = columns
        if not len(device):
            return
        concerned = np.zeros(len(self._count), dtype=bool)
        concerned[device] = True
        before = np.flatnonzero(concerned)
        device = np.concatenate([before, device])
        moment = np.concatenate([4 * self._since_ns[before] + _BEFORE, moment])
        tail = np.concatenate([self._tail_ns[before], tail])
        spans = spans_of((device, moment, tail), self._count)
        self._book(spans.device, spans.begin_ns, spans.end_ns, limit_ns)
        self._since_ns[spans.open_device] = spans.open_since_ns
        self._count[spans.open_device] = spans.open_count
        self._tail_ns[spans.open_device] = spans.open_tail_ns

    def close(self, limit_ns: Int64Array) -> Int64Array:
        """Give the time each radio listened on. [ns]"""
        self.add(RadioEvents(), _CEILING, limit_ns)
        idle = np.flatnonzero((self._count == 0) & (self._tail_ns > self._since_ns))
        self._book(idle, self._since_ns[idle], self._tail_ns[idle], limit_ns)
        return self.total_ns

    def _book(self, device: Int64Array, begin_ns: Int64Array, end_ns: Int64Array, limit_ns: Int64Array) -> None:
        limit = limit_ns[device]
        np.add.at(self.total_ns, device, np.maximum(np.minimum(end_ns, limit) - begin_ns, 0))

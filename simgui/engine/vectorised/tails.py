"""How long radios listen on behind transmissions: until the next one begins, and not while another is under way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simgui.engine.vectorised.lanes import by_line, by_number
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import LegResult
from simgui.plan.plan import GroupPlan, StagePlan
from simgui.plan.stages import State
from simgui.plan.verdicts import Int64Array

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
    device, time_ns : list of int64 array
        Whose radio, and when. [ns]
    rank : list of int64 array
        Order within the nanosecond.
    change : list of int64 array
        How many more things it does from then on.
    tail_ns : list of int64 array
        Until when it listens on; or that this does not change, or ends. [ns]
    """

    device: list[Int64Array] = field(default_factory=list)
    time_ns: list[Int64Array] = field(default_factory=list)
    rank: list[Int64Array] = field(default_factory=list)
    change: list[Int64Array] = field(default_factory=list)
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
        device = table.device[result.visits.row].astype(np.int64)
        begins = _KEEPS if stage.state is State.RECEIVE and not stage.tailed else _ENDS
        begun = np.flatnonzero(result.begun)
        start = result.start_ns[begun]
        self.put(device[begun], start, _BEGIN, 1, np.full(len(begun), begins))
        if result.pieces:
            visit, start, end = np.array(result.pieces, dtype=np.int64).T
            self.put(device[visit], start, _BEGIN, 1, np.full(len(visit), begins))
            self.put(device[visit], end, np.where(end > start, _END, _EMPTY_END), -1, np.full(len(visit), _KEEPS))

    def add_ends(self, result: LegResult, table: Table) -> None:
        """Add the ends of services."""
        stage = result.leg.plan
        if not uses_radio(stage):
            return
        device = table.device[result.visits.row].astype(np.int64)
        ended = np.flatnonzero(result.ended)
        finish, tail = result.finish_ns[ended], np.full(len(ended), _KEEPS)
        if stage.tailed:
            tail = np.where(result.retried[ended], _KEEPS, finish + stage.tail_ns)
        self.put(device[ended], finish, np.where(finish > result.start_ns[ended], _END, _EMPTY_END), -1, tail)

    def put(
        self,
        device: Int64Array,
        time_ns: Int64Array,
        rank: int | Int64Array,
        change: int | Int64Array,
        tail: Int64Array,
    ) -> None:
        """Add events."""
        if not len(device):
            return
        self.device.append(device)
        self.time_ns.append(time_ns)
        self.rank.append(np.broadcast_to(np.asarray(rank, dtype=np.int64), device.shape))
        self.change.append(np.broadcast_to(np.asarray(change, dtype=np.int64), device.shape))
        self.tail_ns.append(tail)

    def columns(self) -> tuple[Int64Array, Int64Array, Int64Array, Int64Array, Int64Array]:
        """Give the columns, each in one piece."""
        parts = (self.device, self.time_ns, self.rank, self.change, self.tail_ns)
        device, time, rank, change, tail = (np.concatenate([_NONE, *part]) for part in parts)
        return device, time, rank, change, tail


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


def spans_of(columns: Sequence[Int64Array]) -> Spans:
    """Find when radios listen on between events."""
    device, time, rank, change, tail = columns
    if not len(device):
        return Spans(*[_NONE] * 7)
    order = _order(device, time, rank)
    device, time, change, tail = device[order], time[order], change[order], tail[order]
    firsts = np.flatnonzero(np.concatenate([[True], device[1:] != device[:-1]]))
    lengths = np.diff(np.append(firsts, len(device)))
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
    listens = (count == 0) & (end > time)
    return Spans(device[listens], time[listens], end[listens], device[lasts], time[lasts], count[lasts], until[lasts])


def _order(device: Int64Array, time_ns: Int64Array, rank: Int64Array) -> Int64Array:
    by_time = by_number(4 * (time_ns - int(time_ns.min())) + rank)
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
        self._pending: tuple[Int64Array, ...] = (_NONE,) * 5

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
        columns = tuple(np.concatenate(pair) for pair in zip(self._pending, events.columns(), strict=True))
        known = columns[1] < until_ns
        self._pending = tuple(column[~known] for column in columns)
        columns = tuple(column[known] for column in columns)
        if not len(columns[0]):
            return
        before = np.unique(columns[0])
        carried = (
            before,
            self._since_ns[before],
            np.full(len(before), _BEFORE),
            self._count[before],
            self._tail_ns[before],
        )
        spans = spans_of([np.concatenate(pair) for pair in zip(carried, columns, strict=True)])
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

"""How the workers of a station share its visits: one alone, in turn, or whoever is free next.

Everywhere, ``free`` is twice the instant a worker is free, plus 1 where a service without length ended then.
"""

import heapq

import numpy as np

from simgui.engine.vectorised.lanes import by_line, serve_lines
from simgui.engine.vectorised.queue import BoolArray, Queue
from simgui.plan.verdicts import Int64Array


def serve_one(queue: Queue, free: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Serve stations with one worker.

    Parameters
    ----------
    queue : Queue
        The visits.
    free : int64 array (instances, 1)
        Of each worker before; is not changed.

    Returns
    -------
    start_ns, free : int64 arrays
        Start of every visit [ns], and ``free`` behind them.
    """
    after = free.ravel().copy()
    start = serve_lines(queue.instance, queue.arrival_ns, queue.service_ns, after >> 1)
    after[queue.instances] = _freed(start, queue.service_ns, queue.lasts)
    return start, after[:, None]


def serve_in_turn(queue: Queue, free: Int64Array, arrived: Int64Array | None) -> tuple[Int64Array, Int64Array]:
    """Give the i-th visit of each station to worker i mod workers; see `serve_one`.

    Parameters
    ----------
    queue : Queue
        The visits.
    free : int64 array (instances, workers)
        Of each worker before; is not changed.
    arrived : int64 array (instances,) or None
        Visits before; None begins with the first worker.
    """
    count, workers = free.shape
    turn = queue.place if arrived is None else queue.place + arrived[queue.instance]
    lane = queue.instance * workers + turn % workers
    order = by_line(lane, count * workers)
    if order is None:
        order = np.arange(len(lane))
    line = lane[order]
    after = free.ravel().copy()
    start = np.empty_like(queue.arrival_ns)
    start[order] = serve_lines(line, queue.arrival_ns[order], queue.service_ns[order], after >> 1)
    lasts = np.flatnonzero(np.concatenate([line[1:] != line[:-1], [True]])) if len(line) else order
    after[line[lasts]] = _freed(start, queue.service_ns, order[lasts])
    return start, after.reshape(count, workers)


def serve_next_free(queue: Queue, free: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Give each visit to the worker that is free first; see `serve_one`.

    With equal services the workers are free in turn. With unequal ones nobody may have to wait at all, which is soon
    seen; only where somebody does, a loop over the visits of that station finds out who is free when.
    """
    before = np.sort(free, axis=1)
    start, after = serve_in_turn(queue, before, None)
    unequal = np.flatnonzero(_unequal(queue, start, before))
    if not len(unequal):
        return start, after
    part = queue.of(unequal)
    begun, freed, hindered = _unhindered(part, before)
    for index in np.flatnonzero(hindered):
        mine = slice(int(part.firsts[index]), int(part.lasts[index]) + 1)
        begun[mine], freed[index] = _loop(
            part.arrival_ns[mine].tolist(), part.service_ns[mine].tolist(), before[part.instances[index]].tolist()
        )
    start[queue.flags(unequal)] = begun
    after[part.instances] = freed
    return start, after


def _freed(start_ns: Int64Array, service_ns: Int64Array, lasts: Int64Array) -> Int64Array:
    """Give when the workers of some visits are free."""
    return np.asarray(2 * (start_ns[lasts] + service_ns[lasts]) + (service_ns[lasts] == 0))


def _unequal(queue: Queue, start: Int64Array, free: Int64Array) -> BoolArray:
    """Tell where the workers would not be free in turn: unequal services, or one that is busy for longer."""
    if not len(start):
        return np.zeros(0, dtype=bool)
    shortest = np.minimum.reduceat(queue.service_ns, queue.firsts)
    longest = np.maximum.reduceat(queue.service_ns, queue.firsts)
    first_end = start[queue.firsts] + queue.service_ns[queue.firsts]
    return np.asarray((shortest != longest) | (first_end < free[queue.instances, -1] >> 1))


def _unhindered(queue: Queue, free: Int64Array) -> tuple[Int64Array, Int64Array, BoolArray]:
    """Start every visit as it arrives; give ``free`` behind them, and tell where a worker would be missing."""
    stations, workers = len(queue.instances), free.shape[1]
    station = np.repeat(np.arange(stations), queue.lengths)
    zero = 2 * int(queue.arrival_ns.min())
    ends = np.concatenate([free[queue.instances].ravel(), 2 * (queue.arrival_ns + queue.service_ns)]) - zero
    np.maximum(ends, 0, out=ends)
    arrival = 2 * queue.arrival_ns - zero
    height = int(max(ends.max(), arrival.max())) + 2
    lifted = np.concatenate([np.repeat(np.arange(stations), workers), station]) * height + ends
    lifted.sort()
    firsts = queue.firsts + workers * np.arange(stations)
    # Who came before and whose service has not ended is in service; nobody's who came later has.
    ended = np.searchsorted(lifted, station * height + arrival, side="right") - firsts[station]
    busy = workers + queue.place - ended
    hindered = np.maximum.reduceat(busy, queue.firsts) >= workers
    hindered |= np.minimum.reduceat(queue.service_ns, queue.firsts) == 0
    lasts = firsts + workers + queue.lengths
    latest = lasts[:, None] - workers + np.arange(workers)
    return queue.arrival_ns.copy(), lifted[latest] - np.arange(stations)[:, None] * height + zero, hindered


def _loop(arrival_ns: list[int], service_ns: list[int], free: list[int]) -> tuple[list[int], list[int]]:
    heapq.heapify(free)
    starts = []
    for arrival, service in zip(arrival_ns, service_ns, strict=True):
        start = free[0] >> 1
        start = max(start, arrival)
        starts.append(start)
        heapq.heapreplace(free, 2 * (start + service) + (service == 0))
    return starts, sorted(free)

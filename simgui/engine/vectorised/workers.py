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
    before = np.zeros(len(queue.instances), dtype=np.int64) if arrived is None else arrived[queue.instances]
    after = free.ravel().copy()
    # The first and the last visits of each station, as many as it has workers.
    back = np.arange(workers)
    there = back < queue.lengths[:, None]
    lane_of = queue.instances[:, None] * workers
    heads = (queue.firsts[:, None] + back)[there]
    if _all_at_once(queue, heads, (lane_of + (before[:, None] + back) % workers)[there], after, workers):
        start, lasts = queue.arrival_ns, (queue.lasts[:, None] - back)[there]
        turn = (before + queue.lengths - 1)[:, None] - back
        after[(lane_of + turn % workers)[there]] = _freed(start, queue.service_ns, lasts)
        return start, after.reshape(count, workers)
    lane = queue.instance * workers + (queue.place + np.repeat(before, queue.lengths)) % workers
    order = by_line(lane, count * workers)
    if order is None:
        order = np.arange(len(lane))
    line = lane[order]
    start = np.empty_like(queue.arrival_ns)
    start[order] = serve_lines(line, queue.arrival_ns[order], queue.service_ns[order], after >> 1)
    lasts = np.flatnonzero(np.concatenate([line[1:] != line[:-1], [True]])) if len(line) else order
    after[line[lasts]] = _freed(start, queue.service_ns, order[lasts])
    return start, after.reshape(count, workers)


def _all_at_once(queue: Queue, heads: Int64Array, lane: Int64Array, free: Int64Array, workers: int) -> bool:
    """Tell whether every visit finds its worker free: the one before it in its lane has ended."""
    if np.any(queue.arrival_ns[heads] < free[lane] >> 1):
        return False
    if len(queue.instance) <= workers:
        return True
    before = queue.arrival_ns[:-workers] + queue.service_ns[:-workers]
    return not np.any((queue.arrival_ns[workers:] < before) & (queue.instance[workers:] == queue.instance[:-workers]))


def serve_next_free(queue: Queue, free: Int64Array, until_ns: int) -> tuple[Int64Array, Int64Array]:
    """Give each visit to the worker that is free first; see `serve_one`.

    Where so few are in service that a worker is always free, nobody waits. Elsewhere workers with equal services are
    free in turn, and with unequal ones a loop over the visits of that station finds out who is free when.

    Parameters
    ----------
    queue : Queue
        The visits.
    free : int64 array (instances, workers)
        Of each worker before; is not changed.
    until_ns : int
        End of the chunk: who is free by then is free for whatever comes later. [ns]
    """
    before = np.sort(free, axis=1)
    if not len(queue.instance):
        return queue.arrival_ns, before
    start, after = queue.arrival_ns, before.copy()
    hindered = np.flatnonzero(_hindered(queue, before))
    if len(hindered):
        part = queue.of(hindered)
        begun, freed = serve_in_turn(part, before, None)
        for index in np.flatnonzero(_unequal(part, begun, before)):
            mine = slice(int(part.firsts[index]), int(part.lasts[index]) + 1)
            instance = part.instances[index]
            begun[mine], freed[instance] = _loop(
                part.arrival_ns[mine].tolist(), part.service_ns[mine].tolist(), before[instance].tolist()
            )
        start = start.copy()
        start[queue.flags(hindered)] = begun
        after[part.instances] = freed[part.instances]
    busy = start + queue.service_ns > until_ns
    if len(hindered):
        busy &= ~queue.flags(hindered)
    for visit in np.flatnonzero(busy):
        mine = after[queue.instance[visit]]
        mine[0] = 2 * (start[visit] + queue.service_ns[visit])
        mine.sort()
    return start, after


def _freed(start_ns: Int64Array, service_ns: Int64Array, lasts: Int64Array) -> Int64Array:
    """Give when the workers of some visits are free."""
    return np.asarray(2 * (start_ns[lasts] + service_ns[lasts]) + (service_ns[lasts] == 0))


def _hindered(queue: Queue, free: Int64Array) -> BoolArray:
    """Tell at which stations a visit may have to wait.

    Nobody does where, at each arrival, all but the last few have ended: as many as there are workers less one.
    """
    workers = free.shape[1]
    hindered = free[queue.instances, -1] >> 1 > queue.arrival_ns[queue.firsts]
    # The loop knows who waits behind a service without length.
    hindered |= np.minimum.reduceat(queue.service_ns, queue.firsts) == 0
    if len(queue.instance) <= workers:
        return np.asarray(hindered | (queue.lengths > workers))
    zero = int(queue.arrival_ns.min())
    ends = queue.arrival_ns + queue.service_ns - zero
    height = int(ends.max()) + 1
    lift = queue.instance * height
    latest = np.maximum.accumulate(ends + lift)
    late = queue.arrival_ns[workers:] - zero + lift[workers:] < latest[:-workers]
    late &= queue.instance[workers:] == queue.instance[:-workers]
    return np.asarray(hindered | queue.any(np.concatenate([np.zeros(workers, dtype=bool), late])))


def _unequal(queue: Queue, start: Int64Array, free: Int64Array) -> BoolArray:
    """Tell where the workers would not be free in turn: unequal services, or one that is busy for longer."""
    shortest = np.minimum.reduceat(queue.service_ns, queue.firsts)
    longest = np.maximum.reduceat(queue.service_ns, queue.firsts)
    first_end = start[queue.firsts] + queue.service_ns[queue.firsts]
    return np.asarray((shortest != longest) | (first_end < free[queue.instances, -1] >> 1))


def _loop(arrival_ns: list[int], service_ns: list[int], free: list[int]) -> tuple[list[int], list[int]]:
    heapq.heapify(free)
    starts = []
    for arrival, service in zip(arrival_ns, service_ns, strict=True):
        start = free[0] >> 1
        start = max(start, arrival)
        starts.append(start)
        heapq.heapreplace(free, 2 * (start + service) + (service == 0))
    return starts, sorted(free)

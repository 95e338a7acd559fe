"""Waiting lines as arrays: who is served when, without a loop over the jobs.

A line with one worker obeys ``start = max(arrival, previous finish)`` [1]_. With ``done`` the work that entered the
line before, ``start - done`` is a running maximum of ``arrival - done``, so a whole line is one `maximum.accumulate`;
many lines are one too, once each is lifted above the one before it.

References
----------
.. [1] D. V. Lindley, "The theory of queues with a single server", Math. Proc. Camb. Phil. Soc. 48 (1952),
   doi:10.1017/S0305004100027638.
"""

from collections.abc import Callable

import numpy as np

from simgui.plan.verdicts import Int64Array

_RADIX = 1 << 16
_CEILING = 2**62

TieKeys = Callable[[Int64Array], tuple[Int64Array, ...]]
"""Gives, for the visits at some places, the columns that order simultaneous ones, the most important first."""


def in_order(
    line: Int64Array, arrival_ns: Int64Array, ties: TieKeys, *, lines: int, hint: Int64Array | None = None
) -> Int64Array:
    """Give the order of service: by line, then arrival, then the keys of simultaneous ones.

    Parameters
    ----------
    line : int64 array (visits,)
        Which line each visit waits in, from 0.
    arrival_ns : int64 array (visits,)
        When it arrives. [ns]
    ties : callable
        Tells visits of one line and instant apart.
    lines : int
        How many lines there are.
    hint : int64 array, optional
        The order of nearly the same visits: sorting what is almost sorted is quick.
    """
    if hint is not None and len(line):
        return _settled(_improved(hint, line, arrival_ns), line, arrival_ns, ties)
    by_time = None if _ascending(arrival_ns) else np.argsort(arrival_ns, kind="stable")
    order = by_line(line if by_time is None else line[by_time], lines)
    if order is None:
        order = np.arange(len(line)) if by_time is None else by_time
    elif by_time is not None:
        order = by_time[order]
    return _settled(order, line, arrival_ns, ties)


def _improved(hint: Int64Array, line: Int64Array, arrival_ns: Int64Array) -> Int64Array:
    count = len(line)
    order = np.concatenate([hint, np.arange(len(hint), count)]) if count >= len(hint) else hint[hint < count]
    zero = int(arrival_ns.min())
    height = int(arrival_ns.max()) - zero + 1
    lifted = (line * height + (arrival_ns - zero))[order]
    return order if _ascending(lifted) else order[np.argsort(lifted, kind="stable")]


def by_line(line: Int64Array, lines: int) -> Int64Array | None:
    """Give the stable order by line; None when it is the identity."""
    if lines == 1 or _ascending(line):
        return None
    # numpy sorts 16-bit integers by radix.
    order: Int64Array = np.argsort((line % _RADIX).astype(np.uint16), kind="stable")
    if lines > _RADIX:
        order = order[np.argsort((line // _RADIX)[order].astype(np.uint16), kind="stable")]
    return order


def _ascending(values: Int64Array) -> bool:
    return bool(np.all(values[1:] >= values[:-1]))


def _settled(order: Int64Array, line: Int64Array, arrival_ns: Int64Array, ties: TieKeys) -> Int64Array:
    """Put simultaneous visits of one line into the order of their keys."""
    arrival, lane = arrival_ns[order], line[order]
    same = (arrival[1:] == arrival[:-1]) & (lane[1:] == lane[:-1])
    if not same.any():
        return order
    tied = np.zeros(len(order), dtype=bool)
    tied[1:] |= same
    tied[:-1] |= same
    place = np.flatnonzero(tied)
    visits = order[place]
    run = np.cumsum(~np.concatenate([[False], same]))[place]
    order = order.copy()
    order[place] = visits[np.lexsort((*reversed(ties(visits)), run))]
    return order


def serve_lines(line: Int64Array, arrival_ns: Int64Array, service_ns: Int64Array, free_ns: Int64Array) -> Int64Array:
    """Give the start of every visit at lines with one worker each.

    Parameters
    ----------
    line : int64 array (visits,)
        Ascending.
    arrival_ns, service_ns : int64 array (visits,)
        In the order of service within each line. [ns]
    free_ns : int64 array (lines,)
        When the worker of each line is free first. [ns]

    Returns
    -------
    int64 array (visits,)
        Start of each service. [ns]
    """
    if not len(line):
        return arrival_ns.copy()
    firsts = np.flatnonzero(np.concatenate([[True], line[1:] != line[:-1]]))
    done = np.cumsum(service_ns)
    done -= service_ns
    ahead = arrival_ns - done
    ahead[firsts] = np.maximum(arrival_ns[firsts], free_ns[line[firsts]]) - done[firsts]
    if len(firsts) == 1:
        return np.asarray(np.maximum.accumulate(ahead) + done)
    height = int(ahead.max()) - int(ahead.min()) + 1
    if len(firsts) * height < _CEILING:
        lift = np.repeat(np.arange(len(firsts)) * height, np.diff(np.append(firsts, len(line))))
        return np.asarray(np.maximum.accumulate(ahead + lift) - lift + done)
    half = len(firsts) // 2
    middle = int(firsts[half])
    parts = (slice(None, middle), slice(middle, None))
    return np.concatenate([serve_lines(line[p], arrival_ns[p], service_ns[p], free_ns) for p in parts])

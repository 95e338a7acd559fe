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
import numpy.typing as npt

from simgui.plan.verdicts import Int64Array

_RADIX = 1 << 16
_FEW_RUNS = 64
"""Runs of so many visits or more are merged faster than sorted anew."""

_CEILING = 2**62

TieKeys = Callable[[Int64Array], tuple[Int64Array, ...]]
"""Gives, for the visits at some places, the columns that order simultaneous ones, the most important first."""


def in_order(
    line: Int64Array, arrival_ns: Int64Array, ties: TieKeys, *, lines: int, hint: Int64Array | None = None
) -> Int64Array | None:
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

    Returns
    -------
    int64 array (visits,) or None
        None where they stand in that order already.
    """
    count = len(line)
    if count < 2:
        return None
    zero = int(arrival_ns.min())
    lifted = arrival_ns - zero
    height = int(lifted.max()) + 1
    if lines * height >= _CEILING:
        sorted_ = _by_time_and_line(line, arrival_ns, lines)
        same = (arrival_ns[sorted_][1:] == arrival_ns[sorted_][:-1]) & (line[sorted_][1:] == line[sorted_][:-1])
        return _settled(sorted_, same, ties) if same.any() else sorted_
    if lines > 1:
        lifted += line * height
    order: Int64Array | None = None
    if hint is not None and len(hint) > 1:
        order = np.concatenate([hint, np.arange(len(hint), count)]) if count >= len(hint) else hint[hint < count]
        lifted = lifted[order]
    steps = lifted[1:] - lifted[:-1]
    breaks = int(np.count_nonzero(steps < 0))
    if breaks:
        fresh = order is None
        again = _sorted(lifted, breaks, line, arrival_ns, lines) if fresh else np.argsort(lifted, kind="stable")
        order = again if order is None else order[again]
        lifted = lifted[again]
        steps = lifted[1:] - lifted[:-1]
    same = steps == 0
    return _settled(order, same, ties) if same.any() else order


def _sorted(lifted: Int64Array, breaks: int, line: Int64Array, arrival_ns: Int64Array, lines: int) -> Int64Array:
    """Sort stably: a few runs that hardly overlap by merging, others by number, or else by time and then by line."""
    if breaks * _FEW_RUNS < len(lifted) and (lines > 1 or breaks == 1):
        return np.argsort(lifted, kind="stable")
    if lines == 1 or _fits(int(lifted.max()), len(lifted)):
        return by_number(lifted)
    return _by_time_and_line(line, arrival_ns, lines)


def by_number(number: Int64Array) -> Int64Array:
    """Give the stable order of numbers from 0 on."""
    count = len(number)
    if not count or not _fits(int(number.max()), count):
        return np.argsort(number, kind="stable")
    # Plain numbers are sorted several times faster than their places: so each carries its place along.
    bits = count.bit_length()
    packed = number << bits
    packed |= np.arange(count)
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def _fits(largest: int, count: int) -> bool:
    """Tell whether numbers leave room for their places."""
    return largest < _CEILING >> count.bit_length()


def _by_time_and_line(line: Int64Array, arrival_ns: Int64Array, lines: int) -> Int64Array:
    by_time = by_number(arrival_ns - int(arrival_ns.min()))
    order = by_line(line[by_time], lines)
    return by_time if order is None else by_time[order]


def by_line(line: Int64Array, lines: int) -> Int64Array | None:
    """Give the stable order by line; None when it is the identity."""
    if lines == 1 or _ascending(line):
        return None
    # numpy sorts 16-bit integers by radix; the cast keeps the lowest bits.
    order: Int64Array = np.argsort(line.astype(np.uint16), kind="stable")
    if lines > _RADIX:
        order = order[np.argsort((line // _RADIX)[order].astype(np.uint16), kind="stable")]
    return order


def _ascending(values: Int64Array) -> bool:
    return bool(np.all(values[1:] >= values[:-1]))


def _settled(order: Int64Array | None, same: npt.NDArray[np.bool_], ties: TieKeys) -> Int64Array:
    """Put simultaneous visits of one line into the order of their keys."""
    tied = np.zeros(len(same) + 1, dtype=bool)
    tied[1:] |= same
    tied[:-1] |= same
    place = np.flatnonzero(tied)
    order = np.arange(len(tied)) if order is None else order.copy()
    visits = order[place]
    run = np.cumsum(~np.concatenate([[False], same]))[place]
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

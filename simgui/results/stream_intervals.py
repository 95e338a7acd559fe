"""Intervals of the KPIs that say how often the model is right: what other streams would have given.

The variance comes from a bootstrap over distinct streams. Its percentiles alone say nothing of a share of 100 % and too
little with a few streams, so that variance is put into Wilson's interval of a share, into that of a Poisson count, or
into that of a mean.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from simgui.plan.plan import Float64Array
from simgui.results.score_interval import KNOWN, Interval, count_interval, mean_interval, share_interval
from simgui.results.stream_counts import Count, StreamCounts, resampled

_HITS = (Count.TRUE_POSITIVE,)
SHARES: Final[Mapping[str, tuple[tuple[Count, ...], tuple[Count, ...]]]] = {
    "accuracy": (
        (Count.TRUE_NEGATIVE, Count.TRUE_POSITIVE),
        (Count.FALSE_POSITIVE, Count.FALSE_NEGATIVE, Count.LOST_NEGATIVE),
    ),
    "precision": (_HITS, (Count.FALSE_POSITIVE,)),
    "recall": (_HITS, (Count.FALSE_NEGATIVE,)),
    "f1": (_HITS * 2, (Count.FALSE_POSITIVE, Count.FALSE_NEGATIVE)),
    "event_recall": ((Count.DETECTED,), (Count.MISSED,)),
}
"""Right and wrong of each share; what is twice in the list counts twice."""

ONE_STREAM = "one stream only, so how often the model is right has no interval"


def stream_intervals(counts: Sequence[StreamCounts], seed: int) -> dict[str, Interval]:
    """Give 95 % intervals of the scores and of the counts of events and alarms.

    Parameters
    ----------
    counts : Sequence[StreamCounts]
        Of every group; streams are drawn again within each.
    seed : int
        Seed of the run.

    Returns
    -------
    dict[str, tuple[float, float]]
        By KPI; none when no group saw two streams, for one says nothing of the next. [SI]
    """
    freedom = sum(max(0, len(one.rows) - 1) for one in counts)
    if freedom < 1:
        return {}
    rows = np.concatenate([one.rows for one in counts])
    totals = resampled(counts, seed)
    found: dict[str, Interval] = {}
    for kpi, (right, wrong) in SHARES.items():
        interval = _share(rows, totals, right, wrong)
        if interval is not None:
            found[kpi] = interval
    action = _action(rows, totals)
    if action is not None:
        found["event_to_action_s"] = action
    return found | _counts(counts, rows, totals, freedom)


def _share(rows: Float64Array, totals: Float64Array, right: Sequence[Count], wrong: Sequence[Count]) -> Interval | None:
    """Give the interval of right over all; None where there is nothing to count, or in one stream only."""
    hits, all_ = rows[:, right].sum(axis=1), rows[:, (*right, *wrong)].sum(axis=1)
    streams = int(np.count_nonzero(all_))
    if streams < 2:
        return None
    share = float(hits.sum() / all_.sum())
    # Where all streams agree, each is one witness: how alike its windows are cannot be seen.
    if not 0 < share < 1:
        return share_interval(share, float(streams), KNOWN)
    variance = _variance(totals[:, right].sum(axis=1), totals[:, (*right, *wrong)].sum(axis=1), share)
    trials = min(share * (1 - share) / variance, float(all_.sum())) if variance > 0 else float(streams)
    return share_interval(share, trials, streams - 1)


def _variance(above: Float64Array, below: Float64Array, ratio: float) -> float:
    """Give the variance of a ratio over the replicates, linearised, as a replicate may have nothing below. [-]"""
    return float(np.mean((above - ratio * below) ** 2)) / float(np.mean(below)) ** 2


def _action(rows: Float64Array, totals: Float64Array) -> Interval | None:
    """Give the interval of the mean time to the action; with one stream's events, as if it were exponential. [s]"""
    detected, spent_s = rows[:, Count.DETECTED], rows[:, Count.ACTION_S]
    if not detected.sum():
        return None
    mean_s, streams = float(spent_s.sum() / detected.sum()), int(np.count_nonzero(detected))
    if streams < 2:
        return mean_interval(mean_s, mean_s / math.sqrt(float(detected.sum())), KNOWN)
    error_s = math.sqrt(_variance(totals[:, Count.ACTION_S], totals[:, Count.DETECTED], mean_s))
    return mean_interval(mean_s, error_s, streams - 1)


def _counts(
    counts: Sequence[StreamCounts], rows: Float64Array, totals: Float64Array, freedom: int
) -> dict[str, Interval]:
    """Give the intervals of what is counted by device and time."""
    days = float(rows[:, Count.DEVICE_DAYS].sum())
    # Where nothing was counted, what would have come at once: a window that is heard again, the events of a stream.
    judged = rows[:, Count.DETECTED] + rows[:, Count.MISSED]
    units = {
        Count.FALSE_ALARMS: _jobs_of_a_window(counts),
        Count.MISSED: _each(judged),
        Count.MISSED_IN_OUTAGE: _each(rows[:, Count.IN_OUTAGE]),
    }
    found = {}
    for column, unit in units.items():
        count = float(rows[:, column].sum())
        if not count:
            found[column] = count_interval(count, unit, KNOWN)
            continue
        variance = _variance(totals[:, column], totals[:, Count.DEVICE_DAYS], count / days) * days**2
        found[column] = count_interval(count, max(1.0, variance / count), freedom)
    low, high = found[Count.FALSE_ALARMS]
    is_possible = any(one.has_outages for one in counts)
    return {
        "events_missed": found[Count.MISSED],
        "events_missed_in_outage": found[Count.MISSED_IN_OUTAGE] if is_possible else (0.0, 0.0),
        "false_alarms_per_device_day": (low / days, high / days),
    }


def _each(counts: Float64Array) -> float:
    """Mean of those that are not zero, at least one. [-]"""
    some = counts[counts > 0]
    return max(1.0, float(some.mean())) if len(some) else 1.0


def _jobs_of_a_window(counts: Sequence[StreamCounts]) -> float:
    """Give how many jobs hear the verdict of one window of a stream, at least one. [-]"""
    cells = slice(Count.TRUE_NEGATIVE, Count.LOST_NEGATIVE + 1)
    jobs = sum(float(one.rows[:, cells].sum()) for one in counts)
    windows = sum(len(one.rows) * one.windows for one in counts)
    return max(1.0, jobs / windows) if windows else 1.0

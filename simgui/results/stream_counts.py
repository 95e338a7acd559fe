"""What each distinct stream led to, and what other streams might have led to: a bootstrap over the streams."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simgui.core.random_numbers import Purpose, integers, stable_hash
from simgui.plan.plan import NS_PER_S, Float64Array, GroupPlan, Plan
from simgui.results.task_tally import TaskTally

REPLICATES = 1000
_MOST_DRAWS = 20_000_000
_FEWEST_REPLICATES = 200
_BLOCK_DRAWS = 1_000_000


class Count(IntEnum):
    """The columns of the counts by stream; the first five are the cells of a `StreamConfusion`."""

    TRUE_NEGATIVE = 0
    FALSE_POSITIVE = 1
    FALSE_NEGATIVE = 2
    TRUE_POSITIVE = 3
    LOST_NEGATIVE = 4
    DETECTED = 5
    MISSED = 6
    MISSED_IN_OUTAGE = 7
    IN_OUTAGE = 8
    ACTION_S = 9
    FALSE_ALARMS = 10
    DEVICE_DAYS = 11


@dataclass(frozen=True, slots=True)
class StreamCounts:
    """Counts of the streams of one group, and of as many drawn again.

    Parameters
    ----------
    group : str
        Its name.
    rows : float64 array (streams, columns)
        Counts by `Count`, of the streams that some device hears.
    windows : int
        Windows without an event of each stream that its detectors judged; further jobs hear the same verdicts.
    has_outages : bool
        Whether anything on the way of its jobs is out of service at a time.
    """

    group: str
    rows: Float64Array
    windows: int
    has_outages: bool = False


def streams_of(plan: Plan, group: GroupPlan, tallies: Sequence[TaskTally]) -> StreamCounts | None:
    """Read the tallies of a group's tasks; None where none of them hears a stream."""
    heard = [tally for tally in tallies if tally.confusion is not None]
    if not heard:
        return None
    windows, devices = 0, np.zeros(0, dtype=np.int64)
    rows = np.zeros((max(len(tally.false_by_stream) for tally in heard), len(Count)))
    for tally in heard:
        verdicts, streams = tally.task.verdicts, len(tally.false_by_stream)
        assert verdicts is not None  # noqa: S101 - it has a confusion
        assert tally.confusion is not None  # noqa: S101 - just looked
        assert tally.events is not None  # noqa: S101 - they come together
        rows[:streams, : Count.DETECTED] += tally.confusion.counts
        rows[:streams, Count.DETECTED : Count.FALSE_ALARMS] += tally.events.by_stream(plan, streams)
        rows[:streams, Count.FALSE_ALARMS] += tally.false_by_stream
        windows += verdicts.pool.label.shape[2] * verdicts.pool.label.shape[3]
        devices = np.bincount(verdicts.stream, minlength=len(rows))
    rows[:, Count.DEVICE_DAYS] = devices * (plan.duration_ns / NS_PER_S / 86400)
    passed = {stage.station_set for tally in heard for stage in tally.task.stages}
    has_outages = any(plan.stations[index].outages for index in passed)
    return StreamCounts(group.name, rows[rows[:, Count.DEVICE_DAYS] > 0], windows, has_outages)


def resampled(counts: Sequence[StreamCounts], seed: int) -> Float64Array:
    """Draw the streams of every group again, with replacement, and sum their counts.

    Reused verdicts are no new evidence, so streams are drawn, never devices or jobs [1]_.

    Parameters
    ----------
    counts : Sequence[StreamCounts]
        Of every group.
    seed : int
        Seed of the run.

    Returns
    -------
    float64 array (replicates, columns)
        Fewer than a thousand where there are very many streams.

    References
    ----------
    .. [1] B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", Chapman & Hall, 1993, chapter 13.
    """
    streams = sum(len(one.rows) for one in counts)
    replicates = max(_FEWEST_REPLICATES, min(REPLICATES, _MOST_DRAWS // max(1, streams)))
    totals = np.zeros((replicates, len(Count)))
    for one in counts:
        if len(one.rows):
            totals += _of_group(one.rows, replicates, seed, stable_hash(one.group))
    return totals


def _of_group(rows: Float64Array, replicates: int, seed: int, group: int) -> Float64Array:
    """Sum the counts of as many streams as there are, drawn with replacement, for each replicate."""
    streams = len(rows)
    # Of S streams drawn from S, the variance is (S - 1) / S of that of S others: deviations are stretched.
    stretch = np.sqrt(streams / (streams - 1)) if streams > 1 else 1.0
    totals = np.zeros((replicates, rows.shape[1]))
    block = max(1, _BLOCK_DRAWS // streams)
    for first in range(0, replicates, block):
        replicate = np.arange(first, min(first + block, replicates))[:, np.newaxis]
        drawn = integers(streams, seed, Purpose.BOOTSTRAP, group, replicate, np.arange(streams))
        flat = drawn + (replicate - first) * streams
        times = np.bincount(flat.ravel(), minlength=len(replicate) * streams).reshape(-1, streams)
        totals[first : first + len(replicate)] = (1 + (times - 1) * stretch) @ rows
    return totals

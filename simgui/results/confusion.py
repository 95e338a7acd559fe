"""Right and wrong verdicts by stream, the scores made of them, and their intervals."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from simgui.core.random_numbers import Purpose, integers, stable_hash
from simgui.plan.plan import Float64Array
from simgui.plan.verdicts import Int8Array, Int32Array, Int64Array
from simgui.results.decisions import BoolArray

TRUE_NEGATIVE, FALSE_POSITIVE, FALSE_NEGATIVE, TRUE_POSITIVE, LOST_NEGATIVE = range(5)
CELLS = 5
REPLICATES = 1000
_MOST_DRAWS = 20_000_000
_FEWEST_REPLICATES = 200
_BLOCK_DRAWS = 1_000_000
_TAIL = 0.025


@dataclass(slots=True)
class StreamConfusion:
    """Counts of a task's verdicts by distinct stream; lost ones are wrong.

    A lost window with an event is a false negative. A lost window without one is wrong for the accuracy and raises no
    alarm, so it has a cell of its own.

    Parameters
    ----------
    streams : int
        Distinct streams.
    """

    streams: int
    counts: Int64Array = field(init=False)

    def __post_init__(self) -> None:
        """Start at zero."""
        self.counts = np.zeros((self.streams, CELLS), dtype=np.int64)

    def add(self, stream: Int32Array, truth: Int8Array, label: Int8Array, decided: BoolArray) -> None:
        """Count windows; all arrays are (rows,), truth and label 0 or 1."""
        cell = np.where(decided, 2 * truth + (label == 1), np.where(truth == 1, FALSE_NEGATIVE, LOST_NEGATIVE))
        flat = np.bincount(stream.astype(np.int64) * CELLS + cell, minlength=self.streams * CELLS)
        self.counts += flat.reshape(self.streams, CELLS)


def _accuracy(counts: Float64Array) -> Float64Array:
    return np.asarray((counts[:, TRUE_NEGATIVE] + counts[:, TRUE_POSITIVE]) / counts.sum(axis=1))


def _precision(counts: Float64Array) -> Float64Array:
    return np.asarray(counts[:, TRUE_POSITIVE] / (counts[:, TRUE_POSITIVE] + counts[:, FALSE_POSITIVE]))


def _recall(counts: Float64Array) -> Float64Array:
    return np.asarray(counts[:, TRUE_POSITIVE] / (counts[:, TRUE_POSITIVE] + counts[:, FALSE_NEGATIVE]))


def _f1(counts: Float64Array) -> Float64Array:
    hits = 2 * counts[:, TRUE_POSITIVE]
    return np.asarray(hits / (hits + counts[:, FALSE_POSITIVE] + counts[:, FALSE_NEGATIVE]))


SCORES: Final[Mapping[str, Callable[[Float64Array], Float64Array]]] = {
    "accuracy": _accuracy,
    "precision": _precision,
    "recall": _recall,
    "f1": _f1,
}


def scores(counts: Int64Array) -> dict[str, float]:
    """Give accuracy, precision, recall and F1 of summed counts (cells,); NaN where there is nothing to count. [-]"""
    row = counts.astype(np.float64)[np.newaxis]
    with np.errstate(invalid="ignore", divide="ignore"):
        return {name: float(score(row)[0]) for name, score in SCORES.items()}


def score_intervals(strata: Sequence[tuple[str, Int64Array]], seed: int) -> dict[str, tuple[float, float]]:
    """Give 95 % intervals of the scores by a bootstrap over distinct streams.

    Reused verdicts are no new evidence, so streams are drawn again, never devices or jobs [1]_.

    Parameters
    ----------
    strata : Sequence[tuple[str, int64 array (streams, cells)]]
        Each group's name and its counts; streams are drawn again within each group.
    seed : int
        Seed of the run.

    Returns
    -------
    dict[str, tuple[float, float]]
        By score; none where all streams agree, or when no group saw two: that says nothing of the next stream. [-]

    References
    ----------
    .. [1] B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap", Chapman & Hall, 1993, chapter 13.
    """
    seen = [(name, counts[counts.sum(axis=1) > 0]) for name, counts in strata]
    if not any(len(counts) >= 2 for _, counts in seen):
        return {}
    streams = sum(len(counts) for _, counts in seen)
    replicates = max(_FEWEST_REPLICATES, min(REPLICATES, _MOST_DRAWS // streams))
    totals = np.zeros((replicates, CELLS))
    for name, counts in seen:
        if len(counts):
            totals += _resampled(counts, replicates, seed, stable_hash(name))
    intervals: dict[str, tuple[float, float]] = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for score_name, score in SCORES.items():
            values = np.sort(score(totals))
            values = values[~np.isnan(values)]
            if len(values) and _nearest(values, _TAIL) < _nearest(values, 1 - _TAIL):
                intervals[score_name] = (_nearest(values, _TAIL), _nearest(values, 1 - _TAIL))
    return intervals


def _resampled(counts: Int64Array, replicates: int, seed: int, group: int) -> Float64Array:
    """Sum the counts of as many streams as there are, drawn with replacement, for each replicate."""
    streams = len(counts)
    totals = np.zeros((replicates, CELLS))
    block = max(1, _BLOCK_DRAWS // streams)
    for first in range(0, replicates, block):
        replicate = np.arange(first, min(first + block, replicates))[:, np.newaxis]
        drawn = integers(streams, seed, Purpose.BOOTSTRAP, group, replicate, np.arange(streams))
        flat = drawn + (replicate - first) * streams
        times = np.bincount(flat.ravel(), minlength=len(replicate) * streams).reshape(-1, streams)
        totals[first : first + len(replicate)] = times @ counts
    return totals


def _nearest(ascending: Float64Array, fraction: float) -> float:
    return float(ascending[max(0, math.ceil(fraction * len(ascending)) - 1)])

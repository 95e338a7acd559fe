"""Right and wrong verdicts by stream, and the scores made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from simgui.plan.plan import Float64Array
from simgui.plan.verdicts import Int8Array, Int32Array, Int64Array
from simgui.results.decisions import BoolArray

TRUE_NEGATIVE, FALSE_POSITIVE, FALSE_NEGATIVE, TRUE_POSITIVE, LOST_NEGATIVE = range(5)
CELLS = 5


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

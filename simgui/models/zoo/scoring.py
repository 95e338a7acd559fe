"""Scores of a classifier from true and given labels."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simgui.models.card import Scores

IntArray = NDArray[np.int64]


def score(truth: IntArray, given: IntArray, *, labels: int, positive: Sequence[int]) -> Scores:
    """Compare labels.

    Parameters
    ----------
    truth, given : IntArray
        True and given label of each window. [-]
    labels : int
        How many labels there are. [-]
    positive : Sequence of int
        Labels that count as detections. [-]

    Returns
    -------
    Scores
        Rounded to six digits, so that a card says the same as a new computation.

    Examples
    --------
    >>> score(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), labels=2, positive=[1]).f1
    0.8
    """
    confusion = np.zeros((labels, labels), dtype=np.int64)
    np.add.at(confusion, (truth, given), 1)
    is_event, is_detected = np.isin(truth, positive), np.isin(given, positive)
    hits = int(np.sum(is_event & is_detected))
    events, detections = int(is_event.sum()), int(is_detected.sum())
    return Scores(
        accuracy=round(float(np.trace(confusion)) / max(len(truth), 1), 6),
        precision=round(hits / detections, 6) if detections else 0.0,
        recall=round(hits / events, 6) if events else 0.0,
        f1=round(2 * hits / (events + detections), 6) if events + detections else 0.0,
        confusion=tuple(tuple(int(one) for one in row) for row in confusion),
    )

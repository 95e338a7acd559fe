"""Predict measurements by a law that has not seen them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simgui.models.calibration.law import DOUBT, CycleLaw, place_of
from simgui.models.calibration.measurement import Measurement


@dataclass(frozen=True, slots=True)
class Guess:
    """A prediction of a measurement that the law has not seen.

    Parameters
    ----------
    measurement : Measurement
        What was measured.
    log_error : float
        Logarithm of predicted over measured. [-]
    log_spread : float
        Standard deviation the law claims for it. [-]
    """

    measurement: Measurement
    log_error: float
    log_spread: float

    @property
    def percent(self) -> float:
        """Absolute percentage error. [%]"""
        return float(abs(np.exp(self.log_error) - 1) * 100)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Median and 90th percentile of the absolute percentage error over some predictions.

    Parameters
    ----------
    count : int
        How many. [-]
    median, p90 : float
        Errors. [%]
    """

    count: int
    median: float
    p90: float

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.p90:.1f} %"


def accuracy(percents: Sequence[float]) -> Accuracy:
    """Sum up absolute percentage errors.

    Parameters
    ----------
    percents : Sequence[float]
        One per prediction. [%]

    Returns
    -------
    Accuracy
        Not a number for no prediction.
    """
    if not percents:
        return Accuracy(0, float("nan"), float("nan"))
    return Accuracy(len(percents), float(np.median(percents)), float(np.percentile(percents, 90)))


def in_sample(measurements: Sequence[Measurement]) -> list[Guess]:
    """Predict what the law was fitted to."""
    law = CycleLaw(measurements)
    return _guesses(law, measurements)


def leave_out(measurements: Sequence[Measurement], group: Callable[[Measurement], str]) -> list[Guess]:
    """Fit without each group in turn, and predict it.

    Parameters
    ----------
    measurements : Sequence[Measurement]
        All there are.
    group : Callable[[Measurement], str]
        What to leave out together: a system, a family, a board.

    Returns
    -------
    list[Guess]
        One per measurement.
    """
    guesses = []
    for name, inside in _groups(measurements, group).items():
        guesses += _guesses(CycleLaw([one for one in measurements if group(one) != name]), inside)
    return guesses


def leave_board_out_calibrated(measurements: Sequence[Measurement]) -> list[Guess]:
    """Leave a board out, then let the law see one network measured on it with the library in question.

    Returns
    -------
    list[Guess]
        One per pair of a calibrating and another network on the same board with the same library version.
    """
    guesses = []
    for board, inside in _groups(measurements, lambda one: one.board).items():
        law = CycleLaw([one for one in measurements if one.board != board])
        places, works = [place_of(one) for one in inside], [one.work for one in inside]
        covariance = law.covariance(places, works)
        errors = [
            law.predict(*both) - one.log_cycles
            for both, one in zip(zip(places, works, strict=True), inside, strict=True)
        ]
        for seen, calibrating in enumerate(inside):
            gain = covariance[:, seen] / (covariance[seen, seen] + DOUBT)
            for index, one in enumerate(inside):
                if one.model != calibrating.model and one.stack == calibrating.stack:
                    left = max(0.0, covariance[index, index] - gain[index] * covariance[index, seen])
                    error = errors[index] - gain[index] * errors[seen]
                    guesses.append(Guess(one, float(error), float(np.sqrt(left + DOUBT))))
    return guesses


def _guesses(law: CycleLaw, measurements: Sequence[Measurement]) -> list[Guess]:
    places, works = [place_of(one) for one in measurements], [one.work for one in measurements]
    variances = np.maximum(np.diag(law.covariance(places, works)), 0.0) + DOUBT
    return [
        Guess(one, law.predict(place, one.work) - one.log_cycles, float(np.sqrt(variance)))
        for one, place, variance in zip(measurements, places, variances, strict=True)
    ]


def _groups(measurements: Sequence[Measurement], group: Callable[[Measurement], str]) -> dict[str, list[Measurement]]:
    found: dict[str, list[Measurement]] = defaultdict(list)
    for one in measurements:
        found[group(one)].append(one)
    return found

"""The few statistics of a study: quantiles, Student's t, squared rank correlation."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

LOW_QUANTILE, HIGH_QUANTILE = 0.05, 0.95
"""Ends of the interval that Monte Carlo draws give. [-]"""

CONFIDENCE = 0.95
"""Of intervals of a mean over seeds. [-]"""


def central_interval(values: Sequence[float]) -> tuple[float, float]:
    """Give the 5 % and 95 % quantiles by nearest rank, so that infinite values are no trouble."""
    ordered = sorted(values)
    last = len(ordered) - 1
    return ordered[round(LOW_QUANTILE * last)], ordered[round(HIGH_QUANTILE * last)]


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """Give Student's interval of a mean; None for fewer than two values, or infinite ones.

    Parameters
    ----------
    values : Sequence[float]
        Independent replications.
    confidence : float
        Chance that the interval holds the true mean. [-]
    """
    if len(values) < 2 or not all(map(math.isfinite, values)):
        return None
    array = np.array(values)
    mean = float(array.mean())
    half = student_t(1 - (1 - confidence) / 2, len(values) - 1) * float(array.std(ddof=1)) / math.sqrt(len(values))
    return mean - half, mean + half


def student_t(probability: float, degrees: int) -> float:
    """Give a quantile of Student's t distribution.

    Parameters
    ----------
    probability : float
        From 0.5 to below 1. [-]
    degrees : int
        Degrees of freedom, at least 1. [-]

    Returns
    -------
    float
        To ten digits.

    References
    ----------
    M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3 and 26.7.4.

    Examples
    --------
    >>> round(student_t(0.975, 9), 3)
    2.262
    """
    low, high = 0.0, 1.0
    while _within(high, degrees) < 2 * probability - 1:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < 2 * probability - 1 else (low, middle)
    return high


def _within(t: float, degrees: int) -> float:
    """Give the chance that |T| stays below t."""
    angle = math.atan(t / math.sqrt(degrees))
    cosine2 = math.cos(angle) ** 2
    term = total = 1.0 if degrees % 2 == 0 else math.cos(angle)
    for k in range(2 if degrees % 2 == 0 else 3, degrees - 1, 2):
        term *= cosine2 * (k - 1) / k
        total += term
    if degrees % 2 == 0:
        return math.sin(angle) * total
    if degrees == 1:
        return 2 * angle / math.pi
    return 2 / math.pi * (angle + math.sin(angle) * total)


def rank_shares(columns: npt.NDArray[np.float64], target: Sequence[float]) -> npt.NDArray[np.float64]:
    """Give the squared Spearman rank correlation of every column with a target: its share of the target's spread.

    Parameters
    ----------
    columns : float64 array (samples, numbers)
        What was varied.
    target : Sequence[float]
        What came out; infinite values count as largest.

    Returns
    -------
    float64 array (numbers,)
        From 0 to 1; zero where a column or the target does not vary. [-]
    """
    y = _ranks(np.array(target))
    return np.array([_correlation(_ranks(column), y) ** 2 for column in columns.T])


def noise_share(samples: int, numbers: int) -> float:
    """Give the share that, by chance alone, some of so many numbers exceeds in one study of 20; smaller ones are noise.

    Notes
    -----
    Without any dependence r²·n is about χ² with one degree of freedom; Bonferroni over the numbers, with the bound
    P(χ²₁ > x) ≤ exp(−x/2).
    """
    return min(1.0, 2 * math.log(max(numbers, 1) / 0.05) / max(samples, 1))


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Rank values from 0; equals share their mean rank."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts + 1) / 2)[place], dtype=np.float64)


def _correlation(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    a, b = a - a.mean(), b - b.mean()
    size = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / size if size > 0 else 0.0

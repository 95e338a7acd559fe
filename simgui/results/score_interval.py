"""Intervals of shares, counts and means when the evidence comes in clusters; closed forms only."""

import math
from statistics import NormalDist

Interval = tuple[float, float]

LEVEL = 0.95
"""Chance that an interval holds the KPI. [-]"""

KNOWN = 1_000_000
"""Degrees of freedom of a variance that is no estimate. [-]"""

_UPPER = (1 + LEVEL) / 2
_Z = NormalDist().inv_cdf(_UPPER)


def student(freedom: int) -> float:
    """Give the 97.5 % quantile of Student's t distribution.

    Parameters
    ----------
    freedom : int
        Degrees of freedom, at least 1. [-]

    Returns
    -------
    float
        Exact for one and two, from three on by the Cornish-Fisher expansion [1]_, which is 0.3 % low there and better
        with more. [-]

    References
    ----------
    .. [1] M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 1964, equation 26.7.5.

    Examples
    --------
    >>> [round(student(freedom), 2) for freedom in (1, 2, 10, 1000)]
    [12.71, 4.3, 2.23, 1.96]
    """
    if freedom <= 1:
        return math.tan(math.pi * (_UPPER - 0.5))
    if freedom == 2:
        return (2 * _UPPER - 1) * math.sqrt(2 / (4 * _UPPER * (1 - _UPPER)))
    z, n = _Z, float(freedom)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / n ** (power + 1) for power, term in enumerate(terms))


def share_interval(share: float, trials: float, freedom: int) -> Interval:
    """Give the interval of a share: Wilson's [1]_, with the trials that clusters are worth and Student's t [2]_.

    Parameters
    ----------
    share : float
        Observed. [-]
    trials : float
        Independent trials that would scatter as much: p (1 - p) / variance. [-]
    freedom : int
        Degrees of freedom of that variance. [-]

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
       Statistical Association 22 (1927), doi:10.1080/01621459.1927.10502953.
    .. [2] E. L. Korn, B. I. Graubard, "Confidence intervals for proportions with small expected number of positive
       counts estimated from survey data", Survey Methodology 24 (1998).

    Examples
    --------
    >>> low, high = share_interval(1.0, 19, 18)
    >>> round(low, 2), high
    (0.81, 1.0)
    """
    t2 = student(freedom) ** 2
    middle = (share + t2 / (2 * trials)) / (1 + t2 / trials)
    half = math.sqrt(t2 * (share * (1 - share) / trials + t2 / (4 * trials**2))) / (1 + t2 / trials)
    # Rounding must not push an end past the share.
    return min(max(0.0, middle - half), share), max(min(1.0, middle + half), share)


def count_interval(count: float, unit: float, freedom: int) -> Interval:
    """Give the interval of an expected count: the score interval of a Poisson number, in units that come together.

    Parameters
    ----------
    count : float
        Observed. [-]
    unit : float
        Variance over mean: how many come at once. [-]
    freedom : int
        Degrees of freedom of the variance. [-]

    Examples
    --------
    >>> [round(end, 1) for end in count_interval(0, 1, 1000)], [round(end, 1) for end in count_interval(9, 1, 1000)]
    ([0.0, 3.9], [4.7, 17.1])
    """
    t2 = student(freedom) ** 2
    units = count / unit
    half = math.sqrt(t2 * (units + t2 / 4))
    return unit * max(0.0, units + t2 / 2 - half), unit * (units + t2 / 2 + half)


def mean_interval(mean: float, error: float, freedom: int) -> Interval:
    """Give the interval of the mean of a positive quantity, symmetric in its logarithm.

    Parameters
    ----------
    mean, error : float
        Observed, and its standard error, in the same unit.
    freedom : int
        Degrees of freedom of the error. [-]
    """
    if mean <= 0:
        return mean, mean
    stretch = math.exp(min(student(freedom) * error / mean, 50.0))
    return mean / stretch, mean * stretch


def widened(interval: Interval, by: Interval, value: float, most: float = math.inf) -> Interval:
    """Give the interval of a value that two independent causes blur: the square root of the sum of squares, by side.

    Parameters
    ----------
    interval, by : tuple[float, float]
        Of each cause alone.
    value : float
        What both lie around.
    most : float
        Largest value there is; the smallest is 0.
    """
    low = math.hypot(max(0.0, value - interval[0]), max(0.0, value - by[0]))
    high = math.hypot(max(0.0, interval[1] - value), max(0.0, by[1] - value))
    return max(0.0, value - low), min(value + high, most)

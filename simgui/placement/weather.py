"""How much of the clear sky's light a day brings, and how warm it is: series, or days drawn from a seed."""

import numpy as np

from simgui.core.random_numbers import normal, stable_hash
from simgui.plan.plan import Float64Array
from simgui.scenario.group import Series

_SCATTER = 1.2
"""How far the weather of days differs, as the deviation of its log odds; a guess. [-]"""
_DARKEST, _BRIGHTEST = 0.08, 1.0


def day_factors(days: int, mean: float, persistence: float, *, seed: int, name: str) -> Float64Array:
    """Draw the light of each day over that of a cloudless one.

    Parameters
    ----------
    days : int
        How many.
    mean : float
        What they come to on average; kept exactly where it lies between the darkest and the brightest day. [-]
    persistence : float
        Correlation of the underlying weather from day to day. [-]
    seed : int
        Seed of the run.
    name : str
        Whose weather it is: the same name has the same.

    Notes
    -----
    Log odds between a heavily clouded (8 %) and a cloudless day, normal and correlated from day to day. The shape is
    a guess; replace it with a measured series of the site where the reserve of the battery matters.
    """
    own = normal(seed, stable_hash(name), np.arange(days), stable_hash("weather"))
    fresh = np.sqrt(1 - persistence**2)
    state = np.empty(days)
    state[0] = own[0]
    for day in range(1, days):
        state[day] = persistence * state[day - 1] + fresh * own[day]
    if not _DARKEST < mean < _BRIGHTEST:
        return np.full(days, mean)
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _factors(state, middle).mean() < mean else (low, middle)
    return _factors(state, (low + high) / 2)


def _factors(state: Float64Array, middle: float) -> Float64Array:
    return np.asarray(_DARKEST + (_BRIGHTEST - _DARKEST) / (1 + np.exp(-(middle + _SCATTER * state))))


def stepwise(series: Series, step_s: float, steps: int) -> Float64Array:
    """Give the mean of a series over equal steps from the start of the run.

    Parameters
    ----------
    series : Series
        Repeats when it is over.
    step_s : float
        Length of a step. [s]
    steps : int
        How many.

    Returns
    -------
    float64 array (steps,)
        In the unit of the series.
    """
    values = np.asarray(series.values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    edges = np.arange(steps + 1) * (step_s / series.every_s)
    rounds, within = np.divmod(edges, len(values))
    index = np.minimum(within.astype(np.int64), len(values) - 1)
    total = rounds * sums[-1] + sums[index] + (within - index) * values[index]
    return np.asarray(np.diff(total) * (series.every_s / step_s))

"""Fit positive costs to measured times of one accelerator or processor.

Notes
-----
``time = Σ amount · cost`` with every cost above zero: the logarithms of the costs are fitted, pulled to what is
known beforehand (ridge), with a loss on the relative error that is linear for outliers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_STEPS = 80


def fit_positive(amounts: Array, seconds: Array, prior: Array, *, spread: float = 1.0, noise: float = 0.1) -> Array:
    """Fit costs.

    Parameters
    ----------
    amounts : NDArray
        One row per measurement, one column per kind of work. [-]
    seconds : NDArray
        The measured times. [s]
    prior : NDArray
        Costs expected beforehand. [s]
    spread : float
        Standard deviation of the logarithm of a cost about its prior. [-]
    noise : float
        Relative error beyond which a measurement counts as an outlier. [-]

    Returns
    -------
    NDArray
        Costs. [s]
    """
    shift = np.zeros(len(prior))
    damping = 1e-2

    def loss(trial: Array) -> float:
        missed = (np.log(amounts @ (prior * np.exp(trial))) - np.log(seconds)) / noise
        return float(2 * (np.sqrt(1 + missed**2) - 1).sum() + ((trial / spread) ** 2).sum())

    best = loss(shift)
    for _ in range(_STEPS):
        parts = amounts * (prior * np.exp(shift))
        total = parts.sum(axis=1)
        missed = np.log(seconds) - np.log(total)
        weights = 1 / np.sqrt(1 + (missed / noise) ** 2) / noise**2
        slopes = parts / total[:, None]
        curvature = slopes.T @ (slopes * weights[:, None]) + np.eye(len(prior)) / spread**2
        wanted = slopes.T @ (weights * missed) - shift / spread**2
        step = np.linalg.solve(curvature + damping * np.diag(np.diag(curvature)), wanted)
        step = np.clip(step, -1.0, 1.0)
        value = loss(shift + step)
        if value < best:
            shift, damping = shift + step, max(damping / 5, 1e-9)
            if best - value < 1e-9 * max(best, 1.0):
                break
            best = value
        else:
            damping *= 10
    return np.asarray(prior * np.exp(shift))


def leave_one_group_out(
    amounts: Array, seconds: Array, prior: Array, groups: Sequence[str], *, spread: float = 1.0, noise: float = 0.1
) -> Array:
    """Predict every measurement by costs fitted without its group.

    Returns
    -------
    NDArray
        Logarithms of predicted over measured. [-]
    """
    errors = np.zeros(len(seconds))
    names = np.array(groups)
    for name in dict.fromkeys(groups):
        inside = names == name
        costs = fit_positive(amounts[~inside], seconds[~inside], prior, spread=spread, noise=noise)
        errors[inside] = np.log(amounts[inside] @ costs) - np.log(seconds[inside])
    return errors

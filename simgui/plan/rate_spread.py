"""A data rate that differs from attempt to attempt, so that messages of one length take unequal times."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.core.random_numbers import Integers, Purpose, uniform
from simgui.plan.verdicts import Int32Array, Int64Array
from simgui.profiles.link_part import RateSpreadLaw

_Float64Array = npt.NDArray[np.float64]

FARTHEST = 3.0
"""A lognormal rate lies at most so many standard deviations of its logarithm from its median. [-]"""


@dataclass(frozen=True, slots=True)
class RateSpread:
    """How the rate of a link varies from attempt to attempt.

    Parameters
    ----------
    law : RateSpreadLaw
        How the rate is distributed.
    shape : float
        Standard deviation of the rate's logarithm, or half the width of the uniform law relative to its middle; above
        0, and below 1 for the uniform law. [-]
    fixed_ns : int64 array (devices,)
        Part of the service that no rate changes: gaps, grants, acknowledgements. [ns]

    Notes
    -----
    What is kept is the **mean time**, so the mean service is the one a constant rate R gives: the time of the bits is
    ``bits / R`` times a factor with mean 1. Of the rate that keeps the harmonic mean, R; its median and its arithmetic
    mean lie above R (lognormal: the median by about exp(σ²/2), the mean by about exp(σ²)). Mean load and mean energy
    hence stay, while waiting and quantiles grow.

    A lognormal rate is cut off at three standard deviations, where its mass is put: a link has a slowest and a fastest
    mode, and a battery needs a bound. The factor's mean includes that.
    """

    law: RateSpreadLaw
    shape: float
    fixed_ns: Int64Array

    def services_ns(
        self,
        service_ns: Int64Array,
        device: Int32Array | Int64Array,
        drawn: Callable[[Purpose], _Float64Array],
    ) -> Int64Array:
        """Give how long attempts take. [ns]

        Parameters
        ----------
        service_ns : int64 array (devices,)
            What each device's service takes on average. [ns]
        device : integer array (attempts,)
            Whose attempts.
        drawn : callable
            Gives a uniform number in [0, 1) for every attempt, by purpose.

        Returns
        -------
        int64 array (attempts,)
            Longer than the fixed part, by a nanosecond at least, where the mean is.
        """
        fixed = self.fixed_ns[device]
        varying = service_ns[device] - fixed
        lasts = np.maximum(np.rint(varying * self.factor(drawn)).astype(np.int64), 1)
        return np.asarray(fixed + np.where(varying > 0, lasts, 0))

    def drawn_ns(
        self, service_ns: Int64Array, seed: int, group: int, device: Int64Array, *fields: Integers
    ) -> Int64Array:
        """Draw how long attempts take; see `services_ns`. [ns]

        Parameters
        ----------
        service_ns : int64 array (devices,)
            What each device's service takes on average. [ns]
        seed : int
            Seed of the run.
        group : int
            `stable_hash` of the group's name.
        device : int64 array (1 or attempts,)
            Whose attempts.
        *fields : int or integer array
            `stable_hash` of the task's name, job, hop, and how many attempts at the stage failed before.
        """
        return self.services_ns(service_ns, device, lambda purpose: uniform(seed, purpose, group, device, *fields))

    def factor(self, drawn: Callable[[Purpose], _Float64Array]) -> _Float64Array:
        """Turn uniform numbers, drawn for a purpose, into factors of the time of the bits; their mean is 1. [-]"""
        first = drawn(Purpose.RATE)
        match self.law:
            case RateSpreadLaw.LOGNORMAL:
                angle = drawn(Purpose.RATE_ANGLE)
                normal = np.sqrt(-2.0 * np.log1p(-first)) * np.cos(2.0 * np.pi * angle)
                slowness = np.exp(self.shape * np.clip(normal, -FARTHEST, FARTHEST))
            case RateSpreadLaw.UNIFORM:
                slowness = 1.0 / (1.0 + self.shape * (2.0 * first - 1.0))
        return np.asarray(slowness / self._mean_slowness())

    def _mean_slowness(self) -> float:
        """Give the mean of one over the rate, in units of one over its median. [-]"""
        if self.law is RateSpreadLaw.UNIFORM:
            return math.atanh(self.shape) / self.shape
        edge, shape = FARTHEST, self.shape
        inside = math.exp(shape**2 / 2) * (_below(edge - shape) - _below(-edge - shape))
        return inside + 2 * math.cosh(shape * edge) * _below(-edge)

    @property
    def most(self) -> float:
        """The factor at the slowest rate. [-]"""
        slowest = math.exp(self.shape * FARTHEST) if self.law is RateSpreadLaw.LOGNORMAL else 1 / (1 - self.shape)
        return slowest / self._mean_slowness()

    def longest_ns(self, service_ns: Int64Array) -> Int64Array:
        """Give what each device's service takes at most. [ns]"""
        return np.asarray(self.fixed_ns + np.ceil((service_ns - self.fixed_ns) * self.most).astype(np.int64) + 1)


def _below(deviations: float) -> float:
    """Give the chance that a standard normal number is below so many deviations. [-]"""
    return 0.5 * math.erfc(-deviations / math.sqrt(2))

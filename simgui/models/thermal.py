"""How far a processor may be driven before it slows down to stay cool.

Notes
-----
One resistance to the air and one heat capacity: ``C dT/dt = P - (T - T_air) / R``. At the limit the governor
lowers the clock until the hottest moment of every period stays below it. Power above idle goes with a power of the
clock: 1 at constant voltage, 2 to 3 where the voltage follows the clock.

References
----------
Incropera, DeWitt, Fundamentals of Heat and Mass Transfer, ch. 5 (lumped capacitance).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simgui.core.errors import SimguiError
from simgui.core.phrase import Phrase

_BISECTIONS = 60


class ThermalError(SimguiError):
    """A processor cannot be kept cool.

    Parameters
    ----------
    reason : str
        Why.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Work:
    """What a processor does again and again at full clock.

    Parameters
    ----------
    active_w, idle_w : float
        Power while it computes, and else. [W]
    busy_s, period_s : float
        Time it computes at full clock, and time from one such stretch to the next. [s]
    exponent : float
        Power above idle goes with this power of the clock. [-]
    """

    active_w: float
    idle_w: float
    busy_s: float
    period_s: float
    exponent: float = 1.0


@dataclass(frozen=True, slots=True)
class Cooling:
    """How a board gets rid of heat.

    Parameters
    ----------
    resistance_k_per_w : float
        From the chip to the air. [K/W]
    capacity_j_per_k : float
        Heat stored per kelvin. [J/K]
    limit_c : float
        Chip temperature at which the governor slows down. [degC]
    """

    resistance_k_per_w: float
    capacity_j_per_k: float
    limit_c: float

    @property
    def time_constant_s(self) -> float:
        """Time to come within 37 % of the final temperature. [s]"""
        return self.resistance_k_per_w * self.capacity_j_per_k

    def temperature_c(self, power_w: float, air_c: float, after_s: float, start_c: float | None = None) -> float:
        """Give the chip temperature after some time at constant power. [degC]"""
        final = air_c + power_w * self.resistance_k_per_w
        begin = air_c if start_c is None else start_c
        return final + (begin - final) * math.exp(-after_s / self.time_constant_s)

    def seconds_to_limit(self, power_w: float, air_c: float, start_c: float | None = None) -> float:
        """Give the time until the limit is reached; infinite if it never is. [s]"""
        final = air_c + power_w * self.resistance_k_per_w
        begin = air_c if start_c is None else start_c
        if begin >= self.limit_c:
            return 0.0
        if final <= self.limit_c:
            return math.inf
        return self.time_constant_s * math.log((final - begin) / (final - self.limit_c))

    def hottest_c(self, work: Work, air_c: float, share: float = 1.0) -> float:
        """Give the highest temperature of every period once it repeats, at a share of the clock. [degC]"""
        busy_s = min(work.busy_s / share, work.period_s)
        step_w = (work.active_w - work.idle_w) * math.pow(share, work.exponent)
        # A periodic step, low-passed: (1 - e^-b/τ) / (1 - e^-p/τ) of its height at the end of every stretch.
        height = math.expm1(-busy_s / self.time_constant_s) / math.expm1(-work.period_s / self.time_constant_s)
        return air_c + self.resistance_k_per_w * (work.idle_w + step_w * height)

    def sustained_clock_share(self, work: Work, air_c: float) -> float:
        """Give the share of the clock that can be kept up for ever.

        Parameters
        ----------
        work : Work
            What is asked of it.
        air_c : float
            Temperature of the air. [degC]

        Returns
        -------
        float
            1 where the limit is never reached. [-]

        Raises
        ------
        ThermalError
            If idling alone exceeds the limit.
        """
        if self.hottest_c(work, air_c) <= self.limit_c:
            return 1.0
        if air_c + self.resistance_k_per_w * work.idle_w >= self.limit_c:
            raise ThermalError(
                Phrase(
                    "even idle it gets hotter than {limit} degC in air of {air} degC",
                    limit=f"{self.limit_c:g}",
                    air=f"{air_c:g}",
                )
            )
        low, high = 0.0, 1.0
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            if self.hottest_c(work, air_c, middle) <= self.limit_c:
                low = middle
            else:
                high = middle
        return low

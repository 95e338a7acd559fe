"""How far a processor may be driven before it slows down to stay cool.

Notes
-----
One resistance to the air and one heat capacity: ``C dT/dt = P - (T - T_air) / R``. At the limit the governor
lowers the clock until the power it draws is what the resistance carries away; power above idle is taken in
proportion to the clock (constant voltage: near the top of the range this understates what slowing down saves).

References
----------
Incropera, DeWitt, Fundamentals of Heat and Mass Transfer, ch. 5 (lumped capacitance).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simgui.core.errors import SimguiError


class ThermalError(SimguiError):
    """A thermal model makes no sense."""


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

    def sustained_clock_share(self, active_w: float, idle_w: float, air_c: float) -> float:
        """Give the share of the clock that can be kept up for ever.

        Parameters
        ----------
        active_w, idle_w : float
            Power at full clock under load, and idle. [W]
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
        carried_w = (self.limit_c - air_c) / self.resistance_k_per_w
        if carried_w <= idle_w:
            raise ThermalError(f"even idle it gets hotter than {self.limit_c:g} degC in air of {air_c:g} degC")
        return min(1.0, (carried_w - idle_w) / (active_w - idle_w)) if active_w > idle_w else 1.0

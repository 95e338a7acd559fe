"""When a processor that heats up slows down, and how far, in the course of a run.

Notes
-----
The board begins at the temperature of the air. At full clock the hottest moments of a periodic load follow
``T(t) = T_final + (T_begin - T_final) e^(-t/RC)``, exactly so at the end of every period, where ``T_final`` is the
hottest moment once it repeats (the mean power's, where periods are short against RC). Where T reaches the limit, the
governor takes the clock that holds it there; cooler air lets it back to full clock. Air is constant from one value of
its series to the next, so all of it is in closed form.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simgui.models.thermal import Cooling, Work

Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Air:
    """Temperature of the air: ``values_c``, each holding for ``every_s``, over and over. [degC], [s]"""

    values_c: tuple[float, ...]
    every_s: float = math.inf


@dataclass(frozen=True, slots=True)
class ClockCourse:
    """The clock over time.

    Parameters
    ----------
    from_s : tuple[float, ...]
        When each spell begins; the first at 0, the last one goes on. [s]
    share : tuple[float, ...]
        Of the full clock, of each spell. [-]
    """

    from_s: tuple[float, ...]
    share: tuple[float, ...]

    @property
    def lowest(self) -> float:
        """The lowest share. [-]"""
        return min(self.share)

    @property
    def onset_s(self) -> float:
        """When it first slows down; infinite if it never does. [s]"""
        slow = (begin_s for begin_s, share in zip(self.from_s, self.share, strict=True) if share < 1.0)
        return next(slow, math.inf)

    def at(self, time_s: Float64Array) -> Float64Array:
        """Give the share at some instants from 0 on. [s] → [-]"""
        return np.asarray(np.array(self.share)[np.searchsorted(self.from_s, time_s, side="right") - 1])


def clock_course(cooling: Cooling, work: Work, air: Air, until_s: float) -> ClockCourse:
    """Give the clock of a processor from a cold start on.

    Parameters
    ----------
    cooling : Cooling
        How it gets rid of heat.
    work : Work
        What is asked of it from the start on.
    air : Air
        Around it.
    until_s : float
        End of the run. [s]

    Returns
    -------
    ClockCourse
        Full clock until the limit is reached, then the clock that `Cooling.sustained_clock_share` gives.

    Raises
    ------
    ThermalError
        If in the air of the run idling alone exceeds the limit.
    """
    met = set(air.values_c[: max(1, math.ceil(until_s / air.every_s))])
    kept = {air_c: cooling.sustained_clock_share(work, air_c) for air_c in met}
    if min(kept.values()) >= 1.0:
        return ClockCourse((0.0,), (1.0,))
    # The power that, without pause, would lead to the hottest moment of the periods.
    power_w = cooling.hottest_c(work, 0.0) / cooling.resistance_k_per_w
    spells = [(0.0, 1.0)]
    chip_c, begin_s, step = air.values_c[0], 0.0, 0
    while begin_s < until_s:
        air_c = air.values_c[step % len(air.values_c)]
        step += 1
        end_s = min(step * air.every_s, until_s)
        slow_s = end_s
        if kept[air_c] < 1.0:
            slow_s = min(begin_s + cooling.seconds_to_limit(power_w, air_c, chip_c), end_s)
        if slow_s > begin_s:
            spells.append((begin_s, 1.0))
        if slow_s < end_s:
            spells.append((slow_s, kept[air_c]))
            chip_c = cooling.limit_c
        else:
            chip_c = min(cooling.temperature_c(power_w, air_c, end_s - begin_s, chip_c), cooling.limit_c)
        begin_s = end_s
    changes = [spells[0]]
    changes += [now for before, now in pairwise(spells) if now[1] != before[1]]
    if changes[1:] and changes[1][0] == 0.0:
        del changes[0]
    from_s, share = zip(*changes, strict=True)
    return ClockCourse(from_s, share)

"""A battery's voltage under load and its charge over time, in closed form."""

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from operator import itemgetter

import numpy as np

from simgui.profiles.part import BatteryProfile

FULL = 1.0
_FIRST = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Charge:
    """Where the charge of a cell has gone: the first five add up to its rating and what was put in.

    Parameters
    ----------
    left_c : float
        Still in the cell. [C]
    drawn_c : float
        Delivered at the terminals. [C]
    stranded_c : float
        Out of reach, because of the current and the cold it was drawn at; negative where a warm cell gives more
        than it is rated for. [C]
    self_discharged_c : float
        Lost without a load. [C]
    wasted_c : float
        Lost in charging. [C]
    put_in_c : float
        Taken in at the terminals. [C]
    """

    left_c: float
    drawn_c: float = 0.0
    stranded_c: float = 0.0
    self_discharged_c: float = 0.0
    wasted_c: float = 0.0
    put_in_c: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Like cells in parallel at one temperature.

    Voltage under load is OCV(SoC) - I · R(SoC), both linear between the points of their tables, so that everything
    about a piece of constant current has a closed form. State of charge is the share of the rated charge left. Charge
    drawn at a current and temperature at which the cell gives a share ``f`` of its rating counts 1 / f times.

    Parameters
    ----------
    rated_c : float
        Rated charge of all. [C]
    points : tuple[tuple[float, float, float], ...]
        Points (state of charge, open-circuit voltage, resistance of all), ascending. [-], [V], [ohm]
    cutoff_v : float
        Voltage below which the load browns out. [V]
    pulse_current_a : float
        Largest pulse from all. [A]
    self_discharge_a : float
        Charge lost without a load, over time. [A]
    temperature_share : float
        Share of the rated charge that it gives at its temperature. [-]
    share_by_current : tuple[tuple[float, float], ...]
        Points (steady current from all, share of the rated charge), ascending. [A], [-]
    charge_current_a : float
        Largest charging current of all at the temperature; 0 where they cannot be charged. [A]
    charge_efficiency : float
        Charge gained over charge put in. [-]

    Notes
    -----
    Left out: the voltage's recovery over seconds (diffusion), passivation after storage, the temperature coefficient
    of the open-circuit voltage (below 1 mV/K for these chemistries, small beside that of the resistance).

    References
    ----------
    The rate law is Peukert's idea with a table in place of his exponent: D. Doerffel and S. A. Sharkh, J. Power
    Sources 155 (2006) 395-400, doi:10.1016/j.jpowsour.2005.04.030, on its limits.
    """

    rated_c: float
    points: tuple[tuple[float, float, float], ...]
    cutoff_v: float
    pulse_current_a: float
    self_discharge_a: float
    temperature_share: float
    share_by_current: tuple[tuple[float, float], ...]
    charge_current_a: float = 0.0
    charge_efficiency: float = 1.0

    @classmethod
    def of(cls, profile: BatteryProfile, temperature_c: float, *, count: int = 1) -> "Cell":
        """Resolve a profile at a temperature; beyond the ends of a table its end value holds.

        Parameters
        ----------
        profile : BatteryProfile
            The cell.
        temperature_c : float
            Its temperature. [degC]
        count : int
            Cells in parallel.
        """
        ocv = profile.ocv_v.points if profile.ocv_v else ((0.0, profile.nominal_v.value),)
        knots = sorted({row[0] for row in ocv} | ({row[0] for row in _resistances(profile)}) | {0.0, FULL})
        ohms = _at_temperature(_resistances(profile), temperature_c)
        temperatures, shares = zip(*profile.capacity_by_temperature, strict=True)
        rates = profile.capacity_by_current.points if profile.capacity_by_current else ((0.0, 1.0),)
        return cls(
            rated_c=count * profile.capacity_c.value,
            points=tuple((soc, _linear(soc, ocv), _linear(soc, ohms) / count) for soc in knots),
            cutoff_v=profile.cutoff_v.value,
            pulse_current_a=count * profile.pulse_current_a.value,
            self_discharge_a=count * profile.capacity_c.value * self_discharge_per_s(profile, temperature_c),
            temperature_share=float(np.interp(temperature_c, temperatures, shares)),
            share_by_current=tuple((count * current_a, share) for current_a, share in rates),
            charge_current_a=count * charge_current_a(profile, temperature_c),
            charge_efficiency=profile.charge_efficiency.value if profile.charge_efficiency else 1.0,
        )

    def full(self) -> Charge:
        """Give the charge of a fresh cell."""
        return Charge(self.rated_c)

    def ocv_v(self, soc: float) -> float:
        """Open-circuit voltage at a state of charge. [-] → [V]"""
        return _linear(soc, tuple((row[0], row[1]) for row in self.points))

    def resistance_ohm(self, soc: float) -> float:
        """Resistance at a state of charge. [-] → [ohm]"""
        return _linear(soc, tuple((row[0], row[2]) for row in self.points))

    def source(self, soc: float) -> tuple[float, float]:
        """Open-circuit voltage and resistance at a state of charge, looked up at once. [-] → [V], [ohm]"""
        above = bisect_right(self.points, soc, key=_FIRST)
        if above == 0 or above == len(self.points):
            _, open_v, ohm = self.points[max(above - 1, 0)]
            return float(open_v), float(ohm)
        (x0, v0, r0), (x1, v1, r1) = self.points[above - 1], self.points[above]
        if soc == x0:
            return float(v0), float(r0)
        # Slope first, as numpy interpolates.
        return float((v1 - v0) / (x1 - x0) * (soc - x0) + v0), float((r1 - r0) / (x1 - x0) * (soc - x0) + r0)

    def voltage_v(self, soc: float, current_a: float) -> float:
        """Voltage under load; negative where the cell cannot drive the current at all. [-], [A] → [V]"""
        return self.ocv_v(soc) - current_a * self.resistance_ohm(soc)

    def share(self, current_a: float) -> float:
        """Share of the rated charge that it gives at a steady current and its temperature. [A] → [-]"""
        return self.temperature_share * _linear(current_a, self.share_by_current)

    def brown_out_soc(self, current_a: float, start_soc: float = FULL) -> float:
        """State of charge at which a falling charge first brings the voltage under load to the cut-off.

        Parameters
        ----------
        current_a : float
            The load. [A]
        start_soc : float
            Where the discharge begins. [-]

        Returns
        -------
        float
            ``start_soc`` if the voltage is below the cut-off there, 0 if it never gets there. [-]
        """
        above = (start_soc, self.voltage_v(start_soc, current_a))
        if above[1] < self.cutoff_v:
            return start_soc
        for soc, open_v, ohm in reversed(self.points):
            if soc >= start_soc:
                continue
            below_v = open_v - current_a * ohm
            if below_v < self.cutoff_v:
                return soc + (self.cutoff_v - below_v) / (above[1] - below_v) * (above[0] - soc)
            above = (soc, below_v)
        return 0.0

    def spend(self, charge: Charge, drawn_c: float, elapsed_s: float, *, mean_current_a: float) -> Charge:
        """Book a charge drawn, and what gets lost beside it.

        Parameters
        ----------
        charge : Charge
            Before.
        drawn_c : float
            Charge at the terminals. [C]
        elapsed_s : float
            How long it took. [s]
        mean_current_a : float
            Steady current that decides how much is out of reach: for pulses, their mean. [A]
        """
        stranded_c = drawn_c / self.share(mean_current_a) - drawn_c if drawn_c else 0.0
        lost_c = self.self_discharge_a * elapsed_s
        return replace(
            charge,
            left_c=charge.left_c - drawn_c - stranded_c - lost_c,
            drawn_c=charge.drawn_c + drawn_c,
            stranded_c=charge.stranded_c + stranded_c,
            self_discharged_c=charge.self_discharged_c + lost_c,
        )

    def discharge(self, charge: Charge, current_a: float, duration_s: float) -> tuple[Charge, float]:
        """Draw a constant current until the time is over or the voltage falls to the cut-off.

        Parameters
        ----------
        charge : Charge
            Before.
        current_a : float
            The load; 0 leaves self-discharge alone. [A]
        duration_s : float
            How long; ``math.inf`` for the whole discharge. [s]

        Returns
        -------
        tuple[Charge, float]
            After, and how long the load was fed: exact, in one step. [s]
        """
        share = self.share(current_a)
        if current_a > 0 and share <= 0:
            return charge, 0.0
        rate_c_per_s = (current_a / share if current_a > 0 else 0.0) + self.self_discharge_a
        usable_c = max(charge.left_c - self.rated_c * self.brown_out_soc(current_a, charge.left_c / self.rated_c), 0.0)
        fed_s = min(duration_s, usable_c / rate_c_per_s) if rate_c_per_s > 0 else duration_s
        return self.spend(charge, current_a * fed_s, fed_s, mean_current_a=current_a), fed_s

    def charge(self, charge: Charge, current_a: float, duration_s: float) -> tuple[Charge, float]:
        """Charge with a constant current, as far as the cell takes it, until the time is over or it is full.

        Parameters
        ----------
        charge : Charge
            Before.
        current_a : float
            What the source could give. [A]
        duration_s : float
            How long. [s]

        Returns
        -------
        tuple[Charge, float]
            After, and the charge put in. [C]
        """
        taken_a = min(current_a, self.charge_current_a)
        gain_a = taken_a * self.charge_efficiency - self.self_discharge_a
        room_c = self.rated_c - charge.left_c
        into_s = min(duration_s, max(room_c, 0.0) / gain_a) if gain_a > 0 else duration_s
        # Once full, the source makes up for self-discharge and no more.
        topped_c = self.self_discharge_a * (duration_s - into_s) / self.charge_efficiency
        put_c = taken_a * into_s + topped_c
        lost_c = self.self_discharge_a * duration_s
        gained_c = put_c * self.charge_efficiency
        after = replace(
            charge,
            left_c=charge.left_c + gained_c - lost_c,
            self_discharged_c=charge.self_discharged_c + lost_c,
            wasted_c=charge.wasted_c + put_c - gained_c,
            put_in_c=charge.put_in_c + put_c,
        )
        return after, put_c


@dataclass(frozen=True, slots=True)
class Buffer:
    """A capacitor beside a source of fixed voltage and resistance: v' = ((E - v) / R - I) / C, solved exactly.

    Parameters
    ----------
    source_v, source_ohm : float
        The cell's open-circuit voltage and resistance; they hardly change while a burst lasts. [V], [ohm]
    capacitor_f : float
        Capacitance, 0 for none; its own resistance and leakage are left out. [F]
    """

    source_v: float
    source_ohm: float
    capacitor_f: float

    def settled_v(self, load_a: float) -> float:
        """Voltage that a lasting load ends at. [A] → [V]"""
        return self.source_v - load_a * self.source_ohm

    def voltage_v(self, start_v: float, load_a: float, elapsed_s: float) -> float:
        """Voltage after a load has lasted for a time. [V], [A], [s] → [V]"""
        end_v = self.settled_v(load_a)
        return end_v + (start_v - end_v) * self._left(elapsed_s)

    def source_c(self, start_v: float, load_a: float, elapsed_s: float) -> float:
        """Charge the source gives meanwhile: the load's, and what the capacitor gained. [V], [A], [s] → [C]"""
        gained_v = self.voltage_v(start_v, load_a, elapsed_s) - start_v
        return load_a * elapsed_s + self.capacitor_f * gained_v

    def hold_up_s(self, start_v: float, load_a: float, limit_v: float) -> float:
        """Time until the voltage falls to a limit; infinite if it never does. [V], [A], [V] → [s]"""
        end_v = self.settled_v(load_a)
        if start_v < limit_v:
            return 0.0
        if end_v >= limit_v:
            return math.inf
        return self.source_ohm * self.capacitor_f * math.log((start_v - end_v) / (limit_v - end_v))

    def lowest_v(self, burst_a: float, burst_s: float, *, every_s: float = math.inf, between_a: float = 0.0) -> float:
        """Voltage at the end of each of many equal bursts.

        Parameters
        ----------
        burst_a, burst_s : float
            Load and length of a burst. [A], [s]
        every_s : float
            From one burst to the next; infinite lets the capacitor fill up in between. [s]
        between_a : float
            Load in between. [A]

        Returns
        -------
        float
            In the steady state. [V]
        """
        burst, pause = self._left(burst_s), self._left(every_s - burst_s)
        fed_v = self.settled_v(burst_a) * (1 - burst) + self.settled_v(between_a) * (1 - pause) * burst
        return fed_v / (1 - burst * pause)

    def _left(self, elapsed_s: float) -> float:
        """Share of a deviation from the settled voltage that is left after a time. [s] → [-]"""
        constant_s = self.source_ohm * self.capacitor_f
        return math.exp(-elapsed_s / constant_s) if constant_s > 0 else 0.0


def capacitor_needed_f(source_ohm: float, burst_a: float, burst_s: float, drop_v: float) -> float:
    """Capacitance with which a burst lowers the voltage of a rested cell by no more than a drop.

    Parameters
    ----------
    source_ohm : float
        Resistance of the cell. [ohm]
    burst_a, burst_s : float
        The burst. [A], [s]
    drop_v : float
        How far the voltage may fall. [V]

    Returns
    -------
    float
        t / (R · ln(I·R / (I·R - drop))): 0 where the cell alone will do, infinite where nothing may be lost. [F]
    """
    full_drop_v = burst_a * source_ohm
    if full_drop_v <= drop_v:
        return 0.0
    if drop_v <= 0:
        return math.inf
    return -burst_s / (source_ohm * math.log1p(-drop_v / full_drop_v))


def self_discharge_per_s(profile: BatteryProfile, temperature_c: float) -> float:
    """Give the share of the rated charge a cell loses without a load. [degC] → [1/s]"""
    table = profile.self_discharge_by_temperature
    return profile.self_discharge_per_s.value * (_linear(temperature_c, table.points) if table else 1.0)


def charge_current_a(profile: BatteryProfile, temperature_c: float) -> float:
    """Give the largest charging current of a cell, 0 where it cannot be charged. [degC] → [A]"""
    if profile.charge_current_a is None:
        return 0.0
    allowed = profile.charge_by_temperature
    return profile.charge_current_a.value * (_linear(temperature_c, allowed.points) if allowed else 1.0)


def _resistances(profile: BatteryProfile) -> tuple[tuple[float, ...], ...]:
    alone = (0.0, 20.0, profile.internal_resistance_ohm.value)
    return profile.resistance_ohm.points if profile.resistance_ohm else (alone,)


def _at_temperature(rows: tuple[tuple[float, ...], ...], temperature_c: float) -> tuple[tuple[float, float], ...]:
    """Cut a table of state of charge, temperature and resistance at a temperature."""
    socs = sorted({row[0] for row in rows})
    return tuple((soc, _linear(temperature_c, tuple(row[1:] for row in rows if row[0] == soc))) for soc in socs)


def _linear(where: float, points: tuple[tuple[float, ...], ...]) -> float:
    """Interpolate as numpy does, to the bit; for a few points at a time plain Python is ten times faster."""
    above = bisect_right(points, where, key=_FIRST)
    if above == 0 or above == len(points):
        return float(points[max(above - 1, 0)][1])
    (x0, y0), (x1, y1) = points[above - 1], points[above]
    return float(y0 if where == x0 else (y1 - y0) / (x1 - x0) * (where - x0) + y0)

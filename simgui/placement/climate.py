"""What temperature and sun do to the batteries of a group over a year, hour by hour."""

import math
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from simgui.core.phrase import Phrase
from simgui.placement.cell import charge_current_a, self_discharge_per_s
from simgui.placement.misfit import MisfitError
from simgui.placement.solar import clear_sky_w_per_m2, panel_w_per_m2, sun_at
from simgui.placement.weather import day_factors, stepwise
from simgui.plan.plan import NS_PER_S, Float64Array
from simgui.plan.storage import Ageing, StoragePlan
from simgui.profiles.part import BatteryProfile, HarvesterProfile
from simgui.scenario.group import Group, Harvester

_HOURS_A_DAY = 24
_DAYS_A_YEAR = 365
_STEP_S = 3600.0
_LOOKS_AN_HOUR = 4
_HOT_K_PER_W_PER_M2 = (45.0 - 20.0) / 800.0
"""How far the sun heats a panel, by a nominal operating cell temperature of 45 °C at 800 W/m2 and 20 °C of air."""
_RESTART_SOC = 0.05
"""How much must come back before a device that browned out starts again; a guess. [-]"""


def storage_plan(
    group: Group,
    battery: BatteryProfile,
    harvester: HarvesterProfile | None,
    at_temperature: Callable[[float], tuple[float, float]],
    full_j: Float64Array,
    seed: int,
) -> StoragePlan | None:
    """Work out a year of a group's batteries; None where neither temperature nor harvest change.

    Parameters
    ----------
    group : Group
        Its temperature, panel and site.
    battery : BatteryProfile
        The cell.
    harvester : HarvesterProfile | None
        The panel.
    at_temperature : Callable[[float], tuple[float, float]]
        Gives the share of its rating and the end of life's charge at a temperature. [degC] → [-], [-]
    full_j : float64 array (devices,)
        Rated energy of each device's battery. [J]
    seed : int
        Seed of the weather.

    Raises
    ------
    MisfitError
        If there is a panel and the battery cannot be charged.
    """
    if group.temperature_series is None and (group.harvester is None or harvester is None):
        return None
    if harvester is not None and battery.charge_current_a is None:
        raise MisfitError(
            Phrase(
                "{group}: {harvester} cannot charge {battery}, a primary cell",
                group=group.name,
                harvester=harvester.name,
                battery=battery.name,
            ),
            (Phrase("choose a battery that can be charged, such as 18650-2600"), Phrase("leave the harvester out")),
        )
    steps = _steps(group)
    temperature_c = _temperature_c(group, steps)
    known, where = np.unique(np.round(temperature_c), return_inverse=True)
    at_known = [at_temperature(float(one_c)) for one_c in known]
    harvest_w = np.zeros(steps)
    if harvester is not None and group.harvester is not None:
        offered_w = _offered_w(group.harvester, harvester, temperature_c, seed, group.site or group.name)
        most_w = battery.nominal_v.value * np.array([charge_current_a(battery, float(one_c)) for one_c in known])
        efficiency = battery.charge_efficiency.value if battery.charge_efficiency else 1.0
        harvest_w = np.minimum(offered_w, group.battery_count * most_w[where]) * efficiency
    return StoragePlan(
        step_ns=round(_STEP_S * NS_PER_S),
        share=np.array([share for share, _ in at_known])[where],
        self_discharge_per_s=np.array([self_discharge_per_s(battery, float(one_c)) for one_c in known])[where],
        harvest_w=harvest_w,
        floor_soc=np.array([soc for _, soc in at_known])[where],
        full_j=full_j,
        start_soc=1.0 if group.harvester is None else group.harvester.start_charge,
        restart_soc=None if group.harvester is None else _RESTART_SOC,
        ageing=ageing_of(battery, temperature_c),
    )


def ageing_of(battery: BatteryProfile, temperature_c: Float64Array) -> Ageing | None:
    """Give what wears a cell out at some temperatures; None for a primary cell, or where nothing is known. [degC]"""
    if battery.calendar_fade_per_s is None and battery.cycle_fade is None:
        return None
    table = battery.calendar_fade_by_temperature
    faster = 1.0
    if table is not None:
        known_c, factors = zip(*table.points, strict=True)
        faster = float(np.interp(temperature_c, known_c, factors).mean())
    return Ageing(
        per_s=battery.calendar_fade_per_s.value * faster if battery.calendar_fade_per_s else 0.0,
        per_cycle=battery.cycle_fade.value if battery.cycle_fade else 0.0,
    )


def _steps(group: Group) -> int:
    """Give a year of hours, or the years that the longest series takes."""
    series = [group.temperature_series, group.harvester.clearness_series if group.harvester else None]
    longest_s = max((len(one.values) * one.every_s for one in series if one is not None), default=0.0)
    year_s = _DAYS_A_YEAR * _HOURS_A_DAY * _STEP_S
    return _DAYS_A_YEAR * _HOURS_A_DAY * max(1, math.ceil(longest_s / year_s - 0.01))


def _temperature_c(group: Group, steps: int) -> Float64Array:
    if group.temperature_series is None:
        return np.full(steps, group.temperature_c)
    return stepwise(group.temperature_series, _STEP_S, steps)


def _offered_w(
    sun: Harvester, panel: HarvesterProfile, temperature_c: Float64Array, seed: int, site: str
) -> Float64Array:
    """Give what a panel's charger offers in each hour, all devices of a site under one sky. [W]"""
    light_w_per_m2 = _light_w_per_m2(sun, len(temperature_c), seed, site) * (1 - sun.shade)
    cell_c = temperature_c + _HOT_K_PER_W_PER_M2 * light_w_per_m2
    heat = np.maximum(1 - panel.heat_loss_per_k.value * (cell_c - 25.0), 0.0)
    return np.asarray(panel.peak_power_w.value * light_w_per_m2 / 1000.0 * heat * panel.converter_efficiency.value)


_KNOWN: OrderedDict[tuple[object, ...], tuple[Harvester, Float64Array]] = OrderedDict()
"""Light of the years asked for last: profile numbers change nothing about the sky."""
_MOST_KNOWN = 16


def _light_w_per_m2(sun: Harvester, steps: int, seed: int, site: str) -> Float64Array:
    """Give the light on the panel, shade apart, in each hour. [W/m2]"""
    key = (id(sun), steps, seed, site)
    if key not in _KNOWN or _KNOWN[key][0] is not sun:
        _KNOWN[key] = (sun, _computed_w_per_m2(sun, steps, seed, site))
        if len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.popitem(last=False)
    return _KNOWN[key][1]


def _computed_w_per_m2(sun: Harvester, steps: int, seed: int, site: str) -> Float64Array:
    if sun.clearness_series is not None:
        clearness = stepwise(sun.clearness_series, _STEP_S, steps)
    else:
        days = -(-steps // _HOURS_A_DAY)
        drawn = day_factors(days, sun.clearness, sun.persistence, seed=seed, name=site)
        clearness = np.repeat(drawn, _HOURS_A_DAY)[:steps]
    hours = np.arange(steps)
    total = np.zeros(steps)
    for look in range(_LOOKS_AN_HOUR):
        hour = hours % _HOURS_A_DAY + (look + 0.5) / _LOOKS_AN_HOUR
        place = sun_at(sun.day + hours // _HOURS_A_DAY * 1.0, hour, sun.latitude_rad)
        level = clear_sky_w_per_m2(place.up) * clearness
        total += panel_w_per_m2(place, level, sun.tilt_rad, sun.azimuth_rad)
    return total / _LOOKS_AN_HOUR

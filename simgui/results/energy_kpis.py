"""Energy, power and battery life of devices, from their ledgers."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, Float64Array
from simgui.results.endurance import MOST_EXACT, endurance

SHELF_LIFE = "shelf life"
"""How the life of a battery ends that is too old before it is empty."""

_NOTABLE = 1e-3
"""Differences below this are not told. [-]"""


def nearest_rank(values: Float64Array, fraction: float) -> float:
    """Give the quantile of unsorted values by nearest rank; NaN without values."""
    if len(values) == 0:
        return math.nan
    return float(np.sort(values)[max(1, math.ceil(fraction * len(values))) - 1])


def mean_power_w(ledger: GroupLedger) -> Float64Array:
    """Give each device's mean power while it was alive; NaN for one dead from the start. [W]"""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(ledger.energy_j() / (ledger.alive_ns / NS_PER_S))


def battery_life_s(ledger: GroupLedger, most: int = MOST_EXACT) -> Float64Array:
    """Give each device's battery life: its death in the run, else extrapolated; empty on mains. [s]

    Where neither temperature nor harvest change, that is the usable capacity over the mean power of the run; else
    the mean load of the run is carried through the year, see `simgui.results.endurance`. No battery outlives its
    shelf life.
    """
    capacity_j, storage = ledger.energy.capacity_j, ledger.energy.storage
    if capacity_j is None:
        return np.zeros(0)
    if storage is not None:
        life_s = endurance(ledger, most).life_s
    else:
        with np.errstate(invalid="ignore", divide="ignore"):
            life_s = capacity_j / mean_power_w(ledger)
    return np.where(ledger.death_ns >= 0, ledger.death_ns / NS_PER_S, np.minimum(life_s, ledger.energy.shelf_life_s))


def energy_kpis(ledgers: Mapping[str, GroupLedger], jobs: int, most: int = MOST_EXACT) -> dict[str, float]:
    """Give the KPIs of energy and battery life of some groups.

    Parameters
    ----------
    ledgers : Mapping[str, GroupLedger]
        By group.
    jobs : int
        Jobs of these groups.
    most : int
        Of how many devices a year is computed where it must be, see `simgui.results.endurance`. [-]

    Returns
    -------
    dict[str, float]
        Battery lives are NaN when all are on mains, the KPIs of harvest where nothing is harvested. [SI]
    """
    energy_j = sum(float(ledger.energy_j().sum()) for ledger in ledgers.values())
    powers_w = [mean_power_w(ledger) for ledger in ledgers.values()]
    power_w = np.concatenate(powers_w) if powers_w else np.zeros(0)
    power_w = power_w[~np.isnan(power_w)]
    lives_s = [battery_life_s(ledger, most) for ledger in ledgers.values()]
    life_s = np.concatenate(lives_s) if lives_s else np.zeros(0)
    return {
        "energy_per_job_j": energy_j / jobs if jobs else math.nan,
        "device_power_w": float(power_w.mean()) if len(power_w) else math.nan,
        "battery_life_s": nearest_rank(life_s, 0.05),
        "battery_life_p50_s": nearest_rank(life_s, 0.5),
        "first_death_s": float(life_s.min()) if len(life_s) else math.nan,
        **_harvest_kpis(ledgers, most),
    }


def _harvest_kpis(ledgers: Mapping[str, GroupLedger], most: int) -> dict[str, float]:
    """Give how full batteries with a harvester are over the year: what 95 % of the devices reach."""
    found = [
        endurance(ledger, most)
        for ledger in ledgers.values()
        if (storage := ledger.energy.storage) is not None and storage.has_harvest
    ]
    if not found:
        return {"worst_week_charge": math.nan, "blackout_days_per_year": math.nan, "energy_neutral_ratio": math.nan}
    days = np.concatenate([one.blackout_days for one in found])
    return {
        "worst_week_charge": nearest_rank(np.concatenate([one.worst_week_soc for one in found]), 0.05),
        "blackout_days_per_year": -nearest_rank(-days, 0.05),
        "energy_neutral_ratio": float(np.concatenate([one.is_neutral for one in found]).mean()),
    }


def energy_by_cause_j(ledgers: Mapping[str, GroupLedger]) -> dict[str, float]:
    """Give the energy of a device by cause, mean over the devices of some groups. [J]"""
    devices = sum(len(ledger.alive_ns) for ledger in ledgers.values())
    causes: dict[str, float] = {}
    for ledger in ledgers.values():
        for cause, energy_j in ledger.energy_by_cause_j().items():
            causes[cause] = causes.get(cause, 0.0) + float(energy_j.sum()) / devices
    return causes


def first_death(ledgers: Mapping[str, GroupLedger]) -> str:
    """Name the device whose battery lasts shortest and its largest cause, e.g. ``motors[17], transmit 62 %``.

    Returns
    -------
    str
        Empty when all are on mains.
    """
    worst = battery_worst(ledgers)
    if not worst:
        return ""
    name = f"{worst['group']}[{worst['device']}]"
    if worst["ends_by"] == SHELF_LIFE:
        return f"{name}, limited by shelf life"
    return f"{name}, {worst['cause']} {100 * float(worst['cause_share']):.0f} %" if worst["cause"] else name


def battery_worst(ledgers: Mapping[str, GroupLedger]) -> dict[str, Any]:
    """Tell of the device whose battery lasts shortest what takes its energy and how it differs from its group.

    Returns
    -------
    dict[str, Any]
        ``group``, ``device``, ``life_s``, ``median_life_s`` of its group, ``cause`` with ``cause_share`` (what takes
        most), ``differs_by`` (its draws and capacity over the median of its group, less one), ``differs_most``
        (the one of them that shortens its life most), ``ends_by`` (empty, worn out or shelf life), ``end_charge`` and
        ``end_cause`` (where its battery counts as empty, and why). Empty when all are on mains.
    """
    lives_s = {name: battery_life_s(ledger) for name, ledger in ledgers.items()}
    lives_s = {name: life_s for name, life_s in lives_s.items() if len(life_s)}
    if not lives_s:
        return {}
    name = min(lives_s, key=lambda group: float(lives_s[group].min()))
    device, ledger = int(lives_s[name].argmin()), ledgers[name]
    causes_j = {cause: float(energy_j[device]) for cause, energy_j in ledger.energy_by_cause_j().items()}
    total_j = sum(causes_j.values())
    cause = max(causes_j, key=lambda key: causes_j[key]) if total_j > 0 else ""
    differs = _differences(ledger, device)
    harm = {
        key: -change if key == "battery_capacity" else change * causes_j.get(key, 0.0) / max(total_j, 1e-300)
        for key, change in differs.items()
    }
    most = max(harm, key=lambda key: harm[key], default="")
    return {
        "group": name,
        "device": device,
        "life_s": float(lives_s[name][device]),
        "median_life_s": nearest_rank(lives_s[name], 0.5),
        "cause": cause.replace("_", " "),
        "cause_share": causes_j[cause] / total_j if cause else 0.0,
        "differs_by": differs,
        "differs_most": most if most and harm[most] > 0 else "",
        "ends_by": _ends_by(ledger, device, float(lives_s[name][device])),
        "end_charge": ledger.energy.end_soc,
        "end_cause": ledger.energy.end_cause,
    }


def _ends_by(ledger: GroupLedger, device: int, life_s: float) -> str:
    """Say how the life of a battery ends: too old, worn out, empty in the run, or empty later."""
    if ledger.death_ns[device] >= 0:
        return "empty within the run"
    if life_s >= ledger.energy.shelf_life_s:
        return SHELF_LIFE
    is_worn = ledger.energy.storage is not None and bool(endurance(ledger).is_worn[device])
    return "worn out" if is_worn else "empty"


def _differences(ledger: GroupLedger, device: int) -> dict[str, float]:
    """Give by how much a device's mean draws and capacity differ from the median of its group. [-]"""
    alive_s = np.maximum(ledger.alive_ns / NS_PER_S, 1e-9)
    amounts = {cause: energy_j / alive_s for cause, energy_j in ledger.energy_by_cause_j().items()}
    if ledger.energy.capacity_j is not None:
        amounts["battery_capacity"] = ledger.energy.capacity_j
    changes = {}
    for key, amount in amounts.items():
        middle = float(np.median(amount))
        if middle > 0 and abs(float(amount[device]) / middle - 1) > _NOTABLE:
            changes[key] = float(amount[device]) / middle - 1
    return changes

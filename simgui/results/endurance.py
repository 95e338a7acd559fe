"""How long batteries last and how full they are over the year, from the mean load of a run and a year of climate."""

import math
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, Float64Array
from simgui.plan.storage import StoragePlan
from simgui.plan.verdicts import Int64Array

BoolArray = npt.NDArray[np.bool_]

HORIZON_YEARS = 40
"""Beyond this no battery life is told. [a]"""

MOST_EXACT = 64
"""Devices that are computed one by one. [-]"""

_MOST_WITH_RESTARTS = 16
_HOURS_A_WEEK, _S_PER_HOUR, _S_PER_DAY = 168, 3600.0, 86400.0


@dataclass(frozen=True, slots=True)
class Endurance:
    """What becomes of the batteries of a group.

    Parameters
    ----------
    life_s : float64 array (devices,)
        Until the first brown-out, or until the cell is worn out; at most `HORIZON_YEARS`. [s]
    worst_week_soc : float64 array (devices,)
        Lowest mean state of charge of any seven days in the first year. [-]
    blackout_days : float64 array (devices,)
        Days of the first year with a time without power. [1/a]
    is_neutral : bool array (devices,)
        Whether the harvest of a year replaces all that is used in it.
    is_worn : bool array (devices,)
        Whether the cell is worn out by then rather than empty.
    """

    life_s: Float64Array
    worst_week_soc: Float64Array
    blackout_days: Float64Array
    is_neutral: BoolArray
    is_worn: BoolArray


def load_w(ledger: GroupLedger) -> Float64Array:
    """Give each device's mean load while it had power, the battery's own losses apart. [W]"""
    causes = ledger.energy_by_cause_j()
    total_j = sum(energy_j for cause, energy_j in causes.items() if cause != "self_discharge")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(np.asarray(total_j / (ledger.alive_ns / NS_PER_S)), posinf=0.0)


_RECENT: OrderedDict[int, tuple[GroupLedger, Endurance]] = OrderedDict()
_MOST_RECENT = 8


def endurance(ledger: GroupLedger, most: int = MOST_EXACT) -> Endurance:
    """Give what becomes of the batteries of a group with a storage; asked again for the same books, the same.

    Parameters
    ----------
    ledger : GroupLedger
        Its books.
    most : int
        Of how many devices it is computed, see `endurance_of`. [-]
    """
    known = _RECENT.get(id(ledger))
    if known is not None and known[0] is ledger:
        return known[1]
    assert ledger.energy.storage is not None  # noqa: S101 - asked for groups with one only
    found = endurance_of(ledger.energy.storage, load_w(ledger), most)
    _RECENT[id(ledger)] = (ledger, found)
    if len(_RECENT) > _MOST_RECENT:
        _RECENT.popitem(last=False)
    return found


def endurance_of(storage: StoragePlan, mean_load_w: Float64Array, most: int = MOST_EXACT) -> Endurance:
    """Carry a run's mean load through a year of temperature and sun, and year after year until the end of life.

    Parameters
    ----------
    storage : StoragePlan
        The year.
    mean_load_w : float64 array (devices,)
        Of each device; the same at every hour. [W]
    most : int
        Of how many devices it is computed. [-]

    Notes
    -----
    Of more devices than that, so many from the hungriest to the thriftiest (load over capacity) are computed and the
    others lie between them; of those that brown out in the first year, 16 are followed. A rechargeable cell's
    capacity shrinks from year to year; brown-outs within the first year are followed with the restarts, later ones
    end the life.
    """
    devices = len(mean_load_w)
    order = np.argsort(mean_load_w / storage.full_j, kind="stable")
    picks = np.unique(np.linspace(0, devices - 1, min(devices, most)).round().astype(np.int64))
    chosen = order[picks]
    found = _Year(storage, mean_load_w[chosen], storage.full_j[chosen]).endurance()
    if len(chosen) == devices:
        back = np.argsort(chosen, kind="stable")
        charge = found.life_s[back], found.worst_week_soc[back], found.blackout_days[back]
        return Endurance(*charge, found.is_neutral[back], found.is_worn[back])
    rank = np.empty(devices)
    rank[order] = np.arange(devices)
    return Endurance(
        life_s=np.interp(rank, picks, found.life_s),
        worst_week_soc=np.interp(rank, picks, found.worst_week_soc),
        blackout_days=np.interp(rank, picks, found.blackout_days),
        is_neutral=np.interp(rank, picks, found.is_neutral.astype(float)) > 0.5,
        is_worn=np.interp(rank, picks, found.is_worn.astype(float)) > 0.5,
    )


class _Year:
    """The course of some devices, in the steps of the storage; rows are steps, columns devices."""

    def __init__(self, storage: StoragePlan, mean_load_w: Float64Array, full_j: Float64Array) -> None:
        self._storage = storage
        self._step_s = storage.step_ns / NS_PER_S
        self._full_j = full_j
        self._drain_j = np.outer(1 / storage.share, mean_load_w) * self._step_s
        self._leak_j = np.outer(storage.self_discharge_per_s, full_j) * self._step_s
        self._gain_j = storage.harvest_w[:, None] * self._step_s - self._drain_j - self._leak_j

    def endurance(self) -> Endurance:
        start_j = self._full_j * self._storage.start_soc
        level_j, _ = self._levels(start_j, np.ones(len(start_j)))
        browns = level_j <= self._floor_j(1.0)
        is_out = browns.any(axis=0)
        soc = level_j / self._full_j
        days = np.zeros(len(start_j))
        if is_out.any():
            out = np.flatnonzero(is_out)
            soc[:, out], days[out] = self._with_restarts(out, start_j[out])
        sums = np.cumsum(np.concatenate([np.zeros((1, soc.shape[1])), soc]), axis=0)
        weeks = (sums[_HOURS_A_WEEK:] - sums[:-_HOURS_A_WEEK]) / _HOURS_A_WEEK
        years = self._storage.steps * self._step_s / (365 * _S_PER_DAY)
        second_j, _ = self._levels(level_j[-1], np.ones(len(start_j)))
        lasts = ~(second_j <= self._floor_j(1.0)).any(axis=0)
        is_neutral = ~is_out & lasts & (second_j[-1] >= level_j[-1] * (1 - 1e-9))
        life_s, is_worn = self._life_s(start_j)
        return Endurance(
            life_s=life_s,
            worst_week_soc=weeks.min(axis=0) if len(weeks) else soc.min(axis=0),
            blackout_days=days / years,
            is_neutral=is_neutral & self._storage.has_harvest,
            is_worn=is_worn,
        )

    def _floor_j(self, soh: Float64Array | float) -> Float64Array:
        return np.asarray(np.outer(self._storage.floor_soc, self._full_j * soh))

    def _levels(self, start_j: Float64Array, soh: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Give the contents at the end of each step of a course without brown-outs, and the health it leaves. [J]"""
        full_j = self._full_j * soh
        net_j = np.cumsum(self._gain_j, axis=0)
        # What overflows is lost: the content is the least of all it could be had it been full at some time before.
        room_j = np.minimum.accumulate(np.minimum(full_j - net_j, np.minimum(start_j, full_j)), axis=0)
        return net_j + room_j, soh - self._fade(soh)

    def _fade(self, soh: Float64Array) -> Float64Array:
        """Give the share of the rating that one course takes."""
        ageing = self._storage.ageing
        if ageing is None:
            return np.zeros_like(soh)
        cycles = self._drain_j.sum(axis=0) / self._full_j
        # A cell that nothing charges gives what it holds once: no more than a cycle in its life.
        cycles = cycles if self._storage.has_harvest else np.minimum(cycles, 1.0)
        return np.asarray(ageing.per_s * self._storage.steps * self._step_s + ageing.per_cycle * cycles)

    def _life_s(self, start_j: Float64Array) -> tuple[Float64Array, BoolArray]:
        steps, course_s = self._storage.steps, self._storage.steps * self._step_s
        life_s = np.full(len(start_j), HORIZON_YEARS * 365 * _S_PER_DAY)
        is_worn = np.zeros(len(start_j), dtype=np.bool_)
        alive, level_j, soh = np.ones(len(start_j), dtype=np.bool_), start_j, np.ones(len(start_j))
        worn_out = self._storage.ageing.worn_out_soh if self._storage.ageing else 0.0
        if not self._storage.has_harvest and self._storage.ageing is None:
            return np.minimum(self._one_way_s(start_j), life_s), is_worn
        for course in range(math.ceil(HORIZON_YEARS * 365 * _S_PER_DAY / course_s)):
            levels_j, later = self._levels(level_j, soh)
            fails = levels_j <= self._floor_j(soh)
            first = np.where(fails.any(axis=0), fails.argmax(axis=0), steps)
            shrinks = np.maximum(soh - later, 1e-300)
            worn = np.where(later < worn_out, np.ceil((soh - worn_out) / shrinks * steps), steps)
            end = np.minimum(first, worn)
            ends = alive & (end < steps)
            life_s[ends] = np.minimum(course * course_s + self._crossing_s(levels_j, soh, end)[ends], life_s[ends])
            is_worn |= ends & (worn < first)
            alive &= ~ends
            if not alive.any():
                break
            level_j, soh = levels_j[-1], later
        return life_s, is_worn

    def _one_way_s(self, start_j: Float64Array) -> Float64Array:
        """Give the life of cells that only lose, in closed form from one course."""
        steps, course_s = self._storage.steps, self._storage.steps * self._step_s
        used_j = -np.cumsum(self._gain_j, axis=0)
        spare_j = start_j - used_j - self._floor_j(1.0)
        each_j = np.maximum(used_j[-1], 1e-300)
        courses = np.maximum(np.floor(spare_j.min(axis=0) / each_j), 0.0)
        life_s = np.full(len(start_j), math.inf)
        for more in range(3):
            left_j = spare_j - (courses + more) * each_j
            fails = left_j <= 0
            ends = fails.any(axis=0) & np.isinf(life_s)
            at = np.where(ends, fails.argmax(axis=0), steps)
            lasted_s = (courses + more) * course_s + self._crossing_s(left_j + self._floor_j(1.0), 1.0, at)
            life_s[ends] = lasted_s[ends]
        return life_s

    def _crossing_s(self, levels_j: Float64Array, soh: Float64Array | float, step: Float64Array) -> Float64Array:
        """Give when, within a step, the content falls to the floor. [s]"""
        at = np.minimum(step, self._storage.steps - 1).astype(np.int64)
        column = np.arange(levels_j.shape[1])
        over_j = (self._floor_j(soh) - levels_j)[at, column]
        fallen_j = np.maximum(-self._gain_j[at, column], 1e-300)
        early = np.clip(over_j / fallen_j, 0.0, 1.0)
        return np.asarray((at + 1 - early) * self._step_s)

    def _with_restarts(self, columns: Int64Array, start_j: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Step through one course with brown-outs; give the charge at each step, and the days with one. [-], [d]"""
        picks = np.unique(np.linspace(0, len(columns) - 1, min(len(columns), _MOST_WITH_RESTARTS)).round())
        soc, days = zip(*(self._followed(int(columns[int(at)]), float(start_j[int(at)])) for at in picks), strict=True)
        nearest = np.abs(np.subtract.outer(np.arange(len(columns)), picks)).argmin(axis=1)
        return np.array(soc)[nearest].T, np.array(days)[nearest]

    def _followed(self, column: int, level_j: float) -> tuple[Float64Array, float]:
        """Follow one device through a course, step by step: scalars are much faster here than arrays."""
        full_j, restart = float(self._full_j[column]), self._storage.restart_soc
        off_j = self._gain_j[:, column] + self._drain_j[:, column]
        floor_j = self._storage.floor_soc * full_j
        again_j = floor_j + math.inf if restart is None else np.minimum(floor_j + restart * full_j, full_j)
        is_on, levels, out = True, [], []
        gains = (self._gain_j[:, column].tolist(), off_j.tolist(), floor_j.tolist(), again_j.tolist())
        for gain_j, charge_j, least_j, enough_j in zip(*gains, strict=True):
            is_on = is_on or level_j >= enough_j
            level_j += gain_j if is_on else charge_j
            level_j = 0.0 if level_j < 0 else min(level_j, full_j)
            is_on = is_on and level_j > least_j
            levels.append(level_j)
            out.append(not is_on)
        a_day = max(1, round(_S_PER_DAY / self._step_s))
        whole = len(out) // a_day * a_day
        return np.array(levels) / full_j, float(np.array(out[:whole]).reshape(-1, a_day).any(axis=1).sum())

"""Battery life against how often a task runs: an answer at once from the energies of the last run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.core.units import Dimension, format_quantity
from simgui.profiles.registry import Registry
from simgui.results.result import PlacementResult
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario
from simgui.scenario.task import Task
from simgui.ui.presenters.wording import percent_text, segment_label
from simgui.ui.translation import tr

FloatArray = npt.NDArray[np.float64]

PER_JOB = ("sense", "compute", "transmit", "receive", "tail")
"""Causes of energy that grow with the number of jobs; all others go on by themselves."""

_POINTS = 121
_EXACT = 1e-6
_NICE = (1, 2, 5, 10, 15, 20, 30)
_ENERGY, _POWER = "energy_by_cause_j", "device_power_w"
_LIFE, _MEDIAN_LIFE = "battery_life_s", "battery_life_p50_s"


@dataclass(frozen=True, slots=True)
class Block:
    """A step of the duty cycle: what it is, its energy for one job, and its share of the mean power."""

    name: str
    energy_j: float
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class DutyCycle:
    """What a device spends, as a function of the time between two jobs.

    Parameters
    ----------
    group, task : str
        Whose.
    path : str
        Where the scenario says the time between two jobs.
    every_s, window_s : float
        Time between two jobs in the run, and the window, which is the shortest time between them. [s]
    base_w : float
        Mean power of what goes on by itself. [W]
    per_job_j : Mapping[str, float]
        Energy of a job by cause. [J]
    capacity_j : float
        What the battery gives, as the battery life of the table and of budgets has it: 95 % of the devices get more
        out of theirs. [J]
    shelf_life_s : float
        Age that no battery outlives. [s]
    """

    group: str
    task: str
    path: str
    every_s: float
    window_s: float
    base_w: float
    per_job_j: Mapping[str, float]
    capacity_j: float
    shelf_life_s: float = math.inf

    @property
    def shortest_s(self) -> float:
        """The shortest time between two jobs that is offered: the window, or less where windows overlap. [s]"""
        return min(self.window_s, self.every_s)

    @property
    def job_j(self) -> float:
        """Energy of a job. [J]"""
        return math.fsum(self.per_job_j.values())

    def power_w(self, every_s: float) -> float:
        """Give the mean power of a device. [s] → [W]"""
        return self.base_w + self.job_j / every_s

    def life_s(self, every_s: float) -> float:
        """Give the battery life. [s] → [s]"""
        return min(self.capacity_j / self.power_w(every_s), self.shelf_life_s)

    def curve(self) -> tuple[FloatArray, FloatArray]:
        """Give battery life over time between jobs, from the shortest to a hundred times today's. [s], [s]"""
        every = np.geomspace(self.shortest_s, max(100 * self.every_s, 10 * self.window_s), _POINTS)
        return every, np.minimum(self.capacity_j / (self.base_w + self.job_j / every), self.shelf_life_s)

    def every_for(self, life_s: float) -> float:
        """Give the time between jobs at which a battery life is reached; infinite where it never is. [s] → [s]"""
        if life_s > self.shelf_life_s:
            return math.inf
        spare_w = self.capacity_j / life_s - self.base_w
        return self.job_j / spare_w if spare_w > 0 else math.inf

    def blocks(self, every_s: float) -> tuple[Block, ...]:
        """Give the steps, those of a job first, then what goes on by itself."""
        total_w = self.power_w(every_s)
        found = [
            _block(segment_label(name), energy_j, energy_j / every_s / total_w)
            for name, energy_j in self.per_job_j.items()
            if energy_j > 0
        ]
        return (*found, _block(tr("between jobs"), self.base_w * every_s, self.base_w / total_w))


def duty_cycles(scenario: Scenario, run: PlacementResult) -> tuple[DutyCycle, ...]:
    """Give the duty cycle of every group that has a battery and one task; of several, nobody knows which spent what.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    run : PlacementResult
        A feasible placement.
    """
    found = (_duty_cycle(scenario, group, group.tasks[0], run) for group in scenario.groups.values()
             if group.battery is not None and len(group.tasks) == 1)  # fmt: skip
    return tuple(one for one in found if one is not None)


def rounded_every(every_s: float, shortest_s: float) -> str:
    """Write a time between jobs as a person would choose it, not below the shortest.

    Examples
    --------
    >>> rounded_every(58.0, 0.1), rounded_every(4100.0, 0.1)
    ('1 min', '1 h')
    """
    steps = [n * unit for unit in (1e-3, 1e-2, 0.1, 1.0, 60.0, 3600.0, 86400.0) for n in _NICE]
    allowed = sorted(step for step in steps if step >= shortest_s) or [shortest_s]
    return format_quantity(min(allowed, key=lambda step: abs(math.log(step / every_s))), Dimension.TIME)


def disagreement(cycle: DutyCycle, every_s: float, simulated_s: float) -> str:
    """Say how far the simulation is from the formula."""
    if not math.isfinite(simulated_s) or simulated_s <= 0:
        return tr("simulated: no battery life")
    difference = cycle.life_s(every_s) / simulated_s - 1
    life = format_quantity(simulated_s, Dimension.TIME)
    if abs(difference) < 0.005:
        return tr("simulated: {life}, as the formula says", life=life)
    return tr(
        "simulated: {life}; the formula is {difference} off",
        life=life,
        difference=percent_text(difference, 1, signed=True),
    )


def _duty_cycle(scenario: Scenario, group: Group, task: Task, run: PlacementResult) -> DutyCycle | None:
    kpis = run.by_group.get(group.name, run.kpis)
    energies = run.breakdowns.get(f"{group.name}/{_ENERGY}") or run.breakdowns.get(_ENERGY, {})
    power_w, life_s = kpis.get(_POWER, math.nan), kpis.get(_LIFE, math.nan)
    jobs = kpis.get("jobs", 0.0) / group.count
    if not (math.isfinite(power_w) and math.isfinite(life_s) and power_w > 0 and jobs > 0):
        return None
    per_job = {name: energies[name] / jobs for name in PER_JOB if energies.get(name, 0.0) > 0}
    base_w = power_w - math.fsum(per_job.values()) * jobs / scenario.duration_s
    median_s = kpis.get(_MEDIAN_LIFE, math.nan)
    capacity_j = power_w * life_s
    if group.spread.get("sleep_power") and math.isfinite(median_s):
        # Devices that live shorter sleep worse, whatever their jobs are.
        base_w += power_w * (median_s / life_s - 1)
        capacity_j = power_w * median_s
    battery = Registry.beside(scenario.file.parent).battery(group.battery or "")
    shelf_life_s = battery.shelf_life_s.value if battery.shelf_life_s else math.inf
    if life_s >= shelf_life_s * (1 - _EXACT):
        # The run tells only that the charge lasts longer than the shelf life: it is taken from the profile.
        rated_j = battery.capacity_c.value * battery.nominal_v.value * battery.usable_fraction.value
        capacity_j = max(capacity_j, group.battery_count * rated_j)
    path = f"fleet.{group.name}.tasks.{task.name}.every"
    return DutyCycle(group.name, task.name, path, task.every_s, task.window_s, max(base_w, 0.0), per_job, capacity_j,
                     shelf_life_s)  # fmt: skip


def _block(name: str, energy_j: float, share: float) -> Block:
    return Block(name, energy_j, share, f"{name}  {format_quantity(energy_j, Dimension.ENERGY)} ({100 * share:.0f} %)")


def best_of(cycles: Sequence[DutyCycle], group: str) -> DutyCycle | None:
    """Choose the duty cycle of a group, or the first."""
    return next((one for one in cycles if one.group == group), cycles[0] if cycles else None)

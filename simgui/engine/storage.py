"""A device's battery that sun and temperature change while the engine runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.engine.battery import NEVER_NS
from simgui.plan.plan import NS_PER_S, EnergyPlan, Float64Array, GroupPlan
from simgui.plan.stages import State
from simgui.plan.stations import StationSet
from simgui.plan.storage import StoragePlan

SELF_DISCHARGE = "self_discharge"


@dataclass(slots=True)
class Flows:
    """Where the energy of a storage came from and went, at its nominal voltage. [J]

    ``start`` + ``harvested`` = ``left`` + ``delivered`` + ``stranded`` + ``leaked``; ``rejected`` found it full.
    """

    harvested_j: float = 0.0
    rejected_j: float = 0.0
    delivered_j: float = 0.0
    stranded_j: float = 0.0
    leaked_j: float = 0.0


def load_power_w(energy: EnergyPlan) -> Float64Array:
    """Give the continuous draw of each device but for self-discharge, which the storage has a law for. [W]"""
    total = np.zeros_like(next(iter(energy.base_power_w.values())))
    for cause, power_w in energy.base_power_w.items():
        if cause != SELF_DISCHARGE:
            total = total + power_w
    return total


class Storage:
    """Follows the content of one battery: piecewise linear between switches and the steps of its surroundings.

    Parameters
    ----------
    plan : StoragePlan
        Steps of temperature and harvest.
    device : int
        Whose battery.
    base_power_w : float
        Continuous draw. [W]
    state_power_w : Sequence[float]
        Draw above it, by `State`. [W]

    Notes
    -----
    A device that browned out draws nothing, and what it was doing is over. Nobody may let time pass beyond
    `next_change_ns` without telling.
    """

    def __init__(self, plan: StoragePlan, device: int, base_power_w: float, state_power_w: Sequence[float]) -> None:
        self._plan = plan
        self._full_j = float(plan.full_j[device])
        self._base_power_w = base_power_w
        self._state_power_w = tuple(state_power_w)
        self._active = [0] * len(State)
        self._since_ns = 0
        self.level_j = self._full_j * plan.start_soc
        self.start_j = self.level_j
        self.flows = Flows()
        self.is_on = True
        self.on_ns = 0
        self.state_ns = [0] * len(State)

    def switch(self, now_ns: int, state: State, change: int) -> None:
        """Begin (+1) or end (-1) a state; what began before a brown-out has ended with it. [ns]"""
        self.advance(now_ns)
        self._active[state] = max(0, self._active[state] + change)

    def turn(self, now_ns: int, *, is_on: bool) -> None:
        """Note that the device browned out, or that it starts again. [ns]"""
        self.advance(now_ns)
        self.is_on = is_on
        self._active = [0] * len(State)

    def advance(self, now_ns: int) -> None:
        """Let time pass. [ns]"""
        while self._since_ns < now_ns:
            until_ns = min(now_ns, self._edge_ns(self._since_ns))
            self._pass(until_ns - self._since_ns)
            self._since_ns = until_ns

    def _pass(self, elapsed_ns: int) -> None:
        step = self._step(self._since_ns)
        elapsed_s = elapsed_ns / NS_PER_S
        offered_j = float(self._plan.harvest_w[step]) * elapsed_s
        load_j = self._load_w() * elapsed_s
        drain_j = load_j / float(self._plan.share[step])
        leak_j = min(float(self._plan.self_discharge_per_s[step]) * self._full_j * elapsed_s, self.level_j + offered_j)
        room_j = self._full_j - self.level_j + drain_j + leak_j
        taken_j = min(offered_j, room_j)
        self.level_j += taken_j - drain_j - leak_j
        flows = self.flows
        flows.harvested_j += taken_j
        flows.rejected_j += offered_j - taken_j
        flows.delivered_j += load_j
        flows.stranded_j += drain_j - load_j
        flows.leaked_j += leak_j
        if self.is_on:
            self.on_ns += elapsed_ns
            for state, count in enumerate(self._active):
                self.state_ns[state] += count * elapsed_ns

    def _load_w(self) -> float:
        if not self.is_on:
            return 0.0
        power_w = self._base_power_w
        for state_w, count in zip(self._state_power_w, self._active, strict=True):
            power_w += state_w * count
        return power_w

    def _step(self, now_ns: int) -> int:
        return now_ns // self._plan.step_ns % self._plan.steps

    def _edge_ns(self, now_ns: int) -> int:
        return (now_ns // self._plan.step_ns + 1) * self._plan.step_ns

    def next_change_ns(self, now_ns: int) -> tuple[int, bool]:
        """Tell when it browns out or starts again if nothing else changes, or else when to look again.

        Parameters
        ----------
        now_ns : int
            Now. [ns]

        Returns
        -------
        tuple[int, bool]
            The instant, and whether the device changes then. [ns]
        """
        self.advance(now_ns)
        step, edge_ns = self._step(now_ns), self._edge_ns(now_ns)
        limit_soc = float(self._plan.floor_soc[step])
        gain_w = float(self._plan.harvest_w[step]) - float(self._plan.self_discharge_per_s[step]) * self._full_j
        gain_w -= self._load_w() / float(self._plan.share[step])
        if self.is_on:
            missing_j, is_going = self.level_j - limit_soc * self._full_j, gain_w < 0
        elif self._plan.restart_soc is None or limit_soc + self._plan.restart_soc > 1.0:
            return (NEVER_NS, False) if self._plan.restart_soc is None else (edge_ns, False)
        else:
            missing_j = (limit_soc + self._plan.restart_soc) * self._full_j - self.level_j
            is_going = gain_w > 0
        if missing_j <= 0:
            return now_ns, True
        wait_ns = math.ceil(min(missing_j / abs(gain_w) * NS_PER_S, NEVER_NS / 4)) if is_going else NEVER_NS
        return (now_ns + wait_ns, True) if now_ns + wait_ns < edge_ns else (edge_ns, False)


def may_brown_out(group: GroupPlan, duration_ns: int, stations: Sequence[StationSet]) -> npt.NDArray[np.bool_]:
    """Tell which devices' storage could fall to its floor within the run.

    A bound that no run can beat. Between any two instants a device draws at most its mean rate for that time, and
    beside it a fixed amount: two jobs of each task at the ends, and all that a queue may hold back and let go at
    once, every stage with all its attempts and interruptions. A content that fills and overflows stays within that
    amount above the content under the mean rate alone.

    Parameters
    ----------
    group : GroupPlan
        Devices with a storage.
    duration_ns : int
        Length of the run. [ns]
    stations : Sequence[StationSet]
        Where the devices are served.
    """
    storage = group.energy.storage
    assert storage is not None  # noqa: S101 - asked for groups with one only
    rate_w, amount_j = load_power_w(group.energy), np.zeros(group.devices)
    for task in group.tasks:
        held, job_j = 2.0, group.energy.state_power_w[State.SENSE] * (task.sense_ns / NS_PER_S)
        for stage in task.stages:
            station = stations[stage.station_set]
            limits = [limit for limit in (station.queue_limit, station.sender_limit) if limit is not None]
            held += min(min(limits, default=int(task.jobs.max(initial=0))), int(task.jobs.max(initial=0)))
            held += station.workers
            if stage.state is not None:
                once_j = group.energy.state_power_w[stage.state] * (stage.longest_ns / NS_PER_S)
                job_j = job_j + once_j * stage.max_attempts
                amount_j = amount_j + once_j * len(station.outages) * station.workers
            if stage.tail_state is not None:
                most_ns = stage.tail_ns + (stage.max_attempts - 1) * stage.retry_tail_ns
                job_j = job_j + group.energy.state_power_w[stage.tail_state] * (most_ns / NS_PER_S)
        rate_w = rate_w + job_j / (task.period_ns / NS_PER_S)
        amount_j = amount_j + held * job_j
    level_j = storage.full_j * storage.start_soc
    spare_j = amount_j / storage.share.min()
    fails = np.zeros(group.devices, dtype=np.bool_)
    for step in range(-(-duration_ns // storage.step_ns)):
        at = step % storage.steps
        floor_j = storage.full_j * storage.floor_soc[at]
        gain_w = storage.harvest_w[at] - storage.full_j * storage.self_discharge_per_s[at] - rate_w / storage.share[at]
        after_j = np.minimum(level_j + gain_w * (storage.step_ns / NS_PER_S), storage.full_j)
        fails |= np.minimum(level_j, after_j) - spare_j <= floor_j
        level_j = after_j
    return fails

"""A device's battery while the engine runs: how much is left, and when it will be empty."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simgui.plan.plan import NS_PER_S, Float64Array, GroupPlan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationSet
from simgui.plan.verdicts import Int64Array

NEVER_NS = 2**63 - 1


class Battery:
    """Integrates a piecewise constant load exactly, from integer nanoseconds by state.

    Parameters
    ----------
    capacity_j : float
        Usable energy of the full battery. [J]
    base_power_w : float
        Continuous draw. [W]
    state_power_w : Sequence[float]
        Draw above it, by `State`. [W]
    """

    __slots__ = ("_active", "_base_power_w", "_capacity_j", "_since_ns", "_state_ns", "_state_power_w")

    def __init__(self, capacity_j: float, base_power_w: float, state_power_w: Sequence[float]) -> None:
        self._capacity_j = capacity_j
        self._base_power_w = base_power_w
        self._state_power_w = tuple(state_power_w)
        self._active = [0] * len(State)
        self._state_ns = [0] * len(State)
        self._since_ns = 0

    def switch(self, now_ns: int, state: State, change: int) -> None:
        """Begin (+1) or end (-1) a state; states may overlap, and their draws add up. [ns]"""
        self._advance(now_ns)
        self._active[state] += change

    def _advance(self, now_ns: int) -> None:
        elapsed = now_ns - self._since_ns
        for state, count in enumerate(self._active):
            self._state_ns[state] += count * elapsed
        self._since_ns = now_ns

    def consumed_j(self, now_ns: int) -> float:
        """Energy drawn from the start to now. [ns] → [J]"""
        self._advance(now_ns)
        energy_j = self._base_power_w * (now_ns / NS_PER_S)
        for power_w, busy_ns in zip(self._state_power_w, self._state_ns, strict=True):
            energy_j += power_w * (busy_ns / NS_PER_S)
        return energy_j

    def empty_ns(self, now_ns: int) -> int:
        """When it will be empty if nothing changes; `NEVER_NS` without a load. [ns]"""
        left_j = self._capacity_j - self.consumed_j(now_ns)
        if left_j <= 0:
            return now_ns
        power_w = self._base_power_w
        for state_w, count in zip(self._state_power_w, self._active, strict=True):
            power_w += state_w * count
        wait_ns = left_j / power_w * NS_PER_S if power_w > 0 else math.inf
        return now_ns + math.ceil(wait_ns) if wait_ns < NEVER_NS / 2 else NEVER_NS


def may_die(group: GroupPlan, duration_ns: int, stations: Sequence[StationSet]) -> npt.NDArray[np.bool_]:
    """Tell which devices could empty their battery within the run.

    An upper bound: every device is taken to need all attempts at each of its stages, to be interrupted by every
    outage, and to hold the workers of a station all the time at most.

    Parameters
    ----------
    group : GroupPlan
        The devices.
    duration_ns : int
        Length of the run. [ns]
    stations : Sequence[StationSet]
        Where the devices are served.
    """
    if group.energy.capacity_j is None:
        return np.zeros(group.devices, dtype=np.bool_)
    if group.energy.storage is not None:
        from simgui.engine.storage import may_brown_out  # noqa: PLC0415 - it needs this module

        return may_brown_out(group, duration_ns, stations)
    most_j = group.energy.total_base_power_w() * (duration_ns / NS_PER_S)
    for task in group.tasks:
        # One release more than fit, for the one whose sensing crosses the end.
        releases = np.minimum(task.jobs, duration_ns // task.period_ns + 1) + 1
        most_j = most_j + _energy_j(group, State.SENSE, np.minimum(releases * task.sense_ns, duration_ns))
        for stage in task.stages:
            station = stations[stage.station_set]
            if stage.state is not None:
                begun = releases * stage.max_attempts + len(station.outages) * station.workers
                busy_ns = np.minimum(begun * stage.longest_ns, duration_ns * station.workers)
                most_j = most_j + _energy_j(group, stage.state, busy_ns)
            if stage.tail_state is not None:
                # Each counted whole, though they may overlap.
                most_ns = stage.tail_ns + (stage.max_attempts - 1) * stage.retry_tail_ns
                most_j = most_j + _energy_j(group, stage.tail_state, releases * most_ns)
    return np.asarray(most_j >= group.energy.capacity_j)


def _energy_j(group: GroupPlan, state: State, busy_ns: Int64Array) -> Float64Array:
    return np.asarray(group.energy.state_power_w[state] * (busy_ns / NS_PER_S))


DEVICE_STAGES = frozenset({Stage.INFER, Stage.UPLINK})
"""Stages a device works at itself: they end when its battery does."""

"""Gateways that get too hot run at the clock they can keep up, from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simgui.core.phrase import Phrase, joined
from simgui.models.clock_course import ClockCourse, clock_course
from simgui.models.thermal import Cooling, ThermalError, Work
from simgui.placement.misfit import MisfitError
from simgui.placement.throttling import air_of, cooling_of, exponent_of, pace_of, told
from simgui.placement.topology import GatewayPlace, Topology
from simgui.plan.pace import Pace
from simgui.plan.plan import NS_PER_S, Float64Array, GroupPlan, StagePlan
from simgui.plan.stages import Stage, When
from simgui.plan.verdicts import Int64Array

_PERIOD_S = 1.0
"""Messages follow each other much faster than a computer warms up: their share of the time is what counts. [s]"""


@dataclass(frozen=True, slots=True)
class CooledGateways:
    """Groups whose gateways slow down when they are hot, and in sentences when and how far."""

    groups: tuple[GroupPlan, ...]
    hot: tuple[str, ...] = ()


def cooled_gateways(groups: Sequence[GroupPlan], topology: Topology) -> CooledGateways:
    """Slow gateways down, once they are hot, as far as their cooling asks for, by the messages that always come.

    Parameters
    ----------
    groups : Sequence[GroupPlan]
        Compiled at full clock.
    topology : Topology
        Knows which gateways serve whom; the power of those that slow down is lowered in it.

    Raises
    ------
    MisfitError
        If even an idle gateway gets too hot.

    Notes
    -----
    See `simgui.models.clock_course`; each gateway by its own load from the start on, without the messages that only
    detections cause. The power of a gateway that slows down is a mean over the run, weighted by the time it computes.
    """
    found, hot = tuple(groups), []
    duration_s = topology.scenario.duration_s
    for station, place in _places(topology).items():
        cooling = cooling_of(place.device)
        if cooling is None:
            continue
        loads, of_load = np.unique(_loads(found, station, place), return_inverse=True)
        courses = [_course(place, cooling, load, duration_s) for load in loads.tolist()]
        slow = [one for one in courses if one.lowest < 1.0]
        if not slow:
            continue
        found = tuple(_paced_group(group, station, place, (courses, of_load), duration_s) for group in found)
        hot.append(told(f"{place.path}: {place.device.name}", slow))
        server = topology.servers[station]
        share = _power_share(
            pace_of(place.device, courses, of_load.astype(np.int32), duration_s), loads[of_load], place
        )
        active_w = server.idle_power_w + share * (server.active_power_w - server.idle_power_w)
        topology.servers[station] = replace(server, active_power_w=active_w)
    return CooledGateways(found, tuple(hot))


def _places(topology: Topology) -> dict[int, GatewayPlace]:
    """Give the gateways whose processors take part, by station."""
    stations = {station.name: index for index, station in enumerate(topology.stations)}
    places = (topology.gateways(group) for group in topology.scenario.groups.values())
    return {stations[place.path]: place for place in places if place is not None and place.path in stations}


def _loads(groups: Sequence[GroupPlan], station: int, place: GatewayPlace) -> Float64Array:
    """Give the share of the time that all cores of each gateway are busy. [-]"""
    busy = np.zeros(place.count)
    for group in groups:
        for task in group.tasks:
            for stage in task.stages:
                if _is_there(stage, station) and stage.when is When.ALWAYS:
                    busy += np.bincount(stage.instance, stage.service_ns / task.period_ns, minlength=place.count)
    return np.minimum(1.0, busy / place.profile.workers)


def _course(place: GatewayPlace, cooling: Cooling, load: float, duration_s: float) -> ClockCourse:
    """Give the clock of a gateway that is busy for that share of the time."""
    device = place.device
    busy_s = load * _PERIOD_S
    work = Work(device.active_power_w.value, device.idle_power_w.value, busy_s, _PERIOD_S, exponent_of(device))
    try:
        return clock_course(cooling, work, air_of(place.spec, duration_s), duration_s)
    except ThermalError as error:
        cooler = Phrase("put it where the air is cooler")
        remedies = (Phrase("cool it"), Phrase("choose another gateway"), cooler)
        raise MisfitError(joined(": ", (place.path, device.name, error.reason)), remedies) from error


def _power_share(pace: Pace, load: Float64Array, place: GatewayPlace) -> float:
    """Give the power above idle over that at full clock, mean over the time that gateways compute. [-]"""
    lasting_s = np.diff(np.append(pace.from_ns, pace.until_ns)) / NS_PER_S
    clock = pace.clock[pace.course]
    busy_s = np.minimum(1.0, load[:, np.newaxis] / clock) * lasting_s
    return float((busy_s * clock ** exponent_of(place.device)).sum() / busy_s.sum())


def _is_there(stage: StagePlan, station: int) -> bool:
    return stage.stage is Stage.GATEWAY and stage.station_set == station


def _paced_group(
    group: GroupPlan, station: int, place: GatewayPlace, taken: tuple[list[ClockCourse], Int64Array], duration_s: float
) -> GroupPlan:
    """Give a group whose stages at these gateways have their pace."""
    courses, of_gateway = taken
    tasks = []
    for task in group.tasks:
        stages = tuple(
            replace(one, pace=pace_of(place.device, courses, of_gateway[one.instance].astype(np.int32), duration_s))
            if _is_there(one, station)
            else one
            for one in task.stages
        )
        tasks.append(replace(task, stages=stages))
    return replace(group, tasks=tuple(tasks))

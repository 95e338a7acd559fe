"""Gateways that would get too hot run at the clock they can keep up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgui.core.phrase import Phrase, joined
from simgui.models.thermal import ThermalError, Work
from simgui.placement.misfit import MisfitError
from simgui.placement.throttling import cooling_of
from simgui.placement.topology import GatewayPlace, Topology
from simgui.plan.plan import Float64Array, GroupPlan, StagePlan
from simgui.plan.stages import Stage, When

_PERIOD_S = 1.0
"""Messages follow each other much faster than a computer warms up: their share of the time is what counts. [s]"""


def cooled_gateways(groups: Sequence[GroupPlan], topology: Topology) -> list[GroupPlan]:
    """Slow every gateway down as far as its cooling asks for, by the load of the messages that always come.

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
    Steady state, each gateway by its own load; messages that only detections cause are left out of it.
    """
    found = list(groups)
    for station, place in _places(topology).items():
        cooling = cooling_of(place.device)
        if cooling is None:
            continue
        loads = _loads(found, station, place)
        shares = _kept(place, loads)
        if shares.min() >= 1.0:
            continue
        found = [_slowed_group(group, station, shares) for group in found]
        exponent = place.device.clock_power_exponent.value if place.device.clock_power_exponent else 1.0
        server = topology.servers[station]
        ratio = float(np.mean(shares**exponent))
        active_w = server.idle_power_w + ratio * (server.active_power_w - server.idle_power_w)
        topology.servers[station] = replace(server, active_power_w=active_w)
    return found


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


def _kept(place: GatewayPlace, loads: Float64Array) -> Float64Array:
    """Give the share of its clock that each gateway keeps up. [-]"""
    device, cooling = place.device, cooling_of(place.device)
    exponent = device.clock_power_exponent.value if device.clock_power_exponent else 1.0
    if cooling is None:
        return np.ones(len(loads))
    kept: dict[float, float] = {}
    try:
        for load in np.unique(loads).tolist():
            work = Work(device.active_power_w.value, device.idle_power_w.value, load * _PERIOD_S, _PERIOD_S, exponent)
            kept[load] = cooling.sustained_clock_share(work, place.spec.temperature_c)
    except ThermalError as error:
        cooler = Phrase("put it where the air is cooler")
        remedies = (Phrase("cool it"), Phrase("choose another gateway"), cooler)
        raise MisfitError(joined(": ", (place.path, device.name, error.reason)), remedies) from error
    return np.array([kept[load] for load in loads.tolist()])


def _is_there(stage: StagePlan, station: int) -> bool:
    return stage.stage is Stage.GATEWAY and stage.station_set == station


def _slowed_group(group: GroupPlan, station: int, shares: Float64Array) -> GroupPlan:
    tasks = []
    for task in group.tasks:
        stages = tuple(
            replace(one, service_ns=np.round(one.service_ns / shares[one.instance]).astype(np.int64))
            if _is_there(one, station)
            else one
            for one in task.stages
        )
        tasks.append(replace(task, stages=stages))
    return replace(group, tasks=tuple(tasks))

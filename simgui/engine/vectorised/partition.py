"""Parts of a fleet that meet nowhere but in the cloud: each can be served by a thread of its own."""

from collections.abc import Sequence

import numpy as np

from simgui.engine.vectorised.network import Network
from simgui.plan.plan import Float64Array
from simgui.plan.stations import StationKind
from simgui.plan.verdicts import Int32Array, Int64Array

JOINT = frozenset({StationKind.CLOUD_CPU})
"""Kinds of stations where the parts meet."""


def joint_sets(network: Network) -> frozenset[int]:
    """Give the station sets where parts may meet."""
    return frozenset(index for index in network.visitors if network.plan.stations[index].kind in JOINT)


def parts_of(network: Network, component: Int64Array, count: int) -> list[list[Int64Array]]:
    """Deal the devices to parts, so that no station but the cloud's serves devices of two parts.

    Parameters
    ----------
    network : Network
        The plan.
    component : int64 array (devices of all groups,)
        As `components` gives them.
    count : int
        Parts wanted; there are fewer if fewer components are not connected.

    Returns
    -------
    list of list of int64 array
        By part and group, the devices, ascending.
    """
    plan = network.plan
    sizes = [group.devices for group in plan.groups]
    members = int(component.max()) + 1
    weight = np.bincount(component, weights=_jobs_per_ns(network))
    reached = np.cumsum(weight)
    parts = max(1, min(count, members))
    share = np.minimum((reached - weight / 2) / reached[-1] * parts, parts - 1).astype(np.int64)
    part = share[component]
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    dealt = [
        [np.flatnonzero(part[bounds[g] : bounds[g + 1]] == index) for g in range(len(sizes))] for index in range(parts)
    ]
    return [groups for groups in dealt if any(len(devices) for devices in groups)]


def _jobs_per_ns(network: Network) -> Float64Array:
    groups = network.plan.groups
    return np.concatenate([np.full(g.devices, sum(1.0 / task.period_ns for task in g.tasks)) for g in groups])


def components(network: Network) -> Int64Array:
    """Give every device of all groups a number, the same to those that share a station, be it through others."""
    joint = joint_sets(network)
    legs = [leg for leg in network.legs if leg.plan.station_set not in joint]
    meetings: list[list[tuple[int, Int32Array | Int64Array]]] = [
        [(network.first_device[leg.group], leg.instance) for leg in legs if leg.plan.station_set == index]
        for index in network.visitors
        if index not in joint
    ]
    for domain in network.last_set_of:
        members = [(leg, leg.plan.collision) for leg in legs]
        meetings.append(
            [(network.first_device[leg.group], law.cell) for leg, law in members if law and law.domain == domain]
        )
    label = np.arange(sum(group.devices for group in network.plan.groups), dtype=np.int64)
    while True:
        before = label.copy()
        for visitors in meetings:
            _spread(visitors, label)
        if np.array_equal(before, label):
            return np.unique(label, return_inverse=True)[1].astype(np.int64)


def _spread(visitors: Sequence[tuple[int, Int32Array | Int64Array]], label: Int64Array) -> None:
    """Give all visitors of each place their smallest number: first device of a group, and where each of it goes."""
    count = 1 + max((int(place.max(initial=0)) for _, place in visitors), default=0)
    smallest = np.full(count, np.iinfo(np.int64).max)
    for first, place in visitors:
        np.minimum.at(smallest, place, label[first : first + len(place)])
    for first, place in visitors:
        mine = label[first : first + len(place)]
        np.minimum(mine, smallest[place], out=mine)

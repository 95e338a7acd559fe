"""The shape of a run's history: into which parts of time and of the fleet it is gathered."""

from dataclasses import dataclass

import numpy as np

from simgui.plan.plan import Float64Array, GroupPlan, Plan
from simgui.plan.stations import StationKind
from simgui.plan.verdicts import Int64Array

MOST_TIME_BINS = 240
MOST_DEVICE_BINS = 512


@dataclass(frozen=True, slots=True)
class GroupLayout:
    """How the devices of a group are gathered.

    Parameters
    ----------
    name : str
        The group.
    devices, bins : int
        Devices, and parts they are gathered in; equal in small groups, where every device stands for itself.
    base_power_w : float64 array (bins,)
        Mean continuous draw of the devices of a part. [W]
    capacity_j : float64 array (bins,) or None
        Mean usable energy of their full batteries; None on the mains. [J]
    tasks : tuple[str, ...]
        Names of its tasks, background traffic included.
    """

    name: str
    devices: int
    bins: int
    base_power_w: Float64Array
    capacity_j: Float64Array | None
    tasks: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether every part is one device."""
        return self.bins == self.devices

    def members(self, part: int) -> range:
        """Give the devices of a part."""
        first = -(-part * self.devices // self.bins)
        return range(first, -(-(part + 1) * self.devices // self.bins))

    def part_of(self, device: int) -> int:
        """Give the part a device is in."""
        return device * self.bins // self.devices


@dataclass(frozen=True, slots=True)
class StationLayout:
    """A station set that devices share.

    Parameters
    ----------
    index : int
        Its place in `Plan.stations`.
    name, kind : str
        As in the plan.
    instances, workers : int
        How many there are, and how many jobs each serves side by side.
    """

    index: int
    name: str
    kind: str
    instances: int
    workers: int


@dataclass(frozen=True, slots=True)
class SeriesLayout:
    """How a run with one placement and one seed is gathered.

    Parameters
    ----------
    placement, seed : str, int
        Which run.
    duration_ns, bin_ns : int
        Length of the run and of a part of time. [ns]
    groups, stations : tuple
        Who is watched.
    """

    placement: str
    seed: int
    duration_ns: int
    bin_ns: int
    groups: tuple[GroupLayout, ...]
    stations: tuple[StationLayout, ...]

    @property
    def bins(self) -> int:
        """Parts of time."""
        return max(1, -(-self.duration_ns // self.bin_ns))

    def edges_s(self) -> Float64Array:
        """Give where the parts of time begin, and the end of the last. [s]"""
        edges = np.arange(self.bins + 1, dtype=np.float64) * (self.bin_ns / 1e9)
        edges[-1] = self.duration_ns / 1e9
        return edges


def layout_of(plan: Plan, *, time_bins: int = MOST_TIME_BINS, device_bins: int = MOST_DEVICE_BINS) -> SeriesLayout:
    """Choose how the run of a plan is gathered.

    Parameters
    ----------
    plan : Plan
        What is run.
    time_bins, device_bins : int
        The most parts of time, and of each group.
    """
    bin_ns = max(1, -(-plan.duration_ns // time_bins))
    stations = tuple(
        StationLayout(index, station.name, station.kind.value, station.count, station.workers)
        for index, station in enumerate(plan.stations)
        if station.kind is not StationKind.DEVICE_CPU
    )
    groups = tuple(_group(group, device_bins) for group in plan.groups)
    return SeriesLayout(plan.placement, plan.seed, plan.duration_ns, bin_ns, groups, stations)


def parts_of_devices(devices: int, bins: int) -> Int64Array:
    """Give the part of every device."""
    return np.arange(devices, dtype=np.int64) * bins // max(devices, 1)


def mean_by_part(values: Float64Array, bins: int) -> Float64Array:
    """Give the mean over the devices of every part."""
    part = parts_of_devices(len(values), bins)
    return np.asarray(np.bincount(part, weights=values, minlength=bins) / np.bincount(part, minlength=bins))


def _group(group: GroupPlan, most: int) -> GroupLayout:
    bins = min(group.devices, most)
    capacity_j = group.energy.capacity_j
    return GroupLayout(
        name=group.name,
        devices=group.devices,
        bins=bins,
        base_power_w=mean_by_part(group.energy.total_base_power_w(), bins),
        capacity_j=None if capacity_j is None else mean_by_part(capacity_j, bins),
        tasks=tuple(task.name for task in group.tasks),
    )

"""Stations: where jobs wait and are served."""

from dataclasses import dataclass
from enum import StrEnum

from simgui.scenario.site import Dispatch


class StationKind(StrEnum):
    """What a station is made of."""

    DEVICE_CPU = "device_cpu"
    CHANNEL = "channel"
    GATEWAY_CPU = "gateway_cpu"
    BACKHAUL = "backhaul"
    CLOUD_CPU = "cloud_cpu"
    DOWNHAUL = "downhaul"
    DOWNLINK = "downlink"


@dataclass(frozen=True, slots=True)
class StationOutage:
    """An instance (None: every one) is out of service in [start_ns, end_ns). [ns]"""

    instance: int | None
    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True)
class StationSet:
    """``count`` like stations, one for each device, gateway or cloud.

    Parameters
    ----------
    name : str
        Path of what it belongs to, e.g. ``plant.cell.backhaul``.
    kind : StationKind
        What it is made of.
    count : int
        Instances.
    workers : int
        Jobs one instance serves side by side.
    dispatch : Dispatch
        ``fifo``: the next free worker; ``round_robin``: the i-th arrival goes to worker i mod workers.
    queue_limit : int | None
        Jobs that may wait at one instance; those behind are dropped once the free workers have started theirs.
    sender_limit : int | None
        Jobs of one device that may wait at one instance (the device's store).
    outages : tuple[StationOutage, ...]
        Ascending, disjoint for each instance.
    """

    name: str
    kind: StationKind
    count: int
    workers: int = 1
    dispatch: Dispatch = Dispatch.FIFO
    queue_limit: int | None = None
    sender_limit: int | None = None
    outages: tuple[StationOutage, ...] = ()

    def outages_of(self, instance: int) -> tuple[StationOutage, ...]:
        """Outages of one instance, ascending."""
        return tuple(o for o in self.outages if o.instance is None or o.instance == instance)

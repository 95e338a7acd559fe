"""What can be dragged onto the canvas, and what dropping it somewhere does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.streams.synthetic.registry import SOURCES
from simgui.ui.presenters.canvas import Lane
from simgui.ui.translation import later, tr


class Shelf(StrEnum):
    """A section of the library."""

    DEVICES = "devices"
    MODELS = "models"
    SENSORS = "sensors"
    BATTERIES = "batteries"
    LINKS = "links"
    REGULATORS = "regulators"
    HARVESTERS = "harvesters"
    GATEWAYS = "gateways"
    CLOUDS = "clouds"
    STREAMS = "streams"
    FAULTS = "faults"


TITLES: Mapping[Shelf, str] = {
    Shelf.DEVICES: later("Devices"),
    Shelf.MODELS: later("Models"),
    Shelf.SENSORS: later("Sensors"),
    Shelf.BATTERIES: later("Batteries"),
    Shelf.LINKS: later("Links"),
    Shelf.REGULATORS: later("Regulators"),
    Shelf.HARVESTERS: later("Harvesters"),
    Shelf.GATEWAYS: later("Gateways"),
    Shelf.CLOUDS: later("Clouds"),
    Shelf.STREAMS: later("Streams"),
    Shelf.FAULTS: later("Faults"),
}
ICONS: Mapping[Shelf, str] = {
    Shelf.DEVICES: "chip",
    Shelf.MODELS: "model",
    Shelf.SENSORS: "pulse",
    Shelf.BATTERIES: "battery",
    Shelf.LINKS: "link",
    Shelf.REGULATORS: "step",
    Shelf.HARVESTERS: "thermometer",
    Shelf.GATEWAYS: "gateway",
    Shelf.CLOUDS: "cloud",
    Shelf.STREAMS: "stream",
    Shelf.FAULTS: "fault",
}
_KINDS: Mapping[Shelf, Kind] = {
    Shelf.DEVICES: Kind.DEVICE,
    Shelf.SENSORS: Kind.SENSOR,
    Shelf.BATTERIES: Kind.BATTERY,
    Shelf.LINKS: Kind.LINK,
    Shelf.REGULATORS: Kind.REGULATOR,
    Shelf.HARVESTERS: Kind.HARVESTER,
    Shelf.GATEWAYS: Kind.GATEWAY,
    Shelf.CLOUDS: Kind.CLOUD,
}
_GROUP_KEYS: Mapping[Shelf, str] = {
    Shelf.DEVICES: "profile",
    Shelf.SENSORS: "sensor",
    Shelf.BATTERIES: "battery",
    Shelf.LINKS: "link",
    Shelf.REGULATORS: "regulator",
    Shelf.HARVESTERS: "harvester.profile",
    Shelf.STREAMS: "stream.source",
}
_FAULT_KINDS = ("noise", "drift", "spikes", "dropout", "stuck", "clock_jitter")


@dataclass(frozen=True, slots=True)
class Item:
    """Something of the library; its name is a profile, a model, or a kind of fault."""

    shelf: Shelf
    name: str


@dataclass(frozen=True, slots=True)
class Drop:
    """What a drop does.

    Parameters
    ----------
    action : str
        ``set`` (a value at ``path``), ``group`` (a new group with this device), ``fault``, or "" for nothing.
    path : str
        Where.
    label : str
        What the undo list calls it; for nothing, why.
    """

    action: str
    path: str
    label: str


def shelves(registry: Registry, models: tuple[str, ...]) -> dict[Shelf, tuple[str, ...]]:
    """List what there is on every shelf.

    Parameters
    ----------
    registry : Registry
        Knows the profiles.
    models : tuple[str, ...]
        Shipped models.
    """
    found = {shelf: registry.names(kind) for shelf, kind in _KINDS.items()}
    found[Shelf.MODELS] = models
    found[Shelf.STREAMS] = tuple(SOURCES)
    found[Shelf.FAULTS] = _FAULT_KINDS
    return {shelf: found[shelf] for shelf in Shelf}


def drop(item: Item, target: str, lane: Lane) -> Drop:
    """Say what dropping something does.

    Parameters
    ----------
    item : Item
        What.
    target : str
        Path of the box under the mouse, or "".
    lane : Lane
        The lane under the mouse.
    """
    if target.startswith("fleet."):
        return _on_group(item, target)
    if target.startswith("sites."):
        return _on_gateway(item, target)
    if target.startswith("clouds."):
        if item.shelf is Shelf.CLOUDS:
            return Drop("set", f"{target}.profile", tr("Rent {name}", name=item.name))
        return Drop("", "", tr("A cloud takes server types only."))
    if item.shelf is Shelf.DEVICES and lane is Lane.EDGE:
        return Drop("group", "", tr("Add a group of {name}", name=item.name))
    return Drop("", "", tr("Drop it on a group, a gateway or a cloud; a device also beside the groups."))


def _on_group(item: Item, target: str) -> Drop:
    key = _GROUP_KEYS.get(item.shelf)
    group = target.partition(".")[2]
    if key is not None:
        return Drop("set", f"{target}.{key}", tr("{group}: {key} {name}", group=group, key=key, name=item.name))
    if item.shelf is Shelf.FAULTS:
        return Drop("fault", target, tr("{group}: fault {name}", group=group, name=item.name))
    if item.shelf is Shelf.MODELS:
        return Drop("model", target, tr("{group}: model {name}", group=group, name=item.name))
    return Drop("", "", tr("A group takes everything but gateways and clouds."))


def _on_gateway(item: Item, target: str) -> Drop:
    if item.shelf is Shelf.GATEWAYS:
        return Drop("set", f"{target}.profile", tr("Gateway {name}", name=item.name))
    if item.shelf is Shelf.LINKS:
        return Drop("set", f"{target}.backhaul", tr("Backhaul {name}", name=item.name))
    return Drop("", "", tr("A gateway takes gateway computers, and links as its backhaul."))

"""Device groups: site, cloud and route, power supply, stream and tasks."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from simgui.core.units import Dimension, format_quantity
from simgui.scenario.control_form import resolve_control_tasks
from simgui.scenario.front_end_form import resolve_front_end
from simgui.scenario.group import Group, Harvester, Hop
from simgui.scenario.hop_form import resolve_radio
from simgui.scenario.reference import check_known
from simgui.scenario.schema.block import INVALID, Block, Reading, Spot
from simgui.scenario.schema.fleet import SPREAD_ALIASES, TEMPERATURE
from simgui.scenario.schema.kinds import Quantity
from simgui.scenario.series_form import resolve_varying
from simgui.scenario.site import Tier
from simgui.scenario.stream_form import resolve_stream
from simgui.scenario.task import Task

_WHOLE = 1e-6


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a group may refer to.

    Parameters
    ----------
    models, sites, clouds : Collection[str]
        Keys of the scenario's models, sites and clouds.
    folder : Path
        Where the scenario lies.
    """

    models: Collection[str]
    sites: Collection[str]
    clouds: Collection[str]
    folder: Path


def resolve_group(name: str, block: Block, around: Surroundings, reading: Reading) -> Group:
    """Give a device group, noting what is wrong with it.

    Parameters
    ----------
    name : str
        Its key in the fleet.
    block : Block
        As read.
    around : Surroundings
        What it may refer to.
    reading : Reading
        Takes the problems.

    Returns
    -------
    Group
        In SI; meaningless when a problem was noted.
    """
    if block["site"] is not None:
        check_known(block["site"], around.sites, "site", _spot(block, "site"), reading)
    battery, stream = block["battery"], block["stream"]
    supply = (battery["profile"], battery["count"]) if isinstance(battery, Block) else (None, 1)
    temperature_c, temperature_series = resolve_varying(block["temperature"], TEMPERATURE, around.folder, reading)
    return Group(
        name=name,
        count=block["count"],
        site=block["site"],
        cloud=_cloud(block, around, reading),
        profile=block["profile"],
        sensor=block["sensor"],
        battery=supply[0],
        regulator=block["regulator"],
        battery_count=supply[1],
        route=_route(block, around, reading),
        spread=_spread(block["spread"], reading) if isinstance(block["spread"], Block) else {},
        temperature_c=temperature_c,
        store_messages=block["store"],
        stream=resolve_stream(stream, around.folder, reading) if isinstance(stream, Block) else INVALID,  # type: ignore[arg-type]
        tasks=_tasks(block, around, reading),
        capacitor_f=block["capacitor"],
        temperature_series=temperature_series,
        harvester=_harvester(block, around, reading),
        control_tasks=resolve_control_tasks(block, reading),
        inference_priority=block["inference_priority"],
        inference_mode=block["inference_mode"],
    )


def _harvester(block: Block, around: Surroundings, reading: Reading) -> Harvester | None:
    """Give the harvester of a group, noting one that has nothing to charge."""
    harvester = block["harvester"]
    if not isinstance(harvester, Block):
        return None
    if block["battery"] is None:
        hint = "add a battery that can be charged, such as 18650-2600"
        reading.refuse(block.place("harvester"), block.path("harvester"), "has no battery to charge", hint)
    light = Quantity(Dimension.RATIO, maximum=1.2)
    clearness, clearness_series = resolve_varying(harvester["clearness"], light, around.folder, reading)
    if not harvester.is_valid("latitude", "tilt", "azimuth"):
        return None
    latitude_rad = harvester["latitude"]
    azimuth_rad = harvester["azimuth"]
    return Harvester(
        profile=harvester["profile"],
        latitude_rad=latitude_rad,
        tilt_rad=abs(latitude_rad) if harvester["tilt"] is None else harvester["tilt"],
        azimuth_rad=(math.pi if latitude_rad >= 0 else 0.0) if azimuth_rad is None else azimuth_rad,
        day=harvester["day"],
        clearness=clearness,
        clearness_series=clearness_series,
        persistence=harvester["persistence"],
        shade=harvester["shade"],
        start_charge=harvester["start_charge"],
    )


def _spread(block: Block, reading: Reading) -> dict[str, float]:
    """Give the spread by the names that plans know, noting what is given by both of its names."""
    spread: dict[str, float] = {}
    for key, value in block.values.items():
        if value is None:
            continue
        name = SPREAD_ALIASES.get(key, key)
        if name in spread:
            reading.refuse(block.place(key), block.path(key), f"the same is given as {name}", "keep one of the two")
        spread[name] = value
    return spread


def _spot(block: Block, key: str) -> Spot:
    return Spot(block.path(key), block.place(key))


def _cloud(block: Block, around: Surroundings, reading: Reading) -> str | None:
    """Give the cloud of a group: the one named, or the only one there is."""
    if block["cloud"] is not None:
        fine = check_known(block["cloud"], around.clouds, "cloud", _spot(block, "cloud"), reading)
        return str(block["cloud"]) if fine else None
    if len(around.clouds) > 1:
        hint = f"one of {', '.join(around.clouds)}"
        reading.refuse(block.spot.place, block.path("cloud"), "this key is missing: there are several clouds", hint)
    return next(iter(around.clouds), None)


def _route(block: Block, around: Surroundings, reading: Reading) -> tuple[Hop, ...]:
    """Give the route, which ``link`` may stand for."""
    if not block.is_valid("link", "route", "site"):
        return ()
    if (block["link"] is None) == (block["route"] is None):
        message = "a group has either a link or a route" if block["link"] else "a group needs a link (or a route)"
        key = "route" if block["link"] else "link"
        reading.refuse(block.place(key), block.path(key), message)
        return ()
    if block["link"] is not None:
        hop = Hop(block["link"], Tier.CLOUD if block["site"] is None else Tier.FOG)
        _check_end(hop, _spot(block, "link"), block, around, reading)
        return (hop,)
    return _written_route(block, around, reading)


def _written_route(block: Block, around: Surroundings, reading: Reading) -> tuple[Hop, ...]:
    hops = block["route"]
    if len(hops) != 1:
        message = f"a route has one hop in this version, not {len(hops)}"
        hint = "the way from the gateway on is the backhaul of the site's gateways"
        reading.refuse(block.place("route"), block.path("route"), message, hint)
        return ()
    if not isinstance(hops[0], Block) or not hops[0].is_valid("link", "to"):
        return ()
    leads_to = Tier.FOG if hops[0]["to"] == "gateway" else Tier.CLOUD
    hop = Hop(hops[0]["link"], leads_to, resolve_radio(hops[0], reading))
    _check_end(hop, _spot(hops[0], "to"), block, around, reading)
    return (hop,)


def _check_end(hop: Hop, spot: Spot, block: Block, around: Surroundings, reading: Reading) -> None:
    """Note a hop to what the group does not have."""
    if hop.to is Tier.FOG and block["site"] is None:
        reading.refuse(spot.place, spot.path, "leads to a gateway, but the group has no site", "give its site")
    elif hop.to is Tier.CLOUD and not around.clouds:
        hint = "add a cloud under clouds, or give the group a site"
        reading.refuse(spot.place, spot.path, "leads to the cloud, but the scenario has no clouds", hint)


def _tasks(block: Block, around: Surroundings, reading: Reading) -> tuple[Task, ...]:
    tasks = block["tasks"]
    if not isinstance(tasks, Mapping):
        return ()
    stream = block["stream"]
    rate_hz = stream["rate"] if isinstance(stream, Block) else INVALID
    return tuple(_task(name, one, rate_hz, around, reading) for name, one in tasks.items() if one is not INVALID)


def _task(name: str, block: Block, rate_hz: object, around: Surroundings, reading: Reading) -> Task:
    check_known(block["model"], around.models, "model", _spot(block, "model"), reading)
    if isinstance(rate_hz, float) and block.is_valid("window"):
        _check_window(block, rate_hz, reading)
    if block["needed_at"] is Tier.CLOUD and not around.clouds:
        spot = _spot(block, "needed_at")
        reading.refuse(spot.place, spot.path, "is needed in the cloud, but the scenario has no clouds")
    return Task(
        name=name,
        model=block["model"],
        window_s=block["window"],
        every_s=block["every"],
        needed_at=block["needed_at"],
        report=block["report"],
        deadline_s=block["deadline"],
        alarm_within_s=block["alarm_within"],
        actuator_s=block["actuator"],
        result_byte=block["result"],
        confirm=block["confirm"],
        front_end=resolve_front_end(block, rate_hz, reading),
    )


def _check_window(block: Block, rate_hz: float, reading: Reading) -> None:
    """Note a window that does not hold a whole number of samples."""
    samples = block["window"] * rate_hz
    place, path = block.place("window"), block.path("window")
    rate = format_quantity(rate_hz, Dimension.FREQUENCY, 6)
    if samples < 2 - _WHOLE:
        reading.refuse(place, path, f"holds {samples:.3g} samples at {rate}; 2 or more are needed")
    elif abs(samples - round(samples)) > _WHOLE * max(1.0, samples):
        near = format_quantity(round(samples) / rate_hz, Dimension.TIME, 6)
        message = f"holds {samples:.10g} samples at {rate}; it must be a whole number"
        reading.refuse(place, path, message, f"{round(samples)} samples take {near}")

"""Outages: what may be out of service, and whether a target path leads there."""

import re
import sys
from collections.abc import Mapping
from math import prod

from simgui.core.diagnostics import did_you_mean
from simgui.scenario.scenario import Outage
from simgui.scenario.schema.block import Block, Reading
from simgui.scenario.schema.kinds import one_of
from simgui.scenario.site import Cloud, Site

_TARGET = re.compile(r"([^\[\]]+?)(?:\[([0-9]{1,9})\])?(\.channel|\.backhaul|\.link)?")


def resolve_outages(
    root: Block, sites: Mapping[str, Site], clouds: Mapping[str, Cloud], groups: list[str], reading: Reading
) -> tuple[Outage, ...]:
    """Give the outages of a scenario, noting what is wrong with them.

    Parameters
    ----------
    root : Block
        The scenario file.
    sites, clouds : Mapping
        What can go out of service, by name.
    groups : list[str]
        Names of the device groups.
    reading : Reading
        Takes the problems.

    Returns
    -------
    tuple[Outage, ...]
        In the file's order.
    """
    targets = _targets(sites, clouds, groups)
    outages = []
    for index, event in enumerate(root["events"] or ()):
        if not isinstance(event, Block) or event["kind"] != "outage":
            continue
        if isinstance(event["target"], str):
            _check(event, targets, reading)
        outages.append(Outage(event["at"], event["for"], event["target"], index))
    return tuple(outages)


def _targets(sites: Mapping[str, Site], clouds: Mapping[str, Cloud], groups: list[str]) -> dict[str, int]:
    """Give every target without its index, with how many there are of it; 0 where it takes no index."""
    targets: dict[str, int] = {}
    for site in sites.values():
        for gateway in site.gateways:
            for part in ("", ".channel", ".backhaul"):
                targets[f"{site.name}.{gateway.name}{part}"] = _product(site.count, gateway.count)
    targets |= dict.fromkeys(clouds, 0)
    targets |= {f"fleet.{group}.link": 0 for group in groups}
    return targets


def _product(*counts: object) -> int:
    """Multiply counts; where one was refused, allow any index, for one problem is enough."""
    return prod(count if isinstance(count, int) else sys.maxsize for count in counts)


def _check(event: Block, targets: Mapping[str, int], reading: Reading) -> None:
    """Note a target that leads nowhere."""
    target: str = event["target"]
    place, path = event.place("target"), event.path("target")
    match = _TARGET.fullmatch(target)
    stem, index = (f"{match[1]}{match[3] or ''}", match[2]) if match else (target, None)
    if stem not in targets:
        hint = did_you_mean(stem, targets) or f"targets: {one_of(list(targets))}"
        reading.refuse(place, path, f"{target[:80]!r} is nothing that can be out of service", hint)
    elif index is not None and targets[stem] == 0:
        reading.refuse(place, path, f"{stem!r} takes no index")
    elif index is not None and int(index) >= targets[stem]:
        message = f"there is no {target!r}: there are {targets[stem]}, counted from 0"
        reading.refuse(place, path, message)

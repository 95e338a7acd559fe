"""What the keys and the parts of a scenario file are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from simgui.core.yaml_node import Step
from simgui.ui.translation import later, tr

_TITLES: Mapping[str, str] = {
    "rtt": later("Round trip"),
    "store": later("Stored messages"),
    "result": later("Size of a result"),
    "site": later("Site"),
    "assign": later("Devices to gateways"),
    "distinct": later("Different streams"),
    "from": later("From"),
    "for": later("For"),
    "at": later("At"),
    "to": later("To"),
    "snr": later("Signal to noise"),
    "by_group": later("Exceptions by group"),
    "by_task": later("Exceptions by task"),
    "synthetic": later("Synthetic source"),
    "replay": later("Recording"),
    "events_per_device_year": later("Events a year"),
    "events_per_device_day": later("Events a day"),
    "events_per_device_hour": later("Events an hour"),
    "near_misses_per_device_hour": later("Misses an hour"),
    "gate": later("Deciding placements"),
    "claims": later("Claims"),
    "says": later("Says"),
    "kpi": later("Figure"),
    "limit": later("Limit"),
}
_PARTS: Mapping[str, str] = {
    "device": later("Device"),
    "sensor": later("Sensor"),
    "battery": later("Battery"),
    "regulator": later("Regulator"),
    "harvester": later("Harvester"),
    "gateway": later("Gateway computer"),
    "cloud": later("Server"),
    "link": later("Link"),
}
_ENTRIES: Mapping[str, str] = {
    "events": later("Event {number}"),
    "faults": later("Fault {number}"),
    "route": later("Link {number}"),
    "steps": later("Step {number}"),
    "sliders": later("Slider {number}"),
    "claims": later("Claim {number}"),
}
_KINDS: Mapping[str, str] = {
    "scenario": later("Scenario"),
    "site": later("Site"),
    "cloud": later("Cloud"),
    "group": later("Device group"),
    "placement": later("Placement"),
    "model": later("Model"),
    "KPI": later("Budget"),
    "claim": later("Claim"),
    "device group": later("Device group"),
    "gateway group": later("Gateways"),
    "event": later("Event"),
    "fault": later("Fault"),
    "exception": later("Exception"),
    "event: outage": later("Event: outage"),
    "presentation": later("Presentation"),
    "gateways": later("Gateways"),
    "battery": later("Battery"),
    "hop": later("Link"),
    "spread": later("Spread of the devices"),
    "harvester": later("Harvester"),
    "stream": later("Stream"),
    "source": later("Source"),
    "task": later("Task"),
    "control task": later("Control task"),
    "slider": later("Slider"),
    "step": later("Step"),
    "series": later("Time series"),
    "front end": later("Front end"),
    "path_loss": later("Path loss"),
    "distance": later("Distance"),
}


def key_title(key: str) -> str:
    """Name a key of the file."""
    return tr(_TITLES[key]) if key in _TITLES else tr(key.replace("_", " ").capitalize())


def kind_title(table: str) -> str:
    """Name what a table describes."""
    if table.startswith("fault: "):
        return tr("Fault: {kind}", kind=table.removeprefix("fault: ").replace("_", " "))
    return tr(_KINDS[table]) if table in _KINDS else tr(table.replace("_", " ").capitalize())


def entry_title(steps: tuple[Step, ...]) -> str:
    """Name an entry by the name the file gives it, or by its number in a list."""
    if not steps:
        return ""
    last, around = steps[-1], steps[-2] if len(steps) > 1 else ""
    if not isinstance(last, int):
        return last
    return tr(_ENTRIES.get(str(around), "{number}"), number=last + 1)


def part_title(part: str) -> str:
    """Name a kind of bought part."""
    return tr(_PARTS[part]) if part in _PARTS else key_title(part)

"""What can be broken in a scenario at a moment, as edits of its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario
from simgui.scenario.yaml_writing import Value
from simgui.ui.presenters.playback import written_moment
from simgui.ui.translation import later, tr

OUTAGE_S = 1800.0
"""How long something is out of service or stuck, in a run that is long enough. [s]"""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something to break.

    Parameters
    ----------
    key : str
        Name of its own, e.g. ``gateway.plant.hall``.
    title : str
        What the menu says, in the user's language.
    about : str
        What will happen, in a sentence.
    path : str
        Where the edit goes.
    value : Mapping[str, object] | str
        What is inserted, or the value that replaces the old one.
    at_s : float
        When it happens. [s]
    is_value : bool
        Whether it replaces a value; otherwise it is an entry of a list.
    is_first : bool
        Whether it is the first entry of its list.
    """

    key: str
    title: str
    about: str
    path: str
    value: Mapping[str, str] | str
    at_s: float
    is_value: bool = False
    is_first: bool = False

    @property
    def place(self) -> str:
        """The value, or the list it goes into."""
        return self.path if self.is_value else self.path.rpartition("[")[0]


KINDS: Mapping[str, str] = {
    "gateway": later("Gateway down"),
    "backhaul": later("Backhaul lost"),
    "link": later("Link lost"),
    "drift": later("Sensor drift"),
    "freezer": later("A freezer with a problem"),
    "cold": later("Cold batteries"),
}
"""What can be broken, by the first word of a `Damage`'s key."""


def damages(scenario: Scenario, at_s: float) -> tuple[Damage, ...]:
    """List what can be broken at a moment.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    at_s : float
        The moment; at the end of the run, the middle is taken instead, so that there is something to see. [s]
    """
    if at_s >= scenario.duration_s * (1 - 1e-9):
        at_s = scenario.duration_s / 2
    found: list[Damage] = []
    for site in scenario.sites.values():
        for gateway in site.gateways:
            place = f"{site.name}.{gateway.name}"
            one = f"{place}[0]" if site.count * gateway.count > 1 else place
            found.append(_outage(scenario, at_s, f"gateway.{place}", tr("Gateway down: {name}", name=one), one))
            backhaul = f"{place}.backhaul"
            title = tr("Backhaul lost: {name}", name=backhaul)
            found.append(_outage(scenario, at_s, f"backhaul.{place}", title, backhaul))
    for group in scenario.groups.values():
        target = f"fleet.{group.name}.link"
        title = tr("Link lost: {name}", name=group.name)
        found.append(_outage(scenario, at_s, f"link.{group.name}", title, target))
    for group in scenario.groups.values():
        found += _of_group(scenario, group, at_s)
    return tuple(found)


def _of_group(scenario: Scenario, group: Group, at_s: float) -> list[Damage]:
    faults = f"fleet.{group.name}.stream.faults[{len(group.stream.faults)}]"
    left_s = scenario.duration_s - at_s
    begin = written_moment(at_s)
    per_h = f"{300 * 3600 / max(left_s, 1e-3):.3g} %/h"
    drift = {"kind": "drift", "from": begin, "rate": per_h}
    stuck = {"kind": "stuck", "from": begin, "for": written_moment(_while_s(scenario, at_s))}
    found = [
        Damage(
            f"drift.{group.name}",
            tr("Sensor drift: {name}", name=group.name),
            tr("From {time} the zero of every sensor walks away, to three times the signal by the end.", time=begin),
            faults,
            drift,
            at_s,
            is_first=not group.stream.faults,
        ),
        Damage(
            f"freezer.{group.name}",
            tr("A freezer with a problem: {name}", name=group.name),
            tr("From {time} the sensors give one value and never change it for a while.", time=begin),
            faults,
            stuck,
            at_s,
            is_first=not group.stream.faults,
        ),
    ]
    if group.battery is not None:
        cold_c = min(group.temperature_c, 20.0) - 40.0
        found.append(
            Damage(
                f"cold.{group.name}",
                tr("Cold batteries: {name}", name=group.name),
                tr("{name} stand at {cold:g} °C for the whole run: a temperature is no event.", name=group.name,
                   cold=cold_c),
                f"fleet.{group.name}.temperature",
                f"{cold_c:g} degC",
                0.0,
                is_value=True,
            )
        )  # fmt: skip
    return found


def _outage(scenario: Scenario, at_s: float, key: str, title: str, target: str) -> Damage:
    event = {"at": written_moment(at_s), "kind": "outage", "target": target}
    event["for"] = written_moment(_while_s(scenario, at_s))
    about = tr("{target} is out of service from {at} for {long}.", target=target, at=event["at"], long=event["for"])
    events = len(scenario.outages) + len(scenario.blackouts)
    return Damage(key, title, about, f"events[{events}]", event, at_s, is_first=not events)


def _while_s(scenario: Scenario, at_s: float) -> float:
    """Give how long something is broken: `OUTAGE_S`, or a third of what is left, to be seen to recover. [s]"""
    left_s = scenario.duration_s - at_s
    return float(f"{max(min(OUTAGE_S, left_s / 3), 1e-3):.3g}")


def listed(damage: Damage) -> Value:
    """Give what is written at `Damage.place`: the value, or a list with just the entry."""
    if isinstance(damage.value, str):
        return damage.value
    entries: list[Value] = [damage.value]
    return entries

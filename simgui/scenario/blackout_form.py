"""Blackouts: who may be without power, and whether a target path leads there."""

from collections.abc import Mapping

from simgui.core.diagnostics import did_you_mean
from simgui.scenario.group import Group
from simgui.scenario.scenario import Blackout
from simgui.scenario.schema.block import Block, Reading
from simgui.scenario.schema.file import POWER_RESTORED
from simgui.scenario.schema.kinds import one_of
from simgui.scenario.site import Site


def resolve_blackouts(
    root: Block, sites: Mapping[str, Site], groups: Mapping[str, Group], reading: Reading
) -> tuple[Blackout, ...]:
    """Give the blackouts of a scenario, noting what is wrong with them.

    Parameters
    ----------
    root : Block
        The scenario file.
    sites : Mapping[str, Site]
        Whose power may fail.
    groups : Mapping[str, Group]
        Whose power may fail, by name; those on batteries have their own.
    reading : Reading
        Takes the problems.

    Returns
    -------
    tuple[Blackout, ...]
        In the file's order.
    """
    targets = [*sites, *(f"fleet.{group}" for group in groups)]
    found = []
    for index, event in enumerate(root["events"] or ()):
        if not isinstance(event, Block) or event["kind"] != POWER_RESTORED:
            continue
        if not event.is_valid("at", "after", "target", "within", "join"):
            continue
        target = event["target"]
        place, path = event.place("target"), event.path("target")
        if target not in targets:
            hint = did_you_mean(target, targets) or f"targets: {one_of(targets)}"
            reading.refuse(place, path, f"{target[:80]!r} is nothing that can be without power", hint)
        elif target.startswith("fleet.") and groups[target.removeprefix("fleet.")].battery is not None:
            reading.refuse(place, path, f"{target!r} runs on batteries", "name its site: who lost it joins again")
        failed_s = max(0.0, event["at"] - event["after"])
        found.append(Blackout(failed_s, event["at"] - failed_s, target, event["within"], round(event["join"]), index))
    return tuple(found)

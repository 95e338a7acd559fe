"""From the file as read to the scenario in SI: every cross reference checked, every default filled in."""

from pathlib import Path
from typing import Any

from simgui.scenario.blackout_form import resolve_blackouts
from simgui.scenario.budget import resolve_budgets
from simgui.scenario.claim_form import resolve_claims
from simgui.scenario.files import find_model
from simgui.scenario.group import Group
from simgui.scenario.group_form import Surroundings, resolve_group
from simgui.scenario.outage_form import resolve_outages
from simgui.scenario.placement_form import Names, resolve_placements
from simgui.scenario.presentation_form import resolve_presentation
from simgui.scenario.reference import check_known
from simgui.scenario.scenario import ModelRef, Scenario
from simgui.scenario.schema.block import Block, Reading, Spot
from simgui.scenario.schema.fleet import MAX_DEVICES, TEMPERATURE
from simgui.scenario.series_form import resolve_varying
from simgui.scenario.site import Cloud, GatewayGroup, Site

_RESERVED = "fleet"


def resolve(root: Block, file: Path, digest: str, reading: Reading) -> Scenario:
    """Give the scenario of a file that was read.

    Parameters
    ----------
    root : Block
        The file as read.
    file : Path
        Where it lies; its folder is where models and recordings may be.
    digest : str
        Of the file and the overrides.
    reading : Reading
        Holds the problems found while reading, and takes further ones.

    Returns
    -------
    Scenario
        Complete and consistent.

    Raises
    ------
    InputError
        With every problem of the file, if there is any.
    """
    folder = file.absolute().parent
    models = _models(root, folder, reading)
    sites = {name: _site(name, block, folder, reading) for name, block in _blocks(root, "sites").items()}
    clouds = {name: _cloud(name, block) for name, block in _blocks(root, "clouds").items()}
    _check_places(root, reading)
    around = Surroundings(tuple(root["models"] or ()), tuple(root["sites"] or ()), tuple(root["clouds"] or ()), folder)
    groups = {name: resolve_group(name, block, around, reading) for name, block in _blocks(root, "fleet").items()}
    _check_total(root, groups, reading)
    names = Names(around.models, list(groups), {task.name for group in groups.values() for task in group.tasks})
    placements = resolve_placements(root, names, reading)
    gate = _gate(root, reading)
    budgets = resolve_budgets(root, list(groups), reading)
    claims = resolve_claims(root, list(groups), reading)
    outages = resolve_outages(root, sites, clouds, list(groups), reading)
    blackouts = resolve_blackouts(root, sites, groups, reading)
    presentation = resolve_presentation(root, placements, reading)
    reading.problems.raise_if_any()
    return Scenario(
        file=file,
        digest=digest,
        name=root["name"],
        story=(root["story"] or "").strip(),
        seed=root["seed"],
        duration_s=root["duration"],
        models=models,
        sites=sites,
        clouds=clouds,
        groups=groups,
        placements=placements,
        budgets=budgets,
        outages=outages,
        gate=gate,
        presentation=presentation,
        claims=claims,
        blackouts=blackouts,
        locations=reading.locations,
    )


def _blocks(block: Block, key: str) -> dict[str, Block]:
    """Give those entries of a map that could be read."""
    entries: Any = block[key]
    if not isinstance(entries, dict):
        return {}
    return {name: entry for name, entry in entries.items() if isinstance(entry, Block)}


def _models(root: Block, folder: Path, reading: Reading) -> dict[str, ModelRef]:
    named: Any = root["models"]
    found: dict[str, ModelRef] = {}
    for key, name in named.items() if isinstance(named, dict) else ():
        if isinstance(name, str):
            path = f"models.{key}"
            file = find_model(name, folder, Spot(path, reading.locations[path]), reading)
            if file is not None:
                found[key] = ModelRef(key, name, file)
    return found


def _site(name: str, block: Block, folder: Path, reading: Reading) -> Site:
    gateways = tuple(
        GatewayGroup(
            key,
            inner["profile"],
            inner["count"],
            inner["backhaul"],
            *resolve_varying(inner["temperature"], TEMPERATURE, folder, reading),
        )
        for key, inner in _blocks(block, "gateways").items()
    )
    return Site(name, block["count"], gateways, block["assign"])


def _cloud(name: str, block: Block) -> Cloud:
    return Cloud(name, block["profile"], block["servers"], block["dispatch"], block["rtt"])


def _check_places(root: Block, reading: Reading) -> None:
    """Note sites and clouds whose names paths could not tell apart."""
    sites, clouds = _blocks(root, "sites"), _blocks(root, "clouds")
    for name, block in (*sites.items(), *clouds.items()):
        if name == _RESERVED:
            reading.refuse(block.spot.place, block.spot.path, f"{name!r} is taken: paths to groups begin with it")
    for name in sites.keys() & clouds.keys():
        spot = clouds[name].spot
        reading.refuse(spot.place, spot.path, f"there is a site {name!r} too", "paths need different names")


def _check_total(root: Block, groups: dict[str, Group], reading: Reading) -> None:
    counts = [group.count for group in groups.values() if isinstance(group.count, int)]
    if sum(counts) > MAX_DEVICES and max(counts) <= MAX_DEVICES:
        message = f"holds {sum(counts):,} devices; at most {MAX_DEVICES:,} can be simulated"
        reading.refuse(root.node.at(["fleet"]), "fleet", message)


def _gate(root: Block, reading: Reading) -> tuple[str, ...]:
    gate: Any = root["gate"]
    known: Any = root["placements"]
    if not isinstance(gate, list) or not isinstance(known, dict):
        return ()
    for index, name in enumerate(gate):
        path = f"gate[{index}]"
        check_known(name, known, "placement", Spot(path, reading.locations[path]), reading)
    return tuple(gate)

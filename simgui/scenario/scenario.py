"""A scenario, checked and resolved to SI: what every later room reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simgui.core.diagnostics import Location
from simgui.core.units import Comparison
from simgui.scenario.group import Group
from simgui.scenario.presentation import Presentation
from simgui.scenario.site import Cloud, Site


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model the scenario names.

    Parameters
    ----------
    key : str
        Name inside the scenario, e.g. ``detector``.
    name : str
        As written: a shipped model or a path relative to the scenario.
    file : Path
        The ``.tflite`` it stands for.
    """

    key: str
    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class PlacementSpec:
    """A placement to try: a strategy by name with its options, and exceptions by group and by task."""

    name: str
    strategy: str
    options: Mapping[str, object]
    by_group: Mapping[str, "PlacementSpec"]
    by_task: Mapping[str, "PlacementSpec"]
    location: Location


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit on a KPI, for one group or for the whole fleet.

    Parameters
    ----------
    key : str
        As written: ``battery_life`` or ``motors/battery_life``.
    kpi : str
        Full KPI name with its unit suffix, e.g. ``battery_life_s``.
    group : str | None
        The group it is about.
    comparison : Comparison
        Operator and SI value.
    text : str
        The limit as written, e.g. ``>= 3 y``.
    """

    key: str
    kpi: str
    group: str | None
    comparison: Comparison
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody promises, ``says`` in their words, and the limit that would make it true; it gates nothing."""

    says: str
    limit: Budget


@dataclass(frozen=True, slots=True)
class Outage:
    """Something is out of service from ``at_s`` for ``for_s``; ``target`` is a path. [s]

    ``plant.cell`` (gateways), ``plant.cell.channel`` (their radio), ``plant.cell.backhaul``, ``region`` (a cloud) or
    ``fleet.motors.link`` (the group's uplinks; where a channel is shared, it is out for all who share it);
    ``plant.cell[3].backhaul`` is one gateway's.
    """

    at_s: float
    for_s: float
    target: str
    index: int = field(default=0, compare=False)
    """Its place among the events of the file."""


@dataclass(frozen=True, slots=True)
class Blackout:
    """The power of a site or a group on mains fails, is restored, and everyone joins the network again.

    Parameters
    ----------
    at_s, for_s : float
        When the power fails, and for how long; 0 where everyone merely joins again. [s]
    target : str
        ``plant`` (a site: its gateways, and the devices there that have no battery) or ``fleet.motors`` (a group).
    within_s : float
        Every device joins at a random instant so long after power is back, at most. [s]
    join_byte : int
        Application bytes of the message a device joins with, and of its answer. [byte]
    index : int
        Its place among the events of the file.
    """

    at_s: float
    for_s: float
    target: str
    within_s: float
    join_byte: int
    index: int = field(default=0, compare=False)

    def concerns(self, group: Group) -> bool:
        """Tell whether a group's devices have to join again."""
        at = None if group.site is None else group.site.partition(".")[0]
        return self.target in (f"fleet.{group.name}", at)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything one file asks to simulate.

    Parameters
    ----------
    file : Path
        Where it came from.
    digest : str
        SHA-256 of the file's bytes and of the overrides.
    name, story : str
        Title and what it is about.
    seed : int
        Seed of every random number.
    duration_s : float
        Simulated time. [s]
    models, sites, clouds, groups, placements : Mapping
        By name, in the file's order.
    budgets : tuple[Budget, ...]
        Limits to judge.
    outages : tuple[Outage, ...]
        What goes out of service, and when.
    blackouts : tuple[Blackout, ...]
        Whose power fails and is restored, and when.
    gate : tuple[str, ...]
        Placements whose budgets decide the exit code; empty means the recommended one.
    presentation : Presentation | None
        How it is told to an audience; it changes no result.
    claims : tuple[Claim, ...]
        What is promised; judged like budgets, but it decides nothing.
    locations : Mapping[str, Location]
        Where each value stands in the file, by path (``fleet.motors.tasks.wear.window``); for diagnostics.
    """

    file: Path
    digest: str
    name: str
    story: str
    seed: int
    duration_s: float
    models: Mapping[str, ModelRef]
    sites: Mapping[str, Site]
    clouds: Mapping[str, Cloud]
    groups: Mapping[str, Group]
    placements: Mapping[str, PlacementSpec]
    budgets: tuple[Budget, ...]
    outages: tuple[Outage, ...]
    gate: tuple[str, ...]
    presentation: Presentation | None = None
    claims: tuple[Claim, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    locations: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)

    @property
    def data_files(self) -> frozenset[Path]:
        """Recordings and series it reads."""
        gateways = [one.temperature_series for site in self.sites.values() for one in site.gateways]
        files = {one.file for one in gateways if one is not None and one.file is not None}
        return frozenset(files.union(*(group.data_files for group in self.groups.values())))

    @property
    def all_outages(self) -> tuple[Outage, ...]:
        """What goes out of service, gateways without power among it."""
        dark = [
            Outage(one.at_s, one.for_s, f"{site.name}.{gateway.name}", one.index)
            for one in self.blackouts
            for site in self.sites.values()
            if one.target == site.name and one.for_s > 0
            for gateway in site.gateways
        ]
        return (*self.outages, *dark)

    def place(self, path: str) -> Location:
        """Give where a value stands; for one left out, where the nearest part around it stands."""
        while path:
            if path in self.locations:
                return self.locations[path]
            path = path.rpartition(".")[0]
        return Location(str(self.file), 1, 1)

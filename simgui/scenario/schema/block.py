"""A map of the scenario file after reading: values by key, and where each stands."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

from simgui.core.diagnostics import DiagnosticCollector, Location
from simgui.core.yaml_node import Node
from simgui.profiles.schema import Kind


class _Invalid:
    """The type of `INVALID`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = _Invalid()
"""Stands for a value that was reported as wrong, so that reading can go on; it is false, as None is."""


def path_beside(place: Location, path: str) -> str:
    """Give the path to show beside a place; none where the place shows it, as an override's does."""
    return "" if getattr(place, "path", None) == path else path


@dataclass(slots=True)
class Reading:
    """What the kinds share while they read a file.

    Parameters
    ----------
    problems : DiagnosticCollector
        Where everything that is wrong is noted.
    profile_names : Callable[[Kind], Collection[str]]
        The profiles of a kind that exist.
    locations : dict[str, Location]
        Filled while reading: where each value stands, by path.
    """

    problems: DiagnosticCollector
    profile_names: Callable[[Kind], Collection[str]]
    locations: dict[str, Location] = field(default_factory=dict)

    def refuse(self, place: Location, path: str, message: str, hint: str = "") -> _Invalid:
        """Note a problem and give `INVALID`; the parameters are those of a `Diagnostic`."""
        self.problems.add(place, path_beside(place, path), message, hint)
        return INVALID


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value belongs: its path, and the place to name when it is missing.

    Parameters
    ----------
    path : str
        Dotted path, e.g. ``fleet.motors.tasks.wear``.
    place : Location
        Of the key (or list entry) that holds it.
    """

    path: str
    place: Location

    def child(self, key: str, place: Location) -> "Spot":
        """Give the spot of a key inside this one."""
        return Spot(f"{self.path}.{key}" if self.path else key, place)


@dataclass(frozen=True, slots=True)
class Block:
    """A map that was read against its table.

    Parameters
    ----------
    spot : Spot
        Where it belongs.
    node : Node
        As written.
    values : dict[str, Any]
        Every key of the table: its value, its default, or `INVALID`.
    """

    spot: Spot
    node: Node
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - each key has a kind of its own
        """Give the value of a key, `INVALID` when it was refused."""
        return self.values[key]

    def has(self, key: str) -> bool:
        """Tell whether the file gives the key, with whatever value."""
        return isinstance(self.node.value, dict) and key in self.node.value

    def is_valid(self, *keys: str) -> bool:
        """Tell whether none of the keys was refused."""
        return all(self.values[key] is not INVALID for key in keys)

    def place(self, key: str) -> Location:
        """Give where the value of a key stands; for a key left out, where the map is named."""
        child = self.node.get(key)
        return child.location if child is not None else self.spot.place

    def path(self, key: str) -> str:
        """Give the dotted path of a key."""
        return f"{self.spot.path}.{key}" if self.spot.path else key

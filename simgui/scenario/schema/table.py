"""How maps and lists of a scenario file are read against tables of fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from simgui.core.diagnostics import Location, did_you_mean
from simgui.core.yaml_node import Node, Scalar
from simgui.scenario.schema.block import INVALID, Block, Reading, Spot
from simgui.scenario.schema.kinds import Kind, check_name, one_of, shown


class _Required:
    """The type of `REQUIRED`."""

    __slots__ = ()


REQUIRED: Final = _Required()
"""The default of a field that must be given."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a map.

    Parameters
    ----------
    name : str
        The key.
    kind : Kind
        How its value is read.
    about : str
        What it means, in one sentence.
    default : Scalar
        As one would write it in the file; None means that leaving it out is a value of its own.
    """

    name: str
    kind: Kind
    about: str
    default: Scalar | _Required = REQUIRED


@dataclass(frozen=True, slots=True)
class Table:
    """The keys that a map may have; ``name`` and ``about`` head it in the documentation."""

    name: str
    about: str
    fields: tuple[Field, ...]

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give a `Block`, or note that there is no map and give `INVALID`."""
        if node.value is None:
            node = Node({}, node.location)
        if not isinstance(node.value, dict):
            message = f"must be a map (key: value), not {shown(node)}"
            return reading.refuse(node.location, spot.path, message, f"its keys: {one_of(self._names)}")
        self._refuse_unknown(node, spot, reading)
        return Block(spot, node, {one.name: self._field(one, node, spot, reading) for one in self.fields})

    @property
    def _names(self) -> list[str]:
        return [one.name for one in self.fields]

    def _refuse_unknown(self, node: Node, spot: Spot, reading: Reading) -> None:
        for key, place in node.key_locations.items():
            if key not in self._names:
                hint = did_you_mean(key, self._names) or f"known keys: {', '.join(self._names)}"
                reading.refuse(place, spot.child(key, place).path, "unknown key", hint)

    def _field(self, one: Field, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        child = node.get(one.name)
        inner = spot.child(one.name, node.key_locations.get(one.name, spot.place))
        if child is None:
            if isinstance(one.default, _Required):
                return reading.refuse(spot.place, inner.path, "this key is missing", f"needed: {one.kind.described}")
            return self._default(one, inner, reading)
        reading.locations[inner.path] = _place(child, inner)
        if child.value is None and one.default is None:
            return None
        return one.kind.read(child, inner, reading)

    @staticmethod
    def _default(one: Field, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        if one.default is None:
            return None
        return one.kind.read(Node(one.default, spot.place), spot, reading)  # type: ignore[arg-type]


def _place(node: Node, spot: Spot) -> Location:
    """Give where a problem with a whole value is reported: for a map at its key."""
    return spot.place if isinstance(node.value, dict | None) else node.location


@dataclass(frozen=True, slots=True)
class Nested:
    """A map of its own table; with ``shorthand``, a single value stands for that key alone."""

    table: Table
    shorthand: str = ""

    @property
    def described(self) -> str:
        """What may be written."""
        short = next((one.kind.described for one in self.table.fields if one.name == self.shorthand), "")
        return f"{short}, or map {self.table.name}" if short else f"map {self.table.name}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give a `Block`; see `Kind.read`."""
        if self.shorthand and not isinstance(node.value, dict | list | None):
            node = Node({self.shorthand: node}, node.location, {self.shorthand: node.location})
        return self.table.read(node, spot, reading)


@dataclass(frozen=True, slots=True)
class Named:
    """A map of like things by names that the file chooses."""

    kind: Kind
    noun: str
    is_empty_allowed: bool = True
    check_names: bool = True

    @property
    def described(self) -> str:
        """What may be written."""
        return f"map of {self.noun} names to {self.kind.described}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give a dict of what was read by name, refused entries being `INVALID`; see `Kind.read`."""
        if not isinstance(node.value, dict | None):
            return reading.refuse(node.location, spot.path, f"must be a {self.described}, not {shown(node)}")
        if not node.value and not self.is_empty_allowed:
            return reading.refuse(spot.place, spot.path, f"must hold at least one {self.noun}")
        entries: dict[str, Any] = {}
        for key, child in (node.value or {}).items():
            inner = spot.child(key, node.key_locations.get(key, child.location))
            reading.locations[inner.path] = _place(child, inner)
            fine = not self.check_names or check_name(key, inner, reading)
            entries[key] = self.kind.read(child, inner, reading) if fine else INVALID
        return entries


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of like things; with ``shorthand``, a single value is a list of one."""

    kind: Kind
    has_shorthand: bool = False

    @property
    def described(self) -> str:
        """What may be written."""
        return f"list of {self.kind.described}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give a list, refused entries being `INVALID`; see `Kind.read`."""
        if self.has_shorthand and not isinstance(node.value, dict | list | None):
            node = Node([node], node.location)
        if not isinstance(node.value, list | None):
            return reading.refuse(node.location, spot.path, f"must be a {self.described}, not {shown(node)}")
        entries = []
        for index, child in enumerate(node.value or []):
            inner = Spot(f"{spot.path}[{index}]", child.location)
            reading.locations[inner.path] = child.location
            entries.append(self.kind.read(child, inner, reading))
        return entries


@dataclass(frozen=True, slots=True)
class Variant:
    """A map whose other keys depend on its ``kind``; ``planned`` kinds come with a later version."""

    noun: str
    tables: Mapping[str, Table]
    planned: frozenset[str] = field(default_factory=frozenset)

    @property
    def described(self) -> str:
        """What may be written."""
        return f"{self.noun} ({', '.join(self.tables)})"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the `Block` of the kind's table; see `Kind.read`."""
        names = list(self.tables)
        if not isinstance(node.value, dict):
            return reading.refuse(node.location, spot.path, f"must be a map with a kind, not {shown(node)}")
        kind = node.get("kind")
        if kind is None:
            return reading.refuse(spot.place, f"{spot.path}.kind", "this key is missing", f"kinds: {one_of(names)}")
        if isinstance(kind.value, str) and kind.value in self.tables:
            return self.tables[kind.value].read(node, spot, reading)
        path, place = f"{spot.path}.kind", kind.location
        if isinstance(kind.value, str) and kind.value in self.planned:
            message = f"the {self.noun} {kind.value!r} is not available in this version"
            return reading.refuse(place, path, message, f"available: {', '.join(names)}")
        near = did_you_mean(str(kind.value), names) or f"there are {one_of(names)}"
        return reading.refuse(place, path, f"unknown {self.noun} {shown(kind)}", near)

"""Looks the schema up by a path: which kind of value belongs there, in which table, and what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simgui.core.yaml_node import Node, Step
from simgui.scenario.path import join
from simgui.scenario.schema.file import SCENARIO
from simgui.scenario.schema.kinds import Kind
from simgui.scenario.schema.placement import PlacementForm
from simgui.scenario.schema.table import Field, ListOf, Named, Nested, Table, Variant


@dataclass(frozen=True, slots=True)
class FormSpot:
    """What the schema says of a path.

    Parameters
    ----------
    steps : tuple[str | int, ...]
        The path.
    kind : Kind
        How its value is read.
    field : Field | None
        The key's own line in the table; None for an entry by a name or an index.
    node : Node | None
        What is written there, None for nothing; of a shorthand, the value stands for the key it is short for.
    """

    steps: tuple[Step, ...]
    kind: Kind
    field: Field | None
    node: Node | None

    @property
    def path(self) -> str:
        """The path as text."""
        return join(self.steps)

    @property
    def table(self) -> Table | None:
        """The table of its keys, for a map of fixed keys."""
        return table_of(self.kind, self.node)

    @property
    def shorthand(self) -> str:
        """The key that a single value written here stands for, or nothing."""
        return shorthand_of(self.kind)


def look_up(root: Node | None, steps: Sequence[Step]) -> FormSpot | None:
    """Find what the schema says of a path.

    Parameters
    ----------
    root : Node | None
        The file as read; it tells the kinds of faults and events.
    steps : Sequence[str | int]
        The path; what it names need not be written.

    Returns
    -------
    FormSpot or None
        None where no value belongs.
    """
    spot = FormSpot((), Nested(SCENARIO), None, root)
    for step in steps:
        inner = _into(spot, step)
        if inner is None:
            return None
        spot = inner
    return spot


def _into(spot: FormSpot, step: Step) -> FormSpot | None:
    steps = (*spot.steps, step)
    child = spot.node.get(step) if spot.node is not None else None
    match spot.kind:
        case Named(kind=kind) if isinstance(step, str):
            return FormSpot(steps, kind, None, child)
        case ListOf(kind=kind, has_shorthand=has_shorthand) if isinstance(step, int):
            is_short = has_shorthand and step == 0 and spot.node is not None and not _is_collection(spot.node)
            return FormSpot(steps, kind, None, spot.node if is_short else child)
        case _:
            table = spot.table
            field = next((one for one in table.fields if one.name == step), None) if table else None
            if field is None:
                return None
            if step == spot.shorthand and spot.node is not None and not _is_collection(spot.node):
                child = spot.node
            return FormSpot(steps, field.kind, field, child)


def table_of(kind: Kind, node: Node | None) -> Table | None:
    """Give the table of a kind of map; of a map with variants, that of the variant written."""
    match kind:
        case Nested(table=table) | PlacementForm(table=table):
            return table
        case Variant(tables=tables):
            written = node.get("kind") if node is not None else None
            return tables.get(written.value) if written is not None and isinstance(written.value, str) else None
        case _:
            return None


def shorthand_of(kind: Kind) -> str:
    """Give the key that a single value may stand for, or nothing."""
    return kind.shorthand if isinstance(kind, Nested) else "strategy" if isinstance(kind, PlacementForm) else ""


def _is_collection(node: Node) -> bool:
    return isinstance(node.value, dict | list | None)

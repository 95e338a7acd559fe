"""A value read from a file, together with its place in that file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from simgui.core.diagnostics import Location

Scalar: TypeAlias = str | int | float | bool | None
Step: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, a map or a list, and where each part of it was written.

    Parameters
    ----------
    value : str | int | float | bool | None | dict[str, Node] | list[Node]
        The value; children are nodes too.
    location : Location
        Where the value starts.
    key_locations : dict[str, Location]
        For a map, where each key stands; empty otherwise.
    """

    value: Scalar | dict[str, Node] | list[Node]
    location: Location
    key_locations: dict[str, Location] = field(default_factory=dict)

    def plain(self) -> Any:  # noqa: ANN401 - whatever YAML can say
        """Give the value as plain Python objects, without places.

        Returns
        -------
        Any
            Nested dicts and lists of str, int, float, bool and None; the caller may change them.
        """
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def get(self, *path: Step) -> Node | None:
        """Give the node at a path, or None if there is none.

        Parameters
        ----------
        *path : str | int
            Keys of maps and indices of lists, from the outside in.

        Returns
        -------
        Node or None
            The node itself for an empty path.
        """
        node: Node | None = self
        for step in path:
            node = node._child(step) if node is not None else None
        return node

    def at(self, path: Sequence[Step]) -> Location:
        """Give the place to report for a path, whether or not it exists.

        Parameters
        ----------
        path : Sequence[str | int]
            Keys of maps and indices of lists, from the outside in.

        Returns
        -------
        Location
            For a map's entry the place of its key, for a list's entry the place of the entry; for something
            that is missing, the place of the nearest part around it that exists.
        """
        node, place = self, self.location
        for step in path:
            child = node._child(step)
            if child is None:
                break
            place = node.key_locations[step] if isinstance(step, str) else child.location
            node = child
        return place

    def _child(self, step: Step) -> Node | None:
        if isinstance(self.value, dict) and isinstance(step, str):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]
        return None

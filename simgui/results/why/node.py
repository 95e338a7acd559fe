"""A KPI taken apart: sums, products and quotients, down to profile numbers, counts of the run and what is left over."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from simgui.core.units import Dimension
from simgui.profiles.sourced import Sourced
from simgui.results.why.driver import field_words


class Operation(StrEnum):
    """How a node follows from its children."""

    SUM = "sum"
    PRODUCT = "product"
    QUOTIENT = "quotient"
    """The first child over the product of the others."""
    NUMBER = "number"
    """A number of a profile."""
    GIVEN = "given"
    """A number of the scenario or of the model file, exact."""
    COUNTED = "counted"
    """What the run counted: how often something happened, how long one waited."""
    REST = "rest"
    """What the other children do not explain."""


@dataclass(frozen=True, slots=True)
class Node:
    """A quantity and what it is made of.

    Parameters
    ----------
    name : str
        In words.
    value : float
        As the run has it. [SI]
    dimension : Dimension
        Kind of quantity, for display.
    operation : Operation
        How it follows from the children.
    children : tuple[Node, ...]
        None for a leaf.
    path : str
        Of a profile number: ``folder/part.field``.
    number : Sourced | None
        The profile number with its evidence; the value may be in another unit of the same kind.
    """

    name: str
    value: float
    dimension: Dimension
    operation: Operation
    children: tuple["Node", ...] = ()
    path: str = ""
    number: Sourced | None = None

    def recomputed(self) -> float:
        """Work the value out again from the leaves alone. [SI]"""
        parts = [child.recomputed() for child in self.children]
        match self.operation:
            case Operation.SUM:
                return math.fsum(parts)
            case Operation.PRODUCT:
                return math.prod(parts)
            case Operation.QUOTIENT:
                below = math.prod(parts[1:])
                return parts[0] / below if below else math.inf
            case _:
                return self.value

    def leaves(self) -> Iterator["Node"]:
        """List the leaves from left to right."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def to_document(self) -> dict[str, Any]:
        """Give it as JSON holds it; infinite and undefined values as in results."""
        document: dict[str, Any] = {
            "name": self.name,
            "value": _number(self.value),
            "dimension": self.dimension.value,
            "operation": self.operation.value,
        }
        if self.number is not None:
            document |= {
                "path": self.path,
                "text": self.number.text,
                "tolerance": self.number.tolerance,
                "basis": self.number.basis.value,
                "source": self.number.source,
            }
        if self.children:
            document["children"] = [child.to_document() for child in self.children]
        return document


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else "inf" if value > 0 else "-inf"


def number(path: str, sourced: Sourced, dimension: Dimension, name: str = "") -> Node:
    """Make a leaf of a profile number."""
    words = name or field_words(path.rpartition(".")[2])
    return Node(words, sourced.value, dimension, Operation.NUMBER, path=path, number=sourced)


def given(name: str, value: float, dimension: Dimension = Dimension.COUNT) -> Node:
    """Make a leaf of what the scenario or the model file says."""
    return Node(name, value, dimension, Operation.GIVEN)


def counted(name: str, value: float, dimension: Dimension = Dimension.COUNT) -> Node:
    """Make a leaf of what the run counted."""
    return Node(name, value, dimension, Operation.COUNTED)


def total(name: str, dimension: Dimension, children: Sequence[Node]) -> Node:
    """Make a sum; of one child, that child under the name."""
    return Node(name, math.fsum(child.value for child in children), dimension, Operation.SUM, tuple(children))


def product(name: str, dimension: Dimension, children: Sequence[Node]) -> Node:
    """Make a product."""
    return Node(name, math.prod(child.value for child in children), dimension, Operation.PRODUCT, tuple(children))


def quotient(name: str, dimension: Dimension, above: Node, *below: Node) -> Node:
    """Make a quotient; infinite where there is nothing below."""
    divisor = math.prod(child.value for child in below)
    value = above.value / divisor if divisor else math.inf
    return Node(name, value, dimension, Operation.QUOTIENT, (above, *below))


def anchored(node: Node, value: float, rest: str, least: float = 1e-3, kind: Operation = Operation.REST) -> Node:
    """Make a node agree with what is known of it, naming what it leaves out.

    Parameters
    ----------
    node : Node
        A description of the quantity.
    value : float
        The quantity as it is. [SI]
    rest : str
        What the difference is called.
    least : float
        Differences below this share of the value are not worth a line. [-]
    kind : Operation
        Of the leaf that makes the difference.
    """
    off = value - node.value
    if not math.isfinite(off) or abs(off) <= least * abs(value):
        return node
    leaf = Node(rest, off, node.dimension, kind)
    children = (*node.children, leaf) if node.operation is Operation.SUM else (node, leaf)
    return Node(node.name, value, node.dimension, Operation.SUM, children)

"""The form of a placement."""

from dataclasses import dataclass
from typing import Any

from simgui.core.diagnostics import did_you_mean
from simgui.core.units import Dimension
from simgui.core.yaml_node import Node
from simgui.scenario.schema.block import Reading, Spot
from simgui.scenario.schema.kinds import Choice, Kind, Quantity, Text, Word, shown
from simgui.scenario.schema.table import Field, Named, Nested, Table
from simgui.scenario.strategy import OPTIONS, PLANNED

FEATURES = ("mean", "rms", "peak", "variance", "crest", "kurtosis")
"""What the threshold strategy can compare."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """The name of a placement strategy."""

    @property
    def described(self) -> str:
        """What may be written."""
        return " | ".join(OPTIONS)

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the name; see `Kind.read`."""
        if isinstance(node.value, str) and node.value in OPTIONS:
            return node.value
        available = ", ".join(OPTIONS)
        if isinstance(node.value, str) and node.value in PLANNED:
            message = f"strategy {node.value!r} is not available in this version; available: {available}"
            return reading.refuse(node.location, spot.path, message)
        near = did_you_mean(node.value, [*OPTIONS, *PLANNED]) if isinstance(node.value, str) else ""
        message = f"unknown strategy {shown(node)}; available: {available}"
        return reading.refuse(node.location, spot.path, message, near)


@dataclass(frozen=True, slots=True)
class PlacementForm:
    """A placement of a strategy of this version; one of a later version is refused as a whole."""

    table: Table

    @property
    def described(self) -> str:
        """What may be written."""
        return f"strategy, or map {self.table.name}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give a `Block`; see `Kind.read`."""
        strategy = node if isinstance(node.value, str) else node.get("strategy")
        implied = spot.path.rpartition(".")[2]
        if strategy is None and implied in PLANNED and spot.path.count(".") == 1:
            strategy = Node(implied, spot.place)
        if strategy is not None and (not isinstance(strategy.value, str) or strategy.value not in OPTIONS):
            return Strategy().read(strategy, Spot(f"{spot.path}.strategy", strategy.location), reading)
        return Nested(self.table, shorthand="strategy").read(node, spot, reading)


_ABOVE: Kind = Word("auto", None, Quantity(Dimension.COUNT, minimum=-1e30, maximum=1e30))

_OPTIONS = (
    Field("strategy", Strategy(), "How the work is placed; a placement named like a strategy implies it.", None),
    Field("model", Text(about="key of models"), "Model to run here instead of the task's.", None),
    Field("feature", Choice(FEATURES), "For threshold: the figure of a window that is compared.", "rms"),
    Field(
        "above",
        _ABOVE,
        "For threshold: an alarm above this value, in the signal's unit; auto takes it from normal windows.",
        "auto",
    ),
)
_EXCEPTION = Table("exception", "How one group or task differs.", _OPTIONS)

PLACEMENT_TABLE = Table(
    "placement",
    "A way to distribute the work.",
    (
        *_OPTIONS,
        Field("by_group", Named(PlacementForm(_EXCEPTION), "device group"), "Exceptions by group.", None),
        Field("by_task", Named(PlacementForm(_EXCEPTION), "task"), "Exceptions by task.", None),
    ),
)

PLACEMENT = PlacementForm(PLACEMENT_TABLE)
"""How a placement is read."""

"""The forms of what feeds a device over time: quantities that change, batteries and harvesters."""

from dataclasses import dataclass
from typing import Any

from simgui.core.units import Dimension
from simgui.core.yaml_node import Node
from simgui.profiles.schema import Kind as Part
from simgui.scenario.schema.block import INVALID, Block, Reading, Spot
from simgui.scenario.schema.kinds import Profile, Quantity, Text, Whole
from simgui.scenario.schema.table import Field, Nested, Table

_LONGEST_STEP_S = 366 * 86_400.0
_RIGHT_ANGLE_RAD = 1.5707963267948966
_FULL_CIRCLE_RAD = 4 * _RIGHT_ANGLE_RAD

SERIES = Table(
    "series",
    "A quantity over time, in place of one value: a column of a CSV file, from the start of the run; over and over.",
    (
        Field("series", Text(about="file"), "CSV file with a header, relative to the scenario."),
        Field("column", Text(), "The column that holds the values."),
        Field("unit", Text(16, "unit"), "What the column is in."),
        Field(
            "every",
            Quantity(Dimension.TIME, maximum=_LONGEST_STEP_S, above=0.0),
            "Time from row to row; a value holds until the next one.",
            "1 h",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Varying:
    """A quantity, or a time series of it; gives a float, or the `Block` of a `SERIES`."""

    quantity: Quantity

    @property
    def described(self) -> str:
        """What may be written."""
        return f"{self.quantity.described}, or map {SERIES.name}"

    def read(self, node: Node, spot: Spot, reading: Reading) -> Any:  # noqa: ANN401
        """Give the value or the map; see `Kind.read`."""
        if isinstance(node.value, dict):
            block = SERIES.read(node, spot, reading)
            fine = isinstance(block, Block) and block.is_valid("series", "column", "unit", "every")
            return block if fine else INVALID
        return self.quantity.read(node, spot, reading)


BATTERY = Table(
    "battery",
    "What feeds a device; a group without one runs on mains.",
    (
        Field("profile", Profile(Part.BATTERY), "The cell or pack."),
        Field("count", Whole(1, 1000), "Cells in series or parallel; energies add up.", 1),
    ),
)

HARVESTER = Table(
    "harvester",
    "A solar panel that charges the battery of a device.",
    (
        Field("profile", Profile(Part.HARVESTER), "The panel with its charger."),
        Field(
            "latitude",
            Quantity(Dimension.ANGLE, minimum=-_RIGHT_ANGLE_RAD, maximum=_RIGHT_ANGLE_RAD),
            "Of the site, north positive.",
        ),
        Field(
            "tilt",
            Quantity(Dimension.ANGLE, maximum=_RIGHT_ANGLE_RAD),
            "Of the panel from the horizontal; left out, the latitude.",
            None,
        ),
        Field(
            "azimuth",
            Quantity(Dimension.ANGLE, maximum=_FULL_CIRCLE_RAD),
            "Where the panel looks, from north by east; left out, towards the equator.",
            None,
        ),
        Field("day", Whole(1, 365), "Day of the year on which the run begins, at midnight by the sun.", 1),
        Field(
            "clearness",
            Varying(Quantity(Dimension.RATIO, maximum=1.2)),
            "Light over that of a cloudless sky: the mean of days that are drawn, or a series. The default is a guess.",
            "60 %",
        ),
        Field(
            "persistence",
            Quantity(Dimension.RATIO, maximum=0.95),
            "Correlation of the weather of a day with that of the next; a guess.",
            "40 %",
        ),
        Field("shade", Quantity(Dimension.RATIO, maximum=1.0), "Share of the light that leaves or dirt take.", "0 %"),
        Field("start_charge", Quantity(Dimension.RATIO, maximum=1.0), "Charge of the battery at the start.", "100 %"),
    ),
)

HARVESTER_FIELD = Field(
    "harvester",
    Nested(HARVESTER),
    "Solar panel that charges the battery; left out, none.",
    None,
)

"""Quantities over time: a column of a CSV file beside the scenario."""

import csv
import math
from pathlib import Path

from simgui.core.diagnostics import Location, did_you_mean
from simgui.core.errors import UnitError
from simgui.core.units import parse_quantity
from simgui.scenario.files import find_recording
from simgui.scenario.group import Series
from simgui.scenario.schema.block import Block, Reading, Spot
from simgui.scenario.schema.kinds import Quantity

_MOST_ROWS = 1_000_000
_MOST_BYTES = 100_000_000


def resolve_varying(value: object, quantity: Quantity, folder: Path, reading: Reading) -> tuple[float, Series | None]:
    """Give a quantity that may be a time series, noting what is wrong with its file.

    Parameters
    ----------
    value : object
        What `simgui.scenario.schema.supply.Varying` gave.
    quantity : Quantity
        Dimension and range of every value.
    folder : Path
        Where the scenario lies.
    reading : Reading
        Takes the problems.

    Returns
    -------
    tuple[float, Series | None]
        The value, or the mean of the series, and the series; NaN when a problem was noted. [SI]
    """
    if isinstance(value, float | int):
        return float(value), None
    if not isinstance(value, Block):
        return math.nan, None
    spot = Spot(value.path("series"), value.place("series"))
    file = find_recording(value["series"], folder, spot, reading)
    if file is None:
        return math.nan, None
    values = _column(file, value, quantity, reading)
    if not values:
        return math.nan, None
    return math.fsum(values) / len(values), Series(tuple(values), value["every"], file)


def _column(file: Path, block: Block, quantity: Quantity, reading: Reading) -> list[float]:
    if file.stat().st_size > _MOST_BYTES:
        reading.refuse(block.place("series"), block.path("series"), "is larger than 100 MB", "thin it out")
        return []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        reading.refuse(Location(str(file), 1, 1), block.path("series"), "is no UTF-8 text")
        return []
    rows = csv.DictReader(lines)
    names = [name.strip() for name in rows.fieldnames or []]
    rows.fieldnames = names
    if block["column"] not in names:
        hint = did_you_mean(block["column"], names) or f"columns: {', '.join(names[:12])}"
        message = f"{file.name} has no column {block['column']!r}"
        reading.refuse(block.place("column"), block.path("column"), message, hint)
        return []
    values: list[float] = []
    for row in rows:
        place = Location(str(file), rows.line_num, 1)
        if len(values) >= _MOST_ROWS:
            reading.refuse(place, block.path("series"), f"has more than {_MOST_ROWS:,} rows", "thin it out")
            return []
        found = _cell(row[block["column"]], place, block, quantity, reading)
        if found is None:
            return []
        values.append(found)
    if not values:
        reading.refuse(Location(str(file), 1, 1), block.path("series"), "has a header but no rows")
    return values


def _cell(text: str | None, place: Location, block: Block, quantity: Quantity, reading: Reading) -> float | None:
    """Read a cell, noting the first that is no number or out of range."""
    unit = "" if block["unit"] in {"1", "-"} else block["unit"]
    try:
        number = float(text or "")
        value = parse_quantity(f"{number:.17g} {unit}".strip(), quantity.dimension)
    except (ValueError, UnitError) as error:
        message = str(error) if isinstance(error, UnitError) else f"{text!r} is no number"
        reading.refuse(place, block.path("series"), message)
        return None
    if not quantity.minimum <= value <= quantity.maximum:
        reading.refuse(place, block.path("series"), f"{text} {unit} is out of range")
        return None
    return value

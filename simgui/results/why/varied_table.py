"""Tables of profile numbers, varied as a whole: one factor within the tolerance says how all of it is off."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Final

from simgui.profiles.schema import Part
from simgui.profiles.sourced import Sourced, SourcedTable

Law = Callable[[float, float, float], float]
"""Takes a value of the last column, the last one of the table and the factor; gives the value to use instead."""

_HIGHEST_EFFICIENCY = 0.99


def _as_a_whole(value: float, _last: float, factor: float) -> float:
    return value * factor


def _steeper(value: float, _last: float, factor: float) -> float:
    """Raise what is relative to a reference of one to a power: one and zero stay."""
    return float(value**factor)


def _falling_deeper(value: float, last: float, factor: float) -> float:
    """Scale how far a voltage falls below that of a full cell, which its chemistry fixes."""
    return last - factor * (last - value)


def _efficiency(value: float, _last: float, factor: float) -> float:
    return min(value * factor, _HIGHEST_EFFICIENCY)


_LAWS: Final[Mapping[str, Law]] = {
    "ocv_v": _falling_deeper,
    "capacity_by_current": _steeper,
    "self_discharge_by_temperature": _steeper,
    "charge_by_temperature": _steeper,
    "calendar_fade_by_temperature": _steeper,
    "efficiency_by_current": _efficiency,
}
"""By field; all others are multiplied."""


def tables_of(part: Part) -> Iterator[tuple[str, SourcedTable]]:
    """List the tables of a part that may be off."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, SourcedTable) and value.tolerance > 0:
            yield field.name, value


def as_number(table: SourcedTable) -> Sourced:
    """Give a table in the shape of a number, for lists of what is drawn; the value stands for its factor."""
    text = f"table of {len(table.points)} points"
    return Sourced(1.0, text, table.source, table.tolerance, table.basis, table.conditions)


def varied(field: str, table: SourcedTable, factor: float) -> SourcedTable:
    """Vary the last column of a table.

    Parameters
    ----------
    field : str
        Its name in the profile, which says what the factor means: ratios to a reference become steeper, the
        open-circuit voltage falls deeper, all others are multiplied.
    table : SourcedTable
        As written.
    factor : float
        From its tolerance. [-]

    Examples
    --------
    >>> from simgui.profiles.sourced import Basis
    >>> steep = SourcedTable(((0.0, 0.25), (20.0, 1.0), (40.0, 4.0)), "a data sheet", 0.5, Basis.GUESS)
    >>> varied("self_discharge_by_temperature", steep, 0.5).points
    ((0.0, 0.5), (20.0, 1.0), (40.0, 2.0))
    """
    law, last = _LAWS.get(field, _as_a_whole), table.points[-1][-1]
    return replace(table, points=tuple((*row[:-1], law(row[-1], last, factor)) for row in table.points))

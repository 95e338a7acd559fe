"""Shows a quantity in the unit a person would choose."""

from __future__ import annotations

import math

from simgui.core.unit_table import WORDING, Dimension, find_scale


def format_quantity(value: float, dimension: Dimension, digits: int = 3) -> str:
    """Show a quantity in the unit a person would choose.

    Parameters
    ----------
    value : float
        The quantity in the base unit of the dimension.
    dimension : Dimension
        The kind of quantity.
    digits : int
        Significant digits, at least 1. [-]

    Returns
    -------
    str
        Such as ``412 d`` or ``1.9 µA``, which `parse_quantity` reads back to within the digits;
        ``∞`` and ``–`` for infinite and undefined values.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    ladder = WORDING[dimension].ladder
    if not ladder:
        return _plain(value, digits)
    chosen = _resting_unit(ladder, dimension) if value == 0 else ladder[0]
    for unit in ladder:
        if value and _reaches(abs(_in_unit(value, unit, dimension)), unit, digits):
            chosen = unit
    return f"{_plain(_in_unit(value, chosen, dimension), digits)} {chosen}"


def _resting_unit(ladder: tuple[str, ...], dimension: Dimension) -> str:
    """Zero is shown in the base unit where that is on the ladder, otherwise in the unit of the example."""
    for unit in ladder:
        scale = find_scale(unit, dimension)
        if scale is not None and scale[0] == scale[1]:
            return unit
    return WORDING[dimension].example.rpartition(" ")[2]


def _reaches(amount: float, unit: str, digits: int) -> bool:
    """Tell whether an amount is large enough for a unit.

    Time is not decimal: 1.13 y says less than 412 d, so from minutes on two are needed, or just one.
    """
    rounded = float(f"{amount:.{digits - 1}e}")
    if unit in {"min", "h", "d", "y"}:
        return rounded >= 2 or rounded == 1
    return rounded >= (0.01 if unit == "%" else 1)


def _in_unit(value: float, unit: str, dimension: Dimension) -> float:
    scale = find_scale(unit, dimension)
    assert scale is not None, unit  # noqa: S101 - the ladder is part of the table, a test walks it
    return value * (scale[1] / scale[0])


def _plain(amount: float, digits: int) -> str:
    """Write a number to so many significant digits, without an exponent where that stays readable."""
    rounded = float(f"{amount:.{digits - 1}e}")
    if rounded == 0 or 1e-6 <= abs(rounded) < 1e6:
        decimals = 0 if rounded == 0 else max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
        fixed = f"{rounded:.{decimals}f}"
        return fixed.rstrip("0").rstrip(".") if "." in fixed else fixed
    return f"{rounded:.{digits}g}"

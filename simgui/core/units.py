"""Quantities as people write them, to SI floats and back.

Files and dialogs speak human units with the unit written out; inside simgui there are only floats in the
base units listed at `Dimension`.

Examples
--------
>>> parse_quantity("3m30s", Dimension.TIME)
210.0
>>> format_quantity(1.9e-6, Dimension.CURRENT)
'1.9 µA'
>>> parse_comparison("<= 50 ms", Dimension.TIME).holds(0.047)
True
"""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UnitError
from simgui.core.quantity_format import format_quantity
from simgui.core.unit_table import OFFSETS, SIMPLE, WORDING, Dimension, Scale, find_scale, multiply

__all__ = [
    "Comparison",
    "Dimension",
    "Operator",
    "format_quantity",
    "parse_comparison",
    "parse_quantity",
    "unit_names",
]

_LARGEST = 1e300
_LONGEST_TEXT = 100
_MOST_BITS = 1000
_ABSOLUTE_ZERO_DEGC = -273.15
_BARE = frozenset({Dimension.RATIO, Dimension.COUNT})
_DIGITS = r"([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,6}))?"
_NUMBER = re.compile(rf"([+-]?){_DIGITS}\s*")
_TIME_TERM = re.compile(rf"{_DIGITS}\s*([^\W\d_]+)\s*")
_SPELLINGS = str.maketrans(
    {
        "\u03bc": "µ",
        "\u2126": "Ω",
        "\u2103": "°C",
        "\u2212": "-",
        "²": "^2",
        "\xa0": " ",
        "\u2009": " ",
        "\u202f": " ",
    }
)
_SLASH = re.compile(r"\s*/\s*")
_MICRO = re.compile(r"(?<![A-Za-z])u(?=[A-Za-z])")
_BITS_OR_BYTES = re.compile(r"[kKMGT]?b")


def unit_names(dimension: Dimension) -> tuple[str, ...]:
    """List the usual units of a kind of quantity, small ones first; not every accepted spelling.

    Parameters
    ----------
    dimension : Dimension
        The kind of quantity.

    Returns
    -------
    tuple[str, ...]
        For hints and drop-down lists; empty for plain numbers.
    """
    return WORDING[dimension].ladder + WORDING[dimension].others


def parse_quantity(text: str | float, dimension: Dimension) -> float:
    """Read a quantity such as ``50 ms``, ``3m30s``, ``512 KiB`` or ``-40 °C``.

    Parameters
    ----------
    text : str | float
        The quantity with its unit. A bare number is enough for ratios and counts only.
    dimension : Dimension
        The kind of quantity that is needed.

    Returns
    -------
    float
        The value in the base unit of the dimension (see `Dimension`), correctly rounded. Temperatures are
        in °C, levels in dBm, gains in dB; everything else is SI with byte, bit/s and USD.

    Raises
    ------
    UnitError
        If it is no finite number, has no unit or an unknown one, or is another kind of quantity.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise UnitError(f"{text!r} is not a quantity; {_needed(dimension)}")
    if not isinstance(text, str):
        return _bare(text, dimension)
    if "\n" in text or "\r" in text:
        raise UnitError(f"{_shown(text)} must be written on one line; {_needed(dimension)}")
    if len(text) > _LONGEST_TEXT:
        raise UnitError(f"{_shown(text)} is too long for a quantity; {_needed(dimension)}")
    cleaned = text.translate(_SPELLINGS).strip()
    number = _NUMBER.match(cleaned)
    if number is None:
        _refuse_words(text, cleaned, dimension)
    unit = _normal(cleaned[number.end() :])
    if not unit:
        exact = _exact(number[2], number[3], number[1])
        return _bare(_to_float(exact, text, dimension), dimension, text)
    return _convert(text, number, unit, dimension)


def _convert(text: str, number: re.Match[str], unit: str, dimension: Dimension) -> float:
    """Scale a number that has a unit."""
    scale = find_scale(unit, dimension)
    if scale is not None:
        exact = multiply(_exact(number[2], number[3], number[1]), scale)
        if dimension is Dimension.TEMPERATURE:
            return _temperature(exact, unit, text)
        return _to_float(exact, text, dimension)
    terms = _compound_time(text.translate(_SPELLINGS).strip())
    if terms is not None and dimension is Dimension.TIME:
        return _to_float(terms, text, dimension)
    return _refuse_unit(text, unit, dimension, Dimension.TIME if terms else _dimension_of(unit))


def _temperature(exact: Scale, unit: str, text: str) -> float:
    numerator, denominator = exact
    if unit in OFFSETS:
        offset = OFFSETS[unit]
        numerator, denominator = (
            numerator * offset[1] + offset[0] * denominator,
            denominator * offset[1],
        )
    value_degc = _to_float((numerator, denominator), text, Dimension.TEMPERATURE)
    if value_degc < _ABSOLUTE_ZERO_DEGC:
        raise UnitError(f"{_shown(text)} is below absolute zero, -273.15 °C")
    return value_degc


def _normal(unit: str) -> str:
    """Bring a unit to the spelling of the table: µ for u, no spaces around a slash."""
    return _MICRO.sub("µ", _SLASH.sub("/", unit.strip()))


def _dimension_of(unit: str) -> Dimension | None:
    return next((dimension for dimension in Dimension if find_scale(unit, dimension) is not None), None)


def _exact(digits: str, exponent: str | None, sign: str = "") -> Scale:
    """Read a decimal number as a ratio of integers."""
    whole, _, fraction = digits.partition(".")
    mantissa = int(whole + fraction)
    power = max(-10_000, min(10_000, int(exponent or 0))) - len(fraction)
    if sign == "-":
        mantissa = -mantissa
    return (mantissa * 10**power, 1) if power >= 0 else (mantissa, 10**-power)


def _compound_time(text: str) -> Scale | None:
    """Add up times such as "1h 30min", each unit smaller than the one before; None if it is none."""
    sign = -1 if text.startswith("-") else 1
    rest = text.lstrip("+-") if text[:1] in {"+", "-"} else text
    total: Scale = (0, 1)
    last: Scale | None = None
    while rest:
        term = _TIME_TERM.match(rest)
        scale = SIMPLE[Dimension.TIME].get(_normal(term[3])) if term else None
        if term is None or scale is None or (last and scale[0] * last[1] >= last[0] * scale[1]):
            return None
        amount = multiply(_exact(term[1], term[2]), scale)
        total = (total[0] * amount[1] + amount[0] * total[1], total[1] * amount[1])
        last, rest = scale, rest[term.end() :]
    return sign * total[0], total[1]


def _to_float(exact: Scale, text: str, dimension: Dimension) -> float:
    """Divide, correctly rounded, and refuse what floats cannot hold with ease."""
    try:
        value = exact[0] / exact[1]
    except OverflowError:
        value = math.inf
    return _in_range(value, text, dimension, is_zero=exact[0] == 0)


def _in_range(value: float, text: str, dimension: Dimension, *, is_zero: bool) -> float:
    if not abs(value) <= _LARGEST:
        raise UnitError(f"{_shown(text)} is too large to compute with; {_needed(dimension)}")
    if not is_zero and abs(value) < sys.float_info.min:
        raise UnitError(f"{_shown(text)} is too small to compute with; {_needed(dimension)}")
    return value


def _bare(number: float, dimension: Dimension, text: str | None = None) -> float:
    """Accept a number without a unit where none is needed."""
    if isinstance(number, int) and number.bit_length() > _MOST_BITS:  # such numbers take long to print
        raise UnitError(f"a number of over 300 digits is too large to compute with; {_needed(dimension)}")
    shown = text or str(number)
    if not math.isfinite(number):
        raise UnitError(f"{_shown(shown)} is not a finite number; {_needed(dimension)}")
    if dimension not in _BARE:
        units = ", ".join(unit_names(dimension))
        raise UnitError(f"{_shown(shown)} has no unit; {_needed(dimension)} (units: {units})")
    return _in_range(float(number), shown, dimension, is_zero=number == 0)


def _needed(dimension: Dimension) -> str:
    wording = WORDING[dimension]
    return f"{wording.noun} such as '{wording.example}' is needed here"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _refuse_words(text: str, cleaned: str, dimension: Dimension) -> NoReturn:
    if not cleaned:
        raise UnitError(f"the quantity is empty; {_needed(dimension)}")
    if re.match(r"[+-]?\.?(nan|inf)", cleaned, re.IGNORECASE):
        raise UnitError(f"{_shown(text)} is not a finite number; {_needed(dimension)}")
    raise UnitError(f"{_shown(text)} is not a quantity; {_needed(dimension)}")


def _refuse_unit(text: str, unit: str, dimension: Dimension, other: Dimension | None) -> NoReturn:
    """Explain why a unit does not do."""
    if re.match(r"[,_'][0-9]", unit):
        raise UnitError(
            f"{_shown(text)} has a {unit[0]!r} in its number; write digits with a decimal point only, "
            f"as in '{WORDING[dimension].example}'"
        )
    if dimension is Dimension.SIZE and _BITS_OR_BYTES.fullmatch(unit):
        stem = unit[:-1]
        raise UnitError(f"{_shown(text)} may mean bits or bytes; write '{stem}bit' or '{stem}B'")
    if other is not None and other is not dimension:
        raise UnitError(f"{_shown(text)} is {WORDING[other].noun}; {_needed(dimension)}")
    if dimension is Dimension.TIME and re.search(r"[0-9]", unit):
        raise UnitError(f"{_shown(text)} is not a time; join large to small with a unit each, as in '1h 30min'")
    if dimension is Dimension.COUNT:
        raise UnitError(f"{_shown(text)} is not a plain number; {_needed(dimension)}")
    names = unit_names(dimension)
    suggestion = did_you_mean(unit, [*names, *SIMPLE.get(dimension, {})])
    hint = suggestion or f"units: {', '.join(names)}"
    raise UnitError(f"{_shown(text)} has an unknown unit {_shown(unit)}; {_needed(dimension)} ({hint})")


class Operator(StrEnum):
    """How a value is held against a limit."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "=="
    BELOW = "<"
    ABOVE = ">"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A limit and the side on which a value must lie.

    Parameters
    ----------
    operator : Operator
        How the value is compared.
    value : float
        The limit, in the base unit of its dimension.
    """

    operator: Operator
    value: float

    def holds(self, value: float) -> bool:
        """Tell whether a value keeps the limit; an undefined value (NaN) never does.

        Parameters
        ----------
        value : float
            In the base unit of the limit.

        Returns
        -------
        bool
            The comparison as floats make it, without tolerance.
        """
        match self.operator:
            case Operator.AT_MOST:
                return value <= self.value
            case Operator.AT_LEAST:
                return value >= self.value
            case Operator.EQUAL:
                return value == self.value
            case Operator.BELOW:
                return value < self.value
            case Operator.ABOVE:
                return value > self.value

    def margin(self, value: float) -> float:
        """Give the room that is left before the limit; negative by how much it is missed.

        Parameters
        ----------
        value : float
            In the base unit of the limit.

        Returns
        -------
        float
            In the base unit of the limit.
        """
        match self.operator:
            case Operator.AT_MOST | Operator.BELOW:
                return self.value - value
            case Operator.AT_LEAST | Operator.ABOVE:
                return value - self.value
            case Operator.EQUAL:
                return -abs(value - self.value)


def parse_comparison(text: str, dimension: Dimension) -> Comparison:
    """Read a budget such as ``<= 50 ms`` or ``== 0 B``.

    Parameters
    ----------
    text : str
        One of <=, >=, ==, <, > (or ≤, ≥) and a quantity.
    dimension : Dimension
        The kind of quantity that is needed.

    Returns
    -------
    Comparison
        The limit in the base unit of the dimension.

    Raises
    ------
    UnitError
        If there is no comparison sign or the quantity cannot be read.
    """
    example = f"<= {WORDING[dimension].example}"
    if not isinstance(text, str):
        raise UnitError(f"{text!r} has no comparison sign; write it as '{example}'")
    sign = re.match(r"\s*(<=|>=|==|<|>|≤|≥)(?![<>=])", text)
    if sign is None:
        raise UnitError(f"{_shown(text)} starts with none of <=, >=, ==, <, >; write it as '{example}'")
    operator = Operator({"≤": "<=", "≥": ">="}.get(sign[1], sign[1]))
    return Comparison(operator, parse_quantity(text[sign.end() :].lstrip(" "), dimension))

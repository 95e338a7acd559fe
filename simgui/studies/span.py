"""A stretch of values between two ends, as ``1 s..10 s`` or ``1..64`` writes it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simgui.core.errors import UnitError, UsageError
from simgui.core.units import Dimension, parse_quantity

_END = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)\s*(.*)")
_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Span:
    """Values from ``low`` to ``high`` in one unit.

    Parameters
    ----------
    low, high : float
        The ends, as written, in ``unit``.
    unit : str
        As written; empty for plain numbers.
    whole : bool
        Whether only whole numbers count: both ends are plain numbers without a decimal point.
    """

    low: float
    high: float
    unit: str
    whole: bool

    def text(self, value: float) -> str:
        """Write a value as the scenario would."""
        number = str(round(value)) if self.whole else f"{value:.{_DIGITS}g}"
        return f"{number} {self.unit}".strip()

    def rounded(self, value: float) -> float:
        """Give the value that its text stands for, kept within the ends."""
        clipped = min(max(value, self.low), self.high)
        return float(round(clipped)) if self.whole else float(f"{clipped:.{_DIGITS}g}")

    def between(self, share: float) -> float:
        """Give the value that lies at a share of the way from low to high. [-]"""
        return self.low + share * (self.high - self.low)

    def grid(self, count: int, *, geometric: bool = False) -> tuple[float, ...]:
        """Give values at equal distances, or in equal ratios, both ends included; no value twice.

        Parameters
        ----------
        count : int
            How many, at least 2; fewer come out where whole numbers coincide. [-]
        geometric : bool
            Equal ratios instead of equal distances.

        Raises
        ------
        UsageError
            If ratios are asked for from an end that is not above zero.
        """
        if geometric and self.low <= 0:
            raise UsageError(f"equal ratios need ends above zero, not {self.text(self.low)}")
        values = np.geomspace(self.low, self.high, count) if geometric else np.linspace(self.low, self.high, count)
        return unique(self.rounded(float(value)) for value in values)


def unique(values: Iterable[float]) -> tuple[float, ...]:
    """Sort values and drop repetitions."""
    return tuple(sorted(set(values)))


def read_amount(text: str) -> tuple[float, str, bool]:
    """Read a number and its unit: the number, the unit as written, and whether the number is written as a whole one.

    Raises
    ------
    UsageError
        If it does not begin with a number.

    Examples
    --------
    >>> read_amount("2.5 kHz")
    (2.5, 'kHz', False)
    """
    match = _END.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text[:60]!r} is not a number with a unit")
    return float(match[1]), match[2].strip(), match[1].lstrip("+-").isdecimal()


def parse_span(text: str) -> Span:
    """Read ``low..high``.

    Parameters
    ----------
    text : str
        Two numbers with ``..`` between them; a unit at the second alone holds for both.

    Returns
    -------
    Span
        In the unit of the second number.

    Raises
    ------
    UsageError
        If an end is no number, the units do not go together, or the span is empty.

    Examples
    --------
    >>> parse_span("500 ms..2 s")
    Span(low=0.5, high=2.0, unit='s', whole=False)
    """
    first, dots, second = text.partition("..")
    if not dots:
        raise UsageError(f"{text[:60]!r} is not a range; write low..high, as in '1 s..10 s'")
    low, low_unit, low_whole = read_amount(first)
    high, high_unit, high_whole = read_amount(second)
    if low_unit and low_unit != high_unit:
        low = _converted(first.strip(), high_unit, text)
    if not low < high:
        raise UsageError(f"{text[:60]!r} is empty: its first end must be below the second")
    return Span(low, high, high_unit, low_whole and high_whole and not high_unit)


def around(text: str, factor: float) -> Span:
    """Give the span from a value divided by a factor to the value times it.

    Raises
    ------
    UsageError
        If the value is no number above zero.
    """
    value, unit, whole = read_amount(text)
    if value <= 0:
        raise UsageError(f"{text!r} is not above zero: name the range to search as low..high")
    whole = whole and not unit
    low = max(1.0, float(round(value / factor))) if whole else value / factor
    return Span(low, value * factor, unit, whole)


def _converted(first: str, unit: str, text: str) -> float:
    """Give the first end in the unit of the second."""
    for dimension in Dimension:
        if dimension is Dimension.TEMPERATURE:
            continue
        try:
            return parse_quantity(first, dimension) / parse_quantity(f"1 {unit}".strip(), dimension)
        except UnitError:
            continue
    raise UsageError(f"the ends of {text[:60]!r} have units that do not go together")

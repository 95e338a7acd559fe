"""An axis that writes quantities with their units, linear or logarithmic."""

from __future__ import annotations

import math

import pyqtgraph as pg

from simgui.core.units import Dimension, format_quantity
from simgui.ui.presenters.wording import count_text

_MOST_DECADES_WITH_STEPS = 1.6
_FEWEST = 3
"""Labels that a logarithmic axis should have at least."""


def log_ticks(low: float, high: float) -> list[tuple[float, list[float]]]:
    """Give the ticks of a logarithmic axis.

    Parameters
    ----------
    low, high : float
        Visible range, as decimal logarithms. [-]

    Returns
    -------
    list[tuple[float, list[float]]]
        Spacing and places, of labelled ticks first, then of unlabelled ones.
    """
    decades = range(math.floor(low), math.ceil(high) + 1)
    every = max(1, math.ceil(len(decades) / 7))
    steps = (1, 2, 5) if high - low <= _MOST_DECADES_WITH_STEPS else (1,)
    labelled = [
        place
        for decade in decades
        if decade % every == 0
        for step in steps
        if low <= (place := decade + math.log10(step)) <= high
    ]
    small = [
        place for decade in decades for step in range(2, 10) if low <= (place := decade + math.log10(step)) <= high
    ]
    if len(labelled) < _FEWEST:  # little more than an octave is in view
        labelled = [math.log10(value) for value in _even_values(10**low, 10**high)]
    return [(1.0, labelled), (0.1, [place for place in small if place not in labelled])]


def _even_values(low: float, high: float) -> list[float]:
    """Give round values at equal distances in a range, three to seven of them."""
    rough = (high - low) / 6
    decade = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 0.0
    step = next((decade * factor for factor in (1, 2, 5, 10) if decade * factor >= rough), 0.0)
    if not step:
        return [low]
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1) if place > 0]


class QuantityAxis(pg.AxisItem):  # type: ignore[misc]
    """Writes tick labels such as ``50 ms``; a logarithmic one is given decimal logarithms of SI values.

    Parameters
    ----------
    orientation : str
        ``left`` or ``bottom``.
    dimension : Dimension
        Kind of quantity.
    """

    def __init__(self, orientation: str, dimension: Dimension) -> None:
        super().__init__(orientation)
        self.dimension = dimension
        self.is_logarithmic = False
        self.enableAutoSIPrefix(False)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802, N803
        """Choose the ticks."""
        if self.is_logarithmic:
            return log_ticks(min(minVal, maxVal), max(minVal, maxVal))
        ticks: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
        return [(spacing, [place for place in places if place >= -1e-12]) for spacing, places in ticks[:1]]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the labels."""
        if self.is_logarithmic:
            return ["" if spacing < 1 else self._text(10**value, 3) for value in values]
        return [self._text(value, 3) if value > 0 else "0" for value in values]

    def _text(self, value: float, digits: int) -> str:
        if self.dimension is Dimension.COUNT:
            return count_text(value)
        return format_quantity(value, self.dimension, digits)

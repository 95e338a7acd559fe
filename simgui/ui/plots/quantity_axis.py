"""An axis that writes quantities with their units, linear or logarithmic."""

from __future__ import annotations

import math

import pyqtgraph as pg

from simgui.core.units import Dimension, format_quantity
from simgui.ui.presenters.wording import count_text

_MOST_DECADES_WITH_STEPS = 1.6
_FEWEST = 3
"""Labels that a logarithmic axis should have at least."""
_MOST_TIMES = 6
_MINUTE_S, _HOUR_S, _DAY_S, _YEAR_S = 60.0, 3600.0, 86_400.0, 31_557_600.0
_ROUND_TIMES_S = (
    *(10.0**power for power in range(-9, 2)),
    *(_MINUTE_S, _HOUR_S, _DAY_S, _YEAR_S, 10 * _YEAR_S, 100 * _YEAR_S),
)
_OTHER_TIMES_S = (
    *(number * _MINUTE_S for number in (10, 2, 5, 30)),
    *(number * _HOUR_S for number in (6, 2, 12)),
    *(number * _DAY_S for number in (30, 7, 2, 100, 180)),
    *(number * _YEAR_S for number in (2, 5, 20, 50, 3, 7, 15, 30)),
)


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
    if len(labelled) < _FEWEST:
        ones = [decade + math.log10(step) for decade in decades for step in (1, 2, 5)]
        labelled = [place for place in ones if low <= place <= high]
    if len(labelled) < _FEWEST:  # little more than an octave is in view
        labelled = [math.log10(value) for value in _even_values(10**low, 10**high)]
    return [(1.0, labelled), (0.1, [place for place in small if place not in labelled])]


def log_time_ticks(low: float, high: float) -> list[tuple[float, list[float]]]:
    """Give the ticks of a logarithmic axis of times: minutes, hours, days and years, for 10,000 s tell nobody anything.

    Parameters
    ----------
    low, high : float
        Visible range, as decimal logarithms of seconds. [-]

    Returns
    -------
    list[tuple[float, list[float]]]
        As `log_ticks` gives them.
    """
    if 10**high <= _MINUTE_S:
        return log_ticks(low, high)
    apart = (high - low) / _MOST_TIMES
    labelled: list[float] = []
    for times in (_ROUND_TIMES_S, _OTHER_TIMES_S):
        for place in map(math.log10, times):
            if low <= place <= high and all(abs(place - other) >= apart for other in labelled):
                labelled.append(place)
    if len(labelled) < _FEWEST:
        unit = next(one for one in (_YEAR_S, _DAY_S, _HOUR_S, _MINUTE_S) if one < 10**high)
        labelled = [math.log10(unit * value) for value in _even_values(10**low / unit, 10**high / unit)]
    return [(1.0, sorted(labelled)), (0.1, [])]


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
            choose = log_time_ticks if self.dimension is Dimension.TIME else log_ticks
            return choose(min(minVal, maxVal), max(minVal, maxVal))
        ticks: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
        return [(spacing, [place for place in places if place >= -1e-12]) for spacing, places in ticks[:1]]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the labels."""
        if self.is_logarithmic:
            return ["" if spacing < 1 else self._text(10**value, 3) for value in values]
        texts: list[str] = []
        for digits in range(3, 8):  # as many as tell the labels apart
            texts = [self._text(value, digits) if value > 0 else "0" for value in values]
            if len(set(texts)) == len(texts):
                break
        return texts

    def _text(self, value: float, digits: int) -> str:
        if self.dimension is Dimension.COUNT:
            return count_text(value)
        return format_quantity(value, self.dimension, digits)

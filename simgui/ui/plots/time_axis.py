"""An axis of simulated time: ticks at whole minutes, hours and days."""

from __future__ import annotations

from simgui.core.unit_table import Dimension
from simgui.ui.plots.quantity_axis import QuantityAxis

STEPS_S = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200),
    *(86400.0 * days for days in (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825)),
)
_TICK_PX = 90


def tick_text(time_s: float, step_s: float) -> str:
    """Write a tick, as short as its step allows.

    Examples
    --------
    >>> tick_text(5400, 1800), tick_text(187200, 43200), tick_text(0.25, 0.05)
    ('01:30', '2d 04:00', '0.25 s')
    """
    if step_s < 1:
        return f"{time_s:.3g} s"
    whole = round(time_s)
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if step_s >= 86400:
        return f"{days}d"
    text = f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if step_s < 60 else "")
    return f"{days}d {text}" if days else text


class TimeAxis(QuantityAxis):
    """Writes moments of a run.

    Parameters
    ----------
    orientation : str
        ``bottom``.
    """

    def __init__(self, orientation: str = "bottom") -> None:
        super().__init__(orientation, Dimension.TIME)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802, N803
        """Choose the ticks."""
        span_s = maxVal - minVal
        most = max(2.0, size / _TICK_PX)
        step_s = next((step for step in STEPS_S if span_s / step <= most), STEPS_S[-1])
        first = -(-max(minVal, 0.0) // step_s)
        places = []
        while first * step_s <= maxVal:
            places.append(first * step_s)
            first += 1
        return [(step_s, places)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the labels."""
        return [tick_text(value, spacing) for value in values]

"""KPI values as people read them."""

from __future__ import annotations

import math

from simgui.results import wording

_FEWEST, _USUAL, _MOST = 1, 3, 4


def shown(kpi: str, value: float, interval: tuple[float, float] | None = None) -> str:
    """Write a KPI's value with its unit, with no more digits than its interval supports.

    Parameters
    ----------
    kpi : str
        Full name of the KPI.
    value : float
        The value. [SI]
    interval : tuple[float, float] | None
        Its 95 % interval, where there is one. [SI]

    Returns
    -------
    str
        Such as ``47.2 ms``; ``∞`` and ``–`` where it is unbounded or does not apply.

    Examples
    --------
    >>> shown("latency_p99_s", 0.04723), shown("latency_p99_s", 0.04723, (0.040, 0.055))
    ('47.2 ms', '47 ms')
    """
    return wording.shown(kpi, value, _digits(value, interval))


def _digits(value: float, interval: tuple[float, float] | None) -> int:
    """Count the digits that are larger than half the interval."""
    if interval is None or not all(map(math.isfinite, (value, *interval))) or value == 0:
        return _USUAL
    half_width = (interval[1] - interval[0]) / 2
    if half_width <= 0:
        return _USUAL
    return max(_FEWEST, min(_MOST, 1 + round(math.log10(abs(value) / half_width))))

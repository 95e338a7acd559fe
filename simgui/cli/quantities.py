"""KPI values as people read them."""

from __future__ import annotations

from simgui.results import wording


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
    return wording.shown(kpi, value, wording.supported_digits(value, interval))

"""KPI values and lists as sentences say them."""

import math

from simgui.core.units import Dimension, Operator, format_quantity
from simgui.scenario.kpi import KPIS

_FEWEST_DIGITS, _USUAL_DIGITS, _MOST_DIGITS = 1, 3, 4
_NO_WIDTH = 1e-5
_LEAST_USD = 0.0001


def supported_digits(value: float, interval: tuple[float, float] | None) -> int:
    """Count the digits of a value that round it by no more than half its interval, whatever its unit.

    Parameters
    ----------
    value : float
        The value. [SI]
    interval : tuple[float, float] | None
        Its 95 % interval, where there is one. [SI]

    Returns
    -------
    int
        From 1 to 4; 3 where there is no interval of some width, or a number is zero or not finite. [-]

    Examples
    --------
    >>> supported_digits(0.04723, None), supported_digits(0.04723, (0.040, 0.055)), supported_digits(8.0, (3.0, 14.0))
    (3, 2, 1)
    """
    if interval is None or not all(map(math.isfinite, (value, *interval))) or value == 0:
        return _USUAL_DIGITS
    half_width = (interval[1] - interval[0]) / 2
    if half_width <= _NO_WIDTH * abs(value):
        return _USUAL_DIGITS
    digits = math.ceil(1 - math.log10(2 * half_width / abs(value)) - 1e-9)
    return max(_FEWEST_DIGITS, min(_MOST_DIGITS, digits))


def shown(kpi: str, value: float, digits: int = _USUAL_DIGITS) -> str:
    """Write a KPI's value with its unit.

    Examples
    --------
    >>> shown("latency_p99_s", 0.2134), shown("cost_usd_per_device_month", 1.1e-5)
    ('213 ms', '< 0.0001 USD')
    """
    dimension = KPIS[kpi].dimension if kpi in KPIS else Dimension.COUNT
    if dimension is Dimension.MONEY and 0 < value < _LEAST_USD:
        return f"< {_LEAST_USD} USD"
    return format_quantity(value, dimension, digits)


def operator_of(limit: str) -> Operator:
    """Read the comparison sign of a limit as written, e.g. of ``<= 50 ms``.

    Examples
    --------
    >>> operator_of("<= 50 ms")
    <Operator.AT_MOST: '<='>
    """
    text = limit.strip().replace("≤", "<=").replace("≥", ">=")
    for operator in (Operator.AT_MOST, Operator.AT_LEAST, Operator.EQUAL, Operator.BELOW, Operator.ABOVE):
        if text.startswith(operator.value):
            return operator
    raise ValueError(f"no comparison sign in {limit!r}")

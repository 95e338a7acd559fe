"""KPI values and lists as sentences say them."""

from collections.abc import Sequence

from simgui.core.units import Dimension, Operator, format_quantity
from simgui.scenario.kpi import KPIS


def shown(kpi: str, value: float, digits: int = 3) -> str:
    """Write a KPI's value with its unit.

    Examples
    --------
    >>> shown("latency_p99_s", 0.2134)
    '213 ms'
    """
    dimension = KPIS[kpi].dimension if kpi in KPIS else Dimension.COUNT
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


def enumerate_in_words(parts: Sequence[str]) -> str:
    """Join parts the way a sentence does.

    Examples
    --------
    >>> enumerate_in_words(["edge", "fog", "cloud"])
    'edge, fog and cloud'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"

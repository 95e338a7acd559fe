"""Heads of the columns of saved data: the numbers there are in base units, whatever the window writes."""

from __future__ import annotations

from collections.abc import Mapping

from simgui.core.units import Dimension

_UNITS: Mapping[Dimension, str] = {
    Dimension.TIME: "s",
    Dimension.FREQUENCY: "Hz",
    Dimension.POWER: "W",
    Dimension.ENERGY: "J",
    Dimension.VOLTAGE: "V",
    Dimension.CURRENT: "A",
    Dimension.CHARGE: "C",
    Dimension.CAPACITANCE: "F",
    Dimension.SIZE: "byte",
    Dimension.BIT_RATE: "bit/s",
    Dimension.COUNT: "1",
    Dimension.RATIO: "1",
    Dimension.RATIO_RATE: "1/s",
    Dimension.TEMPERATURE: "°C",
    Dimension.TEMPERATURE_DIFFERENCE: "K",
    Dimension.MONEY: "USD",
    Dimension.MONEY_PER_TIME: "USD/s",
    Dimension.MONEY_PER_SIZE: "USD/byte",
    Dimension.MONEY_PER_ENERGY: "USD/J",
    Dimension.LENGTH: "m",
    Dimension.AREA: "m²",
}


def column_head(name: str, dimension: Dimension) -> str:
    """Name a column with its unit; a kind of quantity that no chart draws stands there by its name.

    Examples
    --------
    >>> column_head("Latency p99", Dimension.TIME)
    'Latency p99 [s]'
    """
    return f"{name} [{_UNITS.get(dimension, dimension.value)}]"

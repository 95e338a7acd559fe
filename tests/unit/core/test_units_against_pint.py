"""The unit table agrees with pint, which was written by others."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from simgui.core.units import Dimension, parse_quantity

D = Dimension
CASES = [
    (D.TIME, "s", "ps ns µs ms s min h d week month y", {"d": "day", "y": "year"}),
    (D.FREQUENCY, "1/s", "mHz Hz kHz MHz GHz 1/min 1/h", {"mHz": "millihertz"}),
    (D.POWER, "W", "nW µW mW W kW MW", {}),
    (D.ENERGY, "J", "pJ nJ µJ mJ J kJ MJ mWh Wh kWh", {}),
    (D.VOLTAGE, "V", "µV mV V kV", {}),
    (D.CURRENT, "A", "nA µA mA A", {}),
    (D.CURRENT_PER_FREQUENCY, "A*s", "µA/MHz mA/kHz", {}),
    (D.CHARGE, "C", "C µAh mAh Ah", {}),
    (D.RESISTANCE, "ohm", "mΩ Ω kΩ MΩ", {}),
    (D.CAPACITANCE, "F", "pF nF µF mF F", {}),
    (D.SIZE, "byte", "B kB MB GB KiB MiB GiB bit kbit Mbit", {}),
    (D.BIT_RATE, "bit/s", "bit/s kbit/s Mbit/s Gbit/s bps Mbps kB/s MiB/s B/h", {}),
    (D.RATIO, "dimensionless", "% ppm", {"%": "percent"}),
    (D.RATIO_RATE, "1/s", "%/h %/y 1/s", {"%/h": "percent/hour", "%/y": "percent/year"}),
    (D.LENGTH, "m", "nm µm mm cm m km", {}),
    (D.AREA, "m^2", "mm^2 cm^2 m^2", {}),
    (D.SPEED, "m/s", "mm/s m/s km/h", {}),
    (D.ACCELERATION, "m/s^2", "m/s^2 mm/s^2 g mg µg", {"g": "g_0", "mg": "1e-3*g_0", "µg": "1e-6*g_0"}),
    (D.ANGLE, "rad", "deg mrad rad", {}),
    (D.ANGULAR_RATE, "rad/s", "deg/s rad/s", {}),
    (D.PRESSURE, "Pa", "Pa hPa kPa MPa mbar bar", {}),
    (D.IRRADIANCE, "W/m^2", "W/m^2 mW/cm^2 µW/cm^2", {}),
    (D.ILLUMINANCE, "lux", "lx klx", {}),
]
PAIRS = [
    (dimension, base, unit, other.get(unit, unit)) for dimension, base, units, other in CASES for unit in units.split()
]


@cache
def registry() -> Any:
    import pint

    return pint.UnitRegistry(cache_folder=None)


@pytest.mark.parametrize(
    ("dimension", "base", "unit", "pint_unit"), PAIRS, ids=[f"{pair[0].value}-{pair[2]}" for pair in PAIRS]
)
def test_that_each_unit_has_the_size_pint_gives_it(dimension: Dimension, base: str, unit: str, pint_unit: str) -> None:
    expected = (7.25 * registry().parse_expression(pint_unit)).to(base).magnitude
    assert parse_quantity(f"7.25 {unit}", dimension) == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize(("unit", "pint_unit"), [("°C", "degC"), ("K", "kelvin"), ("°F", "degF")])
def test_that_temperatures_agree_with_pint(unit: str, pint_unit: str) -> None:
    expected = registry().Quantity(250.5, pint_unit).to("degC").magnitude
    assert parse_quantity(f"250.5 {unit}", Dimension.TEMPERATURE) == pytest.approx(expected, rel=1e-12)

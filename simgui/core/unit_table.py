"""The units simgui knows: a table of exact scales, and how each kind of quantity is spoken of.

Scales are ratios of integers, so that "102.4 ms" becomes the float nearest to 0.1024 and not its neighbour.

References
----------
BIPM, *The International System of Units (SI Brochure)*, 9th edition, 2019: prefixes, units accepted for use
with the SI, and the standard acceleration of free fall, 9.80665 m/s².
IEC 80000-13:2008: binary prefixes (Ki, Mi, Gi).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Scale: TypeAlias = tuple[int, int]
"""Numerator and denominator of the factor from a unit to the base unit."""


class Dimension(StrEnum):
    """A kind of quantity; the comment gives the base unit that `parse_quantity` returns."""

    TIME = "time"  # s
    FREQUENCY = "frequency"  # Hz
    POWER = "power"  # W
    ENERGY = "energy"  # J
    VOLTAGE = "voltage"  # V
    CURRENT = "current"  # A
    CURRENT_PER_FREQUENCY = "current_per_frequency"  # A/Hz
    CHARGE = "charge"  # C
    RESISTANCE = "resistance"  # Ω
    CAPACITANCE = "capacitance"  # F
    SIZE = "size"  # byte
    BIT_RATE = "bit_rate"  # bit/s
    COUNT = "count"  # 1
    RATIO = "ratio"  # 1
    RATIO_RATE = "ratio_rate"  # 1/s
    TEMPERATURE = "temperature"  # °C
    TEMPERATURE_DIFFERENCE = "temperature_difference"  # K
    MONEY = "money"  # USD
    MONEY_PER_TIME = "money_per_time"  # USD/s
    MONEY_PER_SIZE = "money_per_size"  # USD/byte
    MONEY_PER_ENERGY = "money_per_energy"  # USD/J
    LEVEL = "level"  # dBm
    GAIN = "gain"  # dB
    LENGTH = "length"  # m
    AREA = "area"  # m²
    SPEED = "speed"  # m/s
    ACCELERATION = "acceleration"  # m/s²
    ANGLE = "angle"  # rad
    ANGULAR_RATE = "angular_rate"  # rad/s
    PRESSURE = "pressure"  # Pa
    IRRADIANCE = "irradiance"  # W/m²
    THERMAL_RESISTANCE = "thermal_resistance"  # K/W
    HEAT_CAPACITY = "heat_capacity"  # J/K
    ILLUMINANCE = "illuminance"  # lx


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of quantity is named, exemplified and shown.

    Parameters
    ----------
    noun : str
        With its article, for messages.
    example : str
        A quantity of this kind as a user writes it.
    ladder : tuple[str, ...]
        Display units from small to large; the first is also used below its own size.
    others : tuple[str, ...]
        Further units worth naming in a message.
    """

    noun: str
    example: str
    ladder: tuple[str, ...]
    others: tuple[str, ...] = ()


_POWERS = {"p": -12, "n": -9, "µ": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12}
_PI_180 = math.radians(1.0).as_integer_ratio()


def _decimal(power: int) -> Scale:
    return (10**power, 1) if power >= 0 else (1, 10**-power)


def multiply(first: Scale, second: Scale) -> Scale:
    """Multiply two scales exactly."""
    return first[0] * second[0], first[1] * second[1]


def divide(first: Scale, second: Scale) -> Scale:
    """Divide a scale by another exactly."""
    return first[0] * second[1], first[1] * second[0]


def _prefixed(symbols: str, prefixes: str, scale: Scale = (1, 1)) -> dict[str, Scale]:
    """Give every symbol bare and with every prefix."""
    return {
        prefix + symbol: multiply(_decimal(_POWERS[prefix]), scale)
        for symbol in symbols.split()
        for prefix in ["", *prefixes]
    }


def _named(names: str, numerator: int, denominator: int = 1) -> dict[str, Scale]:
    return dict.fromkeys(names.split(), (numerator, denominator))


def _sizes() -> dict[str, Scale]:
    """Bytes and bits; K stands for 1000 beside k, only Ki is 1024."""
    table = _prefixed("B byte bytes", "kMGT") | _prefixed("bit bits", "kMG", (1, 8))
    table |= {"K" + name[1:]: scale for name, scale in table.items() if name.startswith("k")}
    for power, prefix in enumerate(("Ki", "Mi", "Gi", "Ti"), start=1):
        table |= {f"{prefix}B": (1024**power, 1), f"{prefix}bit": (1024**power, 8)}
    return table


_MONTH_S = 2_629_800  # 30.4375 d, a twelfth of a Julian year

TIMES: Mapping[str, Scale] = {
    **_prefixed("s", "pnµm"),
    **_named("sec second seconds", 1),
    **_named("min minute minutes", 60),
    **_named("h hr hour hours", 3600),
    **_named("d day days", 86_400),
    **_named("w week weeks", 604_800),
    **_named("month months", _MONTH_S),
    **_named("y yr year years", 12 * _MONTH_S),
}
_SIZES = _sizes()
_FRACTIONS = _named("%", 1, 100) | _named("‰", 1, 1000) | _named("ppm", 1, 10**6)
_PER = {"1": (1, 1), "": (1, 1)}
_WATTS = _prefixed("W", "pnµmkMG")
_JOULES = _prefixed("J", "pnµmkMG") | _prefixed("Wh", "nµmkM", (3600, 1)) | _prefixed("Ws", "nµmk")
_AMPERES = _prefixed("A", "pnµmk")
_HERTZ = _prefixed("Hz", "nµmkMG") | _named("rpm", 1, 60)
_METRES = _prefixed("m", "nµmk") | {"cm": (1, 100)}
_SQUARE_METRES = {f"{name}^2": multiply(scale, scale) for name, scale in _METRES.items()}
_ANGLES = _prefixed("rad", "µm") | dict.fromkeys(("deg", "°"), _PI_180)
_KELVINS: dict[str, Scale] = {"K": (1, 1), "°C": (1, 1), "degC": (1, 1)}
_USD = {"USD": (1, 1)}
_BIT_RATES = {
    **_prefixed("bps b/s", "kMG"),
    "Kbps": (1000, 1),
    "Kb/s": (1000, 1),
}
_G = (980_665, 100_000)

SIMPLE: Mapping[Dimension, Mapping[str, Scale]] = {
    Dimension.TIME: {**TIMES, "m": (60, 1)},  # "3m30s"; a metre is no time, so there is no doubt
    Dimension.FREQUENCY: _HERTZ,
    Dimension.POWER: _WATTS,
    Dimension.ENERGY: _JOULES,
    Dimension.VOLTAGE: _prefixed("V", "nµmk"),
    Dimension.CURRENT: _AMPERES,
    Dimension.CHARGE: _prefixed("C As", "pnµm") | _prefixed("Ah", "nµmk", (3600, 1)),
    Dimension.RESISTANCE: _prefixed("Ω ohm Ohm", "µmkMG"),
    Dimension.CAPACITANCE: _prefixed("F", "pnµm"),
    Dimension.SIZE: _SIZES,
    Dimension.BIT_RATE: _BIT_RATES,
    Dimension.RATIO: _FRACTIONS,
    Dimension.TEMPERATURE: {"°C": (1, 1), "degC": (1, 1), "K": (1, 1), "°F": (5, 9), "degF": (5, 9)},
    Dimension.TEMPERATURE_DIFFERENCE: {"K": (1, 1), "mK": (1, 1000), "°C": (1, 1), "degC": (1, 1)},
    Dimension.MONEY: _USD,
    Dimension.LEVEL: {"dBm": (1, 1)},
    Dimension.GAIN: {"dB": (1, 1)},
    Dimension.LENGTH: _METRES,
    Dimension.AREA: _SQUARE_METRES,
    Dimension.ACCELERATION: {
        **{f"{name}/s^2": scale for name, scale in _METRES.items()},
        **_prefixed("g", "µm", _G),
    },
    Dimension.ANGLE: _ANGLES,
    Dimension.ANGULAR_RATE: _prefixed("dps", "m", _PI_180),
    Dimension.PRESSURE: _prefixed("Pa", "mkM") | {"hPa": (100, 1)} | _prefixed("bar", "m", (10**5, 1)),
    Dimension.ILLUMINANCE: _prefixed("lx", "mk") | {"lux": (1, 1)},
}

QUOTIENTS: Mapping[Dimension, tuple[Mapping[str, Scale], Mapping[str, Scale], Scale]] = {
    Dimension.FREQUENCY: (_PER, TIMES, (1, 1)),
    Dimension.BIT_RATE: (_SIZES, TIMES, (8, 1)),
    Dimension.RATIO_RATE: ({**_FRACTIONS, **_PER}, TIMES, (1, 1)),
    Dimension.CURRENT_PER_FREQUENCY: (_AMPERES, _HERTZ, (1, 1)),
    Dimension.MONEY_PER_TIME: (_USD, TIMES, (1, 1)),
    Dimension.MONEY_PER_SIZE: (_USD, _SIZES, (1, 1)),
    Dimension.MONEY_PER_ENERGY: (_USD, _JOULES, (1, 1)),
    Dimension.SPEED: (_METRES, TIMES, (1, 1)),
    Dimension.ANGULAR_RATE: (_ANGLES, TIMES, (1, 1)),
    Dimension.IRRADIANCE: (_WATTS, _SQUARE_METRES, (1, 1)),
    Dimension.THERMAL_RESISTANCE: (_KELVINS, _WATTS, (1, 1)),
    Dimension.HEAT_CAPACITY: (_JOULES, _KELVINS, (1, 1)),
}
"""Units that are written as one unit per another, with the factor that reaches the base unit."""

OFFSETS: Mapping[str, Scale] = {"K": (-27_315, 100), "°F": (-160, 9), "degF": (-160, 9)}
"""What is added after scaling to °C; for absolute temperatures only."""


def find_scale(unit: str, dimension: Dimension) -> Scale | None:
    """Look a unit up.

    Parameters
    ----------
    unit : str
        The unit as the table spells it, without spaces.
    dimension : Dimension
        The kind of quantity.

    Returns
    -------
    Scale or None
        The factor to the base unit; None when the dimension has no such unit.
    """
    scale = SIMPLE.get(dimension, {}).get(unit)
    if scale is not None or dimension not in QUOTIENTS:
        return scale
    numerators, denominators, factor = QUOTIENTS[dimension]
    upper, slash, lower = unit.partition("/")
    if not slash or upper not in numerators or lower not in denominators:
        return None
    return multiply(factor, divide(numerators[upper], denominators[lower]))


def _wording(noun: str, example: str, ladder: str, others: str = "") -> Wording:
    return Wording(noun, example, tuple(ladder.split()), tuple(others.split()))


WORDING: Mapping[Dimension, Wording] = {
    Dimension.TIME: _wording("a time", "50 ms", "ns µs ms s min h d y", "month"),
    Dimension.FREQUENCY: _wording("a frequency", "10 kHz", "µHz mHz Hz kHz MHz GHz", "1/s 1/h 1/d rpm"),
    Dimension.POWER: _wording("a power", "25 mW", "pW nW µW mW W kW MW"),
    Dimension.ENERGY: _wording("an energy", "3 mJ", "pJ nJ µJ mJ J kJ MJ GJ", "mWh Wh kWh"),
    Dimension.VOLTAGE: _wording("a voltage", "3.6 V", "nV µV mV V kV"),
    Dimension.CURRENT: _wording("a current", "10 µA", "pA nA µA mA A kA"),
    Dimension.CURRENT_PER_FREQUENCY: _wording(
        "a current per clock frequency", "19 µA/MHz", "nA/MHz µA/MHz mA/MHz", "A/Hz"
    ),
    Dimension.CHARGE: _wording("a charge", "2400 mAh", "nAh µAh mAh Ah", "µC mC C As"),
    Dimension.RESISTANCE: _wording("a resistance", "10 Ω", "µΩ mΩ Ω kΩ MΩ GΩ", "ohm"),
    Dimension.CAPACITANCE: _wording("a capacitance", "100 µF", "pF nF µF mF F"),
    Dimension.SIZE: _wording("a size", "512 kB", "B kB MB GB TB", "KiB MiB GiB bit kbit Mbit"),
    Dimension.BIT_RATE: _wording("a bit rate", "1.4 Mbit/s", "bit/s kbit/s Mbit/s Gbit/s", "kb/s Mb/s B/s kB/s"),
    Dimension.COUNT: _wording("a plain number", "32", ""),
    Dimension.RATIO: _wording("a ratio", "10 %", "ppm %", "‰"),
    Dimension.RATIO_RATE: _wording("a rate of change", "2 %/h", "%/y %/d %/h %/s", "%/month 1/s"),
    Dimension.TEMPERATURE: _wording("a temperature", "20 °C", "°C", "degC K °F"),
    Dimension.TEMPERATURE_DIFFERENCE: _wording("a temperature difference", "10 K", "K", "°C"),
    Dimension.MONEY: _wording("an amount of money", "5 USD", "USD"),
    Dimension.MONEY_PER_TIME: _wording("a price per time", "5 USD/month", "USD/month", "USD/h USD/d USD/y"),
    Dimension.MONEY_PER_SIZE: _wording("a price per data size", "0.05 USD/GB", "USD/GB", "USD/kB USD/MB"),
    Dimension.MONEY_PER_ENERGY: _wording("a price per energy", "0.3 USD/kWh", "USD/kWh"),
    Dimension.LEVEL: _wording("a power level", "14 dBm", "dBm"),
    Dimension.GAIN: _wording("a gain or loss", "3 dB", "dB"),
    Dimension.LENGTH: _wording("a length", "200 m", "nm µm mm m km", "cm"),
    Dimension.AREA: _wording("an area", "20 cm^2", "mm^2 cm^2 m^2"),
    Dimension.SPEED: _wording("a speed", "1.5 m/s", "µm/s mm/s m/s", "km/h"),
    Dimension.ACCELERATION: _wording("an acceleration", "2 g", "m/s^2", "µg mg g"),
    Dimension.ANGLE: _wording("an angle", "35 deg", "deg", "rad"),
    Dimension.ANGULAR_RATE: _wording("an angular rate", "250 dps", "deg/s", "dps rad/s"),
    Dimension.PRESSURE: _wording("a pressure", "1013 hPa", "Pa kPa MPa", "hPa mbar bar"),
    Dimension.IRRADIANCE: _wording("an irradiance", "1000 W/m^2", "µW/m^2 mW/m^2 W/m^2", "mW/cm^2"),
    Dimension.THERMAL_RESISTANCE: _wording("a thermal resistance", "8 K/W", "K/W", "°C/W"),
    Dimension.HEAT_CAPACITY: _wording("a heat capacity", "12 J/K", "mJ/K J/K kJ/K"),
    Dimension.ILLUMINANCE: _wording("an illuminance", "200 lx", "mlx lx klx"),
}

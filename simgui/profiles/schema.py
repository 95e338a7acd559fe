"""What each kind of profile file may hold: one rule per field, read off the records of `simgui.profiles.part`.

Adding a field to a record is enough: its type gives the shape, its SI suffix the dimension, and the record's
docstring the meaning that is shown when the field is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, get_type_hints

from simgui.core.units import Dimension
from simgui.profiles.part import (
    BatteryProfile,
    CloudProfile,
    DeviceProfile,
    GatewayProfile,
    HarvesterProfile,
    KernelProfile,
    LinkProfile,
    RegulatorProfile,
    SensorProfile,
)
from simgui.profiles.sourced import Sourced, SourcedTable

__all__ = ["EXTRA_UNITS", "KERNEL_UNITS", "FieldRule", "Kind", "Part", "Shape", "rules_of"]

Part: TypeAlias = (
    DeviceProfile
    | LinkProfile
    | BatteryProfile
    | SensorProfile
    | RegulatorProfile
    | GatewayProfile
    | CloudProfile
    | KernelProfile
    | HarvesterProfile
)

KERNEL_UNITS: Mapping[str, str] = {
    "first_conv_mac": "multiply-accumulate of a convolution over at most four input channels",
    "conv_mac": "multiply-accumulate of any other k x k convolution",
    "pointwise_mac": "multiply-accumulate of a 1 x 1 convolution",
    "depthwise_mac": "multiply-accumulate of a depthwise convolution",
    "fully_connected_mac": "multiply-accumulate of a fully connected layer",
    "requantised_output": "output value of a convolution, scaled back to int8",
    "elementwise": "value of an addition, multiplication, activation or softmax",
    "pool": "input value of a pooling",
    "moved_byte": "byte copied by a pad, concatenation, slice or transposition",
    "operator": "operator called, reshapes excluded",
}
"""The units of work every kernel profile gives cycles for, and what one of each is."""

EXTRA_UNITS: Mapping[str, str] = {
    "line_conv_mac": "multiply-accumulate of a k x 1 or 1 x k convolution (else that of any convolution)",
    "far_byte": "byte of activations once they do not fit the internal RAM (else free)",
    "far_weight_byte": "byte of weights once they do not fit one bank of internal flash (else free)",
    "weight_byte": "byte of weights fetched (else free)",
    "coded_weight_byte": "byte of weights as an entropy coder leaves them (else free)",
    "activation_byte": "byte of activations read or written (else free)",
    "host_byte": "byte of input or output moved to or from the host (else free)",
    "signal_flop": "floating-point operation of a feature extraction (else that of a guess by the core)",
    "transform_flop": "floating-point operation of a Fourier transform alone (else that of a feature extraction)",
    "magnitude": "magnitude of a spectral line, its root included (else three of a feature extraction's operations)",
}
"""Units of work a kernel profile may give cycles for."""

_SECONDS_A_MONTH = 2_629_800.0
_SUFFIXES: tuple[tuple[str, Dimension, float], ...] = (
    ("usd_per_device_month", Dimension.MONEY_PER_TIME, _SECONDS_A_MONTH),
    ("usd_per_server_s", Dimension.MONEY_PER_TIME, 1.0),
    ("usd_per_message", Dimension.MONEY, 1.0),
    ("usd_per_byte", Dimension.MONEY_PER_SIZE, 1.0),
    ("usd_per_egress_byte", Dimension.MONEY_PER_SIZE, 1.0),
    ("_bit_per_s", Dimension.BIT_RATE, 1.0),
    ("_byte_per_s", Dimension.BIT_RATE, 1 / 8),
    ("_per_s", Dimension.RATIO_RATE, 1.0),
    ("_usd", Dimension.MONEY, 1.0),
    ("_dbm", Dimension.LEVEL, 1.0),
    ("_db", Dimension.GAIN, 1.0),
    ("_j", Dimension.ENERGY, 1.0),
    ("_byte", Dimension.SIZE, 1.0),
    ("_hz", Dimension.FREQUENCY, 1.0),
    ("_k_per_w", Dimension.THERMAL_RESISTANCE, 1.0),
    ("_j_per_k", Dimension.HEAT_CAPACITY, 1.0),
    ("_celsius", Dimension.TEMPERATURE, 1.0),
    ("_ohm", Dimension.RESISTANCE, 1.0),
    ("_w", Dimension.POWER, 1.0),
    ("_s", Dimension.TIME, 1.0),
    ("_v", Dimension.VOLTAGE, 1.0),
    ("_a", Dimension.CURRENT, 1.0),
    ("_c", Dimension.CHARGE, 1.0),
    ("cycles_per", Dimension.COUNT, 1.0),
)
"""Ends of field names, the dimension they stand for, and the factor from its base unit to the field's."""

_COLUMNS: Mapping[str, tuple[Dimension, ...]] = {
    "ocv_v": (Dimension.RATIO, Dimension.VOLTAGE),
    "resistance_ohm": (Dimension.RATIO, Dimension.TEMPERATURE, Dimension.RESISTANCE),
    "capacity_by_current": (Dimension.CURRENT, Dimension.RATIO),
    "sensitivity_dbm": (Dimension.COUNT, Dimension.LEVEL),
    "uplink_by_path_loss": (Dimension.GAIN, Dimension.BIT_RATE),
    "downlink_by_path_loss": (Dimension.GAIN, Dimension.BIT_RATE),
    "wake_by_path_loss": (Dimension.GAIN, Dimension.TIME),
    "self_discharge_by_temperature": (Dimension.TEMPERATURE, Dimension.RATIO),
    "calendar_fade_by_temperature": (Dimension.TEMPERATURE, Dimension.RATIO),
    "charge_by_temperature": (Dimension.TEMPERATURE, Dimension.RATIO),
    "efficiency_by_current": (Dimension.CURRENT, Dimension.RATIO),
}
"""The columns of each table: what the number depends on, and last the number."""

_POSITIVE = frozenset(
    {
        *("clock_hz", "supply_v", "ram_byte", "flash_byte", "memory_byte_per_s", "cores", "workers"),
        *("uplink_bit_per_s", "downlink_bit_per_s", "max_payload_byte", "max_attempts"),
        *("capacity_c", "shelf_life_s", "nominal_v", "continuous_current_a", "pulse_current_a", "usable_fraction"),
        *("max_rate_hz", "channels", "sample_byte", "efficiency", "float_factor", "board_factor", "host_clock_ratio"),
        *("thermal_k_per_w", "thermal_j_per_k", "clock_power_exponent"),
        *("charge_current_a", "charge_efficiency", "peak_power_w", "converter_efficiency"),
    }
)
_OPEN_RATIOS = frozenset(
    {
        "float_factor",
        "latency_spread",
        "board_factor",
        "clock_power_exponent",
        "jitter_shape",
        "rate_spread",
        "host_clock_ratio",
    }
)
_NOT_IN_FILES = frozenset({"name", "host"})
"""Fields that are looked up, not read."""
_OPTIONAL_TEXT = {"spreading_factor": 0, "bandwidth_hz": 0.0, "coding_rate_denominator": 0}


class Kind(StrEnum):
    """A kind of part; the value is what messages and the command line call one."""

    DEVICE = "device"
    LINK = "link"
    BATTERY = "battery"
    SENSOR = "sensor"
    REGULATOR = "regulator"
    GATEWAY = "gateway"
    CLOUD = "cloud"
    KERNEL = "kernel"
    HARVESTER = "harvester"

    @property
    def folder(self) -> str:
        """The folder of ``device_profiles`` that holds such parts."""
        return "batteries" if self is Kind.BATTERY else f"{self.value}s"

    @property
    def record(self) -> type[Part]:
        """The record such a file becomes."""
        return _RECORDS[self]


_RECORDS: Mapping[Kind, type[Part]] = {
    Kind.DEVICE: DeviceProfile,
    Kind.LINK: LinkProfile,
    Kind.BATTERY: BatteryProfile,
    Kind.SENSOR: SensorProfile,
    Kind.REGULATOR: RegulatorProfile,
    Kind.GATEWAY: GatewayProfile,
    Kind.CLOUD: CloudProfile,
    Kind.KERNEL: KernelProfile,
    Kind.HARVESTER: HarvesterProfile,
}


class Shape(StrEnum):
    """How a field is written in the file."""

    NUMBER = "number with its source"
    NUMBERS = "numbers with their sources"
    CURVE = "curve with its source"
    TABLE = "table with its source"
    QUANTITY = "quantity"
    WHOLE = "whole number"
    TEXT = "text"
    WORDS = "list of words"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What one field of a profile file must look like.

    Parameters
    ----------
    name : str
        Key in the file and attribute of the record.
    shape : Shape
        How it is written.
    meaning : str
        One sentence from the record's docstring.
    unit : str
        Unit of the record's value, as the docstring gives it; empty for text.
    dimension : Dimension
        What kind of quantity it is; only for numbers.
    factor : float
        From the dimension's base unit to the record's unit. [-]
    required : bool
        Whether the file must have it.
    default : object
        The record's value when it is left out.
    positive : bool
        Whether zero is refused too; negative numbers always are.
    most : float
        Largest value allowed, in the record's unit.
    choices : tuple[str, ...]
        The words that are allowed, for a choice.
    columns : tuple[Dimension, ...]
        What the columns are, for a table.
    """

    name: str
    shape: Shape
    meaning: str
    unit: str
    dimension: Dimension
    factor: float
    required: bool
    default: object
    positive: bool
    most: float
    choices: tuple[str, ...]
    columns: tuple[Dimension, ...] = ()


@cache
def rules_of(kind: Kind) -> Mapping[str, FieldRule]:
    """Give the rules of one kind of profile file.

    Parameters
    ----------
    kind : Kind
        Which kind of part.

    Returns
    -------
    Mapping[str, FieldRule]
        By field name, in the order of the record; the part's own name is not among them because the file
        name gives it.
    """
    record = kind.record
    hints = get_type_hints(record)
    meanings = _meanings(record.__doc__ or "")
    return {f.name: _rule(f, hints[f.name], meanings) for f in fields(record) if f.name not in _NOT_IN_FILES}


def _rule(field: Field[Any], hint: Any, meanings: Mapping[str, str]) -> FieldRule:  # noqa: ANN401
    dimension, factor = _dimension(field.name)
    shape = _shape(hint)
    meaning = meanings.get(field.name, "")
    unit = re.search(r"\[([^\]]+)\]\W*$", meaning)
    default = None if field.default is MISSING else field.default
    default = _OPTIONAL_TEXT.get(field.name, default)
    optional = field.name in _OPTIONAL_TEXT or field.default is not MISSING or hint == Sourced | None
    is_share = shape is Shape.NUMBER and dimension is Dimension.RATIO and field.name not in _OPEN_RATIOS
    return FieldRule(
        name=field.name,
        shape=shape,
        meaning=re.sub(r"\s*\[[^\]]*\](, \[[^\]]*\])*\W*$", "", meaning),
        unit=unit[1] if unit else "",
        dimension=dimension,
        factor=factor,
        required=not optional,
        default=default,
        positive=field.name in _POSITIVE,
        most=1.0 if is_share else float("inf"),
        choices=tuple(hint) if isinstance(hint, type) and issubclass(hint, StrEnum) else (),
        columns=_COLUMNS.get(field.name, ()) if shape is Shape.TABLE else (),
    )


def _shape(hint: Any) -> Shape:  # noqa: ANN401
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Shape.CHOICE
    for known, shape in (
        (Sourced, Shape.NUMBER),
        (Sourced | None, Shape.NUMBER),
        (Mapping[str, Sourced], Shape.NUMBERS),
        (tuple[tuple[float, float], ...], Shape.CURVE),
        (SourcedTable | None, Shape.TABLE),
        (tuple[str, ...], Shape.WORDS),
        (float, Shape.QUANTITY),
        (int, Shape.WHOLE),
        (str, Shape.TEXT),
    ):
        if hint == known:
            return shape
    raise TypeError(f"a profile record cannot have a field of type {hint}")


def _dimension(name: str) -> tuple[Dimension, float]:
    for suffix, dimension, factor in _SUFFIXES:
        if name.endswith(suffix):
            return dimension, factor
    return Dimension.RATIO, 1.0


def _meanings(docstring: str) -> Mapping[str, str]:
    """Read the Parameters section of a numpydoc docstring: name to its description on one line."""
    meanings: dict[str, str] = {}
    names: list[str] = []
    for line in docstring.partition("----------\n")[2].splitlines():
        header = re.match(r"    (\w[\w, ]*) : ", line)
        if header:
            names = [name.strip() for name in header[1].split(",")]
            meanings |= dict.fromkeys(names, "")
        elif line.strip():
            meanings |= {name: f"{meanings[name]} {line.strip()}".strip() for name in names}
    return meanings

"""Reads one profile file into its record, and reports everything that is wrong with it at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from simgui.core.diagnostics import DiagnosticCollector, Location, did_you_mean
from simgui.core.errors import UnitError
from simgui.core.located_yaml import Node, load_yaml
from simgui.core.units import Dimension, parse_quantity
from simgui.profiles.part import (
    BatteryProfile,
    DeviceProfile,
    FloatSupport,
    JitterLaw,
    KernelProfile,
    LinkProfile,
    RateLaw,
    RateSpreadLaw,
)
from simgui.profiles.schema import EXTRA_UNITS, KERNEL_UNITS, FieldRule, Kind, Part, Shape, rules_of
from simgui.profiles.sourced import Basis, Sourced, SourcedTable

__all__ = ["fields_of", "load_part"]

_SOURCED_KEYS = ("value", "at", "source", "tolerance", "basis", "conditions")
_LEAST_GUESS = 0.5
_SIGNED = frozenset({Dimension.TEMPERATURE, Dimension.LEVEL})
"""Kinds of quantity that may be negative."""
_BAD = object()


def load_part(file: Path, kind: Kind) -> Part:
    """Read a profile file.

    Parameters
    ----------
    file : Path
        A YAML file; its name without the ending becomes the part's name.
    kind : Kind
        What kind of part it describes.

    Returns
    -------
    Part
        The record, every number in SI units.

    Raises
    ------
    InputError
        With one diagnostic for each unknown or missing key, wrong unit, number out of range, guess with too
        small a tolerance, and contradiction between fields.
    """
    node = load_yaml(file)
    reader = _Reader(DiagnosticCollector())
    values = reader.record(node, rules_of(kind))
    reader.problems.raise_if_any()
    part = kind.record(name=file.stem, **values)
    for path, message, hint in _contradictions(part):
        reader.problems.add(node.at((path,)), path, message, hint)
    reader.problems.raise_if_any()
    return part


def fields_of(part: Part) -> Iterator[tuple[str, Sourced]]:
    """List the numbers of a part that have a source.

    Parameters
    ----------
    part : Part
        Any profile record.

    Yields
    ------
    tuple[str, Sourced]
        Path inside the profile, such as ``sleep_power_w`` or ``cycles_per.conv_mac``, and the number.
    """
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Sourced):
            yield field.name, value
        elif isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", number) for key, number in value.items())


@dataclass(slots=True)
class _Reader:
    """Turns nodes into values and notes problems; `_BAD` stands for a value that could not be read."""

    problems: DiagnosticCollector

    def record(self, node: Node, rules: Mapping[str, FieldRule]) -> dict[str, Any]:
        entries = self._entries(node, "", rules)
        for rule in rules.values():
            if rule.required and rule.name not in entries:
                self._missing(node.location, rule.name, rule.meaning)
        return {
            rule.name: self._field(entries[rule.name], rule) if rule.name in entries else rule.default
            for rule in rules.values()
        }

    def _entries(self, node: Node, path: str, known: Iterable[str]) -> dict[str, Node]:
        """Give the entries of a map with known keys; note the others."""
        if not isinstance(node.value, dict):
            self.problems.add(node.location, path, f"a map with {', '.join(known)} is needed here")
            return {}
        for key in node.value:
            if key not in known:
                hint = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
                self.problems.add(node.key_locations[key], _join(path, key), "unknown key", hint)
        return {key: child for key, child in node.value.items() if key in known}

    def _missing(self, place: Location, path: str, meaning: str) -> None:
        self.problems.add(place, path, "is missing", meaning.rstrip("."))

    def _field(self, node: Node, rule: FieldRule) -> Any:  # noqa: ANN401
        readers: Mapping[Shape, Callable[[Node, str, FieldRule], Any]] = {
            Shape.NUMBER: self._sourced,
            Shape.NUMBERS: self._sourced_units,
            Shape.CURVE: self._curve,
            Shape.TABLE: self._table,
            Shape.QUANTITY: self._number,
            Shape.WHOLE: self._whole,
            Shape.WORDS: self._words,
            Shape.CHOICE: self._chosen,
            Shape.TEXT: self._text,
        }
        return readers[rule.shape](node, rule.name, rule)

    def _sourced(self, node: Node, path: str, rule: FieldRule) -> Sourced | object:
        known = _SOURCED_KEYS if rule.dimension is Dimension.POWER else tuple(k for k in _SOURCED_KEYS if k != "at")
        entries = self._entries(node, path, known)
        value = self._value(entries, path, rule)
        source, tolerance, basis = self._evidence(node, entries, path)
        if _BAD in (value, source, tolerance, basis):
            return _BAD
        text = str(entries["value"].value) + (f" at {entries['at'].value}" if "at" in entries else "")
        conditions = self._text(entries["conditions"], _join(path, "conditions")) if "conditions" in entries else ""
        return Sourced(value, text, source, tolerance, Basis(basis), conditions)

    def _value(self, entries: Mapping[str, Node], path: str, rule: FieldRule) -> Any:  # noqa: ANN401
        """Read ``value``; a current with ``at`` a voltage becomes a power."""
        if "value" not in entries:
            return _BAD
        here = _join(path, "value")
        if "at" not in entries:
            return self._number(entries["value"], here, rule)
        current_a = self._quantity(entries["value"], here, Dimension.CURRENT)
        voltage_v = self._quantity(entries["at"], _join(path, "at"), Dimension.VOLTAGE)
        if _BAD in (current_a, voltage_v):
            return _BAD
        return self._in_range(entries["value"], here, current_a * voltage_v, rule)

    def _evidence(self, node: Node, entries: Mapping[str, Node], path: str) -> tuple[Any, Any, Any]:
        """Read what every number needs beside its value."""
        for key, meaning in (
            ("value", "the number with its unit"),
            ("source", "the document the number is from, or why it is estimated so"),
            ("tolerance", "how far it may be off, such as 20 %"),
            ("basis", "measured, derived or guess"),
        ):
            if isinstance(node.value, dict) and key not in entries:
                self._missing(node.location, _join(path, key), meaning)
        source = self._text(entries["source"], _join(path, "source")) if "source" in entries else _BAD
        basis = self._choice(entries["basis"], _join(path, "basis"), tuple(Basis)) if "basis" in entries else _BAD
        tolerance: Any = _BAD
        if "tolerance" in entries:
            here = _join(path, "tolerance")
            tolerance = self._quantity(entries["tolerance"], here, Dimension.RATIO)
            if tolerance is not _BAD and tolerance < 0:
                self.problems.add(entries["tolerance"].location, here, "a tolerance cannot be negative")
            elif tolerance is not _BAD and basis == Basis.GUESS and tolerance < _LEAST_GUESS:
                self.problems.add(
                    entries["tolerance"].location,
                    here,
                    "a guess has a tolerance of at least 50 %",
                    "widen it, or name the measurement it rests on",
                )
        return source, tolerance, basis

    def _sourced_units(self, node: Node, path: str, rule: FieldRule) -> Any:  # noqa: ANN401
        known = (*KERNEL_UNITS, *EXTRA_UNITS)
        entries = self._entries(node, path, known)
        for unit, meaning in KERNEL_UNITS.items():
            if unit not in entries and isinstance(node.value, dict):
                self._missing(node.location, f"{path}.{unit}", f"cycles for each {meaning}")
        return {unit: self._sourced(entries[unit], f"{path}.{unit}", rule) for unit in known if unit in entries}

    def _curve(self, node: Node, path: str, _rule: FieldRule) -> Any:  # noqa: ANN401
        entries = self._entries(node, path, ("points", "source", "tolerance", "basis", "conditions"))
        self._evidence(node, {"value": node, **entries}, path)
        points = entries.get("points")
        if points is None or not isinstance(points.value, list) or len(points.value) < 2:
            self.problems.add(
                node.at(("points",)), _join(path, "points"), "two or more points [temperature, share] are needed"
            )
            return _BAD
        curve = tuple(self._point(point, f"{path}.points.{index}") for index, point in enumerate(points.value))
        known = [point for point in curve if _BAD not in point]
        if any(after[0] <= before[0] for before, after in pairwise(known)):
            self.problems.add(points.location, _join(path, "points"), "temperatures must ascend")
        return curve

    def _point(self, node: Node, path: str) -> tuple[Any, Any]:
        if not isinstance(node.value, list) or len(node.value) != 2:
            self.problems.add(node.location, path, "a point is a pair such as [20 degC, 100 %]")
            return _BAD, _BAD
        share = self._quantity(node.value[1], path, Dimension.RATIO)
        if share is not _BAD and not 0 <= share <= 1.5:
            self.problems.add(node.value[1].location, path, "a share of the rated capacity lies between 0 and 150 %")
        return self._quantity(node.value[0], path, Dimension.TEMPERATURE), share

    def _table(self, node: Node, path: str, rule: FieldRule) -> SourcedTable | object:
        entries = self._entries(node, path, ("points", "source", "tolerance", "basis", "conditions"))
        source, tolerance, basis = self._evidence(node, {"value": node, **entries}, path)
        here, points = _join(path, "points"), entries.get("points")
        if points is None or not isinstance(points.value, list) or len(points.value) < 2:
            named = ", ".join(rule.columns)
            self.problems.add(node.at(("points",)), here, f"two or more points [{named}] are needed")
            return _BAD
        rows = [self._row(row, f"{here}.{index}", rule.columns) for index, row in enumerate(points.value)]
        if _BAD in (source, tolerance, basis) or any(_BAD in row for row in rows):
            return _BAD
        if any(after[:-1] <= before[:-1] for before, after in pairwise(rows)):
            self.problems.add(points.location, here, "points must ascend")
            return _BAD
        if len(rows) != math.prod(len({row[axis] for row in rows}) for axis in range(len(rule.columns) - 1)):
            self.problems.add(points.location, here, "a point for each pair of values is needed")
            return _BAD
        conditions = self._text(entries["conditions"], _join(path, "conditions")) if "conditions" in entries else ""
        return SourcedTable(tuple(rows), source, tolerance, Basis(basis), conditions)

    def _row(self, node: Node, path: str, columns: tuple[Dimension, ...]) -> tuple[Any, ...]:
        if not isinstance(node.value, list) or len(node.value) != len(columns):
            self.problems.add(node.location, path, f"a point is a list of {', '.join(columns)}")
            return (_BAD,)
        row = tuple(self._quantity(cell, path, column) for cell, column in zip(node.value, columns, strict=True))
        for cell, column, value in zip(node.value, columns, row, strict=True):
            if value is not _BAD and column not in _SIGNED and value < 0:
                self.problems.add(cell.location, path, "cannot be negative")
        if row[0] is not _BAD and columns[0] is Dimension.RATIO and row[0] > 1:
            self.problems.add(node.value[0].location, path, "a state of charge lies between 0 and 100 %")
        return row

    def _number(self, node: Node, path: str, rule: FieldRule) -> Any:  # noqa: ANN401
        value = self._quantity(node, path, rule.dimension)
        return _BAD if value is _BAD else self._in_range(node, path, value * rule.factor, rule)

    def _in_range(self, node: Node, path: str, value: float, rule: FieldRule) -> Any:  # noqa: ANN401
        if (value < 0 and rule.dimension not in _SIGNED) or (rule.positive and value == 0):
            message = "must be above zero" if rule.positive else "cannot be negative"
            self.problems.add(node.location, path, message)
            return _BAD
        if value > rule.most:
            self.problems.add(node.location, path, f"cannot be above {rule.most:g}")
            return _BAD
        return value

    def _quantity(self, node: Node, path: str, dimension: Dimension) -> Any:  # noqa: ANN401
        try:
            return parse_quantity(node.plain(), dimension)
        except UnitError as error:
            self.problems.add(node.location, path, str(error))
            return _BAD

    def _whole(self, node: Node, path: str, rule: FieldRule) -> Any:  # noqa: ANN401
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            self.problems.add(node.location, path, "a whole number is needed here")
            return _BAD
        return self._in_range(node, path, node.value, rule)

    def _text(self, node: Node, path: str, _rule: FieldRule | None = None) -> Any:  # noqa: ANN401
        if not isinstance(node.value, str) or not node.value.strip():
            self.problems.add(node.location, path, "a text is needed here")
            return _BAD
        return node.value

    def _words(self, node: Node, path: str, _rule: FieldRule) -> Any:  # noqa: ANN401
        if not isinstance(node.value, list):
            self.problems.add(node.location, path, "a list of words is needed here")
            return _BAD
        return tuple(self._text(child, f"{path}.{index}") for index, child in enumerate(node.value))

    def _chosen(self, node: Node, path: str, rule: FieldRule) -> Any:  # noqa: ANN401
        word = self._choice(node, path, tuple(rule.choices))
        return word if word is _BAD else rule.choices[rule.choices.index(word)]

    def _choice(self, node: Node, path: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401
        if node.value not in choices:
            hint = did_you_mean(str(node.value), map(str, choices)) or f"one of {', '.join(choices)}"
            self.problems.add(node.location, path, f"{node.value!r} is not known here", hint)
            return _BAD
        return node.value


def _contradictions(part: Part) -> Iterator[tuple[str, str, str]]:
    """Find fields that cannot both be right: the field to point at, what is wrong, what to do."""
    if isinstance(part, BatteryProfile):
        if part.continuous_current_a.value > part.pulse_current_a.value:
            yield (
                "continuous_current_a",
                "is above pulse_current_a",
                "bursts may be higher than a steady load, not lower",
            )
        if part.cutoff_v.value >= part.nominal_v.value:
            yield "cutoff_v", "is not below nominal_v", "the cut-off is where the cell counts as empty"
        falls = part.ocv_v and any(after[1] < before[1] for before, after in pairwise(part.ocv_v.points))
        if falls:
            yield "ocv_v", "falls with the state of charge", "a fuller cell has the higher voltage"
    if isinstance(part, DeviceProfile) and part.sleep_power_w.value > part.active_power_w.value:
        yield "sleep_power_w", "is above active_power_w", "sleeping cannot take more than inferring"
    if isinstance(part, LinkProfile):
        yield from _link_contradictions(part)
    if isinstance(part, KernelProfile) and part.name != f"{part.core}+{part.stack}":
        yield "core", f"the file is called {part.name}.yaml", f"call it {part.core}+{part.stack}.yaml"
    if isinstance(part, KernelProfile) and (part.float_support is FloatSupport.HOST) != bool(part.float_host):
        yield "float_support", "and float_host contradict each other", "name a host where it is host, and only there"


def _link_contradictions(link: LinkProfile) -> Iterator[tuple[str, str, str]]:
    yield from _lora_contradictions(link)
    if link.lower_overhead_byte and link.lower_overhead_byte.value > link.message_overhead_byte.value:
        yield "lower_overhead_byte", "is above message_overhead_byte", "it is a part of it"
    if link.jitter_law is JitterLaw.LOGNORMAL and link.jitter_shape is None:
        yield "jitter_shape", "is missing", "the lognormal law needs it"
    if link.rate_spread is not None:
        if link.law is RateLaw.LORA:
            yield "rate_spread", "is not for the LoRa law", "its rate is that of its spreading factor"
        elif link.rate_spread_law is RateSpreadLaw.UNIFORM and link.rate_spread.value >= 1:
            yield "rate_spread", "is 1 or more", "a uniform rate would reach zero"
    if (link.skipped_events or link.packets_per_event) and link.uplink_interval_s is None:
        yield "uplink_interval_s", "is missing", "skipped_events and packets_per_event count its events"
    for name in ("uplink_by_path_loss", "downlink_by_path_loss", "wake_by_path_loss"):
        table = getattr(link, name)
        if table is not None and any(point[-1] <= 0 for point in table.points):
            yield name, "has a zero", "leave a level out that carries nothing"


def _lora_contradictions(link: LinkProfile) -> Iterator[tuple[str, str, str]]:
    if link.law is RateLaw.LORA:
        for name in ("spreading_factor", "bandwidth_hz", "coding_rate_denominator"):
            if not getattr(link, name):
                yield name, "is missing", "the LoRa law needs it"
    for name, other in (("transmit_dbm", "sensitivity_dbm"), ("sensitivity_dbm", "transmit_dbm")):
        if getattr(link, name) is None and getattr(link, other) is not None:
            yield name, "is missing", "a link budget needs the level sent and the least level heard"


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key

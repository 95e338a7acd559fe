"""One measured latency with the work it took, and files of such measurements."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from simgui.core.errors import InputError, SimguiError, UnitError, UsageError
from simgui.core.units import Dimension, parse_quantity
from simgui.models.calibration.units import CYCLE_UNITS, INSTRUCTION_SETS, PRIOR_CYCLES, PRIOR_FACTOR, STACKS
from simgui.models.graph import add_up
from simgui.models.stack_name import drops_dead_channels, match_stack, split_stack
from simgui.models.target_name import choose_core
from simgui.models.tflite_file import read_model

_TEXTS = ("source", "system", "board", "core", "stack", "model", "family")
_NUMBERS = ("clock_hz", "latency_s", "energy_j", "supply_v")
_NEEDED = ("board", "core", "stack", "model", "clock_hz", "latency_s")
_DIMENSIONS = {
    "clock_hz": Dimension.FREQUENCY,
    "latency_s": Dimension.TIME,
    "energy_j": Dimension.ENERGY,
    "supply_v": Dimension.VOLTAGE,
}
_BELIEVABLE = 50.0
"""Cycles over those expected beforehand, or the other way round, beyond which a unit must be wrong. [-]"""


class MeasurementError(SimguiError):
    """A file of measurements cannot be read."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class Measurement:
    """One published or own measurement of one inference.

    Parameters
    ----------
    source : str
        Where it was published.
    system : str
        The submission it belongs to; those of one system are left out together.
    board, core, stack : str
        The board, its processor core (``cortex-m4``) and the kernel library with its version.
    model, family : str
        The network, and the family of architectures it belongs to.
    clock_hz, latency_s : float
        Clock, and time of one inference. [Hz], [s]
    energy_j, supply_v : float
        Energy of one inference and the voltage it was taken at; not a number where unknown. [J], [V]
    work : Mapping[str, float]
        Units of work of one inference, dead channels left out where the library does so. [-]
    """

    source: str
    system: str
    board: str
    core: str
    stack: str
    model: str
    family: str
    clock_hz: float
    latency_s: float
    work: Mapping[str, float]
    energy_j: float = math.nan
    supply_v: float = math.nan

    @property
    def library(self) -> str:
        """The kernel library without its version."""
        return split_stack(self.stack)[0]

    @property
    def log_cycles(self) -> float:
        """Natural logarithm of the cycles it took. [-]"""
        return math.log(self.latency_s * self.clock_hz)


def read_measurements(file: Path) -> list[Measurement]:
    """Read a CSV file of measurements.

    Parameters
    ----------
    file : Path
        One row per measurement: the fields of `Measurement`, of which source, system, family, energy and supply may
        be missing, then one column per unit of work. Where there are none, `model` names a ``.tflite`` file beside
        the CSV file, whose work is counted. Quantities are in SI units, or with a unit: ``80 ms``.

    Returns
    -------
    list[Measurement]
        In the order of the file.

    Raises
    ------
    MeasurementError
        If a column is missing, holds no such quantity, or cannot be right; names the line.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream)
            missing = [name for name in _NEEDED if name not in (table.fieldnames or ())]
            if missing:
                raise MeasurementError(
                    f"{file}:1: there is no column {', '.join(missing)}; needed: {', '.join(_NEEDED)}, separated by "
                    "commas"
                )
            found = [_measurement(row, file, line) for line, row in enumerate(table, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise MeasurementError(f"{file}: cannot be read as a CSV file: {error}") from error
    if not found:
        raise MeasurementError(f"{file}: there is no measurement below the names of the columns")
    return found


def write_measurements(file: Path, measurements: Iterable[Measurement]) -> None:
    """Write measurements as a CSV file that `read_measurements` reads.

    Parameters
    ----------
    file : Path
        Where to.
    measurements : Iterable[Measurement]
        What to write.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*_TEXTS, *_NUMBERS, *CYCLE_UNITS])
        for one in measurements:
            texts = [getattr(one, name) for name in _TEXTS]
            numbers = [f"{getattr(one, name):.9g}" for name in _NUMBERS]
            writer.writerow([*texts, *numbers, *(f"{one.work.get(unit, 0):.9g}" for unit in CYCLE_UNITS)])


def _measurement(row: Mapping[str, str | None], file: Path, line: int) -> Measurement:
    """Read one row."""
    where = f"{file}:{line}"
    numbers = {name: _quantity(row.get(name) or "", name, where) for name in _NUMBERS}
    for name in ("clock_hz", "latency_s"):
        if not numbers[name] > 0:
            raise MeasurementError(f"{where}: {name} must be above zero, not {row.get(name)!r}")
    texts = {name: (row.get(name) or "").strip() for name in _TEXTS}
    for name in ("core", "stack", "model"):
        if not texts[name]:
            raise MeasurementError(f"{where}: {name} is empty")
    try:
        texts["core"] = choose_core(texts["core"], tuple(INSTRUCTION_SETS)).name
    except UsageError as error:
        raise MeasurementError(f"{where}: {error}") from error
    texts["stack"] = _stack(texts["stack"], where)
    texts["board"] = re.sub(r"[^a-z0-9.]+", "-", texts["board"].casefold()).strip("-")
    texts["system"] = texts["system"] or f"{texts['board']} {texts['stack']}"
    texts["family"] = texts["family"] or texts["model"]
    work = _work(row, where) or _file_work(texts["model"], texts["stack"], file.parent, where)
    found = Measurement(
        **{name: texts[name] for name in _TEXTS},
        clock_hz=numbers["clock_hz"],
        latency_s=numbers["latency_s"],
        work=work,
        energy_j=numbers["energy_j"],
        supply_v=numbers["supply_v"],
    )
    _believe(found, where)
    return found


def _stack(text: str, where: str) -> str:
    """Spell a kernel library as profiles do; a new one keeps its name."""
    folded = re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-.")
    if folded == text:
        return text
    try:
        known = match_stack(text, STACKS)
    except UsageError:
        return folded
    if split_stack(text)[0] != split_stack(known.name)[0]:
        raise MeasurementError(f"{where}: {known.note}; write which in column stack")
    return folded if known.note else known.name


def _quantity(text: str, name: str, where: str) -> float:
    """Read a number in SI units, or one with its unit; not a number where there is none."""
    try:
        return float(text) if text.strip() else math.nan
    except ValueError:
        pass
    try:
        return parse_quantity(text, _DIMENSIONS[name])
    except UnitError as error:
        raise MeasurementError(f"{where}: {name}: {error}") from error


def _work(row: Mapping[str, str | None], where: str) -> dict[str, float]:
    """Read the units of work; none where all are missing or nothing."""
    found = {}
    for unit in CYCLE_UNITS:
        try:
            found[unit] = float(row.get(unit) or 0)
        except ValueError as error:
            raise MeasurementError(f"{where}: {unit} is no number: {row[unit]!r}") from error
        if not 0 <= found[unit] < math.inf:
            raise MeasurementError(f"{where}: {unit} must not be below zero: {row[unit]!r}")
    return found if any(found.values()) else {}


def _file_work(model: str, stack: str, folder: Path, where: str) -> dict[str, float]:
    """Count the work of a network beside the CSV file."""
    file = folder / model
    if not file.is_file():
        raise MeasurementError(
            f"{where}: the row counts no work ({CYCLE_UNITS[0]} …), and there is no file {file} to count it from"
        )
    try:
        network = read_model(file)
    except InputError as error:
        raise MeasurementError(f"{where}: {error}") from error
    drops = drops_dead_channels(stack)
    work = add_up(operator.live_work if drops else operator.work for operator in network.operators)
    return {unit: float(work.get(unit, 0)) for unit in CYCLE_UNITS}


def _believe(one: Measurement, where: str) -> None:
    """Refuse a time that no kernel takes: its unit must be wrong."""
    factor = PRIOR_FACTOR[INSTRUCTION_SETS[one.core]]
    expected = factor * math.fsum(PRIOR_CYCLES[unit] * one.work[unit] for unit in CYCLE_UNITS)
    ratio = math.exp(one.log_cycles) / expected
    if not 1 / _BELIEVABLE < ratio < _BELIEVABLE:
        raise MeasurementError(
            f"{where}: {one.latency_s:g} s at {one.clock_hz:g} Hz are {ratio:.2g} times the cycles that {one.model} "
            "should take: is clock_hz in hertz and latency_s in seconds (or '120 MHz', '80 ms')?"
        )

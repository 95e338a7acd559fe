"""One measured latency with the work it took, and files of such measurements."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from simgui.core.errors import SimguiError
from simgui.models.calibration.units import CYCLE_UNITS
from simgui.models.stack_name import split_stack

_TEXTS = ("source", "system", "board", "core", "stack", "model", "family")
_NUMBERS = ("clock_hz", "latency_s", "energy_j", "supply_v")


class MeasurementError(SimguiError):
    """A file of measurements cannot be read."""


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
        One row per measurement: the fields of `Measurement`, then one column per unit of work.

    Returns
    -------
    list[Measurement]
        In the order of the file.

    Raises
    ------
    MeasurementError
        If a column is missing or holds no number; names the line.
    """
    with file.open(encoding="utf-8", newline="") as stream:
        return [_measurement(row, f"{file}:{line}") for line, row in enumerate(csv.DictReader(stream), start=2)]


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


def _measurement(row: Mapping[str, str], where: str) -> Measurement:
    """Read one row."""
    try:
        texts = {name: row[name] for name in _TEXTS}
        clock_hz, latency_s, energy_j, supply_v = (float(row[name] or math.nan) for name in _NUMBERS)
        work = {unit: float(row.get(unit) or 0) for unit in CYCLE_UNITS}
    except (KeyError, TypeError, ValueError) as error:
        raise MeasurementError(f"{where}: {error} is missing or no number") from error
    if not (clock_hz > 0 and latency_s > 0):
        raise MeasurementError(f"{where}: clock_hz and latency_s must be above zero")
    return Measurement(**texts, clock_hz=clock_hz, latency_s=latency_s, work=work, energy_j=energy_j, supply_v=supply_v)

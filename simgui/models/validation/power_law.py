"""Power while inferring, by board, supply and library, fitted to other systems."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

import numpy as np

from simgui.models.calibration.measurement import Measurement
from simgui.models.cost_model import clock_scale

_SPREAD = {"board": 0.8, "supply": 0.15, "stack": 0.1}
"""Standard deviations of the logarithm beforehand: boards differ much, libraries on one board little. [-]"""
_LINEAR = ("nucleo-l4r5zi",)
"""Boards that feed the core by the chip's linear regulator: the current stays when the supply rises."""
_NOISE = 0.05
_USUAL_W = 0.05
_USUAL_HZ = 100e6
_SMPS_CORE_V, _SMPS_EFFICIENCY, _LDO_V = 1.28, 0.9, 1.8
"""An external converter feeds the core domain of an STM32L4R5 at the voltage of range 1 boost; the linear regulator
of other boards passes the same current from the supply. Voltage and efficiency are assumptions. [V], [-], [V]"""


def power_elsewhere(one: Measurement, measurements: Sequence[Measurement]) -> float | None:
    """Predict the power of a measurement from other systems on its board.

    Parameters
    ----------
    one : Measurement
        What is predicted.
    measurements : Sequence[Measurement]
        What may be known, the measurement's own system left out here.

    Returns
    -------
    float | None
        Power while inferring; None for a board nobody else measured. [W]
    """
    known = [other for other in measurements if other.system != one.system and not math.isnan(other.energy_j)]
    if not any(other.board == one.board for other in known):
        return None
    twin = has_smps(one) and not any(has_smps(other) for other in known)
    asked = _levels(one, supply="1.8" if twin else None)
    terms: dict[tuple[str, str], int] = {}
    for other in known:
        for level in _levels(other):
            terms.setdefault(level, len(terms))
    marks = np.zeros((len(known), len(terms)))
    for index, other in enumerate(known):
        for level in _levels(other):
            marks[index, terms[level]] = 1.0
    variance = np.array([_SPREAD[kind] ** 2 for kind, _ in terms])
    seen = np.array([math.log(other.energy_j / other.latency_s) - _usual(other) for other in known])
    gram = (marks * variance) @ marks.T + _NOISE**2 * np.eye(len(known))
    asking = np.zeros(len(terms))
    for level in asked:
        if level in terms:
            asking[terms[level]] = 1.0
    mean = _usual(one) + float((asking * variance) @ marks.T @ np.linalg.solve(gram, seen))
    return math.exp(mean) * (_SMPS_CORE_V / (_SMPS_EFFICIENCY * _LDO_V) if twin else 1.0)


def power_of_device(one: Measurement, measurements: Sequence[Measurement]) -> float | None:
    """Give the power measured on the same device with other networks.

    Parameters
    ----------
    one : Measurement
        What is predicted.
    measurements : Sequence[Measurement]
        All there are.

    Returns
    -------
    float | None
        Median power of the same set-up with other networks; None where there is none. [W]
    """
    powers = [
        other.energy_j / other.latency_s
        for other in measurements
        if other.system == one.system and other.model != one.model and not math.isnan(other.energy_j)
    ]
    return median(powers) if powers else None


def has_smps(one: Measurement) -> bool:
    """Whether the board feeds its core from an external converter."""
    return "L4R5ZI-P" in one.system


def _levels(one: Measurement, supply: str | None = None) -> tuple[tuple[str, str], ...]:
    """Name what adds up for a measurement."""
    told = supply or _supply(one)
    return ("board", one.board), ("supply", f"{one.board} {told}"), ("stack", one.stack)


def _supply(one: Measurement) -> str:
    """Tell the supply roughly: 3.0 and 3.3 V are one."""
    if has_smps(one):
        return "SMPS"
    if math.isnan(one.supply_v):
        return "unknown"
    return "1.8" if one.supply_v < 2.5 else "3"


def _usual(one: Measurement) -> float:
    """Give the logarithm of what a board draws that nobody measured. [-]"""
    volts = one.supply_v / _LDO_V if one.board in _LINEAR and one.supply_v > 0 and not has_smps(one) else 1.0
    return math.log(_USUAL_W * clock_scale(one.clock_hz / _USUAL_HZ) * volts)

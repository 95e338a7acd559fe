"""Latency on Cortex-M with what is predicted left out of the fit, and on accelerators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from simgui.models.calibration.accelerators import Case, all_cases
from simgui.models.calibration.chips import ethos_u55, gap9
from simgui.models.calibration.law import UPPER_80
from simgui.models.calibration.leave_out import Guess, in_sample, leave_board_out_calibrated, leave_out
from simgui.models.calibration.measurement import Measurement
from simgui.models.validation.comparison import Finding, Point, Section

_N6_TARGET = (15.0, 30.0)
_FAMILY_NOTE = (
    "families by architecture, wider than by file; 9.2 % before X-CUBE-AI 10.0 as the model zoo sets it (balanced) was "
    "told apart from 9.0 and 10.2 of MLPerf Tiny, 9.0 % where the inner folds alone choose that; tried without gain: "
    "priors of greatest marginal likelihood (10.5 % median), weight bytes charged (9.9), outputs of depthwise layers "
    "priced apart (11.4), convolutions over one channel priced as others (11.5), correlated convolutions (9.4)"
)


def cortex_m_section(measurements: Sequence[Measurement]) -> tuple[Section, list[Guess]]:
    """Leave systems, families and boards out in turn.

    Parameters
    ----------
    measurements : Sequence[Measurement]
        Every int8 latency on Cortex-M.

    Returns
    -------
    tuple[Section, list[Guess]]
        The part of the report, and the predictions of systems left out, for energy.
    """
    systems = leave_out(measurements, lambda one: one.system)
    families = leave_out(measurements, lambda one: one.family)
    boards = leave_out(measurements, lambda one: one.board)
    calibrated = leave_board_out_calibrated(measurements)
    findings = (
        Finding("in the fit", _points(in_sample(measurements))),
        Finding("a system left out", _points(systems), 5, 20),
        Finding("a model family left out", _points(families), 9, 28, _FAMILY_NOTE),
        Finding("a board left out", _points(boards), 12, 38, "an unseen core or library goes with its only board"),
        Finding("a board left out, one row of it seen", _points(calibrated), 8, 25, "every row in turn calibrates"),
    )
    held = [
        f"80 % intervals hold {_held(guesses):.0f} % of rows with a {name} left out (target 75 to 90 %)."
        for name, guesses in (("system", systems), ("family", families), ("board", boards))
    ]
    return Section("Latency, int8 on Cortex-M", "s", findings, held), systems


def accelerator_section(truth: Path) -> Section:
    """Leave networks out of each accelerator's own law in turn."""
    cases = (*all_cases(truth), gap9(truth), ethos_u55(truth))
    return Section("Latency on accelerators and application processors", "s", tuple(map(_finding, cases)))


def _finding(case: Case) -> Finding:
    errors = case.errors_left_out()
    points = tuple(
        Point(case.name, label, float(seconds), float(seconds * np.exp(error)))
        for label, seconds, error in zip(case.labels, case.seconds, errors, strict=True)
    )
    median, p90 = _N6_TARGET if "Neural-ART" in case.name else (math.inf, math.inf)
    return Finding(f"{case.name}, network left out", points, median, p90, case.note)


def _points(guesses: Sequence[Guess]) -> tuple[Point, ...]:
    return tuple(
        Point(
            guess.measurement.core,
            f"{guess.measurement.board}, {guess.measurement.stack}, {guess.measurement.model.rpartition('/')[2]}",
            guess.measurement.latency_s,
            guess.measurement.latency_s * math.exp(guess.log_error),
        )
        for guess in guesses
    )


def _held(guesses: Sequence[Guess]) -> float:
    """Give the share of measurements within their 80 % intervals. [%]"""
    inside = [abs(guess.log_error) <= UPPER_80 * guess.log_spread for guess in guesses]
    return 100 * sum(inside) / len(inside)

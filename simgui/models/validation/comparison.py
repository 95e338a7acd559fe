"""A predicted number beside a measured one, and targets for many of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simgui.models.calibration.leave_out import Accuracy, accuracy


@dataclass(frozen=True, slots=True)
class Point:
    """A predicted number beside a measured one.

    Parameters
    ----------
    group : str
        What it is drawn as: a core, an accelerator.
    label : str
        What was measured where.
    measured, predicted : float
        In one unit.
    """

    group: str
    label: str
    measured: float
    predicted: float

    @property
    def percent(self) -> float:
        """Absolute percentage error. [%]"""
        return abs(self.predicted / self.measured - 1) * 100


@dataclass(frozen=True, slots=True)
class Finding:
    """How well one thing is predicted.

    Parameters
    ----------
    name : str
        What was predicted, and what had not been seen.
    points : tuple[Point, ...]
        The predictions.
    median_target, p90_target : float
        What was asked for; infinite where nothing was. [%]
    note : str
        What to know about it.
    """

    name: str
    points: tuple[Point, ...]
    median_target: float = math.inf
    p90_target: float = math.inf
    note: str = ""

    @property
    def accuracy(self) -> Accuracy:
        """Errors over all points."""
        return accuracy([point.percent for point in self.points])

    @property
    def verdict(self) -> str:
        """Whether the targets are met."""
        if math.isinf(self.median_target):
            return "stated"
        found = self.accuracy
        by = max(found.median - self.median_target, found.p90 - self.p90_target)
        return "met" if by <= 0 else f"missed by {by:.1f} points"

    @property
    def target(self) -> str:
        """What was asked for, as text."""
        if math.isinf(self.median_target):
            return "–"
        if math.isinf(self.p90_target):
            return f"{self.median_target:.3g} % median"
        return f"{self.median_target:.3g} / {self.p90_target:.3g} %"


@dataclass(frozen=True, slots=True)
class Check:
    """Something that holds or does not, beside percentages.

    Parameters
    ----------
    name : str
        What was looked at.
    cases : int
        How often. [-]
    found, target : str
        What came out, and what was asked for.
    is_met : bool
        Whether it holds.
    note : str
        What to know about it.
    """

    name: str
    cases: int
    found: str
    target: str
    is_met: bool
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the target is met."""
        return "met" if self.is_met else "missed"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report.

    Parameters
    ----------
    title : str
        Its heading.
    unit : str
        Unit of the points.
    findings : tuple[Finding, ...]
        Its rows.
    text : Sequence[str]
        Lines below the table.
    checks : tuple[Check, ...]
        Rows of another table.
    """

    title: str
    unit: str
    findings: tuple[Finding, ...]
    text: Sequence[str] = ()
    checks: tuple[Check, ...] = ()

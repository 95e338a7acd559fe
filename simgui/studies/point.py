"""One run of a study: what it sets, and what came of it."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from simgui.results.result import PlacementResult

Values = tuple[tuple[str, str], ...]
"""Pairs of path and value, in the order of the axes."""


@dataclass(frozen=True, slots=True)
class Point:
    """What one run sets.

    Parameters
    ----------
    placement : str
        Its name in the scenario.
    seed : int
        Seed of the run; points that share it share their random numbers.
    values : Values
        What the varied paths are set to.
    draw : int | None
        Which Monte Carlo draw of the profile numbers; None takes them as they are written.
    """

    placement: str
    seed: int
    values: Values = ()
    draw: int | None = None

    @property
    def key(self) -> str:
        """Names the point by its content, within one study."""
        content = json.dumps([self.placement, self.seed, self.values, self.draw], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:24]

    def __str__(self) -> str:
        """Say which point it is, for messages."""
        parts = [*(f"{path}={value}" for path, value in self.values), f"seed {self.seed}"]
        if self.draw is not None:
            parts.append(f"draw {self.draw}")
        return f"{self.placement} ({', '.join(parts)})"


class Status(StrEnum):
    """How a point ended."""

    DONE = "done"
    INFEASIBLE = "infeasible"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PointRow:
    """What came of a point.

    Parameters
    ----------
    point : Point
        Which one.
    status : Status
        How it ended.
    reason : str
        Why it is infeasible or failed; empty for one that is done.
    result : PlacementResult | None
        None when it failed.
    """

    point: Point
    status: Status
    reason: str
    result: PlacementResult | None


def failed(point: Point, reason: str) -> PointRow:
    """Give the row of a point that could not be run."""
    return PointRow(point, Status.FAILED, reason, None)


def concluded(point: Point, result: PlacementResult) -> PointRow:
    """Give the row of a point that was run, or found infeasible."""
    status = Status.DONE if result.feasible else Status.INFEASIBLE
    return PointRow(point, status, result.infeasible_reason, result)

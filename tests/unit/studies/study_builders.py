"""Small studies to test with."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from builders.outcomes import placement
from builders.study_story import STUDY_STORY

from simgui.studies.axis import parse_axis
from simgui.studies.evaluator import Stop
from simgui.studies.point import Point, PointRow, concluded
from simgui.studies.session import StudyProgress
from simgui.studies.study import Study, StudyRequest, prepare

EVERY = "fleet.valves.tasks.burst.every"
CAPACITY = "device_profiles.batteries.er34615.capacity"


def story(folder: Path) -> str:
    """Write the small scenario and give its path."""
    file = folder / "small.yaml"
    file.write_text(STUDY_STORY)
    return str(file)


def a_study(folder: Path, *vary: str, **request: object) -> Study:
    """Prepare a study of the small scenario."""
    axes = tuple(map(parse_axis, vary))
    return prepare(StudyRequest(story(folder), axes=axes, **request))  # type: ignore[arg-type]


class Quiet:
    """Watches a study and says nothing; stops it once so many points are through."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.heard: list[StudyProgress] = []
        self._stop_after = stop_after

    def tell(self, progress: StudyProgress) -> None:
        self.heard.append(progress)

    def cancelled(self) -> bool:
        return self._stop_after is not None and bool(self.heard) and self.heard[-1].done >= self._stop_after


class FormulaExecutor:
    """Gives KPIs by a formula instead of a simulation, and remembers what it was asked."""

    def __init__(self, formula: "Formula") -> None:
        self._formula = formula
        self.asked: list[Point] = []

    def run(self, points: Sequence[Point], stop: Stop) -> Iterator[PointRow]:
        for point in points:
            if stop():
                return
            self.asked.append(point)
            kpis = self._formula(point)
            yield concluded(point, placement(point.placement, seed=point.seed, kpis=kpis))

    def close(self) -> None:
        """Nothing to close."""


class Formula:
    """KPIs of a point as a function of the first value it sets; override to taste."""

    def __call__(self, point: Point) -> Mapping[str, float]:
        raise NotImplementedError


def first_number(point: Point) -> float:
    """Give the number that the first value of a point starts with."""
    return float(point.values[0][1].split()[0])


def facts(row: PointRow) -> tuple[object, ...]:
    """Give what must not depend on where a point was run."""
    result = row.result
    return (row.point, row.status, row.reason, result and (result.trace_hash, sorted(map(repr, result.kpis.items()))))

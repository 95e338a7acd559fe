"""Runs points one after the other, keeping what they have in common: parts, models, verdicts."""

import hashlib
import traceback
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from simgui.core.errors import RunCancelled, SimguiError
from simgui.engine.choice import engine_for
from simgui.models.graph import Model
from simgui.models.tflite_file import read_model
from simgui.placement.strategies import compile_placement, detector_of
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Infeasible
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, Part
from simgui.results.result import PlacementResult
from simgui.results.why.tolerance import draw_part
from simgui.results.why.varied_registry import VariedRegistry
from simgui.runs.options import RunOptions
from simgui.runs.outcome import infeasible, judged, simulate
from simgui.runs.perceive import open_cache
from simgui.runs.runner import chosen_placements
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import Override
from simgui.scenario.scenario import PlacementSpec, Scenario
from simgui.studies.assignment import Assignment
from simgui.studies.part_change import PREFIX, PartChange, apply_changes, parse_part_change
from simgui.studies.point import Point, PointRow, Values, concluded, failed
from simgui.studies.verdict_share import VerdictShare

_MOST_REGISTRIES = 8

Stop = Callable[[], bool]
"""Says whether to stop."""


def never() -> bool:
    """Never stop."""
    return False


class PointControl:
    """The control of an engine that runs a point: passes on the wish to stop, reports nothing.

    Parameters
    ----------
    stop : Callable
        Whether to stop.
    """

    def __init__(self, stop: Stop) -> None:
        self._stop = stop

    def progress(self, time_ns: int, jobs: int) -> None:
        """Hear how far the engine is, and tell nobody."""

    def cancelled(self) -> bool:
        """Tell whether to stop."""
        return self._stop()

    def heard(self, _share: float) -> None:
        """Hear how far the inferences are.

        Raises
        ------
        RunCancelled
            If the run is to stop.
        """
        if self._stop():
            raise RunCancelled("cancelled")


class Evaluator:
    """Runs the points of one study in one process.

    Parameters
    ----------
    assignment : Assignment
        What all points share.
    stop : Callable
        Asked now and then whether to stop.
    """

    def __init__(self, assignment: Assignment, stop: Stop = never) -> None:
        self._assignment = assignment
        self._file = Path(assignment.scenario)
        self._control = PointControl(stop)
        self._parts = Registry.beside(self._file.parent)
        self._verdicts = VerdictShare(Path(assignment.share), open_cache())
        self._models: dict[Path, Model] = {}
        self._registries: dict[tuple[Values, int | None], Registry] = {}
        self._tolerance_seed: int | None = None

    def evaluate(self, point: Point) -> PointRow:
        """Run a point; whatever is wrong with it becomes its row.

        Raises
        ------
        RunCancelled
            If the run was stopped.
        """
        try:
            return concluded(point, self.run(point))
        except RunCancelled:
            raise
        except SimguiError as error:
            return failed(point, str(error))
        except Exception as error:  # noqa: BLE001 - the border of a point: a defect is a row, not a lost study
            return failed(point, f"internal error: {type(error).__name__}: {error}\n{traceback.format_exc()}")

    def run(self, point: Point) -> PlacementResult:
        """Run a point.

        Raises
        ------
        SimguiError
            If it cannot be run.
        """
        started_s = monotonic()
        registry = self._registry(point)
        scenario = self.scenario(point.values)
        (placement,) = chosen_placements(scenario, RunOptions(placements=(point.placement,)))
        models = {key: self._model(ref.file) for key, ref in scenario.models.items()}
        perceived, notes = self._perceive(scenario, placement, models, point.seed)
        plan = compile_placement(scenario, placement, perceived, models, registry, seed=point.seed)
        if isinstance(plan, Infeasible):
            return infeasible(plan, point.seed, notes=notes, wall_s=monotonic() - started_s)
        engine = engine_for(plan, self._assignment.engine, workers=1)
        run = simulate(plan, engine, self._control, None)
        return judged(scenario, plan, run, notes=notes, wall_s=monotonic() - started_s)

    def scenario(self, values: Values) -> Scenario:
        """Load the scenario with some values set.

        Raises
        ------
        InputError
            If a value or path does not suit it.
        SimguiError
            If the file was changed since the study began.
        """
        own = (Override(path, value) for path, value in values if not path.startswith(PREFIX))
        if hashlib.sha256(self._file.read_bytes()).hexdigest() != self._assignment.file_digest:
            raise SimguiError(f"{self._file} was changed while the study ran; start it again")
        return load_scenario(self._file, overrides=(*self._assignment.changes, *own), registry=self._parts)

    def parts(self, values: Values, draw: int | None) -> Registry:
        """Give the parts with some of their numbers set or drawn.

        Raises
        ------
        UsageError, InputError
            If there is no such number, or the value does not suit it.
        """
        pairs = (*self._assignment.part_changes, *((p, v) for p, v in values if p.startswith(PREFIX)))
        if draw is None and not pairs:
            return self._parts
        changes = tuple(parse_part_change(path, value, self._parts) for path, value in pairs)
        seed = self._seed_of_tolerances() if draw is not None else 0
        return VariedRegistry(self._parts, _alteration(changes, draw, seed))

    def _registry(self, point: Point) -> Registry:
        key = (tuple(pair for pair in point.values if pair[0].startswith(PREFIX)), point.draw)
        if key not in self._registries:
            if len(self._registries) >= _MOST_REGISTRIES:
                del self._registries[next(iter(self._registries))]
            self._registries[key] = self.parts(*key)
        return self._registries[key]

    def _seed_of_tolerances(self) -> int:
        """Give the scenario's own seed: replications must not change what we do not know about the parts."""
        if self._tolerance_seed is None:
            self._tolerance_seed = self.scenario(()).seed
        return self._tolerance_seed

    def _model(self, file: Path) -> Model:
        if file not in self._models:
            self._models[file] = read_model(file)
        return self._models[file]

    def _perceive(
        self, scenario: Scenario, placement: PlacementSpec, models: dict[str, Model], seed: int
    ) -> tuple[dict[tuple[str, str], Perceived], tuple[str, ...]]:
        perceived: dict[tuple[str, str], Perceived] = {}
        notes: dict[str, None] = {}
        for group in scenario.groups.values():
            for task in group.tasks:
                detector = detector_of(placement, group, task)
                perceived[group.name, task.name], its_notes = self._verdicts.perceive(
                    scenario, group, task, detector, seed=seed, models=models, heard=self._control.heard
                )
                notes |= dict.fromkeys(its_notes)
        return perceived, tuple(notes)


def _alteration(changes: tuple[PartChange, ...], draw: int | None, seed: int) -> Callable[[Kind, str, Part], Part]:
    """Draw first, then set: what was asked for is not drawn."""

    def alter(kind: Kind, name: str, part: Part) -> Part:
        drawn = part if draw is None else draw_part(kind, name, part, seed=seed, draw=draw)
        return apply_changes(changes, kind, name, drawn)

    return alter

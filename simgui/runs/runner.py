"""Runs a scenario: every placement with every seed, from perception to judged KPIs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from time import monotonic

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import RunCancelled, UsageError
from simgui.engine.choice import check_engine, engine_for
from simgui.models.graph import Model
from simgui.models.runtime import InferenceCache
from simgui.models.tflite_file import read_model
from simgui.placement.detector import DetectorSpec
from simgui.placement.strategies import compile_placement, detector_of
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Infeasible, Plan
from simgui.profiles.registry import Registry
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.results.run_store import save_run, trace_folder
from simgui.results.series_store import save_record
from simgui.results.trace_store import TraceWriter
from simgui.results.why.propagation import CERTAIN, Propagation, Uncertainty
from simgui.runs.manifest import make_manifest
from simgui.runs.messages import PlacementFinished, RunFinished
from simgui.runs.options import UNWATCHED, RunOptions, Watcher
from simgui.runs.outcome import Simulation, conclude, infeasible, judged, simulate
from simgui.runs.perceive import Perception, open_cache
from simgui.runs.steps import Steps
from simgui.runs.telling_series import TellingSeries
from simgui.scenario.group import Group
from simgui.scenario.scenario import PlacementSpec, Scenario
from simgui.scenario.task import Task


def run_scenario(scenario: Scenario, options: RunOptions, watch: Watcher = UNWATCHED) -> ScenarioResult:
    """Run a scenario and judge it.

    Parameters
    ----------
    scenario : Scenario
        What to simulate.
    options : RunOptions
        Which placements and seeds, on which engine, and where to keep the results.
    watch : Watcher
        Hears of the progress, of every placement that is through, and of the end (`RunFinished`); may cancel.

    Returns
    -------
    ScenarioResult
        Placements in the scenario's order, then by seed. After a cancellation, those that were finished, without
        advice.

    Raises
    ------
    UsageError
        If a placement or engine does not exist, or a trace has nowhere to go.
    SimguiError
        If something cannot be read, inferred or written.
    """
    if options.trace and options.out is None:
        raise UsageError("a trace is kept in the run folder: name one")
    placements = chosen_placements(scenario, options)
    seeds = options.seeds or (scenario.seed,)
    check_engine(options.engine)
    registry = Registry.beside(scenario.file.parent)
    models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
    session = _Session(
        scenario=scenario,
        options=options,
        registry=registry,
        models=models,
        cache=open_cache(),
        steps=Steps(watch, len(placements) * len(seeds), scenario.duration_s),
    )
    done: dict[tuple[str, int], PlacementResult] = {}
    cancelled = False
    try:
        for seed, placement in product(seeds, placements):
            done[placement.name, seed] = session.run(placement, seed)
            watch.tell(PlacementFinished(done[placement.name, seed]))
    except RunCancelled:
        cancelled = True
    ordered = tuple(done[p.name, s] for p, s in product(placements, seeds) if (p.name, s) in done)
    result = conclude(scenario, ordered, complete=not cancelled)
    if options.out is not None:
        save_run(options.out, result, make_manifest(result, scenario, models, registry))
    watch.tell(RunFinished(result, cancelled, "" if options.out is None else str(options.out)))
    return result


def chosen_placements(scenario: Scenario, options: RunOptions) -> tuple[PlacementSpec, ...]:
    """Give the placements to run, in the scenario's order.

    Raises
    ------
    UsageError
        If one does not exist, or there is none.
    """
    for name in options.placements:
        if name not in scenario.placements:
            hint = did_you_mean(name, scenario.placements) or f"it has {', '.join(scenario.placements)}"
            raise UsageError(f"{scenario.name} has no placement {name!r} ({hint})")
    if not scenario.placements:
        raise UsageError(f"{scenario.name} names no placements")
    return tuple(
        spec for name, spec in scenario.placements.items() if not options.placements or name in options.placements
    )


@dataclass(slots=True)
class _Session:
    """What the steps of a run share."""

    scenario: Scenario
    options: RunOptions
    registry: Registry
    models: Mapping[str, Model]
    cache: InferenceCache
    steps: Steps
    _seed: int | None = None
    _propagation: Propagation | None = None
    _perception: Perception | None = field(default=None)

    def run(self, placement: PlacementSpec, seed: int) -> PlacementResult:
        """Run one placement with one seed."""
        started_s = monotonic()
        self.steps.begin(placement.name)
        self.steps.inferred(0.0)
        perception = self._perception_of(seed)
        perceived, notes = self._perceive(placement, perception)
        plan = compile_placement(self.scenario, placement, perceived, self.models, self.registry, seed=seed)
        if isinstance(plan, Infeasible):
            return infeasible(plan, seed, notes=notes, wall_s=monotonic() - started_s)
        engine = engine_for(plan, self.options.engine)
        self.steps.expect_simulation()
        writer = self._trace_writer(plan)
        telling = TellingSeries(plan, self.steps, self.steps.watcher) if self.options.series else None
        run = simulate(plan, engine, self.steps, writer, telling)
        if run.record is not None and self.options.out is not None:
            save_record(self.options.out, run.record)
        doubt = self._doubt(placement, run)
        return judged(self.scenario, plan, run, notes=notes, wall_s=monotonic() - started_s, doubt=doubt)

    def _doubt(self, placement: PlacementSpec, run: Simulation) -> Uncertainty:
        """Work out what the tolerances of the profile numbers do to the KPIs."""
        if not self.options.intervals:
            return CERTAIN
        if self._propagation is None:
            self._propagation = Propagation(self.scenario, self.models, self.registry, self.options.intervals)
        return self._propagation.of(placement, run.seen, run.kpis)

    def _trace_writer(self, plan: Plan) -> TraceWriter | None:
        if not self.options.trace or self.options.out is None:
            return None
        return TraceWriter(trace_folder(self.options.out, plan.placement, plan.seed), plan)

    def _perception_of(self, seed: int) -> Perception:
        """Perceive once per seed; what was perceived with the seed before is forgotten."""
        if self._perception is None or self._seed != seed:
            self._perception = Perception(self.scenario, seed, self.models, self.cache)
            self._seed = seed
        return self._perception

    def _perceive(
        self, placement: PlacementSpec, perception: Perception
    ) -> tuple[dict[tuple[str, str], Perceived], tuple[str, ...]]:
        """Give what every task's detector says, and the notes on it."""
        wanted: list[tuple[Group, Task, DetectorSpec]] = [
            (group, task, detector_of(placement, group, task))
            for group in self.scenario.groups.values()
            for task in group.tasks
        ]
        unknown = [one for one in wanted if not perception.knows(*one)]
        if unknown:
            self.steps.expect_inference()
        for index, one in enumerate(unknown):
            perception.perceive(*one, heard=partial(self._inferred, index, len(unknown)))
        perceived = {(group.name, task.name): perception.perceive(group, task, spec) for group, task, spec in wanted}
        notes = tuple(dict.fromkeys(note for one in wanted for note in perception.notes(*one)))
        return perceived, notes

    def _inferred(self, index: int, total: int, share: float) -> None:
        """Hear which share of one of several detectors' windows is judged."""
        self.steps.inferred((index + share) / total)

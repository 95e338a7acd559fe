"""A study made ready: the scenario loaded and checked, every path tried, the points known."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simgui.core.errors import InputError, SimguiError, UsageError
from simgui.core.located_yaml import load_yaml
from simgui.core.paths import cache_dir
from simgui.engine.choice import check_engine
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, Part
from simgui.profiles.sourced import Sourced
from simgui.results.why.tolerance import drawn_numbers
from simgui.results.why.varied_registry import VariedRegistry
from simgui.runs.check import check_scenario
from simgui.runs.feasibility import find_infeasible
from simgui.runs.options import RunOptions
from simgui.runs.runner import chosen_placements
from simgui.scenario.load import find_scenario, load_scenario
from simgui.scenario.overrides import Override, apply_overrides
from simgui.scenario.path import parse_path
from simgui.scenario.scenario import Scenario
from simgui.studies.assignment import Assignment
from simgui.studies.axis import Axis
from simgui.studies.design import Design
from simgui.studies.identity import files_of, identify
from simgui.studies.part_change import PREFIX, current_text, parse_part_change

_MOST_TRIED = 200


@dataclass(frozen=True, slots=True)
class StudyRequest:
    """What a study was asked to do.

    Parameters
    ----------
    scenario : str
        File, or name of a shipped scenario.
    changes : tuple[Override, ...]
        What is replaced in every point; a path may lead into ``device_profiles``.
    axes : tuple[Axis, ...]
        What is varied.
    placements : tuple[str, ...]
        Empty means all of the scenario.
    seeds : tuple[int, ...]
        Replications; empty means the scenario's own seed.
    samples, draws : int
        Latin hypercube samples, and Monte Carlo draws. [-]
    engine : str
        Name of an engine.
    """

    scenario: str
    changes: tuple[Override, ...] = ()
    axes: tuple[Axis, ...] = ()
    placements: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    samples: int = 0
    draws: int = 0
    engine: str = "auto"


@dataclass(frozen=True, slots=True)
class Study:
    """A study that can be run.

    Parameters
    ----------
    request : StudyRequest
        What was asked.
    scenario : Scenario
        Without any variation.
    assignment : Assignment
        What workers need.
    design : Design
        Its points.
    identity : Mapping[str, str]
        What its rows depend on.
    files : frozenset[Path]
        Models and recordings its points use.
    """

    request: StudyRequest
    scenario: Scenario
    assignment: Assignment
    design: Design
    identity: Mapping[str, str]
    files: frozenset[Path]

    @property
    def folder(self) -> Path:
        """Where rows are kept when no folder is named: the same command finds them again."""
        return cache_dir() / "studies" / self.identity["base"][:16]

    def toleranced(self) -> dict[str, Sourced]:
        """Give the profile numbers that draws change, of the parts that the scenario uses."""
        registry = VariedRegistry(Registry.beside(self.scenario.file.parent), _as_it_is)
        find_infeasible(self.scenario, registry)
        found: dict[str, Sourced] = {}
        for kind, name in registry.used:
            found |= drawn_numbers(kind, name, registry.get(kind, name))
        for path, _ in self.assignment.part_changes:
            change = parse_part_change(path, current_text(path, registry), registry)
            found.pop(f"{change.kind.folder}/{change.part}.{change.field}", None)
        return found

    def current(self, path: str) -> str:
        """Give what a path is set to without any variation, as written.

        Raises
        ------
        UsageError
            If the file does not say.
        """
        if path.startswith(PREFIX):
            set_to = dict(self.assignment.part_changes).get(path)
            return set_to or current_text(path, Registry.beside(self.scenario.file.parent))
        node = apply_overrides(load_yaml(self.scenario.file), self.assignment.changes)
        for step in parse_path(path):
            children = node.value
            if isinstance(children, dict) and step in children:
                node = children[str(step)]
            elif isinstance(children, list) and isinstance(step, int) and step < len(children):
                node = children[step]
            else:
                raise UsageError(f"the scenario does not say what {path} is: name the range to search as low..high")
        return "" if isinstance(node.value, dict | list) else str(node.value)


def prepare(request: StudyRequest) -> Study:
    """Load and check everything a study needs.

    Parameters
    ----------
    request : StudyRequest
        What to do.

    Raises
    ------
    InputError
        If the scenario is wrong, or no value of an axis suits it.
    UsageError
        If a placement, engine or path does not exist, or the design is contradictory.
    """
    file = find_scenario(request.scenario)
    changes = tuple(change for change in request.changes if not change.path.startswith(PREFIX))
    part_changes = tuple((c.path, c.value) for c in request.changes if c.path.startswith(PREFIX))
    registry = Registry.beside(file.parent)
    scenario = load_scenario(file, overrides=changes, registry=registry)
    problems = check_scenario(scenario, registry)
    if problems:
        raise InputError(problems)
    for path, value in part_changes:
        parse_part_change(path, value, registry)
    check_engine(request.engine)
    placements = tuple(spec.name for spec in chosen_placements(scenario, RunOptions(placements=request.placements)))
    files = files_of(scenario)
    for axis in request.axes:
        files |= _try(axis, file, changes, registry)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assignment = Assignment(str(file.absolute()), digest, changes, part_changes, request.engine, "")
    seeds = request.seeds or (scenario.seed,)
    design = Design(request.axes, placements, seeds, request.samples, request.draws, scenario.seed)
    design.variants()
    return Study(request, scenario, assignment, design, identify(assignment, files), frozenset(files))


def try_path(study: Study, axis: Axis) -> None:
    """Make sure that a path exists and takes at least one of an axis' values.

    Raises
    ------
    InputError, UsageError
        If it does not.
    """
    registry = Registry.beside(study.scenario.file.parent)
    _try(axis, study.scenario.file, study.assignment.changes, registry)


def _try(axis: Axis, file: Path, changes: Sequence[Override], registry: Registry) -> set[Path]:
    """Load the scenario with each value of an axis; give the files that are read, or raise when none suits."""
    values = axis.values if axis.span is None else tuple(axis.span.text(v) for v in (axis.span.low, axis.span.high))
    files: set[Path] = set()
    errors: list[SimguiError] = []
    for value in values[:_MOST_TRIED]:
        try:
            if axis.path.startswith(PREFIX):
                parse_part_change(axis.path, value, registry)
            else:
                overrides = (*changes, Override(axis.path, value))
                files |= files_of(load_scenario(file, overrides=overrides, registry=registry))
        except SimguiError as error:
            errors.append(error)
    if len(errors) == len(values[:_MOST_TRIED]):
        raise errors[0]
    return files


def _as_it_is(_kind: Kind, _name: str, part: Part) -> Part:
    return part

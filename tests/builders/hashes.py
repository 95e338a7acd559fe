"""Prints trace hashes, so that a test can compare processes: ``python -m builders.hashes <file> <seed> <cache>``."""

import sys
from pathlib import Path

from builders.plans import Unwatched
from builders.random_plans import random_plan
from simgui.engine.reference.engine import ReferenceEngine
from simgui.models.runtime import InferenceCache
from simgui.models.tflite_file import read_model
from simgui.placement.strategies import compile_placement, detector_of
from simgui.plan.plan import Infeasible, Plan
from simgui.plan.trace import TraceHash
from simgui.profiles.registry import Registry
from simgui.runs.perceive import Perception
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

RANDOM_SEEDS = (1, 2, 3, 4)


def hash_of(plan: Plan) -> str:
    """Run a plan and give the hash of its trace."""
    sink = TraceHash(plan)
    ReferenceEngine().run(plan, sink, Unwatched())
    return sink.hexdigest()


def perception_of(scenario: Scenario, seed: int, cache: Path) -> Perception:
    """Perceive a scenario."""
    models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
    return Perception(scenario, seed, models, InferenceCache(cache))


def plan_of(scenario: Scenario, placement: str, seed: int, cache: Path) -> Plan:
    """Compile a placement of a scenario."""
    perception = perception_of(scenario, seed, cache)
    spec = scenario.placements[placement]
    perceived = {
        (group.name, task.name): perception.perceive(group, task, detector_of(spec, group, task))
        for group in scenario.groups.values()
        for task in group.tasks
    }
    models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
    plan = compile_placement(scenario, spec, perceived, models, Registry(), seed=seed)
    assert not isinstance(plan, Infeasible), plan
    return plan


def hashes(file: Path, seed: int, cache: Path) -> list[str]:
    """Give the hashes of all placements of a scenario, then of some random plans."""
    scenario = load_scenario(file)
    found = [hash_of(plan_of(scenario, name, seed, cache)) for name in scenario.placements]
    return found + [hash_of(random_plan(one)) for one in RANDOM_SEEDS]


if __name__ == "__main__":
    print("\n".join(hashes(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))  # noqa: T201 - the caller reads it

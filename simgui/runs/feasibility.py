"""Which placements cannot be built, found without running anything."""

from collections.abc import Iterator

import numpy as np

from simgui.models.tflite_file import read_model
from simgui.placement.strategies import compile_placement
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Infeasible, Plan
from simgui.plan.verdicts import Events, TaskVerdicts, VerdictPool
from simgui.profiles.registry import Registry
from simgui.scenario.scenario import Group, Scenario


def find_infeasible(scenario: Scenario, registry: Registry) -> tuple[Infeasible, ...]:
    """Compile every placement of a scenario and keep what does not fit.

    Parameters
    ----------
    scenario : Scenario
        As loaded, without problems.
    registry : Registry
        Where its profiles are looked up.

    Returns
    -------
    tuple[Infeasible, ...]
        Reason and remedies, in the scenario's order of placements.
    """
    return tuple(outcome for outcome in _compiled(scenario, registry) if isinstance(outcome, Infeasible))


def find_late_control(scenario: Scenario, registry: Registry) -> tuple[str, ...]:
    """Compile every placement and say which control tasks may miss their deadlines, by response-time analysis.

    Parameters
    ----------
    scenario : Scenario
        As loaded, without problems.
    registry : Registry
        Where its profiles are looked up.

    Returns
    -------
    tuple[str, ...]
        Sentences that begin with the placement.
    """
    if not any(group.control_tasks for group in scenario.groups.values()):
        return ()
    return tuple(
        f"{plan.placement}: {text}"
        for plan in _compiled(scenario, registry)
        if isinstance(plan, Plan)
        for group in plan.groups
        if group.control is not None
        for text in group.control.warnings
    )


def _compiled(scenario: Scenario, registry: Registry) -> Iterator[Plan | Infeasible]:
    """Compile every placement as if nothing had been seen."""
    models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
    unheard = {(group.name, task.name): _unheard(group) for group in scenario.groups.values() for task in group.tasks}
    for spec in scenario.placements.values():
        yield compile_placement(scenario, spec, unheard, models, registry, seed=scenario.seed)


def _unheard(group: Group) -> Perceived:
    """Stand in for perception: no window ends; what fits where does not depend on what was seen."""
    none, each = np.zeros(0, dtype=np.int64), np.zeros(group.count, dtype=np.int64)
    cell = np.zeros((1, 1, 1, 1), dtype=np.int8)
    pool = VerdictPool(cell, cell.astype(np.float32), cell, real_inferences=0, recorded=False)
    events = Events(none.astype(np.int32), none, none, none.astype(np.int8))
    verdicts = TaskVerdicts(
        pool=pool,
        stream=each.astype(np.int32),
        offset=each,
        events=events,
        first_job=none,
        last_job=none,
        bin_first_job=np.zeros((group.count, 1), dtype=np.int64),
    )
    return Perceived(each, each, verdicts)

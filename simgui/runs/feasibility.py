"""Which placements cannot be built, found without running anything."""

import numpy as np

from simgui.models.tflite_file import read_model
from simgui.placement.strategies import compile_placement
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Infeasible
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
    models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
    unheard = {(group.name, task.name): _unheard(group) for group in scenario.groups.values() for task in group.tasks}
    compiled = (
        compile_placement(scenario, spec, unheard, models, registry, seed=scenario.seed)
        for spec in scenario.placements.values()
    )
    return tuple(outcome for outcome in compiled if isinstance(outcome, Infeasible))


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

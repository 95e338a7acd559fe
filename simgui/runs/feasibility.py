"""Which placements cannot be built, found without running anything."""

from collections.abc import Iterator

from simgui.models.tflite_file import read_model
from simgui.placement.strategies import compile_placement
from simgui.plan.plan import Infeasible, Plan
from simgui.profiles.registry import Registry
from simgui.results.why.thinning import unheard
from simgui.scenario.scenario import Scenario


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
    nothing = unheard(scenario)
    for spec in scenario.placements.values():
        yield compile_placement(scenario, spec, nothing, models, registry, seed=scenario.seed)

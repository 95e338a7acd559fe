"""Whether a run passes: the budgets of the gated placements decide the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simgui.cli.quantities import shown
from simgui.results.result import Judgement, PlacementResult, ScenarioResult

FAILED = 1


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """What the gate says.

    Parameters
    ----------
    failures : tuple[str, ...]
        Why it stays shut, a line each; empty when it opens.
    warnings : tuple[str, ...]
        What could not be decided, a line each.
    """

    failures: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """Give 1 when something failed, else 0; an undecided budget has not failed."""
        return FAILED if self.failures else 0


def judge(result: ScenarioResult, gate: Sequence[str]) -> GateVerdict:
    """Hold the gated placements against their budgets.

    Parameters
    ----------
    result : ScenarioResult
        What was run.
    gate : Sequence[str]
        Placements the scenario names; where none of them was run, the recommended one stands in.

    Returns
    -------
    GateVerdict
        Failures and warnings; also a failure when no placement is feasible.
    """
    if not any(run.feasible for run in result.runs):
        return GateVerdict(("no placement is feasible",), ())
    gated = [run for run in result.runs if run.placement in gate]
    gated = gated or [run for run in result.runs if run.placement == result.recommended]
    if not gated:
        return GateVerdict(("no placement is recommended, and none of those run is gated",), ())
    several = len({run.seed for run in gated}) > 1
    failures: list[str] = []
    warnings: list[str] = []
    for run in gated:
        who = f"{run.placement} (seed {run.seed})" if several else run.placement
        if not run.feasible:
            failures.append(f"{who} is infeasible: {run.infeasible_reason}")
        failures.extend(f"{who} misses {budget}" for budget in _budgets(run, Judgement.FAIL))
        warnings.extend(
            f"{who}: its interval leaves undecided {budget}" for budget in _budgets(run, Judgement.UNDECIDED)
        )
    return GateVerdict(tuple(failures), tuple(warnings))


def _budgets(run: PlacementResult, judgement: Judgement) -> list[str]:
    return [
        f"{budget.key} {budget.limit} (is {shown(budget.kpi, budget.value)})"
        for budget in run.budgets
        if budget.judgement is judgement
    ]

"""Builds results as the command line gets them."""

from collections.abc import Mapping

from simgui.results.result import BudgetVerdict, Judgement, PlacementResult, ScenarioResult
from simgui.scenario.kpi import BUDGET_KEYS


def budget(
    key: str, limit: str, value: float, judgement: Judgement = Judgement.PASS, group: str | None = None
) -> BudgetVerdict:
    kpi = BUDGET_KEYS[key.rpartition("/")[2]].name
    return BudgetVerdict(key, kpi, group, limit, 0.0, value, judgement, 0.0)


def placement(
    name: str,
    *budgets: BudgetVerdict,
    seed: int = 7,
    kpis: Mapping[str, float] | None = None,
    notes: Mapping[str, str] | None = None,
    breakdowns: Mapping[str, Mapping[str, float]] | None = None,
) -> PlacementResult:
    return PlacementResult(
        placement=name,
        seed=seed,
        engine="vectorised",
        engine_reason="nothing needs feedback",
        kpis=kpis or {},
        by_group={},
        intervals={},
        breakdowns=breakdowns or {},
        notes=notes or {},
        budgets=budgets,
        feasible=True,
        infeasible_reason="",
        remedies=(),
        real_inferences=8192,
        trace_hash="1-2-3",
        wall_s=1.0,
    )


def infeasible(name: str, reason: str, *remedies: str, seed: int = 7) -> PlacementResult:
    return PlacementResult(
        placement=name,
        seed=seed,
        engine="",
        engine_reason="",
        kpis={},
        by_group={},
        intervals={},
        breakdowns={},
        notes={},
        budgets=(),
        feasible=False,
        infeasible_reason=reason,
        remedies=remedies,
        real_inferences=0,
        trace_hash="",
        wall_s=0.0,
    )


def outcome(*runs: PlacementResult, recommended: str | None = None) -> ScenarioResult:
    return ScenarioResult(
        scenario="Motors",
        file="motors.yaml",
        digest="0" * 64,
        version="0.1.0",
        runs=runs,
        pareto=tuple(dict.fromkeys(run.placement for run in runs if run.feasible)),
        recommended=recommended,
        recommended_because="it meets every budget with the least power" if recommended else "",
        flips_if=("If there were over 2,000 motors, fog would be cheaper.",) if recommended else (),
    )

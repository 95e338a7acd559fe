"""Small results for the tests of judging, advising, exporting and comparing."""

from collections.abc import Mapping

from simgui.core.diagnostics import Location
from simgui.core.units import parse_comparison
from simgui.results.budgets import judge
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.scenario.kpi import BUDGET_KEYS
from simgui.scenario.scenario import Budget


def budget(key: str, text: str) -> Budget:
    group, _, name = key.rpartition("/")
    kpi = BUDGET_KEYS[name]
    return Budget(key, kpi.name, group or None, parse_comparison(text, kpi.dimension), text, Location("f.yaml", 1, 1))


BUDGETS = (budget("latency_p99", "<= 100 ms"), budget("battery_life", ">= 3 y"))
YEAR_S = 365.25 * 86400


def run(
    placement: str,
    *,
    seed: int = 7,
    latency_s: float = 0.05,
    life_y: float = 5.0,
    power_w: float = 0.001,
    cost_usd: float = 1.0,
    budgets: tuple[Budget, ...] = BUDGETS,
    infeasible: str = "",
    **kpis: float,
) -> PlacementResult:
    values: Mapping[str, float] = {
        "latency_p99_s": latency_s,
        "battery_life_s": life_y * YEAR_S,
        "device_power_w": power_w,
        "cost_usd_per_device_month": cost_usd,
        "bom_usd_per_device": 0.0,
        **kpis,
    }
    feasible = not infeasible
    return PlacementResult(
        placement=placement,
        seed=seed,
        engine="simpy",
        engine_reason="asked for",
        kpis=values if feasible else {},
        by_group={"motors": values} if feasible else {},
        intervals={"accuracy": (0.8, 0.9)} if feasible else {},
        breakdowns={
            "energy_by_cause_j": {"sleep": 1.0, "transmit": 3.0},
            "motors/energy_by_cause_j": {"sleep": 1.0, "transmit": 3.0},
        }
        if feasible
        else {},
        notes={"accuracy_kind": "synthetic"},
        budgets=judge(budgets, values, {"motors": values}, {}) if feasible else (),
        feasible=feasible,
        infeasible_reason=infeasible,
        remedies=("a smaller model",) if infeasible else (),
        real_inferences=16,
        trace_hash="2-00-00",
        wall_s=1.5,
    )


def result(*runs: PlacementResult) -> ScenarioResult:
    return ScenarioResult(
        scenario="Bearing wear",
        file="bearing.yaml",
        digest="ab" * 32,
        version="0.1.0",
        runs=runs,
        pareto=("edge",),
        recommended="edge",
        recommended_because="edge meets all 2 budgets.",
        flips_if=("fog would be chosen if it cost less.",),
    )

"""A placement over all its seeds, as the advice looks at it: at its worst."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simgui.core.units import Operator
from simgui.results.result import BudgetVerdict, Judgement, PlacementResult
from simgui.results.why.driver import Driver
from simgui.results.wording import operator_of

LIFE_MONTHS = 60
"""Parts are paid off over five years."""

_BADNESS = {Judgement.FAIL: 0, Judgement.UNDECIDED: 1, Judgement.PASS: 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A placement with its worst seed's figures.

    Parameters
    ----------
    name : str
        The placement.
    order : int
        Place among the scenario's placements.
    budgets : Mapping[str, BudgetVerdict]
        By key: the verdict of the seed that does worst.
    latency_s, power_w, cost_usd : float
        Worst 99th percentile of the latency, device power, and price per device and month with the parts paid off
        over five years; inf where unknown. [s], [W], [USD/month]
    infeasible_reason : str
        Why it cannot be built; empty when it can.
    drivers : Mapping[str, tuple[Driver, ...]]
        By KPI: the profile numbers that move it, of the first seed.
    """

    name: str
    order: int
    budgets: Mapping[str, BudgetVerdict]
    latency_s: float
    power_w: float
    cost_usd: float
    infeasible_reason: str
    drivers: Mapping[str, tuple[Driver, ...]] = field(default_factory=dict)

    def missed(self, relaxed: Mapping[str, float] | None = None) -> tuple[BudgetVerdict, ...]:
        """List the budgets that fail, also when some limits are moved to the given values; the worst first."""
        moved = relaxed or {}
        failed = [verdict for verdict in self.budgets.values() if verdict.judgement is Judgement.FAIL]
        failed = [verdict for verdict in failed if not _reaches(verdict, moved.get(verdict.key))]
        return tuple(sorted(failed, key=lambda verdict: verdict.margin))

    def in_doubt(self) -> tuple[BudgetVerdict, ...]:
        """List the budgets whose limit lies within the interval; one on a KPI that does not apply is none of them."""
        undecided = (verdict for verdict in self.budgets.values() if verdict.judgement is Judgement.UNDECIDED)
        return tuple(verdict for verdict in undecided if not math.isnan(verdict.value))

    def leaning(self) -> tuple[BudgetVerdict, ...]:
        """List the budgets in doubt whose value lies on the wrong side of the limit; the worst first."""
        return tuple(sorted((one for one in self.in_doubt() if one.margin < 0), key=lambda one: one.margin))

    def rank(self, relaxed: Mapping[str, float] | None = None) -> tuple[float, ...]:
        """Give the sort key: budgets missed, then in doubt, then price, then device power, then the scenario's order.

        A doubt whose value lies on the wrong side of its limit counts more than any number of others.
        """
        return (
            len(self.missed(relaxed)),
            len(self.leaning()),
            len(self.in_doubt()),
            round(self.cost_usd, 9),
            self.power_w,
            self.order,
        )


def candidates(runs: Sequence[PlacementResult]) -> list[Candidate]:
    """Gather the runs of each placement, in the scenario's order."""
    by_name: dict[str, list[PlacementResult]] = {}
    for run in runs:
        by_name.setdefault(run.placement, []).append(run)
    return [_candidate(name, order, its_runs) for order, (name, its_runs) in enumerate(by_name.items())]


def _candidate(name: str, order: int, runs: Sequence[PlacementResult]) -> Candidate:
    budgets: dict[str, BudgetVerdict] = {}
    for verdict in (verdict for run in runs for verdict in run.budgets):
        known = budgets.get(verdict.key)
        if known is None or _worse(verdict, known):
            budgets[verdict.key] = verdict
    reasons = [run.infeasible_reason or "no reason given" for run in runs if not run.feasible]
    return Candidate(
        name=name,
        order=order,
        budgets=budgets,
        latency_s=max(_known(run, "latency_p99_s") for run in runs),
        power_w=max(_known(run, "device_power_w") for run in runs),
        cost_usd=max(
            _known(run, "cost_usd_per_device_month") + _known(run, "bom_usd_per_device") / LIFE_MONTHS for run in runs
        ),
        infeasible_reason=reasons[0] if reasons else "",
        drivers=runs[0].drivers,
    )


def _known(run: PlacementResult, kpi: str) -> float:
    value = run.kpis.get(kpi, math.nan)
    return math.inf if math.isnan(value) else value


def _worse(first: BudgetVerdict, second: BudgetVerdict) -> bool:
    return (_BADNESS[first.judgement], first.margin) < (_BADNESS[second.judgement], second.margin)


def _reaches(verdict: BudgetVerdict, moved: float | None) -> bool:
    """Tell whether a value that misses its limit reaches a moved one."""
    if moved is None:
        return False
    match operator_of(verdict.limit):
        case Operator.AT_MOST | Operator.BELOW:
            return verdict.value <= moved
        case Operator.AT_LEAST | Operator.ABOVE:
            return verdict.value >= moved
        case Operator.EQUAL:
            return abs(verdict.value - verdict.limit_value) <= abs(moved - verdict.limit_value)

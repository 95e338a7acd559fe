"""Judges KPIs against the scenario's budgets."""

import math
from collections.abc import Mapping, Sequence

from simgui.core.units import Comparison, Operator
from simgui.results.result import BudgetVerdict, ClaimVerdict, Judgement
from simgui.scenario.scenario import Budget, Claim


def judge(
    budgets: Sequence[Budget],
    kpis: Mapping[str, float],
    by_group: Mapping[str, Mapping[str, float]],
    intervals: Mapping[str, tuple[float, float]],
) -> tuple[BudgetVerdict, ...]:
    """Judge every budget.

    A budget is undecided when the KPI's interval lies on both sides of the limit, and when the KPI does not apply
    (NaN: the recall of a run without events, the battery life of a device on mains), for nothing was measured that
    could break or keep it.

    Parameters
    ----------
    budgets : Sequence[Budget]
        What the scenario asks for.
    kpis : Mapping[str, float]
        Of the fleet. [SI]
    by_group : Mapping[str, Mapping[str, float]]
        Of each group. [SI]
    intervals : Mapping[str, tuple[float, float]]
        95 % intervals, keyed ``kpi`` or ``group/kpi``. [SI]

    Returns
    -------
    tuple[BudgetVerdict, ...]
        In the order of the budgets.
    """
    verdicts = []
    for budget in budgets:
        values = kpis if budget.group is None else by_group.get(budget.group, {})
        value = values.get(budget.kpi, math.nan)
        interval = intervals.get(budget.kpi if budget.group is None else f"{budget.group}/{budget.kpi}")
        verdicts.append(
            BudgetVerdict(
                key=budget.key,
                kpi=budget.kpi,
                group=budget.group,
                limit=budget.text,
                limit_value=budget.comparison.value,
                value=value,
                judgement=_judgement(budget.comparison, value, interval),
                margin=relative_margin(budget.comparison, value),
            )
        )
    return tuple(verdicts)


def judge_claims(
    claims: Sequence[Claim],
    kpis: Mapping[str, float],
    by_group: Mapping[str, Mapping[str, float]],
    intervals: Mapping[str, tuple[float, float]],
) -> tuple[ClaimVerdict, ...]:
    """Judge every claim as if it were a budget; the parameters are those of `judge`."""
    verdicts = judge([claim.limit for claim in claims], kpis, by_group, intervals)
    return tuple(ClaimVerdict(claim.says, verdict) for claim, verdict in zip(claims, verdicts, strict=True))


def _judgement(limit: Comparison, value: float, interval: tuple[float, float] | None) -> Judgement:
    if math.isnan(value) or (interval is not None and _straddles(limit, *interval)):
        return Judgement.UNDECIDED
    return Judgement.PASS if limit.holds(value) else Judgement.FAIL


def _straddles(limit: Comparison, low: float, high: float) -> bool:
    if limit.operator is Operator.EQUAL:
        return low < high and low <= limit.value <= high
    return limit.holds(low) != limit.holds(high)


def relative_margin(limit: Comparison, value: float) -> float:
    """Give the room before a limit relative to the limit, negative when it is missed; ±inf for a limit of 0. [-]"""
    margin = limit.margin(value)
    if margin == 0 or math.isnan(margin):
        return margin
    return margin / abs(limit.value) if limit.value else math.copysign(math.inf, margin)

"""What the rows of a study say together: a line per variant and placement, with intervals and where they come from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simgui.profiles.sourced import Basis, Sourced
from simgui.results.result import PlacementResult
from simgui.results.why.tolerance import factors_of
from simgui.studies.point import PointRow, Status, Values
from simgui.studies.statistics import central_interval, mean_interval, noise_share, rank_shares

FEWEST_DRAWS = 20
"""Draws below which no share of a spread is named. [-]"""

_MOST_SHARES = 5


@dataclass(frozen=True, slots=True)
class SpreadShare:
    """How much of a KPI's spread comes from one profile number: squared rank correlation. [-]"""

    number: str
    share: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One variant under one placement, over its seeds and draws.

    Parameters
    ----------
    values : Values
        The variant.
    placement : str
        The placement.
    runs, failed, infeasible : int
        Points that were run, failed, and could not be built. [-]
    kpis : Mapping[str, float]
        Mean over the seeds with the profile numbers as written. [SI]
    by_group : Mapping[str, Mapping[str, float]]
        The same for each group. [SI]
    intervals : Mapping[str, tuple[float, float]]
        See ``interval_kind``. [SI]
    interval_kind : str
        What the intervals are.
    p_meets_budgets : float
        Share of draws (or seeds) in which no budget is missed; NaN when nothing was run. [-]
    missed : Mapping[str, int]
        Runs that miss a budget, by budget key. [-]
    spread : Mapping[str, tuple[SpreadShare, ...]]
        By KPI: the profile numbers that most of the spread over the draws comes from.
    reason : str
        Why points failed or are infeasible: the first reason.
    """

    values: Values
    placement: str
    runs: int
    failed: int
    infeasible: int
    kpis: Mapping[str, float]
    by_group: Mapping[str, Mapping[str, float]]
    intervals: Mapping[str, tuple[float, float]]
    interval_kind: str
    p_meets_budgets: float
    missed: Mapping[str, int]
    spread: Mapping[str, tuple[SpreadShare, ...]] = field(default_factory=dict)
    reason: str = ""


def summarise(
    rows: Sequence[PointRow], numbers: Mapping[str, Sourced] | None = None, *, seed: int = 0
) -> list[SummaryLine]:
    """Put the rows of each variant and placement together, in the order in which they come.

    Parameters
    ----------
    rows : Sequence[PointRow]
        In the order of the design.
    numbers : Mapping[str, Sourced] | None
        Profile numbers that the draws change.
    seed : int
        Seed of the draws.
    """
    cells: dict[tuple[Values, str], list[PointRow]] = {}
    for row in rows:
        cells.setdefault((row.point.values, row.point.placement), []).append(row)
    return [_line(values, placement, cell, numbers or {}, seed) for (values, placement), cell in cells.items()]


def misses_budget(result: PlacementResult) -> list[str]:
    """List the budgets a run misses by its value; a KPI that does not apply misses none."""
    return [verdict.key for verdict in result.budgets if verdict.margin < 0]


def _line(
    values: Values, placement: str, cell: Sequence[PointRow], numbers: Mapping[str, Sourced], seed: int
) -> SummaryLine:
    nominal = [row.result for row in cell if row.status is Status.DONE and row.point.draw is None and row.result]
    drawn = [row for row in cell if row.status is Status.DONE and row.point.draw is not None]
    over = [row.result for row in drawn if row.result] or nominal
    chosen = [row for row in cell if row.point.draw is not None] or list(cell)
    counted = [row for row in chosen if row.status is not Status.FAILED]
    met = [row for row in counted if row.result is not None and row.result.feasible and not misses_budget(row.result)]
    missed: dict[str, int] = {}
    for row in counted:
        for key in misses_budget(row.result) if row.result else ():
            missed[key] = missed.get(key, 0) + 1
    intervals, kind = _intervals(over, nominal, is_drawn=bool(drawn))
    groups = {group for result in nominal for group in result.by_group}
    reasons = [row.reason for row in cell if row.reason]
    return SummaryLine(
        values=values,
        placement=placement,
        runs=len(cell),
        failed=sum(row.status is Status.FAILED for row in cell),
        infeasible=sum(row.status is Status.INFEASIBLE for row in cell),
        kpis=_means([result.kpis for result in nominal]),
        by_group={group: _means([result.by_group.get(group, {}) for result in nominal]) for group in sorted(groups)},
        intervals=intervals,
        interval_kind=kind,
        p_meets_budgets=len(met) / len(counted) if counted else math.nan,
        missed=missed,
        spread=_spread(drawn, numbers, seed),
        reason=reasons[0] if reasons else "",
    )


def _means(tables: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: _mean([table[name] for table in tables if name in table]) for name in names}


def _mean(values: Sequence[float]) -> float:
    applying = [value for value in values if not math.isnan(value)]
    return sum(applying) / len(applying) if applying else math.nan


def _intervals(
    over: Sequence[PlacementResult], nominal: Sequence[PlacementResult], *, is_drawn: bool
) -> tuple[dict[str, tuple[float, float]], str]:
    """Give the intervals of a cell and what they are."""
    names = dict.fromkeys(name for result in over for name in result.kpis)
    columns = {name: [r.kpis[name] for r in over if not math.isnan(r.kpis.get(name, math.nan))] for name in names}
    if is_drawn:
        kind = f"5 % to 95 % of {len(over)} Monte Carlo draws over the profiles' tolerances"
        return {name: central_interval(values) for name, values in columns.items() if values}, kind
    if len(nominal) > 1:
        found = {name: mean_interval(values) for name, values in columns.items()}
        known = {name: interval for name, interval in found.items() if interval is not None}
        return known, f"95 % interval of the mean over {len(nominal)} seeds (Student's t)"
    return (dict(nominal[0].intervals), "95 % interval within the run") if nominal else ({}, "")


def _spread(drawn: Sequence[PointRow], numbers: Mapping[str, Sourced], seed: int) -> dict[str, tuple[SpreadShare, ...]]:
    """Say which numbers the spread of each KPI comes from; what may be chance is not named."""
    seeds = {row.point.seed for row in drawn}
    first = [row for row in drawn if row.point.seed == min(seeds)]
    if len(first) < FEWEST_DRAWS or not numbers:
        return {}
    tables = [factors_of(dict(numbers), seed=seed, draw=row.point.draw or 0) for row in first]
    columns = np.array([[table[key] for key in numbers] for table in tables])
    least = noise_share(len(first), len(numbers))
    found = {}
    for kpi in first[0].result.kpis if first[0].result else ():
        target = [row.result.kpis.get(kpi, math.nan) if row.result else math.nan for row in first]
        if any(map(math.isnan, target)) or len(set(target)) == 1:
            continue
        shares = zip(numbers.items(), rank_shares(columns, target), strict=True)
        ranked = sorted(((float(share), key, number.basis) for (key, number), share in shares), reverse=True)
        named = [SpreadShare(key, share, basis) for share, key, basis in ranked[:_MOST_SHARES] if share > least]
        if named:
            found[kpi] = tuple(named)
    return found

"""What the results table says, as plain text: a row per KPI, a cell per placement, budgets right below their KPI."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median_low

from simgui.cli.quantities import shown
from simgui.results.kpi_names import GLYPHS, OF_SIGNALS, kpi_name
from simgui.results.result import BudgetVerdict, Judgement, PlacementResult, ScenarioResult

_NONE = "–"
_WORST_FIRST = (Judgement.FAIL, Judgement.UNDECIDED, Judgement.PASS)

_LISTED = (
    "latency_p50_s",
    "latency_p99_s",
    "deadline_miss_ratio",
    "jobs_lost",
    "battery_life_s",
    "worst_week_charge",
    "blackout_days_per_year",
    "energy_neutral_ratio",
    "device_power_w",
    "uplink_bytes_per_device_day",
    "raw_bytes_leaving_device",
    "accuracy",
    "event_recall",
    "event_to_action_s",
    "false_alarms_per_device_day",
    "gateway_utilisation",
    "cloud_utilisation",
    "cost_usd_per_device_month",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; the judgement is given by a glyph in the text as well, never by colour alone."""

    text: str
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a KPI with its values, or a budget with its verdicts."""

    label: str
    cells: tuple[Cell, ...]
    is_budget: bool = False


Runs = Mapping[str, Sequence[PlacementResult]]


def runs_by_placement(result: ScenarioResult) -> dict[str, list[PlacementResult]]:
    """Gather the runs of each placement, one per seed, in the scenario's order."""
    runs: dict[str, list[PlacementResult]] = {}
    for run in result.runs:
        runs.setdefault(run.placement, []).append(run)
    return runs


def table_rows(runs: Runs) -> list[Row]:
    """Give the rows of the table.

    Parameters
    ----------
    runs : Mapping[str, Sequence[PlacementResult]]
        The runs of each placement; with several seeds a cell shows the median, and a budget its worst verdict.

    Returns
    -------
    list[Row]
        KPIs that apply to at least one placement, each followed by the budgets on it.
    """
    rows = []
    if not all(run.feasible for seeds in runs.values() for run in seeds):
        rows.append(Row("Feasible", _cells(runs, _feasibility)))
    budgets = _budgets(runs)
    for kpi in dict.fromkeys((*_LISTED, *(budget.kpi for budget in budgets.values()))):
        judged = {key: budget for key, budget in budgets.items() if budget.kpi == kpi}
        cells = _cells(runs, partial(_value, kpi=kpi))
        if judged or any(cell.text != _NONE for cell in cells):
            rows.append(Row(kpi_name(kpi).short + _kind(kpi, runs), cells))
            rows.extend(_budget_row(runs, key, budget) for key, budget in judged.items())
    if any(run.p_meets_budgets is not None for seeds in runs.values() for run in seeds):
        rows.append(Row("No budget missed", _cells(runs, _chance)))
    return rows


def _cells(runs: Runs, cell: Callable[[Sequence[PlacementResult]], Cell]) -> tuple[Cell, ...]:
    return tuple(cell(seeds) for seeds in runs.values())


def _feasibility(seeds: Sequence[PlacementResult]) -> Cell:
    feasible = all(run.feasible for run in seeds)
    return Cell("✓", Judgement.PASS) if feasible else Cell("✗ no", Judgement.FAIL)


def _chance(seeds: Sequence[PlacementResult]) -> Cell:
    """Show the least chance over the seeds that no budget is missed."""
    known = [run.p_meets_budgets for run in seeds if run.p_meets_budgets is not None]
    return Cell(f"{100 * min(known):.0f} %" if known else _NONE)


def _value(seeds: Sequence[PlacementResult], kpi: str) -> Cell:
    """Show the median run's value; an infinite one counts as larger than any other."""
    runs = [run for run in seeds if run.feasible and not math.isnan(run.kpis.get(kpi, math.nan))]
    if not runs:
        return Cell(_NONE)
    middle = median_low(run.kpis[kpi] for run in runs)
    run = next(run for run in runs if run.kpis[kpi] == middle)
    return Cell(glyph_of(run, kpi) + shown(kpi, middle, run.intervals.get(kpi)))


def glyph_of(run: PlacementResult, kpi: str) -> str:
    """Give the sign for what a figure rests on, with a blank; nothing where that was not worked out."""
    return f"{run.basis_of(kpi).glyph} " if run.drivers else ""


def _kind(kpi: str, runs: Runs) -> str:
    """Say whether an accuracy is synthetic or recorded."""
    kinds = {run.notes.get("accuracy_kind", "") for seeds in runs.values() for run in seeds} - {""}
    return f" [{'/'.join(sorted(kinds))}]" if kpi in OF_SIGNALS and kinds else ""


def _budgets(runs: Runs) -> dict[str, BudgetVerdict]:
    """Give the budgets by key and limit, in the scenario's order."""
    every = [budget for seeds in runs.values() for run in seeds for budget in run.budgets]
    return {f"{budget.key} {budget.limit}": budget for budget in every}


def _budget_row(runs: Runs, key: str, budget: BudgetVerdict) -> Row:
    group = f"{budget.group}: " if budget.group else ""
    return Row(f"  {group}{budget.limit}", _cells(runs, partial(_verdict, key=key)), is_budget=True)


def _verdict(seeds: Sequence[PlacementResult], key: str) -> Cell:
    """Show the worst verdict over the seeds, and how many seeds share it; a group's own value where it has one."""
    verdicts = [budget for run in seeds for budget in run.budgets if f"{budget.key} {budget.limit}" == key]
    if not verdicts:
        return Cell(_NONE)
    worst = next(one for one in _WORST_FIRST if any(budget.judgement is one for budget in verdicts))
    sharing = [budget for budget in verdicts if budget.judgement is worst]
    text = GLYPHS[worst]
    if len(sharing) < len(verdicts):
        text += f" {len(sharing)}/{len(verdicts)}"
    elif len(seeds) == 1 and sharing[0].value != seeds[0].kpis.get(sharing[0].kpi):
        text += f" {shown(sharing[0].kpi, sharing[0].value)}"
    return Cell(text, worst)

"""The tables of a report: KPIs and budgets by placement, with no more digits than the intervals support."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from simgui.core.units import Dimension, format_quantity
from simgui.results.claims import Finding, check_claims
from simgui.results.kpi_names import GLYPHS, OF_SIGNALS, WORDS, kpi_name, limit_text
from simgui.results.result import BudgetVerdict, Judgement, PlacementResult, ScenarioResult
from simgui.results.wording import shown, supported_digits
from simgui.scenario.kpi import KPIS

_NONE = "–"
_WORST_FIRST = (Judgement.FAIL, Judgement.UNDECIDED, Judgement.PASS)

_CLAIM_WORDS = {Judgement.PASS: "holds", Judgement.FAIL: "does not hold", Judgement.UNDECIDED: "undecided"}

Runs = Mapping[str, Sequence[PlacementResult]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it says, what stands small below it, and a verdict that colours it."""

    text: str
    below: str = ""
    judgement: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a KPI or a budget, a sentence on it, and a cell per placement."""

    label: str
    about: str
    cells: tuple[Cell, ...]


def runs_by_placement(result: ScenarioResult) -> dict[str, list[PlacementResult]]:
    """Gather the runs of each placement, one per seed, in the scenario's order."""
    runs: dict[str, list[PlacementResult]] = {}
    for run in result.runs:
        runs.setdefault(run.placement, []).append(run)
    return runs


def median_run(seeds: Sequence[PlacementResult], kpi: str) -> PlacementResult | None:
    """Give the feasible run whose value is the median over the seeds; None where the KPI applies to none."""
    known = [run for run in seeds if run.feasible and not math.isnan(run.kpis.get(kpi, math.nan))]
    if not known:
        return None
    middle = median_low(run.kpis[kpi] for run in known)
    return next(run for run in known if run.kpis[kpi] == middle)


def kpi_rows(runs: Runs) -> tuple[Row, ...]:
    """Lay out a row for every KPI that applies to at least one placement.

    Parameters
    ----------
    runs : Mapping[str, Sequence[PlacementResult]]
        The runs of each placement; of several seeds the median is shown, with the range over the seeds below it.
    """
    found = {kpi for seeds in runs.values() for run in seeds for kpi in run.kpis}
    names = [name for name, kpi in KPIS.items() if name in found and not kpi.is_breakdown]
    names += sorted(found - set(KPIS))
    rows = []
    for kpi in names:
        cells = tuple(_value(seeds, kpi) for seeds in runs.values())
        if any(cell.text != _NONE for cell in cells):
            rows.append(Row(kpi_name(kpi).full + _kind(kpi, runs), KPIS[kpi].about if kpi in KPIS else "", cells))
    return tuple(rows)


def group_rows(runs: Runs) -> dict[str, tuple[Row, ...]]:
    """Lay out the KPIs of each group like those of the fleet; nothing where one group is the whole fleet."""
    groups = dict.fromkeys(group for seeds in runs.values() for run in seeds for group in run.by_group)
    if len(groups) < 2:
        return {}
    return {
        group: kpi_rows({name: [_of_group(run, group) for run in seeds] for name, seeds in runs.items()})
        for group in groups
    }


def _of_group(run: PlacementResult, group: str) -> PlacementResult:
    prefix = f"{group}/"
    own = {kpi.removeprefix(prefix): interval for kpi, interval in run.intervals.items() if kpi.startswith(prefix)}
    return replace(run, kpis=run.by_group.get(group, {}), intervals=own, drivers={})


def _value(seeds: Sequence[PlacementResult], kpi: str) -> Cell:
    run = median_run(seeds, kpi)
    if run is None:
        return Cell(_NONE)
    value, interval = run.kpis[kpi], run.intervals.get(kpi)
    text = shown(kpi, value, supported_digits(value, interval))
    text = f"{run.basis_of(kpi).glyph} {text}" if run.drivers else text
    every = [one.kpis[kpi] for one in seeds if one.feasible and not math.isnan(one.kpis.get(kpi, math.nan))]
    if max(every) > min(every):
        return Cell(text, f"seeds: {shown(kpi, min(every))} … {shown(kpi, max(every))}")
    if interval is not None and interval[1] > interval[0]:
        return Cell(text, f"{shown(kpi, interval[0])} … {shown(kpi, interval[1])}")
    return Cell(text)


def _kind(kpi: str, runs: Runs) -> str:
    """Say whether an accuracy is synthetic or recorded."""
    kinds = {run.notes.get("accuracy_kind", "") for seeds in runs.values() for run in seeds} - {""}
    return f" [{'/'.join(sorted(kinds))}]" if kpi in OF_SIGNALS and kinds else ""


def budget_rows(runs: Runs) -> tuple[Row, ...]:
    """Lay out a row for every budget: worst verdict over the seeds, value, and distance to the limit.

    Parameters
    ----------
    runs : Mapping[str, Sequence[PlacementResult]]
        The runs of each placement.
    """
    every = {(b.key, b.limit): b for seeds in runs.values() for run in seeds for b in run.budgets}
    return tuple(
        Row(_budget_label(budget), "", tuple(_verdict(seeds, key) for seeds in runs.values()))
        for key, budget in every.items()
    )


def claim_rows(runs: Runs) -> tuple[Row, ...]:
    """Lay out a row for every claim: what it comes to under each placement."""
    rows = []
    for claim in check_claims(runs):
        found = {one.placement: one for one in claim.findings}
        cells = [_claimed(found[name]) if name in found else Cell(_NONE) for name in runs]
        rows.append(Row(f"“{claim.says}”: {claim.means}", "", tuple(cells)))
    return tuple(rows)


def _claimed(finding: Finding) -> Cell:
    text = f"{GLYPHS[finding.judgement]} {_CLAIM_WORDS[finding.judgement]}"
    return Cell(text, finding.value, finding.judgement.value)


def _budget_label(budget: BudgetVerdict) -> str:
    group = f", {budget.group}" if budget.group else ""
    return f"{kpi_name(budget.kpi).full}{group} {limit_text(budget.limit)}"


def _verdict(seeds: Sequence[PlacementResult], key: tuple[str, str]) -> Cell:
    verdicts = [budget for run in seeds for budget in run.budgets if (budget.key, budget.limit) == key]
    if not verdicts:
        return Cell(_NONE)
    worst = next(one for one in _WORST_FIRST if any(budget.judgement is one for budget in verdicts))
    sharing = [budget for budget in verdicts if budget.judgement is worst]
    decisive = min(sharing, key=lambda budget: math.inf if math.isnan(budget.margin) else budget.margin)
    text = f"{GLYPHS[worst]} {WORDS[worst]}"
    if len(sharing) < len(verdicts):
        text += f" in {len(sharing)} of {len(verdicts)} seeds"
    below = [shown(decisive.kpi, decisive.value), margin_text(decisive.margin)]
    return Cell(text, ", ".join(part for part in below if part not in {"", _NONE}), worst.value)


def margin_text(margin: float) -> str:
    """Say how far a value is from its limit, relative to the limit.

    Examples
    --------
    >>> margin_text(0.25), margin_text(-1.5), margin_text(float("nan"))
    ('25 % to spare', '150 % off', '')
    """
    if not math.isfinite(margin):
        return ""
    amount = format_quantity(abs(margin), Dimension.RATIO, 2 if abs(margin) < 1 else 3)
    return f"{amount} {'to spare' if margin >= 0 else 'off'}"

"""Prints what a study gave: the table, the Pareto front, where the spread comes from, the break-even."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simgui.cli.quantities import shown
from simgui.profiles.sourced import Basis
from simgui.scenario.kpi import KPIS

if TYPE_CHECKING:
    from rich.console import Console

    from simgui.studies.break_even import BreakEven
    from simgui.studies.limit import Limit
    from simgui.studies.outcome import StudyOutcome
    from simgui.studies.replicate import Interval
    from simgui.studies.summary import SummaryLine

_MOST_LINES = 60
_USUAL = ("latency_p99_s", "battery_life_s", "cost_usd_per_device_month")
_FRONT = "◆"


def print_study(outcome: StudyOutcome, console: Console) -> None:
    """Print a study.

    Parameters
    ----------
    outcome : StudyOutcome
        What came out.
    console : rich.console.Console
        Where to.
    """
    for text in study_lines(outcome):
        console.print(text, soft_wrap=True, markup=False)


def study_lines(outcome: StudyOutcome) -> Iterator[str]:
    """Give what is printed, line by line."""
    design = outcome.study.design
    head = [outcome.study.scenario.name, f"{len(outcome.rows):,} points"]
    if len(design.seeds) > 1:
        head.append(f"mean of {len(design.seeds)} seeds")
    if design.draws:
        head.append(f"{design.draws} Monte Carlo draws")
    yield " · ".join(head) + ("" if outcome.complete else " (not complete)")
    if outcome.lines:
        yield ""
        yield from _table(outcome)
        yield ""
        yield from _below(outcome)
    if outcome.break_even is not None:
        yield ""
        yield from break_even_lines(outcome.break_even)


def _table(outcome: StudyOutcome) -> Iterator[str]:
    """Give the table; of a long one the Pareto front and the first lines."""
    lines = list(enumerate(outcome.lines))
    if len(lines) > _MOST_LINES:
        rest = [one for one in lines if one[0] not in outcome.pareto]
        front = [one for one in lines if one[0] in outcome.pareto]
        lines = sorted([*front, *rest][:_MOST_LINES])
    kpis = list(dict.fromkeys([*(kpi.name for kpi in outcome.objectives), *_budgeted(outcome), *_USUAL]))
    kpis = [kpi for kpi in kpis if any(not math.isnan(line.kpis.get(kpi, math.nan)) for line in outcome.lines)]
    paths = [axis.path for axis in outcome.study.design.axes]
    cells = [[*_short(paths), "placement", *(KPIS[kpi].budget_key for kpi in kpis), "budgets", ""]]
    for index, line in lines:
        values = [shown(kpi, line.kpis.get(kpi, math.nan), line.intervals.get(kpi)) for kpi in kpis]
        mark = _FRONT if index in outcome.pareto else ""
        cells.append([*(value for _, value in line.values), line.placement, *values, _budgets(line), mark])
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    words = len(paths) + 1
    for row in cells:
        aligned = [c.ljust(w) if i < words else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        yield "  ".join(aligned).rstrip()
    if len(lines) < len(outcome.lines):
        yield f"… {len(outcome.lines) - len(lines):,} more lines; --json has them all"


def _short(paths: Sequence[str]) -> list[str]:
    """Shorten paths to their last step, where that tells them apart."""
    last = [path.rpartition(".")[2] for path in paths]
    return [short if last.count(short) == 1 else path for short, path in zip(last, paths, strict=True)]


def _budgeted(outcome: StudyOutcome) -> list[str]:
    return [budget.kpi for budget in outcome.study.scenario.budgets]


def _budgets(line: SummaryLine) -> str:
    """Say how a line does in its budgets: ✓, ✗ with the budgets missed, or the share of draws that meet them."""
    if line.infeasible == line.runs:
        return "infeasible"
    if line.failed == line.runs:
        return "failed"
    if math.isnan(line.p_meets_budgets):
        return "–"
    if 0 < line.p_meets_budgets < 1:
        return f"{line.p_meets_budgets:.0%} meet".replace("%", " %")
    return "✓" if line.p_meets_budgets == 1 else f"✗ {', '.join(line.missed) or 'infeasible'}"


def _below(outcome: StudyOutcome) -> Iterator[str]:
    kinds = dict.fromkeys(line.interval_kind for line in outcome.lines if line.interval_kind)
    yield from (f"Digits follow the interval: {kind}" for kind in kinds)
    if outcome.pareto:
        by = ", ".join(kpi.budget_key for kpi in outcome.objectives)
        yield f"{_FRONT} Pareto front over {by}: {len(outcome.pareto)} of {len(outcome.lines)}"
    if outcome.study.design.draws and len(outcome.lines) <= _MOST_LINES:
        for line in outcome.lines:
            yield from _of_draws(line, [kpi.name for kpi in outcome.objectives])
    troubled = [line for line in outcome.lines if line.reason]
    for line in troubled[:5]:
        what = "failed" if line.failed else "infeasible"
        name = ", ".join([line.placement, *(f"{path}={value}" for path, value in line.values)])
        yield f"✗ {name}: {line.failed or line.infeasible} of {line.runs} {what}: {line.reason.splitlines()[0]}"
    if len(troubled) > 5:
        yield f"  … and {len(troubled) - 5} more with trouble"


def _of_draws(line: SummaryLine, kpis: Sequence[str]) -> Iterator[str]:
    """Give intervals and the origin of their spread."""
    name = ", ".join([line.placement, *(value for _, value in line.values)])
    for kpi in kpis:
        if kpi not in line.intervals:
            continue
        low, high = (shown(kpi, end) for end in line.intervals[kpi])
        text = f"{name}: {KPIS[kpi].budget_key} {low} … {high}"
        shares = line.spread.get(kpi, ())
        if shares:
            first = shares[0]
            kind = {Basis.GUESS: "a guess", Basis.DERIVED: "a derived number", Basis.MEASURED: "a measured number"}
            percent = f"{first.share:.0%}".replace("%", " %")
            text += f"; {percent} of the spread comes from {kind[first.basis]}: {first.basis.glyph} {first.number}"
        yield text


def break_even_lines(found: BreakEven) -> Iterator[str]:
    """Say where the better of two placements changes."""
    first, second = found.placements
    if found.value is None:
        yield f"Break-even of {first} and {second} over {found.path}: none; {found.note}"
        return
    crossing = found.crossings[0] if found.crossings else None
    yield f"Break-even of {first} and {second} at {found.path} = {_amount(found.value, found.unit)}" + _interval(
        found.interval, found.unit
    )
    if crossing is not None:
        low, high = _amount(crossing.low, found.unit), _amount(crossing.high, found.unit)
        yield f"  {crossing.below} is better up to {low}, {crossing.above} from {high} (by {found.objective})"
    yield from _notes(found)


def limit_lines(limit: Limit) -> Iterator[str]:
    """Say how far a value can be moved under a placement."""
    until = " and ".join(limit.targets)
    if limit.value is None:
        yield f"{limit.placement}: {until}: {limit.note}"
        return
    answer = _amount(limit.value, limit.unit) + _interval(limit.interval, limit.unit)
    yield f"{limit.placement}: the {limit.side} {limit.path} that meets {until} is {answer}"
    yield from _notes(limit)


def _notes(found: BreakEven | Limit) -> Iterator[str]:
    if found.note:
        yield f"  note: {found.note}"
    if found.without:
        yield f"  in {found.without} of {found.replicates} repetitions nothing changes in the range"


def _interval(interval: Interval | None, unit: str) -> str:
    if interval is None:
        return ""
    return f" [{_amount(interval.low, '')} … {_amount(interval.high, unit)}; {interval.kind}]"


def _amount(value: float, unit: str) -> str:
    text = f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e12 else f"{value:.4g}"
    return f"{text} {unit}".strip()

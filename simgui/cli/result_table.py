"""Prints the outcome of a scenario: the table, what cannot be built and why, and the advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from simgui.cli.result_rows import Cell, Row, runs_by_placement, table_rows
from simgui.profiles.sourced import Basis
from simgui.results.claims import ClaimCheck, check_claims
from simgui.results.result import Judgement, PlacementResult, ScenarioResult

_STYLES = {Judgement.PASS: "green", Judgement.FAIL: "bold red", Judgement.UNDECIDED: "yellow", None: ""}
_GAP = 2
_NARROWEST = 20
_TIE = "\u00a0"


def print_result(result: ScenarioResult, console: Console) -> None:
    """Print everything a user wants to know of a run.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    console : rich.console.Console
        Where to; its width decides how many placements stand side by side.
    """
    runs = runs_by_placement(result)
    seeds = sorted({run.seed for run in result.runs})
    console.print(Text(f"{result.scenario} · {_seeds(seeds)}", "bold"), soft_wrap=True)
    rows = table_rows(runs)
    for table in _tables(rows, list(runs), console.width):
        console.print()
        for text in table:
            console.print(text, soft_wrap=True)
    console.print()
    for style, paragraph in _paragraphs(result, runs):
        indent = " " * (len(paragraph) - len(paragraph.lstrip(" ·")))
        for line in wrap(paragraph, max(console.width, _NARROWEST), subsequent_indent=indent):
            console.print(Text(line.replace(_TIE, " "), style), soft_wrap=True)


def print_explanation(result: ScenarioResult, kpi: str, placements: Sequence[str], console: Console) -> None:
    """Print what a KPI is made of and what drives it.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    kpi : str
        Full name.
    placements : Sequence[str]
        For these; of none, for the recommended one, and without one for all.
    console : rich.console.Console
        Where to.
    """
    from simgui.results.why.text import explanation_lines

    chosen = tuple(placements) or ((result.recommended,) if result.recommended else ())
    shown: set[str] = set()
    for run in result.runs:
        if run.feasible and run.placement not in shown and (not chosen or run.placement in chosen):
            shown.add(run.placement)
            console.print()
            for line in explanation_lines(run, kpi):
                console.print(Text(line), soft_wrap=True)


def _seeds(seeds: Sequence[int]) -> str:
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    return f"median of {len(seeds)} seeds ({seeds[0]}…{seeds[-1]})"


def _tables(rows: Sequence[Row], placements: Sequence[str], width: int) -> Iterator[list[Text]]:
    """Cut the placements into tables that fit the width without wrapping; each is a list of lines."""
    label_width = max((cell_len(row.label) for row in rows), default=0)
    widths = [
        max([cell_len(name), *(cell_len(row.cells[index].text) for row in rows)])
        for index, name in enumerate(placements)
    ]
    start, used = 0, label_width
    for index, column in enumerate(widths):
        if used + _GAP + column > width and index > start:
            yield _table(rows, placements, label_width, dict(enumerate(widths[start:index], start)))
            start, used = index, label_width
        used += _GAP + column
    if placements:
        yield _table(rows, placements, label_width, dict(enumerate(widths[start:], start)))


def _table(rows: Sequence[Row], placements: Sequence[str], label_width: int, columns: Mapping[int, int]) -> list[Text]:
    """Lay out a head and the rows for some of the placements; ``columns`` gives their widths by index."""
    head = Row("", tuple(Cell(name) for name in placements))
    return [_line(row, label_width, columns, is_head=row is head) for row in (head, *rows)]


def _line(row: Row, label_width: int, columns: Mapping[int, int], *, is_head: bool) -> Text:
    line = Text()
    line.append(row.label, "dim" if row.is_budget else "")
    line.append(" " * (label_width - cell_len(row.label)))
    for index, width in columns.items():
        cell = row.cells[index]
        line.append(" " * (_GAP + width - cell_len(cell.text)))
        line.append(cell.text, "bold" if is_head else _STYLES[cell.judgement])
    return line


def _paragraphs(result: ScenarioResult, runs: Mapping[str, Sequence[PlacementResult]]) -> Iterator[tuple[str, str]]:
    """Give what stands below the table, each with its style; leading blanks and bullets are its indentation."""
    for name, seeds in runs.items():
        run = next((run for run in seeds if not run.feasible), None)
        if run is not None:
            yield "", f"✗ {name} is infeasible: {run.infeasible_reason}"
            yield from (("", f"  · {remedy}") for remedy in run.remedies)
    claims = check_claims(runs)
    if claims:
        yield "", "What is claimed:"
        yield from (("", f"  · {claim.head}: {_tied(claim)}") for claim in claims)
    yield from (("dim", line) for line in _engines(runs))
    if result.pareto:
        yield "", f"Pareto front of latency p99 and device power: {', '.join(result.pareto)}"
    if result.recommended is not None:
        yield "bold", f"Recommended: {result.recommended}"
    if result.recommended_because:
        yield "", f"  {result.recommended_because}"
    if result.flips_if:
        yield "", "What would change this:"
        yield from (("", f"  · {reason}") for reason in result.flips_if)


def _tied(claim: ClaimCheck) -> str:
    """List what a claim comes to, so that no finding is torn apart at the end of a line."""
    return ", ".join(str(finding).replace(" ", _TIE) for finding in claim.findings)


def _engines(runs: Mapping[str, Sequence[PlacementResult]]) -> Iterator[str]:
    """Say which engine ran and why, once for all placements it holds for, and what went through the real models."""
    placements: dict[tuple[str, str], list[str]] = {}
    for name, seeds in runs.items():
        for run in seeds:
            if run.feasible:
                names = placements.setdefault((run.engine, run.engine_reason), [])
                names.extend([name] if name not in names else [])
    for (engine, reason), names in placements.items():
        of = f" ({', '.join(names)})" if len(placements) > 1 else ""
        yield f"Engine: {engine}{of}" + (f": {reason}" if reason else "")
    if any(run.drivers for seeds in runs.values() for run in seeds):
        signs = ", ".join(f"{basis.glyph} {basis}" for basis in Basis)
        yield f"{signs}: what most of a figure's uncertainty rests on; digits stop where its 95 % interval begins"
    inferences = max((run.real_inferences for seeds in runs.values() for run in seeds), default=0)
    if inferences:
        yield f"Real inferences: up to {inferences:,} windows a placement went through the real model"

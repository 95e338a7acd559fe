"""Prints the outcome of a scenario: the table, what cannot be built and why, and the advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simgui.cli.result_rows import Cell, Row, runs_by_placement, table_rows
from simgui.results.result import Judgement, PlacementResult, ScenarioResult

_STYLES = {Judgement.PASS: "green", Judgement.FAIL: "bold red", Judgement.UNDECIDED: "yellow", None: ""}
_GAP = 2


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
        console.print(table)
    console.print()
    for style, line in _lines(result, runs):
        console.print(Padding(Text(line.lstrip(), style), (0, 0, 0, len(line) - len(line.lstrip()))))


def _seeds(seeds: Sequence[int]) -> str:
    if not seeds:
        return "nothing was run"
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    return f"median of {len(seeds)} seeds ({seeds[0]}…{seeds[-1]})"


def _tables(rows: Sequence[Row], placements: Sequence[str], width: int) -> Iterator[Table]:
    """Cut the placements into tables that fit the width without wrapping."""
    label_width = max((cell_len(row.label) for row in rows), default=0)
    start, used = 0, label_width
    for index, name in enumerate(placements):
        column = _GAP + max([cell_len(name), *(cell_len(row.cells[index].text) for row in rows)])
        if used + column > width and index > start:
            yield _table(rows, placements, range(start, index))
            start, used = index, label_width
        used += column
    if placements:
        yield _table(rows, placements, range(start, len(placements)))


def _table(rows: Sequence[Row], placements: Sequence[str], columns: range) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    for index in columns:
        table.add_column(Text(placements[index]), justify="right", no_wrap=True)
    for row in rows:
        label = Text(row.label, "dim" if row.is_budget else "")
        table.add_row(label, *(_text(row.cells[index]) for index in columns))
    return table


def _text(cell: Cell) -> Text:
    return Text(cell.text, _STYLES[cell.judgement])


def _lines(result: ScenarioResult, runs: Mapping[str, Sequence[PlacementResult]]) -> Iterator[tuple[str, str]]:
    """Give the lines below the table, each with its style; leading blanks are its indentation."""
    for name, seeds in runs.items():
        run = next((run for run in seeds if not run.feasible), None)
        if run is not None:
            yield "", f"✗ {name} is infeasible: {run.infeasible_reason}"
            yield from (("", f"  · {remedy}") for remedy in run.remedies)
    yield from (("dim", line) for line in _engines(runs))
    if result.pareto:
        yield "", f"Pareto front: {', '.join(result.pareto)}"
    if result.recommended is not None:
        yield "bold", f"Recommended: {result.recommended}"
    if result.recommended_because:
        yield "", f"  {result.recommended_because}"
    yield from (("", f"  flips if {reason.removeprefix('flips if ')}") for reason in result.flips_if)


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
    inferences = max((run.real_inferences for seeds in runs.values() for run in seeds), default=0)
    if inferences:
        yield f"Real inferences: up to {inferences:,} windows a placement went through the real model"

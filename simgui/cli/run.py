"""``simgui run``: every placement of one or more scenarios, a table, files for machines, and an exit code for CI."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simgui.cli.run_request import DRAWS, RunRequest

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def run(  # noqa: PLR0913 - typer makes an option of each parameter
    scenarios: Annotated[
        list[str], typer.Argument(help="Scenario files or names of shipped ones.", metavar="SCENARIO...")
    ],
    *,
    placement: Annotated[
        list[str] | None, typer.Option(help="Run this placement only; may be repeated.", metavar="P")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.", min=0, metavar="N")] = None,
    seeds: Annotated[str | None, typer.Option(help="Several seeds, one run each.", metavar="A..B")] = None,
    duration: Annotated[
        str | None, typer.Option(help="Simulated time, instead of the scenario's, e.g. '10 min'.", metavar="D")
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", help="Change a value of the scenario; may be repeated.", metavar="PATH=VALUE"),
    ] = None,
    engine: Annotated[str, typer.Option(help="auto, simpy or vectorised.", metavar="NAME")] = "auto",
    out: Annotated[Path | None, typer.Option(help="Folder for the run, to compare later.", metavar="DIR")] = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the results as JSON; - prints only that.", metavar="FILE|-")
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the budgets as JUnit test cases.", metavar="FILE")] = None,
    intervals: Annotated[
        int, typer.Option(help="Draws from the parts' tolerances for the intervals; 0 for none.", min=0, metavar="N")
    ] = DRAWS,
    explain: Annotated[
        list[str] | None,
        typer.Option(help="Show what a KPI is made of and what drives it; may be repeated.", metavar="KPI"),
    ] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Keep every row of the trace in --out.")] = False,
    series: Annotated[
        bool, typer.Option("--series", help="Keep the history over simulated time in --out, for pictures.")
    ] = False,
    timeout: Annotated[
        str | None, typer.Option(help="Stop after this much wall-clock time (exit code 5).", metavar="D")
    ] = None,
) -> None:
    """Simulate every placement of a scenario and judge its budgets.

    The table goes to stdout, progress to stderr. Exit code 1: a budget of the gated placements (the recommended one
    if the scenario names none) failed, or nothing is feasible.
    """
    from simgui.cli.run_execution import execute

    request = RunRequest.from_options(
        placements=placement or [],
        seeds=(seed, seeds),
        changes=changes or [],
        engine=engine,
        files=(out, json, junit),
        trace=trace,
        times=(duration, timeout),
    ).in_doubt(intervals, explain or [])
    request = request.with_history(series=series)
    raise typer.Exit(execute(scenarios, request))

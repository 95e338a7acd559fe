"""``simgui compare``: two runs KPI by KPI, with tolerances for CI."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def compare(
    run_a: Annotated[Path, typer.Argument(help="What is compared with: a run folder or a JSON result.")],
    run_b: Annotated[Path, typer.Argument(help="What is compared.")],
    *,
    tol: Annotated[
        list[str] | None,
        typer.Option(help="Largest relative difference of a KPI; may be repeated.", metavar="KPI=2%"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")] = False,
) -> None:
    """Compare two runs of a scenario.

    With --tol only those KPIs can fail, without it every KPI must be equal. Exit code 1: outside a tolerance.
    """
    from simgui.cli.difference_report import parse_tolerances, print_differences, print_json
    from simgui.results.compare import compare as differences_of
    from simgui.results.run_store import load_run

    tolerances = parse_tolerances(tol or [])
    result_a, result_b = load_run(run_a), load_run(run_b)
    differences = differences_of(result_a, result_b, tolerances)
    if as_json:
        print_json((result_a, result_b), differences)
    else:
        print_differences((result_a, result_b), differences)
    raise typer.Exit(0 if all(difference.ok for difference in differences) else 1)

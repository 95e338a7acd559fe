"""``simgui solve``: the largest or smallest value that still meets a budget."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def solve(  # noqa: PLR0913 - typer makes an option of each parameter
    scenario: Annotated[str, typer.Argument(help="Scenario file or name of a shipped one.", metavar="SCENARIO")],
    path: Annotated[
        str,
        typer.Argument(
            help="What to move: a path such as fleet.motors.count, or path=low..high; a profile's number is written "
            "device_profiles.batteries.er34615.capacity.",
            metavar="PATH[=A..B]",
        ),
    ],
    *,
    until: Annotated[
        list[str],
        typer.Option(help="A budget such as 'latency_p99 <= 50 ms'; several must all hold.", metavar="BUDGET"),
    ],
    placement: Annotated[
        list[str] | None, typer.Option(help="This placement only; may be repeated.", metavar="P")
    ] = None,
    monte_carlo: Annotated[
        int, typer.Option(help="Repeat over N draws of the profile numbers, for the interval.", min=0, metavar="N")
    ] = 0,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.", min=0, metavar="N")] = None,
    seeds: Annotated[str | None, typer.Option(help="Several seeds; the most careful counts.", metavar="A..B")] = None,
    duration: Annotated[str | None, typer.Option(help="Simulated time of each run.", metavar="D")] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="Change a value in every run.", metavar="PATH=VALUE")
    ] = None,
    engine: Annotated[str, typer.Option(help="auto, simpy or vectorised.", metavar="NAME")] = "auto",
    workers: Annotated[
        int | None, typer.Option(help="Local processes; one per core if left out.", min=1, metavar="N")
    ] = None,
    dask: Annotated[
        str | None, typer.Option(help="Run on a dask.distributed cluster: tcp://…", metavar="ADDRESS")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the points; the cache folder if left out.", metavar="DIR")
    ] = None,
    json: Annotated[
        Path | None, typer.Option(help="Write the answers as JSON; - prints only that.", metavar="FILE|-")
    ] = None,
) -> None:
    """Find how far a value can be moved before budgets are missed: whole numbers exactly, others to 1 %.

    Without a range the present value is doubled and halved until something changes. Exit code 1: met nowhere.
    """
    from simgui.cli.study_execution import run_solve
    from simgui.cli.study_options import StudyOptions

    options = StudyOptions.read(
        placements=placement,
        seeds=(seed, seeds),
        changes=(changes, duration),
        engine=engine,
        where=(workers, dask),
        files=(out, json),
    )
    raise typer.Exit(run_solve(scenario, options, path, until, monte_carlo))

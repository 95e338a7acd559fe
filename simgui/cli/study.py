"""``simgui study``: many runs of one scenario, in parallel, resumable; a table, the Pareto front, intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simgui.core.errors import UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def study(  # noqa: PLR0913 - typer makes an option of each parameter
    scenario: Annotated[str, typer.Argument(help="Scenario file or name of a shipped one.", metavar="SCENARIO")],
    *,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="path=v1,v2,… or path=a..b:n (n values) or path=a..b:nlog; several make a grid. A path may lead into "
            "profiles: device_profiles.batteries.er34615.capacity.",
            metavar="PATH=VALUES",
        ),
    ] = None,
    sample: Annotated[
        int, typer.Option(help="Latin hypercube over the axes written path=a..b.", min=0, metavar="N")
    ] = 0,
    monte_carlo: Annotated[
        int, typer.Option(help="Draw every profile number N times within its tolerance.", min=0, metavar="N")
    ] = 0,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.", min=0, metavar="N")] = None,
    seeds: Annotated[str | None, typer.Option(help="Replications with confidence intervals.", metavar="A..B")] = None,
    placement: Annotated[
        list[str] | None, typer.Option(help="Run this placement only; may be repeated.", metavar="P")
    ] = None,
    pareto: Annotated[
        str | None,
        typer.Option(help="KPIs of the Pareto front; latency and power if left out.", metavar="KPI,…"),
    ] = None,
    break_even: Annotated[
        str | None, typer.Option(help="Where the better of two placements changes.", metavar="P,Q")
    ] = None,
    over: Annotated[
        str | None, typer.Option(help="What the break-even moves: a path, or path=a..b.", metavar="PATH")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="KPI of the break-even; budgets, price, power if left out.", metavar="KPI")
    ] = None,
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
        Path | None, typer.Option(help="Write everything as JSON; - prints only that.", metavar="FILE|-")
    ] = None,
) -> None:
    """Run a scenario in many variants.

    The points are the product of variants, placements, seeds and draws; variants share seeds and draws, so that they
    differ by what is varied only. Every finished point is kept at once: after Ctrl-C or a crash the same command goes
    on. A point that fails is a row with its reason, and is tried again next time.
    """
    from simgui.cli.study_execution import Question, run_study
    from simgui.cli.study_options import StudyOptions
    from simgui.studies.axis import parse_axis
    from simgui.studies.pareto import find_kpi, parse_objectives

    axes = tuple(parse_axis(text) for text in vary or [])
    pair = _pair(break_even, over)
    question = Question(
        axes=axes,
        samples=sample,
        draws=monte_carlo,
        objectives=parse_objectives(pareto),
        break_even=pair,
        over=over,
        by=None if by is None else find_kpi(by, "--by"),
    )
    if not axes and not monte_carlo and seeds is None and pair is None:
        raise UsageError("there is nothing to study: give --vary, --monte-carlo, --seeds or --break-even")
    options = StudyOptions.read(
        placements=placement,
        seeds=(seed, seeds),
        changes=(changes, duration),
        engine=engine,
        where=(workers, dask),
        files=(out, json),
    )
    raise typer.Exit(run_study(scenario, options, question))


def _pair(break_even: str | None, over: str | None) -> tuple[str, str] | None:
    if (break_even is None) != (over is None):
        raise UsageError("--break-even P,Q and --over PATH go together")
    if break_even is None:
        return None
    names = [name.strip() for name in break_even.split(",")]
    if len(names) != 2 or not all(names) or names[0] == names[1]:
        raise UsageError(f"--break-even: {break_even!r} does not name two placements, as in edge,fog")
    return names[0], names[1]

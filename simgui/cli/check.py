"""``simgui check``: everything that can be said of a scenario without running it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def check(
    scenarios: Annotated[
        list[str], typer.Argument(help="Scenario files or names of shipped ones.", metavar="SCENARIO...")
    ],
) -> None:
    """Load scenarios, hold them against their models and parts, and see what fits where; nothing is run.

    Exit code 2: a scenario is bad. Exit code 1: none of a scenario's placements can be built.
    """
    from simgui.cli.border import guarded

    raise typer.Exit(max(guarded(partial(_check, name)) for name in scenarios))


def _check(name: str) -> int:
    from simgui.cli.border import say
    from simgui.cli.scenario_files import load_checked, registry_of
    from simgui.core.units import Dimension, format_quantity
    from simgui.runs.check import warn_about
    from simgui.runs.feasibility import find_infeasible, find_late_control

    scenario = load_checked(name)
    registry = registry_of(scenario)
    for warning in warn_about(scenario, registry):
        say(f"warning: {warning}")
    for late in find_late_control(scenario, registry):
        say(f"warning: {late}")
    infeasible = find_infeasible(scenario, registry)
    devices = sum(group.count for group in scenario.groups.values())
    duration = format_quantity(scenario.duration_s, Dimension.TIME)
    print(f"{name}: ok: {devices:,} devices, {len(scenario.placements)} placements, {duration}")
    for misfit in infeasible:
        print(f"  ✗ {misfit.placement} is infeasible: {misfit.reason}")
        for remedy in misfit.remedies:
            print(f"    · {remedy}")
    return 1 if len(infeasible) == len(scenario.placements) else 0

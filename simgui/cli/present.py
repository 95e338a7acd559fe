"""``simgui present``: the window in its demo mode, on the story of a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from simgui.core.errors import UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def present(
    scenario: Annotated[
        str, typer.Argument(help="A scenario file or the name of a shipped one; it has a presentation.")
    ],
) -> None:
    """Tell the story of a scenario in steps: large type, only the story's sliders live; works offline.

    → or the remote's next key goes on, ← goes back, Esc begins anew, F11 fills the screen.
    """
    from simgui.cli.gui import has_display
    from simgui.scenario.load import load_scenario

    loaded = load_scenario(scenario)
    if loaded.presentation is None:
        raise UsageError(
            f"{scenario} has no presentation; add a section 'presentation:' with steps, as in "
            "predictive_maintenance, or open it: simgui " + scenario
        )
    if not has_display():
        raise UsageError(
            "simgui present: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            f"without a window: simgui run {scenario}"
        )
    from simgui.ui.app import main

    raise typer.Exit(main(scenario, presents=True))

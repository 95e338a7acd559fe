"""``simgui gui``: the window. The only command that imports Qt, and only once it is certain to need it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from simgui.core.errors import UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

_HEADLESS_PLATFORMS = frozenset({"offscreen", "minimal", "vnc", "linuxfb", "eglfs"})


@app.command()
def gui(
    scenario: Annotated[
        str | None, typer.Argument(help="A scenario file or the name of a shipped one.", metavar="[SCENARIO]")
    ] = None,
) -> None:
    """Open the window, on a scenario if one is given."""
    if not has_display():
        raise UsageError(
            "simgui gui: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            f"without a window: simgui run {scenario or 'predictive_maintenance'}"
        )
    from simgui.ui.app import main

    raise typer.Exit(main(scenario))


def has_display() -> bool:
    """Tell whether Qt can show a window here, or was told to do without a screen."""
    if sys.platform in {"win32", "darwin"}:
        return True
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _HEADLESS_PLATFORMS:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

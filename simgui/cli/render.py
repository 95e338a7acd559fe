"""``simgui render``: a view of a finished run as a picture, without a window."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

_ENDINGS = (".png", ".svg")
_SIZE = re.compile(r"([0-9]{2,5})x([0-9]{2,5})")
_LARGEST_PX = 8000


@app.command()
def render(
    run: Annotated[Path, typer.Argument(help="A run folder (run --out) or a JSON result (run --json).")],
    *,
    view: Annotated[
        str,
        typer.Option(
            "--view",
            help="trade_off, latency, energy, bytes, joules, money, budgets; of a run with --series also heat_map, "
            "battery, latency_over_time, power_over_time, queues_over_time.",
            metavar="NAME",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The picture to write.", metavar="FILE.png|svg")],
    placement: Annotated[
        str, typer.Option("--placement", help="The placement to point out; left out, the recommended one.")
    ] = "",
    size: Annotated[
        str, typer.Option("--size", help="Width x height; a PNG has twice the pixels.", metavar="WxH")
    ] = "960x540",
    dark: Annotated[bool, typer.Option("--dark", help="In dark colours.")] = False,
) -> None:
    """Draw a view of a finished run into a PNG or SVG file; needs no display."""
    from simgui.cli.border import say
    from simgui.cli.files import claim_file
    from simgui.core.errors import UsageError
    from simgui.results.run_store import load_run

    if out.suffix.lower() not in _ENDINGS:
        raise UsageError(f"-o: {out}: pictures are written as {' or '.join(_ENDINGS)}")
    if not run.exists():
        raise UsageError(f"{run}: there is no such run; make one: simgui run SCENARIO --out {run}")
    match = _SIZE.fullmatch(size)
    if match is None or max(int(match[1]), int(match[2])) > _LARGEST_PX:
        raise UsageError(f"--size: {size!r} is no size; write it like 960x540, each side up to {_LARGEST_PX}")
    result = load_run(run)
    claim_file(out, "-o")
    from simgui.ui.rendering import render as draw
    from simgui.ui.theme import ThemeMode

    mode = ThemeMode.DARK if dark else ThemeMode.LIGHT
    size_px = (int(match[1]), int(match[2]))
    draw(result, view, out, folder=run, placement=placement, size=size_px, mode=mode)
    say(f"{out} written")

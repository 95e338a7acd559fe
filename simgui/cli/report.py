"""``simgui report``: a run as one HTML or PDF file, to read, send and print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simgui.results.run_store import Manifest

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

_ENDINGS = (".html", ".htm", ".pdf")


@app.command()
def report(
    run: Annotated[Path, typer.Argument(help="A run folder (run --out) or a JSON result (run --json).")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.", metavar="FILE.html|pdf")],
) -> None:
    """Write the report of a run: recommendation, budgets, figures, pictures, inputs and what the model leaves out.

    The file needs nothing beside it. A PDF has A4 pages with the same content; neither needs a display.
    """
    from simgui.cli.border import say
    from simgui.cli.files import claim_file, write_whole
    from simgui.core.errors import UsageError
    from simgui.results.report.page import make_page
    from simgui.results.run_store import load_run

    if out.suffix.lower() not in _ENDINGS:
        raise UsageError(f"-o: {out}: reports are HTML or PDF; write {out.with_suffix('.html')} or .pdf")
    if not run.exists():
        raise UsageError(f"{run}: there is no such run; make one: simgui run SCENARIO --out {run}")
    result = load_run(run)
    page = make_page(result, _manifest(run))
    claim_file(out, "-o")
    if out.suffix.lower() == ".pdf":
        from simgui.ui.rendering import render_report

        render_report(page, result.scenario, out)
    else:
        write_whole(out, page)
    say(f"{out} written")


def _manifest(run: Path) -> Manifest | None:
    """Read how a run was made; a JSON result alone does not say."""
    from simgui.results.run_store import MANIFEST_FILE, load_manifest

    return load_manifest(run) if (run / MANIFEST_FILE).is_file() else None

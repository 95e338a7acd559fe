"""Reports from the window: the same page as on the command line, as HTML or PDF."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from simgui.core.errors import SimguiError
from simgui.results.result import ScenarioResult

if TYPE_CHECKING:
    from simgui.results.run_store import Manifest
    from simgui.scenario.scenario import Scenario

ENDINGS = (".html", ".pdf")


def save_report(result: ScenarioResult, file: Path, manifest: Manifest | None = None) -> None:
    """Write the report of a run.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    file : Path
        Ends in ``.html`` or ``.pdf``.
    manifest : Manifest | None
        How it was made, if that is known.

    Raises
    ------
    SimguiError
        If the ending is another one, or the file cannot be written.
    """
    from simgui.results.atomic_file import write_text  # noqa: PLC0415 - with the report only
    from simgui.results.report.page import make_page  # noqa: PLC0415

    suffix = file.suffix.lower()
    if suffix not in ENDINGS:
        raise SimguiError(f"{file}: reports are saved as {' or '.join(ENDINGS)}")
    page = make_page(result, manifest)
    if suffix == ".html":
        write_text(file, page)
        return
    from simgui.ui.pdf_report import write_pdf  # noqa: PLC0415

    write_pdf(page, result.scenario, file)


def manifest_of(result: ScenarioResult, scenario: Scenario, command: str) -> Manifest | None:
    """Write down what a run was made of.

    Parameters
    ----------
    result : ScenarioResult
        What came out.
    scenario : Scenario
        What is open.
    command : str
        The line that runs it again.

    Returns
    -------
    Manifest | None
        None where the scenario is not the one that was run: it was edited since.
    """
    if result.digest != scenario.digest:
        return None
    from simgui.models.tflite_file import read_model  # noqa: PLC0415 - with the report only
    from simgui.profiles.registry import Registry  # noqa: PLC0415
    from simgui.runs.manifest import make_manifest  # noqa: PLC0415

    models = {key: read_model(model.file) for key, model in scenario.models.items()}
    made = make_manifest(result, scenario, models, Registry.beside(scenario.file.parent))
    return replace(made, argv=tuple(shlex.split(command)))

"""Opening a run that was kept in a folder, by its name or by dropping it on the window."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from simgui.core.errors import SimguiError, UsageError
from simgui.ui.translation import tr

if TYPE_CHECKING:
    from simgui.results.fleet_record import FleetRecord
    from simgui.results.result import ScenarioResult
    from simgui.scenario.scenario import Scenario
    from simgui.ui.main_window import MainWindow

_SCENARIOS = {".yaml", ".yml"}
_RESULT = "result.json"
_SET, _DURATION = "--set", "--duration"


def dropped_file(event: QDragEnterEvent | QDropEvent) -> Path | None:
    """Give what is dragged that the window can open: a scenario, a run folder or the result of a run."""
    for url in event.mimeData().urls():
        file = Path(url.toLocalFile()) if url.isLocalFile() else None
        if file is not None and (file.suffix.lower() in _SCENARIOS or is_run(file)):
            return file
    return None


def is_run(file: Path) -> bool:
    """Tell whether something looks like a run: a folder with a result or with runs in it, or a result by itself."""
    if file.is_dir():
        return (file / _RESULT).is_file() or bool(_runs_within(file))
    return file.suffix.lower() == ".json"


def open_run(window: MainWindow, folder: Path) -> None:
    """Show a run that was kept, with its history if it has one; Compare offers it beside the runs of this session.

    The scenario of the run is opened too, unless it is open already. What stands in the way is said.

    Parameters
    ----------
    window : MainWindow
        Where to show it.
    folder : Path
        A run folder, or a result by itself.
    """
    if window.is_busy():
        return
    try:
        result = _read(folder)
        note = _open_scenario(window, folder, result)
    except SimguiError as error:
        window.session.say(tr("The run cannot be opened: {why}", why=error))
        return
    window.run_workspace.live.history.show_records(_histories(folder, result))
    record = window.session.note_run(result, is_partial=not result.runs)
    window.show_workspace(window.run_workspace.key)
    said = tr("Run {number} opened from {folder}.", number=record.number, folder=folder.name)
    window.session.say(" ".join(part for part in (said, note) if part))


def _read(folder: Path) -> ScenarioResult:
    from simgui.results.run_store import load_run  # noqa: PLC0415 - only with runs that were kept

    inside = [] if (folder / _RESULT).is_file() or not folder.is_dir() else _runs_within(folder)
    if len(inside) > 1:
        names = ", ".join(one.name for one in inside)
        raise UsageError(tr("there are several runs in {folder}, open one of them: {names}", folder=folder.name,
                            names=names))  # fmt: skip
    return load_run(inside[0] if inside else folder)


def _runs_within(folder: Path) -> list[Path]:
    return sorted(file.parent for file in folder.glob(f"*/{_RESULT}"))


def _open_scenario(window: MainWindow, folder: Path, result: ScenarioResult) -> str:
    """Open the scenario of a run, and say how far it can be trusted to be what was run; "" where it is the same.

    Raises
    ------
    SimguiError
        If it is not there any more, cannot be read, or does not know the placements of the run.
    """
    file, overrides = _find(folder, result), _overrides(folder)
    loaded = window.load_scenario(str(file), overrides)
    _check(loaded, result)
    is_open = window.session.is_open and (window.open_name, window.open_overrides) == (str(file), overrides)
    if not is_open:
        window.open_scenario(str(file), overrides)
    if loaded.digest != result.digest:
        return tr("The scenario has changed since, or was run with other settings.")
    return ""


def _check(scenario: Scenario, result: ScenarioResult) -> None:
    unknown = [run.placement for run in result.runs if run.placement not in scenario.placements]
    if unknown:
        raise UsageError(
            tr("{scenario} has no placement {name} any more", scenario=scenario.file.name, name=unknown[0])
        )


def _find(folder: Path, result: ScenarioResult) -> Path:
    """Find the scenario's file where the run names it, beside the run, or among the shipped ones."""
    from simgui.scenario.load import find_scenario  # noqa: PLC0415

    named = Path(result.file)
    for place in (named, folder / named.name, folder.parent / named.name):
        if place.is_file():
            return place
    return find_scenario(named.stem)


def _overrides(folder: Path) -> tuple[str, ...]:
    """Give the values that the run took in place of the file's; none where nothing tells how it was made."""
    from simgui.results.run_store import load_manifest  # noqa: PLC0415

    try:
        words = load_manifest(folder).argv
    except UsageError:
        return ()
    joined = (word.partition("=")[::2] for word in words if word.startswith("--") and "=" in word)
    pairs = [*pairwise(words), *joined]
    changes = [value for option, value in pairs if option == _SET]
    return (*changes, *(f"duration={value}" for option, value in pairs if option == _DURATION))


def _histories(folder: Path, result: ScenarioResult) -> tuple[FleetRecord, ...]:
    """Read the histories that were kept; a run without any is shown without."""
    from simgui.results.series_store import load_record, series_file  # noqa: PLC0415

    runs = [run for run in result.runs if series_file(folder, run.placement, run.seed).is_file()]
    try:
        return tuple(load_record(folder, run.placement, run.seed) for run in runs)
    except UsageError:
        return ()

"""What is open, what ran, what is selected, and the simulated moment that is looked at: one of each for all views."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from simgui.results.result import PlacementResult, ScenarioResult
from simgui.scenario.scenario import Scenario
from simgui.ui.bridges.run_bridge import RunBridge
from simgui.ui.jobs import Jobs
from simgui.ui.presenters.run_state import RunState, RunView
from simgui.ui.run_record import Outcomes, RunRecord

if TYPE_CHECKING:
    from simgui.results.fleet_record import FleetRecord
    from simgui.ui.document import ScenarioDocument

_MOST_HISTORIES = 20


class Session(QObject):
    """The one selection and the one cursor.

    Signals
    -------
    opened
        Another scenario is open, or none.
    document_changed
        The same, and also after an edit that gave another valid scenario.
    run_changed
        `run` is another one, or none.
    results_changed
        Other placements are through, or another run is shown; unlike `run_changed` also while a run is on.
    runs_changed
        The list of finished runs, or the baseline, is another one.
    run_view_changed(RunView)
        A run began, went on or ended.
    selection_changed(str)
        Path in the scenario, e.g. ``fleet.motors``.
    placement_changed(str), group_changed(str), kpi_changed(str)
        Another placement, group or KPI is looked at.
    cursor_changed(float)
        Another simulated moment. [s]
    said(str)
        Something for the status bar and the log.
    kpi_requested(str)
        Somebody wants to see a KPI.
    why_requested
        Somebody wants the explanation of the selected KPI in view.
    flips_requested
        Somebody wants to know where the advice flips.
    place_requested(int, int)
        Somebody wants to see a line and column of the scenario's text, from 1.
    open_requested(str, tuple)
        A view wants a scenario opened: name or file, and overrides.
    model_dropped(str, str)
        A model was dropped on a group: its file or name, and the path of the group.
    workspace_requested(str)
        A view wants a workspace shown: ``design``, ``run``, ``explore``, ``compare``, ``present``.

    Parameters
    ----------
    bridge : RunBridge | None
        Runs scenarios; None makes one. A run starts from what ``source_of_run`` gives.
    parent : QObject | None
        Where it belongs.
    """

    opened = Signal()
    document_changed = Signal()
    run_changed = Signal()
    results_changed = Signal()
    runs_changed = Signal()
    run_view_changed = Signal(object)
    selection_changed = Signal(str)
    placement_changed = Signal(str)
    group_changed = Signal(str)
    kpi_changed = Signal(str)
    cursor_changed = Signal(float)
    said = Signal(str)
    kpi_requested = Signal(str)
    why_requested = Signal()
    flips_requested = Signal()
    place_requested = Signal(int, int)
    open_requested = Signal(str, tuple)
    workspace_requested = Signal(str)
    model_dropped = Signal(str, str)

    def __init__(self, bridge: RunBridge | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge if bridge is not None else RunBridge(parent=self)
        self.jobs = Jobs(self)
        self.source_of_run: Callable[[], tuple[str, tuple[str, ...]]] = self._saved_source
        self._document: ScenarioDocument | None = None
        self._scenario: Scenario | None = None
        self._overrides: tuple[str, ...] = ()
        self._run: ScenarioResult | None = None
        self._results: tuple[PlacementResult, ...] = ()
        self._is_partial = False
        self._runs: tuple[RunRecord, ...] = ()
        self._outcomes = Outcomes()
        self._baseline: RunRecord | None = None
        self._histories: dict[int, tuple[FleetRecord, ...]] = {}
        self._run_view: RunView = RunState().view
        self._path = self._placement = self._group = ""
        self._kpi = "latency_p99_s"
        self._cursor_s = 0.0

    @property
    def document(self) -> ScenarioDocument | None:
        """The scenario as it is edited."""
        return self._document

    @property
    def is_open(self) -> bool:
        """Whether there is something to work on, be it valid or not."""
        return self._scenario is not None or self._document is not None

    @property
    def scenario(self) -> Scenario | None:
        """The open scenario, as it was last valid."""
        return self._scenario

    @property
    def overrides(self) -> tuple[str, ...]:
        """What is taken in place of what the file says, ``path=value`` each."""
        return self._overrides

    @property
    def run(self) -> ScenarioResult | None:
        """The outcome that all views show."""
        return self._run

    @property
    def results(self) -> tuple[PlacementResult, ...]:
        """The placements that are through, also while the run is on."""
        return self._results

    @property
    def is_partial(self) -> bool:
        """Whether `results` are those of a run that is on or was cancelled."""
        return self._is_partial

    @property
    def recommended(self) -> str | None:
        """The placement to take, once a whole run says so."""
        return self._run.recommended if self._run is not None and not self._is_partial else None

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """Every run of this session, the oldest first."""
        return self._runs

    @property
    def baseline(self) -> RunRecord | None:
        """The run that others are compared with."""
        return self._baseline

    @property
    def run_view(self) -> RunView:
        """Where the run stands."""
        return self._run_view

    @property
    def selected_path(self) -> str:
        """What is selected in the scenario."""
        return self._path

    @property
    def selected_placement(self) -> str:
        """The placement all views point out."""
        return self._placement

    @property
    def selected_group(self) -> str:
        """The group of devices all views point out, or ""."""
        return self._group

    @property
    def selected_kpi(self) -> str:
        """The KPI that is explained, by its full name."""
        return self._kpi

    @property
    def cursor_s(self) -> float:
        """The simulated moment that is looked at. [s]"""
        return self._cursor_s

    def _saved_source(self) -> tuple[str, tuple[str, ...]]:
        return str(self._scenario.file) if self._scenario is not None else "", self._overrides

    def open(
        self, scenario: Scenario | None, overrides: tuple[str, ...] = (), document: ScenarioDocument | None = None
    ) -> None:
        """Take another scenario, or none; what was selected and shown of the last one is forgotten."""
        self._scenario, self._overrides, self._document = scenario, overrides, document
        self._path = self._group = ""
        self._placement = next(iter(scenario.placements), "") if scenario is not None else ""
        self._cursor_s = 0.0
        self.set_run(None)
        self.opened.emit()
        self.document_changed.emit()

    def revise(self, scenario: Scenario) -> None:
        """Take what an edit has made of the open scenario; selection and results stay."""
        self._scenario = scenario
        if self._placement not in scenario.placements:
            self.select_placement(next(iter(scenario.placements), ""))
        if self._group and self._group not in scenario.groups:
            self.select_group("")
        self.document_changed.emit()

    def set_run(self, result: ScenarioResult | None, *, is_partial: bool = False) -> None:
        """Show another outcome in all views."""
        if result is not self._run:
            self._run, self._is_partial = result, is_partial
            self._results = result.runs if result is not None else ()
            self.run_changed.emit()
            self.results_changed.emit()

    def set_results(self, results: tuple[PlacementResult, ...]) -> None:
        """Show what a run that is on has brought so far."""
        self._run, self._is_partial, self._results = None, True, results
        self.results_changed.emit()

    def note_run(self, result: ScenarioResult, *, is_partial: bool) -> RunRecord:
        """Keep the outcome of a run that has just ended, and show it."""
        source = str(self._scenario.file) if self._scenario is not None else result.file
        text = self._document.text if self._document is not None else ""
        number = len(self._runs) + 1
        self._outcomes.keep(number, (text, result))
        record = RunRecord(number, result.scenario, source, self._overrides, is_partial, self._outcomes)
        self._runs = (*self._runs, record)
        self.set_run(result, is_partial=is_partial)
        self.runs_changed.emit()
        return record

    def keep_history(self, number: int, records: tuple[FleetRecord, ...]) -> None:
        """Keep the histories of a run that has just ended, the oldest ones are forgotten.

        Parameters
        ----------
        number : int
            Of its record.
        records : tuple[FleetRecord, ...]
            One for each placement.
        """
        self._histories[number] = records
        for old in sorted(self._histories)[:-_MOST_HISTORIES]:
            del self._histories[old]
        self.runs_changed.emit()

    def history_of(self, number: int, placement: str) -> FleetRecord | None:
        """Give the history of a placement of a run; None where none is kept."""
        records = self._histories.get(number, ())
        return next((record for record in records if record.layout.placement == placement), None)

    def has_history(self, number: int) -> bool:
        """Tell whether the histories of a run are kept."""
        return number in self._histories

    def set_baseline(self, record: RunRecord | None) -> None:
        """Compare with another run."""
        self._baseline = record
        self.runs_changed.emit()

    def adopt_runs(self, other: Session) -> None:
        """Take over the finished runs of another session."""
        self._runs, self._baseline, self._outcomes = other.runs, other.baseline, other._outcomes
        self.runs_changed.emit()

    def show_run_view(self, view: RunView) -> None:
        """Tell where the run stands."""
        self._run_view = view
        self.run_view_changed.emit(view)

    def select(self, path: str) -> None:
        """Select something of the scenario by its path."""
        if path != self._path:
            self._path = path
            self.selection_changed.emit(path)

    def select_placement(self, placement: str) -> None:
        """Point out a placement in all views."""
        if placement != self._placement:
            self._placement = placement
            self.placement_changed.emit(placement)

    def select_group(self, group: str) -> None:
        """Point out a group of devices in all views; "" means the whole fleet."""
        if group != self._group:
            self._group = group
            self.group_changed.emit(group)

    def select_kpi(self, kpi: str) -> None:
        """Look at a KPI."""
        if kpi != self._kpi:
            self._kpi = kpi
            self.kpi_changed.emit(kpi)

    def kpi_clicked(self, kpi: str) -> None:
        """Take a click on a figure: it is the one that is explained, and its explanation comes to the front."""
        self.select_kpi(kpi)
        self.why_requested.emit()

    def move_cursor(self, time_s: float) -> None:
        """Look at another simulated moment. [s]"""
        if time_s != self._cursor_s:
            self._cursor_s = time_s
            self.cursor_changed.emit(time_s)

    def say(self, text: str) -> None:
        """Put a line into the status bar and the log."""
        self.said.emit(text)

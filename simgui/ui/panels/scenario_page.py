"""An open scenario: its head, and below it the overview or the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.messages import RunFailed, RunProgress
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.jobs import Job
from simgui.ui.panels.overview import Overview
from simgui.ui.panels.scenario_header import ScenarioHeader
from simgui.ui.presenters.run_state import RunState, RunView
from simgui.ui.presenters.scenario_summary import summarise
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from simgui.ui.panels.results import ResultsPanel


class ScenarioPage(QWidget):
    """Shows one scenario and runs it.

    Signals
    -------
    run_changed(RunView)
        The run stands elsewhere now.

    Parameters
    ----------
    session : Session
        What is open, and who runs it.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    run_changed = Signal(object)

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, session.bridge
        self._appearance = appearance
        self._scenario: Scenario | None = None
        self._overrides: tuple[str, ...] = ()
        self._state = RunState()
        self._results: ResultsPanel | None = None
        self._job: Job | None = None
        self.header = ScenarioHeader(appearance)
        self.notice = Notice()
        self._overview = Overview()
        self._views = QStackedWidget()
        self._views.addWidget(self._overview)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(self.header)
        column.addWidget(self.notice)
        column.addWidget(self._views, 1)
        self.header.run_requested.connect(self.run)
        self.header.cancel_requested.connect(self.cancel)
        bridge = session.bridge
        bridge.progressed.connect(self._progressed)
        bridge.placement_finished.connect(self._placement_finished)
        bridge.finished.connect(self._finished)
        bridge.failed.connect(self._failed)
        session.opened.connect(self._open)
        session.document_changed.connect(self._revise)
        session.placement_changed.connect(self._point_out)
        session.run_changed.connect(self._show_result)
        self._open()

    @property
    def scenario(self) -> Scenario | None:
        """What is open."""
        return self._scenario

    @property
    def view(self) -> RunView:
        """Where the run stands."""
        return self._state.view

    @property
    def has_results(self) -> bool:
        """Whether the results are on show."""
        return self._results is not None and self._views.currentWidget() is self._results

    @property
    def results(self) -> ResultsPanel:
        """The results; made at the first run, because charts take long to import."""
        if self._results is None:
            from simgui.ui.panels.results import ResultsPanel  # noqa: PLC0415

            self._results = ResultsPanel(self._appearance)
            self._results.placement_selected.connect(self._session.select_placement)
            self._results.kpi_selected.connect(self._session.kpi_clicked)
            self._results.flip_requested.connect(self._session.flips_requested)
            self._views.addWidget(self._results)
        return self._results

    def show_scenario(self, scenario: Scenario, overrides: tuple[str, ...] = ()) -> None:
        """Show another scenario, not run yet."""
        self._scenario, self._overrides = scenario, overrides
        self._state = RunState()
        summary = summarise(scenario)
        self.header.show_scenario(summary)
        self._overview.show_scenario(summary)
        self._views.setCurrentWidget(self._overview)
        self.notice.hide()
        self._tell()
        self.header.run.setFocus()

    def run(self) -> None:
        """Run all placements."""
        if self._scenario is None or self._bridge.is_running:
            return
        self._state.start()
        self._job = self._session.jobs.begin(tr("Run of {name}", name=self._scenario.name), self.cancel)
        self.notice.hide()
        source, overrides = self._session.source_of_run()
        self._bridge.start(source, overrides)
        self.results.begin(tuple(self._scenario.placements))
        self._session.set_results(())
        self._session.select_placement(self.results.selected)
        self._views.setCurrentWidget(self.results)
        self._tell()

    def cancel(self) -> None:
        """Stop the run and keep what is finished."""
        if self._state.view.can_cancel:
            self._state.cancel()
            self._bridge.cancel()
            self._tell()

    def _open(self) -> None:
        """Take what the session has open, with the outcome it has already."""
        scenario, result = self._session.scenario, self._session.run
        if scenario is None:
            return
        self.show_scenario(scenario, self._session.overrides)
        if result is not None:
            self._show_result()

    def _show_result(self) -> None:
        """Show the outcome that the session points to, unless it is the one on show."""
        scenario, result = self._scenario, self._session.run
        if scenario is None or result is None or result is self._state.result or self._bridge.is_running:
            return
        self._state = RunState()
        self._state.show(result)
        self.results.begin(tuple(scenario.placements))
        self.results.show_result(result, cancelled=self._session.is_partial)
        self._views.setCurrentWidget(self.results)
        self._tell()

    def _revise(self) -> None:
        """Show what an edit has made of the scenario; the outcome of the last run stays in view."""
        scenario = self._session.scenario
        if scenario is not None and scenario is not self._scenario:
            self._scenario = scenario
            summary = summarise(scenario)
            self.header.show_scenario(summary)
            self._overview.show_scenario(summary)

    def _point_out(self, placement: str) -> None:
        if self._results is not None:
            self._results.pick(placement)

    def _progressed(self, progress: RunProgress) -> None:
        self._state.progress(progress)
        self.results.show_running(self._state.view.running)
        self._tell()

    def _placement_finished(self, result: PlacementResult) -> None:
        self._state.placement_finished(result)
        self.results.show_runs(self._state.finished_runs)
        self._session.set_results(self._state.finished_runs)

    def _finished(self, result: ScenarioResult, cancelled: bool) -> None:
        self._state.finish(result, cancelled=cancelled)
        self._session.note_run(result, is_partial=cancelled)
        self.results.show_result(result, cancelled=cancelled)
        self._tell()

    def _failed(self, failure: RunFailed) -> None:
        self._state.fail(failure)
        self.results.show_failure()
        if self._state.view.failure is not None:
            details = failure.traceback_text or failure.message
            copy = (tr("Copy details"), lambda: QGuiApplication.clipboard().setText(details))
            self.notice.say(tr("✗ The engine stopped"), failure.message, (copy, (tr("Run again"), self.run)))
        self._tell()

    def _tell(self) -> None:
        self.header.show_run(self._state.view)
        self._session.show_run_view(self._state.view)
        self._tell_job(self._state.view)
        self.run_changed.emit(self._state.view)

    def _tell_job(self, view: RunView) -> None:
        if self._job is not None and view.is_active:
            self._job.progress(view.fraction, " · ".join(part for part in (view.headline, view.detail) if part))
        elif self._job is not None:
            self._job.end(view.headline)
            self._job = None

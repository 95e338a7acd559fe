"""Joins the form of a study, its process and its views."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from simgui.core.errors import InputError
from simgui.core.units import Dimension, format_quantity
from simgui.scenario.scenario import Scenario
from simgui.ui.bridges.study_bridge import StartStudy, StudyBridge, start_study
from simgui.ui.panels.explore import ExploreViews
from simgui.ui.panels.study_form import StudyForm
from simgui.ui.presenters.study_errors import in_window_words
from simgui.ui.presenters.study_table import StudyTable, kpis_of
from simgui.ui.presenters.variations import Problem, command_line, run_count, study_request, variations
from simgui.ui.presenters.wording import clock_text
from simgui.ui.session import Session
from simgui.ui.translation import counted, tr

if TYPE_CHECKING:
    from simgui.runs.messages import RunFailed
    from simgui.studies.point import PointRow
    from simgui.studies.session import StudyProgress
    from simgui.studies.study import StudyRequest
    from simgui.ui.jobs import Job


class Explorer(QObject):
    """Runs studies of the open scenario.

    Parameters
    ----------
    session : Session
        What is open.
    form : StudyForm
        What to vary.
    views : ExploreViews
        Where the runs are shown.
    start : StartStudy
        Starts a study in another process.
    """

    def __init__(self, session: Session, form: StudyForm, views: ExploreViews, start: StartStudy = start_study) -> None:
        super().__init__(views)
        self._session, self._form, self._views = session, form, views
        self.bridge = StudyBridge(start, self)
        self._file = ""
        self._job: Job | None = None
        form.run_requested.connect(self.run)
        views.run_requested.connect(self.run)
        form.cancel_requested.connect(self.bridge.cancel)
        form.copy_requested.connect(self.copy_command)
        form.changed.connect(self._count)
        views.open_requested.connect(self.open_run)
        self.bridge.rows_came.connect(self._rows_came)
        self.bridge.finished.connect(self._finished)
        self.bridge.failed.connect(self._failed)
        session.document_changed.connect(self._document_changed)
        self._document_changed()

    @property
    def form(self) -> StudyForm:
        """What to vary."""
        return self._form

    def run(self) -> None:
        """Start the study the form asks for; what ran before is found again on disk."""
        request = self._request()
        if isinstance(request, tuple):
            self._form.show_problems(request)
            return
        self._form.show_problems(())
        scenario = self._session.scenario
        budgets = scenario.budgets if scenario is not None else ()
        kpis = kpis_of([budget.kpi for budget in budgets if budget.group is None])
        self._views.show_table(StudyTable(tuple(axis.path for axis in request.axes), kpis))
        self._form.show_running(0, 0, tr("Preparing the study…"))
        self._views.show_running(is_running=True)
        if not self.bridge.is_running:
            name = scenario.name if scenario is not None else ""
            self._job = self._session.jobs.begin(tr("Study of {name}", name=name), self.bridge.cancel)
        self.bridge.start(request)

    def begin(self) -> None:
        """Lead the keys to the first thing to vary, or, when runs are there, to the picture of them."""
        if self._views.table.rows:
            self._views.scatter.setFocus()
        elif self._form.rows:
            self._form.rows[0].path.setFocus()

    def copy_command(self) -> None:
        """Copy the command that runs the same study in a terminal."""
        request = self._request()
        if not isinstance(request, tuple):
            QGuiApplication.clipboard().setText(command_line(request, self._form.axes()))
            self._session.say(tr("Copied the command that runs this study in a terminal."))

    def open_chosen(self) -> None:
        """Open the scenario of the run that is pointed out, or say how one is chosen."""
        if self._views.selected < 0:
            self._session.say(tr("Choose a run in Explore first."))
        else:
            self.open_run(self._views.selected)

    def open_run(self, index: int) -> None:
        """Open the scenario of a run, to be edited and run on its own."""
        rows = self._views.table.rows
        scenario = self._session.scenario
        if scenario is None or not 0 <= index < len(rows):
            return
        point = rows[index].point
        changes = (*self._session.overrides, *(f"{path}={value}" for path, value in point.values))
        document = self._session.document
        if document is None:
            self._session.open_requested.emit(str(scenario.file), changes)
        else:
            for path, value in point.values:
                document.set_value(path, value, tr("Take {path} from the study", path=path))
        self._session.select_placement(point.placement)
        self._session.workspace_requested.emit("design")

    def stop(self) -> None:
        """End a study at once: the window is closing."""
        self.bridge.stop()

    def _request(self) -> StudyRequest | tuple[Problem, ...]:
        scenario = self._session.scenario
        if scenario is None:
            return (Problem(-1, tr("Open a scenario first.")),)
        file, changes = self._session.source_of_run()  # with the edits that are not saved yet
        duration = self._form.duration.text().strip()
        if duration:
            changes = (*changes, f"duration={duration}")
        return study_request(
            Path(file),
            changes,
            self._form.axes(),
            placements=self._form.chosen_placements(),
            draws=self._form.draws.value(),
            samples=self._form.samples.value(),
        )

    def _count(self) -> None:
        scenario = self._session.scenario
        request = self._request() if scenario is not None and self._form.axes() else ()
        if self.bridge.is_running or scenario is None or isinstance(request, tuple):
            return
        runs = run_count(request, len(scenario.placements))
        self._form.show_idle(tr("{count} runs", count=counted(runs)))

    def _document_changed(self) -> None:
        scenario = self._session.scenario
        if scenario is None:
            return
        if str(scenario.file) != self._file:
            self._file = str(scenario.file)
            self._offer(scenario)
            self._views.show_table(StudyTable())

    def _offer(self, scenario: Scenario) -> None:
        from simgui.core.located_yaml import load_yaml  # noqa: PLC0415 - only when a scenario is explored
        from simgui.profiles.registry import Registry  # noqa: PLC0415

        document = self._session.document
        try:
            root = document.draft.root if document is not None else load_yaml(scenario.file)
        except InputError:
            root = None  # the file is gone meanwhile: there is nothing to propose
        registry = Registry.beside(scenario.file.parent)
        choices = variations(root, registry) if root is not None else ()
        duration_s = min(scenario.duration_s, 86_400.0)
        self._form.offer(choices, tuple(scenario.placements), format_quantity(duration_s, Dimension.TIME))

    def _rows_came(self, rows: tuple[PointRow, ...], progress: StudyProgress) -> None:
        self._views.table.add(rows)
        self._views.rows_came()
        text = tr("{done} of {total} runs", done=counted(progress.done), total=counted(progress.total))
        if progress.resumed:
            text += " · " + tr("{count} known from before", count=counted(progress.resumed))
        if not math.isnan(progress.eta_s):
            text += " · " + tr("{time} left", time=clock_text(progress.eta_s))
        self._form.show_running(progress.done, progress.total, text)
        if self._job is not None:
            self._job.progress(progress.done / max(progress.total, 1), text)

    def _finished(self, cancelled: bool) -> None:
        self._views.show_running(is_running=False)
        runs = counted(len(self._views.table.rows))
        text = tr("Cancelled; {count} runs are kept, and the same study goes on from there.", count=runs)
        self._form.show_idle(text if cancelled else tr("{count} runs done.", count=runs))
        self._end_job(text if cancelled else tr("{count} runs done.", count=runs))

    def _failed(self, failure: RunFailed) -> None:
        self._views.show_running(is_running=False)
        self._form.show_idle("")
        message = in_window_words(failure.message)
        self._form.show_problems((Problem(-1, message),))
        self._end_job(message)

    def _end_job(self, text: str) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.end(text)

"""The status bar: how far a run is while it is on, then what identifies it and how quick it was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QToolButton, QWidget

from simgui.ui.presenters.run_state import RunView
from simgui.ui.presenters.status import status_facts
from simgui.ui.session import Session
from simgui.ui.theme import tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.text import text_label

_STEPS = 1000


class StatusLine(QWidget):
    """Stands at the right end of the status bar.

    Parameters
    ----------
    session : Session
        What runs and what came of it.
    bar : QStatusBar
        Where it stands.
    views : Sequence[QAction]
        Open and close the views that belong to all workspaces.
    """

    def __init__(self, session: Session, bar: QStatusBar, views: Sequence[QAction]) -> None:
        super().__init__(bar)
        self._session = session
        self._shown: list[str] = []
        self.setAccessibleName(tr("State of the run"))
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(120)
        self._progress.setAccessibleName(tr("Progress of the run"))
        self._progress.hide()
        self._facts = QHBoxLayout()
        self._facts.setSpacing(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for action in views:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setProperty("role", "status")
            button.setAccessibleName(tr("Open or close {view}", view=action.text()))
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._progress)
        row.addLayout(self._facts)
        bar.addPermanentWidget(self)
        session.run_view_changed.connect(self._show_view)
        session.run_changed.connect(self._show_facts)
        session.placement_changed.connect(self._show_facts)
        self._running = text_label("", "", parent=self)
        row.addWidget(self._running)
        self._show_facts()

    @property
    def text(self) -> str:
        """All that is shown, in a line."""
        return "  ·  ".join((*self._shown, *(text for text in (self._running.text(),) if text)))

    def _show_view(self, view: RunView) -> None:
        self._progress.setVisible(view.is_active)
        self._progress.setRange(0, 0 if view.fraction is None else _STEPS)
        self._progress.setValue(0 if view.fraction is None else round(view.fraction * _STEPS))
        self._running.setText(view.detail if view.is_active else "")
        self._running.setVisible(bool(self._running.text()))
        self._show_facts()

    def _show_facts(self) -> None:
        clear_layout(self._facts)
        self._shown = []
        session = self._session
        if session.run is None or session.run_view.is_active or session.scenario is None:
            return
        run = next((run for run in session.run.runs if run.placement == session.selected_placement), None)
        for fact in status_facts(run, session.scenario.duration_s):
            label = text_label(fact.text)
            label.setToolTip(tooltip_html(fact.about))
            label.setAccessibleDescription(fact.about)
            self._facts.addWidget(label)
            self._shown.append(fact.text)

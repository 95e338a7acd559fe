"""The Jobs view: everything the program is busy with, with its progress and a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from simgui.ui.jobs import Job, Jobs
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import placeholder

_STEPS = 1000


class JobsPanel(QScrollArea):
    """Lists the jobs, the newest first.

    Parameters
    ----------
    jobs : Jobs
        What is done.
    """

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._rows: dict[Job, _JobRow] = {}
        self.setProperty("role", "plain")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Jobs"))
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self._column.setSpacing(Space.XS)
        self._empty = placeholder(tr("Nothing is going on. Space runs the open scenario."))
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self.setWidget(inner)
        jobs.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        listed = self._jobs.all()
        for job in [job for job in self._rows if job not in listed]:
            self._rows.pop(job).deleteLater()
        for job in listed:
            if job not in self._rows:
                self._rows[job] = _JobRow(job)
                self._column.insertWidget(0, self._rows[job])
            self._rows[job].show_job()
        self._empty.setVisible(not listed)


class _JobRow(QWidget):
    """One job."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._name, self._text = ElidedLabel("bold"), ElidedLabel("muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(tr("Progress of {name}", name=job.name))
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.setAccessibleName(tr("Cancel {name}", name=job.name))
        self._cancel.clicked.connect(job.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._name, 2)
        row.addWidget(self._bar)
        row.addWidget(self._text, 3)
        row.addWidget(self._cancel)

    def show_job(self) -> None:
        """Show how far it is."""
        job = self._job
        self._name.show_text(job.name)
        self._text.show_text(job.text)
        self._bar.setVisible(not job.is_over)
        self._bar.setRange(0, 0 if job.fraction is None else _STEPS)
        self._bar.setValue(0 if job.fraction is None else round(job.fraction * _STEPS))
        self._cancel.setVisible(job.can_cancel)
        self.setAccessibleName(f"{job.name}: {job.text}")

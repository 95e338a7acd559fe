"""Where the advice flips: its conditions, and a search for the value at which the better of two placements changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simgui.core.errors import SimguiError
from simgui.runs.messages import RunFailed
from simgui.scenario.overrides import parse_override
from simgui.studies.break_even_child import BreakEvenRequest
from simgui.studies.study import StudyRequest
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.study_bridge import StartBreakEven, StudyBridge, start_break_even
from simgui.ui.jobs import Job
from simgui.ui.presenters.advice import advice
from simgui.ui.presenters.flips import Flip, compared_by, default_pair, flip
from simgui.ui.presenters.study_errors import in_window_words
from simgui.ui.presenters.variations import variations
from simgui.ui.presenters.what_if import suggestions
from simgui.ui.presenters.wording import clock_text, kpi_label
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.text import placeholder, selectable, text_label

if TYPE_CHECKING:
    from simgui.studies.break_even import BreakEven
    from simgui.studies.session import StudyProgress
    from simgui.ui.plots.flip_plot import FlipPlot


class FlipsPanel(QWidget):
    """Follows the session's run; searches in a process of its own.

    Parameters
    ----------
    session : Session
        What is open and ran.
    appearance : Appearance
        The colours.
    start : StartBreakEven
        Starts a search in another process.
    """

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        start: StartBreakEven = start_break_even,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self._job: Job | None = None
        self.flip: Flip | None = None
        self.bridge = StudyBridge(start, self)
        self.bridge.rows_came.connect(self._progressed)
        self.bridge.break_even_found.connect(self._found)
        self.bridge.finished.connect(self._finished)
        self.bridge.failed.connect(self._failed)
        self.setAccessibleName(tr("Where it flips"))
        self.conditions = selectable(text_label("", "muted", wraps=True))
        self.first, self.second = _choice(tr("First placement")), _choice(tr("Second placement"))
        self.path, self.by = _choice(tr("Value to change")), _choice(tr("Compared by"))
        self.stretch = QLineEdit()
        self.search = QPushButton(tr("Where does it flip?"))
        self.bar = QProgressBar()
        self.answer = selectable(text_label("", "bold", wraps=True))
        self.details = selectable(text_label("", "caption", wraps=True))
        self.plot: FlipPlot | None = None
        self._pages, self._column = QStackedWidget(), QVBoxLayout()
        self._lay_out()
        self.search.clicked.connect(self._clicked)
        session.run_changed.connect(self._show)
        session.document_changed.connect(self._fill_paths)
        self._show()

    def stop(self) -> None:
        """End what runs: the window is closing."""
        self.bridge.stop()

    def begin(self) -> None:
        """Search with what the form says."""
        pair = (self.first.currentText(), self.second.currentText())
        path, stretch = str(self.path.currentData() or ""), self.stretch.text().strip()
        if self.bridge.is_running or not path:
            return
        if pair[0] == pair[1]:
            self._say(tr("Choose two different placements."))
            return
        try:
            file, overrides = self._session.source_of_run()
            study = StudyRequest(file, tuple(map(parse_override, overrides)))
        except SimguiError as error:
            self._say(in_window_words(str(error)))
            return
        self._say("")
        self._show_flip(None)
        over = f"{path}={stretch}" if stretch else path
        name = tr("Where {first} and {second} flip", first=pair[0], second=pair[1])
        self._job = self._session.jobs.begin(name, self.bridge.cancel)
        self.bar.setRange(0, 0)
        self.bar.setVisible(True)
        self.search.setText(tr("Cancel"))
        self.bridge.start(BreakEvenRequest(study, pair, over, str(self.by.currentData() or "")))

    def _clicked(self) -> None:
        if self.bridge.is_running:
            self.bridge.cancel()
        else:
            self.begin()

    def _progressed(self, _rows: object, progress: StudyProgress) -> None:
        if self.flip is not None:
            return  # the answer is there already
        self.bar.setRange(0, max(progress.total, 1))
        self.bar.setValue(progress.done)
        text = tr("{done} of {total} runs so far", done=progress.done, total=progress.total)
        if math.isfinite(progress.eta_s) and progress.done < progress.total:
            text = f"{text} · {tr('about {time} to go', time=clock_text(progress.eta_s))}"
        self._say(text)
        if self._job is not None:
            self._job.progress(None, text)

    def _found(self, found: BreakEven) -> None:
        shown = flip(found)
        self._say(shown.sentence, " · ".join(shown.details))
        self._show_flip(shown)

    def _finished(self, cancelled: bool) -> None:
        if cancelled:
            self._say(tr("Cancelled; what is done is kept, and the same search goes on from there."))
        self._end(tr("cancelled") if cancelled else tr("done"))

    def _failed(self, failure: RunFailed) -> None:
        message = in_window_words(failure.message)
        self._say(f"✗ {message}")
        self._end(message)

    def _end(self, text: str) -> None:
        self.bar.hide()
        self.search.setText(tr("Where does it flip?"))
        if self._job is not None:
            self._job.end(text)
            self._job = None

    def _say(self, answer: str, details: str = "") -> None:
        for label, text in ((self.answer, answer), (self.details, details)):
            label.setText(text)
            label.setVisible(bool(text))

    def _show_flip(self, shown: Flip | None) -> None:
        self.flip = shown
        if shown is not None and self.plot is None:
            from simgui.ui.plots.flip_plot import FlipPlot  # noqa: PLC0415 - charts take long to import

            self.plot = FlipPlot(self._appearance)
            self._column.insertWidget(self._column.count() - 1, self.plot, 1)
        if self.plot is not None:
            self.plot.setVisible(shown is not None)
            self.plot.show_flip(shown)

    def _show(self) -> None:
        run = self._session.run
        self._pages.setCurrentIndex(0 if run is None else 1)
        if run is None:
            return
        self.conditions.setText("\n".join(advice(run).flips_if))
        self.conditions.setVisible(bool(self.conditions.text()))
        names = list(dict.fromkeys(one.placement for one in run.runs))
        pair = default_pair(run, self._session.selected_placement)
        for combo, wanted in zip((self.first, self.second), pair, strict=True):
            combo.clear()
            combo.addItems(names)
            combo.setCurrentText(wanted)
        self.by.clear()
        self.by.addItem(tr("as the advice is"), "")
        for kpi in compared_by(run.runs):
            self.by.addItem(kpi_label(kpi), kpi)
        self._fill_paths()
        self._say("")
        self._show_flip(None)

    def _fill_paths(self) -> None:
        document = self._session.document
        root = document.draft.root if document is not None else None
        if document is None or root is None:
            return
        chosen = self.path.currentData()
        self.path.clear()
        for path in suggestions(root, variations(root, document.registry)):
            self.path.addItem(path.removeprefix("fleet."), path)
        self.path.setCurrentIndex(max(0, self.path.findData(chosen)))

    def _lay_out(self) -> None:
        self.stretch.setAccessibleName(tr("Range to search"))
        self.stretch.setPlaceholderText(tr("range, e.g. 1 s..1 h"))
        self.stretch.setToolTip(tr("Left empty: from a 32nd of the present value to 32 times as much"))
        self.bar.setAccessibleName(tr("Progress of the search"))
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(6)
        self.bar.hide()
        grid = QGridLayout()
        grid.setSpacing(Space.XS)
        grid.addWidget(text_label(tr("Between"), "muted"), 0, 0)
        grid.addWidget(self.first, 0, 1)
        grid.addWidget(self.second, 0, 2)
        grid.addWidget(text_label(tr("over"), "muted"), 1, 0)
        grid.addWidget(self.path, 1, 1)
        grid.addWidget(self.stretch, 1, 2)
        grid.addWidget(text_label(tr("by"), "muted"), 2, 0)
        grid.addWidget(self.by, 2, 1)
        grid.addWidget(self.search, 2, 2)
        for column in (1, 2):
            grid.setColumnStretch(column, 1)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self._column.setSpacing(Space.S)
        self._column.addWidget(self.conditions)
        self._column.addLayout(grid)
        for widget in (self.bar, self.answer, self.details):
            self._column.addWidget(widget)
        self._column.addStretch(0)
        scroll = QScrollArea()
        scroll.setProperty("role", "plain")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(tr("Where it flips"))
        scroll.setWidget(page)
        self._pages.addWidget(placeholder(tr("Run the scenario: then search where its advice flips.")))
        self._pages.addWidget(scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)


def _choice(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    return combo

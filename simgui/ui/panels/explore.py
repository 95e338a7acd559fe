"""The runs of a study as they come: a scatter of two KPIs above, parallel coordinates below."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simgui.scenario.kpi import KPIS, Direction
from simgui.ui.appearance import Appearance
from simgui.ui.plots.parallel_coordinates import ParallelCoordinates
from simgui.ui.plots.study_scatter import StudyScatter
from simgui.ui.presenters.study_table import StudyTable
from simgui.ui.presenters.wording import kpi_label
from simgui.ui.theme import Space, legend_html
from simgui.ui.translation import later, tr
from simgui.ui.widgets.card import Card
from simgui.ui.widgets.invitation import Invitation
from simgui.ui.widgets.text import text_label

_BEST = (
    (later("all"), math.nan),
    (later("best 50 %"), 0.5),
    (later("best 20 %"), 0.2),
    (later("best 10 %"), 0.1),
    (later("best 5 %"), 0.05),
)
_INVITATION = later(
    "Choose on the left what to vary, and run the study: each run becomes a dot above and a line below, as soon as "
    "it is done."
)
_COMING = later("The first runs are on their way. Cancelled, a study keeps what is done.")


class ExploreViews(QWidget):
    """Shows a `StudyTable`.

    Signals
    -------
    open_requested(int)
        The user wants the scenario of a run: its index in the table.
    run_requested()
        The user wants the study to run.
    """

    open_requested = Signal(int)
    run_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = StudyTable()
        self.selected = -1
        self.setAccessibleName(tr("Results of the study"))
        self.scatter = StudyScatter(appearance)
        self.parallel = ParallelCoordinates(appearance)
        self.across, self.upwards = (_kpi_choice(name) for name in (tr("Figure across"), tr("Figure upwards")))
        self.best, self.best_by = QComboBox(), _kpi_choice(tr("Best by"))
        self.best.setAccessibleName(tr("Show only the best"))
        for text, share in _BEST:
            self.best.addItem(tr(text), share)
        self.count = text_label("", "muted")
        self.legend = QLabel()
        self._appearance = appearance
        appearance.changed.connect(self._tell)
        self.chosen = text_label("", "caption", wraps=True)
        self.open = QPushButton(tr("Open as scenario"))
        self.open.clicked.connect(lambda: self.open_requested.emit(self.selected))
        self.clear = QPushButton(tr("Show all runs"))
        self.clear.setProperty("role", "link")
        self.clear.clicked.connect(self._lift_brushes)
        self.invitation = Invitation(
            tr("Explore variants"),
            tr(_INVITATION),
            ((tr("Run the study"), self.run_requested.emit),),
            appearance,
            "chart",
        )
        self.pages = QStackedWidget()
        self._lay_out()
        self.show_table(self.table)
        self.scatter.run_selected.connect(self.select)
        self.scatter.run_opened.connect(self.open_requested)
        self.parallel.run_selected.connect(self.select)
        self.parallel.brushed.connect(self._brushed)
        for plot in (self.scatter, self.parallel):
            plot.walked.connect(self.walk)
        for choice in (self.across, self.upwards):
            choice.currentIndexChanged.connect(lambda _index: self._redraw(fit=True))
        for choice in (self.best, self.best_by):
            choice.currentIndexChanged.connect(lambda _index: self._choose_best())

    def show_table(self, table: StudyTable) -> None:
        """Show another study from its beginning."""
        self.table, self.selected = table, -1
        _choose(self.across, "device_power_w")
        _choose(self.upwards, "latency_p99_s")
        _choose(self.best_by, "device_power_w")
        self.best.setCurrentIndex(0)
        self._redraw(fit=True)

    def rows_came(self) -> None:
        """Draw what has been added to the table; axes that have no figure at all give way to ones that have."""
        upwards = self.table.first_with_values(str(self.upwards.currentData()), str(self.across.currentData()))
        if upwards != self.upwards.currentData():
            _choose(self.upwards, upwards)
        self._redraw(fit=True)

    def show_running(self, *, is_running: bool) -> None:
        """Say in the empty view that runs are on their way, and offer no second study."""
        self.invitation.text.setText(tr(_COMING) if is_running else tr(_INVITATION))
        self.invitation.buttons[0].setVisible(not is_running)

    def select(self, index: int) -> None:
        """Point out a run."""
        self.selected = index
        self._redraw(fit=False)

    def walk(self, by: int) -> None:
        """Point out the next run that is shown, in the order of the figure across."""
        index = self.table.next_shown(self.selected, str(self.across.currentData()), by)
        if index is not None:
            self.select(index)

    def _choose_best(self) -> None:
        share = float(self.best.currentData())
        self.best_by.setEnabled(not math.isnan(share))
        self.table.keep_best(str(self.best_by.currentData()), None if math.isnan(share) else share)
        self._redraw(fit=False)

    def _lift_brushes(self) -> None:
        self.table.brushes.clear()
        self.best.setCurrentIndex(0)
        self._redraw(fit=True)

    def _brushed(self) -> None:
        self.scatter.show_table(self.table, *self._axes(), self.selected, fit=False)
        self._tell()

    def _redraw(self, *, fit: bool) -> None:
        self.parallel.show_table(self.table, self.selected)
        self.scatter.show_table(self.table, *self._axes(), self.selected, fit=fit)
        self._tell()

    def _axes(self) -> tuple[str, str]:
        return str(self.across.currentData()), str(self.upwards.currentData())

    def _tell(self) -> None:
        self.pages.setCurrentIndex(1 if self.table.rows else 0)
        self.count.setText(self.table.count_text() if self.table.rows else "")
        self.legend.setText(legend_html(*self.scatter.legend()))
        self.legend.setVisible(bool(self.table.rows))
        is_chosen = 0 <= self.selected < len(self.table.rows)
        self.open.setEnabled(is_chosen)
        hint = tr("Click a dot or a line to see its values; drag along an axis to show only the runs between.")
        self.chosen.setText(" · ".join(self.table.about(self.selected).splitlines()) if is_chosen else hint)
        for plot in (self.scatter, self.parallel):
            plot.setAccessibleDescription(f"{self.count.text()}. {self.chosen.text()}".strip(". "))
        self.clear.setEnabled(bool(self.table.brushes) or self.table.top is not None)

    def _lay_out(self) -> None:
        above = Card(tr("Trade-off of all runs"))
        for name, choice in ((tr("across"), self.across), (tr("upwards"), self.upwards)):
            label = QLabel(name)
            label.setBuddy(choice)
            above.add_control(label)
            above.add_control(choice)
        above.content.addWidget(self.legend)
        above.content.addWidget(self.scatter, 1)
        below = Card(tr("Parallel coordinates"))
        for control in (self.count, self.best, self.best_by, self.clear):
            below.add_control(control)
        below.content.addWidget(self.parallel, 1)
        row = QHBoxLayout()
        row.addWidget(self.chosen, 1)
        row.addWidget(self.open)
        below.content.addLayout(row)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(above)
        splitter.addWidget(below)
        splitter.setSizes([420, 380])
        splitter.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self.pages.addWidget(self.invitation)
        self.pages.addWidget(splitter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)


def _kpi_choice(name: str) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for kpi in KPIS.values():
        if not kpi.is_breakdown and kpi.direction is not Direction.NEITHER:
            choice.addItem(kpi_label(kpi.name), kpi.name)
    return choice


def _choose(choice: QComboBox, kpi: str) -> None:
    choice.setCurrentIndex(max(choice.findData(kpi), 0))

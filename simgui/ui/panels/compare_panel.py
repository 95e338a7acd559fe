"""Runs beside a baseline: every KPI with its change, and the difference of the scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from simgui.ui.appearance import Appearance
from simgui.ui.models.comparison_model import ComparisonModel
from simgui.ui.presenters.comparison import (
    Side,
    comparison,
    run_changes,
    run_command,
    run_script,
    scenario_lines,
    scenario_node,
    sides_of,
)
from simgui.ui.presenters.overlay import KINDS, overlay
from simgui.ui.run_record import RunRecord, usual_baseline
from simgui.ui.session import Session
from simgui.ui.theme import Space, legend_html
from simgui.ui.translation import tr
from simgui.ui.widgets.card import Card
from simgui.ui.widgets.text import text_label

if TYPE_CHECKING:
    from simgui.results.fleet_record import FleetRecord
    from simgui.ui.plots.time_plot import CurvePlot

_TOLERANCES = (0.0, 0.001, 0.01, 0.02, 0.05, 0.1)


class ComparePanel(QWidget):
    """Follows the runs of the session.

    Parameters
    ----------
    session : Session
        The runs, and which of them is the baseline.
    appearance : Appearance
        The colours.
    """

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self.setAccessibleName(tr("Comparison of runs"))
        self.baseline, self.base_placement = QComboBox(), QComboBox()
        self.other, self.other_placement = QComboBox(), QComboBox()
        self.tolerance = QComboBox()
        for share in _TOLERANCES:
            self.tolerance.addItem(f"{100 * share:g} %", share)
        self.tolerance.setCurrentIndex(_TOLERANCES.index(0.01))
        self.only_differing = QCheckBox(tr("only what differs"))
        self.summary = text_label("", "muted")
        self.model = ComparisonModel(appearance, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("Figures of the runs"))
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("What is drawn of both runs"))
        for key, kind in KINDS.items():
            self.kinds.addItem(tr(kind.title), key)
        self._is_kind_chosen = False
        self.kinds.activated.connect(lambda _index: self._draw_chosen())
        self._plots: dict[str, CurvePlot] = {}
        self._charts = QStackedWidget()
        self._remark = QLabel()
        self._remark.setTextFormat(Qt.TextFormat.RichText)
        self._remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.difference = QPlainTextEdit()
        self.difference.setReadOnly(True)
        self.difference.setAccessibleName(tr("Difference of the scenarios"))
        self._lay_out()
        self.setFocusProxy(self.baseline)
        for choice in (self.baseline, self.other):
            choice.activated.connect(lambda _index: self._runs_chosen())
        for choice in (self.base_placement, self.other_placement, self.tolerance):
            choice.activated.connect(lambda _index: self._show())
        self.only_differing.toggled.connect(lambda _on: self._show())
        session.runs_changed.connect(self._runs_changed)
        appearance.changed.connect(self._show)
        self._runs_changed()

    def copy_command(self) -> None:
        """Copy the command that reproduces the other run."""
        record = self._record(self.other)
        if record is not None:
            QGuiApplication.clipboard().setText(run_command(record.source, _changes(record)))
            self._session.say(tr("Copied the command that reproduces this run in a terminal."))

    def copy_program(self) -> None:
        """Copy the Python program that reproduces the other run."""
        record = self._record(self.other)
        if record is not None:
            QGuiApplication.clipboard().setText(run_script(record.source, _changes(record)))
            self._session.say(tr("Copied a Python program that reproduces this run."))

    def star(self) -> None:
        """Make the other run the baseline."""
        self._session.set_baseline(self._record(self.other))

    def _runs_changed(self) -> None:
        runs, base = self._session.runs, self._session.baseline
        base = base if base is not None else usual_baseline(runs)
        for choice, chosen in ((self.baseline, base), (self.other, runs[-1] if runs else None)):
            if choice.count() > len(runs):
                choice.clear()
            for record in runs[choice.count() :]:
                choice.addItem(_title(record), record.number)
            if chosen is not None:
                choice.setCurrentIndex(choice.findData(chosen.number))
        self._runs_chosen()

    def _runs_chosen(self) -> None:
        for choice, placement in ((self.baseline, self.base_placement), (self.other, self.other_placement)):
            record, before = self._record(choice), placement.currentText()
            placement.clear()
            if record is None:
                continue
            placement.addItems([side.title.partition(" · ")[2] for side in sides_of(record.result, "#")])
            wanted = before or record.result.recommended or ""
            placement.setCurrentIndex(max(placement.findText(wanted), 0))
        base, other = self._record(self.baseline), self._record(self.other)
        same = self.base_placement.currentIndex()
        if base is not None and base is other and same == self.other_placement.currentIndex():
            self.other_placement.setCurrentIndex((same + 1) % max(self.other_placement.count(), 1))
        self._show()

    def _show(self) -> None:
        sides = [*self._side(self.baseline, self.base_placement), *self._side(self.other, self.other_placement)]
        shown = comparison(sides, float(self.tolerance.currentData()))
        self.model.show_comparison(shown, only_differing=self.only_differing.isChecked())
        self.summary.setText(shown.summary)
        self.difference.setPlainText(self._difference())
        self._choose_kind()
        self._draw()

    def _draw_chosen(self) -> None:
        self._is_kind_chosen = True
        self._draw()

    def _choose_kind(self) -> None:
        """Draw what happened in these runs, unless the user wants something else drawn."""
        records = (self._history(self.baseline, self.base_placement), self._history(self.other, self.other_placement))
        for index, key in enumerate(KINDS):
            if not self._is_kind_chosen and not overlay(key, *records, ("", "")).remark:
                self.kinds.setCurrentIndex(index)
                return

    def _draw(self) -> None:
        """Draw both runs over time, with the session's one cursor."""
        key = str(self.kinds.currentData())
        plot = self._plots.get(key)
        if plot is None:
            plot = self._plots[key] = self._make_plot(key)
        titles = [side.title for side in (*self._side(self.baseline, self.base_placement),
                                          *self._side(self.other, self.other_placement))]  # fmt: skip
        records = (self._history(self.baseline, self.base_placement), self._history(self.other, self.other_placement))
        shown = overlay(key, *records, (titles[0] if titles else "", titles[-1] if titles else ""))
        plot.show_curves(shown)
        plot.show_cursor(self._session.cursor_s)
        self._charts.setCurrentWidget(plot)
        series = self._appearance.colours.series
        signs = ["━", "╍"][: len(shown.curves)]
        entries = [(curve.name, series[curve.colour % len(series)]) for curve in shown.curves]
        self._remark.setText(shown.remark or legend_html(entries, signs))

    def _make_plot(self, key: str) -> CurvePlot:
        from simgui.ui.plots.time_plot import CurvePlot  # noqa: PLC0415 - charts take long to import

        kind = KINDS[key]
        plot = CurvePlot(tr(kind.title), kind.dimension, self._appearance, is_logarithmic=key == "latency")
        plot.cursor_moved.connect(self._session.move_cursor)
        self._session.cursor_changed.connect(plot.show_cursor)
        self._charts.addWidget(plot)
        return plot

    def _history(self, run: QComboBox, placement: QComboBox) -> FleetRecord | None:
        record = self._record(run)
        return None if record is None else self._session.history_of(record.number, placement.currentText())

    def _difference(self) -> str:
        base, other = self._record(self.baseline), self._record(self.other)
        if base is None or other is None:
            return ""
        if base is other:
            return tr("Both are placements of one run of one scenario.")
        nodes = [scenario_node(record.source, record.text, record.overrides) for record in (base, other)]
        if nodes[0] is None or nodes[1] is None:
            return tr("The scenario of a run can no longer be read.")
        return "\n".join(scenario_lines(nodes[0], nodes[1])) or tr("The scenarios are the same.")

    def _side(self, run: QComboBox, placement: QComboBox) -> tuple[Side, ...]:
        record = self._record(run)
        if record is None or not placement.currentText():
            return ()
        return sides_of(record.result, f"#{record.number}", placement.currentText())

    def _record(self, choice: QComboBox) -> RunRecord | None:
        number = choice.currentData()
        return next((record for record in self._session.runs if record.number == number), None)

    def _lay_out(self) -> None:
        table = Card(tr("Figures"))
        table.add_control(self.summary)
        chooser = QHBoxLayout()
        named = (
            (tr("Baseline ★"), self.baseline, self.base_placement),
            (tr("Compared with"), self.other, self.other_placement),
        )
        for name, run, placement in named:
            label = QLabel(name)
            label.setBuddy(run)
            run.setAccessibleName(name)
            placement.setAccessibleName(tr("{name}: placement", name=name))
            for widget in (label, run, placement):
                chooser.addWidget(widget)
            chooser.addSpacing(Space.M)
        tolerance = QLabel(tr("Tolerance"))
        tolerance.setBuddy(self.tolerance)
        self.tolerance.setAccessibleName(tr("Tolerance"))
        chooser.addWidget(tolerance)
        chooser.addWidget(self.tolerance)
        chooser.addWidget(self.only_differing)
        chooser.addStretch(1)
        table.content.addWidget(self.table, 1)
        text = Card(tr("Difference of the scenarios"), tr("- removed, + added, ~ changed"))
        for name, act in (
            (tr("Make it the baseline"), self.star),
            (tr("Copy as CLI"), self.copy_command),
            (tr("Copy as Python"), self.copy_program),
        ):
            button = QPushButton(name)
            button.clicked.connect(lambda _checked=False, act=act: act())
            text.add_control(button)
        text.content.addWidget(self.difference, 1)
        chart = Card(tr("Both runs over time"))
        chart.add_control(self.kinds)
        chart.content.addWidget(self._remark)
        chart.content.addWidget(self._charts, 1)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.addWidget(table)
        beside.addWidget(chart)
        beside.setSizes([630, 560])
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(beside)
        splitter.addWidget(text)
        splitter.setSizes([520, 200])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        whole.addLayout(chooser)
        whole.addWidget(splitter)


def _changes(record: RunRecord) -> tuple[str, ...]:
    return run_changes(record.source, record.text, record.overrides)


def _title(record: RunRecord) -> str:
    partial = tr(" (partial)") if record.is_partial else ""
    return f"#{record.number} {record.name}{partial}"

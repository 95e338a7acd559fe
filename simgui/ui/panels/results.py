"""The results of a run: advice, table, budgets, trade-off and stage bars, with one selected placement."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from simgui.results.result import PlacementResult, ScenarioResult
from simgui.ui.appearance import Appearance
from simgui.ui.models.kpi_table_model import KpiTableModel
from simgui.ui.panels.breakdown_panel import BreakdownPanel
from simgui.ui.panels.placement_details import PlacementDetailsPanel
from simgui.ui.panels.recommendation import Recommendation
from simgui.ui.plots.trade_off_plot import TradeOffPlot
from simgui.ui.presenters.advice import advice
from simgui.ui.presenters.kpi_table import kpi_table
from simgui.ui.presenters.trade_off import TradeOff, trade_off
from simgui.ui.theme import Space
from simgui.ui.widgets.card import Card
from simgui.ui.widgets.kpi_table_view import KpiTableView
from simgui.ui.widgets.text import placeholder, text_label

_CARD_FRAME = 48
_NO_DOTS = "A dot appears for each placement as soon as it is through."


class ResultsPanel(QWidget):
    """Shows what is through so far, and the whole outcome at the end.

    Signals
    -------
    placement_selected(str)
        Another placement is pointed out.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    placement_selected = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placements: tuple[str, ...] = ()
        self._runs: tuple[PlacementResult, ...] = ()
        self._recommended: str | None = None
        self._running, self._ended = "", False
        self._selected = ""
        self._picked = False
        self.recommendation = Recommendation(appearance)
        self.model = KpiTableModel(self)
        self.table = KpiTableView(self.model, appearance)
        self._table_card = Card("Results")
        self.details = PlacementDetailsPanel()
        self.trade_off = TradeOffPlot(appearance)
        self._chart = QStackedWidget()
        self.bars = BreakdownPanel(appearance)
        self._left_out = text_label("", "caption", wraps=True)
        self._lay_out()
        for view in (self.table, self.trade_off, self.bars):
            view.placement_selected.connect(self._pick)

    @property
    def selected(self) -> str:
        """The placement that all views point out."""
        return self._selected

    @property
    def selected_run(self) -> PlacementResult | None:
        """What came out of it, once it is through."""
        return next((run for run in self._runs if run.placement == self._selected), None)

    def begin(self, placements: Sequence[str]) -> None:
        """Empty everything for a new run."""
        self._placements, self._runs = tuple(placements), ()
        self._recommended, self._running, self._ended, self._picked = None, "", False, False
        self._selected = self._placements[0] if self._placements else ""
        self.recommendation.show_advice(None)
        self._show()

    def show_running(self, placement: str) -> None:
        """Mark the placement that runs now."""
        if placement != self._running:
            self._running = placement
            self._show_table()

    def show_failure(self) -> None:
        """Mark what will not come any more."""
        self._running, self._ended = "", True
        self._show_table()

    def show_runs(self, runs: Sequence[PlacementResult]) -> None:
        """Show what is through so far."""
        self._runs = tuple(runs)
        self._show()

    def show_result(self, result: ScenarioResult, *, cancelled: bool) -> None:
        """Show the outcome; a cancelled run gives no advice."""
        self._runs, self._running, self._ended = result.runs, "", True
        self._recommended = None if cancelled else result.recommended
        self.recommendation.show_advice(None if cancelled else advice(result))
        if self._recommended is not None and not self._picked:
            self._selected = self._recommended
        self._show()
        self.placement_selected.emit(self._selected)

    def select(self, placement: str) -> None:
        """Point out a placement in all views."""
        if placement == self._selected or placement not in self._placements:
            return
        self._selected = placement
        self._show()
        self.placement_selected.emit(placement)

    def _pick(self, placement: str) -> None:
        self._picked = True
        self.select(placement)

    def _show(self) -> None:
        self._show_table()
        shown = trade_off(self._runs, recommended=self._recommended)
        self.trade_off.show_trade_off(shown, self._selected)
        self._chart.setCurrentIndex(1 if shown.points else 0)
        self._left_out.setText(_remark(shown))
        self.bars.show_runs(self._runs, self._selected)
        self.details.show_placement(self.selected_run, self._runs)

    def _show_table(self) -> None:
        shown = kpi_table(
            self._placements, self._runs, recommended=self._recommended, running=self._running, ended=self._ended
        )
        self.model.show_table(shown)
        self.table.select_placement(self._selected)
        self._table_card.setMaximumHeight(self.table.content_height() + _CARD_FRAME)

    def _lay_out(self) -> None:
        self._table_card.content.addWidget(self.table)
        chart = Card("Trade-off", "lower left is better")
        self._chart.addWidget(placeholder(_NO_DOTS))
        self._chart.addWidget(self.trade_off)
        chart.content.addWidget(self._chart, 1)
        chart.content.addWidget(self._left_out)
        left = _splitter(Qt.Orientation.Vertical, (self._table_card, 71), (self.details, 29))
        right = _splitter(Qt.Orientation.Vertical, (chart, 6), (self.bars, 5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.recommendation)
        column.addWidget(_splitter(Qt.Orientation.Horizontal, (left, 23), (right, 17)), 1)


def _splitter(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(Space.M)
    splitter.setChildrenCollapsible(False)
    for number, (part, stretch) in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(number, stretch)
    splitter.setSizes([stretch * 100 for _, stretch in parts])
    return splitter


def _remark(shown: TradeOff) -> str:
    lines = ["★ recommended   ● on the Pareto front   ○ another one is better in both"] if shown.points else []
    lines += [f"Not drawn: {'; '.join(shown.left_out)}"] if shown.left_out else []
    return "\n".join(lines)

"""The results of a run: advice, table and budgets, with one selected placement."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from simgui.results.result import PlacementResult, ScenarioResult
from simgui.ui.appearance import Appearance
from simgui.ui.models.kpi_table_model import KpiTableModel
from simgui.ui.panels.placement_details import PlacementDetailsPanel
from simgui.ui.panels.recommendation import Recommendation
from simgui.ui.presenters.advice import advice
from simgui.ui.presenters.kpi_table import kpi_table
from simgui.ui.presenters.profile_numbers import basis_legend
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import Card
from simgui.ui.widgets.claim_strip import ClaimStrip
from simgui.ui.widgets.kpi_table_view import KpiTableView

_CARD_FRAME = 48


class ResultsPanel(QWidget):
    """Shows what is through so far, and the whole outcome at the end.

    Signals
    -------
    placement_selected(str)
        Another placement is pointed out.
    kpi_selected(str)
        The user clicked a figure.
    flip_requested()
        The user wants to know where the advice flips.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    placement_selected = Signal(str)
    kpi_selected = Signal(str)
    flip_requested = Signal()

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
        self._table_card = Card(tr("Results"))
        self._legend = f"{tr('click a figure to see why')} · {basis_legend()}"
        self.claims = ClaimStrip(appearance)
        self.details = PlacementDetailsPanel(appearance)
        self._lay_out()
        self.table.placement_selected.connect(self.pick)
        self.table.kpi_selected.connect(self.kpi_selected)
        self.recommendation.flip_requested.connect(self.flip_requested)

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

    def show_kpi(self, kpi: str) -> None:
        """Bring the row of a KPI into view."""
        row = self.model.row_of(kpi)
        if row >= 0:
            self.table.show_row(row)

    def select(self, placement: str) -> None:
        """Point out a placement."""
        if placement == self._selected or placement not in self._placements:
            return
        self._selected = placement
        self._show()
        self.placement_selected.emit(placement)

    def pick(self, placement: str) -> None:
        """Take the user's choice: it stays when the run ends, whatever is recommended."""
        if placement != self._selected:
            self._picked = True
            self.select(placement)

    def _show(self) -> None:
        self._show_table()
        self.claims.show_placement(self.selected_run)
        self.details.show_placement(self.selected_run, self._runs)

    def _show_table(self) -> None:
        shown = kpi_table(
            self._placements, self._runs, recommended=self._recommended, running=self._running, ended=self._ended
        )
        self.model.show_table(shown)
        has_basis = any(run.drivers for run in self._runs)
        self._table_card.set_heading(tr("Results"), self._legend if has_basis else "")
        self.table.select_placement(self._selected)
        self._table_card.setMaximumHeight(self.table.content_height() + _CARD_FRAME)

    def _lay_out(self) -> None:
        self._table_card.content.addWidget(self.table)
        left = _splitter(Qt.Orientation.Vertical, (self._table_card, 71), (self.details, 29))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.recommendation)
        column.addWidget(self.claims)
        column.addWidget(left, 1)


def _splitter(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(Space.M)
    splitter.setChildrenCollapsible(False)
    for number, (part, stretch) in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(number, stretch)
    splitter.setSizes([stretch * 100 for _, stretch in parts])
    return splitter

"""The budgets of a placement in the large type of a presentation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from simgui.results.result import Judgement, PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.advice import BudgetLine, placement_details
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.text import text_label
from simgui.ui.widgets.traffic_light import TrafficLight

_COLOURS = {Judgement.PASS: "good", Judgement.FAIL: "bad", Judgement.UNDECIDED: "unsure"}


class TalkBudgets(QWidget):
    """Shows a line for every budget.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._light_px = 18
        self._run: PlacementResult | None = None
        self._head = text_label("", "heading")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.XL)
        self._grid.setVerticalSpacing(Space.M)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(4, 2)
        column = QVBoxLayout(self)
        column.setSpacing(Space.L)
        column.addWidget(self._head)
        column.addLayout(self._grid)
        column.addStretch(1)

    def set_type_size(self, size_px: int) -> None:
        """Draw the lights in the size of the words beside them, which the style sheet sets. [px]"""
        self._light_px = round(1.5 * size_px)
        self.show_run(self._run)

    def show_run(self, run: PlacementResult | None) -> None:
        """Show the budgets of a placement; None where it is not through yet."""
        self._run = run
        clear_layout(self._grid)
        if run is None:
            self._head.setText(tr("Simulating…"))
            return
        details = placement_details(run)
        self._head.setText(f"{details.title} · {details.summary}" if details.summary else details.title)
        for row, line in enumerate(details.budgets):
            self._add(row, line)

    def _add(self, row: int, line: BudgetLine) -> None:
        value = text_label(line.value, "talk_words")
        value.setStyleSheet(f"color: {getattr(self._appearance.colours, _COLOURS[line.judgement])};")
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        light = TrafficLight(line.judgement, line.spoken, self._appearance, size_px=self._light_px)
        name, margin = text_label(line.name, "talk_words", wraps=True), text_label(line.margin, "muted", wraps=True)
        for column, label in enumerate((light, name, text_label(line.limit, "talk_words"), value, margin)):
            self._grid.addWidget(label, row, column)

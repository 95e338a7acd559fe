"""An open scenario before its first run: what will be tried, against which budgets, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from simgui.ui.presenters.scenario_summary import Fact, ScenarioSummary
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import Card, clear_layout
from simgui.ui.widgets.text import text_label


class Overview(QScrollArea):
    """Shows fleet, placements and budgets of a scenario.

    Parameters
    ----------
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Overview of the scenario"))
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.L)
        self.setWidget(page)

    def show_scenario(self, summary: ScenarioSummary) -> None:
        """Show another scenario."""
        clear_layout(self._column)
        self._column.addWidget(text_label(summary.story, wraps=True))
        self._column.addWidget(text_label(summary.invitation, "heading", wraps=True))
        self._column.addWidget(_list(tr("Fleet"), "", summary.fleet, tr("The scenario has no devices.")))
        pair = QHBoxLayout()
        pair.setSpacing(Space.L)
        placements = _list(
            tr("Placements"), tr("where inference would run"), summary.placements, tr("There is nothing to try.")
        )
        budgets = _list(
            tr("Budgets"),
            tr("what has to hold"),
            summary.budgets,
            tr("No budgets: add some to the file to have results judged."),
        )
        for card in (placements, budgets):
            pair.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(pair)
        self._column.addStretch(1)


def _list(title: str, caption: str, facts: Sequence[Fact], if_empty: str) -> Card:
    card = Card(title, caption)
    if not facts:
        card.content.addWidget(text_label(if_empty, "muted", wraps=True))
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.L)
    grid.setVerticalSpacing(Space.S)
    grid.setColumnStretch(1, 1)
    for row, fact in enumerate(facts):
        grid.addWidget(text_label(fact.name, "bold"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text_label(fact.text, "muted", wraps=True), row, 1)
    card.content.addLayout(grid)
    card.content.addSpacing(Space.XS)
    return card

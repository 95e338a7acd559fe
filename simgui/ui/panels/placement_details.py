"""One placement: its budgets, and what of the scenario cannot be built at all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from simgui.results.result import Judgement, PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.advice import (
    CLAIM_WORDS,
    BudgetLine,
    ClaimLine,
    Infeasibility,
    infeasible_placements,
    placement_details,
)
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import Card, clear_layout
from simgui.ui.widgets.text import rule, selectable, text_label
from simgui.ui.widgets.traffic_light import TrafficLight

_ROLES = {Judgement.PASS: "good", Judgement.FAIL: "bad", Judgement.UNDECIDED: "unsure"}


class PlacementDetailsPanel(Card):
    """Shows the budgets of the selected placement, then every placement that is infeasible.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(tr("Budgets"), parent=parent)
        self._appearance = appearance
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(Space.S)
        scroll = QScrollArea()
        scroll.setProperty("role", "plain")
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(tr("Budgets"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.content.addWidget(scroll)

    def show_placement(self, selected: PlacementResult | None, runs: Sequence[PlacementResult]) -> None:
        """Show one placement.

        Parameters
        ----------
        selected : PlacementResult | None
            Whose budgets; None when it is not through yet.
        runs : Sequence[PlacementResult]
            All that are through.
        """
        clear_layout(self._column)
        if selected is None:
            self.set_heading(tr("Budgets"))
            self._column.addWidget(
                text_label(tr("Shown as soon as the selected placement is done."), "muted", wraps=True)
            )
        else:
            details = placement_details(selected)
            summary = " · ".join(part for part in (details.summary, details.chance) if part)
            self.set_heading(tr("Budgets of {placement}", placement=details.title), summary)
            if details.budgets:
                self._column.addLayout(_budget_grid(details.budgets, self._appearance))
            elif details.infeasible is None:
                text = tr("Add budgets to the scenario to have its results judged.")
                self._column.addWidget(text_label(text, "muted", wraps=True))
            if details.claims:
                self._column.addWidget(text_label(tr("What is claimed (decides nothing)"), "section"))
                self._column.addLayout(_claim_grid(details.claims, self._appearance))
        infeasible = infeasible_placements(runs)
        chosen = selected.placement if selected is not None else ""
        for one in sorted(infeasible, key=lambda one: one.placement != chosen):
            if self._column.count():
                self._column.addWidget(rule())
            self._column.addWidget(_infeasibility(one))
        self._column.addStretch(1)


def _budget_grid(lines: Sequence[BudgetLine], appearance: Appearance) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.M)
    grid.setVerticalSpacing(Space.XS)
    for row, line in enumerate(lines):
        named = (text_label(line.name), text_label(line.limit, "muted"))
        _add_row(grid, row, line, named, line.margin, appearance)
    return grid


def _claim_grid(lines: Sequence[ClaimLine], appearance: Appearance) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.M)
    grid.setVerticalSpacing(Space.XS)
    for row, line in enumerate(lines):
        named = (text_label(tr("“{says}”", says=line.says)), text_label(line.means, "muted"))
        _add_row(grid, row, line, named, tr(CLAIM_WORDS[line.judgement]), appearance)
    return grid


def _add_row(
    grid: QGridLayout,
    row: int,
    line: BudgetLine | ClaimLine,
    named: tuple[QWidget, QWidget],
    remark: str,
    appearance: Appearance,
) -> None:
    """Add what is asked, the value with its interval, and a remark."""
    value = text_label(line.value, _ROLES[line.judgement])
    value.setAlignment(Qt.AlignmentFlag.AlignRight)
    interval = text_label(line.interval, "muted")
    interval.setToolTip(tr("95 % interval"))
    light = TrafficLight(line.judgement, line.spoken, appearance)
    for column, label in enumerate((light, *named, value, interval, text_label(remark, "caption"))):
        grid.addWidget(label, row, column)
    grid.setColumnStretch(5, 1)


def _infeasibility(one: Infeasibility) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(text_label(tr("✗ {placement} cannot be built", placement=one.placement), "bad", wraps=True))
    column.addWidget(selectable(text_label(one.reason, wraps=True)))
    for remedy in one.remedies:
        column.addWidget(selectable(text_label(f"→ {remedy}", "muted", wraps=True)))
    box.setAccessibleName(tr("{placement}: cannot be built: {reason}", placement=one.placement, reason=one.reason))
    return box

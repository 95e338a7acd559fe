"""Latency against power, with what the signs mean below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from simgui.results.result import PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.trade_off import TradeOff, trade_off
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.text import placeholder, text_label

if TYPE_CHECKING:
    from simgui.ui.plots.trade_off_plot import TradeOffPlot


class TradeOffPanel(QWidget):
    """Shows a dot for each placement; the chart is made when there is one.

    Signals
    -------
    placement_selected(str)
        The user clicked a dot.

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
        self._appearance = appearance
        self.setAccessibleName(tr("Trade-off"))
        self.plot: TradeOffPlot | None = None
        self._chart = QStackedWidget()
        self._chart.addWidget(placeholder(tr("A dot appears for each placement as soon as it is through.")))
        self._remark = text_label("", "caption", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._chart, 1)
        column.addWidget(self._remark)

    def show_runs(self, runs: Sequence[PlacementResult], selected: str, recommended: str | None) -> None:
        """Show what is through, and point out one placement."""
        shown = trade_off(runs, recommended=recommended)
        self._remark.setText(_remark(shown))
        self._remark.setVisible(bool(self._remark.text()))
        if shown.points and self.plot is None:
            from simgui.ui.plots.trade_off_plot import TradeOffPlot  # noqa: PLC0415 - charts take long to import

            self.plot = TradeOffPlot(self._appearance)
            self.plot.placement_selected.connect(self.placement_selected)
            self._chart.addWidget(self.plot)
        if self.plot is not None:
            self.plot.show_trade_off(shown, selected)
        self._chart.setCurrentIndex(1 if shown.points else 0)


def _remark(shown: TradeOff) -> str:
    lines = [tr("★ recommended   ● on the Pareto front   ○ another one is better in both")] if shown.points else []
    lines += [tr("Not drawn: {placements}", placements="; ".join(shown.left_out))] if shown.left_out else []
    return "\n".join(lines)

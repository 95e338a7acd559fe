"""One figure against another, by default latency against power, with what the signs mean below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from simgui.results.result import PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.trade_off import LATENCY, POWER, TradeOff, trade_off
from simgui.ui.presenters.wording import kpi_label
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
        self._runs: Sequence[PlacementResult] = ()
        self._selected = ""
        self._recommended: str | None = None
        self._asked = (POWER, LATENCY)
        self.setAccessibleName(tr("Trade-off"))
        self.plot: TradeOffPlot | None = None
        self.up, self.across = _choice(tr("Figure upwards")), _choice(tr("Figure across"))
        self.swap = QPushButton("⇄")
        self.swap.setProperty("role", "quiet")
        self.swap.setAccessibleName(tr("Swap the axes"))
        self.swap.setToolTip(tr("Swap the axes"))
        self._axes = QWidget()
        row = QHBoxLayout(self._axes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.up, 1)
        row.addWidget(text_label(tr("against"), "muted"))
        row.addWidget(self.across, 1)
        row.addWidget(self.swap)
        self._chart = QStackedWidget()
        self._chart.addWidget(placeholder(tr("A dot appears for each placement as soon as it is done.")))
        self._remark = text_label("", "caption", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(self._axes)
        column.addWidget(self._chart, 1)
        column.addWidget(self._remark)
        for combo in (self.up, self.across):
            combo.activated.connect(lambda _index: self.choose(self.across.currentData(), self.up.currentData()))
        self.swap.clicked.connect(lambda: self.choose(self.up.currentData(), self.across.currentData()))
        self._draw()

    def show_runs(self, runs: Sequence[PlacementResult], selected: str, recommended: str | None) -> None:
        """Show what is through, and point out one placement."""
        self._runs, self._selected, self._recommended = runs, selected, recommended
        self._draw()

    def choose(self, across: str, up: str) -> None:
        """Show other figures."""
        self._asked = (across, up)
        self._draw()

    def _draw(self) -> None:
        shown = trade_off(self._runs, recommended=self._recommended, across=self._asked[0], up=self._asked[1])
        self._remark.setText(_remark(shown))
        self._remark.setVisible(bool(self._remark.text()))
        self._axes.setVisible(bool(shown.choices))
        _fill(self.across, shown.choices, shown.x_kpi)
        _fill(self.up, shown.choices, shown.y_kpi)
        if shown.points and self.plot is None:
            from simgui.ui.plots.trade_off_plot import TradeOffPlot  # noqa: PLC0415 - charts take long to import

            self.plot = TradeOffPlot(self._appearance)
            self.plot.placement_selected.connect(self.placement_selected)
            self._chart.addWidget(self.plot)
        if self.plot is not None:
            self.plot.show_trade_off(shown, self._selected)
        self._chart.setCurrentIndex(1 if shown.points else 0)


def _choice(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    return combo


def _fill(combo: QComboBox, kpis: Sequence[str], chosen: str) -> None:
    if [combo.itemData(index) for index in range(combo.count())] != list(kpis):
        combo.clear()
        for kpi in kpis:
            combo.addItem(kpi_label(kpi), kpi)
    combo.setCurrentIndex(combo.findData(chosen))


def _remark(shown: TradeOff) -> str:
    lines = [shown.remark] if shown.remark else []
    lines += [tr("★ recommended   ● on the Pareto front   ○ another one is better in both")] if shown.points else []
    lines += [tr("Not drawn: {placements}", placements="; ".join(shown.left_out))] if shown.left_out else []
    return "\n".join(lines)

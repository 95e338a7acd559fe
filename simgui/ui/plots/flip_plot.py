"""Which of two placements is better over the values of something: a row for each, steps between them."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.flips import Flip, amount
from simgui.ui.translation import tr
from simgui.ui.widgets.exporting import Table


class AmountAxis(QuantityAxis):
    """Writes plain numbers with a unit as the scenario has it."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, Dimension.COUNT)
        self.unit = ""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the labels."""
        if self.is_logarithmic:
            return ["" if spacing < 1 else amount(10**value, self.unit) for value in values]
        return [amount(value, self.unit) for value in values]


class FlipPlot(ThemedPlot):
    """Draws a `Flip`."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._shown: Flip | None = None
        self._amounts = AmountAxis("bottom")
        super().__init__(pg.AxisItem("left"), self._amounts, appearance, parent)
        self.setAccessibleName(tr("Which placement is better over the values"))
        self.showGrid(x=True, y=True, alpha=0.4)
        self.view.setMouseEnabled(x=True, y=False)
        self.setMinimumHeight(110)
        self.setMaximumHeight(190)

    def show_flip(self, shown: Flip | None) -> None:
        """Show another answer, or none."""
        self._shown = shown
        self.redraw()
        self.see_all()

    def redraw(self) -> None:
        """Draw everything again."""
        self.clear()
        shown = self._shown
        if shown is None:
            return
        self._amounts.unit, self._amounts.is_logarithmic = shown.unit, shown.is_log
        self._amounts.picture = None
        metrics = QFontMetricsF(self.small_font())
        self.left.setTicks([list(enumerate(shown.states))])
        self.left.setWidth(max(metrics.horizontalAdvance(state) for state in shown.states) + 14)
        xs, ys = [self._x(value) for value, _ in shown.steps], [row for _, row in shown.steps]
        pen = pg.mkPen(self.ink("accent"), width=2)
        for (x, y), (next_x, next_y) in zip(zip(xs, ys, strict=True), list(zip(xs, ys, strict=True))[1:], strict=False):
            middle = (x + next_x) / 2 if y != next_y else next_x
            self.plot([x, middle, middle, next_x], [y, y, next_y, next_y], pen=pen)
        for place in shown.places:
            line = pg.mkPen(self.ink("bad"), width=1.2, style=Qt.PenStyle.DotLine)
            self.addItem(pg.InfiniteLine(self._x(place), angle=90, pen=line), ignoreBounds=True)
        dots = pg.ScatterPlotItem(xs, ys, size=8, pen=pg.mkPen(self.ink("surface")), brush=self.ink("accent"))
        self.addItem(dots)

    def see_all(self) -> None:
        """Fit all values into the view."""
        shown = self._shown
        if shown is None or not shown.steps:
            return
        low, high = (self._x(shown.steps[place][0]) for place in (0, -1))
        air = 0.05 * (high - low) or 1.0
        rows = (-0.5, len(shown.states) - 0.5)
        self.view.setRange(xRange=(low - air, high + air), yRange=rows, padding=0)

    def visible_table(self) -> Table:
        """Give every value tried and what is better there."""
        shown = self._shown
        rows = ((value, shown.states[row]) for value, row in shown.steps) if shown is not None else ()
        return Table((f"value [{shown.unit if shown is not None else ''}]", "better"), tuple(rows))

    def _x(self, value: float) -> float:
        return math.log10(value) if self._shown is not None and self._shown.is_log else value

"""A tornado: how far a figure moves when one profile number alone goes to the ends of its tolerance."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QWidget

from simgui.core.units import Dimension
from simgui.profiles.sourced import Basis
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.base_units import column_head
from simgui.ui.presenters.why import Tornado, WhyBar
from simgui.ui.theme import tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.exporting import Table

_THICKNESS = 0.55
_WIDEST_LABELS = 0.48
_FEWEST_ROWS = 3
_SERIES = {Basis.MEASURED: 0, Basis.DERIVED: 2, Basis.GUESS: 1}


class TornadoPlot(ThemedPlot):
    """Draws a `Tornado`.

    Signals
    -------
    number_chosen(str)
        The user clicked the bar of a profile number.
    """

    number_chosen = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._shown = Tornado()
        super().__init__(pg.AxisItem("left"), QuantityAxis("bottom", Dimension.TIME), appearance, parent)
        self.setAccessibleName(tr("What drives the figure"))
        self.showGrid(x=True, y=False, alpha=0.55)
        self.view.invertY(True)
        self.view.setMouseEnabled(x=True, y=False)
        self.scene().sigMouseMoved.connect(self._hover)

    def show_tornado(self, shown: Tornado) -> None:
        """Show what drives another figure."""
        self._shown = shown
        self.redraw()
        self.see_all()

    def redraw(self) -> None:
        """Draw everything again."""
        self.clear()
        shown = self._shown
        self.bottom.dimension = shown.dimension
        self.bottom.picture = None
        self._name_rows()
        if not shown.bars:
            return
        series = self.appearance.colours.series
        self.addItem(
            pg.BarGraphItem(
                x0=[bar.low for bar in shown.bars],
                width=[bar.high - bar.low for bar in shown.bars],
                y=list(range(len(shown.bars))),
                height=_THICKNESS,
                brushes=[series[_SERIES[bar.basis]] for bar in shown.bars],
                pen=pg.mkPen(self.ink("surface"), width=1),
            )
        )
        for row, bar in enumerate(shown.bars):
            share = pg.TextItem(f"{100 * bar.share:.0f} %", color=self.ink("text"), anchor=(0, 0.5))
            share.setFont(self.small_font())
            share.setPos(bar.high, row)
            self.addItem(share, ignoreBounds=True)
        if math.isfinite(shown.value):
            pen = pg.mkPen(self.ink("text"), width=1.4, style=Qt.PenStyle.DashLine)
            self.addItem(pg.InfiniteLine(shown.value, angle=90, pen=pen), ignoreBounds=True)

    def see_all(self) -> None:
        """Fit all bars into the view."""
        ends = [end for bar in self._shown.bars for end in (bar.low, bar.high)]
        ends += [self._shown.value] if math.isfinite(self._shown.value) else []
        if not ends:
            return
        low, high = min(ends), max(ends)
        air = (high - low) or abs(high) or 1.0
        rows = max(_FEWEST_ROWS, len(self._shown.bars))
        self.view.setRange(xRange=(low - 0.05 * air, high + 0.18 * air), yRange=(-0.6, rows - 0.4), padding=0)

    def select_at(self, place: QPointF) -> None:
        """Choose the number of a row."""
        bar = self._bar_at(place)
        if bar is not None:
            self.number_chosen.emit(bar.number)

    def visible_table(self) -> Table:
        """Give the number, the ends and the share of every bar."""
        low, high = (column_head(end, self._shown.dimension) for end in ("low", "high"))
        rows = ((bar.number, bar.low, bar.high, bar.share) for bar in self._shown.bars)
        return Table(("number", low, high, "share"), tuple(rows))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the labels their part of the new width."""
        super().resizeEvent(event)
        if hasattr(self, "plot_item"):
            self._name_rows()

    def _name_rows(self) -> None:
        metrics = QFontMetricsF(self.small_font())
        most = self.width() * _WIDEST_LABELS
        texts = [metrics.elidedText(bar.label, Qt.TextElideMode.ElideMiddle, most) for bar in self._shown.bars]
        self.left.setTicks([list(enumerate(texts))])
        self.left.setWidth(max((metrics.horizontalAdvance(text) for text in texts), default=0) + 14)

    def _bar_at(self, place: QPointF) -> WhyBar | None:
        row = round(place.y())
        return self._shown.bars[row] if 0 <= row < len(self._shown.bars) else None

    def _hover(self, scene_place: QPointF) -> None:
        bar = self._bar_at(self.view.mapSceneToView(scene_place))
        self.setToolTip(tooltip_html(bar.about) if bar else "")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if bar else Qt.CursorShape.ArrowCursor)

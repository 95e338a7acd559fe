"""Stacked horizontal bars, one per placement."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QWidget

from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.base_units import column_head
from simgui.ui.presenters.breakdown import Bar, Breakdown, Segment
from simgui.ui.theme import tooltip_html
from simgui.ui.widgets.exporting import Table

_THICKNESS = 0.58
_FEWEST_ROWS = 4
_PAD_PX = 5.0


class StackedBars(ThemedPlot):
    """Draws a `Breakdown`.

    Signals
    -------
    placement_selected(str)
        The user clicked a bar.
    """

    placement_selected = Signal(str)

    def __init__(self, name: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._shown = Breakdown(Dimension.TIME)
        self._selected = ""
        self._names: list[tuple[pg.TextItem, Segment]] = []
        super().__init__(pg.AxisItem("left"), QuantityAxis("bottom", Dimension.TIME), appearance, parent)
        self.setAccessibleName(name)
        self.showGrid(x=True, y=False, alpha=0.55)
        self.view.invertY(True)
        self.view.setMouseEnabled(x=True, y=False)
        self.scene().sigMouseMoved.connect(self._hover)
        self.view.sigRangeChanged.connect(self._show_names)
        self.view.sigResized.connect(self._show_names)

    def show_breakdown(self, shown: Breakdown, selected: str) -> None:
        """Show another state of the run, and point out one placement."""
        moved = self._scale(shown) != self._scale(self._shown)
        self._shown, self._selected = shown, selected
        self.redraw()
        if moved:
            self.see_all()

    def redraw(self) -> None:
        """Draw everything again."""
        self.clear()
        self._names.clear()
        self.bottom.dimension = self._shown.dimension
        self.bottom.picture = None
        bars = self._shown.bars
        self.left.setTicks([[(row, bar.placement) for row, bar in enumerate(bars)]])
        metrics = QFontMetricsF(self.small_font())
        self.left.setWidth(max((metrics.horizontalAdvance(bar.placement) for bar in bars), default=0) + 14)
        for row, bar in enumerate(bars):
            if bar.placement == self._selected:
                band = pg.LinearRegionItem(
                    (row - 0.45, row + 0.45), "horizontal", self.ink("accent_soft"), pg.mkPen(None), movable=False
                )
                band.setZValue(-20)
                self.addItem(band)
            total = pg.TextItem(bar.total_text, color=self.ink("text"), anchor=(0, 0.5))
            total.setFont(self.small_font(bold=bar.placement == self._selected))
            total.setPos(bar.total, row)
            self.addItem(total)
        self._draw_segments()

    def see_all(self) -> None:
        """Fit all bars into the view."""
        longest = max((bar.total for bar in self._shown.bars), default=0.0) or 1.0
        rows = max(_FEWEST_ROWS, len(self._shown.bars))
        self.view.setRange(xRange=(0, longest * 1.2), yRange=(-0.6, rows - 0.4), padding=0)

    def select_at(self, place: QPointF) -> None:
        """Select the bar of a click."""
        bar = self._bar_at(place)
        if bar is not None:
            self.placement_selected.emit(bar.placement)

    def segment_at(self, place: QPointF) -> Segment | None:
        """Find the segment at a place of the chart, in its coordinates."""
        bar = self._bar_at(place)
        if bar is None or abs(place.y() - round(place.y())) > _THICKNESS / 2:
            return None
        return next((part for part in bar.segments if part.start <= place.x() <= part.start + part.value), None)

    def visible_table(self) -> Table:
        """Give every segment: placement, what, and how much, in the base unit of the axis (or its share)."""
        value = column_head("value", self._shown.dimension)
        rows = ((bar.placement, part.label, part.value) for bar in self._shown.bars for part in bar.segments)
        return Table(("placement", "part", value), tuple(rows))

    def _draw_segments(self) -> None:
        parts = [(row, part) for row, bar in enumerate(self._shown.bars) for part in bar.segments]
        if not parts:
            return
        series = self.appearance.colours.series
        self.addItem(
            pg.BarGraphItem(
                x0=[part.start for _, part in parts],
                width=[part.value for _, part in parts],
                y=[row for row, _ in parts],
                height=_THICKNESS,
                brushes=[series[part.colour % len(series)] for _, part in parts],
                pen=pg.mkPen(self.ink("surface"), width=1),
            )
        )

        for row, part in parts:
            self._name(row, part, series[part.colour % len(series)])
        self._show_names()

    def _name(self, row: int, part: Segment, ground: str) -> None:
        """Write what a segment is into it, so that no colour is needed to tell."""
        inks = (self.ink("text"), self.ink("surface"))
        ink = max(inks, key=lambda one: abs(one.lightnessF() - QColor(ground).lightnessF()))
        name = pg.TextItem(part.label, color=ink, anchor=(0.5, 0.5))
        name.setFont(self.small_font())
        name.setPos(part.start + part.value / 2, row)
        self.addItem(name)
        self._names.append((name, part))

    def _show_names(self) -> None:
        """Show the names that fit into their segments."""
        metrics, px = QFontMetricsF(self.small_font()), self.view.viewPixelSize()[0]
        for name, part in self._names:
            name.setVisible(px > 0 and metrics.horizontalAdvance(part.label) + 2 * _PAD_PX <= part.value / px)

    def _bar_at(self, place: QPointF) -> Bar | None:
        row = round(place.y())
        return self._shown.bars[row] if 0 <= row < len(self._shown.bars) else None

    def _hover(self, scene_place: QPointF) -> None:
        segment = self.segment_at(self.view.mapSceneToView(scene_place))
        self.setToolTip(tooltip_html(segment.about) if segment else "")

    @staticmethod
    def _scale(shown: Breakdown) -> tuple[object, ...]:
        return shown.dimension, len(shown.bars), max((bar.total for bar in shown.bars), default=0.0)

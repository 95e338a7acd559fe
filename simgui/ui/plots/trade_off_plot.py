"""Latency against device power, a dot per placement."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from simgui.core.units import Dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.label_placing import Box, place_labels
from simgui.ui.presenters.trade_off import Limit, TradeOff, TradeOffPoint
from simgui.ui.theme import TypeSize, tooltip_html

_DOT, _STAR, _RING = 12, 19, 27
_REACH_PX = 18.0


class TradeOffPlot(ThemedPlot):
    """Draws a `TradeOff`; lower left is better.

    Signals
    -------
    placement_selected(str)
        The user clicked a dot.
    """

    placement_selected = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._shown = TradeOff()
        self._selected = ""
        self._labels: list[pg.TextItem] = []
        self._labels_are_stale = False
        super().__init__(
            QuantityAxis("left", Dimension.TIME), QuantityAxis("bottom", Dimension.POWER), appearance, parent
        )
        self.setAccessibleName("Trade-off: p99 latency against device power")
        self.showGrid(x=True, y=True, alpha=0.55)
        self.left.setWidth(64)
        self.view.sigRangeChanged.connect(self._mark_labels_stale)
        self.view.sigResized.connect(self._mark_labels_stale)
        self.scene().sigPrepareForPaint.connect(self._place_labels)
        self.scene().sigMouseMoved.connect(self._hover)

    def show_trade_off(self, shown: TradeOff, selected: str) -> None:
        """Show another state of the run, and point out one placement."""
        moved = [p.placement for p in shown.points] != [p.placement for p in self._shown.points]
        self._shown, self._selected = shown, selected
        self.redraw()
        if moved:
            self.see_all()

    def redraw(self) -> None:
        """Draw everything again."""
        shown = self._shown
        self.clear()
        for label in self._labels:
            self.scene().removeItem(label)
        self._labels = []
        for axis, is_log in ((self.bottom, shown.log_power), (self.left, shown.log_latency)):
            axis.is_logarithmic = is_log
            axis.picture = None
        self.setLabel("bottom", "Device power", **self._label_style())
        self.setLabel("left", "Latency p99", **self._label_style())
        self._draw_limit(shown.latency_limit, 0, self._y)
        self._draw_limit(shown.power_limit, 90, self._x)
        if len(shown.front) > 1:
            pen = pg.mkPen(self.ink("accent", 0.7), width=1.5, style=Qt.PenStyle.DashLine)
            self.plot([self._x(x) for x, _ in shown.front], [self._y(y) for _, y in shown.front], pen=pen)
        self._draw_points()
        self._mark_labels_stale()

    def see_all(self) -> None:
        """Fit points and budgets into the view."""
        points, shown = self._shown.points, self._shown
        if not points:
            return
        xs = [self._x(point.power_w) for point in points]
        ys = [self._y(point.latency_s) for point in points]
        xs += [self._x(shown.power_limit.value)] if shown.power_limit else []
        ys += [self._y(shown.latency_limit.value)] if shown.latency_limit else []
        self.view.setRange(
            xRange=_widened(xs, shown.log_power, 0.16), yRange=_widened(ys, shown.log_latency, 0.14), padding=0
        )

    def select_at(self, place: QPointF) -> None:
        """Select the dot near a click."""
        point = self._nearest(place)
        if point is not None:
            self.placement_selected.emit(point.placement)

    def _x(self, power_w: float) -> float:
        return math.log10(power_w) if self._shown.log_power else power_w

    def _y(self, latency_s: float) -> float:
        return math.log10(latency_s) if self._shown.log_latency else latency_s

    def _label_style(self) -> dict[str, str]:
        return {"color": self.appearance.colours.muted, "font-size": f"{TypeSize.CAPTION.value}px"}

    def _draw_limit(self, limit: Limit | None, angle: int, scaled: object) -> None:
        if limit is None or not callable(scaled):
            return
        line = pg.InfiniteLine(
            scaled(limit.value),
            angle=angle,
            pen=pg.mkPen(self.ink("bad"), width=1.2, style=Qt.PenStyle.DotLine),
            label=limit.text,
            labelOpts={"position": 0.01, "color": self.ink("bad"), "anchors": [(0.0, 1.0), (0.0, 1.0)]},
        )
        line.label.setFont(self.small_font())
        self.addItem(line)

    def _draw_points(self) -> None:
        spots = []
        for point in self._shown.points:
            place = (self._x(point.power_w), self._y(point.latency_s))
            if point.placement == self._selected:
                pen = pg.mkPen(self.ink("accent"), width=1.5)
                spots.append({"pos": place, "size": _RING, "symbol": "o", "pen": pen, "brush": self.ink("accent_soft")})
            spots.append({"pos": place, **self._look(point)})
            weight = point.placement == self._selected or point.recommended
            label = pg.TextItem(point.placement, color=self.ink("text"))
            label.setFont(self.small_font(bold=weight))
            label.setParentItem(self.plot_item)
            self._labels.append(label)
        self.addItem(pg.ScatterPlotItem(spots=spots, antialias=True))

    def _look(self, point: TradeOffPoint) -> dict[str, object]:
        """Give size, shape and colour: a star for the advice, full on the front, hollow behind it."""
        colour = self.ink("accent" if point.on_front or point.recommended else "muted")
        brush = colour if point.on_front or point.recommended else self.ink("surface")
        return {
            "size": _STAR if point.recommended else _DOT,
            "symbol": "star" if point.recommended else "o",
            "pen": pg.mkPen(colour, width=1.6),
            "brush": brush,
        }

    def _nearest(self, place: QPointF) -> TradeOffPoint | None:
        across, down = self.view.viewPixelSize()
        found, reach = None, _REACH_PX
        for point in self._shown.points:
            dx, dy = self._x(point.power_w) - place.x(), self._y(point.latency_s) - place.y()
            distance = math.hypot(dx / across, dy / down) if across and down else math.inf
            if distance < reach:
                found, reach = point, distance
        return found

    def _hover(self, scene_place: QPointF) -> None:
        point = self._nearest(self.view.mapSceneToView(scene_place))
        self.setToolTip(tooltip_html(point.about) if point else "")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if point else Qt.CursorShape.ArrowCursor)

    def _mark_labels_stale(self) -> None:
        self._labels_are_stale = True

    def _place_labels(self) -> None:
        """Put the names where they cover neither dots nor each other."""
        if not self._labels_are_stale:
            return
        self._labels_are_stale = False
        area = self.view.mapRectToItem(self.plot_item, self.view.rect())
        dots = [
            self.plot_item.mapFromItem(
                self.view, self.view.mapFromView(QPointF(self._x(p.power_w), self._y(p.latency_s)))
            )
            for p in self._shown.points
        ]
        metrics = [QFontMetricsF(label.textItem.font()) for label in self._labels]
        names = [point.placement for point in self._shown.points]
        sizes = [
            (metric.horizontalAdvance(name) + 2, metric.height()) for metric, name in zip(metrics, names, strict=True)
        ]
        inside = Box(area.x(), area.y(), area.width(), area.height())
        boxes = place_labels([(dot.x(), dot.y()) for dot in dots], sizes, inside, gap=_RING / 2 + 3)
        for label, box, dot in zip(self._labels, boxes, dots, strict=True):
            # pyqtgraph pads its text by some 4 px on each side
            label.setPos(box.x - 4, box.y - 4)
            label.setVisible(bool(area.contains(dot)))


def _widened(values: list[float], is_log: bool, share: float) -> tuple[float, float]:
    """Give a range with some air around the values; a linear one starts at zero."""
    low, high = min(values), max(values)
    if not is_log:
        top = high if high > 0 else 1.0
        return (-0.02 * top, top * (1 + share))
    air = max((high - low) * share, 0.15)
    return (low - air, high + air)

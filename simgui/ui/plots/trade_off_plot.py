"""One figure against another, by default latency against device power: a dot per placement."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from simgui.core.units import Dimension
from simgui.results.kpi_names import kpi_dimension
from simgui.ui.appearance import Appearance
from simgui.ui.plots.quantity_axis import QuantityAxis
from simgui.ui.plots.themed_plot import ThemedPlot
from simgui.ui.presenters.base_units import column_head
from simgui.ui.presenters.label_placing import Box, least_covering, place_labels, point_boxes
from simgui.ui.presenters.trade_off import Limit, TradeOff, TradeOffPoint
from simgui.ui.presenters.wording import kpi_label
from simgui.ui.theme import TypeSize, tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.exporting import Table

_DOT, _STAR, _RING = 12, 19, 27
_REACH_PX = 18.0
_GAP = _RING / 2 + 3
_NEAR = 0.5
_TEXT_PADDING = 4.0  # pyqtgraph's, around every text


class TradeOffPlot(ThemedPlot):
    """Draws a `TradeOff`.

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
        self._limit_labels: list[tuple[pg.TextItem, str, float, int]] = []
        super().__init__(
            QuantityAxis("left", Dimension.TIME), QuantityAxis("bottom", Dimension.POWER), appearance, parent
        )
        self.showGrid(x=True, y=True, alpha=0.55)
        self.left.setWidth(64)
        self.scene().sigPrepareForPaint.connect(self._place_labels)
        self.scene().sigMouseMoved.connect(self._hover)

    def show_trade_off(self, shown: TradeOff, selected: str) -> None:
        """Show another state of the run, and point out one placement."""
        moved = _frame(shown) != _frame(self._shown)
        self._shown, self._selected = shown, selected
        self._name_axes()
        self.redraw()
        if moved:
            self.see_all()

    def dress(self) -> None:
        """Colour the names of the axes too."""
        super().dress()
        self._name_axes()

    def _name_axes(self) -> None:
        style = {"color": self.appearance.colours.muted, "font-size": f"{TypeSize.CAPTION.value}px"}
        up, across = kpi_label(self._shown.y_kpi), kpi_label(self._shown.x_kpi)
        self.bottom.dimension, self.left.dimension = kpi_dimension(self._shown.x_kpi), kpi_dimension(self._shown.y_kpi)
        self.setLabel("bottom", across, **style)
        self.setLabel("left", up, **style)
        self.setAccessibleName(tr("Trade-off: {up} against {across}", up=up, across=across))

    def visible_table(self) -> Table:
        """Give the placements in view."""
        (left, right), (low, high) = self.view.viewRange()
        shown = self._shown
        rows = [
            (point.placement, point.x, point.y)
            for point in shown.points
            if left <= self._x(point.x) <= right and low <= self._y(point.y) <= high
        ]
        heads = (column_head(kpi_label(kpi), kpi_dimension(kpi)) for kpi in (shown.x_kpi, shown.y_kpi))
        return Table(("placement", *heads), tuple(rows))

    def redraw(self) -> None:
        """Draw everything again."""
        shown = self._shown
        self.clear()
        for label in (*self._labels, *(label for label, *_ in self._limit_labels)):
            self.scene().removeItem(label)
        self._labels, self._limit_labels = [], []
        for axis, is_log in ((self.bottom, shown.log_x), (self.left, shown.log_y)):
            axis.is_logarithmic = is_log
            axis.picture = None
        if shown.y_limit is not None:
            self._draw_limit(shown.y_limit, self._y(shown.y_limit.value), 0)
        if shown.x_limit is not None:
            self._draw_limit(shown.x_limit, self._x(shown.x_limit.value), 90)
        if len(shown.front) > 1:
            pen = pg.mkPen(self.ink("accent", 0.7), width=1.5, style=Qt.PenStyle.DashLine)
            self.plot([self._x(x) for x, _ in shown.front], [self._y(y) for _, y in shown.front], pen=pen)
        self._draw_points()

    def see_all(self) -> None:
        """Fit points and budgets into the view."""
        points, shown = self._shown.points, self._shown
        if not points:
            return
        xs = [self._x(point.x) for point in points]
        ys = [self._y(point.y) for point in points]
        xs += [self._x(shown.x_limit.value)] if shown.x_limit else []
        ys += [self._y(shown.y_limit.value)] if shown.y_limit else []
        across = _widened(xs, 0.16, is_log=shown.log_x, dimension=self.bottom.dimension)
        up = _widened(ys, 0.14, is_log=shown.log_y, dimension=self.left.dimension)
        self.view.setRange(xRange=across, yRange=up, padding=0)

    def select_at(self, place: QPointF) -> None:
        """Select the dot near a click."""
        point = self._nearest(place)
        if point is not None:
            self.placement_selected.emit(point.placement)

    def _x(self, value: float) -> float:
        return math.log10(value) if self._shown.log_x else value

    def _y(self, value: float) -> float:
        return math.log10(value) if self._shown.log_y else value

    def _draw_limit(self, limit: Limit, place: float, angle: int) -> None:
        pen = pg.mkPen(self.ink("bad"), width=1.2, style=Qt.PenStyle.DotLine)
        self.addItem(pg.InfiniteLine(place, angle=angle, pen=pen))
        label = self._label(limit.text, "bad")
        self._limit_labels.append((label, limit.text, place, angle))

    def _label(self, text: str, ink: str, *, bold: bool = False) -> pg.TextItem:
        """Make a text that is placed in pixels, not in the chart's coordinates."""
        label = pg.TextItem(text, color=self.ink(ink))
        label.setFont(self.small_font(bold=bold))
        label.setParentItem(self.plot_item)
        return label

    def _draw_points(self) -> None:
        spots = []
        for point in self._shown.points:
            place = (self._x(point.x), self._y(point.y))
            if point.placement == self._selected:
                pen = pg.mkPen(self.ink("accent"), width=1.5)
                spots.append({"pos": place, "size": _RING, "symbol": "o", "pen": pen, "brush": self.ink("accent_soft")})
            spots.append({"pos": place, **self._look(point)})
            weight = point.placement == self._selected or point.recommended
            self._labels.append(self._label(point.placement, "text", bold=weight))
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
            dx, dy = self._x(point.x) - place.x(), self._y(point.y) - place.y()
            distance = math.hypot(dx / across, dy / down) if across and down else math.inf
            if distance < reach:
                found, reach = point, distance
        return found

    def _hover(self, scene_place: QPointF) -> None:
        point = self._nearest(self.view.mapSceneToView(scene_place))
        self.setToolTip(tooltip_html(point.about) if point else "")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if point else Qt.CursorShape.ArrowCursor)

    def _place_labels(self) -> None:
        """Put the names where they cover neither dots nor each other; done before each paint, when all is laid out."""
        frame = self.view.mapRectToItem(self.plot_item, self.view.rect())
        area = Box(frame.x(), frame.y(), frame.width(), frame.height())
        dots = [self._to_pixels(self._x(p.x), self._y(p.y)) for p in self._shown.points]
        taken = list(point_boxes(dots, _GAP))
        for label, text, place, angle in self._limit_labels:
            box = least_covering(self._beside_line(self._size(label, text), place, angle, area), taken, area)
            taken.append(box)
            _move(label, box)
        sizes = [
            self._size(label, point.placement) for label, point in zip(self._labels, self._shown.points, strict=True)
        ]
        boxes = place_labels(dots, sizes, area, taken[len(dots) :], _GAP)
        for label, box, dot in zip(self._labels, boxes, dots, strict=True):
            _move(label, box)
            label.setVisible(bool(frame.contains(QPointF(*dot))))

    def _to_pixels(self, x: float, y: float) -> tuple[float, float]:
        place = self.plot_item.mapFromItem(self.view, self.view.mapFromView(QPointF(x, y)))
        return place.x(), place.y()

    @staticmethod
    def _size(label: pg.TextItem, text: str) -> tuple[float, float]:
        metrics = QFontMetricsF(label.textItem.font())
        return metrics.horizontalAdvance(text) + 2, metrics.height()

    def _beside_line(self, size: tuple[float, float], place: float, angle: int, area: Box) -> Iterator[Box]:
        """Give the places beside a budget's line, at its ends and on both sides."""
        width, height = size
        x, y = self._to_pixels(place, place)
        for side in (0, 1):
            for end in (0, 1):
                if angle == 0:
                    left = area.x + 6 if end == 0 else area.x + area.width - width - 6
                    yield Box(left, y - height - 1 if side == 0 else y + 1, width, height)
                else:
                    top = area.y + 4 if end == 0 else area.y + area.height - height - 4
                    yield Box(x + 4 if side == 0 else x - width - 4, top, width, height)


def _frame(shown: TradeOff) -> tuple[object, ...]:
    """Give what decides where the view lies."""
    return (shown.x_kpi, shown.y_kpi, *(point.placement for point in shown.points))


def _move(label: pg.TextItem, box: Box) -> None:
    label.setPos(box.x - _TEXT_PADDING, box.y - _TEXT_PADDING)


def _widened(values: list[float], share: float, *, is_log: bool, dimension: Dimension) -> tuple[float, float]:
    """Give a range with some air around the values; a linear one starts at zero, but for shares near each other."""
    low, high = min(values), max(values)
    if is_log:
        air = max((high - low) * share, 0.15)
        return (low - air, high + air)
    if dimension is Dimension.RATIO and low > _NEAR * high:
        air = max((high - low) * share, 0.02 * high)
        return (low - air, high + air)
    top = high if high > 0 else 1.0
    return (-0.02 * top, top * (1 + share))

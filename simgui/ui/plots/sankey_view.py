"""Draws a Sankey picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.sankey import Box, Ribbon, Sankey
from simgui.ui.theme import TypeSize, tooltip_html
from simgui.ui.widgets.exporting import Exporter, Table

_BOX_PX, _PAD_PX, _TEXT_GAP_PX = 12.0, 14.0, 7.0
FLOW_OPACITY = 0.38
"""Of the ribbons: names on them can still be read. [-]"""


class SankeyView(QWidget):
    """Draws a `Sankey`; the tooltip names the flow under the mouse.

    Parameters
    ----------
    name : str
        Accessible name.
    appearance : Appearance
        The colours.
    type_size : TypeSize
        Of the labels.
    """

    def __init__(
        self,
        name: str,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        type_size: TypeSize = TypeSize.TABLE,
    ) -> None:
        super().__init__(parent)
        self._appearance, self._type_px = appearance, int(type_size)
        self._shown = Sankey()
        self.setAccessibleName(name)
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance.changed.connect(self.update)
        self.exporter = Exporter(self, self.visible_table)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a picture of usual size."""
        return QSize(640, 320)

    def set_type_size(self, size_px: int) -> None:
        """Write the labels in another size. [px]"""
        self._type_px = size_px
        self.update()

    def show_sankey(self, shown: Sankey) -> None:
        """Show another picture."""
        self._shown = shown
        self.setAccessibleDescription("; ".join(ribbon.about for ribbon in shown.ribbons) or shown.empty)
        self.update()

    def visible_table(self) -> Table:
        """Give every flow: from, to, and how much in the base unit."""
        boxes = self._shown.boxes
        rows = ((boxes[one.source].name, boxes[one.target].name, one.value) for one in self._shown.ribbons)
        return Table(("from", "to", "value"), tuple(rows))

    def ribbon_at(self, place: QPointF) -> Ribbon | None:
        """Find the flow at a place of the widget. [px]"""
        return next((ribbon for ribbon in self._shown.ribbons if self._path(ribbon).contains(place)), None)

    def event(self, event: QEvent) -> bool:
        """Name the flow under the mouse."""
        if isinstance(event, QHelpEvent):
            ribbon = self.ribbon_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tooltip_html(ribbon.about if ribbon is not None else ""), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """Draw on anything: the screen, an image, an SVG."""
        colours, shown = self._appearance.colours, self._shown
        painter.setFont(self._font())
        if shown.empty:
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(self.rect()).adjusted(20, 0, -20, 0), _CENTRED, shown.empty)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        for ribbon in shown.ribbons:
            painter.setBrush(self._tint(shown.boxes[ribbon.target], FLOW_OPACITY))
            painter.drawPath(self._path(ribbon))
        for box in shown.boxes:
            painter.setBrush(self._tint(box, 1.0))
            painter.drawRect(self._rect(box))
        painter.setPen(QColor(colours.text))
        for place, text in self._labels():
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QColor(colours.muted))
        foot_px = self._foot_px()
        bottom = QRectF(_PAD_PX, self.height() - foot_px - 2, self.width() - 2 * _PAD_PX, foot_px)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown.caption)

    def _labels(self) -> list[tuple[QRectF, str]]:
        """Place the labels beside their boxes; one that would cover another moves below it."""
        metrics = QFontMetricsF(self._font())
        placed: list[tuple[QRectF, str]] = []
        for box in self._shown.boxes:
            place = self._label_place(box, metrics)
            for _ in placed:
                other = next((taken for taken, _ in placed if taken.intersects(place)), None)
                if other is None:
                    break
                place.moveTop(other.bottom() + 1)
            placed.append((place, box.text))
        return placed

    def _label_place(self, box: Box, metrics: QFontMetricsF) -> QRectF:
        rect = self._rect(box)
        width = metrics.horizontalAdvance(box.text) + 2
        is_last = box.column > 0 and box.column == max(one.column for one in self._shown.boxes)
        left = rect.left() - _TEXT_GAP_PX - width if is_last else rect.right() + _TEXT_GAP_PX
        is_thin = rect.height() < metrics.height()
        top = rect.top() - metrics.height() if is_thin else rect.center().y() - metrics.height() / 2
        return QRectF(left, max(top, 0.0), width, metrics.height())

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_PAD_PX, _PAD_PX, -_PAD_PX - _BOX_PX, -_PAD_PX - self._foot_px())

    def _foot_px(self) -> float:
        """Give the height of the line below the flows. [px]"""
        return max(16.0, QFontMetricsF(self._font()).height())

    def _rect(self, box: Box) -> QRectF:
        area = self._area()
        x, y = area.left() + box.x * area.width(), area.top() + box.y * area.height()
        return QRectF(x, y, _BOX_PX, max(box.height * area.height(), 1.0))

    def _path(self, ribbon: Ribbon) -> QPainterPath:
        area, boxes = self._area(), self._shown.boxes
        left, right = self._rect(boxes[ribbon.source]).right(), self._rect(boxes[ribbon.target]).left()
        top, end = (area.top() + y * area.height() for y in (ribbon.y_source, ribbon.y_target))
        width, middle = max(ribbon.width * area.height(), 1.0), (left + right) / 2
        path = QPainterPath(QPointF(left, top))
        path.cubicTo(QPointF(middle, top), QPointF(middle, end), QPointF(right, end))
        path.lineTo(right, end + width)
        path.cubicTo(QPointF(middle, end + width), QPointF(middle, top + width), QPointF(left, top + width))
        path.closeSubpath()
        return path

    def _tint(self, box: Box, opacity: float) -> QColor:
        series = self._appearance.colours.series
        colour = QColor(series[box.colour % len(series)])
        colour.setAlphaF(opacity)
        return colour

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._type_px)
        return font


_CENTRED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap

"""The boxes and links of the canvas."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from simgui.results.result import Judgement
from simgui.ui.appearance import Appearance
from simgui.ui.icons import drawing_pixmap
from simgui.ui.presenters.canvas import NODE_WIDTH, LinkView, NodeView
from simgui.ui.presenters.wording import GLYPHS
from simgui.ui.theme import TypeSize, tooltip_html

_PAD, _RADIUS, _ICON = 10.0, 9.0, 18
_JUDGED = {Judgement.PASS: "good", Judgement.FAIL: "bad", Judgement.UNDECIDED: "unsure"}


class NodeItem(QGraphicsItem):
    """Draws a `NodeView`.

    Parameters
    ----------
    view : NodeView
        What to draw.
    appearance : Appearance
        The colours.
    """

    def __init__(self, view: NodeView, appearance: Appearance) -> None:
        super().__init__()
        self.view, self._appearance = view, appearance
        self.is_target = False
        self.setPos(view.x, view.y)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setZValue(2)
        self.setToolTip(tooltip_html("\n".join([f"{view.title} {view.count}", *view.lines, view.state])))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Give its size."""
        return QRectF(-3, -3, NODE_WIDTH + 6, self.view.height + 6)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw."""
        colours, view = self._appearance.colours, self.view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_strong = self.isSelected() or self.is_target
        painter.setPen(QPen(QColor(colours.accent if is_strong else colours.border), 2.0 if is_strong else 1.0))
        painter.setBrush(QColor(colours.accent_soft if self.isSelected() else colours.surface))
        painter.drawRoundedRect(QRectF(0, 0, NODE_WIDTH, view.height), _RADIUS, _RADIUS)
        icon = drawing_pixmap(view.icon, colours.accent, QSize(_ICON, _ICON), 2.0)
        painter.drawPixmap(QPointF(_PAD, 9), icon)
        bold = _font(TypeSize.HEADING, bold=True)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        right = QFontMetricsF(bold).horizontalAdvance(view.count) + _PAD
        title = QFontMetricsF(bold).elidedText(
            view.title, Qt.TextElideMode.ElideRight, NODE_WIDTH - 2 * _PAD - _ICON - 8 - right
        )
        painter.drawText(QPointF(_PAD + _ICON + 8, 24), title)
        painter.setPen(QColor(colours.accent))
        painter.drawText(QPointF(NODE_WIDTH - right, 24), view.count)
        self._draw_lines(painter)

    def _draw_lines(self, painter: QPainter) -> None:
        colours, view, font = self._appearance.colours, self.view, _font(TypeSize.TABLE)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        y = 46.0
        for line in view.lines:
            painter.setPen(QColor(colours.muted))
            painter.drawText(
                QPointF(_PAD, y), metrics.elidedText(line, Qt.TextElideMode.ElideRight, NODE_WIDTH - 2 * _PAD)
            )
            y += 17.0
        if view.state:
            glyph = f"{GLYPHS[view.judgement]} " if view.judgement is not None else ""
            ink = _JUDGED[view.judgement] if view.judgement is not None else "text"
            painter.setFont(_font(TypeSize.TABLE, bold=True))
            painter.setPen(QColor(str(getattr(colours, ink))))
            painter.drawText(QPointF(_PAD, y), f"{glyph}{view.state}")


class LinkItem(QGraphicsItem):
    """Draws a `LinkView` between two boxes: its width is bytes, its colour load.

    Parameters
    ----------
    view : LinkView
        What to draw.
    source, target : NodeItem
        Its ends.
    appearance : Appearance
        The colours.
    """

    def __init__(self, view: LinkView, source: NodeItem, target: NodeItem, appearance: Appearance) -> None:
        super().__init__()
        self.view, self._appearance = view, appearance
        self._start = source.pos() + QPointF(NODE_WIDTH, source.view.height / 2)
        self._end = target.pos() + QPointF(0, target.view.height / 2)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setToolTip(tooltip_html(view.about))
        self.setZValue(1)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Give its size."""
        return self._path().boundingRect().adjusted(-90, -26, 90, 26)

    def shape(self) -> QPainterPath:
        """Give where the mouse finds it."""
        stroker = QPainterPathStroker()
        stroker.setWidth(max(self.view.width, 10.0))
        return stroker.createStroke(self._path())

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw."""
        colours = self._appearance.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = colours.accent if self.isSelected() else self._ink()
        pen = QPen(QColor(ink), self.view.width + (2.0 if self.isSelected() else 0.0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if math.isnan(self.view.load):
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path())
        self._draw_label(painter)

    def _draw_label(self, painter: QPainter) -> None:
        font = _font(TypeSize.CAPTION)
        metrics = QFontMetricsF(font)
        lines = self.view.label.split("\n")
        width = max(metrics.horizontalAdvance(line) for line in lines) + 10
        height = metrics.height() * len(lines) + 4
        middle = self._path().pointAtPercent(0.5)
        place = QRectF(middle.x() - width / 2, middle.y() - height - self.view.width / 2 - 2, width, height)
        ground = QColor(self._appearance.colours.background)
        ground.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, 4, 4)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.colours.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.view.label)

    def _ink(self) -> str:
        colours, load = self._appearance.colours, self.view.load
        if math.isnan(load):
            return colours.muted
        return colours.bad if load > 1 else colours.unsure if load > 0.3 else colours.good

    def _path(self) -> QPainterPath:
        middle = (self._start.x() + self._end.x()) / 2
        path = QPainterPath(self._start)
        path.cubicTo(QPointF(middle, self._start.y()), QPointF(middle, self._end.y()), self._end)
        return path


def _font(size: TypeSize, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(size)
    font.setBold(bold)
    return font

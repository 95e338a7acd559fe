"""A bar per placement: which part of the true events was caught in time, and which was missed, in an outage or not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.event_shares import EventShare
from simgui.ui.theme import TypeSize
from simgui.ui.translation import tr

_ROW_LINES, _BAR_LINES, _PAD_PX, _GAP_PX = 9.0, 2.8, 12.0, 8.0
_KEY_LINES, _MARK_LINES = 2.8, 1.0


class EventBars(QWidget):
    """Draws what became of the events; missed ones are hatched, so that colour is not needed to tell.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shown: tuple[EventShare, ...] = ()
        self._type_px = int(TypeSize.HEADING)
        self.setAccessibleName(tr("What became of the events"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 160)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for room for three bars."""
        return QSize(640, 360)

    def set_type_size(self, size_px: int) -> None:
        """Write names and words in another size. [px]"""
        self._type_px = size_px
        self.update()

    def show_shares(self, shown: tuple[EventShare, ...]) -> None:
        """Show other events."""
        self._shown = shown
        self.setAccessibleDescription("; ".join(f"{one.placement}: {one.about}" for one in shown))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._shown:
            painter.setPen(QColor(self._appearance.colours.muted))
            painter.setFont(self._font())
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("No events were judged in this run."))
            painter.end()
            return
        key_px = self._draw_key(painter)
        row_px = min(_ROW_LINES * self._line_px(), (self.height() - key_px) / len(self._shown))
        for number, share in enumerate(self._shown):
            self._draw_row(painter, share, key_px + number * row_px, row_px)
        painter.end()

    def _draw_key(self, painter: QPainter) -> float:
        """Draw what the fillings mean, in two lines where one is too narrow; give the height taken. [px]"""
        painter.setFont(self._font())
        metrics, line = QFontMetricsF(painter.font()), self._line_px()
        mark, left, top, height = _MARK_LINES * line, _PAD_PX, 0.0, _KEY_LINES * line
        for brush, words in zip(self._brushes(), _key(), strict=True):
            width = metrics.horizontalAdvance(words) + 2
            if left > _PAD_PX and left + mark + _GAP_PX + width > self.width():
                left, top = _PAD_PX, top + 1.4 * line
            painter.setPen(Qt.PenStyle.NoPen)
            _fill(painter, QRectF(left, top + (height - mark) / 2, mark, mark), brush)
            left += mark + _GAP_PX
            painter.setPen(QColor(self._appearance.colours.text))
            painter.drawText(QRectF(left, top, width, height), Qt.AlignmentFlag.AlignVCenter, words)
            left += width + 3 * _GAP_PX
        return top + height

    def _draw_row(self, painter: QPainter, share: EventShare, top: float, height: float) -> None:
        colours, wide, line = self._appearance.colours, self.width() - 2 * _PAD_PX, self._line_px()
        painter.setFont(self._font(bold=share.is_shown))
        painter.setPen(QColor(colours.text))
        painter.drawText(QRectF(_PAD_PX, top, wide, line), Qt.AlignmentFlag.AlignLeft, share.placement)
        needed = QFontMetricsF(self._font()).boundingRect(QRectF(0, 0, wide, 9 * line), _WRAPPED, share.about).height()
        bar = min(_BAR_LINES * line, max(height - line - needed - _GAP_PX, 4.0))
        left = _PAD_PX
        painter.setPen(Qt.PenStyle.NoPen)
        for part, brush in zip((share.caught, share.otherwise, share.in_outage), self._brushes(), strict=True):
            _fill(painter, QRectF(left, top + line + 2, part * wide, bar), brush)
            left += part * wide
        painter.setPen(QColor(colours.muted))
        painter.setFont(self._font())
        painter.drawText(QRectF(_PAD_PX, top + line + bar + 4, wide, needed), _WRAPPED, share.about)

    def _line_px(self) -> float:
        return QFontMetricsF(self._font()).height()

    def _font(self, *, bold: bool = False) -> QFont:
        made = QFont(self.font())
        made.setPixelSize(self._type_px)
        made.setBold(bold)
        return made

    def _brushes(self) -> tuple[QBrush, QBrush, QBrush]:
        """Give what caught events, missed ones, and those missed in an outage are painted with."""
        colours = self._appearance.colours
        return (
            QBrush(QColor(colours.good)),
            QBrush(QColor(colours.unsure), Qt.BrushStyle.BDiagPattern),
            QBrush(QColor(colours.bad), Qt.BrushStyle.DiagCrossPattern),
        )


def _key() -> tuple[str, str, str]:
    return tr("caught in time"), tr("missed or late"), tr("missed during an outage")


def _fill(painter: QPainter, place: QRectF, brush: QBrush) -> None:
    """Fill a rectangle; a hatched one gets a frame of its colour."""
    painter.setBrush(brush)
    painter.drawRect(place)
    if brush.style() != Qt.BrushStyle.SolidPattern and place.width() > 0:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(brush.color())
        painter.drawRect(place)
        painter.setPen(Qt.PenStyle.NoPen)


_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)

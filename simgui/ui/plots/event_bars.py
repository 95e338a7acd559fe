"""A bar per placement: which part of the true events was caught in time, and which was missed, in an outage or not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.event_shares import EventShare
from simgui.ui.theme import TypeSize
from simgui.ui.translation import tr

_ROW_PX, _BAR_PX, _PAD_PX, _GAP_PX = 140.0, 46.0, 12.0, 8.0
_KEY_PX, _MARK_PX = 48.0, 16.0


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
        self.setAccessibleName(tr("What became of the events"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 160)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for room for three bars."""
        return QSize(640, 360)

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
            painter.setFont(_font(self.font(), TypeSize.HEADING))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("No events were judged in this run."))
            painter.end()
            return
        self._draw_key(painter)
        row_px = min(_ROW_PX, (self.height() - _KEY_PX) / len(self._shown))
        for number, share in enumerate(self._shown):
            self._draw_row(painter, share, _KEY_PX + number * row_px, row_px)
        painter.end()

    def _draw_key(self, painter: QPainter) -> None:
        painter.setFont(_font(self.font(), TypeSize.HEADING))
        metrics, left = QFontMetricsF(painter.font()), _PAD_PX
        for brush, words in zip(self._brushes(), _key(), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            _fill(painter, QRectF(left, (_KEY_PX - _MARK_PX) / 2, _MARK_PX, _MARK_PX), brush)
            left += _MARK_PX + _GAP_PX
            painter.setPen(QColor(self._appearance.colours.text))
            width = metrics.horizontalAdvance(words) + 2
            painter.drawText(QRectF(left, 0, width, _KEY_PX), Qt.AlignmentFlag.AlignVCenter, words)
            left += width + 3 * _GAP_PX

    def _draw_row(self, painter: QPainter, share: EventShare, top: float, height: float) -> None:
        colours, wide = self._appearance.colours, self.width() - 2 * _PAD_PX
        font = _font(self.font(), TypeSize.HEADING)
        font.setBold(share.is_shown)
        painter.setFont(font)
        line = QFontMetricsF(font).height()
        painter.setPen(QColor(colours.text))
        name = QRectF(_PAD_PX, top, wide, line)
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft, share.placement)
        bar = min(_BAR_PX, max(height - 2 * line - _GAP_PX, 4.0))
        left = _PAD_PX
        painter.setPen(Qt.PenStyle.NoPen)
        for part, brush in zip((share.caught, share.otherwise, share.in_outage), self._brushes(), strict=True):
            _fill(painter, QRectF(left, top + line + 2, part * wide, bar), brush)
            left += part * wide
        painter.setPen(QColor(colours.muted))
        painter.setFont(_font(self.font(), TypeSize.HEADING))
        about = QRectF(_PAD_PX, top + line + bar + 4, wide, line)
        painter.drawText(about, Qt.AlignmentFlag.AlignLeft, share.about)

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


def _font(font: QFont, size: TypeSize) -> QFont:
    made = QFont(font)
    made.setPixelSize(size)
    return made

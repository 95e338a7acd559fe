"""The legend of a colour map: a bar with the values of its ends and its middle."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.theme import TypeSize

_BAR_PX = 10


class ColourLegend(QWidget):
    """Draws the colours from the lowest to the highest value.

    Parameters
    ----------
    appearance : Appearance
        Colours of the text.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._stops: tuple[QColor, ...] = ()
        self._texts: tuple[str, str, str] = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_scale(self, stops: tuple[QColor, ...], texts: tuple[str, str, str]) -> None:
        """Take the colours, and the values of the first, the middle and the last."""
        if (stops, texts) != (self._stops, self._texts):
            self._stops, self._texts = stops, texts
            self.setAccessibleDescription(" … ".join(texts))
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a bar with a line of text."""
        return QSize(220, _BAR_PX + 4 + self._line_px())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw bar and values."""
        painter = QPainter(self)
        bar = QRectF(0.5, 0.5, self.width() - 1.0, _BAR_PX)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place, colour in enumerate(self._stops):
            gradient.setColorAt(place / max(len(self._stops) - 1, 1), colour)
        painter.setPen(QColor(self._appearance.colours.border))
        painter.setBrush(gradient)
        painter.drawRect(bar)
        font = self.font()
        font.setPixelSize(TypeSize.CAPTION)
        painter.setFont(font)
        painter.setPen(QColor(self._appearance.colours.muted))
        line = QRectF(0, _BAR_PX + 3, self.width(), self._line_px())
        flags = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for text, flag in zip(self._texts, flags, strict=True):
            painter.drawText(line, flag, text)
        painter.end()

    def _line_px(self) -> int:
        return TypeSize.CAPTION + 5

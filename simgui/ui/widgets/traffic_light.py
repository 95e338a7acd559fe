"""A light that says whether a limit is kept: a colour, and the sign that says the same without it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simgui.results.result import Judgement
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.wording import GLYPHS
from simgui.ui.theme import tooltip_html

_SIZE = 18
_INKS = {Judgement.PASS: "good", Judgement.FAIL: "bad", Judgement.UNDECIDED: "unsure"}


class TrafficLight(QWidget):
    """Shows a verdict.

    Parameters
    ----------
    judgement : Judgement
        Kept and missed are filled discs, undecided is a ring.
    spoken : str
        The verdict in words.
    appearance : Appearance
        The colours.
    size_px : int
        Of the disc. [px]
    """

    def __init__(
        self,
        judgement: Judgement,
        spoken: str,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        size_px: int = _SIZE,
    ) -> None:
        super().__init__(parent)
        self._judgement, self._appearance, self._size_px = judgement, appearance, size_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(spoken)
        self.setToolTip(tooltip_html(spoken))
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Give the size of the disc."""
        return QSize(self._size_px, self._size_px)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the disc and its sign."""
        colours = self._appearance.colours
        ink = QColor(str(getattr(colours, _INKS[self._judgement])))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_ring = self._judgement is Judgement.UNDECIDED
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(QBrush(Qt.BrushStyle.NoBrush) if is_ring else QBrush(ink))
        middle = self._size_px / 2
        painter.drawEllipse(QPointF(middle, middle), middle - 1.5, middle - 1.5)
        font = QFont(self.font())
        font.setPixelSize(round(self._size_px * 11 / _SIZE))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(ink if is_ring else QColor(colours.surface))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, GLYPHS[self._judgement])
        painter.end()

"""A button that looks like a link; a text that does not fit ends in an ellipsis, and its tooltip has all of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from simgui.ui.theme import tooltip_html

_PADDING_PX = 20


class LinkButton(QPushButton):
    """Shows as much of its text as fits.

    Parameters
    ----------
    text : str
        All of it.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._whole = text
        self.setProperty("role", "link")
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for hardly any width."""
        return QSize(2 * _PADDING_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cut the text anew."""
        super().resizeEvent(event)
        room = self.width() - _PADDING_PX
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(tooltip_html(self._whole) if shown != self._whole else "")

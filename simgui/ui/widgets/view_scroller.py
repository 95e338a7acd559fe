"""Lets the content of a dock scroll where it has less height than it needs, so that docks never cover what is below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_LEAST_PX = 90


class ViewScroller(QScrollArea):
    """Holds one widget, as wide as it must be, and as high as there is room.

    Parameters
    ----------
    content : QWidget
        The view.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for the width of the content, and for little height."""
        least = self._content.minimumSizeHint().expandedTo(self._content.minimumSize())
        return QSize(least.width(), min(least.height(), _LEAST_PX))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for what the content would like."""
        return self._content.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Ask anew when the content needs another size."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fill the room, or scroll."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the content all the room, and what it must have where that is more; Qt would give what it prefers."""
        room = self.viewport().size()
        least = self._content.minimumSizeHint().expandedTo(self._content.minimumSize())
        self._content.resize(room.width(), max(room.height(), least.height()))

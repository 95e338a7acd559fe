"""A framed area with a heading."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from simgui.ui.theme import Space
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import text_label


class Card(QFrame):
    """A surface with a title, a caption beside it, controls at the right, and content below.

    Parameters
    ----------
    title : str
        Heading; also the accessible name.
    caption : str
        A remark beside the title.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, title: str, caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self._title = text_label(title, "heading")
        self._caption = ElidedLabel("caption")
        self._caption.show_text(caption)
        self._head = QHBoxLayout()
        self._head.setSpacing(Space.S)
        self._head.addWidget(self._title)
        self._head.addWidget(self._caption, 1, Qt.AlignmentFlag.AlignVCenter)
        self.content = QVBoxLayout()
        self.content.setSpacing(Space.XS)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        whole.setSpacing(Space.S)
        whole.addLayout(self._head)
        whole.addLayout(self.content, 1)

    def add_control(self, control: QWidget) -> None:
        """Put something at the right end of the heading."""
        self._head.addWidget(control)

    def set_heading(self, title: str, caption: str = "") -> None:
        """Change title and caption."""
        self._title.setText(title)
        self._caption.show_text(caption)
        self.setAccessibleName(title)


def clear_layout(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)

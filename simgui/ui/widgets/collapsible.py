"""A heading that opens and closes what stands below it; the content is made when it is first opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from simgui.ui.theme import Space, tooltip_html
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import text_label


class _Heading(ElidedLabel):
    """A text that can be clicked; the keyboard uses the arrow beside it."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell that it was clicked."""
        self.pressed.emit()
        event.accept()


class Collapsible(QWidget):
    """Shows or hides its content.

    Signals
    -------
    toggled(bool)
        It was opened or closed by the user.

    Parameters
    ----------
    title, caption : str
        Heading and a remark beside it.
    make : Callable[[QVBoxLayout], object]
        Puts the content into a column.
    opened : bool
        Whether it is open at first.
    parent : QWidget | None
        Where it belongs.
    """

    toggled = Signal(bool)

    def __init__(
        self,
        title: str,
        caption: str,
        make: Callable[[QVBoxLayout], object],
        *,
        opened: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make = make
        self.head = QToolButton()
        self.head.setProperty("role", "section")
        self.head.setCheckable(True)
        self.head.setFixedWidth(24)
        self.head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.head.setAccessibleName(title)
        self.head.setToolTip(tooltip_html(title))
        self._title = _Heading("bold")
        self._title.show_text(title)
        self._title.pressed.connect(self.head.click)
        self.caption = text_label(caption, "caption")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.head)
        row.addWidget(self._title, 1)
        row.addWidget(self.caption)
        self._body: QWidget | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(row)
        self.head.clicked.connect(self.toggled)
        self.head.setChecked(opened)
        self._open(opened)
        self.head.toggled.connect(self._open)

    @property
    def is_open(self) -> bool:
        """Whether the content is on show."""
        return self.head.isChecked()

    def _open(self, is_open: bool) -> None:
        whole = self.layout()
        if is_open and self._body is None and whole is not None:
            self._body = QWidget()
            column = QVBoxLayout(self._body)
            column.setContentsMargins(0, 0, 0, Space.XS)
            column.setSpacing(Space.XS)
            self._make(column)
            whole.addWidget(self._body)
        self.head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        if self._body is not None:
            self._body.setVisible(is_open)

"""An empty view that says what to do next, with buttons that do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.theme import Space
from simgui.ui.widgets.text import text_label

_ICON = QSize(48, 48)
_WIDEST = 560


class Invitation(QWidget):
    """Says what will be here and how to get it.

    Parameters
    ----------
    heading, text : str
        What is missing, and what to do.
    steps : Sequence[tuple[str, Callable[[], object]]]
        Buttons: text and what it does; the first is the main one.
    icon : str
        Name of a drawing, or "".
    appearance : Appearance
        The colours.
    """

    def __init__(
        self,
        heading: str,
        text: str,
        steps: Sequence[tuple[str, Callable[[], object]]],
        appearance: Appearance,
        icon: str = "",
    ) -> None:
        super().__init__()
        self._appearance, self._icon_name = appearance, icon
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(text)
        self._picture = QLabel(self)  # shown without a parent it would flash up as a window
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setVisible(bool(icon))
        self.heading = text_label(heading, "title", wraps=True)
        self.text = text_label(text, "muted", wraps=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        self.buttons = [QPushButton(name) for name, _ in steps]
        for button, (_, act) in zip(self.buttons, steps, strict=True):
            button.setProperty("role", "primary" if button is self.buttons[0] else "")
            button.clicked.connect(lambda _checked=False, act=act: act())
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setSpacing(Space.M)
        column.addStretch(2)
        column.addWidget(self._picture)
        for label in (self.heading, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(Space.S)
        column.addLayout(buttons)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        if self.buttons:
            self.setFocusProxy(self.buttons[0])
        appearance.changed.connect(self._paint)
        self._paint()

    def _paint(self) -> None:
        if self._icon_name:
            icon = self._appearance.icon(self._icon_name, "accent")
            self._picture.setPixmap(icon.pixmap(_ICON, self.devicePixelRatioF()))

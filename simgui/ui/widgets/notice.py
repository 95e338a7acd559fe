"""A message within the page: what happened and what can be done; nothing pops up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from simgui.ui.theme import Space
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.text import selectable, text_label


class Notice(QFrame):
    """Shows one message at a time, with buttons; hidden while there is none.

    Parameters
    ----------
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "failure")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        self._row.setSpacing(Space.M)
        self.hide()

    def say(self, headline: str, text: str, actions: tuple[tuple[str, Callable[[], object]], ...] = ()) -> None:
        """Show a failure.

        Parameters
        ----------
        headline, text : str
            What happened, and what is known about it.
        actions : tuple[tuple[str, Callable[[], object]], ...]
            Buttons, each with its text.
        """
        clear_layout(self._row)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(text_label(headline, "bad", wraps=True))
        column.addWidget(selectable(text_label(text, wraps=True)))
        self._row.addLayout(column, 1)
        for name, action in actions:
            button = QPushButton(name, self)
            button.clicked.connect(lambda _checked=False, action=action: action())
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(headline)
        self.setAccessibleDescription(text)
        self.show()

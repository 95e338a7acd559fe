"""A row of buttons of which one is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class SegmentedControl(QWidget):
    """Chooses one of a few views.

    Signals
    -------
    chosen(str)
        The user pressed another one.

    Parameters
    ----------
    name : str
        Accessible name of the choice.
    options : Sequence[str]
        What can be chosen; the first is chosen at first.
    parent : QWidget | None
        Where it belongs.
    """

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for option in options:
            button = QPushButton(option, self)
            button.setProperty("role", "segment")
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {option}")
            button.setChecked(not self._buttons)
            self._group.addButton(button)
            self._buttons[option] = button
            row.addWidget(button)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.text()))

    @property
    def option(self) -> str:
        """What is chosen."""
        return next(option for option, button in self._buttons.items() if button.isChecked())

    def choose(self, option: str) -> None:
        """Press a button from code, without the signal."""
        self._buttons[option].setChecked(True)

"""The palette in use: follows the system unless the user chose one, and tells everyone when it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon

from simgui.ui.icons import tinted_icon
from simgui.ui.theme import Colours, ThemeMode, colours_of


class Appearance(QObject):
    """Holds the mode and the colours it stands for.

    Signals
    -------
    changed
        The colours are others now.
    """

    changed = Signal()

    def __init__(self, mode: ThemeMode = ThemeMode.SYSTEM, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self._hints = QGuiApplication.styleHints()
        self._colours = self._current()
        self._hints.colorSchemeChanged.connect(self._update)

    @property
    def mode(self) -> ThemeMode:
        """What the user chose."""
        return self._mode

    @property
    def colours(self) -> Colours:
        """The palette in use."""
        return self._colours

    def choose(self, mode: ThemeMode) -> None:
        """Take another mode."""
        self._mode = mode
        self._update()

    def icon(self, name: str, ink: str = "text") -> QIcon:
        """Give an icon in a colour of the palette.

        Parameters
        ----------
        name : str
            Name of the drawing.
        ink : str
            Field of `Colours`.
        """
        return tinted_icon(name, str(getattr(self._colours, ink)), self._colours.muted)

    def _current(self) -> Colours:
        return colours_of(self._mode, system_is_dark=self._hints.colorScheme() is Qt.ColorScheme.Dark)

    def _update(self) -> None:
        colours = self._current()
        if colours is not self._colours:
            self._colours = colours
            self.changed.emit()

"""Sees off processes that have said their last word, without keeping the window from its work."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 50


class Leaver(Protocol):
    """A process that ends by itself."""

    def has_left(self) -> bool:
        """Tell whether it is gone, without waiting."""

    def close(self) -> None:
        """Free what it holds; waits until it is gone."""


class Leaving(QObject):
    """Frees processes once they are gone: an interpreter may take a second to end.

    Parameters
    ----------
    parent : QObject | None
        Where it belongs.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._leavers: list[Leaver] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def see_off(self, leaver: Leaver) -> None:
        """Free a process now or as soon as it is gone."""
        self._leavers.append(leaver)
        self._look()
        if self._leavers:
            self._timer.start()

    def stop(self) -> None:
        """Wait for all that are still leaving: the window is closing."""
        self._timer.stop()
        for leaver in self._leavers:
            leaver.close()
        self._leavers.clear()

    def _look(self) -> None:
        for leaver in [one for one in self._leavers if one.has_left()]:
            self._leavers.remove(leaver)
            leaver.close()
        if not self._leavers:
            self._timer.stop()

"""Work for the window's thread, done bit by bit, so that the window answers in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

_SLICE_S = 0.01


class Slices(QObject):
    """Pieces of work in their order; each slice takes as many as fit into a hundredth of a second, or one.

    Parameters
    ----------
    parent : QObject
        What the work is for.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._run_slice)

    def __len__(self) -> int:
        """Give how many pieces are left."""
        return len(self._pieces)

    def add(self, piece: Callable[[], object]) -> None:
        """Put a piece behind the others."""
        self._pieces.append(piece)

    def clear(self) -> None:
        """Forget what is left."""
        self._pieces.clear()
        self._timer.stop()

    def go_on(self) -> None:
        """Do what is left, from the next turn of the event loop on."""
        if self._pieces:
            self._timer.start()

    def pause(self) -> None:
        """Wait for `go_on`."""
        self._timer.stop()

    def run_until(self, is_enough: Callable[[], bool] = lambda: False) -> None:
        """Do pieces now until it is enough, or all of them."""
        while self._pieces and not is_enough():
            self._pieces.popleft()()

    def _run_slice(self) -> None:
        until = perf_counter() + _SLICE_S
        self.run_until(lambda: perf_counter() >= until)
        self.go_on()

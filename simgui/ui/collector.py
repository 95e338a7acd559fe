"""Collects garbage in the thread of the window alone: a widget destroyed in another thread takes the program down."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Collector(QObject):
    """Takes over from Python's own collector, which runs in whatever thread makes objects.

    Parameters
    ----------
    parent : QObject
        Where it belongs, in the thread of the window.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def close(self) -> None:
        """Give collecting back to Python."""
        self._timer.stop()
        gc.enable()

    def _collect(self) -> None:
        """Collect the generations that are due, as Python would."""
        counts = gc.get_count()
        due = [level for level, (count, most) in enumerate(zip(counts, self._thresholds, strict=True)) if count > most]
        if due:
            gc.collect(max(due))

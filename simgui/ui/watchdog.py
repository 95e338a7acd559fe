"""Measures how long the thread of the window is kept from its work: its longest block, and the times of its frames."""

from __future__ import annotations

from time import perf_counter, thread_time

from PySide6.QtCore import QObject, Qt, QTimer

_FRAME_MS = 16


class Watchdog(QObject):
    """Ticks as often as a screen is drawn, and notes every tick that comes late.

    A tick can come only when the event loop turns, so the time between two ticks is how long a frame took: the work
    between them, drawing included. The longest one less the interval is how long the window did not answer.

    Parameters
    ----------
    parent : QObject | None
        Where it belongs.
    interval_ms : int
        Time between ticks when nothing is in their way. [ms]
    """

    def __init__(self, parent: QObject | None = None, *, interval_ms: int = _FRAME_MS) -> None:
        super().__init__(parent)
        self._interval_s = interval_ms / 1000
        self._frames_s: list[float] = []
        self._work_s: list[float] = []
        self._last_s = self._last_work_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to measure anew."""
        self._frames_s, self._work_s = [], []
        self._last_s, self._last_work_s = perf_counter(), thread_time()
        self._timer.start()

    def stop(self) -> None:
        """End; a block that lasts until now counts."""
        if self._timer.isActive():
            self._tick()
            self._timer.stop()

    @property
    def frames_s(self) -> tuple[float, ...]:
        """Time between ticks, in their order. [s]"""
        return tuple(self._frames_s)

    @property
    def works_s(self) -> tuple[float, ...]:
        """Processor time of the thread between ticks, in their order. [s]"""
        return tuple(self._work_s)

    @property
    def longest_block_s(self) -> float:
        """The longest time in which the window did not answer. [s]"""
        return max(0.0, max(self._frames_s, default=0.0) - self._interval_s)

    @property
    def longest_work_s(self) -> float:
        """The longest processor time the thread took between two ticks: what would block it on an idle machine. [s]"""
        return max(self._work_s, default=0.0)

    def frame_s(self, share: float = 0.95) -> float:
        """Give the frame time that a share of the frames stays within. [s]

        Parameters
        ----------
        share : float
            From 0 to 1. [-]
        """
        if not self._frames_s:
            return 0.0
        ordered = sorted(self._frames_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def _tick(self) -> None:
        now_s, work_s = perf_counter(), thread_time()
        self._frames_s.append(now_s - self._last_s)
        self._work_s.append(work_s - self._last_work_s)
        self._last_s, self._last_work_s = now_s, work_s

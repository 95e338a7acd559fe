"""Reads the signal of a device in a thread; of several wishes only the newest is served."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThreadPool, Signal

from simgui.core.errors import SimguiError
from simgui.runs.signal_reader import SignalAt, SignalReader
from simgui.scenario.scenario import Scenario

Wish = tuple[Scenario, int, SignalAt, float, int]


class SignalLoader(QObject):
    """Loads stretches of signals.

    Signals
    -------
    loaded(SignalStretch)
        What was asked for last.
    failed(str)
        Why it cannot be had.
    """

    loaded = Signal(object)
    failed = Signal(str)
    _done = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._reader: tuple[str, int, SignalReader] | None = None
        self._next: Wish | None = None
        self._is_busy = False
        self._done.connect(self._finished)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._is_busy

    def ask(self, scenario: Scenario, seed: int, at: SignalAt, time_s: float, count: int) -> None:
        """Ask for the windows of a device around a moment; see `SignalReader.read`."""
        self._next = (scenario, seed, at, time_s, count)
        if not self._is_busy:
            self._start()

    def stop(self) -> None:
        """Wait for the thread: the window is closing."""
        self._next = None
        self._pool.waitForDone()

    def _start(self) -> None:
        wish, self._next = self._next, None
        if wish is not None:
            self._is_busy = True
            self._pool.start(lambda: self._read(wish))

    def _read(self, wish: Wish) -> None:
        """Read, in the thread."""
        scenario, seed, at, time_s, count = wish
        try:
            if self._reader is None or self._reader[:2] != (scenario.digest, seed):
                self._reader = (scenario.digest, seed, SignalReader(scenario, seed))
            self._done.emit(self._reader[2].read(at, time_s, count), "")
        except (SimguiError, KeyError, StopIteration, OSError) as error:
            self._done.emit(None, str(error))

    def _finished(self, stretch: object, failure: str) -> None:
        self._is_busy = False
        if self._next is not None:
            self._start()
        elif stretch is None:
            self.failed.emit(failure)
        else:
            self.loaded.emit(stretch)

"""Hears a child process on a timer, so that the window never waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from simgui.core.errors import SimguiError
from simgui.runs.messages import RunFailed
from simgui.ui.bridges.leaving import Leaving

Message = TypeVar("Message")
Message_co = TypeVar("Message_co", covariant=True)


class RunningChild(Protocol[Message_co]):
    """Work in another process, as `simgui.runs.child_process.ChildProcess` gives it."""

    def poll(self) -> Sequence[Message_co | RunFailed]:
        """Take the messages that have come in; never blocks. A dead process gives a `RunFailed`."""

    def cancel(self) -> None:
        """Ask the work to end; what is finished is kept."""

    def has_left(self) -> bool:
        """Tell whether the process is gone after its last message; never blocks."""

    def close(self) -> None:
        """End the process, if need be by force, and free what it holds."""


class ChildBridge(QObject, Generic[Message]):
    """Watches over one child process at a time; subclasses turn its messages into signals.

    Parameters
    ----------
    drain_every_ms : int
        Time between two looks at what has come in. [ms]
    parent : QObject | None
        Its owner.

    Signals
    -------
    failed(RunFailed)
        The work could not go on.
    """

    failed = Signal(object)

    def __init__(self, drain_every_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: RunningChild[Message] | None = None
        self._leaving = Leaving(self)
        self._timer = QTimer(self)
        self._timer.setInterval(drain_every_ms)
        self._timer.timeout.connect(self._drain)

    @property
    def is_running(self) -> bool:
        """Whether a child is at work."""
        return self._running is not None

    def cancel(self) -> None:
        """Ask the work to end; `finished` follows, and what is through is kept."""
        if self._running is not None:
            self._running.cancel()

    def stop(self) -> None:
        """End the work at once, without a signal: the window is closing."""
        self._timer.stop()
        if self._running is not None:
            running, self._running = self._running, None
            running.close()
        self._leaving.stop()

    def _begin(self, start: Callable[[], RunningChild[Message]], complaint: str) -> None:
        """Start a child; a failure to start is told like any other, after the complaint."""
        try:
            self._running = start()
        except (SimguiError, OSError) as error:
            code = error.exit_code if isinstance(error, SimguiError) else SimguiError.exit_code
            self.failed.emit(RunFailed(f"{complaint}: {error}", code, ""))
            return
        self._timer.start()

    def _drain(self) -> None:
        if self._running is None:
            return
        for message in self._running.poll():
            if isinstance(message, RunFailed):
                self._see_off()
                self.failed.emit(message)
                return
            self._hear(message)
        self._heard_all()

    def _hear(self, message: Message) -> None:
        """Tell a message; the last one after `_see_off`."""
        raise NotImplementedError

    def _heard_all(self) -> None:
        """Tell what was held back until all messages of a look were heard."""

    def _see_off(self) -> None:
        """Let the process end in its own time: it has told everything."""
        self._timer.stop()
        if self._running is not None:
            running, self._running = self._running, None
            self._leaving.see_off(running)

"""The one place where messages of a study become signals; the study itself lives in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from simgui.core.errors import SimguiError
from simgui.runs.messages import RunFailed
from simgui.ui.bridges.leaving import Leaving

if TYPE_CHECKING:
    from simgui.studies.break_even_child import BreakEvenRequest
    from simgui.studies.child import StudyMessage
    from simgui.studies.study import StudyRequest

_DRAIN_EVERY_MS = 50


class RunningStudy(Protocol):
    """A study in another process, as `simgui.studies.handle.StudyHandle` gives it."""

    def poll(self) -> Sequence[StudyMessage]:
        """Take the messages that have come in; never blocks. A dead process gives a `RunFailed`."""

    def cancel(self) -> None:
        """Ask the study to end; what is finished is kept."""

    def has_left(self) -> bool:
        """Tell whether the process is gone after its last message; never blocks."""

    def close(self) -> None:
        """End the process, if need be by force, and free what it holds."""


StartStudy: TypeAlias = "Callable[[StudyRequest], RunningStudy]"
StartBreakEven: TypeAlias = "Callable[[BreakEvenRequest], RunningStudy]"


def start_study(request: StudyRequest) -> RunningStudy:
    """Start a study in a spawned process."""
    from simgui.studies.handle import StudyHandle  # noqa: PLC0415 - not needed until a study runs

    return StudyHandle.start(request)


def start_break_even(request: BreakEvenRequest) -> RunningStudy:
    """Start the search for a break-even in a spawned process."""
    from simgui.studies.break_even_child import work  # noqa: PLC0415 - not needed until somebody searches
    from simgui.studies.handle import StudyHandle  # noqa: PLC0415

    return StudyHandle.start(request, target=work)


class StudyBridge(QObject):
    """Runs one study at a time and tells how it goes.

    Signals
    -------
    rows_came(tuple[PointRow, ...], StudyProgress)
        Rows that are through, and how far the study is; at most 20 times a second.
    break_even_found(BreakEven)
        The answer of a search for a break-even.
    finished(bool)
        The study ended; the flag tells whether it was cancelled.
    failed(RunFailed)
        The study could not go on.
    """

    rows_came = Signal(object, object)
    break_even_found = Signal(object)
    finished = Signal(bool)
    failed = Signal(object)

    def __init__(self, start: StartStudy | StartBreakEven = start_study, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start: Callable[[Any], RunningStudy] = start
        self._running: RunningStudy | None = None
        self._leaving = Leaving(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_DRAIN_EVERY_MS)
        self._timer.timeout.connect(self._drain)

    @property
    def is_running(self) -> bool:
        """Whether a study is on."""
        return self._running is not None

    def start(self, request: StudyRequest | BreakEvenRequest) -> None:
        """Start a study; a failure to start is told like any other."""
        if self._running is not None:
            return
        try:
            self._running = self._start(request)
        except (SimguiError, OSError) as error:
            code = error.exit_code if isinstance(error, SimguiError) else SimguiError.exit_code
            self.failed.emit(RunFailed(f"The study could not be started: {error}", code, ""))
            return
        self._timer.start()

    def cancel(self) -> None:
        """Ask the study to end; `finished` follows, and what is through is kept."""
        if self._running is not None:
            self._running.cancel()

    def stop(self) -> None:
        """End the study at once, without a signal: the window is closing."""
        self._timer.stop()
        if self._running is not None:
            running, self._running = self._running, None
            running.close()
        self._leaving.stop()

    def _drain(self) -> None:
        from simgui.studies.child import BreakEvenFound, StudyEnded, StudyRows  # noqa: PLC0415

        if self._running is None:
            return
        for message in self._running.poll():
            match message:
                case StudyRows(rows, progress):
                    self.rows_came.emit(rows, progress)
                case BreakEvenFound(found):
                    self.break_even_found.emit(found)
                case StudyEnded(cancelled):
                    self._see_off()
                    self.finished.emit(cancelled)
                    return
                case RunFailed():
                    self._see_off()
                    self.failed.emit(message)
                    return

    def _see_off(self) -> None:
        """Let the process end in its own time: it has told everything."""
        self._timer.stop()
        if self._running is not None:
            running, self._running = self._running, None
            self._leaving.see_off(running)

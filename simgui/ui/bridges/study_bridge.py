"""The one place where messages of a study become signals; the study itself lives in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from simgui.ui.bridges.child_bridge import ChildBridge, RunningChild

if TYPE_CHECKING:
    from simgui.studies.break_even_child import BreakEvenRequest
    from simgui.studies.child import StudyMessage
    from simgui.studies.study import StudyRequest

_DRAIN_EVERY_MS = 50


RunningStudy: TypeAlias = "RunningChild[StudyMessage]"
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


class StudyBridge(ChildBridge["StudyMessage"]):
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

    def __init__(self, start: StartStudy | StartBreakEven = start_study, parent: QObject | None = None) -> None:
        super().__init__(_DRAIN_EVERY_MS, parent)
        self._start: Callable[[Any], RunningStudy] = start

    def start(self, request: StudyRequest | BreakEvenRequest) -> None:
        """Start a study; a failure to start is told like any other."""
        if self._running is None:
            self._begin(lambda: self._start(request), "The study could not be started")

    def _hear(self, message: StudyMessage) -> None:
        from simgui.studies.child import BreakEvenFound, StudyEnded, StudyRows  # noqa: PLC0415

        match message:
            case StudyRows(rows, progress):
                self.rows_came.emit(rows, progress)
            case BreakEvenFound(found):
                self.break_even_found.emit(found)
            case StudyEnded(cancelled):
                self._see_off()
                self.finished.emit(cancelled)

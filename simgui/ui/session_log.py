"""What happened in this session, line by line: for whoever wants to know later, and for bug reports."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from simgui.core.errors import RunCancelled
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.messages import RunFailed
from simgui.ui.presenters.status import short_hash
from simgui.ui.session import Session
from simgui.ui.translation import tr

_MOST = 2000


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line, with the time of day it was written at."""

    clock: str
    text: str

    @property
    def line(self) -> str:
        """Both."""
        return f"{self.clock}  {self.text}"


class SessionLog(QObject):
    """Listens to the session and its runs.

    Signals
    -------
    added(LogEntry)
        Another line.

    Parameters
    ----------
    session : Session
        What happens.
    parent : QObject | None
        Where it belongs.
    """

    added = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entries: deque[LogEntry] = deque(maxlen=_MOST)
        session.said.connect(self.write)
        session.opened.connect(self._opened)
        session.bridge.placement_finished.connect(self._through)
        session.bridge.finished.connect(self._finished)
        session.bridge.failed.connect(self._failed)

    def entries(self) -> tuple[LogEntry, ...]:
        """Give the lines, the oldest first."""
        return tuple(self._entries)

    def write(self, text: str) -> None:
        """Add a line."""
        entry = LogEntry(datetime.now(tz=UTC).astimezone().strftime("%H:%M:%S"), text)
        self._entries.append(entry)
        self.added.emit(entry)

    def _opened(self) -> None:
        scenario = self._session.scenario
        if scenario is not None:
            self.write(tr("Opened {name} ({file})", name=scenario.name, file=scenario.file))

    def _through(self, run: PlacementResult) -> None:
        if run.feasible:
            text = tr("{placement}: done in {seconds} s", placement=run.placement, seconds=f"{run.wall_s:.2f}")
            self.write(f"{text} · {run.engine} · {tr('seed {seed}', seed=run.seed)} · {short_hash(run.trace_hash)}")
        else:
            reason = run.infeasible_reason
            self.write(tr("{placement}: cannot be built: {reason}", placement=run.placement, reason=reason))

    def _finished(self, result: ScenarioResult, cancelled: bool) -> None:
        self.write(tr("The run was cancelled") if cancelled else tr("The run of {name} ended", name=result.scenario))

    def _failed(self, failure: RunFailed) -> None:
        if failure.exit_code == RunCancelled.exit_code:
            self.write(tr("The run was cancelled"))
            return
        self.write(tr("The run failed: {message}", message=failure.message))
        if failure.traceback_text:
            self.write(failure.traceback_text.rstrip())

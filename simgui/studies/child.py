"""The child process that runs a study and talks through a pipe: the study's side of `simgui.runs.worker`."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import monotonic
from typing import TYPE_CHECKING

from simgui.core.errors import RunCancelled, SimguiError
from simgui.runs.messages import RunFailed
from simgui.runs.worker import PipeWatcher
from simgui.studies.point import PointRow
from simgui.studies.session import StudyProgress
from simgui.studies.study import Study, StudyRequest

if TYPE_CHECKING:
    from simgui.studies.break_even import BreakEven
    from simgui.studies.executor import Executor

MOST_WORKERS = 32
_TELL_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class StudyRows:
    """Rows that are through since the last message, and how far the study is."""

    rows: tuple[PointRow, ...]
    progress: StudyProgress


@dataclass(frozen=True, slots=True)
class StudyEnded:
    """The study ended; when cancelled, what was finished is kept on disk and the same request goes on from there."""

    cancelled: bool


@dataclass(frozen=True, slots=True)
class BreakEvenFound:
    """The answer of a search for a break-even; `StudyEnded` follows."""

    found: BreakEven


StudyMessage = StudyRows | StudyEnded | RunFailed | BreakEvenFound


class Teller:
    """Gathers rows and progress, and tells them ten times a second."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = PipeWatcher(pipe)
        self._rows: list[PointRow] = []
        self._told_s = -1.0
        self._progress = StudyProgress(0, 0, 0, 0, float("nan"))

    def add(self, row: PointRow) -> None:
        """Take a row."""
        self._rows.append(row)

    def tell(self, progress: StudyProgress) -> None:
        """Hear how far the study is."""
        self._progress = progress
        if monotonic() - self._told_s >= _TELL_EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Tell what is gathered."""
        self._told_s = monotonic()
        self._pipe.tell(StudyRows(tuple(self._rows), self._progress))
        self._rows.clear()

    def tell_found(self, message: BreakEvenFound) -> None:
        """Tell an answer."""
        self.flush()
        self._pipe.tell(message)

    def end(self, message: StudyEnded | RunFailed) -> None:
        """Tell the last message."""
        self.flush()
        self._pipe.tell(message)

    def cancelled(self) -> bool:
        """Say whether the study is to stop."""
        return self._pipe.cancelled()


def work(pipe: Connection, request: StudyRequest, workers: int) -> None:
    """Prepare and run a study; the target of the child process.

    Parameters
    ----------
    pipe : Connection
        Takes the messages; the last one is `StudyEnded` or `RunFailed`. Anything that comes back cancels.
    request : StudyRequest
        What to do.
    workers : int
        Processes to share the points; 0 is one for each core. [-]
    """
    run_told(pipe, lambda teller: _run(teller, request, workers))


def run_told(pipe: Connection, job: Callable[[Teller], None]) -> None:
    """Do the job of a child process and tell how it ended.

    Parameters
    ----------
    pipe : Connection
        Takes the messages; the last one is `StudyEnded` or `RunFailed`. Anything that comes back cancels.
    job : Callable[[Teller], None]
        What to do.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    teller = Teller(pipe)
    try:
        job(teller)
    except RunCancelled:
        teller.end(StudyEnded(cancelled=True))
    except SimguiError as error:
        teller.end(RunFailed(str(error), error.exit_code, traceback.format_exc()))
    except Exception as error:  # noqa: BLE001 - the border of the process: whatever it is, it must be told
        message = f"internal error: {type(error).__name__}: {error}"
        teller.end(RunFailed(message, SimguiError.exit_code, traceback.format_exc()))
    else:
        teller.end(StudyEnded(cancelled=False))
    finally:
        pipe.close()


def executor_of(study: Study, workers: int) -> Executor:
    """Make what runs the points of a study.

    Parameters
    ----------
    study : Study
        What its workers need to know.
    workers : int
        Processes; 0 is one for each core. [-]
    """
    from simgui.studies.executor import SerialExecutor  # noqa: PLC0415 - imported late, as below
    from simgui.studies.local_executor import LocalExecutor  # noqa: PLC0415

    count = min(workers or len(os.sched_getaffinity(0)), MOST_WORKERS)
    return SerialExecutor(study.assignment) if count == 1 else LocalExecutor(study.assignment, count)


def _run(teller: Teller, request: StudyRequest, workers: int) -> None:
    """Import late: the imports are part of what can fail."""
    from simgui.studies.session import Session  # noqa: PLC0415
    from simgui.studies.study import prepare  # noqa: PLC0415
    from simgui.studies.study_store import StudyStore  # noqa: PLC0415

    study = prepare(request)
    with StudyStore(study.folder, study.identity) as store:
        executor = executor_of(study, workers)
        try:
            session = Session(store, executor, teller, heard=teller.add)
            session.run(study.design.points())
        finally:
            executor.close()

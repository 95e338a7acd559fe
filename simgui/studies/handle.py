"""A study in a child process, as seen by whoever started it."""

from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Self, TypeVar

from simgui.runs.child_process import ChildProcess, spawn
from simgui.runs.messages import RunFailed
from simgui.studies.child import StudyEnded, StudyMessage, work

Request = TypeVar("Request")

CLOSE_WITHIN_S = 3.0
"""Time a cancelled study has to end by itself, its workers included, before it is killed. [s]"""


class StudyHandle(ChildProcess[StudyMessage]):
    """Starts, hears, cancels and ends a study; never blocks but in `close`.

    A cancelled study answers with `StudyEnded`, and its rows are kept.

    Parameters
    ----------
    process : BaseProcess
        The child.
    pipe : Connection
        The parent's end of the pipe to it.
    """

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        super().__init__(process, pipe, noun="study", last=(StudyEnded, RunFailed), close_within_s=CLOSE_WITHIN_S)

    @classmethod
    def start(
        cls,
        request: Request,
        workers: int = 0,
        *,
        target: Callable[[Connection, Request, int], None] = work,  # type: ignore[assignment]
    ) -> Self:
        """Start a study.

        Parameters
        ----------
        request : StudyRequest
            What to do, or whatever else the target takes.
        workers : int
            Processes to share the points; 0 is one for each core. [-]
        target : Callable
            What the child executes; a function of a module.
        """
        # Not a daemon: those may have no workers of their own. It ends when the pipe does.
        return cls(*spawn(target, (request, workers), name="simgui study", daemon=False))

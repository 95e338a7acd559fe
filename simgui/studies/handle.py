"""A study in a child process, as seen by whoever started it."""

import multiprocessing
from collections.abc import Callable
from math import inf
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Self, TypeVar

from simgui.core.errors import SimguiError
from simgui.runs.messages import RunFailed
from simgui.studies.child import StudyEnded, StudyMessage, work

Request = TypeVar("Request")

CLOSE_WITHIN_S = 3.0
"""Time a cancelled child has to end by itself, its workers included, before it is killed. [s]"""


class StudyHandle:
    """Starts, hears, cancels and ends a study; never blocks but in `close`.

    Parameters
    ----------
    process : BaseProcess
        The child.
    pipe : Connection
        The parent's end of the pipe to it.
    """

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self._process = process
        self._pipe = pipe
        self._ended = False
        self._ended_s = inf
        self._closed = False

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
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        # Not a daemon: those may have no workers of their own. It ends when the pipe does.
        process = context.Process(target=target, args=(theirs, request, workers), name="simgui study")
        process.start()
        theirs.close()
        return cls(process, ours)

    @property
    def process_id(self) -> int | None:
        """The child's number in the operating system."""
        return self._process.pid

    def poll(self) -> list[StudyMessage]:
        """Give what has come since the last call, without waiting.

        The last message of every study is `StudyEnded` or `RunFailed`, also when the child died.
        """
        messages: list[StudyMessage] = []
        while not self._ended:
            try:
                if not self._pipe.poll():
                    break
                message: StudyMessage = self._pipe.recv()
            except (EOFError, OSError):
                message = self._obituary()
            self._ended = isinstance(message, StudyEnded | RunFailed)
            messages.append(message)
        return messages

    def cancel(self) -> None:
        """Ask the study to stop; it answers with `StudyEnded`, and its rows are kept."""
        if not self._ended and not self._closed:
            try:
                self._pipe.send(None)
            except OSError:
                return  # the child is gone; `poll` will tell

    def has_left(self) -> bool:
        """Tell whether the child is gone, without waiting; one that lingers after its last message is killed."""
        if self._closed:
            return True
        if self._ended:
            self._ended_s = min(self._ended_s, monotonic())
            if monotonic() - self._ended_s > CLOSE_WITHIN_S:
                self._process.kill()
        return not self._process.is_alive()

    def close(self) -> None:
        """End the child, politely if it listens, and leave no process behind."""
        if self._closed:
            return
        self.cancel()
        give_up_s = monotonic() + CLOSE_WITHIN_S
        while self._process.is_alive() and monotonic() < give_up_s:
            self.poll()
            self._process.join(0.02)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._closed = self._ended = True
        self._pipe.close()
        self._process.close()

    def _obituary(self) -> RunFailed:
        """Say how the child ended without a word."""
        self._process.join(CLOSE_WITHIN_S)
        return RunFailed(f"the study process ended with exit code {self._process.exitcode}", SimguiError.exit_code, "")

"""Work in a child process that talks through a pipe, as seen by whoever started it."""

import multiprocessing
from collections.abc import Callable
from math import inf
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pickle import UnpicklingError
from time import monotonic
from types import TracebackType
from typing import Generic, Self, TypeVar

from simgui.core.errors import SimguiError
from simgui.runs.messages import RunFailed

Message = TypeVar("Message")


def spawn(
    target: Callable[..., None],
    arguments: tuple[object, ...],
    *,
    name: str,
    daemon: bool,
) -> tuple[BaseProcess, Connection]:
    """Start a child process whose target takes its end of a pipe before the other arguments.

    Parameters
    ----------
    target : Callable
        What the child executes; a function of a module.
    arguments : tuple
        After the pipe; they are pickled.
    name : str
        Of the process.
    daemon : bool
        Whether it is killed with its parent; then it may have no children of its own.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=True)
    process = context.Process(target=target, args=(theirs, *arguments), name=name, daemon=daemon)
    process.start()
    theirs.close()
    return process, ours


class ChildProcess(Generic[Message]):
    """Hears, cancels and ends a child process; never blocks but in `close`.

    Parameters
    ----------
    process : BaseProcess
        The child.
    pipe : Connection
        The parent's end of the pipe to it.
    noun : str
        What the child is in error messages, e.g. ``run``.
    last : tuple[type, ...]
        Kinds of message after which nothing comes.
    close_within_s : float
        Time a cancelled child has to end by itself before `close` kills it. [s]
    """

    def __init__(
        self, process: BaseProcess, pipe: Connection, *, noun: str, last: tuple[type, ...], close_within_s: float
    ) -> None:
        self._process = process
        self._pipe = pipe
        self._noun = noun
        self._last = last
        self._close_within_s = close_within_s
        self._cancelled_s = inf
        self._ended = False
        self._ended_s = inf
        self._closed = False

    @property
    def ended(self) -> bool:
        """Whether the last message has been given out."""
        return self._ended

    @property
    def process_id(self) -> int | None:
        """The child's number in the operating system."""
        return self._process.pid

    def _hear(self, message: Message | RunFailed) -> None:
        """Take note of a message before it is given out."""

    def _instead_of_a_silent_child(self) -> Message | RunFailed | None:
        """Give what to tell in place of a child that has said nothing new; None to go on waiting."""
        return None

    def poll(self) -> list[Message | RunFailed]:
        """Give what has come since the last call, without waiting.

        The last message is one that says how it ended; `RunFailed` also when the child died.
        """
        messages: list[Message | RunFailed] = []
        while not self._ended:
            message = self._next()
            if message is None:
                break
            self._ended = isinstance(message, self._last)
            self._hear(message)
            messages.append(message)
        return messages

    def _next(self) -> Message | RunFailed | None:
        """Give the next message, or None when there is none yet."""
        try:
            if self._pipe.poll():
                message: Message = self._pipe.recv()
                return message
            if self._process.exitcode is not None:  # a process of its own may hold the pipe open
                return self._obituary()
        except (EOFError, OSError):
            return self._obituary()
        except (UnpicklingError, AttributeError, ImportError) as error:  # another version of the program writes there
            self._process.kill()
            return self._failed(f"sent what cannot be read: {error}")
        return self._instead_of_a_silent_child()

    def cancel(self) -> None:
        """Ask the child to stop; its last message tells what was finished before."""
        if not self._ended and not self._closed:
            self._cancelled_s = min(self._cancelled_s, monotonic())
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
            if monotonic() - self._ended_s > self._close_within_s:
                self._process.kill()
        return not self._process.is_alive()

    def close(self) -> None:
        """End the child, politely if it listens, and leave no process behind."""
        if self._closed:
            return
        self.cancel()
        give_up_s = monotonic() + self._close_within_s
        while self._process.is_alive() and monotonic() < give_up_s:
            self.poll()  # a child may wait for room in the pipe
            self._process.join(0.02)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._closed = self._ended = True
        self._pipe.close()
        self._process.close()

    def _obituary(self) -> RunFailed:
        """Say how the child ended without a word."""
        self._process.join(self._close_within_s)
        code = self._process.exitcode
        return self._failed(
            f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        )

    def _failed(self, how: str) -> RunFailed:
        return RunFailed(f"the {self._noun} process {how}", SimguiError.exit_code, "")

    def __enter__(self) -> Self:
        """Give the handle itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

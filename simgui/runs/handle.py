"""A run in a child process, as seen by whoever started it."""

import multiprocessing
from collections.abc import Callable, Sequence
from math import inf
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pickle import UnpicklingError
from time import monotonic
from types import TracebackType
from typing import Self

from simgui.core.errors import RunCancelled, SimguiError
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.messages import PlacementFinished, RunBegun, RunFailed, RunFinished, RunMessage, RunProgress
from simgui.runs.options import RunOptions
from simgui.runs.worker import work

CLOSE_WITHIN_S = 2.0
"""Time a cancelled child has to end by itself before it is killed. [s]"""

Target = Callable[[Connection, str, Sequence[str], RunOptions], None]


class RunHandle:
    """Starts, hears, cancels and ends a run; never blocks but in `close`.

    Parameters
    ----------
    process : BaseProcess
        The child.
    pipe : Connection
        The parent's end of the pipe to it.
    cancel_within_s : float
        Time the child has to stop once it was cancelled; then it is killed, and what was finished is told in its
        place. [s]
    """

    def __init__(self, process: BaseProcess, pipe: Connection, *, cancel_within_s: float = inf) -> None:
        self._process = process
        self._pipe = pipe
        self._cancel_within_s = cancel_within_s
        self._cancelled_s = inf
        self._begun: RunBegun | None = None
        self._through: list[PlacementResult] = []
        self._ended = False
        self._ended_s = inf
        self._closed = False

    @classmethod
    def start(
        cls,
        scenario: str,
        overrides: Sequence[str] = (),
        options: RunOptions | None = None,
        *,
        target: Target = work,
        cancel_within_s: float = inf,
    ) -> Self:
        """Start a run.

        Parameters
        ----------
        scenario : str
            File, or name of a shipped scenario.
        overrides : Sequence[str]
            ``path=value`` each.
        options : RunOptions | None
            How to run; None is the default.
        target : Callable
            What the child executes; a function of a module.
        cancel_within_s : float
            Time it has to stop once it was cancelled, before it is killed. [s]
        """
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        arguments = (theirs, scenario, tuple(overrides), options or RunOptions())
        process = context.Process(target=target, args=arguments, name="simgui run", daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours, cancel_within_s=cancel_within_s)

    @property
    def ended(self) -> bool:
        """Whether the last message, `RunFinished` or `RunFailed`, has been given out."""
        return self._ended

    @property
    def process_id(self) -> int | None:
        """The child's number in the operating system."""
        return self._process.pid

    def poll(self) -> list[RunMessage]:
        """Give what has come since the last call, without waiting; of the progress only the newest.

        The last message of every run is `RunFinished` or `RunFailed`, also when the child died.
        """
        messages: list[RunMessage] = []
        while not self._ended:
            message = self._next()
            if message is None:
                break
            self._ended = isinstance(message, RunFinished | RunFailed)
            if isinstance(message, RunBegun):
                self._begun = message
            elif isinstance(message, PlacementFinished):
                self._through.append(message.result)
            elif isinstance(message, RunProgress):
                messages = [one for one in messages if not isinstance(one, RunProgress)]
            messages.append(message)
        return messages

    def _next(self) -> RunMessage | None:
        """Give the next message, or None when there is none yet."""
        try:
            if self._pipe.poll():
                message: RunMessage = self._pipe.recv()
                return message
            if self._process.exitcode is not None:  # a process of its own may hold the pipe open
                return self._obituary()
        except (EOFError, OSError):
            return self._obituary()
        except (UnpicklingError, AttributeError, ImportError) as error:  # another version of the program writes there
            self._process.kill()
            return RunFailed(f"the run process sent what cannot be read: {error}", SimguiError.exit_code, "")
        if monotonic() - self._cancelled_s > self._cancel_within_s:
            self._process.kill()
            return self._what_is_through()
        return None

    def _what_is_through(self) -> RunFinished | RunFailed:
        """Tell in place of a child that did not stop in time what it had finished."""
        if self._begun is None:
            return RunFailed("cancelled", RunCancelled.exit_code, "")
        begun = self._begun
        result = ScenarioResult(
            scenario=begun.scenario,
            file=begun.file,
            digest=begun.digest,
            version=begun.version,
            runs=tuple(self._through),
            pareto=(),
            recommended=None,
            recommended_because="",
            flips_if=(),
        )
        return RunFinished(result, cancelled=True, folder="")

    def cancel(self) -> None:
        """Ask the run to stop; it answers with `RunFinished` and what was finished before."""
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
        self._process.join(CLOSE_WITHIN_S)
        code = self._process.exitcode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        return RunFailed(f"the run process {how}", SimguiError.exit_code, "")

    def __enter__(self) -> Self:
        """Give the handle itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

"""A run in a child process, as seen by whoever started it."""

from collections.abc import Callable, Sequence
from math import inf
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Self

from simgui.core.errors import RunCancelled
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.child_process import ChildProcess, spawn
from simgui.runs.messages import PlacementFinished, RunBegun, RunFailed, RunFinished, RunMessage, RunProgress
from simgui.runs.options import RunOptions
from simgui.runs.worker import work

CLOSE_WITHIN_S = 2.0
"""Time a cancelled run has to end by itself before it is killed. [s]"""

Target = Callable[[Connection, str, Sequence[str], RunOptions], None]


class RunHandle(ChildProcess[RunMessage]):
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
        super().__init__(process, pipe, noun="run", last=(RunFinished, RunFailed), close_within_s=CLOSE_WITHIN_S)
        self._cancel_within_s = cancel_within_s
        self._begun: RunBegun | None = None
        self._through: list[PlacementResult] = []

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
        arguments = (scenario, tuple(overrides), options or RunOptions())
        process, pipe = spawn(target, arguments, name="simgui run", daemon=True)
        return cls(process, pipe, cancel_within_s=cancel_within_s)

    def poll(self) -> list[RunMessage]:
        """Give what has come since the last call, without waiting; of the progress only the newest.

        The last message of every run is `RunFinished` or `RunFailed`, also when the child died.
        """
        messages = super().poll()
        newest = max((at for at, one in enumerate(messages) if isinstance(one, RunProgress)), default=-1)
        return [one for at, one in enumerate(messages) if at == newest or not isinstance(one, RunProgress)]

    def _hear(self, message: RunMessage) -> None:
        if isinstance(message, RunBegun):
            self._begun = message
        elif isinstance(message, PlacementFinished):
            self._through.append(message.result)

    def _instead_of_a_silent_child(self) -> RunMessage | None:
        """Tell in place of a child that did not stop in time what it had finished."""
        if monotonic() - self._cancelled_s <= self._cancel_within_s:
            return None
        self._process.kill()
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

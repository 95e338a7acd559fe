"""How a run is stopped from outside: Ctrl-C once politely, twice at once; or a time limit."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from simgui.cli.border import say
from simgui.core.errors import RunCancelled, RunTimeout, SimguiError

_GRACE_S = 15.0  # a run asks often whether it is to stop; one that does not is stopped where it stands


class StopRequest:
    """Whether the user or the time limit wants the run to end.

    Parameters
    ----------
    timeout_s : float | None
        Wall-clock limit of the whole command; None is none. [s]
    """

    def __init__(self, timeout_s: float | None = None) -> None:
        self.timeout_s = timeout_s
        self.reason: SimguiError | None = None

    def requested(self) -> bool:
        """Tell whether the run is to stop."""
        return self.reason is not None

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to Ctrl-C and to the clock while inside.

        Raises
        ------
        KeyboardInterrupt
            At the second Ctrl-C.
        RunTimeout
            If the run does not stop soon after the limit.
        """
        before = signal.signal(signal.SIGINT, self._interrupt)
        before_alarm = signal.signal(signal.SIGALRM, self._alarm)
        signal.setitimer(signal.ITIMER_REAL, self.timeout_s or 0.0, _GRACE_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, before_alarm)
            signal.signal(signal.SIGINT, before)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if self.reason is not None:
            raise KeyboardInterrupt
        self.reason = RunCancelled("cancelled; what was finished before is shown")
        say("\nstopping; Ctrl-C again stops at once")

    def _alarm(self, _signal: int, _frame: FrameType | None) -> None:
        if isinstance(self.reason, RunTimeout):
            raise self.reason
        self.reason = self.reason or RunTimeout(f"stopped at the time limit of {self.timeout_s:g} s")

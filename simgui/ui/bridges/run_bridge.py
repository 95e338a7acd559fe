"""The one place where messages of a run become signals; the run itself lives in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from simgui.core.errors import SimguiError
from simgui.runs.messages import PlacementFinished, RunFailed, RunFinished, RunMessage, RunProgress, RunSeries
from simgui.runs.options import RunOptions
from simgui.ui.bridges.leaving import Leaving

_DRAIN_EVERY_MS = 33

CANCEL_WITHIN_S = 0.3
"""Time a cancelled run has to end by itself before its process is killed. [s]"""


class RunningScenario(Protocol):
    """A run in another process, as `simgui.runs.handle.RunHandle` gives it."""

    def poll(self) -> Sequence[RunMessage]:
        """Take the messages that have come in; never blocks. A dead process gives a `RunFailed`."""

    def cancel(self) -> None:
        """Ask the run to end; what is finished is kept."""

    def has_left(self) -> bool:
        """Tell whether the process is gone after its last message; never blocks."""

    def close(self) -> None:
        """End the process, if need be by force, and free what it holds."""


StartRun: TypeAlias = Callable[[str, tuple[str, ...], RunOptions], RunningScenario]


def start_in_process(scenario: str, overrides: tuple[str, ...], options: RunOptions) -> RunningScenario:
    """Start a run in a spawned process."""
    from simgui.runs.handle import RunHandle  # noqa: PLC0415 - not needed until something runs

    return RunHandle.start(scenario, overrides, options, cancel_within_s=CANCEL_WITHIN_S)


class RunBridge(QObject):
    """Runs one scenario at a time and tells how it goes.

    Signals
    -------
    started
        A run begins.
    progressed(RunProgress)
        The newest state of the run, at most 30 times a second.
    series_grew(RunSeries)
        There is more of the history of a placement; none is left out.
    placement_finished(PlacementResult)
        A placement is through.
    finished(ScenarioResult, bool)
        The run ended; the flag tells whether it was cancelled.
    failed(RunFailed)
        The run could not go on.
    """

    started = Signal()
    progressed = Signal(object)
    series_grew = Signal(object)
    placement_finished = Signal(object)
    finished = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, start_run: StartRun = start_in_process, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start_run = start_run
        self._running: RunningScenario | None = None
        self._leaving = Leaving(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_DRAIN_EVERY_MS)
        self._timer.timeout.connect(self._drain)

    @property
    def is_running(self) -> bool:
        """Whether a run is on."""
        return self._running is not None

    def start(self, scenario: str, overrides: tuple[str, ...] = (), options: RunOptions | None = None) -> None:
        """Start a run; a failure to start is told like any other.

        Parameters
        ----------
        scenario : str
            Name or path.
        overrides : tuple[str, ...]
            ``path=value`` each, in place of what the file says.
        options : RunOptions | None
            How to run; None takes all placements and the scenario's own seed. The history is always gathered.
        """
        if self._running is not None:
            return
        self.started.emit()
        try:
            self._running = self._start_run(scenario, overrides, replace(options or RunOptions(), series=True))
        except (SimguiError, OSError) as error:
            code = error.exit_code if isinstance(error, SimguiError) else SimguiError.exit_code
            self.failed.emit(RunFailed(f"The run could not be started: {error}", code, ""))
            return
        self._timer.start()

    def cancel(self) -> None:
        """Ask the run to end; `finished` follows."""
        if self._running is not None:
            self._running.cancel()

    def stop(self) -> None:
        """End the run at once, without a signal: the window is closing."""
        self._timer.stop()
        if self._running is not None:
            running, self._running = self._running, None
            running.close()
        self._leaving.stop()

    def _drain(self) -> None:
        if self._running is None:
            return
        latest: RunProgress | None = None
        for message in self._running.poll():
            match message:
                case RunProgress():
                    latest = message
                case RunSeries():
                    self.series_grew.emit(message)
                case PlacementFinished(result):
                    self.placement_finished.emit(result)
                case RunFinished(result, cancelled, _):
                    self._see_off()
                    self.finished.emit(result, cancelled)
                    return
                case RunFailed():
                    self._see_off()
                    self.failed.emit(message)
                    return
        if latest is not None:
            self.progressed.emit(latest)

    def _see_off(self) -> None:
        """Let the process end in its own time: it has told everything."""
        self._timer.stop()
        if self._running is not None:
            running, self._running = self._running, None
            self._leaving.see_off(running)

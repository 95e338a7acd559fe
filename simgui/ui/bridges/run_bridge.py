"""The one place where messages of a run become signals; the run itself lives in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from simgui.runs.messages import PlacementFinished, RunFinished, RunMessage, RunProgress, RunSeries
from simgui.runs.options import RunOptions
from simgui.ui.bridges.child_bridge import ChildBridge, RunningChild

_DRAIN_EVERY_MS = 33

CANCEL_WITHIN_S = 0.3
"""Time a cancelled run has to end by itself before its process is killed. [s]"""


RunningScenario: TypeAlias = RunningChild[RunMessage]
StartRun: TypeAlias = Callable[[str, tuple[str, ...], RunOptions], RunningScenario]


def start_in_process(scenario: str, overrides: tuple[str, ...], options: RunOptions) -> RunningScenario:
    """Start a run in a spawned process."""
    from simgui.runs.handle import RunHandle  # noqa: PLC0415 - not needed until something runs

    return RunHandle.start(scenario, overrides, options, cancel_within_s=CANCEL_WITHIN_S)


class RunBridge(ChildBridge[RunMessage]):
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

    def __init__(self, start_run: StartRun = start_in_process, parent: QObject | None = None) -> None:
        super().__init__(_DRAIN_EVERY_MS, parent)
        self._start_run = start_run
        self._latest: RunProgress | None = None

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
        self._latest = None
        self.started.emit()
        told = replace(options or RunOptions(), series=True)
        self._begin(lambda: self._start_run(scenario, overrides, told), "The run could not be started")

    def _hear(self, message: RunMessage) -> None:
        match message:
            case RunProgress():
                self._latest = message
            case RunSeries():
                self.series_grew.emit(message)
            case PlacementFinished(result):
                self.placement_finished.emit(result)
            case RunFinished(result, cancelled, _):
                self._latest = None  # the end says more
                self._see_off()
                self.finished.emit(result, cancelled)

    def _heard_all(self) -> None:
        latest, self._latest = self._latest, None
        if latest is not None:
            self.progressed.emit(latest)

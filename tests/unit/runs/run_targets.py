"""What child processes do in the tests of the handle."""

import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from threading import Event

from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.messages import PlacementFinished, RunBegun, RunFinished, RunProgress
from simgui.runs.options import RunOptions
from simgui.runs.worker import PipeWatcher

NOTHING = ScenarioResult("story", "story.yaml", "", "0", (), (), None, "", ())


def a_progress(step: int) -> RunProgress:
    return RunProgress("edge", step, 99, "simulate", step / 99, 1.0, 2.0, 10, 5.0, 0.0)


def run_until_cancelled(pipe: Connection, _scenario: str, _overrides: Sequence[str], _options: RunOptions) -> None:
    watcher = PipeWatcher(pipe)
    watcher.tell(a_progress(1))
    while not watcher.cancelled():
        Event().wait(0.005)
    watcher.tell(RunFinished(NOTHING, cancelled=True, folder=""))


def tell_much_then_finish(pipe: Connection, _scenario: str, _overrides: Sequence[str], _options: RunOptions) -> None:
    watcher = PipeWatcher(pipe)
    for step in range(1, 51):
        watcher.tell(a_progress(step))
    watcher.tell(RunFinished(NOTHING, cancelled=False, folder=""))


def listen_to_nobody(pipe: Connection, _scenario: str, _overrides: Sequence[str], _options: RunOptions) -> None:
    PipeWatcher(pipe).tell(a_progress(1))
    Event().wait(600)


def interrupt_yourself(pipe: Connection, scenario: str, overrides: Sequence[str], options: RunOptions) -> None:
    from simgui.runs import worker

    def interrupted_run(watcher: PipeWatcher, *_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        watcher.tell(RunFinished(NOTHING, cancelled=False, folder=""))

    worker._run = interrupted_run  # type: ignore[assignment]
    worker.work(pipe, scenario, overrides, options)


def break_down(pipe: Connection, scenario: str, overrides: Sequence[str], options: RunOptions) -> None:
    from simgui.runs import worker

    def broken_run(*_: object) -> None:
        raise ZeroDivisionError("no devices")

    worker._run = broken_run  # type: ignore[assignment]
    worker.work(pipe, scenario, overrides, options)


def finish_one_then_listen_to_nobody(
    pipe: Connection, _scenario: str, _overrides: Sequence[str], _options: RunOptions
) -> None:
    watcher = PipeWatcher(pipe)
    watcher.tell(RunBegun("story", "story.yaml", "d1", "0"))
    result = PlacementResult("edge", 1, "simpy", "", {}, {}, {}, {}, {}, (), True, "", (), 0, "", 0.1)
    watcher.tell(PlacementFinished(result))
    Event().wait(600)

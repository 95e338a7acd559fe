from __future__ import annotations

import os
from collections.abc import Sequence
from multiprocessing.connection import Connection

from pytestqt.qtbot import QtBot

from simgui.core.errors import UsageError
from simgui.runs.handle import RunHandle
from simgui.runs.messages import RunFailed, RunMessage
from simgui.runs.options import RunOptions
from simgui.ui.bridges.run_bridge import RunBridge, RunningScenario
from ui.window_builders import StubRun, a_progress, a_run, a_run_of


def _die(pipe: Connection, scenario: str, overrides: Sequence[str], options: RunOptions) -> None:
    os._exit(7)


def _start_a_dying_child(scenario: str, overrides: tuple[str, ...], options: RunOptions) -> RunningScenario:
    return RunHandle.start(scenario, overrides, options, target=_die)


def test_that_a_run_tells_placements_and_then_its_end(qtbot: QtBot) -> None:
    stub = StubRun(a_run_of([a_run("edge"), a_run("fog")]))
    bridge = RunBridge(stub.start)
    through: list[str] = []
    bridge.placement_finished.connect(lambda run: through.append(run.placement))
    with qtbot.waitSignal(bridge.finished) as finished:
        bridge.start("motors.yaml", ("duration=30 s",))
    assert through == ["edge", "fog"]
    assert finished.args is not None
    assert finished.args[1] is False
    assert stub.started_with == [("motors.yaml", ("duration=30 s",), RunOptions(series=True))]
    assert stub.closed
    assert not bridge.is_running


def test_that_of_many_states_only_the_newest_is_told(qtbot: QtBot) -> None:
    batch: list[RunMessage] = [a_progress(fraction=0.1), a_progress(fraction=0.2), a_progress(fraction=0.3)]
    bridge = RunBridge(StubRun([batch], is_endless=True).start)
    seen: list[float] = []
    bridge.progressed.connect(lambda progress: seen.append(progress.fraction))
    with qtbot.waitSignal(bridge.progressed):
        bridge.start("motors.yaml")
    bridge.stop()
    assert seen == [0.3]


def test_that_cancel_ends_a_run_with_what_is_finished(qtbot: QtBot) -> None:
    stub = StubRun(a_run_of([a_run("edge")])[:2], is_endless=True)
    bridge = RunBridge(stub.start)
    with qtbot.waitSignal(bridge.placement_finished):
        bridge.start("motors.yaml")
    with qtbot.waitSignal(bridge.finished) as finished:
        bridge.cancel()
    assert finished.args is not None
    result, cancelled = finished.args
    assert cancelled is True
    assert [run.placement for run in result.runs] == ["edge"]


def test_that_a_child_that_dies_is_reported(qtbot: QtBot) -> None:
    bridge = RunBridge(_start_a_dying_child)
    with qtbot.waitSignal(bridge.failed, timeout=20_000) as failed:
        bridge.start("motors.yaml")
    assert failed.args is not None
    assert "exit code 7" in failed.args[0].message
    assert not bridge.is_running


def test_that_a_run_that_cannot_start_is_reported_like_any_other(qtbot: QtBot) -> None:
    def refuse(scenario: str, overrides: tuple[str, ...], options: RunOptions) -> RunningScenario:
        raise UsageError("no such engine")

    bridge = RunBridge(refuse)
    failures: list[RunFailed] = []
    bridge.failed.connect(failures.append)
    bridge.start("motors.yaml")
    assert [(failure.exit_code, "no such engine" in failure.message) for failure in failures] == [(2, True)]


def test_that_a_second_start_does_not_disturb_a_run(qtbot: QtBot) -> None:
    stub = StubRun([], is_endless=True)
    bridge = RunBridge(stub.start)
    bridge.start("one.yaml")
    bridge.start("two.yaml")
    assert [name for name, _, _ in stub.started_with] == ["one.yaml"]
    bridge.stop()


def test_that_stopping_makes_no_signal_and_frees_the_run(qtbot: QtBot) -> None:
    stub = StubRun([], is_endless=True)
    bridge = RunBridge(stub.start)
    bridge.start("motors.yaml")
    with qtbot.assertNotEmitted(bridge.finished):
        bridge.stop()
    assert stub.closed

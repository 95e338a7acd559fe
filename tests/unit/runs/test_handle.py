"""Tests of runs in a child process."""

import os
import pickle
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from run_builders import SMALL_STORY, Silent
from run_targets import (
    NOTHING,
    a_progress,
    break_down,
    finish_one_then_listen_to_nobody,
    interrupt_yourself,
    listen_to_nobody,
    run_until_cancelled,
    tell_much_then_finish,
)

from simgui.results.result import PlacementResult
from simgui.runs import handle as handle_module
from simgui.runs.handle import RunHandle, Target
from simgui.runs.messages import PlacementFinished, RunFailed, RunFinished, RunMessage, RunProgress
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.runs.worker import work
from simgui.scenario.load import load_scenario


@pytest.fixture
def handles() -> Iterator[list[RunHandle]]:
    started: list[RunHandle] = []
    yield started
    for one in started:
        one.close()


def start(handles: list[RunHandle], target: Target, scenario: str = "story.yaml") -> RunHandle:
    handles.append(RunHandle.start(scenario, target=target))
    return handles[-1]


def hear(handle: RunHandle, kind: type, within_s: float = 20.0) -> list[RunMessage]:
    """Poll until a message of a kind has come."""
    heard: list[RunMessage] = []
    until_s = monotonic() + within_s
    while not any(isinstance(one, kind) for one in heard):
        assert monotonic() < until_s, f"heard only {heard}"
        heard += handle.poll()
        Event().wait(0.005)
    return heard


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_that_a_run_can_be_cancelled_at_once(handles: list[RunHandle]) -> None:
    handle = start(handles, run_until_cancelled)
    hear(handle, RunProgress)
    cancelled_s = monotonic()
    handle.cancel()
    last = hear(handle, RunFinished)[-1]
    assert monotonic() - cancelled_s < 0.5
    assert isinstance(last, RunFinished)
    assert last.cancelled
    assert handle.ended


def test_that_the_death_of_the_child_is_told_once(handles: list[RunHandle]) -> None:
    handle = start(handles, listen_to_nobody)
    hear(handle, RunProgress)
    assert handle.process_id is not None
    os.kill(handle.process_id, signal.SIGKILL)
    failure = hear(handle, RunFailed)[-1]
    assert failure == RunFailed("the run process was killed by signal 9", 3, "")
    assert handle.poll() == []


def test_that_only_the_newest_progress_is_given_and_the_end_comes_last(handles: list[RunHandle]) -> None:
    handle = start(handles, tell_much_then_finish)
    until_s = monotonic() + 20
    while handle._process.is_alive():  # all 51 messages then wait in the pipe
        assert monotonic() < until_s
        Event().wait(0.01)
    assert handle.poll() == [a_progress(50), RunFinished(NOTHING, cancelled=False, folder="")]


def test_that_a_child_that_does_not_stop_is_killed_and_what_was_through_is_told(handles: list[RunHandle]) -> None:
    handles.append(RunHandle.start("story.yaml", target=finish_one_then_listen_to_nobody, cancel_within_s=0.2))
    through = hear(handles[-1], PlacementFinished)
    cancelled_s = monotonic()
    handles[-1].cancel()
    last = hear(handles[-1], RunFinished)[-1]
    assert monotonic() - cancelled_s < 0.5
    assert isinstance(last, RunFinished)
    assert last.cancelled
    assert [run.placement for run in last.result.runs] == ["edge"]
    assert last.result.digest == "d1"
    assert any(isinstance(one, PlacementFinished) for one in through)


def test_that_a_child_cancelled_before_it_has_loaded_is_told_as_cancelled(handles: list[RunHandle]) -> None:
    handles.append(RunHandle.start("story.yaml", target=listen_to_nobody, cancel_within_s=0.05))
    handles[-1].cancel()
    last = hear(handles[-1], RunFailed)[-1]
    assert isinstance(last, RunFailed)
    assert last.exit_code == 130


def test_that_close_leaves_no_process_even_if_the_child_does_not_listen(
    handles: list[RunHandle], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handle_module, "CLOSE_WITHIN_S", 0.2)
    handle = start(handles, listen_to_nobody)
    hear(handle, RunProgress)
    process_id = handle.process_id
    assert process_id is not None
    handle.close()
    assert not is_alive(process_id)
    handle.close()
    handle.cancel()
    assert handle.poll() == []


def test_that_the_child_leaves_ctrl_c_to_its_parent(handles: list[RunHandle]) -> None:
    assert isinstance(hear(start(handles, interrupt_yourself), RunFinished)[-1], RunFinished)


def test_that_a_defect_is_told_with_its_traceback(handles: list[RunHandle]) -> None:
    failure = hear(start(handles, break_down), RunFailed)[-1]
    assert isinstance(failure, RunFailed)
    assert failure.message == "internal error: ZeroDivisionError: no devices"
    assert "broken_run" in failure.traceback_text
    assert failure.exit_code == 3


def test_that_a_broken_scenario_is_told_as_on_the_command_line(handles: list[RunHandle], tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(SMALL_STORY.replace("story:", "stroy:"))
    failure = hear(start(handles, work, str(file)), RunFailed)[-1]
    assert isinstance(failure, RunFailed)
    assert failure.exit_code == 2
    assert "did you mean 'story'?" in failure.message


def test_that_every_message_survives_the_pipe() -> None:
    result = PlacementResult("edge", 1, "simpy", "", {}, {}, {}, {}, {}, (), True, "", (), 0, "", 0.1)
    messages: list[RunMessage] = [
        PlacementFinished(result),
        RunFinished(NOTHING, cancelled=False, folder="x"),
        RunFailed("m", 3, "t"),
    ]
    assert pickle.loads(pickle.dumps(messages)) == messages  # noqa: S301 - our own bytes


def test_that_a_run_in_a_child_gives_what_a_run_here_gives(
    handles: list[RunHandle], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMGUI_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "small.yaml"
    file.write_text(SMALL_STORY)
    finished = hear(start(handles, work, str(file)), RunFinished)
    assert [one.result.placement for one in finished if isinstance(one, PlacementFinished)] == ["edge", "threshold"]
    last = finished[-1]
    assert isinstance(last, RunFinished)
    here = run_scenario(load_scenario(file), RunOptions(), Silent())
    assert [run.trace_hash for run in last.result.runs] == [run.trace_hash for run in here.runs]


def test_that_a_long_simulation_is_cancelled_within_half_a_second(
    handles: list[RunHandle], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMGUI_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "small.yaml"
    file.write_text(SMALL_STORY)
    handles.append(RunHandle.start(str(file), ["duration=5 d"], RunOptions()))
    until_s = monotonic() + 20
    while not any(isinstance(one, RunProgress) and one.activity == "simulate" for one in handles[-1].poll()):
        assert monotonic() < until_s
        Event().wait(0.01)
    cancelled_s = monotonic()
    handles[-1].cancel()
    last = hear(handles[-1], RunFinished)[-1]
    assert monotonic() - cancelled_s < 0.5
    assert isinstance(last, RunFinished)
    assert last.cancelled
    assert last.result.runs == ()

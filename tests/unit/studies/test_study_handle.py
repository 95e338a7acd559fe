"""Studies in a child process."""

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

from study_builders import EVERY, story

from simgui.core.errors import InputError
from simgui.runs.messages import RunFailed
from simgui.studies.axis import parse_axis
from simgui.studies.child import StudyEnded, StudyMessage, StudyRows
from simgui.studies.handle import StudyHandle
from simgui.studies.point import PointRow
from simgui.studies.study import StudyRequest

_WITHIN_S = 60.0


def _hear(handle: StudyHandle, until: Callable[[list[StudyMessage]], bool] | None = None) -> list[StudyMessage]:
    heard: list[StudyMessage] = []
    give_up_s = monotonic() + _WITHIN_S
    while not any(isinstance(one, StudyEnded | RunFailed) for one in heard) and monotonic() < give_up_s:
        heard += handle.poll()
        if until is not None and until(heard):
            return heard
    assert heard
    return heard


def _rows(heard: list[StudyMessage]) -> list[PointRow]:
    return [row for message in heard if isinstance(message, StudyRows) for row in message.rows]


def _request(folder: Path, vary: str) -> StudyRequest:
    return StudyRequest(story(folder), axes=(parse_axis(vary),))


def test_that_every_row_is_told_once_and_the_study_ends(tmp_path: Path) -> None:
    handle = StudyHandle.start(_request(tmp_path, f"{EVERY}=1 s,2 s"), 1)
    heard = _hear(handle)
    handle.close()
    rows = _rows(heard)
    assert heard[-1] == StudyEnded(cancelled=False)
    assert len({row.point for row in rows}) == len(rows) == 2 * len({row.point.placement for row in rows})


def test_that_a_cancelled_study_keeps_its_rows_for_the_next(tmp_path: Path) -> None:
    request = _request(tmp_path, f"{EVERY}=1 s,2 s,3 s,4 s,5 s,6 s,7 s,8 s,9 s,10 s")
    first = StudyHandle.start(request, 1)
    heard = _hear(first, lambda so_far: bool(_rows(so_far)))
    first.cancel()
    heard += _hear(first)
    first.close()
    assert heard[-1] == StudyEnded(cancelled=True)
    second = StudyHandle.start(request, 1)
    resumed = next(one for one in _hear(second) if isinstance(one, StudyRows) and one.rows)
    second.close()
    assert resumed.progress.resumed == len(_rows(heard))


def test_that_a_wrong_scenario_is_told_with_its_exit_code(tmp_path: Path) -> None:
    request = StudyRequest(story(tmp_path), axes=(parse_axis("fleet.valves.kount=1,2"),))
    handle = StudyHandle.start(request, 1)
    last = _hear(handle)[-1]
    handle.close()
    assert isinstance(last, RunFailed)
    assert last.exit_code == InputError.exit_code
    assert "kount" in last.message


def test_that_a_killed_study_is_told_as_a_failure(tmp_path: Path) -> None:
    handle = StudyHandle.start(_request(tmp_path, f"{EVERY}=1 s,2 s"), 1, target=_wait_for_ever)
    process = handle.process_id
    assert process is not None
    os.kill(process, signal.SIGKILL)
    last = _hear(handle)[-1]
    handle.close()
    assert isinstance(last, RunFailed)
    assert "killed by signal 9" in last.message


def _wait_for_ever(pipe: Connection, _request: StudyRequest, _workers: int) -> None:
    pipe.recv()

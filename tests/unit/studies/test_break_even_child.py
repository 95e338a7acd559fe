"""A break-even searched in a process of its own, as the window does it."""

from pathlib import Path
from time import monotonic

import pytest
from study_builders import EVERY, story

from simgui.core.errors import UsageError
from simgui.runs.messages import RunFailed
from simgui.studies.break_even_child import BreakEvenRequest, work
from simgui.studies.child import BreakEvenFound, StudyEnded, StudyMessage, StudyRows
from simgui.studies.handle import StudyHandle
from simgui.studies.study import StudyRequest

_WITHIN_S = 60.0


def _request(folder: Path, **changes: str) -> BreakEvenRequest:
    words = {"over": f"{EVERY}=1 s..4 s", "by": "device_power"} | changes
    return BreakEvenRequest(StudyRequest(story(folder)), ("edge", "threshold"), words["over"], words["by"])


def _hear(handle: StudyHandle) -> list[StudyMessage]:
    heard: list[StudyMessage] = []
    give_up_s = monotonic() + _WITHIN_S
    while not any(isinstance(one, StudyEnded | RunFailed) for one in heard) and monotonic() < give_up_s:
        heard += handle.poll()
    assert heard
    return heard


def test_that_the_answer_comes_before_the_end_and_every_value_was_run(tmp_path: Path) -> None:
    handle = StudyHandle.start(_request(tmp_path), 1, target=work)
    heard = _hear(handle)
    handle.close()
    assert heard[-1] == StudyEnded(cancelled=False)
    (answer,) = [one.found for one in heard if isinstance(one, BreakEvenFound)]
    assert answer.placements == ("edge", "threshold")
    assert answer.tried[0][0] == 1.0
    assert answer.tried[-1][0] == 4.0
    rows = [row for one in heard if isinstance(one, StudyRows) for row in one.rows]
    assert len(rows) == 2 * len(answer.tried)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"over": "fleet.valves.nothing=1..2"}, "nothing"), ({"by": "device_pwr"}, "device_pwr")],
)
def test_that_what_cannot_be_searched_is_told(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    handle = StudyHandle.start(_request(tmp_path, **changes), 1, target=work)
    last = _hear(handle)[-1]
    handle.close()
    assert isinstance(last, RunFailed)
    assert last.exit_code == UsageError.exit_code
    assert words in last.message

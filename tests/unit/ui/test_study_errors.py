"""Tests of the window's words for what stands in the way of a study; every error is one the study rooms raise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from simgui.core.errors import SimguiError
from simgui.studies.axis import parse_axis
from simgui.studies.design import Design
from simgui.studies.study_store import StudyStore
from simgui.ui.presenters.study_errors import in_window_words
from simgui.ui.translation import Language, choose_language


def _message(raising: Callable[[], object]) -> str:
    with pytest.raises(SimguiError) as error:
        raising()
    return str(error.value)


def _message_of_store(folder: Path) -> str:
    return _message(lambda: StudyStore(folder, {"base": "1", "--set or --duration": "a", "--engine": "x"}))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("seed=1,2", "The seed cannot be varied: ask for Monte Carlo draws."),
        ("placements=1,2", "Placements are ticked, not varied."),
        ("fleet.motors.count", "Write values as v1,v2 or as a..b:n."),
        ("fleet.motors.count=1,,2", "fleet.motors.count: there is an empty value between two commas"),
    ],
)
def test_that_a_malformed_axis_is_told_without_options(written: str, said: str) -> None:
    assert in_window_words(_message(lambda: parse_axis(written))) == said


def test_that_a_study_that_cannot_be_laid_out_is_told_without_options() -> None:
    count, span = parse_axis("a.count=1,2"), parse_axis("a.count=1..2")
    assert in_window_words(_message(Design((count, count), (), ()).variants)) == "a.count is varied twice."
    assert in_window_words(_message(Design((span,), (), ()).variants)).startswith(
        "a.count: a range needs a number of values"
    )
    assert "no range to take samples of" in in_window_words(_message(Design((count,), (), (), samples=3).variants))


def test_that_a_folder_in_the_way_is_told_without_options(tmp_path: Path) -> None:
    with StudyStore(tmp_path / "busy", {"base": "1"}):
        assert "another window or terminal" in in_window_words(_message_of_store(tmp_path / "busy"))
    other = tmp_path / "other"
    StudyStore(other, {"base": "2", "--set or --duration": "b", "--engine": "x"}).close()
    assert in_window_words(_message_of_store(other)) == (
        f"The results kept in {other} are of something else (values or the duration changed since): "
        "delete that folder first."
    )
    (other / "study.json").write_text(json.dumps({"schema": "old"}))
    assert "another version of simgui" in in_window_words(_message_of_store(other))
    (other / "study.json").write_text("{")
    assert "cannot be read" in in_window_words(_message_of_store(other))
    for text in (_message_of_store(other), _message_of_store(other)):
        assert "--" not in in_window_words(text)


def test_that_it_is_said_in_german() -> None:
    choose_language(Language.GERMAN)
    try:
        assert in_window_words("--vary seed: use --seeds A..B").startswith("Der Startwert")
    finally:
        choose_language(Language.ENGLISH)


def test_that_what_no_rule_knows_loses_its_dashes_only() -> None:
    assert in_window_words("--pareto: no such KPI") == "pareto: no such KPI"
    assert in_window_words("a -- b") == "a -- b"

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.results.result import ScenarioResult
from simgui.ui.run_record import Outcomes, RunRecord, usual_baseline
from simgui.ui.session import Session
from ui.window_builders import a_result, a_scenario, five_placements


def outcome(number: int) -> tuple[str, ScenarioResult]:
    return f"text {number}", replace(a_result(five_placements()), digest=str(number))


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 5), st.lists(st.integers(0, 11), max_size=30))
def test_that_every_outcome_is_given_back_as_it_was_kept_and_few_are_in_memory(most: int, asked: list[int]) -> None:
    outcomes = Outcomes(most)
    for number in range(12):
        outcomes.keep(number, outcome(number))
        assert outcomes.in_memory <= most
    for number in asked:
        assert repr(outcomes.take(number)) == repr(outcome(number))  # NaN is no equal of its own
        assert outcomes.in_memory <= most


def test_that_a_record_gives_text_and_outcome_of_its_own_run() -> None:
    outcomes = Outcomes(1)
    records = []
    for number in (1, 2, 3):
        outcomes.keep(number, outcome(number))
        records.append(RunRecord(number, "name", "file", (), False, outcomes))
    assert [(record.text, record.result.digest) for record in records] == [
        ("text 1", "1"), ("text 2", "2"), ("text 3", "3"),
    ]  # fmt: skip


def test_that_a_session_keeps_few_of_many_runs_in_memory_and_offers_all() -> None:
    session = Session()
    session.open(a_scenario())
    for number in range(60):
        session.note_run(replace(a_result(five_placements()), digest=str(number)), is_partial=False)
    assert [run.result.digest for run in session.runs] == [str(number) for number in range(60)]
    assert session.runs[0].outcomes.in_memory <= 20


def test_that_a_full_disk_keeps_outcomes_in_memory() -> None:
    outcomes = Outcomes(1)

    def refuse(_content: bytes) -> int:
        raise OSError("no space left on device")

    outcomes._write = refuse  # type: ignore[method-assign, assignment]
    for number in range(3):
        outcomes.keep(number, outcome(number))
    assert [outcomes.take(number)[0] for number in range(3)] == ["text 0", "text 1", "text 2"]


def test_that_the_newest_run_is_compared_with_the_first_of_its_scenario() -> None:
    outcomes = Outcomes()
    runs = [
        RunRecord(number, name, "", (), is_partial=False, outcomes=outcomes) for number, name in enumerate("aabbb", 1)
    ]
    assert usual_baseline(runs) == runs[2]
    assert usual_baseline(runs[:3]) == runs[0]
    assert usual_baseline(()) is None

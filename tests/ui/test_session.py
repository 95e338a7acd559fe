from __future__ import annotations

from pytestqt.qtbot import QtBot

from simgui.ui.session import Session
from ui.window_builders import a_result, a_run, a_scenario


def test_that_another_scenario_forgets_what_was_selected_and_shown(qtbot: QtBot) -> None:
    session = Session()
    session.open(a_scenario())
    session.select("fleet.motors")
    session.select_group("motors")
    session.move_cursor(12.0)
    session.set_run(a_result([a_run()]))
    with qtbot.waitSignals([session.opened, session.document_changed, session.run_changed]):
        session.open(a_scenario(placements=("fog",)))
    assert (session.selected_path, session.selected_group, session.cursor_s, session.run) == ("", "", 0.0, None)
    assert session.selected_placement == "fog"


def test_that_an_edit_keeps_selection_and_results(qtbot: QtBot) -> None:
    session = Session()
    session.open(a_scenario())
    result = a_result([a_run()])
    session.set_run(result)
    session.select_placement("fog")
    with qtbot.assertNotEmitted(session.opened), qtbot.waitSignal(session.document_changed):
        session.revise(a_scenario(placements=("edge", "fog")))
    assert session.run is result
    assert session.selected_placement == "fog"
    session.revise(a_scenario(placements=("edge",)))
    assert session.selected_placement == "edge"


def test_that_a_signal_is_sent_only_for_a_change(qtbot: QtBot) -> None:
    session = Session()
    session.move_cursor(5.0)
    session.select_placement("edge")
    with qtbot.assertNotEmitted(session.cursor_changed), qtbot.assertNotEmitted(session.placement_changed):
        session.move_cursor(5.0)
        session.select_placement("edge")


def test_that_a_cancelled_run_recommends_nothing() -> None:
    session = Session()
    session.open(a_scenario())
    session.note_run(a_result([a_run()], "edge"), is_partial=True)
    recommended = [session.recommended]
    session.note_run(a_result([a_run()], "edge"), is_partial=False)
    assert [*recommended, session.recommended] == [None, "edge"]
    assert [(run.number, run.is_partial) for run in session.runs] == [(1, True), (2, False)]


def test_that_what_is_through_is_shown_while_the_run_is_on(qtbot: QtBot) -> None:
    session = Session()
    session.open(a_scenario())
    with qtbot.waitSignal(session.results_changed):
        session.set_results((a_run("edge"),))
    assert [run.placement for run in session.results] == ["edge"]
    assert session.is_partial
    assert session.run is None

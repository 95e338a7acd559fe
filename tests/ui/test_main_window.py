from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from simgui.runs.messages import PlacementFinished, RunFailed
from simgui.scenario.scenario import Scenario
from simgui.ui.main_window import MainWindow
from simgui.ui.presenters.run_state import Phase
from simgui.ui.settings import WindowSettings
from simgui.ui.theme import ThemeMode
from ui.window_builders import StubRun, a_progress, a_run, a_run_of, a_scenario, an_infeasible_run, five_placements

MakeWindow = Callable[..., MainWindow]

_TINY = (
    "duration=30 s",
    "fleet.motors.tasks.wear.every=10 s",
    "fleet.motors.tasks.wear.needed_at=device",
    "fleet.motors.count=25",
    "fleet.motors.stream.distinct=2",
    "fleet.motors.stream.windows=16",
)


def _stubbed(make_window: MakeWindow, stub: StubRun, placements: tuple[str, ...] = ("edge", "fog")) -> MainWindow:
    def load(name: str, overrides: tuple[str, ...]) -> Scenario:
        return a_scenario(Path(name), placements)

    window = make_window(start_run=stub.start, load_scenario=load)
    window.open_scenario("motors.yaml", ("duration=30 s",))
    return window


def _texts(widget: object) -> str:
    assert hasattr(widget, "findChildren")
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_that_the_window_starts_on_the_start_page(make_window: MakeWindow) -> None:
    window = make_window()
    assert window.pages.currentWidget() is window.start_page
    assert window.start_page.cards[0].hasFocus()
    assert not window.registry.action("run.start").isEnabled()


def test_that_opening_a_scenario_shows_its_name_and_invites_to_run(make_window: MakeWindow) -> None:
    window = _stubbed(make_window, StubRun([]))
    assert window.windowTitle() == "Bearing wear on 500 motors – simgui"
    assert window.scenario_page.header.title.text() == "Bearing wear on 500 motors"
    assert "Press Run, or the space bar, to try 2 placements" in _texts(window.scenario_page)
    assert window.registry.action("run.start").isEnabled()


def test_that_a_shipped_story_opens_from_its_card(make_window: MakeWindow) -> None:
    window = make_window()
    window.start_page.cards[0].click()
    assert window.current == "run"
    assert window.scenario_page.header.title.text() == window.start_page.cards[0].card.name


def test_that_space_runs_and_the_table_fills_as_placements_come(qtbot: QtBot, make_window: MakeWindow) -> None:
    stub = StubRun(
        [[a_progress("edge")], [PlacementFinished(a_run("edge"))], [a_progress("fog", 0.5)]], is_endless=True
    )
    window = _stubbed(make_window, stub)
    with qtbot.waitSignals([window.bridge.placement_finished, window.bridge.progressed]):
        QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.scenario_page.view.running == "fog")
    model = window.scenario_page.results.model
    assert model.headerData(0, Qt.Orientation.Horizontal) == "edge\ndone"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "fog\nrunning"
    assert model.index(1, 0).data() == "50 ms"
    assert window.scenario_page.header.bar.value() == 500
    assert "0:41 left" in window.scenario_page.header.detail.text()
    assert stub.started_with[0][:2] == ("motors.yaml", ("duration=30 s",))
    window.close()
    assert stub.closed


def test_that_the_end_recommends_and_selects_the_recommended(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = _stubbed(make_window, StubRun(a_run_of([a_run("fog"), a_run("edge")])), ("fog", "edge"))
    with qtbot.waitSignal(window.bridge.finished):
        window.registry.action("run.start").trigger()
    results = window.scenario_page.results
    assert results.recommendation.headline.text() == "Take edge"
    assert results.model.headerData(1, Qt.Orientation.Horizontal) == "★ edge\ndone"
    assert results.selected == "edge"
    assert results.table.currentIndex().column() == 1


def test_that_a_placement_the_user_picked_stays_selected(qtbot: QtBot, make_window: MakeWindow) -> None:
    stub = StubRun(a_run_of([a_run("edge"), a_run("fog")]))
    end = stub.batches.pop()
    stub.is_endless = True
    window = _stubbed(make_window, stub)
    window.registry.action("run.start").trigger()
    qtbot.waitUntil(lambda: not stub.batches)
    window.scenario_page.results.table.placement_selected.emit("fog")
    with qtbot.waitSignal(window.bridge.finished):
        stub.batches.append(end)
    assert window.scenario_page.results.selected == "fog"
    assert "Budgets of fog" in _texts(window.scenario_page.results)


def test_that_escape_cancels_and_keeps_finished_placements(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = _stubbed(make_window, StubRun([[PlacementFinished(a_run("edge"))]], is_endless=True))
    with qtbot.waitSignal(window.bridge.placement_finished):
        window.registry.action("run.start").trigger()
    with qtbot.waitSignal(window.bridge.finished):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.scenario_page.view.phase is Phase.CANCELLED
    results = window.scenario_page.results
    assert results.model.index(1, 0).data() == "50 ms"
    assert results.model.headerData(1, Qt.Orientation.Horizontal) == "fog\nnot run"
    assert not results.recommendation.isVisible()
    assert window.registry.action("run.start").isEnabled()


def test_that_a_crash_is_shown_and_the_window_lives(qtbot: QtBot, make_window: MakeWindow) -> None:
    crash = RunFailed("the run process ended with exit code -11", 3, "Traceback …")
    window = _stubbed(make_window, StubRun([[PlacementFinished(a_run("edge"))], [crash]]))
    with qtbot.waitSignal(window.bridge.failed):
        window.registry.action("run.start").trigger()
    page = window.scenario_page
    assert page.notice.isVisible()
    assert "exit code -11" in _texts(page.notice)
    assert page.results.model.index(1, 0).data() == "50 ms"
    buttons = {button.text(): button for button in page.notice.findChildren(QAbstractButton)}
    buttons["Copy details"].click()
    assert QGuiApplication.clipboard().text() == "Traceback …"
    with qtbot.waitSignal(window.bridge.finished):
        buttons["Run again"].click()
    assert not page.notice.isVisible()


def test_that_a_bad_file_shows_its_problems_and_keeps_the_window(make_window: MakeWindow, tmp_path: Path) -> None:
    file = tmp_path / "farm.yaml"
    file.write_text("schema: simgui/1\nname: Farm\nduraton: 1 d\n")
    window = make_window()
    window.open_scenario(str(file))
    assert window.isVisible()
    assert window.pages.currentWidget() is window.problems_page
    shown = _texts(window.problems_page)
    assert f"{file}:3:1" in shown
    assert "did you mean 'duration'?" in shown


def test_that_a_corrected_file_is_reloaded(make_window: MakeWindow, tmp_path: Path) -> None:
    from simgui.core.paths import bundled

    file = tmp_path / "motors.yaml"
    file.write_text("name: [")
    window = make_window()
    window.open_scenario(str(file))
    file.write_text((bundled("scenarios") / "predictive_maintenance.yaml").read_text())
    window.problems_page.reload.click()
    assert window.current == "run"


def test_that_a_missing_file_is_a_problem_not_a_crash(make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("no_such_story")
    assert window.problems_page.title.text() == "✗ no_such_story: 1 problem"


def test_that_nothing_else_is_opened_while_a_run_is_on(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = _stubbed(make_window, StubRun([[a_progress()]], is_endless=True))
    with qtbot.waitSignal(window.bridge.progressed):
        window.registry.action("run.start").trigger()
    window.open_scenario("other.yaml")
    window.show_start_page()
    assert window.current == "run"
    assert "cancel it first" in window.statusBar().currentMessage()


def test_that_an_infeasible_placement_shows_reason_and_remedies(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = _stubbed(make_window, StubRun(a_run_of([a_run("edge"), an_infeasible_run()])), ("edge", "split"))
    with qtbot.waitSignal(window.bridge.finished):
        window.registry.action("run.start").trigger()
    shown = _texts(window.scenario_page.results.details)
    assert "split cannot be built" in shown
    assert "312 kB" in shown
    assert "take a board with 512 kB" in shown


def test_that_the_command_line_of_what_is_open_is_copied(make_window: MakeWindow) -> None:
    window = _stubbed(make_window, StubRun([]))
    window.registry.action("run.copy_command").trigger()
    assert QGuiApplication.clipboard().text() == "simgui run motors.yaml --set 'duration=30 s'"


def test_that_space_presses_the_button_that_has_the_focus(qtbot: QtBot, make_window: MakeWindow) -> None:
    stub = StubRun(a_run_of(five_placements()))
    window = _stubbed(make_window, stub, tuple(run.placement for run in five_placements()))
    with qtbot.waitSignal(window.bridge.finished):
        window.registry.action("run.start").trigger()
    why = window.scenario_page.results.recommendation.why
    why.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert why.isChecked()
    assert len(stub.started_with) == 1


def test_that_size_colours_and_recents_are_remembered(
    make_window: MakeWindow, settings: WindowSettings, tmp_path: Path
) -> None:
    from simgui.core.paths import bundled

    file = tmp_path / "motors.yaml"
    file.write_text((bundled("scenarios") / "predictive_maintenance.yaml").read_text())
    first = make_window()
    first.registry.action("view.colours.dark").trigger()
    first.open_scenario(str(file))
    first.close()
    assert settings.geometry == first.saveGeometry()
    assert settings.mode is ThemeMode.DARK
    assert settings.recents() == (file,)


@pytest.mark.parametrize("text", ["garbage", ""])
def test_that_a_spoilt_settings_file_does_not_matter(settings: WindowSettings, text: str) -> None:
    settings._store.setValue("appearance", text)
    settings._store.setValue("geometry", text)
    settings._store.setValue("recents", text)
    assert settings.mode is ThemeMode.SYSTEM
    assert settings.geometry is None
    assert settings.recents() == ()


def test_that_everything_that_can_be_pressed_has_a_name(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = _stubbed(make_window, StubRun(a_run_of(five_placements())), tuple(r.placement for r in five_placements()))
    with qtbot.waitSignal(window.bridge.finished):
        window.registry.action("run.start").trigger()
    for button in window.findChildren(QAbstractButton):
        if button.objectName().startswith("qt_") or type(button) is QAbstractButton:
            continue
        assert button.accessibleName() or button.text(), button
    for view in (window.scenario_page.results.table, window.run_workspace.view_widget("trade_off")):
        assert view.accessibleName()


def test_that_nothing_modal_is_open(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("no_such_story")
    assert QApplication.activeModalWidget() is None


def test_that_a_real_run_in_its_own_process_fills_the_table(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance", _TINY)
    with qtbot.waitSignal(window.bridge.finished, timeout=60_000):
        window.registry.action("run.start").trigger()
    results = window.scenario_page.results
    assert results.model.columnCount() == 6
    edge = results.model.column_of("edge")
    assert results.model.index(1, edge).data().rstrip("●◐○ ").endswith("ms")
    assert window.scenario_page.view.phase is Phase.FINISHED


def test_that_closing_the_window_ends_a_real_run(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("predictive_maintenance")
    with qtbot.waitSignal(window.bridge.progressed, timeout=60_000):
        window.registry.action("run.start").trigger()
    window.close()
    assert not window.bridge.is_running


def test_that_a_long_title_is_cut_with_dots_and_never_widens_the_window(make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("pipeline_valve")
    title = window.scenario_page.header.title
    assert title.minimumSizeHint().width() == 0
    assert title.text() in title.toolTip()

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from simgui.core.paths import bundled
from simgui.profiles.registry import Registry
from simgui.runs.check import check_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.main_window import MainWindow
from simgui.ui.panels.document_notice import DocumentNotice
from simgui.ui.settings import WindowSettings
from ui.window_builders import StubRun

MakeWindow = Callable[..., MainWindow]


def scenario_of(window: MainWindow) -> Scenario | None:
    return window.session.scenario


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "motors.yaml"
    file.write_text((bundled("scenarios") / "predictive_maintenance.yaml").read_text())
    return file


def test_that_an_edit_can_be_undone_and_marks_the_title(make_window: MakeWindow, file: Path) -> None:
    window = make_window()
    window.open_scenario(str(file))
    document, action = window.session.document, window.registry.action
    assert document is not None
    assert not action("edit.undo").isEnabled()
    document.set_value("fleet.motors.count", "7")
    scenario = window.session.scenario
    assert scenario is not None
    assert scenario.groups["motors"].count == 7
    assert "•" in window.windowTitle()
    action("edit.undo").trigger()
    assert "•" not in window.windowTitle()
    assert action("edit.redo").isEnabled()


def test_that_saving_writes_the_edit_and_keeps_comments(make_window: MakeWindow, file: Path) -> None:
    file.write_text("# my motors\n" + file.read_text())
    window = make_window()
    window.open_scenario(str(file))
    document = window.session.document
    assert document is not None
    document.set_value("fleet.motors.count", "7")
    window.registry.action("file.save").trigger()
    assert file.read_text().startswith("# my motors\n")
    assert "count: 7" in file.read_text()
    assert not document.is_dirty


def test_that_a_run_takes_the_edits_that_are_not_saved(make_window: MakeWindow, file: Path, qtbot: QtBot) -> None:
    stub = StubRun([], is_endless=True)
    window = make_window(start_run=stub.start)
    window.open_scenario(str(file))
    window.registry.action("run.start").trigger()
    assert Path(stub.started_with[0][0]) == file
    window.run_workspace.cancel()
    qtbot.waitUntil(lambda: not window.bridge.is_running)
    document = window.session.document
    assert document is not None
    document.set_value("fleet.motors.count", "7")
    window.run_workspace.run()
    snapshot = Path(stub.started_with[1][0])
    assert snapshot.parent == file.parent
    assert "count: 7" in snapshot.read_text()
    window.close()
    assert not snapshot.exists()


def test_that_values_given_with_the_file_become_an_edit(make_window: MakeWindow, file: Path) -> None:
    window = make_window()
    window.open_scenario(str(file), ("fleet.motors.count=7",))
    document = window.session.document
    assert document is not None
    assert document.is_dirty
    assert window.session.scenario is document.scenario
    document.undo_stack.undo()
    assert document.text == file.read_text()


def test_that_a_broken_file_is_corrected_here(make_window: MakeWindow, file: Path) -> None:
    good = file.read_text()
    file.write_text(good.replace("duration:", "duraton:"))
    window = make_window()
    window.open_scenario(str(file))
    assert window.pages.currentWidget() is window.problems_page
    window.problems_page.edit_requested.emit()
    assert window.current == "design"
    document = window.session.document
    assert document is not None
    assert scenario_of(window) is None
    assert not window.registry.action("run.start").isEnabled()
    document.replace_text(good, "Correct it")
    assert scenario_of(window) is not None
    assert window.registry.action("run.start").isEnabled()


def test_that_unsaved_edits_come_back_after_closing(
    qtbot: QtBot, appearance: Appearance, settings: WindowSettings, file: Path, tmp_path: Path
) -> None:
    journals = tmp_path / "journals"
    first = MainWindow(appearance, settings, journals=journals)
    qtbot.addWidget(first)
    first.open_scenario(str(file))
    document = first.session.document
    assert document is not None
    document.set_value("fleet.motors.count", "7")
    first.close()
    second = MainWindow(appearance, settings, journals=journals)
    qtbot.addWidget(second)
    (recovery,) = second.documents.recoveries()
    second.start_page.recovery_chosen.emit(recovery)
    assert second.session.document is not None
    assert "count: 7" in second.session.document.text
    assert second.session.document.is_dirty
    second.close()


def test_that_few_snapshots_of_unsaved_texts_stay_on_disk_unless_a_job_reads_one(
    make_window: MakeWindow, file: Path
) -> None:
    window = make_window()
    window.open_scenario(str(file))
    session, document = window.session, window.session.document
    assert document is not None

    def edit_and_ask(first: int) -> list[Path]:
        made = []
        for count in range(first, first + 40):
            document.set_value("fleet.motors.count", str(count))
            made.append(Path(session.source_of_run()[0]))
        return made

    there = [snapshot for snapshot in edit_and_ask(100) if snapshot.exists()]
    assert len(there) == 16
    job = session.jobs.begin("a study")
    assert all(snapshot.exists() for snapshot in [*there, *edit_and_ask(200)])
    job.end("done")
    assert sum(snapshot.exists() for snapshot in edit_and_ask(300)) == 16
    assert not any(snapshot.exists() for snapshot in there)


def test_that_a_new_scenario_opens_runs_unsaved_and_leaves_nothing_behind_untouched(
    make_window: MakeWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    stub = StubRun([], is_endless=True)
    window = make_window(start_run=stub.start)
    window.documents._journals = tmp_path / "journals"
    window.start_page.new_requested.emit()
    document = window.session.document
    assert document is not None
    assert window.current == "design"
    assert document.needs_name
    assert not document.problems
    window.run_workspace.run()
    assert Path(stub.started_with[0][0]).read_text() == document.text
    window.run_workspace.cancel()
    qtbot.waitUntil(lambda: not window.bridge.is_running)
    window.registry.action("file.new").trigger()
    assert not window.documents.recoveries()
    second = window.session.document
    assert second is not None
    second.set_value("fleet.devices.count", "7")
    window.registry.action("file.new").trigger()
    assert len(window.documents.recoveries()) == 1


def test_that_reloading_over_edits_says_that_they_are_kept(make_window: MakeWindow, file: Path, tmp_path: Path) -> None:
    window = make_window()
    window.documents._journals = tmp_path / "journals"
    window.open_scenario(str(file))
    document = window.session.document
    assert document is not None
    document.set_value("fleet.motors.count", "7")
    window.registry.action("file.reload").trigger()
    assert "unsaved edits of motors.yaml are kept" in window.statusBar().currentMessage()


def test_that_saving_over_a_changed_file_asks_where_it_can_be_seen(make_window: MakeWindow, file: Path) -> None:
    window = make_window()
    window.open_scenario(str(file))
    window.show_workspace("run")
    document = window.session.document
    assert document is not None
    document.set_value("fleet.motors.count", "7")
    file.write_text(file.read_text() + "# from elsewhere\n")
    window.registry.action("file.save").trigger()
    assert window.current == "design"
    notice = next(one for one in window.workspaces["design"].findChildren(DocumentNotice))
    assert notice.notice.isVisible()
    assert file.read_text().endswith("# from elsewhere\n")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_unsaved_edits_are_thrown_away_only_when_the_user_says_so_twice(
    qtbot: QtBot, make_window: MakeWindow, file: Path, tmp_path: Path
) -> None:
    window = make_window()
    window.documents._journals = tmp_path / "journals"
    for count in ("7", "8"):
        window.open_scenario(str(file))
        document = window.session.document
        assert document is not None
        document.set_value("fleet.motors.count", count)
    window.registry.action("file.new").trigger()
    window.show_start_page()
    assert len(window.documents.recoveries()) == 2

    def press(text: str) -> None:
        buttons = [one for one in window.start_page.findChildren(QPushButton) if one.isVisible()]
        next(one for one in buttons if one.text() == "Throw all 2 away").click()
        (box,) = window.findChildren(QMessageBox)
        next(one for one in box.buttons() if one.text() == text).click()
        qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))

    press("Keep them")
    assert len(window.documents.recoveries()) == 2
    press("Throw away")
    assert not window.documents.recoveries()


def test_that_an_edited_shipped_story_finds_the_files_it_names(make_window: MakeWindow) -> None:
    window = make_window()
    window.open_scenario("vineyard_audio")
    document = window.session.document
    assert document is not None
    document.set_value("fleet.posts.count", "7")
    snapshot = Path(window.session.source_of_run()[0])
    scenario = load_scenario(str(snapshot))
    assert scenario.groups["posts"].count == 7
    assert not check_scenario(scenario, Registry.beside(snapshot.parent))
    assert snapshot.parent != document.path.parent
    window.close()
    assert not snapshot.parent.exists()


def test_that_a_new_scenario_runs_where_its_models_are_looked_up(
    make_window: MakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    window = make_window()
    window.registry.action("file.new").trigger()
    assert Path(window.session.source_of_run()[0]).absolute().parent == tmp_path
    window.close()
    assert not list(tmp_path.iterdir())

"""The way through Explore: form, rows that come, brush, a run that is opened; the study is a script."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from simgui.core.paths import bundled
from simgui.ui.main_window import MainWindow
from simgui.ui.panels.explore import ExploreViews
from simgui.ui.panels.explore_controller import Explorer
from simgui.ui.panels.study_form import StudyForm
from simgui.ui.workspaces.explore import ExploreWorkspace
from ui.conftest import MakeWindow
from ui.study_builders import EVERY, VALUES, StubStudy, a_row


@pytest.fixture
def study() -> StubStudy:
    return StubStudy([a_row(number) for number in range(3)])


@pytest.fixture
def window(make_window: MakeWindow, tmp_path: Path) -> MainWindow:
    file = Path(shutil.copy(bundled("scenarios") / "predictive_maintenance.yaml", tmp_path))
    window = make_window()
    window.open_scenario(str(file))
    window.show_workspace("explore")
    return window


@pytest.fixture
def form(window: MainWindow) -> StudyForm:
    form = window.workspaces["explore"].view_widget("study")
    assert isinstance(form, StudyForm)
    return form


@pytest.fixture
def explorer(window: MainWindow, study: StubStudy) -> Explorer:
    workspace = window.workspaces["explore"]
    assert isinstance(workspace, ExploreWorkspace)
    assert workspace.explorer is not None
    workspace.explorer.bridge._start = study
    return workspace.explorer


@pytest.fixture
def views(window: MainWindow) -> ExploreViews:
    views = window.workspaces["explore"].findChild(ExploreViews)
    assert isinstance(views, ExploreViews)
    return views


def _ask(form: StudyForm) -> None:
    form.rows[0].path.setCurrentText(EVERY)
    form.rows[0].values.setText(",".join(VALUES))


def test_that_a_study_fills_the_charts_row_bya_row(
    qtbot: QtBot, form: StudyForm, explorer: Explorer, views: ExploreViews, study: StubStudy
) -> None:
    _ask(form)
    counts: list[int] = []
    explorer.bridge.rows_came.connect(lambda _rows, _progress: counts.append(len(views.table.rows)))
    with qtbot.waitSignal(explorer.bridge.finished):
        QTest.mouseClick(form.run, Qt.MouseButton.LeftButton)
    assert counts == [1, 2, 3]
    (axis,) = study.requests[0].axes
    assert axis.path == EVERY
    assert form.run.isEnabled()
    assert "3" in views.count.text()


def test_that_a_wrong_row_is_told_at_its_row_and_nothing_runs(
    qtbot: QtBot, form: StudyForm, explorer: Explorer, study: StubStudy
) -> None:
    form.rows[0].path.setCurrentText(EVERY)
    form.rows[0].values.setText("1 h..")
    QTest.mouseClick(form.run, Qt.MouseButton.LeftButton)
    assert form.rows[0].error.isVisible()
    assert not explorer.bridge.is_running
    assert study.requests == []
    form.rows[0].values.setText("1 h,2 h")
    with qtbot.waitSignal(explorer.bridge.finished):
        QTest.mouseClick(form.run, Qt.MouseButton.LeftButton)
    assert not form.rows[0].error.isVisible()


def test_that_cancel_keeps_the_runs_that_are_through(
    qtbot: QtBot, form: StudyForm, explorer: Explorer, views: ExploreViews, study: StubStudy
) -> None:
    study.waits = True
    _ask(form)
    QTest.mouseClick(form.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(views.table.rows) == 3)
    with qtbot.waitSignal(explorer.bridge.finished) as ended:
        QTest.mouseClick(form.cancel, Qt.MouseButton.LeftButton)
    assert ended.args == [True]
    assert len(views.table.rows) == 3
    assert "3" in form.state.text()


def test_that_a_brush_narrows_both_charts_and_is_lifted(
    qtbot: QtBot, form: StudyForm, explorer: Explorer, views: ExploreViews
) -> None:
    _ask(form)
    with qtbot.waitSignal(explorer.bridge.finished):
        form.run.click()
    views.table.brush("latency_p99_s", (0.0, 0.015))
    views.parallel.brushed.emit()
    assert views.table.shown().tolist() == [True, False, False]
    assert views.clear.isEnabled()
    QTest.mouseClick(views.clear, Qt.MouseButton.LeftButton)
    assert views.table.shown().all()
    assert not views.clear.isEnabled()


def test_that_a_run_opens_as_an_edit_that_can_be_undone(
    qtbot: QtBot, window: MainWindow, form: StudyForm, explorer: Explorer, views: ExploreViews
) -> None:
    document = window.session.document
    assert document is not None
    before = document.text
    _ask(form)
    with qtbot.waitSignal(explorer.bridge.finished):
        form.run.click()
    views.select(2)
    QTest.mouseClick(views.open, Qt.MouseButton.LeftButton)
    assert document.parts.written(EVERY) == "2 h"
    assert (window.current, window.session.selected_placement) == ("design", "edge")
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.text == before


def test_that_the_study_is_copied_as_a_command(qtbot: QtBot, form: StudyForm, explorer: Explorer) -> None:
    _ask(form)
    QTest.mouseClick(form.copy, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("simgui study ")
    assert f"'{EVERY}={','.join(VALUES)}'" in text


def test_that_an_empty_view_says_what_to_do_until_the_first_run_is_there(
    qtbot: QtBot, form: StudyForm, explorer: Explorer, views: ExploreViews
) -> None:
    _ask(form)
    assert views.invitation.isVisible()
    assert not views.scatter.isVisible()
    assert "run the study" in views.invitation.text.text()
    with qtbot.waitSignal(explorer.bridge.finished):
        QTest.mouseClick(views.invitation.buttons[0], Qt.MouseButton.LeftButton)
        assert "on their way" in views.invitation.text.text()
        assert not views.invitation.buttons[0].isVisible()
    assert not views.invitation.isVisible()
    assert views.scatter.isVisible()

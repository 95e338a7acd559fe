"""The way of an architect through the window by keys alone: nothing here touches the mouse or calls a slot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from simgui.studies.child import StudyEnded, StudyRows
from simgui.studies.handle import StudyHandle
from simgui.studies.point import Point, PointRow, Status
from simgui.studies.session import StudyProgress
from simgui.ui.main_window import MainWindow
from simgui.ui.panels.explore import ExploreViews
from simgui.ui.panels.yaml_view import ScenarioEditor
from simgui.ui.widgets.kpi_table_view import KpiTableView
from simgui.ui.widgets.quantity_field import QuantityField
from simgui.ui.workspaces.explore import ExploreWorkspace
from ui.window_builders import StubRun, a_run, a_run_of, five_placements

if TYPE_CHECKING:
    from simgui.studies.study import StudyRequest

_MOST_TABS = 200
_CONTROL = Qt.KeyboardModifier.ControlModifier


class StubStudy:
    """A study of two runs."""

    def __init__(self) -> None:
        runs = [a_run("edge", {"latency_p99_s": t, "device_power_w": 1e-3 / t}) for t in (0.01, 0.02)]
        points = [Point("edge", 7, (("fleet.motors.count", count),)) for count in ("250", "500")]
        rows = tuple(PointRow(point, Status.DONE, "", run) for point, run in zip(points, runs, strict=True))
        progress = StudyProgress(2, 2, 0, 0, 0.0)
        self._messages: list[list[StudyRows | StudyEnded]] = [[StudyRows(rows, progress)], [StudyEnded(False)]]

    def poll(self) -> list[StudyRows | StudyEnded]:
        return self._messages.pop(0) if self._messages else []

    def cancel(self) -> None:
        self._messages.clear()

    def has_left(self) -> bool:
        return True

    def close(self) -> None:
        self._messages.clear()


def _press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def _tab_to(window: MainWindow, wanted: Callable[[QWidget], bool]) -> QWidget:
    """Press Tab until a part has the focus."""
    return _press_until(window, Qt.Key.Key_Tab, wanted)


def _view_to(window: MainWindow, area: QWidget) -> None:
    """Press F6 until the focus is within a view."""
    _press_until(window, Qt.Key.Key_F6, area.isAncestorOf)


def _press_until(window: MainWindow, key: Qt.Key, wanted: Callable[[QWidget], bool]) -> QWidget:
    for _ in range(_MOST_TABS):
        focus = QApplication.focusWidget()
        if focus is not None and wanted(focus):
            return focus
        _press(window, key)
    pytest.fail(f"{key} does not lead there; at last it led to {focus} {focus.accessibleName() if focus else ''}")


@pytest.fixture
def window(make_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """Make a window whose runs and studies take no time."""

    def start_study(_request: StudyRequest, **_more: object) -> StubStudy:
        return StubStudy()

    monkeypatch.setattr(StudyHandle, "start", start_study)
    return make_window(start_run=StubRun(a_run_of(five_placements())).start)


def test_that_story_run_edit_undo_study_and_comparison_need_no_mouse(qtbot: QtBot, window: MainWindow) -> None:
    _run_the_first_story(qtbot, window)
    _choose_another_placement(window)
    _edit_and_undo(qtbot, window)
    _explore(qtbot, window)
    _compare(window)


def _run_the_first_story(qtbot: QtBot, window: MainWindow) -> None:
    _press(window, Qt.Key.Key_Space)
    assert window.session.scenario is not None
    with qtbot.waitSignal(window.bridge.finished):
        _press(window, Qt.Key.Key_Space)
    assert window.session.run is not None


def _choose_another_placement(window: MainWindow) -> None:
    _tab_to(window, lambda part: isinstance(part, KpiTableView))
    before = window.session.selected_placement
    _press(window, Qt.Key.Key_Right)
    _press(window, Qt.Key.Key_Right)
    assert window.session.selected_placement not in {"", before}


def _edit_and_undo(qtbot: QtBot, window: MainWindow) -> None:
    _press(window, Qt.Key.Key_1, _CONTROL)
    assert window.current == "design"
    _press(window, Qt.Key.Key_Down)  # on the canvas: the first box
    assert window.session.selected_path == "fleet.motors"
    inspector = window.workspaces["design"].view_widget("inspector")
    _view_to(window, inspector)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in inspector.findChildren(QuantityField)))
    count = _tab_to(window, lambda part: part.accessibleName() == "Count")
    _press(window, Qt.Key.Key_A, _CONTROL)
    QTest.keyClicks(count, "600")
    _press(window, Qt.Key.Key_Return)
    document = window.session.document
    assert document is not None
    assert ("count: 600" in document.text, document.is_dirty) == (True, True)
    _press(window, Qt.Key.Key_Z, _CONTROL)
    assert ("count: 500" in document.text, document.is_dirty) == (True, False)
    window.activateWindow()  # without a window manager, nobody does so when the list of units closes
    qtbot.waitUntil(window.isActiveWindow)


def _explore(qtbot: QtBot, window: MainWindow) -> None:
    _press(window, Qt.Key.Key_3, _CONTROL)
    assert window.current == "explore"
    explore = window.workspaces["explore"]
    assert isinstance(explore, ExploreWorkspace)
    assert explore.explorer is not None
    with qtbot.waitSignal(explore.explorer.bridge.finished):
        _press(window, Qt.Key.Key_Return, _CONTROL)
    views = explore.central()
    assert isinstance(views, ExploreViews)
    _tab_to(window, lambda part: part is views.scatter)
    _press(window, Qt.Key.Key_Right)
    first = views.selected
    _press(window, Qt.Key.Key_Right)
    assert {first, views.selected} == {0, 1}


def _compare(window: MainWindow) -> None:
    _press(window, Qt.Key.Key_4, _CONTROL)
    assert window.current == "compare"
    tolerance = _tab_to(window, lambda part: part.accessibleName() == "Tolerance")
    assert isinstance(tolerance, QComboBox)
    chosen = tolerance.currentIndex()
    _press(window, Qt.Key.Key_Down)
    assert tolerance.currentIndex() == chosen + 1


def test_that_a_key_leads_out_of_the_text_where_tab_indents(window: MainWindow) -> None:
    window.open_scenario("predictive_maintenance")
    _press(window, Qt.Key.Key_1, _CONTROL)
    editor = next(iter(window.workspaces["design"].findChildren(ScenarioEditor)))
    editor.setFocus()
    before = editor.toPlainText()
    _press(window, Qt.Key.Key_Backtab)
    assert not editor.hasFocus()
    assert editor.toPlainText() == before


def _by_palette(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """Do what has a name: Ctrl+K, some of its letters, Enter."""
    _press(window, Qt.Key.Key_K, _CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    QTest.keyClicks(QApplication.focusWidget() or window, words)
    _press(window, Qt.Key.Key_Return)
    QApplication.processEvents()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_budget_baseline_copy_report_and_save_need_no_mouse(
    qtbot: QtBot, window: MainWindow, qapp: QApplication
) -> None:
    """The second half of the architect's five minutes."""
    _run_the_first_story(qtbot, window)
    _by_palette(qtbot, window, "baseline")
    assert window.session.baseline is not None
    _press(window, Qt.Key.Key_1, _CONTROL)
    document = window.session.document
    assert document is not None
    before = document.text
    _by_palette(qtbot, window, "new budget")
    assert document.text != before, "a budget was added"
    assert document.is_dirty
    qapp.clipboard().clear()
    _press(window, Qt.Key.Key_C, _CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert qapp.clipboard().text().startswith("simgui run")
    for words in ("report as html", "save as"):
        _by_palette(qtbot, window, words)
        (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible(), "Esc closes it"
        window.activateWindow()  # without a window manager, nobody does so
        qtbot.waitUntil(window.isActiveWindow)


def test_that_every_menu_shows_the_keys_of_what_it_offers(window: MainWindow) -> None:
    window.open_scenario("predictive_maintenance")
    in_menus = [
        action
        for menu in window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if not action.isSeparator() and action.menu() is None
    ]
    assert len(in_menus) > 40
    with_keys = {"view.palette", "run.start", "run.cancel", "file.save", "edit.undo", "edit.redo", "present.start"}
    for key in with_keys:
        action = window.registry.action(key)
        assert action in in_menus, key
        assert not action.shortcut().isEmpty(), key

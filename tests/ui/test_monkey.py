"""A monkey at the window: random valid actions, no exception, no warning of Qt, no edit that cannot be undone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QPointF, Qt, QThreadPool
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QGraphicsView,
    QMenu,
    QPushButton,
    QSlider,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from simgui.core.errors import SimguiError
from simgui.core.paths import bundled
from simgui.ui.main_window import MainWindow
from simgui.ui.presenters.canvas import Lane
from simgui.ui.presenters.library import Item, shelves
from ui.conftest import MakeWindow
from ui.study_builders import StubStudy, a_row
from ui.window_builders import StubRun, a_run_of, five_placements

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SEED = int(os.environ.get("SIMGUI_MONKEY_SEED", "1"))
ACTIONS = int(os.environ.get("SIMGUI_MONKEY_ACTIONS", "10000"))
_STORY = "pipeline_valve"
_LEAVES = frozenset(
    {
        *("file.quit", "file.open", "file.edit", "file.save", "file.save_as", "file.reload", "file.home"),
        *("view.full_screen", "design.model", "study.run", "view.language.en", "view.language.de"),
    }
)
"""Actions that ask the desktop, write files, start real processes or leave the scenario."""

_KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Tab, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape, Qt.Key.Key_F6, Qt.Key.Key_Space),
    *(Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_A, Qt.Key.Key_7),
)

_VALUES = {
    "fleet.valves.count": ("1", "50", "2000"),
    "duration": ("1 h", "2 d"),
    "seed": ("1", "99"),
    "fleet.valves.temperature": ("-20 degC", "20 degC", "40 degC"),
    "name": ("Something else", "Etwas anderes"),
    "fleet.valves.count ": ("many",),
}


class Monkey:
    """Does random things to a window; every choice comes from the seed."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window, self._random = window, np.random.default_rng(seed)
        self._shelves = shelves(window.session.document.registry, ()) if window.session.document else {}
        self.done: list[str] = []
        self._ways: tuple[Callable[[], str], ...] = (
            *(self._trigger,) * 5,
            *(self._edit,) * 3,
            *(self._select,) * 2,
            self._undo,
            self._redo,
            self._placement,
            self._cursor,
            self._drop,
            self._group,
            *(self._press,) * 2,
            *(self._operate,) * 4,
            *(self._drag,) * 2,
            self._wheel,
        )

    def act(self) -> None:
        """Do one thing."""
        way = self._ways[self._random.integers(len(self._ways))]
        self.done.append(way())
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        self._close_what_opened()

    def _pick(self, choices: list[str]) -> str:
        return choices[self._random.integers(len(choices))] if choices else ""

    def _trigger(self) -> str:
        actions = [a for a in self._window.registry.all() if a.isEnabled() and a.objectName() not in _LEAVES]
        action = actions[self._random.integers(len(actions))]
        action.trigger()
        return action.objectName()

    def _edit(self) -> str:
        document = self._window.session.document
        path = self._pick(list(_VALUES))
        value = self._pick(list(_VALUES[path]))
        try:
            if document is not None:
                document.set_value(path.strip(), value)
        except SimguiError:
            return f"refused {path}"
        return f"{path}={value}"

    def _select(self) -> str:
        scenario = self._window.session.scenario
        paths = [f"fleet.{name}" for name in scenario.groups] if scenario else []
        paths += [f"placements.{name}" for name in scenario.placements] if scenario else []
        paths += ["budgets", "duration", "clouds", ""]
        path = self._pick(paths)
        self._window.session.select(path)
        return f"select {path}"

    def _undo(self) -> str:
        document = self._window.session.document
        if document is not None:
            document.undo_stack.undo()
        return "undo"

    def _redo(self) -> str:
        document = self._window.session.document
        if document is not None:
            document.undo_stack.redo()
        return "redo"

    def _placement(self) -> str:
        scenario = self._window.session.scenario
        name = self._pick(list(scenario.placements) if scenario else [])
        self._window.session.select_placement(name)
        return f"placement {name}"

    def _cursor(self) -> str:
        self._window.session.move_cursor(float(self._random.uniform(0, 86_400)))
        return "cursor"

    def _drop(self) -> str:
        shelf = list(self._shelves)[self._random.integers(len(self._shelves))]
        name = self._pick(list(self._shelves[shelf]))
        design = self._window.workspaces["design"]
        design.central()
        controller = getattr(design, "controller", None)
        scenario = self._window.session.scenario
        targets = ["", *(f"fleet.{group}" for group in (scenario.groups if scenario else ()))]
        if controller is not None and name:
            controller.drop(Item(shelf, name), self._pick(targets), Lane(int(self._random.integers(3))))
        return f"drop {shelf}/{name}"

    def _group(self) -> str:
        scenario = self._window.session.scenario
        name = self._pick(["", *(scenario.groups if scenario else ())])
        self._window.session.select_group(name)
        return f"group {name}"

    def _press(self) -> str:
        focus = QApplication.focusWidget() or self._window
        key = _KEYS[self._random.integers(len(_KEYS))]
        QTest.keyClick(focus, key)
        return f"key {key.name}"

    def _operate(self) -> str:
        """Use one of the controls that can be seen: whatever panel it belongs to."""
        parts = self._seen(QSlider, QComboBox, QAbstractButton, QTabBar, QAbstractItemView)
        if not parts:
            return "nothing to operate"
        part = parts[self._random.integers(len(parts))]
        match part:
            case QSlider():
                part.setValue(int(self._random.integers(part.minimum(), part.maximum() + 1)))
            case QComboBox() if part.count():
                part.setCurrentIndex(int(self._random.integers(part.count())))
                part.activated.emit(part.currentIndex())
            case QToolButton() | QPushButton() if part.menu() is not None:
                self._choose_entry(part.menu())  # a click would wait for a person to choose
            case QAbstractButton():
                part.click()
            case QTabBar() if part.count():
                part.setCurrentIndex(int(self._random.integers(part.count())))
            case QAbstractItemView():
                self._choose_row(part)
        return f"operate {type(part).__name__} {part.accessibleName()}"

    def _choose_entry(self, menu: QMenu) -> None:
        entries = [one for one in menu.actions() if one.isEnabled() and one.menu() is None and not one.isSeparator()]
        if entries:
            entries[self._random.integers(len(entries))].trigger()

    def _choose_row(self, view: QAbstractItemView) -> None:
        model = view.model()
        if model is not None and model.rowCount() and model.columnCount():
            row, column = (int(self._random.integers(n)) for n in (model.rowCount(), model.columnCount()))
            index = model.index(row, column)
            view.setCurrentIndex(index)
            view.clicked.emit(index)

    def _drag(self) -> str:
        """Drag inside a picture, or just click: brushes, frames, panning, the duty cycle."""
        views = self._seen(QGraphicsView)
        if not views:
            return "nothing to drag"
        area = views[self._random.integers(len(views))]
        assert isinstance(area, QGraphicsView)
        port = area.viewport()
        start, end = (QPoint(*(int(self._random.integers(1, n)) for n in (port.width(), port.height()))) for _ in "ab")
        held = self._pick_modifier()
        QTest.mousePress(port, Qt.MouseButton.LeftButton, held, start)
        if self._random.random() < 0.7:
            QTest.mouseMove(port, end)
            QTest.mouseRelease(port, Qt.MouseButton.LeftButton, held, end)
            return f"drag in {area.accessibleName()}"
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, held, start)
        return f"click in {area.accessibleName()}"

    def _pick_modifier(self) -> Qt.KeyboardModifier:
        return Qt.KeyboardModifier.ShiftModifier if self._random.random() < 0.3 else Qt.KeyboardModifier.NoModifier

    def _wheel(self) -> str:
        views = self._seen(QGraphicsView)
        if not views:
            return "nothing to zoom"
        area = views[self._random.integers(len(views))]
        assert isinstance(area, QGraphicsView)
        place = QPointF(area.viewport().rect().center())
        turn = QPoint(0, 120 if self._random.random() < 0.5 else -120)
        event = QWheelEvent(
            place, area.viewport().mapToGlobal(place), QPoint(), turn, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(area.viewport(), event)
        return f"wheel in {area.accessibleName()}"

    def _seen(self, *kinds: type[QWidget]) -> list[QWidget]:
        page = self._window.pages.currentWidget()
        parts = page.findChildren(QWidget) if page is not None else []
        return [
            one for one in parts
            if isinstance(one, kinds) and one.isVisible() and one.isEnabled() and not one.objectName().startswith("qt_")
        ]  # fmt: skip

    @staticmethod
    def _close_what_opened() -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog | QFileDialog | QMenu) and widget.isVisible():
                widget.close()


@pytest.fixture
def window(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """Open a story in a window in which nothing starts a process: runs and studies are scripts."""
    run = staticmethod(lambda *_, **__: StubRun(a_run_of(five_placements())))
    monkeypatch.setattr("simgui.runs.handle.RunHandle.start", run)
    study = staticmethod(lambda *_, **__: StubStudy([a_row(number) for number in range(3)]))
    monkeypatch.setattr("simgui.studies.handle.StudyHandle.start", study)
    file = tmp_path / f"{_STORY}.yaml"
    shutil.copy(bundled("scenarios") / f"{_STORY}.yaml", file)
    window = make_window(start_run=lambda *_: StubRun(a_run_of(five_placements())))
    window.open_scenario(str(file))
    assert window.session.document is not None
    yield window
    qtbot.waitUntil(lambda: not window.bridge.is_running, timeout=10_000)
    QThreadPool.globalInstance().waitForDone()
    window.session.document.undo_stack.setClean()


def _play(window: MainWindow, actions: int, seed: int) -> Monkey:
    document = window.session.document
    assert document is not None
    before = document.text
    monkey = Monkey(window, seed)
    for _ in range(actions):
        monkey.act()
        assert window.session.document is document, monkey.done[-3:]
        assert 0 <= document.undo_stack.index() <= document.undo_stack.count()
    after, steps = document.text, document.undo_stack.index()
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.text == before
    for _ in range(steps):
        document.undo_stack.redo()
    assert document.text == after
    return monkey


def test_that_two_hundred_random_actions_leave_the_window_whole(window: MainWindow) -> None:
    monkey = _play(window, 200, SEED)
    assert len(set(monkey.done)) > 40


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_that_ten_thousand_random_actions_leave_the_window_whole(window: MainWindow) -> None:
    _play(window, ACTIONS, SEED + 1)

"""A monkey at the window: random valid actions, no exception, no warning of Qt, no edit that cannot be undone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from simgui.core.errors import SimguiError
from simgui.core.paths import bundled
from simgui.ui.main_window import MainWindow
from simgui.ui.presenters.canvas import Lane
from simgui.ui.presenters.library import Item, shelves
from ui.conftest import MakeWindow
from ui.window_builders import StubRun, a_run_of, five_placements

SEED = int(os.environ.get("SIMGUI_MONKEY_SEED", "1"))
_STORY = "pipeline_valve"
_LEAVES = frozenset(
    {
        *("file.quit", "file.open", "file.edit", "file.save", "file.save_as", "file.reload", "file.home"),
        *("view.full_screen", "design.model", "study.run", "view.language.en", "view.language.de"),
    }
)
"""Actions that ask the desktop, write files, start real processes or leave the scenario."""

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
            self._key,
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

    def _key(self) -> str:
        focus = QApplication.focusWidget()
        if focus is not None:
            focus.clearFocus()
        return "focus"

    @staticmethod
    def _close_what_opened() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog | QFileDialog | QMenu) and widget.isVisible():
                widget.close()


@pytest.fixture
def window(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> Iterator[MainWindow]:
    file = tmp_path / f"{_STORY}.yaml"
    shutil.copy(bundled("scenarios") / f"{_STORY}.yaml", file)
    window = make_window(start_run=lambda *_: StubRun(a_run_of(five_placements())))
    window.open_scenario(str(file))
    assert window.session.document is not None
    yield window
    qtbot.waitUntil(lambda: not window.bridge.is_running, timeout=10_000)
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


def test_that_three_hundred_random_actions_leave_the_window_whole(window: MainWindow) -> None:
    monkey = _play(window, 300, SEED)
    assert len(set(monkey.done)) > 40


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_that_ten_thousand_random_actions_leave_the_window_whole(window: MainWindow) -> None:
    _play(window, 10_000, SEED + 1)

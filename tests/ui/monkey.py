"""A monkey at the window: random valid actions, each from a number of its own, so that any of them can be left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsView,
    QMenu,
    QPushButton,
    QSlider,
    QTabBar,
    QToolButton,
    QWidget,
)

from simgui.core.errors import SimguiError
from simgui.ui.document import ScenarioDocument
from simgui.ui.main_window import MainWindow
from simgui.ui.presenters.canvas import Lane
from simgui.ui.presenters.library import Item, shelves

_LEAVES = frozenset(
    {
        *("file.quit", "file.new", "file.open", "file.edit", "file.save_as", "file.reload", "file.home"),
        *("view.full_screen", "design.model", "view.language.en", "view.language.de"),
    }
)
"""Actions that ask the desktop or leave the scenario."""

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
_MOST_BACK = 6
_RESCUE_MS = 250


class Monkey:
    """Acts on a window, and looks after every action whether the document is whole.

    Parameters
    ----------
    window : MainWindow
        With a document open.
    seed : int
        Of all choices; an action is chosen by the seed and its own number, and by what the window offers then.
    """

    def __init__(self, window: MainWindow, seed: int) -> None:
        assert window.session.document is not None
        self._window, self._seed = window, seed
        self._document: ScenarioDocument = window.session.document
        self._shelves = shelves(self._document.registry, ())
        self._random = np.random.default_rng(seed)
        self.done: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.identities = 0
        self._rescue = QTimer()  # a menu that a key has opened waits for a person in an event loop of its own
        self._rescue.setInterval(_RESCUE_MS)
        self._rescue.timeout.connect(self._close_what_opened)
        self._ways: tuple[Callable[[], str], ...] = (
            *(self._trigger,) * 5,
            *(self._edit,) * 3,
            *(self._select,) * 2,
            self._undo,
            self._redo,
            self._go_back_and_forth,
            self._placement,
            self._cursor,
            self._drop,
            self._group,
            *(self._press,) * 2,
            *(self._operate,) * 4,
            *(self._drag,) * 2,
            self._wheel,
        )

    def act(self, number: int) -> None:
        """Do the thing of a number."""
        self._random = np.random.default_rng((self._seed, number))
        way = self._ways[self._random.integers(len(self._ways))]
        self.kinds[way.__name__.strip("_")] += 1
        self.done.append(f"{number}: {way.__name__.strip('_')}")  # should it not come back
        self._rescue.start()
        try:
            self.done[-1] = f"{number}: {way()}"
        finally:
            self._rescue.stop()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        self._close_what_opened()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as an event loop does when it turns
        self.look()

    def look(self) -> None:
        """Fail if the undo list and the document contradict each other."""
        document, stack = self._document, self._document.undo_stack
        assert self._window.session.document is document, "another document is open"
        assert 0 <= stack.index() <= stack.count()
        assert stack.canUndo() == (stack.index() > 0)
        assert stack.canRedo() == (stack.index() < stack.count())
        assert document.is_dirty or document.text == document.path.read_text(encoding="utf-8"), "clean, but not saved"
        assert document.scenario is self._window.session.scenario, "the session has another scenario"

    def undo_everything_and_redo_it(self) -> None:
        """Go to the beginning of the undo list and back; every text on the way must be the one that was there."""
        stack, texts = self._document.undo_stack, [self._state()]
        while stack.canUndo():
            stack.undo()
            texts.append(self._state())
        for expected in reversed(texts[:-1]):
            stack.redo()
            assert self._state() == expected, stack.undoText()
            self.identities += 1

    def _state(self) -> tuple[str, bool, int]:
        document = self._document
        return document.text, document.is_dirty, document.undo_stack.index()

    def _go_back_and_forth(self) -> str:
        """Undo a few edits and redo them."""
        stack = self._document.undo_stack
        states = [self._state()]
        for _ in range(int(self._random.integers(1, _MOST_BACK + 1))):
            if stack.canUndo():
                stack.undo()
                states.append(self._state())
        for expected in reversed(states[:-1]):
            stack.redo()
            assert self._state() == expected, f"redo is not undone undo: {stack.undoText()}"
            self.identities += 1
        return f"{len(states) - 1} back and forth"

    def _pick(self, choices: list[str]) -> str:
        return choices[self._random.integers(len(choices))] if choices else ""

    def _trigger(self) -> str:
        actions = [a for a in self._window.registry.all() if a.isEnabled() and a.objectName() not in _LEAVES]
        action = actions[self._random.integers(len(actions))]
        action.trigger()
        return action.objectName()

    def _edit(self) -> str:
        path = self._pick(list(_VALUES))
        value = self._pick(list(_VALUES[path]))
        try:
            self._document.set_value(path.strip(), value)
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
        self._document.undo_stack.undo()
        return "undo"

    def _redo(self) -> str:
        self._document.undo_stack.redo()
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
        name = f"operate {type(part).__name__} {part.accessibleName()}"
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
        return name

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
        port, name = area.viewport(), area.accessibleName()
        start, end = (QPoint(*(int(self._random.integers(1, n)) for n in (port.width(), port.height()))) for _ in "ab")
        is_held = self._random.random() < 0.3
        held = Qt.KeyboardModifier.ShiftModifier if is_held else Qt.KeyboardModifier.NoModifier
        QTest.mousePress(port, Qt.MouseButton.LeftButton, held, start)
        if self._random.random() < 0.7:
            QTest.mouseMove(port, end)
            QTest.mouseRelease(port, Qt.MouseButton.LeftButton, held, end)
            return f"drag in {name}"
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, held, start)
        return f"click in {name}"

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
        parts = [part for kind in kinds for part in page.findChildren(kind)] if page is not None else []
        return [one for one in parts if one.isVisible() and one.isEnabled() and not one.objectName().startswith("qt_")]

    @staticmethod
    def _close_what_opened() -> None:
        for _ in range(9):
            if (popup := QApplication.activePopupWidget()) is not None:
                popup.close()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog | QMenu) and widget.isVisible():
                widget.close()

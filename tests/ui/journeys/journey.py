"""Walks a journey inside the program: does one thing, waits until the window shows its outcome, does the next."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from simgui.ui.main_window import MainWindow
from simgui.ui.watchdog import Watchdog
from ui.journeys.ear import Ear
from ui.journeys.hand import Hand, middle

_LOOK_EVERY_MS = 8
_PATIENCE_S = 40.0
_WITH_FOCUS = (Qt.WindowType.Window, Qt.WindowType.Dialog)

Wait = tuple[str, Callable[[], object]]
Steps = Iterator[Wait]


class Journey(QObject):
    """Base of the journeys; a subclass has `steps`, which yields what to wait for.

    Parameters
    ----------
    window : MainWindow
        On a real screen.
    folder : Path
        Where the report and, after a failure, a picture go.
    """

    def __init__(self, window: MainWindow, folder: Path) -> None:
        super().__init__(window)
        self.window: Any = window  # a journey looks at what is inside
        self.folder, self.hand = folder, Hand()
        self._ear = Ear(self.hand.mark_atom)
        QCoreApplication.instance().installNativeEventFilter(self._ear)  # type: ignore[union-attr]
        self.noted: dict[str, object] = {}
        self._begun_s = self._since_s = perf_counter()
        self._times_s: dict[str, float] = {}
        self._works_s: dict[str, float] = {}
        self._step = ""
        self._wait: Wait = ("the window", window.isVisible)
        self._steps = self.steps()
        self._watchdog = Watchdog(self)
        self._watchdog.start()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def steps(self) -> Steps:
        """Do something, then yield what must become true, and so on."""
        raise NotImplementedError

    def begin(self, step: str) -> None:
        """Name what comes now, for the report."""
        if self._step:
            self._works_s[self._step] = round(self._watchdog.longest_work_s, 3)
            self._watchdog.start()
            self._times_s[self._step] = round(perf_counter() - self._begun_s - sum(self._times_s.values()), 2)
        self._step = step

    def heard(self) -> Steps:
        """Wait until everything the hand has done has come in."""
        self.hand.mark(int(self.window.winId()))
        count = self.hand.marks
        yield "the events of the hand", lambda: self._ear.heard >= count

    def click(self, widget: QWidget, across: float = 0.5, down: float = 0.5) -> Steps:
        """Click a widget once it can be hit, and stands still."""
        yield from self.settled(widget, lambda: middle(widget, across, down))
        yield from self.click_at(middle(widget, across, down))

    def click_at(self, place: QPoint) -> Steps:
        """Click at a place of the screen. [px]"""
        self.hand.click(place)
        yield from self.heard()

    def settled(self, widget: QWidget, place: Callable[[], QPoint]) -> Steps:
        """Wait until a place of a widget is uncovered, and where it was when last looked at. [px]"""
        last = QPoint(-1, -1)

        def is_still() -> bool:
            nonlocal last
            before, last = last, place()
            return before == last and _is_hit(widget, last)

        yield f"{widget.accessibleName() or type(widget).__name__} to be clicked", is_still

    def hover(self, widget: QWidget, place: QPoint) -> Steps:
        """Put the pointer on a place of the screen that belongs to a widget. [px]"""
        yield from self.settled(widget, lambda: place)
        for away in (QPoint(3, 2), QPoint(0, 0)):
            self.hand.move(place - away)
            yield from self.heard()

    def drag(self, start: QPoint, end: QPoint, parts: int = 6, is_over: Callable[[], object] = lambda: True) -> Steps:
        """Drag from one place of the screen to another; let go once `is_over` says that the end is reached. [px]"""
        self.hand.move(start)
        yield from self.heard()
        self.hand.press()
        yield from self.heard()
        for part in range(1, parts + 1):
            self.hand.move(start + (end - start) * (part / parts))
            yield from self.heard()
        yield "what is dragged to be over its target", is_over
        self.hand.release()
        yield from self.heard()

    def keys(self, *names: str, held: tuple[str, ...] = ()) -> Steps:
        """Press keys one after the other."""
        for name in names:
            yield "a window to take the keys", lambda: QApplication.focusWindow() is not None
            self.hand.key(name, held)
            yield from self.heard()

    def type_into(self, field: QWidget, text: str) -> Steps:
        """Click a field, and put a text in place of what it holds."""
        yield from self.click(field)
        yield f"the focus in {field.accessibleName()}", lambda: _has_focus(field)
        yield from self.keys("a", held=("Control_L",))
        self.hand.type(text)
        yield from self.heard()

    def wheel_to(self, area: QAbstractScrollArea, widget: QWidget) -> Steps:
        """Turn the wheel over the left edge of an area until the whole of a widget is in view."""
        port = area.viewport()
        self.hand.move(port.mapToGlobal(QPoint(12, port.height() // 2)))
        yield from self.heard()
        for _ in range(200):
            top = widget.mapTo(port, QPoint(0, 0)).y()
            if top >= 0 and top + widget.height() <= port.height():
                return
            before = area.verticalScrollBar().value()
            self.hand.wheel(1 if top < 0 else -1)
            yield from self.heard()
            if area.verticalScrollBar().value() == before:  # at its end: what is below may still be in the making
                yield from self.heard()
        raise AssertionError(f"the wheel does not bring {widget.accessibleName()} into view")

    def _look(self) -> None:
        self._manage_windows()
        text, is_true = self._wait
        try:
            if is_true():
                self._wait = next(self._steps)
                self._since_s = perf_counter()
            elif perf_counter() - self._since_s > _PATIENCE_S:
                self._end(f"waited {_PATIENCE_S:g} s for {text}")
        except StopIteration:
            self._end("")
        except Exception:  # noqa: BLE001 - it is told to the test, which fails by it
            self._end(traceback.format_exc())

    @staticmethod
    def _manage_windows() -> None:
        """Do what a window manager would: the window that opened last gets the keyboard."""
        if QApplication.activePopupWidget() is None:
            shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()]
            real = [one for one in shown if one.windowType() in _WITH_FOCUS]
            if real and not any(one.isActiveWindow() for one in real):
                real[-1].activateWindow()

    def _end(self, failure: str) -> None:
        self._timer.stop()
        self.begin("")
        if failure:
            screen = self.window.screen()
            screen.grabWindow(0).save(str(self.folder / "failure.png"))
        report = {
            "failure": f"{failure}\nin step: {self._failed_step()}" if failure else "",
            "seconds": round(perf_counter() - self._begun_s, 1),
            "steps_s": self._times_s,
            "longest_work_s": self._works_s,
            "noted": self.noted,
        }
        QCoreApplication.instance().removeNativeEventFilter(self._ear)  # type: ignore[union-attr]
        (self.folder / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
        self._watchdog.stop()
        if failure:
            self.window.close()
        else:
            self.hand.key("q", ("Control_L",))  # the program has to end by what ends it for a user

    def _failed_step(self) -> str:
        return list(self._times_s)[-1] if self._times_s else "the first"


def _is_hit(widget: QWidget, place: QPoint) -> bool:
    """Tell whether a click at a place of the screen meets a widget or something in it. [px]"""
    met = QApplication.widgetAt(place)
    return widget.isEnabled() and met is not None and (met is widget or widget.isAncestorOf(met))


def _has_focus(field: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is field or field.isAncestorOf(focus))

"""A hand at mouse and keyboard of an X server: its events come in like those of a person, through the server."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

_NAMES = {
    " ": "space", "\n": "Return", "-": "minus", ".": "period", ",": "comma", "/": "slash", "_": "underscore",
    "<": "less", ">": "greater", "=": "equal", "%": "percent", ":": "colon", "+": "plus", "(": "parenleft",
    ")": "parenright",
}  # fmt: skip
_LEFT, _SCROLL_UP = 1, 4
_CARDINAL = 6


def libraries_missing() -> str:
    """Name the libraries of X11 that are not there."""
    return ", ".join(name for name in ("X11", "Xtst") if ctypes.util.find_library(name) is None)


class Hand:
    """Moves the pointer and presses keys by the XTEST extension, on the display that DISPLAY names."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11"))
        self._test = ctypes.CDLL(ctypes.util.find_library("Xtst"))
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._x.XKeysymToKeycode.restype = ctypes.c_ubyte
        self._x.XkbKeycodeToKeysym.restype = ctypes.c_ulong
        self._x.XInternAtom.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))
        self.mark_atom: int = self._x.XInternAtom(self._display, b"_JOURNEY_MARK", 0)
        self.marks = 0

    def mark(self, window: int) -> None:
        """Have a window of Qt told, behind all events of before, that they have been sent."""
        value = ctypes.c_long(self.marks)
        self._x.XChangeProperty(
            self._display, ctypes.c_ulong(window), ctypes.c_ulong(self.mark_atom), ctypes.c_ulong(_CARDINAL), 32, 0,
            ctypes.byref(value), 1,
        )  # fmt: skip
        self.marks += 1
        self._flush()

    def move(self, place: QPoint) -> None:
        """Move the pointer to a place of the screen. [px]"""
        self._test.XTestFakeMotionEvent(self._display, -1, place.x(), place.y(), ctypes.c_ulong(0))
        self._flush()

    def press(self, button: int = _LEFT) -> None:
        self._test.XTestFakeButtonEvent(self._display, button, 1, ctypes.c_ulong(0))
        self._flush()

    def release(self, button: int = _LEFT) -> None:
        self._test.XTestFakeButtonEvent(self._display, button, 0, ctypes.c_ulong(0))
        self._flush()

    def click(self, place: QPoint) -> None:
        """Click at a place of the screen. [px]"""
        self.move(place)
        self.press()
        self.release()

    def wheel(self, steps: int) -> None:
        """Turn the wheel under the pointer; up is positive. [-]"""
        button = _SCROLL_UP if steps > 0 else _SCROLL_UP + 1
        for _ in range(abs(steps)):
            self.press(button)
            self.release(button)

    def key(self, name: str, modifiers: Sequence[str] = ()) -> None:
        """Press a key by its X11 name, e.g. ``Return`` with ``Control_L``."""
        code, is_shifted = self._code(name)
        held = [self._code(one)[0] for one in (*modifiers, *(("Shift_L",) if is_shifted else ()))]
        for one in (*held, code):
            self._key(one, is_down=True)
        for one in (code, *reversed(held)):
            self._key(one, is_down=False)
        self._flush()

    def type(self, text: str) -> None:
        """Type a text, letter by letter."""
        for letter in text:
            self.key(_NAMES.get(letter, letter))

    def _code(self, name: str) -> tuple[int, bool]:
        symbol = ctypes.c_ulong(self._x.XStringToKeysym(name.encode()))
        code = self._x.XKeysymToKeycode(self._display, symbol)
        if not code:
            raise KeyError(name)
        plain = self._x.XkbKeycodeToKeysym(self._display, ctypes.c_ubyte(code), 0, 0)
        return code, plain != symbol.value

    def _key(self, code: int, *, is_down: bool) -> None:
        self._test.XTestFakeKeyEvent(self._display, code, int(is_down), ctypes.c_ulong(0))

    def _flush(self) -> None:
        self._x.XSync(self._display, 0)


def middle(widget: QWidget, across: float = 0.5, down: float = 0.5) -> QPoint:
    """Give a place of a widget on the screen, by its shares of width and height. [px]"""
    return widget.mapToGlobal(QPoint(round(widget.width() * across), round(widget.height() * down)))

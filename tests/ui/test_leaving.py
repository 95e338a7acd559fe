"""Processes that have told everything are freed once they are gone, and the window does not wait for them."""

from __future__ import annotations

from dataclasses import dataclass

from pytestqt.qtbot import QtBot

from simgui.ui.bridges.leaving import Leaving


@dataclass
class _Leaver:
    looks_left: int
    closed: bool = False

    def has_left(self) -> bool:
        self.looks_left -= 1
        return self.looks_left < 0

    def close(self) -> None:
        self.closed = True


def test_that_what_is_gone_is_freed_at_once(qtbot: QtBot) -> None:
    leaving, leaver = Leaving(), _Leaver(0)
    leaving.see_off(leaver)
    assert leaver.closed


def test_that_what_lingers_is_freed_as_soon_as_it_is_gone(qtbot: QtBot) -> None:
    leaving, quick, slow = Leaving(), _Leaver(1), _Leaver(3)
    leaving.see_off(slow)
    leaving.see_off(quick)
    assert not slow.closed
    qtbot.waitUntil(lambda: quick.closed and slow.closed)


def test_that_closing_the_window_waits_for_all(qtbot: QtBot) -> None:
    leaving, leaver = Leaving(), _Leaver(1_000_000)
    leaving.see_off(leaver)
    leaving.stop()
    assert leaver.closed

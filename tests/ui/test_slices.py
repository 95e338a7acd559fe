"""Long work of the window is done piece by piece, in order, and can wait."""

from __future__ import annotations

from functools import partial
from time import sleep

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from simgui.ui.widgets.slices import Slices


def test_that_pieces_are_done_in_their_order_a_few_at_a_time(qtbot: QtBot) -> None:
    owner, done = QObject(), list[int]()
    slices = Slices(owner)

    def piece(number: int) -> None:
        done.append(number)
        sleep(0.008)

    for number in range(5):
        slices.add(partial(piece, number))
    slices.go_on()
    assert done == []
    qtbot.waitUntil(lambda: bool(done))
    assert len(done) < 5
    qtbot.waitUntil(lambda: len(slices) == 0)
    assert done == [0, 1, 2, 3, 4]


def test_that_a_pause_holds_and_what_is_wanted_now_is_done_now(qtbot: QtBot) -> None:
    owner, done = QObject(), list[int]()
    slices = Slices(owner)
    for number in range(4):
        slices.add(partial(done.append, number))
    slices.go_on()
    slices.pause()
    qtbot.wait(20)
    assert done == []
    slices.run_until(lambda: 1 in done)
    assert done == [0, 1]
    slices.clear()
    slices.run_until()
    assert done == [0, 1]

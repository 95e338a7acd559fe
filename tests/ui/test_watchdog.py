from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from simgui.ui.main_window import MainWindow
from simgui.ui.watchdog import Watchdog
from ui.window_builders import StubRun, a_run_of, a_scenario, five_placements


def _hold(seconds: float) -> None:
    end = monotonic() + seconds
    while monotonic() < end:
        pass


def test_that_a_block_of_the_window_is_noticed(qtbot: QtBot) -> None:
    watchdog = Watchdog()
    watchdog.start()
    QTimer.singleShot(30, watchdog, lambda: _hold(0.15))
    qtbot.waitUntil(lambda: watchdog.longest_block_s > 0.1)
    watchdog.stop()
    assert 0.12 < watchdog.longest_block_s < 2.0
    assert watchdog.frame_s(0.0) < 0.1


def test_that_an_idle_window_shows_every_frame(qtbot: QtBot) -> None:
    watchdog = Watchdog()
    watchdog.start()
    qtbot.waitUntil(lambda: len(watchdog.frames_s) > 20)
    watchdog.stop()
    assert 0.01 < watchdog.frame_s(0.5) < 0.05


def test_that_a_block_that_lasts_to_the_end_counts(qtbot: QtBot) -> None:
    watchdog = Watchdog()
    watchdog.start()
    _hold(0.12)
    watchdog.stop()
    assert watchdog.longest_block_s > 0.1


def test_that_results_come_in_without_blocking_the_window(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    runs = five_placements()
    stub = StubRun(a_run_of(runs))
    names = tuple(run.placement for run in runs)
    window = make_window(start_run=stub.start, load_scenario=lambda name, _: a_scenario(placements=names))
    window.open_scenario("motors.yaml")
    with qtbot.waitSignal(window.bridge.finished):  # the first run imports and makes the charts
        window.registry.action("run.start").trigger()
    stub.batches += a_run_of(runs)
    watchdog = Watchdog(window)
    watchdog.start()
    with qtbot.waitSignal(window.bridge.finished):
        window.registry.action("run.start").trigger()
    watchdog.stop()
    assert watchdog.longest_block_s < 0.25  # on a machine that may be busy with other tests

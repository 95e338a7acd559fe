"""Every test of the window runs without a screen, with settings of its own, and leaves nothing running."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simgui.ui.app import create_application, dress
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import StartRun, start_in_process
from simgui.ui.collector import Collector
from simgui.ui.main_window import LoadScenario, MainWindow, load
from simgui.ui.settings import WindowSettings
from simgui.ui.theme import ThemeMode

MakeWindow = Callable[..., MainWindow]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return create_application()


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    appearance = Appearance(ThemeMode.LIGHT)
    dress(qapp, appearance)
    yield appearance
    appearance.deleteLater()


@pytest.fixture
def settings(tmp_path: Path) -> WindowSettings:
    return WindowSettings(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def make_window(
    qapp: QApplication, qtbot: QtBot, appearance: Appearance, settings: WindowSettings
) -> Iterator[MakeWindow]:
    """Make a window on a stub run and a stub loader, or on the real ones; it is gone before the next test.

    As in the program, garbage is collected in the window's thread alone.
    """
    windows: list[MainWindow] = []
    collector = Collector(qapp)

    def make(*, start_run: StartRun = start_in_process, load_scenario: LoadScenario = load) -> MainWindow:
        window = MainWindow(appearance, settings, start_run=start_run, load_scenario=load_scenario)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows.clear()
    gc.collect()  # else their remains might be collected, and destroyed, in a thread
    collector.close()
    collector.deleteLater()


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a process, a thread or a running timer of the window."""
    yield
    assert not multiprocessing.active_children(), "a process was left"
    for left in gc.get_objects():
        if isinstance(left, QThread | QTimer) and shiboken6.isValid(left):
            active = left.isActive() if isinstance(left, QTimer) else left.isRunning()
            assert not active or left.parent() is None, f"{left} of {left.parent()} was left by {request.node.name}"

"""The program with a window: makes the application, shows the window, and runs the event loop."""

from __future__ import annotations

import signal
import socket
import sys

from PySide6.QtCore import QObject, QSettings, QSocketNotifier
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from simgui.ui.appearance import Appearance
from simgui.ui.icons import application_icon
from simgui.ui.main_window import MainWindow
from simgui.ui.settings import WindowSettings
from simgui.ui.stylesheet import stylesheet
from simgui.ui.theme import TypeSize, qt_palette


def main(scenario: str | None) -> int:
    """Open the window and return when it is closed.

    Parameters
    ----------
    scenario : str | None
        A file or the name of a shipped story to open at once; None shows the start page.

    Returns
    -------
    int
        The exit code.
    """
    application = create_application()
    settings = WindowSettings(QSettings("simgui", "simgui"))
    appearance = Appearance(settings.mode, application)
    dress(application, appearance)
    window = MainWindow(appearance, settings)
    window.show()
    if scenario is not None:
        window.open_scenario(scenario)
    interrupt = _InterruptWatch(window)
    code = application.exec()
    interrupt.close()
    return code


def create_application() -> QApplication:
    """Make the application object, or give the one that exists."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("simgui")
    application.setApplicationDisplayName("simgui")
    application.setDesktopFileName("simgui")
    application.setStyle("Fusion")
    application.setWindowIcon(application_icon())
    return application


def dress(application: QApplication, appearance: Appearance) -> None:
    """Give the application its type and colours, now and whenever they change."""
    font = QFont(application.font())
    font.setPixelSize(TypeSize.BODY)
    application.setFont(font)

    def colour() -> None:
        application.setPalette(qt_palette(appearance.colours))
        application.setStyleSheet(stylesheet(appearance.colours))

    appearance.changed.connect(colour)
    colour()


class _InterruptWatch(QObject):
    """Closes the window on Ctrl-C in the terminal, so that a run in progress is ended too."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        self._handler = signal.signal(signal.SIGINT, lambda _number, _frame: None)
        self._wakeup = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._interrupted)

    def close(self) -> None:
        """Give the signal back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        signal.signal(signal.SIGINT, self._handler)
        self._ours.close()
        self._theirs.close()

    def _interrupted(self) -> None:
        self._ours.recv(64)
        self._window.close()

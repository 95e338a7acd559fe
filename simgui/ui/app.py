"""The program with a window: makes the application, shows the window, and runs the event loop."""

from __future__ import annotations

import atexit
import signal
import socket
import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QSettings,
    QSocketNotifier,
    QTemporaryDir,
    QTranslator,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.collector import Collector
from simgui.ui.icons import application_icon, write_tinted
from simgui.ui.journal import journal_folder
from simgui.ui.main_window import MainWindow
from simgui.ui.settings import WindowSettings
from simgui.ui.stylesheet import stylesheet
from simgui.ui.theme import TypeSize, qt_palette
from simgui.ui.translation import Language, choose_language, preferred_language
from simgui.ui.warm_up import WarmUp

_LATER_SHEET = "simgui_later_sheet"


def main(scenario: str | None, *, presents: bool = False) -> int:
    """Open the window and return when it is closed.

    Parameters
    ----------
    scenario : str | None
        A file or the name of a shipped story to open at once; None shows the start page.
    presents : bool
        Whether to tell its story at once, on the whole screen.

    Returns
    -------
    int
        The exit code.
    """
    application = create_application()
    program = Program(application, WindowSettings(QSettings("simgui", "simgui")))
    if scenario is not None:
        program.window.open_scenario(scenario)
        if presents:
            program.window.present()
    interrupt = _InterruptWatch(program)
    collector = Collector(program)
    warm_up = WarmUp(program)
    code = application.exec()
    warm_up.close()
    collector.close()
    interrupt.close()
    return code


class Program(QObject):
    """Keeps one window open, and makes it anew when the user wants another language.

    Parameters
    ----------
    application : QApplication
        Runs the event loop.
    settings : WindowSettings
        What is remembered between sessions.
    """

    def __init__(self, application: QApplication, settings: WindowSettings) -> None:
        super().__init__(application)
        self._application, self._settings = application, settings
        self._qt_texts: QTranslator | None = None
        self.appearance = Appearance(settings.mode, self)
        dress(application, self.appearance)
        self._speak(preferred_language(settings.language, QLocale.system().name()))
        self.window = self._make_window()
        self.window.show()

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.appearance, self._settings, journals=journal_folder())
        window.language_chosen.connect(self._change_language)
        dress_window(self._application, window)
        return window

    def _change_language(self, code: str) -> None:
        """Put another window, in the other language, in the place of this one."""
        old = self.window
        old.remember()
        self._speak(Language(code))
        self.window = new = self._make_window()
        new.setGeometry(old.geometry())
        new.take_over(old)
        new.show()
        old.close()
        old.deleteLater()

    def _speak(self, choice: Language) -> None:
        choose_language(choice)
        if self._qt_texts is not None:
            QCoreApplication.removeTranslator(self._qt_texts)
            self._qt_texts = None
        if choice is not Language.ENGLISH:
            texts = QTranslator(self)
            if texts.load(f"qtbase_{choice.value}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
                QCoreApplication.installTranslator(texts)
                self._qt_texts = texts


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


@cache
def _drawings() -> Path:
    """Give the folder of the drawings style sheets name; it must stay as long as any sheet of the program."""
    folder = QTemporaryDir()
    atexit.register(folder.remove)
    return Path(folder.path())


def dress(application: QApplication, appearance: Appearance) -> None:
    """Give the application its type and colours, now and whenever they change.

    Notes
    -----
    Of another style sheet of the application Qt tells every widget once for each level it lies at, which takes five
    times as long as another sheet of the window; so windows that are there get the later ones.
    """
    font = QFont(application.font())
    font.setPixelSize(TypeSize.BODY)
    application.setFont(font)

    def colour() -> None:
        application.setPalette(qt_palette(appearance.colours))
        arrow = write_tinted("chevron_down", appearance.colours.muted, _drawings())
        check = write_tinted("check", appearance.colours.on_accent, _drawings())
        sheet = stylesheet(appearance.colours, arrow.as_posix(), check.as_posix())
        windows = [one for one in application.topLevelWidgets() if one.parent() is None and not isinstance(one, QMenu)]
        if not application.styleSheet() or not any(isinstance(one, QMainWindow) for one in windows):
            application.setProperty(_LATER_SHEET, "")
            application.setStyleSheet(sheet)
            return
        application.setProperty(_LATER_SHEET, sheet)
        for window in windows:
            window.setStyleSheet(sheet)

    appearance.changed.connect(colour)
    colour()


def dress_window(application: QApplication, window: QWidget) -> None:
    """Give a window that was made later the colours that others have by now."""
    sheet = application.property(_LATER_SHEET)
    if sheet:
        window.setStyleSheet(str(sheet))


class _InterruptWatch(QObject):
    """Closes the window on Ctrl-C in the terminal, so that a run in progress is ended too."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
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
        self._program.window.close()

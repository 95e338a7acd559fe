from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simgui.ui.main_window import MainWindow
from ui.window_builders import StubRun, a_run_of, five_placements


class _Windows(QObject):
    """Notes which windows come up."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWindow):
            self.names.append(watched.objectName())
        return False


def test_that_no_part_flashes_up_as_a_window_of_its_own(qtbot: QtBot, make_window: Callable[..., MainWindow]) -> None:
    """A widget that is shown before it has a parent does so for a moment, and takes the focus from the window."""
    window = make_window(start_run=StubRun(a_run_of(five_placements())).start)
    noted = _Windows(window)
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(noted)
    window.open_scenario("predictive_maintenance")
    for is_run in (False, True):
        if is_run:
            window.show_workspace("run")  # in Present, the space bar goes on
            with qtbot.waitSignal(window.bridge.finished):
                window.registry.action("run.start").trigger()
        for key, workspace in window.workspaces.items():
            window.show_workspace(key)
            for view in workspace.views:
                workspace.show_view(view)
            QApplication.processEvents()
    for key in window.views:
        window.show_view(key)
    application.removeEventFilter(noted)
    assert noted.names == []
    assert window.isActiveWindow()

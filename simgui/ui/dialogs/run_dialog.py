"""Asks which run folder to open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from simgui.ui.translation import tr


def ask_for_run(parent: QWidget, take: Callable[[str], None]) -> None:
    """Open the dialog; nothing waits for it.

    Parameters
    ----------
    parent : QWidget
        The window.
    take : Callable[[str], None]
        Gets the folder.
    """
    dialog = QFileDialog(parent, tr("Open a run folder"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(take)
    dialog.open()

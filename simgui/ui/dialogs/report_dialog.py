"""Asks where a report is saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from simgui.ui.translation import tr


def ask_for_report(parent: QWidget, stem: str, ending: str, chosen: Callable[[str], object]) -> QFileDialog:
    """Ask where a report goes.

    Parameters
    ----------
    parent : QWidget
        Whose dialog it is.
    stem : str
        The name proposed, without its ending.
    ending : str
        ``.html`` or ``.pdf``.
    chosen : Callable
        Gets the file's name.

    Returns
    -------
    QFileDialog
        Open, and gone once it is closed.
    """
    dialog = QFileDialog(parent, tr("Save the report"), f"{stem}{ending}", f"{tr('Reports')} (*{ending})")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending[1:])
    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog

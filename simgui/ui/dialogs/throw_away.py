"""Asks before unsaved edits are thrown away: nothing else in the window asks back, for nothing else is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from simgui.ui.journal import Recovery, discard
from simgui.ui.translation import tr


def ask_to_throw_away(parent: QWidget, recoveries: Sequence[Recovery], then: Callable[[], object]) -> None:
    """Ask without blocking.

    Parameters
    ----------
    parent : QWidget
        The window.
    recoveries : Sequence[Recovery]
        What windows left unsaved.
    then : Callable[[], object]
        Called once they are gone.
    """
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("Throw unsaved edits away"))
    names = ", ".join(dict.fromkeys(one.file.name for one in recoveries))
    box.setText(tr("The unsaved edits of {file} cannot be brought back afterwards.", file=names))
    yes = box.addButton(tr("Throw away"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(tr("Keep them"), QMessageBox.ButtonRole.RejectRole))

    def answered(_code: int) -> None:
        if box.clickedButton() is yes:
            for one in recoveries:
                discard(one)
            then()

    box.finished.connect(answered)
    box.open()

"""The undo list: every edit by name; a click goes back or forward to it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QUndoView, QVBoxLayout, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.document_view import DocumentView
from simgui.ui.session import Session
from simgui.ui.translation import tr


class HistoryView(DocumentView):
    """Lists the edits of the open document; the one that was saved has a sign.

    Parameters
    ----------
    session : Session
        What is open and selected.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(tr("History"))
        self._appearance = appearance
        self.list = QUndoView()
        self.list.setAccessibleName(tr("History"))
        self.list.setEmptyLabel(tr("As it was opened"))
        self.list.setIconSize(QSize(14, 14))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        appearance.changed.connect(self._tint)
        self._tint()
        self.follow()

    def show_document(self, document: ScenarioDocument | None) -> None:
        """Show the edits of another document."""
        self.list.setStack(document.undo_stack if document is not None else None)  # type: ignore[arg-type]
        self.list.setEnabled(document is not None)

    def refresh(self) -> None:
        """Leave it to the list: it follows the edits by itself."""

    def _tint(self) -> None:
        icon = self._appearance.icon("save", "muted")
        self.list.setCleanIcon(icon if not icon.isNull() else QIcon())

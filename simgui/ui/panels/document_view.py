"""What every view of the open document does: follow the session to another document, and report refused edits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from simgui.core.errors import SimguiError
from simgui.ui.document import ScenarioDocument
from simgui.ui.session import Session


class DocumentView(QWidget):
    """A view of the open document.

    Parameters
    ----------
    session : Session
        What is open and selected.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.document: ScenarioDocument | None = None

    def follow(self) -> None:
        """Show what is open, now and from now on."""
        self.session.document_changed.connect(self._look)
        self._look()
        if self.document is None:
            self.show_document(None)

    def show_document(self, document: ScenarioDocument | None) -> None:
        """Show another document, or none."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show the document as it is now."""
        raise NotImplementedError

    def attempt(self, edit: Callable[[ScenarioDocument], object]) -> bool:
        """Make an edit; one that is refused is told in the status bar, and the view shows what is there."""
        if self.document is None:
            return False
        try:
            edit(self.document)
        except SimguiError as error:
            self.session.say(str(error))
            self.refresh()
            return False
        return True

    def _look(self) -> None:
        document = self.session.document
        if document is self.document:
            return
        old, self.document = self.document, document
        if old is not None:
            old.changed.disconnect(self.refresh)
            old.problems_changed.disconnect(self.refresh)
        if document is not None:
            document.changed.connect(self.refresh)
            document.problems_changed.connect(self.refresh)
        self.show_document(document)

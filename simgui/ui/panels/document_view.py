"""What every view of the open document does: follow the session to another document, and report refused edits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simgui.core.errors import SimguiError
from simgui.ui.document import ScenarioDocument
from simgui.ui.session import Session


class DocumentView(QWidget):
    """A view of the open document; one that takes long to fill is brought up to date once for many edits.

    A subclass sets ``IS_LATE`` if it may be behind the document until the event loop comes round.

    Parameters
    ----------
    session : Session
        What is open and selected.
    parent : QWidget | None
        Where it belongs.
    """

    IS_LATE = False

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.document: ScenarioDocument | None = None
        self._is_behind = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.catch_up)

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

    def catch_up(self) -> None:
        """Bring a late view up to date now."""
        self._later.stop()
        if self._is_behind:
            self._is_behind = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what happened while it was hidden."""
        super().showEvent(event)
        self.catch_up()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Wait until it is seen again."""
        super().hideEvent(event)
        self._later.stop()

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
            old.changed.disconnect(self._document_changed)
            old.problems_changed.disconnect(self._document_changed)
        if document is not None:
            document.changed.connect(self._document_changed)
            document.problems_changed.connect(self._document_changed)
        self.show_document(document)

    def _document_changed(self) -> None:
        if not self.IS_LATE:
            self.refresh()
            return
        self._is_behind = True
        if self.isVisible() and not self._later.isActive():
            self._later.start()

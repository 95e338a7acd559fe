"""Says that another program has changed the open file, and what can be done: reload, overwrite, or another name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simgui.ui.actions import Actions
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.document_view import DocumentView
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.widgets.notice import Notice

_SAVE_AS = "file.save_as"


class DocumentNotice(DocumentView):
    """A notice above the views; hidden while the file on disk is the one that was opened.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions | None
        Where saving under another name is found.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, session: Session, actions: Actions | None = None, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._actions = actions
        self.notice = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._state_changed)
        self.follow()

    def show_document(self, document: ScenarioDocument | None) -> None:
        """Watch another document."""
        if document is not None:
            document.conflicted.connect(self.warn)
            document.dirty_changed.connect(self._look_again)
            document.file_changed.connect(self._look_again)
        self.notice.hide()
        if document is not None and document.is_dirty and document.has_changed_on_disk():
            self.warn()

    def refresh(self) -> None:
        """Leave the notice as it is: edits do not change the file."""

    def warn(self) -> None:
        """Show what happened and what can be done."""
        document = self.document
        if document is None:
            return
        text = tr("Overwriting it undoes that change; reloading it keeps your edits in the undo list.")
        actions = [(tr("Reload"), self._reload), (tr("Overwrite"), self._overwrite)]
        if self._actions is not None and _SAVE_AS in self._actions.names():
            actions.append((tr("Save as…"), self._actions.action(_SAVE_AS).trigger))
        name = document.path.name
        self.notice.say(tr("{file} was changed by another program", file=name), text, tuple(actions))

    def look(self) -> None:
        """Look at the file on disk: reload an unchanged document at once, and ask about edits."""
        document = self.document
        if document is None or not document.has_changed_on_disk():
            self.notice.hide()
        elif document.is_dirty:
            self.warn()
        else:
            self._reload()
            self.session.say(tr("Reloaded {file}: another program has changed it.", file=document.path.name))

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _look_again(self) -> None:
        if self.document is not None and not self.document.has_changed_on_disk():
            self.notice.hide()

    def _reload(self) -> None:
        self.attempt(ScenarioDocument.reload)
        self.notice.hide()

    def _overwrite(self) -> None:
        self.attempt(lambda document: document.save(overwrite=True))
        self.notice.hide()

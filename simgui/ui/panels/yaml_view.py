"""The text of the scenario, live in both directions: what is typed is an edit of the document, and edits are shown."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simgui.core.diagnostics import Diagnostic
from simgui.core.errors import SimguiError
from simgui.scenario.draft import first_message
from simgui.scenario.path import join, parse_path
from simgui.scenario.splice import Splice, splice_between
from simgui.scenario.yaml_span import line_start
from simgui.ui.appearance import Appearance
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.document_view import DocumentView
from simgui.ui.presenters.wording import plural
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.code_editor import CodeEditor
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import text_label

_SELECT_AFTER_MS = 150
_INDENT = "  "


class ScenarioEditor(CodeEditor):
    """An editor whose undo keys belong to the document, and whose Tab indents by two spaces."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave undo and redo to the actions of the window; keep the indent on Return."""
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            event.ignore()
            return
        cursor = self.textCursor()
        if event.key() == Qt.Key.Key_Tab and not event.modifiers():
            cursor.insertText(_INDENT)
        elif event.key() == Qt.Key.Key_Backtab:  # Tab indents, so another key must lead out
            self.setTabChangesFocus(True)
            self.focusPreviousChild()
            self.setTabChangesFocus(False)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            before = cursor.block().text()[: cursor.positionInBlock()]
            indent = before[: len(before) - len(before.lstrip(" "))]
            deeper = _INDENT if before.split("#")[0].rstrip().endswith(":") else ""
            cursor.insertText("\n" + indent + deeper)
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)


class YamlView(DocumentView):
    """Shows the text; the line of the cursor and the selected part follow each other.

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
        self.setAccessibleName(tr("Text of the scenario"))
        self._is_own = False
        self.editor = ScenarioEditor(appearance)
        self.editor.setAccessibleName(tr("Text of the scenario"))
        self.setFocusProxy(self.editor)
        self._path = ElidedLabel("caption")
        self._state = text_label("", "caption")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SELECT_AFTER_MS)
        self._timer.timeout.connect(self._select_at_cursor)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.S, 0, Space.S, 2)
        foot.addWidget(self._path, 1)
        foot.addWidget(self._state)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self.editor, 1)
        whole.addLayout(foot)
        self.editor.document().contentsChange.connect(self._typed)
        self.editor.cursorPositionChanged.connect(self._cursor_moved)
        session.selection_changed.connect(self._show_selection)
        self.follow()

    def show_document(self, document: ScenarioDocument | None) -> None:
        """Show the text of another document."""
        self._is_own = True
        self.editor.setPlainText(document.text if document is not None else "")
        self._is_own = False
        self.editor.setReadOnly(document is None)
        self.editor.setPlaceholderText("" if document is not None else tr("Open a scenario to see its text."))
        self.refresh()

    def refresh(self) -> None:
        """Bring the text up to date, touching only what differs, and mark what is wrong."""
        document = self.document
        if document is None:
            self.editor.mark({}, {})
            self._path.show_text("")
            self._state.setText("")
            return
        shown = self.editor.toPlainText()
        if shown != document.text:
            self._is_own = True
            self._apply(splice_between(shown, document.text), shown)
            self._is_own = False
        self.editor.mark(_by_line(document.problems), _by_line(document.warnings))
        count = len(document.problems)
        self._state.setText("✗ " + plural(count, "problem") if count else f"✓ {tr('valid')}")

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Select nothing any more."""
        super().hideEvent(event)
        self._timer.stop()

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor at a place, counted from 1, and show it."""
        block = self.editor.document().findBlockByNumber(max(0, line - 1))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(max(0, column - 1), max(0, block.length() - 1)))
        self.editor.setTextCursor(cursor)
        self.editor.centerCursor()
        self.editor.setFocus()

    def _apply(self, splice: Splice, shown: str) -> None:
        """Make a replacement in the editor; Qt counts in UTF-16, where some characters are two."""
        start = _utf16(shown[: splice.at])
        cursor = QTextCursor(self.editor.document())
        cursor.setPosition(start)
        cursor.setPosition(start + _utf16(splice.removed), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(splice.inserted)
        if not self.editor.hasFocus():
            cursor.setPosition(start)
            self.editor.setTextCursor(cursor)
            self._timer.stop()

    def _typed(self, _at: int, _removed: int, _added: int) -> None:
        if self._is_own or self.document is None:
            return
        text = _whole(self.editor.toPlainText())
        splice = splice_between(self.document.text, text)
        is_word = "\n" not in splice.inserted and len(splice.inserted) + len(splice.removed) <= 1
        line = line_start(text, splice.at)
        self.document.replace_text(text, tr("Type in the text"), merge=f"text:{line}" if is_word else "")

    def _cursor_moved(self) -> None:
        if not self._is_own:
            self._timer.start()

    def _select_at_cursor(self) -> None:
        """Select the part the cursor is in, if the user put it there."""
        document = self.document
        if document is None or document.draft.root is None:
            return
        position = self.editor.textCursor().position()
        shown = self.editor.toPlainText()
        offset = len(shown.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "ignore"))
        with suppress(SimguiError):
            path = join(document.parts.tree.steps_at(offset))
            self._path.show_text(path)
            if self.editor.hasFocus() and path:
                self.session.select(path)

    def _show_selection(self, path: str) -> None:
        """Go to the part that was selected elsewhere."""
        self._path.show_text(path)
        document = self.document
        if document is None or self.editor.hasFocus() or not path:
            return
        with suppress(SimguiError):
            found = document.parts.tree.find(parse_path(path))
            if found is not None:
                cursor = self.editor.textCursor()
                cursor.setPosition(_utf16(document.text[: found.start]))
                self._is_own = True
                self.editor.setTextCursor(cursor)
                self._is_own = False
                self.editor.centerCursor()


def _utf16(text: str) -> int:
    """Count the units that Qt counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _whole(text: str) -> str:
    """Put a sign in the place of half a character, which Qt can make and no file can hold."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _by_line(problems: tuple[Diagnostic, ...]) -> dict[int, tuple[int, str]]:
    found: dict[int, tuple[int, str]] = {}
    for one in problems:
        found.setdefault(one.location.line, (one.location.column, first_message((one,))))
    return found

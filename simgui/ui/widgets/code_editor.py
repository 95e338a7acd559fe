"""A plain text editor with line numbers, colours and marks of what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.yaml_colours import Ink, indent_of, opens_block, pieces
from simgui.ui.theme import tooltip_html

_PLAIN = -1


class YamlHighlighter(QSyntaxHighlighter):
    """Gives the pieces of YAML their colours.

    Parameters
    ----------
    document : QTextDocument
        What to colour.
    appearance : Appearance
        The colours.
    """

    def __init__(self, document: QTextDocument, appearance: Appearance) -> None:
        super().__init__(document)
        self._appearance = appearance
        self._formats: dict[Ink, QTextCharFormat] = {}
        self._take_colours()
        appearance.changed.connect(self._recolour)

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        """Colour a line; its state is the indent of the folded text it is in, or -1."""
        indent = self.previousBlockState()
        if indent != _PLAIN and (not text.strip() or indent_of(text) > indent):
            self.setCurrentBlockState(indent)
            self.setFormat(0, len(text), self._formats[Ink.TEXT])
            return
        self.setCurrentBlockState(indent_of(text) if opens_block(text) else _PLAIN)
        for piece in pieces(text):
            self.setFormat(piece.start, piece.length, self._formats[piece.ink])

    def _recolour(self) -> None:
        self._take_colours()
        self.rehighlight()

    def _take_colours(self) -> None:
        colours = self._appearance.colours
        for ink in Ink:
            form = QTextCharFormat()
            form.setForeground(QColor(colours.muted if ink is Ink.COMMENT else str(getattr(colours, ink.value))))
            form.setFontItalic(ink is Ink.COMMENT)
            self._formats[ink] = form


class CodeEditor(QPlainTextEdit):
    """Shows and edits text; undoing is left to whoever owns the text.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._marks: dict[int, str] = {}
        self._warned: frozenset[int] = frozenset()
        self._spots: list[QTextEdit.ExtraSelection] = []
        self.setProperty("role", "code")
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self.setMouseTracking(True)
        self._margin = _Margin(self)
        self._highlighter = YamlHighlighter(self.document(), appearance)
        self.blockCountChanged.connect(lambda _count: self._fit_margin())
        self.updateRequest.connect(self._scroll_margin)
        self.cursorPositionChanged.connect(self._show_spots)
        appearance.changed.connect(self._show_spots)
        self._fit_margin()

    def mark(self, errors: Mapping[int, tuple[int, str]], warnings: Mapping[int, tuple[int, str]]) -> None:
        """Underline what is wrong, and put a sign beside its line.

        Parameters
        ----------
        errors, warnings : Mapping[int, tuple[int, str]]
            Column and message by line; lines and columns are counted from 1.
        """
        self._marks = {line: text for found in (warnings, errors) for line, (_, text) in found.items()}
        self._warned = frozenset(warnings) - frozenset(errors)
        colours = self._appearance.colours
        self._spots = []
        for found, colour in ((warnings, colours.unsure), (errors, colours.bad)):
            for line, (column, text) in found.items():
                self._spots.append(self._wave(line, column, colour, text))
        self._show_spots()
        self._margin.update()

    def message_at(self, line: int) -> str:
        """Give what is wrong in a line, counted from 1."""
        return self._marks.get(line, "")

    def event(self, event: object) -> bool:
        """Say what is wrong where the mouse rests."""
        if isinstance(event, QHelpEvent):
            line = self.cursorForPosition(event.pos()).blockNumber() + 1
            QToolTip.showText(event.globalPos(), tooltip_html(self.message_at(line)), self)
            return True
        return bool(super().event(event))  # type: ignore[arg-type]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the line numbers at the left."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._margin.setGeometry(QRect(area.left(), area.top(), self.margin_width(), area.height()))

    def margin_width(self) -> int:
        """Give the width of the line numbers. [px]"""
        digits = max(2, len(str(self.blockCount())))
        return 22 + self.fontMetrics().horizontalAdvance("9") * digits

    def paint_margin(self, event: QPaintEvent) -> None:
        """Draw line numbers, and the signs of what is wrong."""
        colours = self._appearance.colours
        painter = QPainter(self._margin)
        painter.fillRect(event.rect(), QColor(colours.sunken))
        block = self.firstVisibleBlock()
        current = self.textCursor().blockNumber()
        bold = QFont(self.font())
        bold.setBold(True)
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if area.top() > event.rect().bottom():
                break
            number = block.blockNumber()
            top, height = round(area.top()), self.fontMetrics().height()
            painter.setFont(bold if number == current else self.font())
            painter.setPen(QColor(colours.text if number == current else colours.muted))
            right = self._margin.width() - 6
            painter.drawText(0, top, right, height, Qt.AlignmentFlag.AlignRight, str(number + 1))
            if number + 1 in self._marks:
                is_warning = number + 1 in self._warned
                painter.setPen(QColor(colours.unsure if is_warning else colours.bad))
                painter.drawText(3, top, 14, height, Qt.AlignmentFlag.AlignLeft, "!" if is_warning else "✗")
            block = block.next()
        painter.end()

    def click_margin(self, event: QMouseEvent) -> None:
        """Put the cursor into the line whose number was clicked."""
        cursor = self.cursorForPosition(event.position().toPoint())
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        self.setTextCursor(cursor)
        self.setFocus()

    def _wave(self, line: int, column: int, colour: str, text: str) -> QTextEdit.ExtraSelection:
        """Underline from a place to the end of the word, at least a character."""
        cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        length = cursor.block().length() - 1
        start = min(max(0, column - 1), max(0, length - 1))
        cursor.setPosition(cursor.block().position() + start)
        rest = cursor.block().text()[start:]
        word = len(rest.split("#")[0].split(",")[0].split(":")[0].rstrip()) or 1
        cursor.setPosition(cursor.position() + min(word, max(0, length - start)), QTextCursor.MoveMode.KeepAnchor)
        spot = QTextEdit.ExtraSelection()
        spot.cursor = cursor
        spot.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        spot.format.setUnderlineColor(QColor(colour))
        spot.format.setToolTip(text)
        return spot

    def _show_spots(self) -> None:
        line = QTextEdit.ExtraSelection()
        line.cursor = self.textCursor()
        line.cursor.clearSelection()
        line.format.setBackground(QColor(self._appearance.colours.accent_soft))
        line.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([line, *self._spots])
        self._margin.update()

    def _fit_margin(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)

    def _scroll_margin(self, area: QRect, moved: int) -> None:
        if moved:
            self._margin.scroll(0, moved)
        else:
            self._margin.update(0, area.y(), self._margin.width(), area.height())


class _Margin(QWidget):
    """The line numbers."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the width of the numbers."""
        return QSize(self._editor.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw them."""
        self._editor.paint_margin(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to the line."""
        self._editor.click_margin(event)

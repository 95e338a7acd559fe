"""Fields for the values of a scenario: judged while one types, taken when they are right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPlainTextEdit, QWidget

from simgui.ui.presenters.stepping import stepped, unit_completions
from simgui.ui.translation import tr

Judge = Callable[[str], str]
"""Gives what is wrong with a text, or nothing."""

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


def is_undo(event: QEvent) -> bool:
    """Tell whether a field is asked if undo or redo is meant for it; it is not, unless something is being typed."""
    keys = QKeySequence.StandardKey
    is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    return is_asked and isinstance(event, QKeyEvent) and (event.matches(keys.Undo) or event.matches(keys.Redo))


class TextField(QLineEdit):
    """A line of text.

    Signals
    -------
    committed(str)
        The user wants this value; it was judged to be right.
    judged(str)
        What is wrong with what stands there, or "".

    Parameters
    ----------
    judge : Judge
        Says what is wrong with a text.
    parent : QWidget | None
        Where it belongs.
    """

    committed = Signal(str)
    judged = Signal(str)

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._judge = judge
        self._shown = ""
        self.setMinimumWidth(60)
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self.commit)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the document while nothing is being typed."""
        if is_undo(event) and self.text() == self._shown:
            event.ignore()
            return False
        return super().event(event)

    def show_value(self, text: str, default: str) -> None:
        """Show what the file says, greyed what holds otherwise; what is being typed is left alone."""
        is_typing = self.hasFocus() and self.text() != self._shown
        self._shown = text
        self.setPlaceholderText(default)
        if not is_typing and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)
            self._mark("")

    def commit(self) -> None:
        """Take what stands there if it is right and new."""
        text = self.text().strip()
        if text == self._shown.strip() or self._judge(text):
            return
        self._shown = text
        self.committed.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the value back on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            self._mark("")
            self.judged.emit("")
            event.accept()
            return
        super().keyPressEvent(event)

    def _edited(self, text: str) -> None:
        wrong = self._judge(text.strip()) if text.strip() != self._shown.strip() else ""
        self._mark(wrong)
        self.judged.emit(wrong)

    def _mark(self, wrong: str) -> None:
        state = "bad" if wrong else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)


class QuantityField(TextField):
    """A number with its unit: arrow keys change it in its own unit, and units are offered while one types.

    Parameters
    ----------
    judge : Judge
        Says what is wrong with a text.
    units : tuple[str, ...]
        Units to offer.
    whole : bool
        Whether it is a whole number.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(
        self, judge: Judge, units: tuple[str, ...] = (), *, whole: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(judge, parent)
        self._units, self._whole = units, whole
        self._offers: QStringListModel | None = None
        if units:
            self.textEdited.connect(self._offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Change the number by the arrow keys, ten times as fast by Page Up and Down."""
        steps = _STEPS.get(Qt.Key(event.key()))
        popup = self.completer().popup() if self.completer() is not None else None
        if steps is None or (popup is not None and popup.isVisible()):
            super().keyPressEvent(event)
            return
        self.step(steps)
        event.accept()

    def step(self, steps: int) -> None:
        """Change the number by so many steps and take it, if that is right."""
        text = stepped(self.text() or self.placeholderText(), steps, whole=self._whole)
        if text != self.text() and not self._judge(text):
            self.setText(text)
            self.commit()

    def _offer(self, text: str) -> None:
        if self._offers is None:  # made by the first letter: most fields are only looked at
            self._offers = QStringListModel(self)
            completer = QCompleter(self._offers, self)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
            self.setCompleter(completer)
            completer.activated.connect(lambda _text: self._edited(self.text()))
        self._offers.setStringList(list(unit_completions(text, self._units)))


class _SearchLine(QLineEdit):
    """The line one searches a choice in; it leaves undo and redo to the document until something is typed."""

    shown = ""

    def event(self, event: QEvent) -> bool:
        """Ask the document first."""
        if is_undo(event) and self.text() == self.shown:
            event.ignore()
            return False
        return super().event(event)


class ChoiceField(QComboBox):
    """One of a few words, or what holds when nothing is written; with `search`, one of many, found by typing.

    Signals
    -------
    committed(str)
        The user wants this value; "" leaves it out.
    judged(str)
        What is wrong with what stands there, or "".

    Parameters
    ----------
    judge : Judge
        Says what is wrong with a text.
    search : bool
        Whether one types to find it.
    parent : QWidget | None
        Where it belongs.
    """

    committed = Signal(str)
    judged = Signal(str)

    def __init__(self, judge: Judge, *, search: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._judge, self._search = judge, search
        self._shown = ""
        self._choices: tuple[str, ...] = ()
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)
        self._line = _SearchLine()
        self._line.setProperty("role", "inner")
        if search:
            self.setLineEdit(self._line)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = QCompleter(self.model(), self)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            self.setCompleter(completer)
            self._line.textEdited.connect(self._edited)
            self._line.editingFinished.connect(self._finished)
        self.activated.connect(self._activated)

    def offer(self, choices: tuple[str, ...], *, may_be_left_out: bool) -> None:
        """Set what there is to choose from."""
        if choices == self._choices and self.count():
            return
        self._choices = choices
        self.blockSignals(True)
        self.clear()
        if may_be_left_out:
            self.addItem("", "")
        for choice in choices:
            self.addItem(choice, choice)
        self.blockSignals(False)

    def show_value(self, text: str, default: str) -> None:
        """Show what the file says, greyed what holds otherwise."""
        is_typing = self._search and self._line.hasFocus() and self.currentText() != self._shown
        self._shown = self._line.shown = text
        empty = self.findData("")
        if empty >= 0:
            self.setItemText(empty, "" if self._search else self._default_text(default))
        if self._search:
            self._line.setPlaceholderText(default or tr("none"))
        if is_typing:
            return
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(text))
        self._mark_default(is_default=not text and bool(default))
        if self._search:
            self.setEditText(text)
            self._line.setCursorPosition(0)
        self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Let the wheel scroll the page, not change values by accident."""
        event.ignore()

    def _default_text(self, default: str) -> str:
        return tr("{value} (default)", value=default) if default else tr("none")

    def _mark_default(self, *, is_default: bool) -> None:
        state = "default" if is_default and not self._search else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)

    def _edited(self, text: str) -> None:
        self.judged.emit(self._judge(text.strip()) if text.strip() != self._shown else "")

    def _finished(self) -> None:
        self._commit(self.currentText().strip())

    def _activated(self, index: int) -> None:
        self._commit(str(self.itemData(index) or ""))

    def _commit(self, text: str) -> None:
        if text != self._shown and not self._judge(text):
            self._shown = self._line.shown = text
            self.judged.emit("")
            self.committed.emit(text)


class LongTextField(QPlainTextEdit):
    """A text of several lines, taken when the focus leaves it.

    Signals
    -------
    committed(str)
        The user wants this value; it was judged to be right.
    judged(str)
        What is wrong with what stands there, or "".
    """

    committed = Signal(str)
    judged = Signal(str)

    def __init__(self, judge: Judge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._judge = judge
        self._shown = ""
        self.setTabChangesFocus(True)
        self.setFixedHeight(110)
        self.textChanged.connect(self._edited)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the document while nothing is being typed."""
        if is_undo(event) and self.toPlainText() == self._shown:
            event.ignore()
            return False
        return super().event(event)

    def show_value(self, text: str, default: str) -> None:
        """Show what the file says."""
        is_typing = self.hasFocus() and self.toPlainText() != self._shown
        self._shown = text
        self.setPlaceholderText(default)
        if not is_typing and self.toPlainText() != text:
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the text."""
        text = self.toPlainText().strip()
        if text != self._shown.strip() and not self._judge(text):
            self._shown = text
            self.committed.emit(text)
        super().focusOutEvent(event)

    def _edited(self) -> None:
        text = self.toPlainText().strip()
        self.judged.emit(self._judge(text) if text != self._shown.strip() else "")

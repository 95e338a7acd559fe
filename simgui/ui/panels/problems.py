"""The Problems page: why a scenario cannot be opened, place by place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from simgui.ui.presenters.problems import Problem, ProblemList
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import Card, clear_layout
from simgui.ui.widgets.text import rule, selectable, text_label


class ProblemsPage(QWidget):
    """Lists problems with what to do about them.

    Signals
    -------
    reload_requested, edit_requested, home_requested
        The user pressed a button.

    Parameters
    ----------
    parent : QWidget | None
        Where it belongs.
    """

    reload_requested = Signal()
    edit_requested = Signal()
    home_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Problems"))
        self._shown = ProblemList("", "", ())
        self.title = text_label("", "title", wraps=True)
        self._advice = text_label("", "muted", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self.title)
        words.addWidget(self._advice)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addLayout(words, 1)
        self.reload = QPushButton(tr("Reload"))
        self.reload.setProperty("role", "primary")
        self.reload.clicked.connect(self.reload_requested)
        edit, copy, home = (QPushButton(text) for text in (tr("Edit here"), tr("Copy all"), tr("Start page")))
        edit.clicked.connect(self.edit_requested)
        copy.clicked.connect(self._copy)
        home.clicked.connect(self.home_requested)
        for button in (self.reload, edit, copy, home):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._card = Card(tr("Problems"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.S)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setProperty("role", "plain")
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(tr("Problems"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self._card.content.addWidget(scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        whole.setSpacing(Space.L)
        whole.addLayout(head)
        whole.addWidget(self._card, 1)

    def show_problems(self, shown: ProblemList) -> None:
        """Show the problems of another file."""
        self._shown = shown
        self.title.setText(shown.title)
        self._advice.setText(shown.advice)
        clear_layout(self._rows)
        for number, problem in enumerate(shown.problems):
            if number:
                self._rows.addWidget(rule())
            self._rows.addWidget(_row(problem))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(problem.text for problem in self._shown.problems))


def _row(problem: Problem) -> QWidget:
    row = QWidget()
    row.setAccessibleName(problem.text)
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    head = QHBoxLayout()
    head.setSpacing(Space.S)
    head.addWidget(text_label("✗", "bad"))
    if problem.place:
        head.addWidget(selectable(text_label(problem.place, "place")))
    if problem.path:
        head.addWidget(selectable(text_label(problem.path, "bold")))
    head.addStretch(1)
    column.addLayout(head)
    column.addWidget(selectable(text_label(problem.message, wraps=True)))
    if problem.hint:
        column.addWidget(selectable(text_label(f"→ {problem.hint}", "muted", wraps=True)))
    return row

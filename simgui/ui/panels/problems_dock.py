"""What is wrong with the open scenario: place, reason, and buttons that put it right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from simgui.ui.appearance import Appearance
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.document_view import DocumentView
from simgui.ui.presenters.fixes import Fix, FixableProblem, with_fixes
from simgui.ui.presenters.inspector_rows import Surroundings
from simgui.ui.presenters.wording import plural
from simgui.ui.session import Session
from simgui.ui.theme import Space, tooltip_html
from simgui.ui.translation import tr
from simgui.ui.widgets.text import placeholder, text_label

_MOST = 100
_ROW_HEIGHT = 28


class ProblemsDock(DocumentView):
    """Lists problems and warnings; Return or a double click jumps to the place.

    Signals
    -------
    jumped(int, int)
        The user wants to see a line and a column of the text, counted from 1.
    counted(int, int)
        How many problems and warnings there are now.

    Parameters
    ----------
    session : Session
        What is open and selected.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    jumped = Signal(int, int)
    counted = Signal(int, int)

    IS_LATE = True

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(tr("Problems"))
        self._appearance = appearance
        self.problems: tuple[FixableProblem, ...] = ()
        self._count = text_label("", "muted")
        self._all = QPushButton(tr("Fix all that have a single fix"))
        self._all.clicked.connect(self.fix_all)
        copy = QPushButton(tr("Copy all"))
        copy.clicked.connect(self._copy)
        self.list = QTreeWidget(self)
        self._empty = placeholder("")
        self._head = QWidget(self)
        self._pages = QStackedLayout()
        self._lay_out(copy)
        self.list.itemActivated.connect(lambda item, _column: self._jump(self.list.indexOfTopLevelItem(item)))
        self.list.customContextMenuRequested.connect(self._offer_menu)
        appearance.changed.connect(self.refresh)
        self.follow()

    def _lay_out(self, copy: QPushButton) -> None:
        head = QHBoxLayout(self._head)
        head.setContentsMargins(Space.S, Space.XS, Space.S, 0)
        head.addWidget(self._count, 1)
        head.addWidget(self._all)
        head.addWidget(copy)
        self.list.setColumnCount(3)
        self.list.setHeaderLabels([tr("Problem"), tr("Place"), ""])
        self.list.setRootIsDecorated(False)
        self.list.setIconSize(QSize(14, 14))
        self.list.setAccessibleName(tr("Problems"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.XS)
        whole.addWidget(self._head)
        whole.addLayout(self._pages, 1)

    def show_document(self, document: ScenarioDocument | None) -> None:
        """Show the problems of another document."""
        self.refresh()

    def refresh(self) -> None:
        """Show what is wrong now."""
        self._is_behind = False
        document = self.document
        if document is not None and document.is_reading:
            return  # it is a large file; this comes again
        if document is None:
            self.problems = ()
        else:
            around = Surroundings(document.parts, document.registry, {})
            self.problems = with_fixes(document.problems[:_MOST], document.warnings[:_MOST], around)
        errors = sum(not one.is_warning for one in self.problems)
        self._head.setVisible(bool(self.problems))
        self._count.setText(_summary(errors, len(self.problems) - errors))
        self._all.setEnabled(any(len(one.fixes) == 1 for one in self.problems))
        self._empty.setText(
            tr("✓ Nothing is wrong. Press Space to run it.") if document is not None else tr("Open a scenario first.")
        )
        self._pages.setCurrentWidget(self.list if self.problems else self._empty)
        self._fill()
        self.counted.emit(errors, len(self.problems) - errors)

    def fix(self, problem: FixableProblem, fix: Fix) -> None:
        """Do what a button says; it can be undone."""
        self.attempt(lambda document: document.apply(fix.changes, f"{fix.label}: {problem.diagnostic.path}"))

    def fix_all(self) -> None:
        """Fix every problem that has just one way out."""
        changes = [change for one in self.problems if len(one.fixes) == 1 for change in one.fixes[0].changes]
        self.attempt(lambda document: document.apply(changes, tr("Fix all problems that have a single fix")))

    def _fill(self) -> None:
        self.list.clear()
        for index, problem in enumerate(self.problems):
            item = QTreeWidgetItem([f"{_subject(problem)}{problem.text}", problem.place, ""])
            is_warning = problem.is_warning
            item.setIcon(
                0, self._appearance.icon("warning" if is_warning else "cross", "unsure" if is_warning else "bad")
            )
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{problem.glyph} {_subject(problem)}{problem.text}")
            item.setSizeHint(0, QSize(0, _ROW_HEIGHT))
            item.setToolTip(0, tooltip_html(str(problem.diagnostic)))
            self.list.addTopLevelItem(item)
            if problem.fixes:
                button = self._fix_button(index)
                item.setSizeHint(2, button.sizeHint() + QSize(Space.M, 0))
                self.list.setItemWidget(item, 2, button)

    def _fix_button(self, index: int) -> QWidget:
        problem = self.problems[index]
        button = QToolButton()
        button.setIcon(self._appearance.icon("check", "accent"))
        button.setIconSize(QSize(14, 14))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText(problem.fixes[0].label)
        button.setProperty("role", "fix")
        button.setAccessibleName(problem.fixes[0].label)
        button.clicked.connect(partial(self.fix, problem, problem.fixes[0]))
        if len(problem.fixes) > 1:
            button.setText(f"{problem.fixes[0].label}  …")
            button.setToolTip(tr("More fixes: right click"))
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(lambda at: self._open_menu(index, button.mapToGlobal(at)))
        return button

    def _offer_menu(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        if item is not None:
            self._open_menu(self.list.indexOfTopLevelItem(item), self.list.viewport().mapToGlobal(at))

    def _open_menu(self, index: int, at: QPoint) -> None:
        self.menu_of(index).popup(at)

    def menu_of(self, index: int) -> QMenu:
        """Make the menu of a problem: every way out, and the jump to its place."""
        problem = self.problems[index]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for fix in problem.fixes:
            menu.addAction(fix.label).triggered.connect(partial(self._fix_later, problem, fix))
        if problem.fixes:
            menu.addSeparator()
        menu.addAction(tr("Show the place")).triggered.connect(partial(self._jump_later, index))
        return menu

    def _fix_later(self, problem: FixableProblem, fix: Fix, _checked: bool = False) -> None:
        self.fix(problem, fix)

    def _jump_later(self, index: int, _checked: bool = False) -> None:
        self._jump(index)

    def _jump(self, index: int) -> None:
        problem = self.problems[index].diagnostic
        if problem.path:
            self.session.select(problem.path)
        self.jumped.emit(problem.location.line, problem.location.column)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(str(one.diagnostic) for one in self.problems))


def _subject(problem: FixableProblem) -> str:
    return f"{problem.diagnostic.path}: " if problem.diagnostic.path else ""


def _summary(errors: int, warnings: int) -> str:
    parts = ["✗ " + plural(errors, "problem")] if errors else []
    parts += ["! " + plural(warnings, "warning")] if warnings else []
    return "   ".join(parts)

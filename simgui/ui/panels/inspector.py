"""The inspector: the selected part of the scenario, key by key, to be changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from simgui.core.errors import SimguiError
from simgui.scenario.draft import first_message, try_value
from simgui.scenario.form import look_up
from simgui.scenario.path import parse_path
from simgui.scenario.renaming import name_problem
from simgui.ui.appearance import Appearance
from simgui.ui.document import ScenarioDocument
from simgui.ui.panels.document_view import DocumentView
from simgui.ui.part_actions import PartActions
from simgui.ui.part_edits import PartEdits
from simgui.ui.presenters.inspector import Inspection, Section, inspect
from simgui.ui.presenters.inspector_rows import Row, RowKind, Surroundings
from simgui.ui.presenters.profile_numbers import PartNumbers
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.collapsible import Collapsible
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.inspector_row import InspectorRow
from simgui.ui.widgets.link_button import LinkButton
from simgui.ui.widgets.pages import Pages
from simgui.ui.widgets.part_numbers_view import PartNumbersView
from simgui.ui.widgets.slices import Slices
from simgui.ui.widgets.text import placeholder, text_label

_Shape = tuple[object, ...]
_Make = Callable[[QVBoxLayout], object]
_NAME = "name of the part"


class Inspector(DocumentView):
    """Shows the selected part; every change goes into the undo list.

    Parameters
    ----------
    session : Session
        What is open and selected.
    appearance : Appearance
        The colours.
    parts : PartActions | None
        Adds, copies, removes and renames parts; None leaves the keys of the window out.
    parent : QWidget | None
        Where it belongs.
    """

    IS_LATE = True

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        parts: PartActions | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent)
        self.setAccessibleName(tr("Inspector"))
        self._edits = parts.edits if parts is not None else PartEdits(session)
        if parts is not None:
            parts.rename_requested.connect(self._focus_name)
        self._appearance = appearance
        self._shape: _Shape = ()
        self._inspection: Inspection | None = None
        self._opened: dict[str, bool] = {}
        self._rows: dict[str, InspectorRow] = {}
        self._to_build = Slices(self)
        self._title = ElidedLabel("heading")
        self._kind = ElidedLabel("caption")
        self._about = text_label("", "muted", wraps=True)
        self._up = QToolButton()
        self._up.setArrowType(Qt.ArrowType.UpArrow)
        self._up.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._up.setAccessibleName(tr("Up"))
        self._up.setToolTip(tr("Show what this is a part of"))
        self._up.clicked.connect(self._go_up)
        self._copy = self._head_button("copy", tr("Duplicate"), lambda: self._edits.duplicate(self._path))
        self._remove = self._head_button("trash", tr("Remove"), lambda: self._edits.remove(self._path))
        self._broken = text_label("", "wrong", wraps=True)
        self._lay_out()
        session.selection_changed.connect(self._select)
        self.setMinimumWidth(260)
        self.follow()

    @property
    def rows(self) -> dict[str, InspectorRow]:
        """The rows by their paths, all of them: what is still to be built is built now."""
        self._to_build.run_until()
        return self._rows

    @property
    def _path(self) -> str:
        return self._inspection.path if self._inspection is not None else ""

    def _head_button(self, icon: str, text: str, slot: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked=False: slot())

        def tint() -> None:
            button.setIcon(self._appearance.icon(icon, "muted"))

        self._appearance.changed.connect(tint)
        tint()
        return button

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._kind)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addLayout(names, 1)
        for button in (self._copy, self._remove, self._up):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._body = Pages()
        self._scroll = QScrollArea()
        self._scroll.setProperty("role", "plain")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        self._help = text_label("", "caption", wraps=True)
        self._help.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._help.setFixedHeight(48)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        whole.setSpacing(Space.S)
        whole.addLayout(head)
        whole.addWidget(self._about)
        whole.addWidget(self._broken)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._help)

    def show_document(self, document: ScenarioDocument | None) -> None:
        """Show the selected part of another document."""
        self._shape = ()
        self._opened.clear()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Go on with what was being built."""
        super().showEvent(event)
        self._to_build.go_on()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Build nothing that is not seen."""
        super().hideEvent(event)
        self._to_build.pause()

    def refresh(self) -> None:
        """Show the part as it is now; fields that are still there keep the focus."""
        self._is_behind = False
        document = self.document
        if document is None:
            self._show_nothing(tr("Open a scenario, and click one of its parts."))
            return
        if document.is_reading:
            return  # it is a large file; this comes again
        if document.draft.root is None:
            self._show_broken(document)
            return
        self._broken.hide()
        self._body.setEnabled(True)
        around = self._around(document)
        inspection = self._inspect(self.session.selected_path, around)
        if inspection is None:
            self._show_nothing(tr("There is no {path} any more. Click another part.", path=self.session.selected_path))
            return
        self._inspection = inspection
        self._show_head(inspection)
        self._show_body(inspection)

    def _show_body(self, inspection: Inspection) -> None:
        """Show the values, in the widgets at hand or in others."""
        shape = _shape_of(inspection)
        if shape != self._shape:
            is_same_part = self._shape[:1] == shape[:1]
            focus = QApplication.focusWidget()
            focused = next((path for path, row in self._rows.items() if focus and row.isAncestorOf(focus)), "")
            self._shape = shape
            self._build(inspection)
            if is_same_part and focused in self.rows:  # after an edit: all at once, the page must not jump
                self._rows[focused].field.setFocus()
        if inspection.can_rename:
            self._rows[_NAME].show_row(_name_row(inspection))
        for section in inspection.sections:
            for row in section.rows:
                if row.path in self._rows:
                    self._rows[row.path].show_row(row)

    def _around(self, document: ScenarioDocument) -> Surroundings:
        from simgui.streams.synthetic.registry import SOURCES  # noqa: PLC0415 - loads numpy, once a part is shown

        problems: dict[str, str] = {}
        for one in (*document.problems, *document.warnings):
            problems.setdefault(one.path, first_message((one,)))
        return Surroundings(document.parts, document.registry, problems, tuple(SOURCES))

    @staticmethod
    def _inspect(path: str, around: Surroundings) -> Inspection | None:
        try:
            return inspect(parse_path(path) if path else (), around)
        except SimguiError:
            return None

    def _select(self, _path: str) -> None:
        self.refresh()
        focus = self._inspection.focus if self._inspection is not None else ""
        self._to_build.run_until(lambda: not focus or focus in self._rows)
        if focus in self._rows:
            row = self._rows[focus]
            QTimer.singleShot(0, row, lambda: self._scroll.ensureWidgetVisible(row))

    def _go_up(self) -> None:
        if self._inspection is not None and self._inspection.path:
            path = self._inspection.path
            above = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
            while above and self.document is not None and not _is_part(self.document, above):
                above = above.rpartition(".")[0]
            self.session.select(above)

    def _show_head(self, inspection: Inspection) -> None:
        self._title.show_text(inspection.title)
        self._kind.show_text(f"{inspection.kind} · {inspection.path}" if inspection.path else inspection.kind)
        self._about.setText(inspection.about)
        self._about.setVisible(bool(inspection.about))
        self._up.setVisible(bool(inspection.path))
        self._copy.setVisible(inspection.can_duplicate)
        self._remove.setVisible(inspection.can_remove)

    def _show_broken(self, document: ScenarioDocument) -> None:
        """Keep what is on show, greyed: there is nothing to write to until the text is YAML again."""
        place = document.problems[0].location
        message = first_message(document.problems)
        self._broken.setText(f"✗ {tr('Correct line {line} of the text first', line=place.line)}: {message}")
        self._broken.show()
        self._body.setEnabled(False)

    def _show_nothing(self, text: str) -> None:
        self._inspection, self._shape = None, ()
        self._forget_rows()
        self._broken.hide()
        for widget in (self._about, self._up, self._copy, self._remove):
            widget.hide()
        self._title.show_text("")
        self._kind.show_text("")
        self._help.setText("")
        page, column = Pages.new_page()
        column.addWidget(placeholder(text), 1)
        self._body.turn_to(page)

    def _forget_rows(self) -> None:
        self._rows.clear()
        self._to_build.clear()

    def _build(self, inspection: Inspection) -> None:
        """Make the widgets of another part: its own values now, what lies below it bit by bit."""
        self._forget_rows()
        self._help.setText(tr("Arrow keys change a number; Esc takes back what is being typed."))
        page, column = Pages.new_page()
        for section in inspection.sections:
            if not section.title:
                own = QVBoxLayout()
                own.setSpacing(Space.XS)
                if inspection.can_rename:
                    self._add_row(_name_row(inspection), own)
                self._fill(section, own)
                column.addLayout(own)
            else:
                self._to_build.add(partial(self._add_section, column, section))
        for numbers in inspection.numbers:
            is_only = len(inspection.numbers) == 1 and len(inspection.sections) == 1
            self._to_build.add(partial(self._add_part, column, numbers, opened=is_only))
        self._to_build.add(partial(column.addStretch, 1))
        self._body.turn_to(page)
        if self.isVisible():
            self._to_build.go_on()

    def _add_section(self, column: QVBoxLayout, section: Section) -> None:
        key, make = section.path, partial(self._fill, section)
        self._add_collapsible(column, key, section.title, _caption(section), make, opened=section.is_set)

    def _add_part(self, column: QVBoxLayout, numbers: PartNumbers, *, opened: bool) -> None:
        key, make = f"#{numbers.kind}/{numbers.name}", partial(self._add_numbers, numbers)
        self._add_collapsible(column, key, numbers.title, numbers.short_evidence, make, opened=opened)

    def _add_collapsible(
        self, column: QVBoxLayout, key: str, title: str, caption: str, make: _Make, *, opened: bool
    ) -> None:
        part = Collapsible(title, caption, make, opened=self._opened.get(key, opened))
        part.toggled.connect(lambda is_open: self._opened.__setitem__(key, is_open))
        column.addWidget(part)

    @staticmethod
    def _add_numbers(numbers: PartNumbers, column: QVBoxLayout) -> None:
        column.addWidget(PartNumbersView(numbers))

    def _fill(self, section: Section, column: QVBoxLayout) -> None:
        """Put the rows of a section in a column, with the values of now: it may have been closed for long."""
        shown = self._inspection.sections if self._inspection is not None else ()
        section = next((one for one in shown if (one.path, one.title) == (section.path, section.title)), section)
        for row in section.rows:
            self._add_row(row, column)
        for link in section.links:
            button = LinkButton(f"{'✗ ' if link.has_problem else ''}{link.title}   {link.detail}".rstrip())
            button.clicked.connect(partial(self.session.select, link.path))
            column.addWidget(button)
        if not section.rows and not section.links and section.title:
            column.addWidget(text_label(section.about, "muted", wraps=True))
        if section.adds and self._edits.can_add_below(section.path):
            add = QPushButton(tr("+ {what}", what=section.adds))
            add.setProperty("role", "link")
            add.setAccessibleName(tr("Add {what}", what=section.adds))
            add.clicked.connect(lambda _checked=False: self._edits.add_below(section.path))
            column.addWidget(add)

    def _add_row(self, row: Row, column: QVBoxLayout) -> None:
        widget = InspectorRow(row, self._judge, self._appearance)
        widget.committed.connect(self._commit)
        widget.left_out.connect(self._leave_out)
        widget.entered.connect(self._show_help)
        self._rows[row.path] = widget
        column.addWidget(widget)

    def _focus_name(self) -> None:
        if _NAME in self._rows:
            field = self._rows[_NAME].field
            field.setFocus()
            if isinstance(field, QLineEdit):
                field.selectAll()

    def _show_help(self, row: Row) -> None:
        self._help.setText(f"{row.about} {tr('Takes')}: {row.takes}.")

    def _judge(self, row: Row, text: str) -> str:
        document = self.document
        if row.path == _NAME:
            return name_problem(text)
        spot = look_up(document.draft.root, parse_path(row.path)) if document is not None else None
        if document is None or spot is None:
            return ""
        return first_message(try_value(spot.kind, spot.field, text, document.registry))

    def _commit(self, path: str, text: str) -> None:
        if path == _NAME:
            self._edits.rename(self._path, text)
        else:
            self.attempt(lambda document: document.set_value(path, text))

    def _leave_out(self, path: str) -> None:
        is_read = self.document is not None and self.document.draft.root is not None
        if self.document is not None and is_read and self.document.parts.tree.find(parse_path(path)) is not None:
            self.attempt(lambda document: document.remove(path, tr("Leave out {what}", what=path)))


def _name_row(inspection: Inspection) -> Row:
    about = tr("What it is called in this file; what refers to it follows.")
    name = str(parse_path(inspection.path)[-1])
    return Row(_NAME, tr("Name"), about, RowKind.TEXT, name, is_required=True, takes=tr("name"))


def _caption(section: Section) -> str:
    if section.links:
        return str(len(section.links))
    return "" if any(row.is_set for row in section.rows) else tr("none") if not section.is_set else ""


def _shape_of(inspection: Inspection) -> _Shape:
    """Give what must be the same for the widgets to be kept."""
    sections = tuple(
        (one.path, one.title, tuple((row.path, row.kind, row.title) for row in one.rows), one.links, one.is_set)
        for one in inspection.sections
    )
    return inspection.path, inspection.kind, sections, inspection.numbers


def _is_part(document: ScenarioDocument, path: str) -> bool:
    return (spot := look_up(document.draft.root, parse_path(path))) is not None and spot.table is not None

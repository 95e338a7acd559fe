"""What every journey does again and again: name a file, open a view, run, type values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.journeys.eyes import column_place, file_dialog
from ui.journeys.journey import Journey, Steps

_NAME_FIELD = "fileNameEdit"


def name_the_file(me: Journey, name: str) -> Steps:
    """Type a name into the dialog for files, and press Return."""
    yield "the dialog for files", lambda: (shown := file_dialog()) is not None and shown.isActiveWindow()
    shown = file_dialog()
    field = shown.findChild(QLineEdit, _NAME_FIELD) if shown is not None else None
    assert isinstance(field, QLineEdit)
    path = str(me.folder / name)
    yield from me.type_into(field, path)
    yield "the whole name", lambda: field.text() == path
    for _ in range(2):  # the first one may just close the list of names that complete this one
        if file_dialog() is not None:
            yield from me.keys("Return")
    yield "the dialog to close", lambda: file_dialog() is None


def open_view(me: Journey, title: str) -> Steps:
    """Have a view shown by the command palette."""
    yield from me.keys("k", held=("Control_L",))
    yield "the command palette", lambda: me.window._palette is not None and me.window._palette.line.hasFocus()
    palette = me.window._palette
    me.hand.type(title)
    yield from me.heard()

    def is_found() -> bool:
        item = palette.list.currentItem()
        return item is not None and item.text() == title

    yield f"{title} to be found", is_found
    yield from me.keys("Return")
    yield "the palette to close", lambda: not palette.isVisible()


def go_to(me: Journey, number: int, key: str) -> Steps:
    """Switch to another workspace by its key."""
    yield from me.keys(str(number), held=("Control_L",))
    yield f"the workspace {key}", lambda: me.window.current == key and me.window.workspaces[key].isVisible()


def run_all(me: Journey) -> Steps:
    """Press Space in the Run workspace, and wait for the outcome."""
    window = me.window
    before = len(window.session.runs)
    yield from go_to(me, 2, "run")
    yield "the Run button to have the focus", window.run_workspace.page.header.run.hasFocus
    yield from me.keys("space")
    yield "the run to be through", lambda: len(window.session.runs) == before + 1 and not window.bridge.is_running
    assert not window.session.is_partial
    yield "its results", window.run_workspace.page.results.isVisible


def choose_placement(me: Journey, name: str) -> Steps:
    """Click the head of a placement's column."""
    results = me.window.run_workspace.page.results
    header = results.table.horizontalHeader()
    yield from me.settled(header, lambda: column_place(results, name))
    yield from me.click_at(column_place(results, name))
    yield f"{name} to be pointed out", lambda: me.window.session.selected_placement == name


def type_values(me: Journey, values: Mapping[str, str]) -> Steps:
    """Type values into the fields that the inspector shows."""
    inspector: Any = me.window.workspaces["design"].view_widget("inspector")
    document = me.window.session.document
    for path, value in values.items():
        yield f"a field for {path}", partial(_has_row, inspector, path)
        field = inspector.rows[path].field
        yield from me.wheel_to(inspector._scroll, field)
        yield from me.type_into(field, value)
        yield from me.keys("Return")
        yield f"{path} to be {value}", partial(_is_written, document, path, value)


def choose_entry(me: Journey, *places: str) -> Steps:
    """Click through the menus, e.g. ``File``, ``File/Export``; the last one is the name of an action."""
    window = me.window
    bar = window.menuBar()
    for place, below in pairwise(places):
        menu = window.menus.menu(place)
        entry = menu.menuAction() if "/" not in place else None
        if entry is not None:
            yield from me.click_at(bar.mapToGlobal(bar.actionGeometry(entry).center()))
        yield f"the menu {place}", menu.isVisible
        under = window.registry.action(below) if below == places[-1] else window.menus.menu(below).menuAction()
        yield f"the entry {under.text()}", under.isEnabled
        middle: QPoint = menu.mapToGlobal(menu.actionGeometry(under).center())
        yield from me.click_at(middle)
    yield "the menus to close", lambda: QApplication.activePopupWidget() is None


def _has_row(inspector: Any, path: str) -> bool:
    return path in inspector.rows and inspector.rows[path].isVisible()


def _is_written(document: Any, path: str, value: str) -> bool:
    return bool(document.parts.written(path) == value)

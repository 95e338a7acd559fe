"""The library: parts to drag onto the canvas, found by typing; Enter puts one on what is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from simgui.ui.appearance import Appearance
from simgui.ui.panels.canvas import mime_of
from simgui.ui.presenters.library import ICONS, TITLES, Item, Shelf
from simgui.ui.theme import Space
from simgui.ui.translation import tr

_ROLE = Qt.ItemDataRole.UserRole


class _Tree(QTreeWidget):
    """A tree whose leaves can be dragged."""

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:  # noqa: N802
        """Wrap the leaf that is dragged."""
        data = items[0].data(0, _ROLE) if items else None
        if data is None:
            return QMimeData()
        shelf, name = data
        return mime_of(Item(Shelf(shelf), name))


class Library(QWidget):
    """Lists what there is.

    Signals
    -------
    activated(Item)
        The user pressed Enter on a part, or clicked it twice.
    """

    activated = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shown: Mapping[Shelf, tuple[str, ...]] = {}
        self.setAccessibleName(tr("Library"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a part"))
        self.search.setAccessibleName(tr("Find a part"))
        self.search.setClearButtonEnabled(True)
        for button in self.search.findChildren(QToolButton):
            button.setAccessibleName(tr("Show all parts"))
        self.tree = _Tree()
        self.tree.setHeaderHidden(True)
        self.tree.setDragEnabled(True)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.tree.setAccessibleName(tr("Parts"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self.search.textChanged.connect(self._filter)
        self.tree.itemActivated.connect(self._activated)
        appearance.changed.connect(lambda: self.show_shelves(self._shown))

    def show_shelves(self, shelves: Mapping[Shelf, tuple[str, ...]]) -> None:
        """Show what there is."""
        self._shown = shelves
        self.tree.clear()
        for shelf, names in shelves.items():
            top = QTreeWidgetItem([f"{tr(TITLES[shelf])} ({len(names)})"])
            top.setIcon(0, self._appearance.icon(ICONS[shelf]))
            top.setFlags(top.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            for name in names:
                leaf = QTreeWidgetItem([name])
                leaf.setData(0, _ROLE, (shelf.value, name))
                leaf.setToolTip(0, tr("Drag it onto the canvas, or press Enter to put it on what is selected"))
                top.addChild(leaf)
            self.tree.addTopLevelItem(top)
        self._filter(self.search.text())

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        for index in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(index)
            if top is None:
                continue
            visible = 0
            for number in range(top.childCount()):
                leaf = top.child(number)
                if leaf is None:
                    continue
                words = f"{top.text(0)} {leaf.text(0)}".casefold()
                is_shown = all(word in words for word in wanted)
                leaf.setHidden(not is_shown)
                visible += is_shown
            top.setHidden(not visible)
            top.setExpanded(bool(wanted) and visible > 0)

    def _activated(self, item: QTreeWidgetItem, _column: int) -> None:
        data = item.data(0, _ROLE)
        if data is not None:
            self.activated.emit(Item(Shelf(data[0]), data[1]))

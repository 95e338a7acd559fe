"""The tree of a KPI as an item model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from simgui.profiles.sourced import Basis
from simgui.ui.presenters.profile_numbers import BASIS_WORDS
from simgui.ui.presenters.why import WhyRow
from simgui.ui.theme import tooltip_html
from simgui.ui.translation import tr

NUMBER_ROLE = Qt.ItemDataRole.UserRole + 1
BASIS_ROLE = Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(slots=True, eq=False)
class _Item:
    """A row with its place in the tree; kept alive by the model, because indices point to it."""

    row: WhyRow
    place: int
    parent: _Item | None
    children: list[_Item] = field(default_factory=list)


class WhyModel(QAbstractItemModel):
    """Gives a tree view what a KPI is made of: name, value, share, basis and tolerance."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tops: list[_Item] = []

    def show_tree(self, tree: WhyRow | None) -> None:
        """Take another tree, or none."""
        self.beginResetModel()
        self._tops = [_item(tree, 0, None)] if tree is not None else []
        self.endResetModel()

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        """Give the index of a child."""
        items = self._children(parent)
        return self.createIndex(row, column, items[row]) if 0 <= row < len(items) else QModelIndex()

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]
        """Give the index of what a row belongs to."""
        above = index.internalPointer().parent if index.isValid() else None
        return self.createIndex(above.place, 0, above) if above is not None else QModelIndex()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the children."""
        return 0 if parent.column() > 0 else len(self._children(parent))

    def columnCount(self, _parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the columns."""
        return 4

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's variant
        """Give a text, its tooltip, or its place."""
        if not index.isValid():
            return None
        row: WhyRow = index.internalPointer().row
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: _texts(row)[index.column()],
            Qt.ItemDataRole.ToolTipRole: tooltip_html(row.about),
            Qt.ItemDataRole.AccessibleTextRole: _spoken(row) if index.column() == 0 else None,
            NUMBER_ROLE: row.number,
            BASIS_ROLE: row.basis,
        }
        if index.column() in {1, 2}:
            answers[Qt.ItemDataRole.TextAlignmentRole] = _RIGHT
        return answers.get(role)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        """Give the name of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in {1, 2}:
            return _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_html(_legend()) if section == 3 else None
        return (tr("Made of"), tr("Value"), tr("Share"), tr("Known"))[section] if role == 0 else None

    def _children(self, parent: _Index) -> list[_Item]:
        return parent.internalPointer().children if parent.isValid() else self._tops


def _item(row: WhyRow, place: int, parent: _Item | None) -> _Item:
    item = _Item(row, place, parent)
    item.children = [_item(child, at, item) for at, child in enumerate(row.rows)]
    return item


def _texts(row: WhyRow) -> tuple[str, str, str, str]:
    sign = f"{row.sign} " if row.sign else ""
    glyph = row.basis.glyph if row.basis is not None else ""
    return f"{sign}{row.name}", row.value, row.share_text, f"{glyph} {row.tolerance}".strip()


def _spoken(row: WhyRow) -> str:
    known = tr(BASIS_WORDS[row.basis]) if row.basis is not None else ""
    return ", ".join(part for part in (f"{row.name}: {row.value}", row.share_text, known, row.tolerance) if part)


def _legend() -> str:
    return "\n".join(f"{basis.glyph} {tr(BASIS_WORDS[basis])}" for basis in Basis)

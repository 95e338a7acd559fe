"""Rows of texts as an item model, for tables that only show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from simgui.ui.theme import tooltip_html

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Gives views rows of texts, each with a tooltip.

    Parameters
    ----------
    headers : Sequence[str]
        Names of the columns.
    right : Sequence[int]
        Columns that are set to the right: numbers.
    """

    def __init__(self, headers: Sequence[str], right: Sequence[int] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers, self._right = tuple(headers), frozenset(right)
        self._rows: tuple[tuple[str, ...], ...] = ()
        self._tips: tuple[str, ...] = ()

    def show_rows(self, rows: Sequence[Sequence[str]], tips: Sequence[str] = ()) -> None:
        """Take other rows, with a tooltip each."""
        self.beginResetModel()
        self._rows, self._tips = tuple(map(tuple, rows)), tuple(tips)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the columns."""
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's variant
        """Give a text, its tooltip, or its place."""
        if not index.isValid():
            return None
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: self._rows[index.row()][index.column()],
            Qt.ItemDataRole.ToolTipRole: tooltip_html(self._tips[index.row()] if index.row() < len(self._tips) else ""),
        }
        if index.column() in self._right:
            answers[Qt.ItemDataRole.TextAlignmentRole] = int(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        return answers.get(role)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        """Give the name of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section] if section < len(self._headers) else None
        return None

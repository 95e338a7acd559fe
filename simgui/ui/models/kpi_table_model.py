"""The results table as an item model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from simgui.ui.presenters.kpi_table import KpiCell, KpiColumn, KpiRow, KpiTable
from simgui.ui.theme import tooltip_html

JUDGEMENT_ROLE = Qt.ItemDataRole.UserRole + 1
SECTION_ROLE = Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class KpiTableModel(QAbstractTableModel):
    """Gives views the cells of a `KpiTable`; the KPIs are its vertical header, the placements its horizontal one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = KpiTable()
        self._brief = False

    def show_table(self, table: KpiTable) -> None:
        """Take another table; where its shape is the same, selections stay."""
        old, self_shape = self._table, [row.label for row in table.rows]
        same = [row.label for row in old.rows] == self_shape and [c.placement for c in old.columns] == [
            c.placement for c in table.columns
        ]
        if not same:
            self.beginResetModel()
            self._table = table
            self.endResetModel()
            return
        self._table = table
        if table.rows and table.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(table.rows) - 1, len(table.columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(table.columns) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(table.rows) - 1)

    @property
    def is_brief(self) -> bool:
        """Whether headers use as little width as they can."""
        return self._brief

    def set_brief(self, *, brief: bool) -> None:
        """Let headers use as little width as they can, or not."""
        if brief == self._brief:
            return
        self._brief = brief
        for way, count in ((Qt.Orientation.Horizontal, self.columnCount()), (Qt.Orientation.Vertical, self.rowCount())):
            if count:
                self.headerDataChanged.emit(way, 0, count - 1)

    def placement_at(self, column: int) -> str:
        """Name the placement of a column."""
        return self._table.columns[column].placement

    def kpi_at(self, row: int) -> str:
        """Name the KPI of a row."""
        return self._table.rows[row].kpi

    def column_of(self, placement: str) -> int:
        """Find the column of a placement; -1 if there is none."""
        return next((i for i, column in enumerate(self._table.columns) if column.placement == placement), -1)

    def row_of(self, kpi: str) -> int:
        """Find the row of a KPI; -1 if there is none."""
        return next((i for i, row in enumerate(self._table.rows) if row.kpi == kpi), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the KPIs."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the placements."""
        return 0 if parent.isValid() else len(self._table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's variant
        """Give a cell's text, colour key, tooltip or accessible text."""
        if not index.isValid():
            return None
        row = self._table.rows[index.row()]
        return _cell_data(row, row.cells[index.column()], role)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        """Give the name of a KPI or of a placement with its state."""
        if orientation is Qt.Orientation.Vertical:
            return _row_header(self._table.rows[section], role, self._brief) if section < self.rowCount() else None
        if section >= self.columnCount():
            return None
        return _column_header(self._table.columns[section], role, self._brief)


def _row_header(row: KpiRow, role: int, is_brief: bool) -> object:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return row.brief if is_brief and row.brief else row.label
        case Qt.ItemDataRole.ToolTipRole:
            return tooltip_html(f"{row.label}\n{row.about}")
        case Qt.ItemDataRole.AccessibleTextRole:
            return row.label
        case _ if role == SECTION_ROLE:
            return row.starts_section
    return None


def _column_header(column: KpiColumn, role: int, is_brief: bool) -> object:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return column.brief if is_brief else f"{column.title}\n{column.state}"
        case Qt.ItemDataRole.ToolTipRole:
            return tooltip_html(_in_words(column))
        case Qt.ItemDataRole.AccessibleTextRole:
            return _in_words(column)
        case Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
    return None


def _in_words(column: KpiColumn) -> str:
    return f"{column.placement}: {column.state}{', recommended' if column.recommended else ''}"


def _cell_data(row: KpiRow, cell: KpiCell, role: int) -> object:
    answer: object = None
    match role:  # asked half a million times while a few runs come in: nothing is made that was not asked for
        case Qt.ItemDataRole.DisplayRole:
            answer = cell.text
        case Qt.ItemDataRole.TextAlignmentRole:
            answer = _RIGHT
        case Qt.ItemDataRole.ToolTipRole:
            answer = tooltip_html(cell.about)
        case Qt.ItemDataRole.AccessibleTextRole:
            answer = cell.about.replace("\n", ", ")
        case _ if role == JUDGEMENT_ROLE:
            answer = cell.judgement
        case _ if role == SECTION_ROLE:
            answer = row.starts_section
    return answer

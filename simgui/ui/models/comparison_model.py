"""The comparison as an item model: a KPI a row, a run a column with its change beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.comparison import Comparison, Row, Verdict
from simgui.ui.theme import tooltip_html

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class ComparisonModel(QAbstractTableModel):
    """Gives views a `Comparison`.

    Parameters
    ----------
    appearance : Appearance
        The colours of better and worse; a sign says it too.
    """

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shown = Comparison()
        self._rows: tuple[Row, ...] = ()

    def show_comparison(self, shown: Comparison, *, only_differing: bool) -> None:
        """Take another table.

        Parameters
        ----------
        shown : Comparison
            The table.
        only_differing : bool
            Whether rows within the tolerance are left out.
        """
        self.beginResetModel()
        self._shown = shown
        self._rows = tuple(row for row in shown.rows if row.differs or not only_differing)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the KPIs."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Count the columns: one of the baseline, two of each other run."""
        return 0 if parent.isValid() or not self._shown.titles else 2 * len(self._shown.titles) - 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's variant
        """Give a value, or its change."""
        if not index.isValid():
            return None
        side, is_change = (index.column() + 1) // 2, index.column() > 0 and index.column() % 2 == 0
        cell = self._rows[index.row()].cells[side]
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: cell.change if is_change else cell.text,
            Qt.ItemDataRole.ToolTipRole: tooltip_html(cell.about),
            Qt.ItemDataRole.AccessibleTextRole: cell.about.replace("\n", ", "),
            Qt.ItemDataRole.TextAlignmentRole: _RIGHT,
            Qt.ItemDataRole.ForegroundRole: self._ink(cell.verdict) if is_change else None,
        }
        return answers.get(role)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        """Give the name of a KPI or of a run."""
        if orientation is Qt.Orientation.Vertical:
            if section >= len(self._rows):
                return None
            row = self._rows[section]
            return {Qt.ItemDataRole.DisplayRole: row.label, Qt.ItemDataRole.ToolTipRole: tooltip_html(row.about)}.get(
                Qt.ItemDataRole(role)
            )
        if role == Qt.ItemDataRole.DisplayRole and section < self.columnCount():
            title = self._shown.titles[(section + 1) // 2]
            return "±" if section > 0 and section % 2 == 0 else f"★ {title}" if section == 0 else title
        return None

    def _ink(self, verdict: Verdict) -> QColor:
        colours = self._appearance.colours
        inks = {Verdict.BETTER: colours.good, Verdict.WORSE: colours.bad, Verdict.OTHER: colours.unsure}
        return QColor(inks.get(verdict, colours.muted))

"""The results table on the screen: one column is selected, which is the placement all charts point out."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from simgui.results.result import Judgement
from simgui.ui.appearance import Appearance
from simgui.ui.models.kpi_table_model import JUDGEMENT_ROLE, SECTION_ROLE, KpiTableModel

_ROW_HEIGHT = 26
_NARROWEST_COLUMN = 84


class KpiDelegate(QStyledItemDelegate):
    """Colours what misses its budget, and draws a line above each section."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Give the cell its colour; the glyph in its text says the same."""
        super().initStyleOption(option, index)
        colours = self._appearance.colours
        ink = {Judgement.PASS: colours.good, Judgement.FAIL: colours.bad, Judgement.UNDECIDED: colours.unsure}.get(
            index.data(JUDGEMENT_ROLE)
        )
        if ink is not None:
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, QColor(ink))
            option.font.setBold(index.data(JUDGEMENT_ROLE) is Judgement.FAIL)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell, then the line of a section."""
        super().paint(painter, option, index)
        if index.data(SECTION_ROLE):
            painter.save()
            painter.setPen(QPen(QColor(self._appearance.colours.muted), 1))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.restore()


class KpiTableView(QTableView):
    """Shows a `KpiTableModel`.

    Signals
    -------
    placement_selected(str)
        The user chose another column.
    """

    placement_selected = Signal(str)

    def __init__(self, model: KpiTableModel, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = model
        self._quiet = False
        self.setModel(model)
        self.setItemDelegate(KpiDelegate(appearance, self))
        self.setAccessibleName("Results: a row per KPI, a column per placement")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(_NARROWEST_COLUMN)
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW_HEIGHT)
        down.setHighlightSections(False)
        down.setSectionsClickable(False)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentColumnChanged.connect(self._tell)
        model.modelReset.connect(self._fit_columns)
        model.dataChanged.connect(self._fit_columns)
        self._fit_columns()

    def select_placement(self, placement: str) -> None:
        """Select a column from code, without the signal."""
        column = self._table.column_of(placement)
        if column < 0 or self._table.rowCount() == 0:
            return
        self._quiet = True
        row = max(0, self.currentIndex().row())
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Columns
        self.selectionModel().setCurrentIndex(self._table.index(row, column), flags)
        self._quiet = False

    def _tell(self, current: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.placement_selected.emit(self._table.placement_at(current.column()))

    def _fit_columns(self) -> None:
        """Let columns share the width, but scroll rather than cut their text."""
        across = self.horizontalHeader()
        wanted = max((self.sizeHintForColumn(column) for column in range(self._table.columnCount())), default=0)
        wanted = max([wanted, *(across.sectionSizeHint(column) for column in range(self._table.columnCount()))])
        across.setMinimumSectionSize(max(_NARROWEST_COLUMN, wanted))

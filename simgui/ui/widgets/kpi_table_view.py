"""The results table on the screen: one column is selected, which is the placement all charts point out."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QResizeEvent
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
from simgui.ui.translation import tr

_ROW_HEIGHTS = (22, 34)
_NARROWEST_COLUMN, _NARROWEST_NAMES = 56, 130


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
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, QColor(ink or colours.text))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell, then the line of a section."""
        super().paint(painter, option, index)
        if index.data(SECTION_ROLE):
            _draw_line(painter, option.rect, self._appearance.colours.muted)


class KpiNames(QHeaderView):
    """The names of the KPIs, with the line above each section."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._appearance = appearance

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803
        """Draw the name, then the line of a section."""
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if self.model().headerData(logicalIndex, Qt.Orientation.Vertical, SECTION_ROLE):
            _draw_line(painter, rect, self._appearance.colours.muted)


def _draw_line(painter: QPainter, rect: QRect, colour: str) -> None:
    painter.save()
    line = QColor(colour)
    line.setAlphaF(0.55)
    painter.setPen(QPen(line, 1))
    painter.drawLine(rect.topLeft(), rect.topRight())
    painter.restore()


class KpiTableView(QTableView):
    """Shows a `KpiTableModel`.

    Signals
    -------
    placement_selected(str)
        The user chose another column.
    kpi_selected(str)
        The user chose a row, be it the same one again.
    """

    placement_selected = Signal(str)
    kpi_selected = Signal(str)

    def __init__(self, model: KpiTableModel, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = model
        self._quiet = self._fitting = False
        self.setModel(model)
        self.setItemDelegate(KpiDelegate(appearance, self))
        self.setAccessibleName(tr("Results: a row per KPI, a column per placement"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        across, down = self.horizontalHeader(), KpiNames(appearance, self)
        self.setVerticalHeader(down)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setHighlightSections(False)
        across.setSectionsClickable(True)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW_HEIGHTS[0])
        down.setHighlightSections(False)
        down.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        down.setSectionsClickable(False)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentColumnChanged.connect(self._tell)
        self.clicked.connect(self._tell_row)
        self.activated.connect(self._tell_row)
        model.modelReset.connect(self._fit_columns)
        model.modelReset.connect(self._fit_rows)
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

    def show_row(self, row: int) -> None:
        """Go to a row, within the selected column."""
        index = self._table.index(row, max(0, self.currentIndex().column()))
        self.scrollTo(index)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Columns
        self.selectionModel().setCurrentIndex(index, flags)
        self.setFocus()

    def content_height(self) -> int:
        """Give the height that shows every row at its tallest. [px]"""
        across, bar = self.horizontalHeader(), self.horizontalScrollBar()
        rows = self._table.rowCount() * _ROW_HEIGHTS[1]
        return across.sizeHint().height() + rows + bar.sizeHint().height() + 2

    def _tell(self, current: QModelIndex) -> None:
        if not self._quiet and current.isValid():
            self.placement_selected.emit(self._table.placement_at(current.column()))

    def _tell_row(self, current: QModelIndex) -> None:
        if current.isValid():
            self.kpi_selected.emit(self._table.kpi_at(current.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Share out the new width."""
        super().resizeEvent(event)
        self._fit_columns()
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Let rows be taller where there is room."""
        rows = max(1, self._table.rowCount())
        least, most = _ROW_HEIGHTS
        self.verticalHeader().setDefaultSectionSize(max(least, min(most, self.viewport().height() // rows)))

    def _fit_columns(self) -> None:
        """Let columns share the width; where it is short, headers get brief, then names are cut, then it scrolls."""
        if self._fitting:
            return
        self._fitting = True
        self._table.set_brief(brief=False)
        names, wanted = self.verticalHeader(), self._wanted()
        if names.sizeHint().width() + sum(wanted) > self._room():
            self._table.set_brief(brief=True)
            wanted = self._wanted()
        width = min(names.sizeHint().width(), max(_NARROWEST_NAMES, self._room() - sum(wanted)))
        names.setMaximumWidth(width)
        self.updateGeometries()
        self._fitting = False
        spare = max(0, self._room() - width - sum(wanted))
        for column, width in enumerate(wanted):
            share = spare // len(wanted) + (1 if column < spare % len(wanted) else 0)
            self.horizontalHeader().resizeSection(column, width + share)

    def _wanted(self) -> list[int]:
        """Give the width each column needs for its texts. [px]"""
        across = self.horizontalHeader()
        return [
            max(_NARROWEST_COLUMN, self.sizeHintForColumn(column), across.sectionSizeHint(column))
            for column in range(self._table.columnCount())
        ]

    def _room(self) -> int:
        """Give the width for names and columns together. [px]"""
        return self.viewport().width() + self.verticalHeader().width()

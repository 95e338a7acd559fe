"""The event log: outages, deaths, alarms and whatever else is notable; a click looks at that moment."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QHeaderView, QTableView, QWidget

from simgui.results.fleet_record import FleetRecord
from simgui.results.moments import MomentKind
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.models.event_table_model import EventTableModel
from simgui.ui.panels.run_view import RunView
from simgui.ui.presenters.event_rows import KIND_TEXTS, counts_text, event_rows, row_at
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel


class EventLogPanel(RunView):
    """Lists what happened; see `RunView`."""

    def __init__(
        self, session: Session, history: RunHistory, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, history, appearance, parent)
        self.model = EventTableModel(appearance, self)
        self.table = QTableView()
        self.table.setAccessibleName(tr("Event log"))
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((130, 190)):
            self.table.setColumnWidth(column, width)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("Which events"))
        self.kinds.addItem(tr("Everything"))
        self.kinds.addItems([f"{glyph} {tr(text)}" for glyph, text in KIND_TEXTS.values()])
        self._counts = ElidedLabel("caption")
        self._version: tuple[object, ...] = ()
        row = QHBoxLayout()
        row.addWidget(self.kinds)
        row.addWidget(self._counts, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.table, 1)
        self.kinds.activated.connect(lambda _place: self.refresh())
        self.table.clicked.connect(self._go)
        self.table.activated.connect(self._go)

    def draw(self, record: FleetRecord) -> None:
        """List the moments, unless nothing new was logged."""
        counts = counts_text(record)
        version = (id(record), counts, len(record.noted), self.kinds.currentIndex(), self.history.filter)
        if version == self._version:
            return
        self._version = version
        place = self.kinds.currentIndex()
        kinds = frozenset({list(KIND_TEXTS)[place - 1]}) if place > 0 else frozenset[MomentKind]()
        self.model.show_rows(event_rows(record, kinds, self.history.filter))
        self._counts.show_text(counts)

    def draw_cursor(self, time_s: float) -> None:
        """Point out the last row at or before the cursor."""
        row = row_at(self.model.rows, time_s + 1e-9)
        if row < 0:
            self.table.clearSelection()
        elif row != self.table.currentIndex().row() or not self.table.selectionModel().hasSelection():
            index = self.model.index(row, 0)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)

    def _go(self, index: QModelIndex) -> None:
        moment = self.model.rows[index.row()].moment
        if moment.group:
            self.session.select_group(moment.group)
            self.history.choose_device(moment.group, moment.device)
        self.session.move_cursor(moment.time_s)

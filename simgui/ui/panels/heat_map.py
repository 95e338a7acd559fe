"""The fleet heat-map: a KPI of every part of a group over simulated time; a frame around cells filters other views."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from simgui.results.fleet_record import FleetRecord
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.panels.live_plots import GroupChoice
from simgui.ui.panels.run_view import RunView
from simgui.ui.plots.heat_plot import COLOUR_MAPS, HeatPlot
from simgui.ui.presenters.heat_map import HEAT_KPIS, HeatMap, framed, heat_map
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.colour_legend import ColourLegend
from simgui.ui.widgets.elided_label import ElidedLabel

_LETTERS = 12
"""Of a figure's name; the list that opens shows all of it."""
_ALWAYS = "power"
"""A KPI that every device has; it stands in for one nobody has chosen and that has no value."""


class HeatMapPanel(RunView):
    """Shows a KPI of the group that is pointed out; see `RunView`."""

    def __init__(
        self, session: Session, history: RunHistory, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, history, appearance, parent)
        self.kpis = QComboBox()
        self.kpis.setAccessibleName(tr("Figure of the heat-map"))
        self.kpis.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kpis.setMinimumContentsLength(_LETTERS)
        self.kpis.addItems([tr(kpi.title) for kpi in HEAT_KPIS])
        self.colours = QComboBox()
        self.colours.setAccessibleName(tr("Colours of the heat-map"))
        self.colours.addItems(list(COLOUR_MAPS))
        self.groups = GroupChoice(session)
        self.plot = HeatPlot(appearance)
        self.legend = ColourLegend(appearance)
        self.legend.setAccessibleName(tr("Legend of the heat-map"))
        self._caption = ElidedLabel("caption")
        self.unframe = QPushButton(tr("Clear the frame"))
        self.unframe.setProperty("role", "link")
        self.unframe.hide()
        self.shown: HeatMap | None = None
        self._is_chosen = False
        self._usual = ""
        self._lay_out()
        self.kpis.activated.connect(lambda place: self.choose(HEAT_KPIS[place].key))
        self.colours.activated.connect(self._recolour)
        self.plot.cursor_moved.connect(session.move_cursor)
        self.plot.framed.connect(self._frame)
        self.plot.unframed.connect(lambda: history.set_filter(None))
        self.plot.pointed.connect(self._point)
        self.unframe.clicked.connect(lambda: history.set_filter(None))

    def draw(self, record: FleetRecord) -> None:
        """Draw the map and its legend."""
        self.groups.show_groups(tuple(group.name for group in record.layout.groups))
        key = HEAT_KPIS[max(0, self.kpis.currentIndex())].key
        shown = heat_map(record, self.session.selected_group, key)
        if shown.remark and not self._is_chosen and record.reached:
            shown = heat_map(record, self.session.selected_group, _ALWAYS)
        self.shown = shown
        self.kpis.setCurrentIndex(HEAT_KPIS.index(shown.kpi))
        self.plot.show_map(shown)
        stops = tuple(QColor(*colour) for colour in self.plot.colour_map.getLookupTable(nPts=12).tolist())
        middle = (shown.low + shown.high) / 2
        self.legend.show_scale(stops, (shown.text(shown.low), shown.text(middle), shown.text(shown.high)))
        chosen = self.history.filter
        self.unframe.setVisible(chosen is not None)
        hint = chosen.text if chosen is not None else tr("Shift and drag: a frame keeps the other views to its devices")
        self._usual = shown.remark or f"{shown.caption} · {hint}"
        if not self.plot.hasFocus():
            self._caption.show_text(self._usual)
        if chosen is None or chosen.group != shown.group:
            self.plot.show_frame(None)
        else:
            layout = record.group(chosen.group)
            top, bottom = layout.part_of(chosen.first), layout.part_of(chosen.last) + 1
            self.plot.show_frame(QRectF(chosen.from_s, top, chosen.until_s - chosen.from_s, bottom - top))

    def draw_cursor(self, time_s: float) -> None:
        """Draw the cursor."""
        self.plot.show_cursor(time_s)

    def choose(self, key: str) -> None:
        """Show another KPI, also where it has no value."""
        self._is_chosen = True
        self.kpis.setCurrentIndex([kpi.key for kpi in HEAT_KPIS].index(key))
        self.refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.kpis, 1)
        row.addWidget(self.groups)
        row.addWidget(self.unframe)
        row.addWidget(self.colours)
        self.column.addLayout(row)
        self.column.addWidget(self.plot, 1)
        self.column.addWidget(self.legend)
        self.column.addWidget(self._caption)

    def _recolour(self) -> None:
        self.plot.choose_colours(self.colours.currentText())
        self.refresh()

    def _point(self, text: str) -> None:
        """Write what the cell stands for that the keys went to."""
        self._caption.show_text(text or self._usual)

    def _frame(self, left: float, right: float, top: float, bottom: float) -> None:
        record = self.history.record
        if record is not None and self.shown is not None:
            self.history.set_filter(framed(record, self.shown.group, (left, right), (top, bottom)))

"""State of charge over simulated time: the band of a group, and its worst device."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from simgui.core.quantity_format import format_quantity
from simgui.core.unit_table import Dimension
from simgui.results.fleet_record import FleetRecord
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.panels.live_plots import GroupChoice
from simgui.ui.panels.run_view import RunView, fill_caption
from simgui.ui.plots.time_plot import TimePlot
from simgui.ui.presenters.live_curves import BatteryBand, battery_band
from simgui.ui.presenters.playback import moment_text
from simgui.ui.session import Session
from simgui.ui.theme import legend_html
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel

_FINE = 1e-4
"""Ticks closer than this are written as what is missing from full. [-]"""


class PercentAxis(pg.AxisItem):  # type: ignore[misc]
    """Writes shares in percent; where they are all but full, what is missing."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Write the labels, with as many digits as tell them apart."""
        shown = [value if -1e-9 <= value <= 1 + 1e-9 else np.nan for value in values]
        if spacing < _FINE:
            return [_missing_text(value) for value in shown]
        digits = max(0, -int(np.floor(np.log10(spacing * 100) + 1e-9)))
        return ["" if np.isnan(value) else f"{100 * value:.{digits}f} %" for value in shown]


def _missing_text(value: float) -> str:
    if np.isnan(value):
        return ""
    missing = 1 - value
    return tr("full") if missing < 1e-12 else f"−{format_quantity(missing, Dimension.RATIO, 2)}"


class BatteryPlot(TimePlot):
    """Draws a `BatteryBand`.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        self._shown: BatteryBand | None = None
        axis = PercentAxis("left")
        axis.enableAutoSIPrefix(False)
        super().__init__(tr("State of charge over time"), axis, appearance, parent)
        self.showGrid(x=False, y=True, alpha=0.4)
        self._low, self._high = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._band = pg.FillBetweenItem(self._low, self._high)
        self._middle, self._worst = pg.PlotCurveItem(), pg.PlotCurveItem()
        for item in (self._low, self._high, self._band, self._middle, self._worst):
            self.addItem(item)
        self._band.setZValue(-10)

    def show_band(self, shown: BatteryBand) -> None:
        """Show another state of the run."""
        self._shown = shown
        self.redraw()

    def redraw(self) -> None:
        """Draw everything again."""
        shown = self._shown
        if shown is None:
            return
        series = self.appearance.colours.series
        edge = self.ink("muted", 0.0)
        band = pg.mkColor(series[0])
        band.setAlphaF(0.25)
        self._low.setData(shown.times_s, shown.low, pen=pg.mkPen(edge))
        self._high.setData(shown.times_s, shown.high, pen=pg.mkPen(edge))
        self._band.setBrush(pg.mkBrush(band))
        self._middle.setData(shown.times_s, shown.middle, pen=pg.mkPen(series[0], width=2))
        worst = pg.mkPen(series[6], width=2)
        worst.setStyle(Qt.PenStyle.DashLine)
        self._worst.setData(shown.times_s, shown.worst, pen=worst)
        if len(shown.times_s):
            least = float(min(shown.worst.min(), shown.low.min()))
            room = max((1.0 - least) * 0.08, 1e-9)
            self.view.setYRange(least - room, 1.0 + room, padding=0.0)


class BatteryCurves(RunView):
    """Shows how the batteries of the group that is pointed out run down; see `RunView`."""

    def __init__(
        self, session: Session, history: RunHistory, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, history, appearance, parent)
        self.groups = GroupChoice(session)
        self.plot = BatteryPlot(appearance)
        self.plot.cursor_moved.connect(session.move_cursor)
        self._legend = QLabel()
        self._legend.setProperty("role", "caption")
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._remark = ElidedLabel("caption")
        self.band: BatteryBand | None = None
        for widget in (self.groups, self._legend):
            self.column.addWidget(widget)
        self.column.addWidget(self.plot, 1)
        self.column.addWidget(self._remark)

    def draw(self, record: FleetRecord) -> None:
        """Draw band, median and worst device."""
        self.groups.show_groups(tuple(group.name for group in record.layout.groups))
        self.band = band = battery_band(record, self.session.selected_group, self.history.filter)
        self.plot.set_end(record.layout.duration_ns / 1e9)
        self.plot.show_band(band)
        series = self.appearance.colours.series
        entries = [(tr("median, with 5–95 % of the devices"), series[0]), (band.worst_name, series[6])]
        self._legend.setText(band.remark or legend_html(entries, ("━", "╍")))

    def draw_cursor(self, time_s: float) -> None:
        """Draw the cursor, and write the charge there."""
        self.plot.show_cursor(time_s)
        band = self.band
        text = ""
        if band is not None and len(band.times_s):
            place = min(int(np.searchsorted(band.times_s, time_s)), len(band.times_s) - 1)
            text = tr("at {moment}: median {middle:.7g} %, worst {worst:.7g} %",
                      moment=moment_text(time_s), middle=100 * float(band.middle[place]),
                      worst=100 * float(band.worst[place]))  # fmt: skip
        self._remark.show_text(fill_caption(text))

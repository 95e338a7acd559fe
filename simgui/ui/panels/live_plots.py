"""Latency, power and queues over simulated time, one below the other on one time axis."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from simgui.core.unit_table import Dimension
from simgui.results.fleet_record import FleetRecord
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.panels.run_view import RunView
from simgui.ui.plots.time_plot import CurvePlot
from simgui.ui.presenters.live_curves import (
    Curves,
    known_group,
    latency_curves,
    legend_names,
    power_curves,
    queue_curves,
    total_at,
)
from simgui.ui.session import Session
from simgui.ui.theme import legend_html
from simgui.ui.translation import tr
from simgui.ui.widgets.text import text_label

_SIGNS = ("━", "╍", "┅")
"""How the dashes of the curves look in a legend."""
_LEAST_PX = 52
"""Height of a chart, so that all three are seen in a small window. [px]"""


class LivePlots(RunView):
    """Draws how a run goes, for the group that is pointed out; see `RunView`."""

    def __init__(
        self, session: Session, history: RunHistory, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, history, appearance, parent)
        self.groups = GroupChoice(session)
        self.column.addWidget(self.groups)
        self.latency = CurvePlot(tr("Latency over time"), Dimension.TIME, appearance, is_logarithmic=True)
        self.power = CurvePlot(tr("Power of a device over time"), Dimension.POWER, appearance, is_stacked=True)
        self.queues = CurvePlot(tr("Waiting messages over time"), Dimension.COUNT, appearance)
        self._shown: dict[str, Curves] = {}
        self._captions: dict[str, tuple[QLabel, QLabel]] = {}
        self._parts = (
            ("latency", tr("Latency"), self.latency, Dimension.TIME),
            ("power", tr("Power of a device"), self.power, Dimension.POWER),
            ("queues", tr("Messages waiting at shared stations"), self.queues, Dimension.COUNT),
        )
        for key, title, plot, _ in self._parts:
            row = QHBoxLayout()
            name, legend = text_label(title, "section"), QLabel()
            legend.setProperty("role", "caption")
            legend.setTextFormat(Qt.TextFormat.RichText)
            legend.setWordWrap(True)
            legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(legend, 1)
            self.column.addLayout(row)
            plot.setMinimumHeight(_LEAST_PX)
            self.column.addWidget(plot, 1)
            self._captions[key] = name, legend
            plot.cursor_moved.connect(session.move_cursor)
            if plot is not self.latency:
                plot.view.setXLink(self.latency.view)
            if plot is not self.queues:  # the lowest one's axis serves all
                plot.bottom.setStyle(showValues=False)
                plot.bottom.setHeight(3)

    def draw(self, record: FleetRecord) -> None:
        """Draw the three charts."""
        self.groups.show_groups(tuple(group.name for group in record.layout.groups))
        group = known_group(record, self.session.selected_group)
        self._shown = {
            "latency": latency_curves(record, group),
            "power": power_curves(record, group),
            "queues": queue_curves(record),
        }
        for key, _, plot, _ in self._parts:
            shown = self._shown[key]
            plot.set_end(float(shown.edges_s[-1]))
            plot.show_curves(shown)

    def draw_cursor(self, time_s: float) -> None:
        """Draw the cursor, and write the values there into the legends."""
        series = self.appearance.colours.series
        for key, title, plot, dimension in self._parts:
            plot.show_cursor(time_s)
            shown = self._shown.get(key)
            if shown is None:
                continue
            is_stack = plot is self.power
            names = legend_names(shown, time_s, dimension, most=0 if is_stack else 3)
            entries = [(n, series[c.colour % len(series)]) for n, c in zip(names, shown.curves, strict=True)]
            signs = ["■" if is_stack else _SIGNS[curve.dash % len(_SIGNS)] for curve in shown.curves]
            total = total_at(shown, time_s, dimension) if is_stack else ""
            head, legend = self._captions[key]
            for label, text in ((head, f"{title} {total}"), (legend, shown.remark or legend_html(entries, signs))):
                if label.text() != text:
                    label.setText(text)


class GroupChoice(QWidget):
    """Chooses the group of devices that the views show.

    Parameters
    ----------
    session : Session
        Knows the choice.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.box = QComboBox()
        self.box.setAccessibleName(tr("Device group"))
        self._names: tuple[str, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addStretch(1)
        self.box.activated.connect(lambda place: session.select_group(self._names[place]))
        session.group_changed.connect(self._point_out)

    def show_groups(self, names: tuple[str, ...]) -> None:
        """Offer the groups of a run; one alone needs no choice."""
        if names != self._names:
            self._names = names
            self.box.clear()
            self.box.addItems(list(names))
            self.setVisible(len(names) > 1)
            self._point_out(self._session.selected_group)

    def _point_out(self, group: str) -> None:
        if group in self._names:
            self.box.setCurrentIndex(self._names.index(group))

"""The stage bars: latency by stage or energy by cause, in units or as shares."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from simgui.results.result import PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.plots.stacked_bars import StackedBars
from simgui.ui.presenters.breakdown import ENERGY_BY_CAUSE, LATENCY_BY_STAGE, Breakdown, breakdown
from simgui.ui.theme import legend_html
from simgui.ui.widgets.card import Card
from simgui.ui.widgets.segmented_control import SegmentedControl
from simgui.ui.widgets.text import placeholder, text_label

_LATENCY, _ENERGY = "Latency", "Energy"
_VALUES, _SHARES = "Values", "Shares"
_KPIS = {_LATENCY: LATENCY_BY_STAGE, _ENERGY: ENERGY_BY_CAUSE}
_CAPTIONS = {_LATENCY: "mean of a job, by stage", _ENERGY: "of a device over the run, by cause"}


class BreakdownPanel(Card):
    """Shows where time and energy go.

    Signals
    -------
    placement_selected(str)
        The user clicked a bar.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    placement_selected = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__("Where it goes", parent=parent)
        self._appearance = appearance
        self._runs: Sequence[PlacementResult] = ()
        self._selected = ""
        self._shares: bool | None = None
        self._what = SegmentedControl("Show", (_LATENCY, _ENERGY))
        self._how = SegmentedControl("As", (_VALUES, _SHARES))
        self.bars = StackedBars("Latency by stage, or energy by cause, of each placement", appearance)
        self._legend = text_label("", "caption", wraps=True)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self.add_control(self._what)
        self.add_control(self._how)
        self._chart = QStackedWidget()
        self._chart.addWidget(placeholder("A bar appears for each placement as soon as it is through."))
        self._chart.addWidget(self.bars)
        self.content.addWidget(self._chart, 1)
        self.content.addWidget(self._legend)
        self._what.chosen.connect(self._change_kpi)
        self._how.chosen.connect(self._change_scale)
        self.bars.placement_selected.connect(self.placement_selected)
        appearance.changed.connect(self._draw)

    def show_runs(self, runs: Sequence[PlacementResult], selected: str) -> None:
        """Show what is through, and point out one placement."""
        self._runs, self._selected = runs, selected
        self._draw()

    def choose(self, what: str) -> None:
        """Show ``Latency`` or ``Energy``."""
        self._what.choose(what)
        self._change_kpi(what)

    def _change_kpi(self, _what: str) -> None:
        self._shares = None
        self._draw()

    def _change_scale(self, how: str) -> None:
        self._shares = how == _SHARES
        self._draw()

    def _draw(self) -> None:
        what = self._what.option
        shown: Breakdown = breakdown(self._runs, _KPIS[what], as_shares=self._shares)
        self._how.choose(_SHARES if shown.as_shares else _VALUES)
        self.set_heading(f"{what} by {'stage' if what == _LATENCY else 'cause'}", _CAPTIONS[what].rpartition(",")[0])
        self._chart.setCurrentIndex(1 if shown.bars else 0)
        self.bars.show_breakdown(shown, self._selected)
        series = self._appearance.colours.series
        self._legend.setText(legend_html([(name, series[colour % len(series)]) for name, colour in shown.legend]))

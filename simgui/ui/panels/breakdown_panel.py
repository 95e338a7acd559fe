"""The stage bars: latency by stage or energy by cause, in units or as shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from simgui.results.result import PlacementResult
from simgui.ui.appearance import Appearance
from simgui.ui.presenters.breakdown import ENERGY_BY_CAUSE, LATENCY_BY_STAGE, Breakdown, breakdown
from simgui.ui.theme import Space, TypeSize, legend_html
from simgui.ui.translation import later, tr
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.segmented_control import SegmentedControl
from simgui.ui.widgets.text import placeholder, text_label

if TYPE_CHECKING:
    from simgui.ui.plots.stacked_bars import StackedBars

_LATENCY, _ENERGY = later("Latency"), later("Energy")
_VALUES, _SHARES = later("Values"), later("Shares")
_KPIS = {_LATENCY: LATENCY_BY_STAGE, _ENERGY: ENERGY_BY_CAUSE}
_NAMES = {_LATENCY: later("Latency by stage"), _ENERGY: later("Energy by cause")}
_CAPTIONS = {_LATENCY: later("by stage, mean of a job"), _ENERGY: later("by cause, of a device over the run")}


class BreakdownPanel(QWidget):
    """Shows where time and energy go; the chart is made when there is something to show.

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
    is_bare : bool
        Whether there is nothing to choose: the latency as it is, for a presentation.
    """

    placement_selected = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None, *, is_bare: bool = False) -> None:
        super().__init__(parent)
        self._appearance, self._type_px = appearance, int(TypeSize.CAPTION)
        self._runs: Sequence[PlacementResult] = ()
        self._selected = ""
        self._shares: bool | None = False if is_bare else None
        self._options = {tr(key): key for key in (_LATENCY, _ENERGY, _VALUES, _SHARES)}
        self._what = SegmentedControl(tr("Show"), (tr(_LATENCY), tr(_ENERGY)))
        self._how = SegmentedControl(tr("As"), (tr(_VALUES), tr(_SHARES)))
        self.bars: StackedBars | None = None
        self._caption = ElidedLabel("caption")
        self._legend = text_label("", "caption", wraps=True)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._what)
        head.addWidget(self._caption, 1)
        head.addWidget(self._how)
        if is_bare:
            self._what.hide()
            self._how.hide()
        self._chart = QStackedWidget()
        self._chart.addWidget(placeholder(tr("A bar appears for each placement as soon as it is done.")))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(self._chart, 1)
        column.addWidget(self._legend)
        self._what.chosen.connect(self._change_kpi)
        self._how.chosen.connect(self._change_scale)
        appearance.changed.connect(self._draw)
        self._draw()

    def show_runs(self, runs: Sequence[PlacementResult], selected: str) -> None:
        """Show what is through, and point out one placement."""
        self._runs, self._selected = runs, selected
        self._draw()

    def set_type_size(self, size_px: int) -> None:
        """Write the chart in another size. [px]"""
        self._type_px = size_px
        if self.bars is not None:
            self.bars.set_type_size(size_px)

    def choose(self, what: str) -> None:
        """Show ``Latency`` or ``Energy``."""
        self._what.choose(tr(what))
        self._change_kpi(what)

    def _change_kpi(self, _what: str) -> None:
        self._shares = None
        self._draw()

    def _change_scale(self, how: str) -> None:
        self._shares = self._options[how] == _SHARES
        self._draw()

    def _draw(self) -> None:
        what = self._options[self._what.option]
        shown: Breakdown = breakdown(self._runs, _KPIS[what], as_shares=self._shares)
        self._how.choose(tr(_SHARES if shown.as_shares else _VALUES))
        self._caption.show_text(tr(_CAPTIONS[what]))
        self.setAccessibleName(tr(_NAMES[what]))
        if shown.bars and self.bars is None:
            from simgui.ui.plots.stacked_bars import StackedBars  # noqa: PLC0415 - charts take long to import

            name = tr("Latency by stage, or energy by cause, of each placement")
            self.bars = StackedBars(name, self._appearance)
            self.bars.placement_selected.connect(self.placement_selected)
            self.bars.set_type_size(self._type_px)
            self._chart.addWidget(self.bars)
        if self.bars is not None:
            self.bars.show_breakdown(shown, self._selected)
        self._chart.setCurrentIndex(1 if shown.bars else 0)
        series = self._appearance.colours.series
        self._legend.setText(legend_html([(name, series[colour % len(series)]) for name, colour in shown.legend]))

"""The duty-cycle editor: drag how often a task runs, and read the battery life at once; the simulation confirms it."""

from __future__ import annotations

import math

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from simgui.core.units import Dimension, format_quantity, parse_quantity
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.messages import RunFailed
from simgui.runs.options import RunOptions
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import RunBridge, StartRun, start_in_process
from simgui.ui.presenters.duty_cycle import DutyCycle, best_of, disagreement, duty_cycles, rounded_every
from simgui.ui.session import Session
from simgui.ui.theme import Space, legend_html
from simgui.ui.translation import tr
from simgui.ui.widgets.text import placeholder, text_label

_SETTLE_MS = 400


class DutyCyclePanel(QWidget):
    """Follows the session's run, placement and group.

    Parameters
    ----------
    session : Session
        What ran.
    appearance : Appearance
        The colours.
    start_run : StartRun
        Starts the run that confirms an answer.
    """

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        start_run: StartRun = start_in_process,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        from simgui.ui.plots.life_plot import LifePlot  # noqa: PLC0415 - charts take long to import

        self._session, self._appearance = session, appearance
        self._cycles: tuple[DutyCycle, ...] = ()
        self._every_s = math.nan
        self._bridge = RunBridge(start_run, self)
        self._bridge.finished.connect(self._simulated)
        self._bridge.failed.connect(self._failed)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._simulate)
        self.setAccessibleName(tr("Duty cycle"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Group and task"))
        self.answer = text_label("", "title")
        self.blocks = QLabel()
        self.blocks.setWordWrap(True)
        self.check = text_label("", "caption", wraps=True)
        self.plot = LifePlot(appearance)
        self._pages = QStackedWidget()
        self._lay_out()
        self.plot.dragged.connect(self._dragged)
        self.plot.dropped.connect(self._dropped)
        self.choice.activated.connect(lambda _index: self._show_cycle())
        session.results_changed.connect(self._results_changed)
        session.placement_changed.connect(lambda _placement: self._results_changed())
        appearance.changed.connect(self._tell)
        self._results_changed()

    def stop(self) -> None:
        """End a confirming run: the window is closing."""
        self._settle.stop()
        self._bridge.stop()

    @property
    def cycle(self) -> DutyCycle | None:
        """What is on show."""
        index = self.choice.currentIndex()
        return self._cycles[index] if 0 <= index < len(self._cycles) else None

    def _results_changed(self) -> None:
        run, scenario = self._run(), self._session.scenario
        self._cycles = duty_cycles(scenario, run) if run is not None and scenario is not None else ()
        self.choice.clear()
        self.choice.addItems([f"{one.group} · {one.task}" for one in self._cycles])
        first = best_of(self._cycles, self._session.selected_group)
        if first is not None:
            self.choice.setCurrentIndex(self._cycles.index(first))
        self._pages.setCurrentIndex(1 if self._cycles else 0)
        self._show_cycle()

    def _show_cycle(self) -> None:
        cycle = self.cycle
        if cycle is None:
            return
        self._every_s = cycle.every_s
        self.check.setText("")
        self.plot.show_cycle(cycle, cycle.every_s, self._limit_s(cycle))
        self._tell()

    def _dragged(self, every_s: float) -> None:
        cycle = self.cycle
        if cycle is not None:
            self._every_s = max(every_s, cycle.shortest_s)
            self.check.setText("")
            self._tell()

    def _dropped(self, every_s: float) -> None:
        """Take a round value, write it into the scenario, and let the simulation confirm it."""
        cycle = self.cycle
        if cycle is None:
            return
        text = rounded_every(max(every_s, cycle.shortest_s), cycle.shortest_s)
        self._every_s = parse_quantity(text, Dimension.TIME)
        self.plot.show_cycle(cycle, self._every_s, self._limit_s(cycle))
        document = self._session.document
        if document is not None:
            document.set_value(cycle.path, text, tr("{task} every {time}", task=cycle.task, time=text))
        self.check.setText(tr("Simulating…"))
        self._tell()
        self._settle.start()

    def _simulate(self) -> None:
        cycle, placement = self.cycle, self._session.selected_placement
        if cycle is None:
            return
        self._bridge.stop()
        file, overrides = self._session.source_of_run()
        every = format_quantity(self._every_s, Dimension.TIME, 9)
        options = RunOptions(placements=(placement,), intervals=0)
        self._bridge.start(file, (*overrides, f"{cycle.path}={every}"), options)

    def _simulated(self, result: ScenarioResult, cancelled: bool) -> None:
        cycle = self.cycle
        if cycle is None or cancelled or not result.runs:
            return
        run = result.runs[0]
        kpis = run.by_group.get(cycle.group, run.kpis)
        life_s = kpis.get("battery_life_s", math.nan)
        self.plot.show_simulated(self._every_s, life_s)
        self.check.setText(disagreement(cycle, self._every_s, life_s))

    def _failed(self, failure: RunFailed) -> None:
        self.check.setText(failure.message)

    def _tell(self) -> None:
        cycle = self.cycle
        if cycle is None or math.isnan(self._every_s):
            return
        every, life = (format_quantity(v, Dimension.TIME) for v in (self._every_s, cycle.life_s(self._every_s)))
        self.answer.setText(tr("every {every}: {life}", every=every, life=life))
        series = self._appearance.colours.series
        blocks = sorted(cycle.blocks(self._every_s), key=lambda block: -block.share)
        self.blocks.setText(legend_html([(b.text, series[i % len(series)]) for i, b in enumerate(blocks)]))

    def _limit_s(self, cycle: DutyCycle) -> float:
        run = self._run()
        budgets = run.budgets if run is not None else ()
        found = [b.limit_value for b in budgets if b.kpi == "battery_life_s" and b.group in {None, cycle.group}]
        return found[0] if found else math.nan

    def _run(self) -> PlacementResult | None:
        wanted = self._session.selected_placement
        return next((run for run in self._session.results if run.placement == wanted and run.feasible), None)

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        head = QHBoxLayout()
        head.addWidget(self.choice)
        head.addWidget(self.answer, 1)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        column.addWidget(self.blocks)
        column.addWidget(self.check)
        hint = tr("Run the scenario with a group on a battery and one task: then drag how often the task runs.")
        self._pages.addWidget(placeholder(hint))
        self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

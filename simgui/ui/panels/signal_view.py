"""The signal of one device around the cursor, with the model's verdicts and the truth under it."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from simgui.results.fleet_record import FleetRecord
from simgui.runs.signal_reader import SignalAt, SignalStretch
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.bridges.signal_loader import SignalLoader
from simgui.ui.panels.run_view import RunView, fill_caption
from simgui.ui.plots.signal_plot import SignalPlot, VerdictPlot
from simgui.ui.presenters.live_curves import known_group
from simgui.ui.presenters.signal_strip import SignalStrip, signal_strip
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import text_label

WINDOWS = 16


class SignalView(RunView):
    """Shows what one device senses while the cursor moves; see `RunView`."""

    def __init__(
        self, session: Session, history: RunHistory, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, history, appearance, parent)
        self.loader = SignalLoader(self)
        self.device = QSpinBox()
        self.device.setAccessibleName(tr("Device"))
        self.device.setKeyboardTracking(False)
        self.task = QComboBox()
        self.task.setAccessibleName(tr("Task"))
        self.badge = text_label("", "chip")
        self._who = text_label("", "section")
        self._about = ElidedLabel("caption")
        self.signal = SignalPlot(appearance)
        self.verdicts = VerdictPlot(appearance)
        self.signal.view.setXLink(self.verdicts.view)
        self.strip: SignalStrip | None = None
        self._asked: tuple[object, ...] = ()
        self._tasks: tuple[str, ...] = ()
        self._lay_out()
        self.device.valueChanged.connect(self._choose_device)
        self.task.activated.connect(lambda _place: self.refresh())
        self.loader.loaded.connect(self._show)
        self.loader.failed.connect(lambda text: self._about.show_text(tr("No signal: {why}", why=text)))
        history.device_changed.connect(self.refresh)
        for plot in (self.signal, self.verdicts):
            plot.window_chosen.connect(self._go_to_window)

    def draw(self, record: FleetRecord) -> None:
        """Offer devices and tasks, and ask for the signal."""
        scenario = self.history.scenario
        if scenario is None:
            return
        group = scenario.groups[known_group(record, self.session.selected_group)]
        tasks = tuple(task.name for task in group.tasks)
        if tasks != self._tasks:
            self._tasks = tasks
            self.task.clear()
            self.task.addItems(list(tasks))
            self.task.setVisible(len(tasks) > 1)
        self._who.setText(group.name)
        self.device.blockSignals(True)
        self.device.setRange(0, group.count - 1)
        self.device.setValue(self.history.device_of(group.name))
        self.device.blockSignals(False)
        self._ask(record)

    def draw_cursor(self, time_s: float) -> None:
        """Mark the window at the cursor; beyond the stretch, ask for another."""
        record = self.history.record
        if record is not None:
            self._ask(record)
        if self.strip is not None:
            window = self.strip.window_at(time_s)
            self.signal.point_out(window)
            self.verdicts.point_out(window)
            self._about.show_text(fill_caption(self.strip.about(window)))

    def _ask(self, record: FleetRecord) -> None:
        scenario, time_s = self.history.scenario, self.session.cursor_s
        if scenario is None or not self._tasks:
            return
        group = known_group(record, self.session.selected_group)
        task = self._tasks[max(0, self.task.currentIndex())]
        at = SignalAt(record.layout.placement, group, task, self.device.value())
        same = self._asked == (at, scenario.digest, record.layout.seed)
        if same and (self.loader.is_busy or (self.strip is not None and self.strip.holds(time_s))):
            return
        every_s = next(one.every_s for one in scenario.groups[group].tasks if one.name == task)
        if same and self.strip is not None and len(self.strip.ends_s) < WINDOWS:
            return
        self._asked = (at, scenario.digest, record.layout.seed)
        self.loader.ask(scenario, record.layout.seed, at, time_s + every_s * (WINDOWS // 2 - 2), WINDOWS)

    def _show(self, stretch: SignalStretch) -> None:
        self.strip = signal_strip(stretch)
        self.badge.setText(self.strip.badge)
        self.signal.left.setLabel(self.strip.unit)
        self.signal.show_strip(self.strip)
        self.verdicts.show_strip(self.strip)
        self.draw_cursor(self.session.cursor_s)

    def _choose_device(self, device: int) -> None:
        record = self.history.record
        if record is not None:
            self.history.choose_device(known_group(record, self.session.selected_group), device)

    def _go_to_window(self, window: int) -> None:
        if self.strip is not None:
            self.session.move_cursor(float(self.strip.ends_s[window]))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for widget in (self._who, self.device, self.task, self.badge):
            row.addWidget(widget)
        row.addWidget(self._about, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.signal, 1)
        self.column.addWidget(self.verdicts)

"""What if: values on sliders, and what they do to the selected placement, simulated in a process of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSlider,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from simgui.core.errors import SimguiError
from simgui.core.yaml_node import Node
from simgui.profiles.registry import Registry
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.runs.messages import RunFailed
from simgui.runs.options import RunOptions
from simgui.scenario.change import SetValue
from simgui.scenario.kpi import KPIS
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import RunBridge, StartRun, start_in_process
from simgui.ui.presenters.comparison import scenario_node
from simgui.ui.presenters.variations import variations
from simgui.ui.presenters.what_if import STEPS, Effect, Pin, WhatIf, effects, pin_labels, suggestions, usual_kpis
from simgui.ui.presenters.wording import kpi_label
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import placeholder, text_label

_SETTLE_MS = 250
_FIRST_PINS = 2
_INKS = {True: "good", False: "bad", None: "muted"}

Key = tuple[str, str, tuple[str, ...], str]
"""Digest of the scenario, its file, the overrides, and the placement."""


class WhatIfPanel(QWidget):
    """Follows the session's scenario and placement.

    Parameters
    ----------
    session : Session
        What is open, and which placement is selected.
    appearance : Appearance
        The colours.
    start_run : StartRun
        Starts a run in another process.
    """

    def __init__(
        self,
        session: Session,
        appearance: Appearance,
        start_run: StartRun = start_in_process,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._appearance = session, appearance
        self.what_if = WhatIf()
        self.kpis: tuple[str, ...] = ()
        self.sliders: dict[str, QSlider] = {}
        self._known: dict[Key, PlacementResult] = {}
        self._running: Key | None = None
        self.bridge = RunBridge(start_run, self)
        self.bridge.finished.connect(self._finished)
        self.bridge.failed.connect(self._failed)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._simulate)
        self.setAccessibleName(tr("What if"))
        self.choice, self.add = QComboBox(), QPushButton(tr("Pin"))
        self.choose_kpis = QToolButton()
        self.reset_all, self.keep_all = QPushButton(tr("Reset")), QPushButton(tr("Keep"))
        self.state = text_label("", "caption", wraps=True)
        self._rows, self._table = QGridLayout(), QGridLayout()
        self._pages = QStackedWidget()
        self._lay_out()
        session.opened.connect(self._open)
        session.document_changed.connect(self._revise)
        session.placement_changed.connect(lambda _placement: self._placement_changed())
        session.results_changed.connect(self._tell)
        self._open()

    def stop(self) -> None:
        """End what runs: the window is closing."""
        self._settle.stop()
        self.bridge.stop()

    def pin(self, path: str) -> bool:
        """Put a value of the scenario on a slider; False, with the reason said, where that cannot be."""
        root = self._root()
        problem = self.what_if.pin(root, path) if root is not None else tr("Open a scenario first.")
        if problem:
            self._session.say(problem)
            self.state.setText(problem)
        else:
            self._show_rows()
        return not problem

    def unpin(self, path: str) -> None:
        """Take a slider away."""
        self.what_if.unpin(path)
        self._show_rows()
        self._moved()

    def reset(self) -> None:
        """Move all sliders back."""
        self.what_if.reset()
        self._show_rows()
        self._moved()

    def keep(self) -> None:
        """Write the values into the scenario, as one edit that can be undone."""
        document, changes = self._session.document, self.what_if.changes()
        if document is None or not changes:
            return
        try:
            document.apply([SetValue(path, text) for path, text in changes], tr("Keep what was tried"))
        except SimguiError as error:
            self.state.setText(str(error))

    @property
    def before(self) -> PlacementResult | None:
        """What came out without the changes, once that is known."""
        run, scenario = self._session.run, self._session.scenario
        if run is not None and scenario is not None and run.digest == scenario.digest:
            return self._result() or self._known.get(self._key(()))
        return self._known.get(self._key(()))

    @property
    def after(self) -> PlacementResult | None:
        """What came out with them, once that is known."""
        return self._known.get(self._key(self.what_if.overrides()))

    def shown_effects(self) -> tuple[Effect, ...]:
        """Give what the table shows."""
        return effects(self.before, self.after, self.kpis)

    def _open(self) -> None:
        self.stop()
        self.what_if, self._running = WhatIf(), None
        self._known.clear()
        self.kpis = ()
        root = self._root()
        self._pages.setCurrentIndex(0 if root is None else 1)
        if root is None:
            return
        self._fill_choice(root)
        told = self._session.scenario.presentation if self._session.scenario is not None else None
        story = [slider.path for slider in told.sliders] if told is not None else []
        first = [self.choice.itemData(index) for index in range(min(_FIRST_PINS, self.choice.count()))]
        for path in [path for path in story if not self.what_if.pin(root, path)] or first:
            self.what_if.pin(root, path)
        self._show_rows()

    def _revise(self) -> None:
        root = self._root()
        if root is None:
            return
        if self._pages.currentIndex() == 0:
            self._open()
            return
        self.what_if.revise(root)
        self._fill_choice(root)
        self._show_rows()
        if self.what_if.changes():
            self._moved()

    def _fill_choice(self, root: Node) -> None:
        document, scenario = self._session.document, self._session.scenario
        folder = scenario.file.parent if scenario is not None else Path()
        registry = document.registry if document is not None else Registry.beside(folder)
        paths = suggestions(root, variations(root, registry))
        if [self.choice.itemData(index) for index in range(self.choice.count())] != list(paths):
            self.choice.clear()
            for path in paths:
                self.choice.addItem(path.removeprefix("fleet."), path)

    def _show_rows(self) -> None:
        clear_layout(self._rows)
        self.sliders.clear()
        pins = self.what_if.pins.values()
        for row, (pin, label) in enumerate(zip(pins, pin_labels(pins), strict=True)):
            self._add_row(row, pin, label)
        self._tell()

    def _add_row(self, row: int, pin: Pin, label: str) -> None:
        name = ElidedLabel("")
        name.show_text(label)
        name.setToolTip(pin.path)
        name.setMinimumWidth(120)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(-STEPS, STEPS)
        slider.setPageStep(STEPS // 4)
        slider.setTickInterval(STEPS)
        slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        slider.setValue(pin.step)
        slider.setAccessibleName(label)
        slider.setMinimumWidth(110)
        value = text_label(pin.text, "bold")
        value.setMinimumWidth(70)
        remove = QPushButton()
        remove.setProperty("role", "quiet")
        remove.setIcon(self._appearance.icon("trash"))
        remove.setAccessibleName(tr("Take {path} off the sliders", path=label))
        remove.setToolTip(remove.accessibleName())
        remove.clicked.connect(partial(self.unpin, pin.path))

        def moved(step: int) -> None:
            self.what_if.move(pin.path, step)
            value.setText(self.what_if.pins[pin.path].text)
            self._moved()

        slider.valueChanged.connect(moved)
        self.sliders[pin.path] = slider
        for column, widget in enumerate((name, slider, value, remove)):
            self._rows.addWidget(widget, row, column)

    def _placement_changed(self) -> None:
        self.kpis = ()
        self._moved()

    def _moved(self) -> None:
        self._tell()
        if self.what_if.changes():
            self._settle.start(_SETTLE_MS)

    def _simulate(self) -> None:
        """Run what is not known yet: the changed scenario first, then the one to compare it with."""
        if not self.what_if.changes():
            return
        wanted = [self._key(self.what_if.overrides())] + ([self._key(())] if self.before is None else [])
        missing = [key for key in wanted if key not in self._known]
        if not missing or missing[0] == self._running:
            self._tell()
            return
        self.bridge.stop()
        self._running = missing[0]
        _, file, overrides, placement = missing[0]
        self._tell()
        self.bridge.start(file, overrides, RunOptions(placements=(placement,), intervals=0))

    def _finished(self, result: ScenarioResult, cancelled: bool) -> None:
        running, self._running = self._running, None
        if running is not None and not cancelled and result.runs:
            self._known[running] = result.runs[0]
        self._tell()
        self._simulate()

    def _failed(self, failure: RunFailed) -> None:
        self._running = None
        self._tell()
        self.state.setText(tr("✗ This cannot be simulated: {why}", why=failure.message))

    def _key(self, changes: tuple[str, ...]) -> Key:
        scenario = self._session.scenario
        try:
            file, overrides = self._session.source_of_run()
        except SimguiError:
            file, overrides = "", ()
        digest = scenario.digest if scenario is not None else ""
        return digest, file, (*overrides, *changes), self._session.selected_placement

    def _tell(self) -> None:
        """Show what is known."""
        if self._pages.currentIndex() == 0:
            return
        changes = self.what_if.changes()
        self.kpis = self.kpis or usual_kpis(self.before or self._result())
        self.keep_all.setEnabled(bool(changes) and self._session.document is not None)
        self.reset_all.setEnabled(bool(changes))
        clear_layout(self._table)
        if changes:
            self._fill_table()
        state = tr("Move a slider: {placement} is simulated again.", placement=self._session.selected_placement)
        if changes:
            state = tr("Simulating {placement}…", placement=self._session.selected_placement)
            run = self.after
            if run is not None:
                state = "" if run.feasible else tr("✗ cannot be built: {reason}", reason=run.infeasible_reason)
        self.state.setText(state)

    def _fill_table(self) -> None:
        heads = (tr("Figure"), tr("as it is"), tr("what if"), tr("change"))
        for column, head in enumerate(heads):
            self._table.addWidget(text_label(head, "section"), 0, column)
        for row, effect in enumerate(self.shown_effects(), 1):
            word = {True: tr("better"), False: tr("worse"), None: ""}[effect.is_better]
            change = text_label(f"{effect.change} {word}".strip(), _INKS[effect.is_better])
            texts = (text_label(effect.label), text_label(effect.before, "muted"), text_label(effect.after, "bold"))
            for column, label in enumerate((*texts, change)):
                self._table.addWidget(label, row, column)
        self._table.setColumnStretch(3, 1)

    def _fill_menu(self) -> None:
        menu = self.choose_kpis.menu()
        menu.clear()
        run = self.before or self._result()
        for kpi in [one for one in (run.kpis if run is not None else self.kpis) if one in KPIS]:
            action = menu.addAction(kpi_label(kpi))
            action.setCheckable(True)
            action.setChecked(kpi in self.kpis)
            action.toggled.connect(partial(self._choose_kpi, kpi))

    def _choose_kpi(self, kpi: str, on: bool) -> None:
        self.kpis = (*self.kpis, kpi) if on else tuple(one for one in self.kpis if one != kpi)
        self._tell()

    def _result(self) -> PlacementResult | None:
        wanted = self._session.selected_placement
        return next((run for run in self._session.results if run.placement == wanted), None)

    def _root(self) -> Node | None:
        document, scenario = self._session.document, self._session.scenario
        if document is not None:
            return document.draft.root
        return scenario_node(str(scenario.file), "", self._session.overrides) if scenario is not None else None

    def _lay_out(self) -> None:
        self.choice.setAccessibleName(tr("Value to put on a slider"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(12)
        self.add.setToolTip(tr("Put this value on a slider"))
        self.add.clicked.connect(lambda: self.pin(str(self.choice.currentData() or "")))
        self.choose_kpis.setText(tr("Figures"))
        self.choose_kpis.setToolTip(tr("Choose the figures to compare"))
        self.choose_kpis.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.choose_kpis)
        menu.aboutToShow.connect(self._fill_menu)
        self.choose_kpis.setMenu(menu)
        self.reset_all.clicked.connect(self.reset)
        self.keep_all.clicked.connect(self.keep)
        self.keep_all.setToolTip(tr("Write these values into the scenario"))
        self._lay_out_page()

    def _lay_out_page(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.choice, 1)
        for widget in (self.add, self.choose_kpis):
            head.addWidget(widget)
        foot.addWidget(self.state, 1)
        for widget in (self.reset_all, self.keep_all):
            foot.addWidget(widget)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, Space.S, 0)
        self._rows.setColumnStretch(0, 2)
        self._rows.setColumnStretch(1, 3)
        self._table.setHorizontalSpacing(Space.L)
        for layout in (self._rows, self._table):
            column.addLayout(layout)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setProperty("role", "plain")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        whole.setSpacing(Space.S)
        whole.addLayout(head)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        self._pages.addWidget(placeholder(tr("Open a scenario to try other values.")))
        self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

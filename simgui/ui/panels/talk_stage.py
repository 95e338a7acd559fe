"""A presentation on the screen: headline, large figures, one picture, the notes, and the sliders that are live."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from simgui.runs.messages import RunFailed
from simgui.runs.options import RunOptions
from simgui.scenario.presentation import PLACEMENT, Slider
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import RunBridge, StartRun, start_in_process
from simgui.ui.panels.talk_pictures import TalkPictures
from simgui.ui.panels.talk_type import talk_scale, talk_stylesheet
from simgui.ui.presenters.talk import BigNumber, Changes, Talk
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.text import text_label

_SETTLE_MS = 250


class TalkStage(QWidget):
    """Gives a `Talk`; what its steps need is simulated in a process of its own, ahead of the presenter.

    Signals
    -------
    ended()
        The presenter left.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    start_run : StartRun
        Starts a run in another process.
    """

    ended = Signal()

    def __init__(
        self, appearance: Appearance, start_run: StartRun = start_in_process, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._scenario: Scenario | None = None
        self._overrides: Changes = ()
        self._source = self._said = ""
        self._running: Changes | None = None
        self._controls: dict[str, QSlider] = {}
        self._scale = 0.0
        self.talk: Talk | None = None
        self.bridge = RunBridge(start_run, self)
        self.bridge.finished.connect(self._finished)
        self.bridge.failed.connect(self._failed)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._simulate)
        self.setAccessibleName(tr("Presentation"))
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.counter = text_label("", "muted")
        self.title = text_label("", "display", wraps=True)
        self.notes = text_label("", "talk_notes", wraps=True)
        self.state = text_label("", "muted")
        self.numbers = QHBoxLayout()
        self.sliders = QGridLayout()
        self.picture = TalkPictures(appearance)
        self.back = QPushButton(tr("Back"))
        self.next = QPushButton(tr("Next"))
        self.start_again = QPushButton(tr("From the beginning"))
        self.leave = QPushButton(tr("Leave a report…"))
        self._lay_out()

    def give(self, scenario: Scenario, source: str = "", overrides: Changes = ()) -> None:
        """Begin the talk of a scenario.

        Parameters
        ----------
        scenario : Scenario
            One with a presentation.
        source : str
            The file to simulate; "" is the scenario's own.
        overrides : tuple[str, ...]
            ``path=value`` each, in place of what the file says.
        """
        self.bridge.stop()
        self._running = None
        self._scenario, self._overrides = scenario, overrides
        self._source = source or str(scenario.file)
        assert scenario.presentation is not None  # noqa: S101 - the caller asked for one
        self.talk = Talk(scenario.presentation)
        self._show()
        self.setFocus()

    def go(self, by: int) -> None:
        """Go some steps on or back."""
        if self.talk is not None and self.talk.go(by):
            self._show()

    def reset(self) -> None:
        """Begin anew, everything as it was."""
        if self.talk is not None:
            self.talk.reset()
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the type grow with the stage."""
        super().resizeEvent(event)
        scale = round(talk_scale(event.size()), 2)
        if scale != self._scale:
            self._scale = scale
            self.setStyleSheet(talk_stylesheet(scale))
            self.picture.set_scale(scale)

    def event(self, event: QEvent) -> bool:
        """Keep the space bar, which runs the scenario elsewhere."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk by the keys that presenters' remotes send."""
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_PageDown | Qt.Key.Key_Space | Qt.Key.Key_Return:
                self.go(1)
            case Qt.Key.Key_Left | Qt.Key.Key_PageUp:
                self.go(-1)
            case Qt.Key.Key_Escape | Qt.Key.Key_Home:
                self.reset()
            case _:
                super().keyPressEvent(event)

    def leave_report(self, file: Path) -> None:
        """Write what is on show into a report that needs nothing else.

        Parameters
        ----------
        file : Path
            Ends in ``.html`` or ``.pdf``.
        """
        from simgui.core.errors import SimguiError  # noqa: PLC0415 - with the report only
        from simgui.ui.reports import save_report  # noqa: PLC0415

        result = self.talk.result() if self.talk is not None else None
        if result is None:
            return
        try:
            save_report(result, file)
        except SimguiError as error:
            self._said = tr("Could not be saved: {why}", why=error)
        else:
            self._said = tr("{file} written", file=file.name)
        self._tell_state()

    def _ask_where_to_leave(self) -> None:
        from simgui.ui.dialogs.report_dialog import ask_for_report  # noqa: PLC0415 - with the report only

        ask_for_report(self, Path(self._source).stem, ".html", lambda file: self.leave_report(Path(file)))

    def stop(self) -> None:
        """End what runs: the window is closing."""
        self._settle.stop()
        self.bridge.stop()

    @property
    def is_settled(self) -> bool:
        """Whether the figures on show belong to the step on show."""
        return self.talk is not None and self.talk.result() is not None

    def live_sliders(self) -> tuple[str, ...]:
        """Give the paths of the sliders on show."""
        return tuple(self._controls)

    def slider(self, path: str) -> QSlider:
        """Give a live slider by its path."""
        return self._controls[path]

    def _show(self) -> None:
        talk = self.talk
        if talk is None:
            return
        step, self._said = talk.step, ""
        self.counter.setText(talk.counter)
        self.title.setText(step.title)
        self.notes.setText(step.notes)
        self.notes.setVisible(bool(step.notes))
        self.back.setEnabled(talk.index > 0)
        is_last = talk.index == len(talk.presentation.steps) - 1
        self.next.setEnabled(not is_last)
        self.next.setText(talk.next_button or tr("Next"))
        self.leave.setVisible(is_last)
        clear_layout(self.sliders)
        self._controls.clear()
        for row, slider in enumerate(talk.sliders()):
            self._add_slider(row, slider)
        self._show_outcome()
        self._settle.start(0)

    def _show_outcome(self) -> None:
        talk = self.talk
        if talk is None:
            return
        clear_layout(self.numbers)
        for number in talk.numbers():
            self.numbers.addWidget(_big(number))
        self.numbers.addStretch(1)
        self.picture.show_step(talk, self._scenario.story if self._scenario is not None else "")
        self._tell_state()
        self.leave.setEnabled(self.is_settled)

    def _tell_state(self) -> None:
        """Say what is going on; what was said of a report stays until the next step, whatever ends meanwhile."""
        self.state.setText(self._said if self.is_settled else tr("Simulating…"))

    def _add_slider(self, row: int, slider: Slider) -> None:
        talk = self.talk
        if talk is None:
            return
        place = talk.position(slider, self._current(slider))
        control = _StorySlider(Qt.Orientation.Horizontal)
        control.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the keys of a remote stay with the stage after a drag
        control.setRange(0, len(slider.values) - 1)
        control.setPageStep(1)
        control.setTickPosition(QSlider.TickPosition.TicksBelow)
        control.setValue(place)
        control.setAccessibleName(slider.label)
        control.setMinimumWidth(260)
        self._controls[slider.path] = control
        value = text_label(slider.values[place], "heading")
        value.setMinimumWidth(90)

        def moved(position: int) -> None:
            value.setText(slider.values[position])
            if self.talk is not None:
                self.talk.move(slider, position)
                self._show_outcome()
                if slider.path != PLACEMENT:  # every placement is known already
                    self._settle.start(_SETTLE_MS)

        control.valueChanged.connect(moved)
        label = text_label(slider.label, "heading")
        label.setBuddy(control)
        for column, widget in enumerate((label, control, value)):
            self.sliders.addWidget(widget, row, column)

    def _current(self, slider: Slider) -> str:
        """Give what the scenario says at a slider's path, as written."""
        if self._scenario is None or slider.path == PLACEMENT:
            return ""
        from simgui.scenario.path import parse_path  # noqa: PLC0415
        from simgui.ui.presenters.comparison import scenario_node  # noqa: PLC0415

        node = scenario_node(self._source, "", self._overrides)
        found = node.get(*parse_path(slider.path)) if node is not None else None
        return str(found.value) if found is not None else ""

    def _simulate(self) -> None:
        """Simulate what this step needs, then what the next ones will."""
        talk, scenario = self.talk, self._scenario
        if talk is None or scenario is None:
            return
        wanted = talk.upcoming()
        if not wanted or self._running == wanted[0]:
            return
        if self._running is not None:
            if wanted[0] == talk.changes():
                self.bridge.stop()  # what is on the screen comes first
            else:
                return
        self._running = wanted[0]
        options = RunOptions(placements=talk.placements(), intervals=0)
        self.bridge.start(self._source, (*self._overrides, *wanted[0]), options)

    def _finished(self, result: object, cancelled: bool) -> None:
        from simgui.results.result import ScenarioResult  # noqa: PLC0415

        running, self._running = self._running, None
        if self.talk is None or running is None or cancelled or not isinstance(result, ScenarioResult):
            return
        self.talk.keep(running, result)
        self._show_outcome()
        self._simulate()

    def _failed(self, failure: RunFailed) -> None:
        self._running = None
        self.state.setText(tr("✗ The simulation stopped: {why}", why=failure.message))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.counter)
        head.addStretch(1)
        head.addWidget(self.state)
        buttons = QHBoxLayout()
        for button, act in (
            (self.leave, self._ask_where_to_leave),
            (self.start_again, self.reset),
            (self.back, lambda: self.go(-1)),
            (self.next, lambda: self.go(1)),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False, act=act: act())
            buttons.addWidget(button)
        self.next.setProperty("role", "primary")
        frame = QFrame()
        frame.setProperty("role", "card")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        inner.addWidget(self.picture)
        self.sliders.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XL, Space.XXL, Space.XL)
        column.setSpacing(Space.M)
        column.addLayout(head)
        column.addWidget(self.title)
        column.addLayout(self.numbers)
        column.addWidget(frame, 1)
        column.addWidget(self.notes)
        column.addLayout(self.sliders)  # a line of its own: beside the buttons, a long name would not fit
        column.addLayout(foot)


class _StorySlider(QSlider):
    """Leaves the keys of a presenter's remote to the stage."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the arrows."""
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home}:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _big(number: BigNumber) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, Space.XXL, 0)
    column.setSpacing(0)
    column.addWidget(text_label(number.label, "muted"))
    column.addWidget(text_label(number.text, "talk_number"))
    column.addWidget(text_label(number.change or " ", "talk_change"))
    box.setAccessibleName(f"{number.label}: {number.text} {number.change}".strip())
    return box

"""The transport bar: play, pause, speed, step, scrub and bookmarks over the recorded run."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.presenters.event_rows import timeline_marks
from simgui.ui.presenters.playback import SPEEDS, Mode, moment_text, speed_text
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.text import text_label
from simgui.ui.widgets.timeline import Timeline

_WIDEST = "0000d 00:00:00"


class TransportBar(QFrame):
    """Moves the one cursor over what a run has recorded.

    Parameters
    ----------
    session : Session
        Holds the cursor.
    history : RunHistory
        What was recorded, and who plays it.
    actions : Actions
        Where play, step and the others are registered.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(
        self,
        session: Session,
        history: RunHistory,
        actions: Actions,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._history, self._appearance = session, history, appearance
        self.setAccessibleName(tr("Transport bar"))
        self.timeline = Timeline(appearance)
        self.timeline.setAccessibleName(tr("Timeline"))
        self.clock = text_label(moment_text(0.0), "heading")
        self.clock.setAccessibleName(tr("Simulated time"))
        self.clock.setFixedWidth(self.clock.fontMetrics().horizontalAdvance(_WIDEST) + 3 * Space.M)
        self.clock.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.speed = QComboBox()
        self.speed.setAccessibleName(tr("Speed"))
        self.speed.setToolTip(tr("Simulated seconds per second; Max follows the run"))
        self.speed.addItems([speed_text(speed) for speed in SPEEDS])
        self.speed.setCurrentIndex(len(SPEEDS) - 1)
        self.speed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._version: tuple[object, ...] = ()
        self._actions = self._register(actions)
        self.break_it = QToolButton()
        self._lay_out()
        self.speed.activated.connect(lambda place: self._do(lambda: history.playback.choose(SPEEDS[place])))
        self.timeline.scrubbed.connect(session.move_cursor)
        self.timeline.stepped.connect(lambda parts: self._do(lambda: history.playback.step(parts)))
        self.timeline.jumped.connect(self._jump)
        self.timeline.toggled.connect(self._toggle)
        history.grew.connect(self._grew)
        history.playback_changed.connect(self._show)
        session.cursor_changed.connect(lambda _time_s: self._show())
        self._grew()

    def set_break_menu(self, menu: QMenu) -> None:
        """Offer to break things at the cursor."""
        self.break_it.setMenu(menu)
        self.break_it.setVisible(True)

    def _register(self, actions: Actions) -> dict[str, QAction]:
        add = actions.add
        return {
            "to_start": add("run.to_start", tr("To the beginning"), lambda: self._jump(False), icon="to_start",
                            shortcut="Alt+Home", where="Run"),
            "step_back": add("run.step_back", tr("Step back"), lambda: self._step(-1), icon="step_back",
                             shortcut="Alt+Left", where="Run"),
            "play": add("run.play", tr("Play or pause"), self._toggle, icon="run", shortcut="K", where="Run"),
            "step": add("run.step", tr("Step"), lambda: self._step(1), icon="step", shortcut="Alt+Right", where="Run"),
            "to_end": add("run.to_end", tr("To the end"), lambda: self._jump(True), icon="to_end",
                          shortcut="Alt+End", where="Run"),
            "bookmark": add("run.bookmark", tr("Bookmark this moment"), self._bookmark, icon="bookmark",
                            shortcut="Ctrl+B", where="Run"),
            "last_mark": add("run.last_bookmark", tr("Previous bookmark"), lambda: self._to_bookmark(-1),
                             shortcut="Ctrl+Shift+B", where="Run"),
            "next_mark": add("run.next_bookmark", tr("Next bookmark"), lambda: self._to_bookmark(1),
                             shortcut="Ctrl+Alt+B", where="Run"),
        }  # fmt: skip

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.XS)
        for key in ("to_start", "step_back", "play", "step", "to_end"):
            row.addWidget(self._button(self._actions[key]))
        row.addWidget(self.speed)
        row.addWidget(self.clock)
        row.addWidget(self.timeline, 1)
        row.addWidget(self._button(self._actions["bookmark"]))
        self.break_it.setText(tr("Break it"))
        self.break_it.setIcon(self._appearance.icon("fault"))
        self._appearance.changed.connect(lambda: self.break_it.setIcon(self._appearance.icon("fault")))
        self.break_it.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.break_it.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.break_it.setToolTip(tr("Break something at the cursor and run again"))
        self.break_it.setVisible(False)
        row.addWidget(self.break_it)

    @staticmethod
    def _button(action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setAccessibleName(action.text())
        button.setToolTip(f"{action.text()} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        return button

    def _do(self, what: object) -> None:
        assert callable(what)  # noqa: S101 - a slot of this class
        what()
        self._history.change()

    def _toggle(self) -> None:
        self._do(self._history.playback.toggle)

    def _step(self, parts: int) -> None:
        self._do(lambda: self._history.playback.step(parts))

    def _jump(self, to_end: bool) -> None:
        self._do(lambda: self._history.playback.scrub(math.inf if to_end else 0.0))

    def _bookmark(self) -> None:
        self._do(self._history.playback.bookmark)

    def _to_bookmark(self, direction: int) -> None:
        self._do(lambda: self._history.playback.to_bookmark(direction))

    def _grew(self) -> None:
        record = self._history.record
        for action in self._actions.values():
            action.setEnabled(record is not None)
        self.break_it.setEnabled(self._session.scenario is not None)
        if record is None:
            self.timeline.show_marks(())
        else:
            version = (id(record), len(record.noted), int(record.arrays["log/count"].sum()))
            if version != self._version:
                self._version = version
                self.timeline.show_marks(timeline_marks(record))
        self._show()

    def _show(self) -> None:
        playback = self._history.playback
        self.clock.setText(moment_text(playback.cursor_s))
        plays = playback.mode is not Mode.PAUSED
        icon = "pause" if plays else "run"
        if self.property("icon") != icon:
            self.setProperty("icon", icon)
            self._actions["play"].setIcon(self._appearance.icon(icon))
        if SPEEDS[self.speed.currentIndex()] != playback.speed:
            self.speed.setCurrentIndex(SPEEDS.index(playback.speed))
        self.timeline.show_playback(playback)

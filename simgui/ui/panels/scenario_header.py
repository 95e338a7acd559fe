"""The head of an open scenario: name, story, Run and Cancel, and how far the run is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.run_state import Phase, RunView
from simgui.ui.presenters.scenario_summary import ScenarioSummary
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.card import clear_layout
from simgui.ui.widgets.elided_label import ElidedLabel
from simgui.ui.widgets.text import text_label

_STEPS = 1000
_ENDED = {Phase.FINISHED, Phase.CANCELLED, Phase.FAILED}
_ICON = QSize(16, 16)


class ScenarioHeader(QWidget):
    """Shows what is open, and drives its run.

    Signals
    -------
    run_requested, cancel_requested
        The user pressed a button.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    run_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.title = ElidedLabel("title")
        self._story = ElidedLabel("muted")
        self._facts = QWidget()
        self._chips = QHBoxLayout(self._facts)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(Space.S)
        self.run = self._button(tr("Run"), tr("Run all placements (Space)"), "primary")
        self.cancel = self._button(tr("Cancel"), tr("Stop the run and keep what is finished (Esc)"), "")
        self.run.clicked.connect(self.run_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the run"))
        self.headline = text_label("", "bold")
        self.detail = text_label("", "muted")
        self._progress = QWidget()
        self._lay_out()
        appearance.changed.connect(self._paint_icons)
        self._paint_icons()

    def show_scenario(self, summary: ScenarioSummary) -> None:
        """Show another scenario."""
        self.title.show_text(summary.title)
        self._story.show_text(summary.story)
        clear_layout(self._chips)
        for chip in summary.chips:
            self._chips.addWidget(text_label(chip, "chip"))
        self._chips.addStretch(1)

    def show_run(self, view: RunView) -> None:
        """Show where the run stands."""
        self.run.setEnabled(not view.is_active)
        self.run.setText(tr("Run again") if view.phase in _ENDED else tr("Run"))
        self.cancel.setEnabled(view.can_cancel)
        self._facts.setVisible(view.phase is Phase.IDLE)
        self._story.setVisible(view.phase is not Phase.IDLE)
        self._progress.setVisible(view.phase is not Phase.IDLE)
        busy = view.is_active and view.fraction is None
        self.bar.setRange(0, 0 if busy else _STEPS)
        self.bar.setValue(0 if view.fraction is None else round(view.fraction * _STEPS))
        self.bar.setVisible(view.is_active or view.phase is Phase.CANCELLED)
        self.headline.setText(view.headline)
        self.detail.setText(view.detail)
        self.bar.setAccessibleDescription(f"{view.headline} {view.detail}")

    def _button(self, text: str, hint: str, role: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", role)
        button.setIconSize(_ICON)
        button.setToolTip(hint)
        button.setAccessibleName(text or hint)
        button.setAccessibleDescription(hint)
        return button

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self.title)
        words.addWidget(self._story)
        words.addWidget(self._facts)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addLayout(words, 1)
        head.addSpacing(Space.L)
        head.addWidget(self.run, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        line = QHBoxLayout()
        line.addWidget(self.headline)
        line.addStretch(1)
        line.addWidget(self.detail)
        progress = QVBoxLayout(self._progress)
        progress.setContentsMargins(0, 0, 0, 0)
        progress.setSpacing(Space.XS)
        progress.addLayout(line)
        progress.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self._progress)

    def _paint_icons(self) -> None:
        self.run.setIcon(self._appearance.icon("run", "on_accent"))
        self.cancel.setIcon(self._appearance.icon("cancel"))

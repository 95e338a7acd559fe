"""The answer: which placement to take, why, and what would change the advice."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from simgui.ui.appearance import Appearance
from simgui.ui.presenters.advice import Advice
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.text import selectable, text_label

_ICON = QSize(24, 24)


class Recommendation(QFrame):
    """Shows an `Advice`; hidden until there is one.

    Signals
    -------
    flip_requested()
        The user wants to know where the advice flips.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    flip_requested = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._positive = True
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON)
        self.headline = selectable(text_label("", "heading"))
        self._because = selectable(text_label("", wraps=True))
        self._more = selectable(text_label("", "muted", wraps=True))
        self.why = QPushButton(tr("Show why"))
        self.why.setCheckable(True)
        self.why.setAccessibleDescription(tr("Shows why not the others, and what would change the advice"))
        self.why.toggled.connect(self._unfold)
        self.flip = QPushButton(tr("Where does it flip?"))
        self.flip.setAccessibleDescription(tr("Searches the value at which another placement becomes the better one"))
        self.flip.clicked.connect(self.flip_requested)
        column = QVBoxLayout()
        column.setSpacing(2)
        for label in (self.headline, self._because, self._more):
            column.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(Space.XS)
        for button in (self.why, self.flip):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row.addLayout(buttons)
        appearance.changed.connect(self._paint_icon)
        self.hide()

    def show_advice(self, advice: Advice | None) -> None:
        """Show what came out, or nothing."""
        self.setVisible(advice is not None)
        if advice is None:
            return
        self._positive = advice.is_positive
        self.headline.setText(advice.headline)
        self._because.setText(advice.because)
        self._because.setVisible(bool(advice.because))
        self._more.setText("\n".join((*advice.others, *advice.flips_if)))
        self.why.setVisible(bool(self._more.text()))
        self.flip.setVisible(advice.is_positive)
        self._unfold(self.why.isChecked())
        self.setAccessibleName(
            tr("Recommendation: {headline}. {reason}", headline=advice.headline, reason=advice.because)
        )
        self.setProperty("role", "advice" if advice.is_positive else "failure")
        self.style().unpolish(self)
        self.style().polish(self)
        self._paint_icon()

    def _unfold(self, is_open: bool) -> None:
        self._more.setVisible(is_open and bool(self._more.text()))
        self.why.setText(tr("Hide why") if is_open else tr("Show why"))

    def _paint_icon(self) -> None:
        name, ink = ("star", "good") if self._positive else ("warning", "bad")
        self._icon.setPixmap(self._appearance.icon(name, ink).pixmap(_ICON, self.devicePixelRatioF()))

"""What the live views have in common: they follow history, cursor and group, and paint only while they are seen."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from simgui.results.fleet_record import FleetRecord
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.session import Session
from simgui.ui.theme import Space
from simgui.ui.translation import tr
from simgui.ui.widgets.text import placeholder


class RunView(QWidget):
    """Base of the live views.

    A subclass puts its widgets into ``column`` and has `draw` and `draw_cursor`.

    Parameters
    ----------
    session : Session
        The cursor and the selection.
    history : RunHistory
        What happened.
    appearance : Appearance
        The colours.
    parent : QWidget | None
        Where it belongs.
    """

    def __init__(
        self, session: Session, history: RunHistory, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.history, self.appearance = session, history, appearance
        self._is_stale = True
        self._empty = placeholder(self.empty_text())
        self._full = QWidget()
        self.column = QVBoxLayout(self._full)
        self.column.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        self.column.setSpacing(Space.XS)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._full)
        history.grew.connect(self.refresh)
        history.filter_changed.connect(self.refresh)
        session.group_changed.connect(lambda _group: self.refresh())
        session.cursor_changed.connect(self._cursor_moved)
        appearance.changed.connect(self.refresh)

    def empty_text(self) -> str:
        """Say what to do when there is nothing to see."""
        return tr("Run the scenario (Space): this view fills while it runs.")

    def draw(self, record: FleetRecord) -> None:
        """Draw the record."""
        raise NotImplementedError

    def draw_cursor(self, time_s: float) -> None:
        """Draw the cursor. [s]"""

    def refresh(self) -> None:
        """Draw anew, now or when it is seen again."""
        if not self.isVisible():
            self._is_stale = True
            return
        self._is_stale = False
        record = self.history.record
        self._pages.setCurrentWidget(self._empty if record is None else self._full)
        if record is not None:
            self.draw(record)
            self.draw_cursor(self.session.cursor_s)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up on what happened meanwhile."""
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _cursor_moved(self, time_s: float) -> None:
        if self.isVisible() and self.history.record is not None:
            self.draw_cursor(time_s)


def fill_caption(text: str) -> str:
    """Give a caption that is never empty, so that the layout does not jump."""
    return text or "\u00a0"

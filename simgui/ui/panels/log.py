"""The Log view: what happened, as text that can be searched and copied."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from simgui.ui.session_log import LogEntry, SessionLog
from simgui.ui.translation import tr

_MOST_LINES = 5000


class LogPanel(QPlainTextEdit):
    """Shows the lines of a session.

    Parameters
    ----------
    log : SessionLog
        Where they come from.
    """

    def __init__(self, log: SessionLog) -> None:
        super().__init__()
        self.setProperty("role", "log")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setMaximumBlockCount(_MOST_LINES)
        self.setAccessibleName(tr("Log"))
        self.setPlaceholderText(tr("What happens is written down here: open or run a scenario."))
        self._follows = True
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._scrolled)
        bar.rangeChanged.connect(self._follow)
        for entry in log.entries():
            self._add(entry)
        log.added.connect(self._add)

    def _add(self, entry: LogEntry) -> None:
        self.appendPlainText(entry.line)

    def _scrolled(self, value: int) -> None:
        self._follows = value == self.verticalScrollBar().maximum()

    def _follow(self, _least: int, most: int) -> None:
        """Stay at the newest line when there are more of them or less room, unless the user looks at older ones."""
        if self._follows:
            self.verticalScrollBar().setValue(most)

"""What the program is busy with: runs, studies, exports; each is listed, can be followed, and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal


class Job(QObject):
    """One piece of work.

    Signals
    -------
    changed
        It went on, or ended.

    Parameters
    ----------
    name : str
        What is done, in the user's language.
    cancel : Callable[[], object] | None
        Ends it; None when it cannot be ended.
    parent : QObject
        The list of jobs.
    """

    changed = Signal()

    def __init__(self, name: str, cancel: Callable[[], object] | None, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self._cancel = cancel
        self.fraction: float | None = None
        self.text = ""
        self.is_over = False

    @property
    def can_cancel(self) -> bool:
        """Whether it is on and can be ended."""
        return self._cancel is not None and not self.is_over

    def progress(self, fraction: float | None, text: str) -> None:
        """Tell how far it is; a fraction of None means that nobody knows. [-]"""
        if not self.is_over and (fraction, text) != (self.fraction, self.text):
            self.fraction, self.text = fraction, text
            self.changed.emit()

    def end(self, text: str) -> None:
        """Tell that it is over, and what came of it."""
        self.is_over, self.text = True, text
        self.changed.emit()

    def cancel(self) -> None:
        """Ask it to end."""
        if self._cancel is not None and not self.is_over:
            self._cancel()


class Jobs(QObject):
    """All of them, the newest last; those that are over stay listed for a while.

    Signals
    -------
    changed
        One was begun, went on, or ended.
    """

    changed = Signal()

    MOST = 50
    """So many are listed at most."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []

    def begin(self, name: str, cancel: Callable[[], object] | None = None) -> Job:
        """List another piece of work."""
        job = Job(name, cancel, self)
        job.changed.connect(self.changed)
        self._jobs.append(job)
        over = [one for one in self._jobs if one.is_over]
        for old in over[: max(0, len(self._jobs) - self.MOST)]:
            self._jobs.remove(old)
            old.deleteLater()
        self.changed.emit()
        return job

    def all(self) -> tuple[Job, ...]:
        """Give all that are listed."""
        return tuple(self._jobs)

    def running(self) -> tuple[Job, ...]:
        """Give those that are not over."""
        return tuple(job for job in self._jobs if not job.is_over)

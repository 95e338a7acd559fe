"""Reads large texts, and checks scenarios against the files they name, in a thread and not at every key press."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from simgui.core.diagnostics import Diagnostic
from simgui.profiles.registry import Registry
from simgui.scenario.draft import read_draft
from simgui.scenario.scenario import Scenario

Findings = tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]
"""What is wrong, and what is probably not meant."""
CheckScenario = Callable[[Scenario, Registry], Findings]

_AFTER_MS = 120


def check_files(scenario: Scenario, registry: Registry) -> Findings:
    """Check a scenario against models, recordings and profiles; the first time it imports what reads them."""
    from simgui.runs.check import check_scenario, warn_about  # noqa: PLC0415 - takes 80 ms, and happens in a thread

    problems = check_scenario(scenario, registry)
    return problems, (() if problems else warn_about(scenario, registry))


class DocumentReader(QObject):
    """Does one thing at a time, the newest that was asked for.

    Signals
    -------
    drafted(str, Draft)
        A text, and what it says.
    checked(str, Findings)
        Digest of a scenario, and what was found.

    Parameters
    ----------
    check : CheckScenario
        Checks a valid scenario.
    parent : QObject
        Where it belongs.
    """

    drafted = Signal(str, object)
    checked = Signal(str, object)

    def __init__(self, check: CheckScenario, parent: QObject) -> None:
        super().__init__(parent)
        self._check = check
        self._work: Callable[[], None] | None = None
        self._running = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._begin)
        self.drafted.connect(self._ended)
        self.checked.connect(self._ended)

    @property
    def is_busy(self) -> bool:
        """Whether something is still to come."""
        return self._timer.isActive() or self._running > 0

    def read_later(self, text: str, file: Path, registry: Registry) -> None:
        """Read a text a little later, in place of what else was asked for."""
        self._work = partial(self._read, text, file, registry)
        self._timer.start()

    def check_later(self, scenario: Scenario, registry: Registry) -> None:
        """Check a scenario a little later, in place of what else was asked for."""
        self._work = partial(self._find, scenario, registry)
        self._timer.start()

    def forget(self) -> None:
        """Begin nothing that was asked for."""
        self._timer.stop()
        self._work = None

    def close(self) -> None:
        """Wait for what is on, and begin nothing else."""
        self.forget()
        self._pool.waitForDone()

    def _begin(self) -> None:
        if self._work is not None:
            work, self._work = self._work, None
            self._running += 1
            self._pool.start(work)

    def _ended(self) -> None:
        self._running -= 1

    def _read(self, text: str, file: Path, registry: Registry) -> None:
        draft = read_draft(text, file, registry)
        with suppress(RuntimeError):  # the document is gone
            self.drafted.emit(text, draft)

    def _find(self, scenario: Scenario, registry: Registry) -> None:
        findings = self._check(scenario, registry)
        with suppress(RuntimeError):
            self.checked.emit(scenario.digest, findings)

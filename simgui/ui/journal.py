"""Keeps unsaved edits beside the settings, so that a crash costs seconds of work and not all of it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QTimer

from simgui.scenario.text_file import read_text_file
from simgui.ui.document import ScenarioDocument
from simgui.ui.translation import tr

_SCHEMA = "simgui.journal/1"
WRITE_AFTER_MS = 2000
"""From an edit until it is in the journal. [ms]"""


@dataclass(frozen=True, slots=True)
class Recovery:
    """Unsaved work of a window that did not close.

    Parameters
    ----------
    journal : Path
        Where it is kept.
    file : Path
        The scenario it belongs to.
    was_saved : bool
        Whether that file was ever saved.
    text : str
        The text as it was last noted.
    noted_at : datetime
        When.
    """

    journal: Path
    file: Path
    was_saved: bool
    text: str
    noted_at: datetime

    def open(self, parent: QObject | None = None) -> ScenarioDocument:
        """Open the scenario with the recovered text as an edit that can be undone.

        Raises
        ------
        InputError
            If its file is there but cannot be read as text.
        """
        if self.was_saved and self.file.is_file():
            document = ScenarioDocument(*read_text_file(self.file), parent=parent)
            document.replace_text(self.text, tr("Recovered edits"))
            return document
        return ScenarioDocument(self.text, folder=self.file.parent, parent=parent)


def journal_folder() -> Path:
    """Give the folder of the journals of this user."""
    from platformdirs import user_state_path  # noqa: PLC0415 - only once something was edited, or at the start

    return user_state_path("simgui", appauthor=False) / "journal"


def find_recoveries(folder: Path) -> tuple[Recovery, ...]:
    """List what windows that were killed have left, the newest first.

    Parameters
    ----------
    folder : Path
        Where journals are kept.

    Returns
    -------
    tuple[Recovery, ...]
        Journals of windows that are still open, of another version or unreadable are left out.
    """
    found = [recovery for file in folder.glob("*.json") if (recovery := _read(file)) is not None]
    return tuple(sorted(found, key=lambda one: one.noted_at, reverse=True))


def discard(recovery: Recovery) -> None:
    """Throw recovered work away, once it is open again or not wanted."""
    for file in (recovery.journal, recovery.journal.with_suffix(".lock")):
        with suppress(OSError):
            file.unlink()


def _read(file: Path) -> Recovery | None:
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return None  # its window is still open
    lock.unlock()
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["schema"] != _SCHEMA:
            return None
        return Recovery(
            file,
            Path(kept["file"]),
            bool(kept["was_saved"]),
            str(kept["text"]),
            datetime.fromisoformat(kept["noted_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Journal(QObject):
    """Follows one document as long as it is open.

    Parameters
    ----------
    document : ScenarioDocument
        What it follows, and its parent.
    folder : Path
        Where journals are kept; made when it is first needed.
    write_after_ms : int
        From an edit until it is noted. [ms]
    """

    def __init__(self, document: ScenarioDocument, folder: Path, write_after_ms: int = WRITE_AFTER_MS) -> None:
        super().__init__(document)
        self._document = document
        self.file = folder / f"{uuid4().hex}.json"
        self._lock: QLockFile | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(write_after_ms)
        self._timer.timeout.connect(self.write)
        document.changed.connect(self._changed)
        document.dirty_changed.connect(self._dirty_changed)
        if document.is_dirty:
            self._changed()

    def write(self) -> None:
        """Note the text now; a journal that cannot be written must not stop the work."""
        self._timer.stop()
        if not self._document.is_dirty:
            self.remove()
            return
        kept = {
            "schema": _SCHEMA,
            "file": str(self._document.path.absolute()),
            "was_saved": self._document.digest != "",
            "noted_at": datetime.now(UTC).isoformat(),
            "text": self._document.text,
        }
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            fresh = self.file.with_suffix(".new")  # no fsync: it would stall the window, and a crash needs none
            fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self.file)

    def leave(self) -> None:
        """Note the text and let go of the journal: the next window offers it."""
        self.write()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def remove(self) -> None:
        """Throw the journal away: everything is saved, or not wanted."""
        self._timer.stop()
        with suppress(OSError):
            self.file.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _take_lock(self) -> None:
        if self._lock is None:
            self._lock = QLockFile(str(self.file.with_suffix(".lock")))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)

    def _changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _dirty_changed(self, is_dirty: bool) -> None:
        if not is_dirty:
            self.remove()

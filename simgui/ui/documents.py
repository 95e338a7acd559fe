"""Opening, saving and recovering the scenario that is edited, and what a run of it starts from."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from simgui.core.errors import SimguiError
from simgui.scenario.scenario import Scenario
from simgui.ui.presenters.new_scenario import NEW_SCENARIO
from simgui.ui.session import Session
from simgui.ui.translation import tr

if TYPE_CHECKING:
    from simgui.ui.document import ScenarioDocument
    from simgui.ui.journal import Journal, Recovery

_SHIPPED_PREFIX = "simgui-shipped-"
_MOST_SNAPSHOTS = 16
"""Files of unsaved texts that were run; the newest may still be read by a run that has just begun."""


class Documents(QObject):
    """Keeps one document open and its journal beside it.

    Signals
    -------
    state_changed
        What can be saved, undone or run is other than before.

    Parameters
    ----------
    session : Session
        Where the document is told to all views.
    journals : Path | None
        Folder of the journals; None keeps none.
    """

    state_changed = Signal()

    def __init__(self, session: Session, journals: Path | None) -> None:
        super().__init__(session)
        self._session, self._journals = session, journals
        self._journal: Journal | None = None
        self._snapshots: dict[str, Path] = {}
        session.source_of_run = self.source

    @property
    def document(self) -> ScenarioDocument | None:
        """What is open."""
        return self._session.document

    def open(self, scenario: Scenario, overrides: tuple[str, ...] = ()) -> None:
        """Open a valid scenario; its overrides become edits that can be undone.

        Parameters
        ----------
        scenario : Scenario
            As loaded, overrides included.
        overrides : tuple[str, ...]
            ``path=value`` each.
        """
        if not scenario.file.is_file():
            self._take(None)
            self._session.open(scenario, overrides)
            return
        from simgui.ui.document import ScenarioDocument  # noqa: PLC0415 - not needed by the start page

        document = ScenarioDocument.open(scenario.file, parent=self._session)
        try:
            _apply(document, overrides)
        except SimguiError as error:
            self._session.say(str(error))
        if document.scenario is None or (overrides and not document.is_dirty):
            self._take(None)
            self._session.open(scenario, overrides)
        else:
            self._take(document)
            self._session.open(document.scenario, (), document)

    def begin(self) -> None:
        """Open a new scenario: a small one that runs, without a file."""
        from simgui.ui.document import ScenarioDocument  # noqa: PLC0415 - not needed by the start page

        document = ScenarioDocument(NEW_SCENARIO, parent=self._session)
        self._take(document)
        self._session.open(document.scenario, (), document)

    def open_text(self, file: Path) -> None:
        """Open a file whatever is wrong with it, to be corrected here.

        Raises
        ------
        InputError
            If it cannot be read as text.
        """
        from simgui.ui.document import ScenarioDocument  # noqa: PLC0415 - not needed by the start page

        document = ScenarioDocument.open(file, parent=self._session)
        self._take(document)
        self._session.open(document.scenario, (), document)

    def recover(self, recovery: Recovery) -> None:
        """Open what a window left unsaved.

        Raises
        ------
        InputError
            If its file is there but cannot be read as text.
        """
        from simgui.ui.journal import discard  # noqa: PLC0415 - not needed by the start page

        document = recovery.open(self._session)
        self._take(document)
        self._session.open(document.scenario, (), document)
        if self._journal is not None:
            self._journal.write()
            discard(recovery)

    def recoveries(self) -> tuple[Recovery, ...]:
        """List what windows left unsaved, the newest first."""
        if self._journals is None or not self._journals.is_dir():
            return ()
        from simgui.ui.journal import find_recoveries  # noqa: PLC0415 - only where something is left

        return find_recoveries(self._journals)

    def save(self, ask_for_name: Callable[[], object]) -> None:
        """Save, or ask for a name where there is none."""
        document = self.document
        if document is None:
            return
        if document.needs_name:
            ask_for_name()
            return
        try:
            document.save()
        except SimguiError as error:
            self._session.say(str(error))
        else:
            self._session.say(tr("Saved {file}", file=document.path))

    def save_as(self, name: str) -> None:
        """Save under another name."""
        document = self.document
        if document is None:
            return
        try:
            document.save_as(Path(name))
        except SimguiError as error:
            self._session.say(str(error))
            return
        if document.scenario is not None:
            self._session.revise(document.scenario)
        self._session.say(tr("Saved {file}", file=document.path))

    def source(self) -> tuple[str, tuple[str, ...]]:
        """Give what a run of the scenario as it is edited starts from: a file and overrides."""
        scenario, document = self._session.scenario, self.document
        if document is None or not document.is_dirty:
            return str(scenario.file if scenario is not None else ""), self._session.overrides
        digest = hashlib.sha256(document.text.encode()).hexdigest()
        if digest not in self._snapshots:
            self._forget_snapshots()
            self._snapshots[digest] = _write_snapshot(document)
        return str(self._snapshots[digest]), ()

    def close(self) -> None:
        """Note unsaved edits, for the next time the program starts, and end what is on."""
        self._take(None)
        self._forget_snapshots(0)

    def _forget_snapshots(self, most: int = _MOST_SNAPSHOTS - 1) -> None:
        """Remove the oldest snapshots; while a job is on all stay, for a study reads its own for every point."""
        if most and self._session.jobs.running():
            return
        for digest in list(self._snapshots)[: max(0, len(self._snapshots) - most)]:
            _remove_snapshot(self._snapshots.pop(digest))

    def _take(self, document: ScenarioDocument | None) -> None:
        old, journal = self._session.document, self._journal
        self._journal = None
        if old is not None and old is not document:
            if journal is not None and old.text == NEW_SCENARIO:
                journal.remove()  # nothing of it is the user's
            elif journal is not None and old.is_dirty:
                journal.leave()
                self._session.say(tr("The unsaved edits of {file} are kept.", file=old.path.name))
            old.close()
            old.blockSignals(True)
            old.undo_stack.blockSignals(True)
            if document is not None:
                old.deleteLater()
        if document is None:
            return
        if self._journals is not None:
            from simgui.ui.journal import Journal  # noqa: PLC0415 - not needed by the start page

            self._journal = Journal(document, self._journals)
        document.scenario_changed.connect(self._revise)
        document.dirty_changed.connect(lambda _dirty: self.state_changed.emit())
        document.problems_changed.connect(self.state_changed)
        document.conflicted.connect(lambda: self._session.workspace_requested.emit("design"))  # it asks what to do
        document.undo_stack.indexChanged.connect(lambda _index: self.state_changed.emit())

    def _revise(self) -> None:
        document = self.document
        if document is not None and document.scenario is not None:
            self._session.revise(document.scenario)


def _apply(document: ScenarioDocument, overrides: tuple[str, ...]) -> None:
    from simgui.scenario.change import SetValue  # noqa: PLC0415 - only for a scenario with overrides
    from simgui.scenario.overrides import parse_override  # noqa: PLC0415

    changes = [SetValue(one.path, one.value) for one in map(parse_override, overrides)]
    if changes:
        document.apply(changes, tr("Take other values"))


def _write_snapshot(document: ScenarioDocument) -> Path:
    """Write the text where the files it names are found: beside its own file, or, of a shipped one, with copies."""
    folder = document.path.parent
    if document.needs_name and document.digest:
        beside = [one for one in folder.iterdir() if one.is_file() and one.suffix != document.path.suffix]
        folder = Path(tempfile.mkdtemp(prefix=_SHIPPED_PREFIX))
        for one in beside:
            shutil.copy(one, folder)
    elif not os.access(folder, os.W_OK):
        folder = Path(tempfile.gettempdir())
    handle, name = tempfile.mkstemp(prefix=f".{document.path.stem}-", suffix=".yaml", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(document.text)
    return Path(name)


def _remove_snapshot(file: Path) -> None:
    if file.parent.name.startswith(_SHIPPED_PREFIX):
        shutil.rmtree(file.parent, ignore_errors=True)
    else:
        file.unlink(missing_ok=True)

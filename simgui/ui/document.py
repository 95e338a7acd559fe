"""The open scenario as a document: its text is the truth, every edit can be undone, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from simgui.core.diagnostics import Diagnostic
from simgui.core.errors import InputError
from simgui.core.paths import bundled
from simgui.core.yaml_node import Node
from simgui.profiles.registry import Registry
from simgui.scenario.change import Change, Duplicate, Insert, Put, Remove, Rename, SetValue, apply_all
from simgui.scenario.draft import Draft, read_draft
from simgui.scenario.edit import EditError, ScenarioText
from simgui.scenario.scenario import Scenario
from simgui.scenario.splice import Splice, splice_between
from simgui.scenario.text_file import FileChanged, TextFile, read_text_file
from simgui.scenario.yaml_writing import Value
from simgui.ui.document_edit import DocumentEdit
from simgui.ui.document_reader import CheckScenario, DocumentReader, Findings, check_files
from simgui.ui.translation import tr

_UNTITLED = "untitled.yaml"
_LARGE = 40_000
"""Texts from this length on are read in a thread, a little after the last edit. [character]"""


class ScenarioDocument(QObject):
    """A scenario file in the editor.

    Signals
    -------
    changed
        The text is another one; `draft` belongs to it already, unless `is_reading`.
    spliced(Splice)
        How the text changed; comes before `changed`.
    scenario_changed
        There is another valid scenario.
    problems_changed
        Problems or warnings are others.
    dirty_changed(bool)
        Whether something is unsaved.
    file_changed
        It has another file now.
    conflicted
        It was not saved, for another program has changed the file: reload, overwrite or save under another name.

    Parameters
    ----------
    text : str
        With line feeds as line ends.
    file : TextFile | None
        Where it came from; None for one that was never saved, which is unsaved from the start.
    folder : Path | None
        Where models are looked up while there is no file.
    check : CheckScenario
        Checks a valid scenario against the files it names, in a thread.
    clock : Callable[[], float]
        Tells edits that belong together from others. [s]
    parent : QObject | None
        Where it belongs.
    """

    changed = Signal()
    spliced = Signal(object)
    scenario_changed = Signal()
    problems_changed = Signal()
    dirty_changed = Signal(bool)
    file_changed = Signal()
    conflicted = Signal()

    def __init__(
        self,
        text: str,
        file: TextFile | None = None,
        *,
        folder: Path | None = None,
        check: CheckScenario = check_files,
        clock: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._file, self.clock = text, file, clock
        self._folder = folder or Path()
        self._scenario: Scenario | None = None
        self._parts = ScenarioText(text)
        self._findings: Findings = ((), ())
        self._reader = DocumentReader(check, self)
        self._reader.drafted.connect(self._take_draft)
        self._reader.checked.connect(self._take_findings)
        self.undo_stack = QUndoStack(self)
        if file is None:
            self.undo_stack.resetClean()
        self.undo_stack.cleanChanged.connect(self._clean_changed)
        self._registry = Registry.beside(self.path.parent)
        self._draft, self._drafted_text = Draft(None, None, ()), ""
        self._take_draft(text, read_draft(text, self.path, self._registry))

    @classmethod
    def open(cls, file: Path, *, parent: QObject | None = None) -> ScenarioDocument:
        """Open a file, whatever is wrong with what it says.

        Raises
        ------
        InputError
            If it cannot be read as text.
        """
        text, known = read_text_file(file)
        return cls(text, known, parent=parent)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self._text

    @property
    def path(self) -> Path:
        """The file; one that does not exist while it was never saved."""
        return self._file.file if self._file is not None else self._folder / _UNTITLED

    @property
    def digest(self) -> str:
        """SHA-256 of the file as it was read or saved, or ""."""
        return self._file.digest if self._file is not None else ""

    @property
    def is_dirty(self) -> bool:
        """Whether something is unsaved."""
        return not self.undo_stack.isClean()

    @property
    def needs_name(self) -> bool:
        """Whether saving asks for a file: it has none, or it is one of the shipped stories."""
        if self._file is None:
            return True
        return self._file.file.absolute().is_relative_to(bundled("scenarios").absolute())

    @property
    def registry(self) -> Registry:
        """Where its profiles are looked up."""
        return self._registry

    @property
    def draft(self) -> Draft:
        """What the text says at the moment."""
        return self._draft

    @property
    def parts(self) -> ScenarioText:
        """The text by its parts; made once for each text."""
        if self._parts.text != self._text:
            self._parts = ScenarioText(self._text, None if self.is_reading else self._draft.root)
        return self._parts

    @property
    def scenario(self) -> Scenario | None:
        """The last valid scenario; None if there has not been any."""
        return self._scenario

    @property
    def is_valid(self) -> bool:
        """Whether the text as it stands is a valid scenario, the files it names aside."""
        return self._draft.scenario is not None

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong, in the order of the file."""
        return self._draft.problems or self._findings[0]

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What can be simulated but is probably not meant."""
        return () if self._draft.problems else self._findings[1]

    @property
    def is_reading(self) -> bool:
        """Whether `draft` still belongs to an earlier text; `changed` comes once more when it does not."""
        return self._drafted_text != self._text

    @property
    def is_checking(self) -> bool:
        """Whether problems with models, recordings or profiles may still turn up."""
        return self._reader.is_busy

    def set_value(self, path: str, text: str, label: str = "") -> None:
        """Write what a user typed; quick changes of one value are undone together.

        Parameters
        ----------
        path : str
            Of the value, e.g. ``fleet.motors.count``; a key that is missing is added.
        text : str
            As typed, e.g. ``10 µA``.
        label : str
            What the undo list calls it.

        Raises
        ------
        EditError, InputError
            If the path leads nowhere, or the text is no YAML at the moment; nothing has changed then.
        """
        self.apply([SetValue(path, text)], label or tr("Change {what}", what=path), merge=path)

    def put(self, path: str, value: Value, label: str = "") -> None:
        """Write a value, a map or a list; like `set_value`, but nothing is guessed."""
        self.apply([Put(path, value)], label or tr("Change {what}", what=path), merge=path)

    def insert(self, path: str, value: Value, label: str = "") -> None:
        """Add a key of a map, or an entry of a list in front of an index; the errors are those of `set_value`."""
        self.apply([Insert(path, value)], label or tr("Add {what}", what=path))

    def remove(self, path: str, label: str = "") -> None:
        """Take an entry out; the errors are those of `set_value`."""
        self.apply([Remove(path)], label or tr("Remove {what}", what=path))

    def rename(self, path: str, name: str, label: str = "") -> None:
        """Give a part another name wherever it is referred to; the errors are those of `set_value`."""
        self.apply([Rename(path, name)], label or tr("Rename {what} to {name}", what=path, name=name))

    def duplicate(self, path: str, name: str = "", label: str = "") -> None:
        """Copy an entry, with a name where it has one; the errors are those of `set_value`."""
        self.apply([Duplicate(path, name)], label or tr("Duplicate {what}", what=path))

    def apply(self, changes: Sequence[Change], label: str, *, merge: str = "") -> None:
        """Make changes that are undone together.

        Parameters
        ----------
        changes : Sequence[Change]
            One after the other; if one fails, none is made.
        label : str
            What the undo list calls them.
        merge : str
            Edits of the same name in quick succession become one; "" keeps it apart.

        Raises
        ------
        EditError, InputError
            If a change is not possible; nothing has changed then.
        """
        self.replace_text(apply_all(changes, self.parts), label, merge=merge)

    def replace_text(self, text: str, label: str, *, merge: str = "") -> None:
        """Take another text, as the text view does; the parameters are those of `apply`."""
        if text != self._text:
            self.undo_stack.push(DocumentEdit(self, splice_between(self._text, text), label, merge))

    def splice(self, splice: Splice) -> None:
        """Change the text without a trace in the undo list; for the undo list alone."""
        self._text = splice.apply(self._text)
        self.spliced.emit(splice)
        self._read()
        self.changed.emit()

    def save(self, *, overwrite: bool = False) -> None:
        """Save under its name.

        Parameters
        ----------
        overwrite : bool
            Whether to write even if another program has changed the file.

        Raises
        ------
        FileChanged
            If another program has changed the file.
        FileRefused
            If it cannot be written.
        """
        file = self._file if self._file is not None else TextFile(self.path)
        try:
            self._file = file.save(self._text, overwrite=overwrite)
        except FileChanged:
            self.conflicted.emit()
            raise
        self.undo_stack.setClean()

    def save_as(self, file: Path) -> None:
        """Save under another name, over whatever is there; the errors are those of `save`."""
        known = self._file or TextFile(file)
        self._file = TextFile(file, "", known.line_end, known.has_mark).save(self._text, overwrite=True)
        self.undo_stack.setClean()
        self._registry = Registry.beside(file.absolute().parent)
        self._read()
        self.file_changed.emit()

    def overrides(self) -> tuple[str, ...]:
        """Give the unsaved edits as overrides of the file on disk, ``path=value`` each.

        Returns
        -------
        tuple[str, ...]
            Empty when everything is saved.

        Raises
        ------
        EditError
            If no overrides say the same: there is no file, or the text or the file on disk is no YAML.
        """
        if not self.is_dirty:
            return ()
        from simgui.core.located_yaml import load_yaml  # noqa: PLC0415 - only unsaved edits need it
        from simgui.scenario.difference import overrides_between  # noqa: PLC0415

        after = self._draft.root
        if self._file is None or after is None:
            raise EditError(tr("Save the scenario first."))
        try:
            before = load_yaml(self._file.file)
        except InputError:
            raise EditError(tr("Save the scenario first.")) from None
        kept = after.value if isinstance(after.value, dict) else {}
        there = before.value if isinstance(before.value, dict) else {}
        gone = {key: Node(None, after.location) for key in there if key not in kept}
        whole = Node({**kept, **gone}, after.location, after.key_locations)
        return tuple(f"{one.path}={one.value}" for one in overrides_between(before, whole))

    def has_changed_on_disk(self) -> bool:
        """Tell whether another program has changed the file since it was read or saved."""
        return self._file is not None and self._file.has_changed()

    def reload(self) -> None:
        """Take what is on disk; the text before stays in the undo list.

        Raises
        ------
        InputError
            If the file cannot be read as text; nothing has changed then.
        """
        text, known = read_text_file(self.path)
        self._file = known
        self.replace_text(text, tr("Reload from disk"))
        self.undo_stack.setClean()

    def close(self) -> None:
        """Wait for the check that is on, and begin no other."""
        self._reader.close()

    def _clean_changed(self, is_clean: bool) -> None:
        self.dirty_changed.emit(not is_clean)

    def _read(self) -> None:
        """Read the text at once, or a large one a little later, in a thread."""
        if len(self._text) < _LARGE:
            self._take_draft(self._text, read_draft(self._text, self.path, self._registry))
        else:
            self._reader.read_later(self._text, self.path, self._registry)

    def _take_draft(self, text: str, draft: Draft) -> None:
        """Take what the text says; the files it names are checked a little later."""
        if text != self._text:
            return  # it has changed meanwhile
        before = (self.problems, self.warnings)
        was_late = self._drafted_text != "" and len(text) >= _LARGE
        self._draft, self._drafted_text = draft, text
        if draft.scenario is not None:
            self._scenario = draft.scenario
            self._reader.check_later(draft.scenario, self._registry)
            self.scenario_changed.emit()
        else:
            self._findings = ((), ())
            self._reader.forget()
        if was_late:
            self.changed.emit()
        if (self.problems, self.warnings) != before:
            self.problems_changed.emit()

    def _take_findings(self, digest: str, findings: Findings) -> None:
        if self._draft.scenario is not None and self._draft.scenario.digest == digest:
            is_other = findings != self._findings
            self._findings = findings
            if is_other:
                self.problems_changed.emit()

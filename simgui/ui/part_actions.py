"""The actions on parts of the open scenario; what does them is imported when the first one is used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from simgui.ui.actions import Actions
from simgui.ui.session import Session
from simgui.ui.translation import later, tr

if TYPE_CHECKING:
    from simgui.ui.part_edits import PartEdits

_ACTIONS = (
    ("edit.add_group", later("New &group"), "add_group", "Ctrl+Alt+G", "devices"),
    ("edit.add_task", later("New &task"), "add_task", "Ctrl+Alt+T", "model"),
    ("edit.add_placement", later("New &placement"), "add_placement", "Ctrl+Alt+P", "tiers"),
    ("edit.add_budget", later("New &budget"), "add_budget", "Ctrl+Alt+K", "check"),
    ("edit.add_outage", later("New &outage"), "add_outage", "Ctrl+Alt+O", "fault"),
    ("edit.add_fault", later("New &signal fault"), "add_fault", "Ctrl+Alt+F", "pulse"),
    ("edit.duplicate", later("&Duplicate"), "duplicate", "Ctrl+D", "copy"),
    ("edit.remove", later("Remo&ve"), "remove", "Ctrl+Backspace", "trash"),
)


class PartActions(QObject):
    """Registers what can be done with the parts of a scenario: new, duplicate, remove, rename.

    Signals
    -------
    rename_requested
        The user wants to type a name for the selected part.

    Parameters
    ----------
    actions : Actions
        The registry.
    session : Session
        What is open and selected.
    """

    rename_requested = Signal()

    def __init__(self, actions: Actions, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._actions = [
            actions.add(
                key, tr(text), lambda name=name: getattr(self.edits, name)(), shortcut=shortcut, icon=icon, where="Edit"
            )
            for key, text, name, shortcut, icon in _ACTIONS
        ]
        rename = actions.add(
            "edit.rename", tr("Re&name"), self.rename_requested.emit, shortcut="F2", icon="edit", where="Edit"
        )
        self._actions.append(rename)
        session.document_changed.connect(self._enable)
        self._enable()

    @cached_property
    def edits(self) -> PartEdits:
        """What does it, for the inspector and the canvas too."""
        from simgui.ui.part_edits import PartEdits  # noqa: PLC0415 - reads the schema, which takes 30 ms

        return PartEdits(self._session)

    def _enable(self) -> None:
        for action in self._actions:
            action.setEnabled(self._session.document is not None)

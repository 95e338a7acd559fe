"""A baseline and other runs beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace


class CompareWorkspace(Workspace):
    """A baseline and other runs beside it.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions
        Where to register what can be done.
    appearance : Appearance
        The colours.
    """

    KEY = "compare"
    ICON = "compare"

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(session, actions, appearance)
        self.set_central(self._invite)

    def _invite(self) -> QWidget:
        from simgui.ui.widgets.invitation import Invitation  # noqa: PLC0415 - made when it is seen

        session = self.session
        return Invitation(
            tr("Compare runs"),
            tr("Two runs are needed: run the scenario, change something, and run it again."),
            ((tr("Run it"), lambda: session.workspace_requested.emit("run")),),
            self.appearance,
            self.ICON,
        )

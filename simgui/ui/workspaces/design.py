"""The scenario as lanes, inspector and text: what is simulated."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace


class DesignWorkspace(Workspace):
    """The scenario as lanes, inspector and text: what is simulated.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions
        Where to register what can be done.
    appearance : Appearance
        The colours.
    """

    KEY = "design"
    ICON = "design"

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(session, actions, appearance)
        self.set_central(self._invite)

    def _invite(self) -> QWidget:
        from simgui.ui.widgets.invitation import Invitation  # noqa: PLC0415 - made when it is seen

        session = self.session
        return Invitation(
            tr("Change the scenario"),
            tr("The file can be edited with any editor; reload it here with Ctrl+R and run it again."),
            ((tr("Run it"), lambda: session.workspace_requested.emit("run")),),
            self.appearance,
            self.ICON,
        )

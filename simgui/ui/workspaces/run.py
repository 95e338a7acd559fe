"""A run: its progress, and what came out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.workspace import Workspace

if TYPE_CHECKING:
    from simgui.ui.panels.scenario_page import ScenarioPage


class RunWorkspace(Workspace):
    """Runs the open scenario and shows the outcome.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions
        Where to register what can be done.
    appearance : Appearance
        The colours.
    """

    KEY = "run"
    ICON = "run"

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(session, actions, appearance)
        self._page: ScenarioPage | None = None
        self.set_central(self._make_page)

    @property
    def page(self) -> ScenarioPage:
        """The open scenario with its run."""
        self.central()
        assert self._page is not None  # noqa: S101 - made just now
        return self._page

    def run(self) -> None:
        """Run all placements."""
        self.page.run()

    def cancel(self) -> None:
        """Stop the run and keep what is finished."""
        self.page.cancel()

    def shown(self) -> None:
        """Offer to run."""
        self.page.header.run.setFocus()

    def _make_page(self) -> QWidget:
        from simgui.ui.panels.scenario_page import ScenarioPage  # noqa: PLC0415 - made when it is seen

        self._page = ScenarioPage(self.session, self.appearance)
        return self._page

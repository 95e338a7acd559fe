"""A baseline and other runs beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace

if TYPE_CHECKING:
    from simgui.ui.panels.compare_panel import ComparePanel


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
        self._pages: QStackedWidget | None = None
        self.set_central(self._make_pages)
        where = tr("&Analyse")
        actions.add("compare.star", tr("Make this run the &baseline"), self._star, shortcut="Ctrl+Alt+S", where=where)
        actions.add("compare.copy_cli", tr("Copy the compared run as command line"), self._copy_command)
        actions.add("compare.copy_python", tr("Copy the compared run as Python"), self._copy_program)
        session.runs_changed.connect(self._choose_page)

    def _make_pages(self) -> QWidget:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._invite())
        self._choose_page()
        return self._pages

    def shown(self) -> None:
        """Begin with the choice of the runs, or with the invitation to run."""
        self.central()
        if self._pages is not None:
            page = self._pages.currentWidget()
            if page is not None:
                page.setFocus()

    def _choose_page(self) -> None:
        """Show the comparison as soon as there is a run."""
        pages = self._pages
        if pages is None or not self.session.runs or pages.count() > 1:
            return
        from simgui.ui.panels.compare_panel import ComparePanel  # noqa: PLC0415 - made when there is something in it

        pages.addWidget(ComparePanel(self.session, self.appearance))
        pages.setCurrentIndex(1)

    def _star(self) -> None:
        if self.session.runs:
            self.session.set_baseline(self.session.runs[-1])
            self.session.say(tr("Run #{number} is the baseline now.", number=self.session.runs[-1].number))
        else:
            self.session.say(tr("Run the scenario first."))

    def _copy_command(self) -> None:
        panel = self._panel()
        if panel is not None:
            panel.copy_command()

    def _copy_program(self) -> None:
        panel = self._panel()
        if panel is not None:
            panel.copy_program()

    def _panel(self) -> ComparePanel | None:
        """Give the comparison; without any run there is none, and that is said."""
        from simgui.ui.panels.compare_panel import ComparePanel  # noqa: PLC0415 - made when there is something in it

        self.central()
        panel = self._pages.currentWidget() if self._pages is not None else None
        if isinstance(panel, ComparePanel):
            return panel
        self.session.say(tr("Run the scenario first."))
        return None

    def _invite(self) -> QWidget:
        from simgui.ui.widgets.invitation import Invitation  # noqa: PLC0415 - made when it is seen

        session = self.session
        return Invitation(
            tr("Compare runs"),
            tr("Run the scenario, change something, and run it again: both stand here side by side."),
            ((tr("Run it"), lambda: session.workspace_requested.emit("run")),),
            self.appearance,
            self.ICON,
        )

"""Many variants of the scenario at once: where the good ones lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace

if TYPE_CHECKING:
    from simgui.ui.panels.explore_controller import Explorer


class ExploreWorkspace(Workspace):
    """Many variants of the scenario at once: where the good ones lie.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions
        Where to register what can be done.
    appearance : Appearance
        The colours.
    """

    KEY = "explore"
    ICON = "chart"

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(session, actions, appearance)
        self.explorer: Explorer | None = None
        self.add_view("study", tr("Study"), self._form, "left", size=330)
        self.set_central(self._views)
        where = "Analyse"
        actions.add("study.run", tr("Run the &study"), self._run, shortcut="Ctrl+Return", icon="run", where=where)
        actions.add("study.copy", tr("Copy the study as command line"), self._copy, where=where)
        actions.add("study.open", tr("Open the chosen run as scenario"), self._open)
        actions.add("study.cancel", tr("Cancel the study"), self._cancel, where=where)

    def shown(self) -> None:
        """Begin with what to vary."""
        self.central()
        if self.explorer is not None:
            self.explorer.begin()

    def stop(self) -> None:
        """End a study that runs: the window is closing."""
        if self.explorer is not None:
            self.explorer.stop()

    def _form(self) -> QWidget:
        from simgui.ui.panels.study_form import StudyForm  # noqa: PLC0415 - made when it is seen

        return StudyForm(self.appearance)

    def _views(self) -> QWidget:
        from simgui.ui.panels.explore import ExploreViews  # noqa: PLC0415 - charts take long to import
        from simgui.ui.panels.explore_controller import Explorer  # noqa: PLC0415
        from simgui.ui.panels.study_form import StudyForm  # noqa: PLC0415

        views = ExploreViews(self.appearance)
        form = self.view_widget("study")
        assert isinstance(form, StudyForm)  # noqa: S101 - made by `_form`
        self.explorer = Explorer(self.session, form, views)
        return views

    def _run(self) -> None:
        self.session.workspace_requested.emit(self.KEY)
        self.central()
        if self.explorer is not None:
            self.explorer.run()

    def _copy(self) -> None:
        self.central()
        if self.explorer is not None:
            self.explorer.copy_command()

    def _open(self) -> None:
        self.central()
        if self.explorer is not None:
            self.explorer.open_chosen()

    def _cancel(self) -> None:
        if self.explorer is not None:
            self.explorer.bridge.cancel()

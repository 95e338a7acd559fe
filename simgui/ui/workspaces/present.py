"""The story told in steps, in large type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace

if TYPE_CHECKING:
    from simgui.ui.panels.talk_stage import TalkStage


class PresentWorkspace(Workspace):
    """The story told in steps, in large type.

    Parameters
    ----------
    session : Session
        What is open and selected.
    actions : Actions
        Where to register what can be done.
    appearance : Appearance
        The colours.
    """

    KEY = "present"
    ICON = "present"

    def __init__(self, session: Session, actions: Actions, appearance: Appearance) -> None:
        super().__init__(session, actions, appearance)
        self._pages: QStackedWidget | None = None
        self.stage: TalkStage | None = None
        self.set_central(self._make_pages)
        start = tr("Start the &presentation")
        actions.add("present.start", start, self._start, shortcut="F5", icon="present", where="View")
        session.opened.connect(self._opened)

    def shown(self) -> None:
        """Begin the talk."""
        self._opened()

    def stop(self) -> None:
        """End what a talk simulates: the window is closing."""
        if self.stage is not None:
            self.stage.stop()

    def _start(self) -> None:
        self.session.workspace_requested.emit(self.KEY)

    def _make_pages(self) -> QWidget:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._invite())
        self._opened()
        return self._pages

    def _opened(self) -> None:
        """Show the talk of the open scenario, if it has one."""
        pages, scenario = self._pages, self.session.scenario
        if pages is None or not self.isVisible():
            return
        if scenario is None or scenario.presentation is None:
            pages.setCurrentIndex(0)
            return
        if self.stage is None:
            from simgui.ui.panels.talk_stage import TalkStage  # noqa: PLC0415 - made when a talk begins

            self.stage = TalkStage(self.appearance)
            pages.addWidget(self.stage)
        pages.setCurrentWidget(self.stage)
        self.stage.give(scenario, *self.session.source_of_run())

    def _invite(self) -> QWidget:
        from simgui.ui.widgets.invitation import Invitation  # noqa: PLC0415 - made when it is seen

        session = self.session
        return Invitation(
            tr("Tell the story"),
            tr(
                "This scenario has no presentation. Add a section presentation: with steps to its file, or open a "
                "story that has one."
            ),
            ((tr("Edit the scenario"), lambda: session.workspace_requested.emit("design")),),
            self.appearance,
            self.ICON,
        )

"""The scenario as text, inspector and history of edits: what is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.part_actions import PartActions
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace

if TYPE_CHECKING:
    from simgui.ui.panels.yaml_view import YamlView


class DesignWorkspace(Workspace):
    """Changes the scenario, by its text or by the fields of the inspector.

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
        self._text: YamlView | None = None
        self.parts = PartActions(actions, session)
        self.set_central(self._make_text)
        self.add_view("inspector", tr("Inspector"), self._make_inspector, "right", size=400)
        self.add_view("history", tr("History"), self._make_history, "right", shown=False, beside="inspector")
        session.place_requested.connect(self._go_to)

    def _make_text(self) -> QWidget:
        from simgui.ui.panels.document_notice import DocumentNotice  # noqa: PLC0415 - made when it is seen
        from simgui.ui.panels.yaml_view import YamlView  # noqa: PLC0415

        self._text = YamlView(self.session, self.appearance)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(DocumentNotice(self.session, self.registry))
        column.addWidget(self._text, 1)
        middle.setFocusProxy(self._text)
        return middle

    def _make_inspector(self) -> QWidget:
        from simgui.ui.panels.inspector import Inspector  # noqa: PLC0415 - made when it is seen

        return Inspector(self.session, self.appearance, self.parts)

    def _make_history(self) -> QWidget:
        from simgui.ui.panels.history import HistoryView  # noqa: PLC0415 - made when it is seen

        return HistoryView(self.session, self.appearance)

    def _go_to(self, line: int, column: int) -> None:
        self.session.workspace_requested.emit(self.KEY)
        if self._text is not None:
            self._text.go_to(line, column)

    def shown(self) -> None:
        """Begin in the text."""
        if self.central() is self._text and self._text is not None:
            self._text.editor.setFocus()

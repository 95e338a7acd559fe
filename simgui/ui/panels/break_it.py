"""The Break it menu: puts an event into the scenario at the cursor, and runs again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from simgui.core.errors import SimguiError
from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.presenters.break_it import KINDS, Damage, damages, listed
from simgui.ui.session import Session
from simgui.ui.translation import tr


class BreakIt(QObject):
    """Breaks things in the open scenario.

    Every run has the seed of the one before, so that nothing changes before the event.

    Parameters
    ----------
    session : Session
        Holds scenario, document and cursor.
    history : RunHistory
        Goes to the event when the run has come so far.
    actions : Actions
        Where one action of each kind is registered.
    appearance : Appearance
        The colours.
    run : Callable[[], object]
        Runs the open scenario.
    parent : QWidget
        Owns the menu.
    """

    def __init__(
        self,
        session: Session,
        history: RunHistory,
        actions: Actions,
        appearance: Appearance,
        run: Callable[[], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._history, self._run, self._appearance = session, history, run, appearance
        self.menu = QMenu(tr("Break it"), parent)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self.fill)
        self._actions = {
            kind: actions.add(f"break.{kind}", tr(title), lambda kind=kind: self._break_first(kind), icon="fault",
                              where="Run/Break it", enabled=False)
            for kind, title in KINDS.items()
        }  # fmt: skip
        for changed in (session.opened, session.document_changed, session.run_view_changed):
            changed.connect(lambda *_: self._enable())

    def fill(self) -> None:
        """Offer what can be broken at the cursor."""
        self.menu.clear()
        scenario = self._session.scenario
        if scenario is None:
            return
        last = ""
        for damage in damages(scenario, self._session.cursor_s):
            kind = damage.key.partition(".")[0]
            if last and kind != last:
                self.menu.addSeparator()
            last = kind
            action = self.menu.addAction(damage.title)
            action.setToolTip(damage.about)
            action.setEnabled(not self._session.bridge.is_running)
            action.triggered.connect(lambda _checked=False, damage=damage: self.do(damage))

    def do(self, damage: Damage) -> bool:
        """Break something and run again; tells whether it could be done."""
        document, scenario = self._session.document, self._session.scenario
        if document is None or scenario is None or self._session.bridge.is_running:
            return False
        try:
            if damage.is_value or damage.is_first:
                document.put(damage.place, listed(damage), damage.title)
            else:
                document.insert(damage.path, dict(damage.value), damage.title)  # type: ignore[arg-type]
        except SimguiError as error:
            self._session.say(tr("It cannot be broken: {why}", why=str(error)))
            return False
        self._session.say(damage.about)
        self._history.go_to_when_reached(damage.at_s)
        self._run()
        return True

    def _break_first(self, kind: str) -> None:
        """Break the first thing of a kind, in the group that is pointed out if it is in one."""
        scenario, group = self._session.scenario, self._session.selected_group
        if scenario is None:
            return
        found = [one for one in damages(scenario, self._session.cursor_s) if one.key.partition(".")[0] == kind]
        mine = [one for one in found if group and one.key == f"{kind}.{group}"]
        for damage in (mine or found)[:1]:
            self.do(damage)

    def _enable(self) -> None:
        scenario, bridge = self._session.scenario, self._session.bridge
        kinds = set() if scenario is None else {one.key.partition(".")[0] for one in damages(scenario, 0.0)}
        for kind, action in self._actions.items():
            action.setEnabled(kind in kinds and not bridge.is_running and self._session.document is not None)

"""The live views of the Run workspace, each made when it is first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolBar, QWidget

from simgui.ui.bridges.run_history import RunHistory
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace

if TYPE_CHECKING:
    from simgui.ui.panels.break_it import BreakIt
    from simgui.ui.panels.run_view import RunView
    from simgui.ui.panels.transport_bar import TransportBar


class RunViews:
    """Adds the live views to a workspace.

    Parameters
    ----------
    workspace : Workspace
        Where they stand; has a method ``run``.
    """

    def __init__(self, workspace: Workspace) -> None:
        from simgui.ui.panels.break_it import BreakIt  # noqa: PLC0415 - imports no charts
        from simgui.ui.panels.transport_bar import TransportBar  # noqa: PLC0415

        self._workspace = workspace
        session, actions, appearance = workspace.session, workspace.registry, workspace.appearance
        self.history = RunHistory(session, workspace)
        self.transport: TransportBar = TransportBar(session, self.history, actions, appearance)
        run = workspace.run  # type: ignore[attr-defined]
        self.break_it: BreakIt = BreakIt(session, self.history, actions, appearance, run, workspace)
        self.transport.set_break_menu(self.break_it.menu)
        bar = QToolBar(tr("Transport bar"))
        bar.setObjectName("run.transport")
        bar.setMovable(False)
        bar.toggleViewAction().setVisible(False)
        bar.addWidget(self.transport)
        workspace.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        session.runs_changed.connect(self._keep)
        workspace.add_view("live", tr("Live"), self._live, "right", size=510)
        workspace.add_view("heat_map", tr("Heat-map"), self._heat_map, "right", beside="live")
        workspace.add_view("battery", tr("Battery"), self._battery, "right", beside="live")
        workspace.add_view("events", tr("Events"), self._events, "right", beside="live")
        workspace.add_view("signal", tr("Signal"), self._signal, "right", beside="live")

    def stop(self) -> None:
        """End timers and threads: the window is closing."""
        self.history.stop()
        view = self._workspace.views["signal"].widget
        if view is not None:
            view.loader.stop()  # type: ignore[attr-defined]

    def _keep(self) -> None:
        """Keep the histories of the run that has just ended, to be compared with others."""
        session = self._workspace.session
        if session.runs and not session.has_history(session.runs[-1].number) and self.history.records:
            session.keep_history(session.runs[-1].number, self.history.records)

    def _make(self, kind: type[RunView]) -> QWidget:
        return kind(self._workspace.session, self.history, self._workspace.appearance)

    def _live(self) -> QWidget:
        from simgui.ui.panels.live_plots import LivePlots  # noqa: PLC0415 - charts take long to import

        return self._make(LivePlots)

    def _heat_map(self) -> QWidget:
        from simgui.ui.panels.heat_map import HeatMapPanel  # noqa: PLC0415 - charts take long to import

        return self._make(HeatMapPanel)

    def _battery(self) -> QWidget:
        from simgui.ui.panels.battery_curves import BatteryCurves  # noqa: PLC0415 - charts take long to import

        return self._make(BatteryCurves)

    def _events(self) -> QWidget:
        from simgui.ui.panels.event_log import EventLogPanel  # noqa: PLC0415 - made when it is seen

        return self._make(EventLogPanel)

    def _signal(self) -> QWidget:
        from simgui.ui.panels.signal_view import SignalView  # noqa: PLC0415 - charts take long to import

        return self._make(SignalView)

"""A run: its progress, and what came out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from simgui.ui.actions import Actions
from simgui.ui.appearance import Appearance
from simgui.ui.session import Session
from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace
from simgui.ui.workspaces.run_views import RunViews
from simgui.ui.workspaces.trade_off_views import TradeOffViews

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
        self.add_view("trade_off", tr("Trade-off"), self._make_trade_off, "right", size=510)
        self.add_view("breakdown", tr("Where it goes"), self._make_breakdown, "right", beside="trade_off")
        self.live = RunViews(self)
        self.explaining = TradeOffViews(self)
        session.kpi_requested.connect(self._show_kpi)

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

    def stop(self) -> None:
        """End timers and threads of the live views: the window is closing."""
        self.live.stop()
        self.explaining.stop()

    def _make_page(self) -> QWidget:
        from simgui.ui.panels.scenario_page import ScenarioPage  # noqa: PLC0415 - made when it is seen

        self._page = ScenarioPage(self.session, self.appearance)
        return self._page

    def _make_trade_off(self) -> QWidget:
        from simgui.ui.panels.trade_off_panel import TradeOffPanel  # noqa: PLC0415 - made when it is seen

        session = self.session
        panel = TradeOffPanel(self.appearance)
        self._follow(lambda: panel.show_runs(session.results, session.selected_placement, session.recommended))
        panel.placement_selected.connect(session.select_placement)
        return panel

    def _make_breakdown(self) -> QWidget:
        from simgui.ui.panels.breakdown_panel import BreakdownPanel  # noqa: PLC0415 - made when it is seen

        session = self.session
        panel = BreakdownPanel(self.appearance)
        self._follow(lambda: panel.show_runs(session.results, session.selected_placement))
        panel.placement_selected.connect(session.select_placement)
        return panel

    def _follow(self, show: Callable[[], None]) -> None:
        """Show now and whenever the results or the placement that is pointed out change."""
        self.session.results_changed.connect(show)
        self.session.placement_changed.connect(lambda _placement: show())
        show()

    def _show_kpi(self, kpi: str) -> None:
        if self.session.results:
            self.session.workspace_requested.emit(self.KEY)
            self.page.results.show_kpi(kpi)
            self.session.kpi_clicked(kpi)
        else:
            self.session.say(tr("Run the scenario first: its results have this KPI."))

"""The views of the Run workspace that explain an outcome and try another one, each made when it is first seen."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from simgui.ui.translation import tr
from simgui.ui.workspace import Workspace

_STOPPED = ("duty_cycle", "what_if", "flips")


class _Stoppable(Protocol):
    def stop(self) -> None:
        """End what runs."""


class TradeOffViews:
    """Adds the views to a workspace.

    Parameters
    ----------
    workspace : Workspace
        Where they stand.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        add = workspace.add_view
        add("why", tr("Why"), self._why, "right", beside="trade_off")
        add("flows", tr("What flows"), self._flows, "right", beside="trade_off")
        add("duty_cycle", tr("Duty cycle"), self._duty_cycle, "right", beside="trade_off")
        add("what_if", tr("What if"), self._what_if, "right", beside="trade_off")
        add("flips", tr("Where it flips"), self._flips, "right", beside="live")
        workspace.session.flips_requested.connect(lambda: workspace.show_view("flips"))
        workspace.registry.add("what_if.pin", tr("Try other values of the selection"), self._pin, where="Analyse")
        workspace.session.why_requested.connect(lambda: workspace.show_view("why"))

    def stop(self) -> None:
        """End the runs of views: the window is closing."""
        for key in _STOPPED:
            view: _Stoppable | None = self._workspace.views[key].widget  # type: ignore[assignment]
            if view is not None:
                view.stop()

    def _why(self) -> QWidget:
        from simgui.ui.panels.why_panel import WhyPanel  # noqa: PLC0415 - made when it is seen

        return WhyPanel(self._workspace.session, self._workspace.appearance)

    def _what_if(self) -> QWidget:
        from simgui.ui.panels.what_if import WhatIfPanel  # noqa: PLC0415 - made when it is seen

        return WhatIfPanel(self._workspace.session, self._workspace.appearance)

    def _flips(self) -> QWidget:
        from simgui.ui.panels.flips_panel import FlipsPanel  # noqa: PLC0415 - made when it is seen

        return FlipsPanel(self._workspace.session, self._workspace.appearance)

    def _pin(self) -> None:
        """Put the selected value on a slider, and show the sliders."""
        session = self._workspace.session
        session.workspace_requested.emit(self._workspace.key)
        panel = self._workspace.show_view("what_if")
        panel.pin(session.selected_path)  # type: ignore[attr-defined]

    def _flows(self) -> QWidget:
        from simgui.ui.panels.flows import FlowsPanel  # noqa: PLC0415 - made when it is seen

        return FlowsPanel(self._workspace.session, self._workspace.appearance)

    def _duty_cycle(self) -> QWidget:
        from simgui.ui.panels.duty_cycle_panel import DutyCyclePanel  # noqa: PLC0415 - charts take long to import

        return DutyCyclePanel(self._workspace.session, self._workspace.appearance)

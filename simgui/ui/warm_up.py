"""Imports what the workspaces are made of once the window is shown, so that opening one does not wait for it."""

from __future__ import annotations

from importlib import import_module
from threading import Event, Thread

from PySide6.QtCore import QObject, QTimer

_AFTER_MS = 250
_PANELS = "simgui.ui.panels."
MODULES = (
    "simgui.scenario.load",
    "simgui.ui.document",
    *(f"{_PANELS}{name}" for name in ("live_plots", "results", "trade_off_panel", "breakdown_panel")),
    "simgui.ui.plots.trade_off_plot",
    "simgui.ui.plots.stacked_bars",
    "simgui.runs.handle",
    *(f"{_PANELS}{name}" for name in ("canvas_controller", "yaml_view", "library", "inspector", "document_notice")),
    *(f"{_PANELS}{name}" for name in ("heat_map", "battery_curves", "event_log", "signal_view", "duty_cycle_panel")),
    *(f"{_PANELS}{name}" for name in ("explore", "explore_controller", "compare_panel", "fit_panel", "talk_stage")),
    "simgui.studies.study",
)
"""In the order in which a user comes to need them."""


class WarmUp(QObject):
    """Works in a thread: the window answers meanwhile, and whoever needs a module sooner waits for that one only.

    The modules make no objects of Qt when they are imported, so the thread does not matter to them.

    Parameters
    ----------
    parent : QObject
        Where it belongs.
    modules : tuple[str, ...]
        What to import.
    """

    def __init__(self, parent: QObject, modules: tuple[str, ...] = MODULES) -> None:
        super().__init__(parent)
        self._modules = modules
        self._ends = Event()
        self._thread = Thread(target=self._work, name="warm-up", daemon=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._thread.start)
        self._timer.start()

    @property
    def is_through(self) -> bool:
        """Whether everything is imported."""
        return self._thread.ident is not None and not self._thread.is_alive()

    def close(self) -> None:
        """End after the module that is being imported."""
        self._timer.stop()
        self._ends.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        for name in self._modules:
            if self._ends.is_set():
                return
            import_module(name)

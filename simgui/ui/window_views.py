"""The views that belong to all workspaces, and the ways to every view."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from simgui.ui.actions import Entry
from simgui.ui.places import content_places, scenario_places
from simgui.ui.translation import tr
from simgui.ui.workspace import DockHost, Workspace

if TYPE_CHECKING:
    from simgui.ui.main_window import MainWindow


def add_window_views(window: MainWindow) -> None:
    """Add problems, jobs and log, closed at first, and tell the command palette where it leads."""
    add, below = window.add_view, "bottom"
    problems = partial(_make_problems, window)
    jobs, log = partial(_make_jobs, window), partial(_make_log, window)
    add("problems", tr("Problems"), problems, below, shown=False, size=170, shortcut="Ctrl+Shift+P")
    add("jobs", tr("Jobs"), jobs, below, shown=False, beside="problems", shortcut="Ctrl+Shift+J")
    add("log", tr("Log"), log, below, shown=False, beside="problems", shortcut="Ctrl+Shift+L")
    registry = window.registry
    registry.add_source(lambda: scenario_places(window.stories, window.settings.recents(), window.open_scenario))
    registry.add_source(lambda: content_places(window.session))
    registry.add_source(lambda: _view_places(window))


def focus_inside(area: QWidget) -> None:
    """Give the focus to the first part of an area that takes it by keyboard."""
    parts = [area, *area.findChildren(QWidget)]
    takes = (
        one for one in parts if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and one.isVisible()
    )
    target = next(takes, area)
    target.setFocus(Qt.FocusReason.TabFocusReason)


def _make_problems(window: MainWindow) -> QWidget:
    from simgui.ui.panels.problems_dock import ProblemsDock  # noqa: PLC0415 - made when it is seen

    dock = ProblemsDock(window.session, window.appearance)
    dock.jumped.connect(window.session.place_requested)
    return dock


def _make_jobs(window: MainWindow) -> QWidget:
    from simgui.ui.panels.jobs import JobsPanel  # noqa: PLC0415 - made when it is seen

    return JobsPanel(window.session.jobs)


def _make_log(window: MainWindow) -> QWidget:
    from simgui.ui.panels.log import LogPanel  # noqa: PLC0415 - made when it is seen

    return LogPanel(window.log)


def _view_places(window: MainWindow) -> Iterator[Entry]:
    hosts: list[DockHost] = [window]
    if window.session.is_open:
        hosts += window.workspaces.values()
    for host in hosts:
        kind = tr("View") if host is window else tr("View in {workspace}", workspace=host.windowTitle())
        for view in host.views.values():
            keys = view.action.shortcut().toString(view.action.shortcut().SequenceFormat.NativeText)
            yield Entry(view.dock.windowTitle(), kind, partial(_show_view, window, host, view.key), "view", keys)


def _show_view(window: MainWindow, host: DockHost, key: str) -> None:
    if isinstance(host, Workspace):
        window.show_workspace(host.key)
    focus_inside(host.show_view(key))

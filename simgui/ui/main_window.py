"""The main window: the bar of workspaces, the start page, the five workspaces, and the views that belong to all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QVBoxLayout, QWidget

from simgui.core.errors import SimguiError
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import RunBridge, StartRun, start_in_process
from simgui.ui.documents import Documents
from simgui.ui.menus import Menus
from simgui.ui.panels.problems import ProblemsPage
from simgui.ui.panels.scenario_page import ScenarioPage
from simgui.ui.panels.start_page import StartPage
from simgui.ui.panels.status_line import StatusLine
from simgui.ui.presenters.problems import problem_list
from simgui.ui.presenters.start_page import shipped_stories
from simgui.ui.run_folders import dropped_file, is_run, open_run
from simgui.ui.session import Session
from simgui.ui.session_log import SessionLog
from simgui.ui.settings import WindowSettings
from simgui.ui.translation import tr
from simgui.ui.widgets.workspace_bar import WorkspaceBar
from simgui.ui.window_actions import add_window_actions, throw_away
from simgui.ui.window_views import add_window_views, focus_inside
from simgui.ui.workspace import DockHost, Workspace
from simgui.ui.workspaces.compare import CompareWorkspace
from simgui.ui.workspaces.design import DesignWorkspace
from simgui.ui.workspaces.explore import ExploreWorkspace
from simgui.ui.workspaces.present import PresentWorkspace
from simgui.ui.workspaces.run import RunWorkspace

if TYPE_CHECKING:
    from simgui.ui.dialogs.command_palette import CommandPalette
    from simgui.ui.journal import Recovery

SAY_FOR_MS = 6000
_WORKSPACES = (DesignWorkspace, RunWorkspace, ExploreWorkspace, CompareWorkspace, PresentWorkspace)

LoadScenario = Callable[[str, tuple[str, ...]], Scenario]


def load(name: str, overrides: tuple[str, ...]) -> Scenario:
    """Load a scenario; the imports are part of the wait only once something is opened."""
    from simgui.scenario.load import load_scenario  # noqa: PLC0415
    from simgui.scenario.overrides import parse_override  # noqa: PLC0415

    return load_scenario(name, overrides=tuple(map(parse_override, overrides)))


class MainWindow(DockHost):
    """Holds the pages and knows which one is shown; what is open is known by the session.

    Signals
    -------
    language_chosen(str)
        The user wants the window in another language.

    Parameters
    ----------
    appearance : Appearance
        The colours.
    settings : WindowSettings
        What is remembered between sessions.
    start_run : StartRun
        Starts a run in another process.
    load_scenario : LoadScenario
        Loads and checks a scenario.
    session : Session | None
        What is open already; None begins a session.
    journals : Path | None
        Where unsaved edits are noted; None notes none.
    """

    language_chosen = Signal(str)

    def __init__(
        self,
        appearance: Appearance,
        settings: WindowSettings,
        *,
        start_run: StartRun = start_in_process,
        load_scenario: LoadScenario = load,
        session: Session | None = None,
        journals: Path | None = None,
    ) -> None:
        super().__init__("window", None, appearance)
        self.settings, self.load_scenario = settings, load_scenario
        self.open_name = ""
        self.open_overrides: tuple[str, ...] = ()
        self.session = session if session is not None else Session(RunBridge(start_run), self)
        self.documents = Documents(self.session, journals)
        self.menus = Menus(self.menuBar(), self.registry)
        switches = add_window_actions(self, {kind.KEY: kind.ICON for kind in _WORKSPACES})
        self.workspaces: dict[str, Workspace] = {
            kind.KEY: kind(self.session, self.registry, appearance) for kind in _WORKSPACES
        }
        for key, workspace in self.workspaces.items():
            workspace.setWindowTitle(switches[key].text())
        self.log = SessionLog(self.session, self)
        self._palette: CommandPalette | None = None
        add_window_views(self)
        self.stories = shipped_stories()
        self.start_page = StartPage(self.stories, appearance)
        self.problems_page = ProblemsPage()
        self.pages = QStackedWidget()
        for page in (self.start_page, self.problems_page, *self.workspaces.values()):
            self.pages.addWidget(page)
        action = self.registry.action
        self.bar = WorkspaceBar(action("file.home"), action("view.palette"), switches)
        self._set_middle()
        self.status_line = StatusLine(self.session, self.statusBar(), [view.action for view in self.views.values()])
        self.statusBar().setSizeGripEnabled(False)
        self.setAcceptDrops(True)
        self._connect()
        self.resize(1280, 800)
        self.setMinimumSize(960, 640)
        self._restore()
        self.show_start_page()

    @property
    def bridge(self) -> RunBridge:
        """Runs scenarios."""
        return self.session.bridge

    @property
    def run_workspace(self) -> RunWorkspace:
        """Where scenarios run."""
        workspace = self.workspaces[RunWorkspace.KEY]
        assert isinstance(workspace, RunWorkspace)  # noqa: S101 - made by this class
        return workspace

    @property
    def scenario_page(self) -> ScenarioPage:
        """The open scenario with its run."""
        return self.run_workspace.page

    @property
    def current(self) -> str:
        """Key of the workspace that is shown, or ""."""
        page = self.pages.currentWidget()
        return page.key if isinstance(page, Workspace) else ""

    def open_scenario(self, name: str, overrides: tuple[str, ...] = ()) -> None:
        """Open a scenario, or show why it cannot be opened.

        Parameters
        ----------
        name : str
            A file, or the name of a shipped story.
        overrides : tuple[str, ...]
            ``path=value`` each, in place of what the file says.
        """
        if self.is_busy():
            return
        self.statusBar().clearMessage()
        self.open_name, self.open_overrides = name, overrides
        try:
            scenario = self.load_scenario(name, overrides)
        except SimguiError as error:
            self.problems_page.show_problems(problem_list(Path(name).name, error))
            self._go_to(self.problems_page)
            return
        self.settings.note_opened(scenario.file)
        self.documents.open(scenario, overrides)
        self.show_workspace(self.current or RunWorkspace.KEY)

    def open_as_text(self) -> None:
        """Open the file that has problems, to be corrected here."""
        from simgui.scenario.load import find_scenario  # noqa: PLC0415 - only for a file with problems

        try:
            self.documents.open_text(find_scenario(self.open_name))
        except SimguiError as error:
            self.session.say(str(error))
            return
        self.show_workspace(DesignWorkspace.KEY)
        self.show_view("problems")

    def recover(self, recovery: Recovery) -> None:
        """Open what a window left unsaved."""
        try:
            self.documents.recover(recovery)
        except SimguiError as error:
            self.session.say(str(error))
            return
        self.open_name, self.open_overrides = str(recovery.file), ()
        self.show_workspace(DesignWorkspace.KEY)

    def is_busy(self) -> bool:
        """Tell whether a run is on, and if so, say that it has to end first."""
        if self.bridge.is_running:
            self.session.say(tr("A run is on: cancel it first (Esc)."))
        return self.bridge.is_running

    def show_workspace(self, key: str) -> None:
        """Switch to a workspace; without a scenario there is nothing to show in any."""
        if not self.session.is_open:
            self.session.say(tr("Open a scenario first."))
            return
        workspace = self.workspaces[key]
        self._go_to(workspace)
        workspace.shown()

    def present(self) -> None:
        """Tell the story of the open scenario on the whole screen; nothing but the story is to be seen."""
        self.show_workspace("present")
        self.show_bars(shown=False)
        self.showFullScreen()
        self.registry.action("view.full_screen").setChecked(True)

    def show_bars(self, *, shown: bool = True) -> None:
        """Show or hide menus, workspaces and status."""
        for bar in (self.menuBar(), self.bar, self.statusBar()):
            bar.setVisible(shown)

    def show_start_page(self) -> None:
        """Offer stories and the files opened last."""
        if self.is_busy():
            return
        self.statusBar().clearMessage()
        self.start_page.show_recents(self.settings.recents())
        self.start_page.show_recoveries(self.documents.recoveries())
        self._go_to(self.start_page)
        self.start_page.cards[0].setFocus()

    def run_or_press(self) -> None:
        """Let the space bar press the button that has the focus, and run otherwise."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and focus.isEnabled() and focus is not self.scenario_page.header.run:
            focus.click()
        else:
            self.show_workspace(RunWorkspace.KEY)
            self.run_workspace.run()

    def cancel_run(self) -> None:
        """Stop the run and keep what is finished."""
        self.run_workspace.cancel()

    def view_actions(self) -> list[QAction]:
        """Give the actions that open and close the views that can be seen here."""
        hosts = [self, *(workspace for key, workspace in self.workspaces.items() if key == self.current)]
        return [view.action for host in reversed(hosts) for view in host.views.values()]

    def reset_layouts(self) -> None:
        """Put the views of this workspace, and those of the window, back where they were at first."""
        self.reset_layout()
        if self.current:
            self.workspaces[self.current].reset_layout()

    def focus_next_view(self) -> None:
        """Move the focus to the next view that can be seen, the middle of the workspace included."""
        page = self.pages.currentWidget() or self
        stops: list[QWidget] = [page.central()] if isinstance(page, Workspace) else [page]
        hosts = [page, self] if isinstance(page, Workspace) else [self]
        for host in hosts:
            stops += [view.widget for view in host.views.values() if view.widget and view.widget.isVisible()]
        focus = QApplication.focusWidget() or self
        at = next((number for number, stop in enumerate(stops) if stop is focus or stop.isAncestorOf(focus)), -1)
        focus_inside(stops[(at + 1) % len(stops)])

    def remember(self) -> None:
        """Keep size and arrangement for the next time."""
        self.settings.geometry = self.saveGeometry()
        for host in (self, *self.workspaces.values()):
            self.settings.keep_layout(host.key, host.layout_state())

    def take_over(self, other: MainWindow) -> None:
        """Show what another window shows: it is about to close."""
        current, session = other.current, other.session
        self.session.adopt_runs(session)
        if session.scenario is not None:
            self.open_scenario(other.open_name, other.open_overrides)
            self.session.set_run(session.run)
            self.session.select_placement(session.selected_placement)
        if current:
            self.show_workspace(current)
        else:
            self.show_start_page()

    def show_palette(self) -> None:
        """Open the command palette, or close it."""
        if self._palette is None:
            from simgui.ui.dialogs.command_palette import CommandPalette  # noqa: PLC0415 - made when it is wanted

            self._palette = CommandPalette(self.registry, self.appearance, self)
        if self._palette.isVisible():
            self._palette.leave()
        else:
            self._palette.ask()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Remember the window and end a run; the window is gone at once, though a run may take seconds to end."""
        self.remember()
        self.hide()
        self.bridge.stop()
        self.documents.close()
        for workspace in self.workspaces.values():
            workspace.stop()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept scenarios and runs."""
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped."""
        file = dropped_file(event)
        if file is not None:
            event.acceptProposedAction()
            open_run(self, file) if is_run(file) else self.open_scenario(str(file))

    def _set_middle(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(middle)

    def _restore(self) -> None:
        if self.settings.geometry is not None:
            self.restoreGeometry(self.settings.geometry)
        for host in (self, *self.workspaces.values()):
            host.restore_layout(self.settings.layout(host.key))

    def _connect(self) -> None:
        add = self.registry.action
        self.start_page.chosen.connect(lambda file: self.open_scenario(str(file)))
        self.start_page.recovery_chosen.connect(self.recover)
        self.start_page.discard_requested.connect(lambda some: throw_away(self, some))
        self.start_page.new_requested.connect(add("file.new").trigger)
        self.start_page.open_requested.connect(add("file.open").trigger)
        self.problems_page.reload_requested.connect(add("file.reload").trigger)
        self.problems_page.home_requested.connect(self.show_start_page)
        self.problems_page.edit_requested.connect(self.open_as_text)
        self.documents.state_changed.connect(self._show_state)
        self.session.document_changed.connect(self._show_state)
        self.session.run_view_changed.connect(self._show_state)
        self.session.open_requested.connect(self.open_scenario)
        self.session.workspace_requested.connect(self.show_workspace)
        self.session.said.connect(lambda text: self.statusBar().showMessage(text, SAY_FOR_MS))

    def _go_to(self, page: QWidget) -> None:
        self.show_bars()  # a presentation on the whole screen hid them
        self.pages.setCurrentWidget(page)
        self._show_state()

    def _show_state(self) -> None:
        """Say in the title what is open, and let be done what can be done now."""
        scenario, view, current = self.session.scenario, self.session.run_view, self.current
        document = self.session.document
        title = scenario.name if scenario is not None and current else ""
        if document is not None and current:
            title = f"{title or document.path.name}{' •' if document.is_dirty else ''}"
        if self.pages.currentWidget() is self.problems_page:
            title = tr("{name} · problems", name=Path(self.open_name).name)
        self.setWindowTitle(f"{title} – simgui" if title else "simgui")
        away = self.pages.currentWidget() is not self.start_page
        self.bar.setVisible(away or self.session.is_open)
        for key in self.workspaces:
            action = self.registry.action(f"workspace.{key}")
            action.setEnabled(self.session.is_open)
            action.setChecked(key == current)
        enabled = {
            "run.start": bool(current) and scenario is not None and not view.is_active,
            "run.cancel": view.can_cancel,
            "run.copy_command": bool(current),
            "file.new": not view.is_active,
            "file.open": not view.is_active,
            "file.open_run": not view.is_active,
            "file.home": away and not view.is_active,
            "file.reload": away and not view.is_active,
            "file.edit": away,
            "view.reset_layout": bool(current),
            "file.save": document is not None and (document.is_dirty or document.needs_name),
            "file.save_as": document is not None,
            "edit.undo": document is not None and document.undo_stack.canUndo(),
            "edit.redo": document is not None and document.undo_stack.canRedo(),
        }
        for key, can in enabled.items():
            self.registry.action(key).setEnabled(can)
        problems = len(document.problems) if document is not None else 0
        self.views["problems"].action.setText(tr("✗ Problems {count}", count=problems) if problems else tr("Problems"))

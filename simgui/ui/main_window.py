"""The main window: menus, keys, and the pages start, scenario and problems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QMainWindow, QMenu, QStackedWidget

from simgui.core.errors import SimguiError
from simgui.scenario.scenario import Scenario
from simgui.ui.appearance import Appearance
from simgui.ui.bridges.run_bridge import RunBridge, StartRun, start_in_process
from simgui.ui.panels.problems import ProblemsPage
from simgui.ui.panels.scenario_page import ScenarioPage
from simgui.ui.panels.start_page import StartPage
from simgui.ui.presenters.advice import placement_details
from simgui.ui.presenters.problems import problem_list
from simgui.ui.presenters.run_state import RunView
from simgui.ui.presenters.start_page import shipped_stories
from simgui.ui.settings import WindowSettings
from simgui.ui.theme import ThemeMode

_SAY_FOR_MS = 6000
_SUFFIXES = {".yaml", ".yml"}
_MODES = (
    (ThemeMode.SYSTEM, "As the &system"),
    (ThemeMode.LIGHT, "&Light"),
    (ThemeMode.DARK, "&Dark"),
)

LoadScenario = Callable[[str, tuple[str, ...]], Scenario]


def load(name: str, overrides: tuple[str, ...]) -> Scenario:
    """Load a scenario; the imports are part of the wait only once something is opened."""
    from simgui.scenario.load import load_scenario  # noqa: PLC0415
    from simgui.scenario.overrides import parse_override  # noqa: PLC0415

    return load_scenario(name, overrides=tuple(map(parse_override, overrides)))


class MainWindow(QMainWindow):
    """Holds the pages and knows what is open.

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
    """

    def __init__(
        self,
        appearance: Appearance,
        settings: WindowSettings,
        *,
        start_run: StartRun = start_in_process,
        load_scenario: LoadScenario = load,
    ) -> None:
        super().__init__()
        self._appearance, self._settings, self._load = appearance, settings, load_scenario
        self._open_name = ""
        self._overrides: tuple[str, ...] = ()
        self.bridge = RunBridge(start_run, self)
        self.start_page = StartPage(shipped_stories(), appearance)
        self.scenario_page = ScenarioPage(self.bridge, appearance)
        self.problems_page = ProblemsPage()
        self.pages = QStackedWidget()
        for page in (self.start_page, self.scenario_page, self.problems_page):
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self._facts = QLabel()
        self.statusBar().addPermanentWidget(self._facts)
        self.statusBar().setSizeGripEnabled(False)
        self.setAcceptDrops(True)
        self._make_actions()
        self._make_menus()
        self._connect()
        self.resize(1280, 800)
        self.setMinimumSize(960, 640)
        geometry = settings.geometry
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.show_start_page()

    def open_scenario(self, name: str, overrides: tuple[str, ...] = ()) -> None:
        """Open a scenario, or show why it cannot be opened.

        Parameters
        ----------
        name : str
            A file, or the name of a shipped story.
        overrides : tuple[str, ...]
            ``path=value`` each, in place of what the file says.
        """
        if self.bridge.is_running:
            self.statusBar().showMessage("A run is on: cancel it first (Esc).", _SAY_FOR_MS)
            return
        self._open_name, self._overrides = name, overrides
        try:
            scenario = self._load(name, overrides)
        except SimguiError as error:
            self.problems_page.show_problems(problem_list(Path(name).name, error))
            self._go_to(self.problems_page, f"{Path(name).name} · problems")
            return
        self._settings.note_opened(scenario.file)
        self.scenario_page.show_scenario(scenario, overrides)
        self._go_to(self.scenario_page, scenario.name)
        self.scenario_page.header.run.setFocus()

    def show_start_page(self) -> None:
        """Offer stories and the files opened last."""
        if self.bridge.is_running:
            self.statusBar().showMessage("A run is on: cancel it first (Esc).", _SAY_FOR_MS)
            return
        self.start_page.show_recents(self._settings.recents())
        self._go_to(self.start_page, "")
        self.start_page.cards[0].setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Remember the window and end a run; the window is gone at once, though a run may take seconds to end."""
        self._settings.geometry = self.saveGeometry()
        self.hide()
        self.bridge.stop()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept scenario files."""
        if _dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped."""
        file = _dropped_file(event)
        if file:
            event.acceptProposedAction()
            self.open_scenario(file)

    def _make_actions(self) -> None:
        action = self._action
        self.open_action = action("&Open…", QKeySequence("Ctrl+O"), self._ask_for_file, "open")
        self.reload_action = action("&Reload", QKeySequence("Ctrl+R"), self._reload, "reload")
        self.home_action = action("&Start page", QKeySequence("Ctrl+Home"), self.show_start_page, "home")
        self.quit_action = action("&Quit", QKeySequence("Ctrl+Q"), self.close, "")
        self.run_action = action("&Run all placements", QKeySequence(Qt.Key.Key_Space), self._run_or_press, "run")
        self.cancel_action = action("&Cancel", QKeySequence(Qt.Key.Key_Escape), self.scenario_page.cancel, "cancel")
        self.copy_action = action("Copy as command &line", QKeySequence("Ctrl+Shift+C"), self._copy_command, "copy")

    def _action(self, text: str, keys: QKeySequence, slot: Callable[[], object], icon: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: slot())
        if icon:
            action.setIcon(self._appearance.icon(icon))
            self._appearance.changed.connect(lambda: action.setIcon(self._appearance.icon(icon)))
        return action

    def _make_menus(self) -> None:
        file = self.menuBar().addMenu("&File")
        file.addAction(self.open_action)
        self._recent_menu = QMenu("Open &recent", self)
        self._recent_menu.aboutToShow.connect(self._fill_recents)
        file.addMenu(self._recent_menu)
        file.addActions([self.reload_action, self.home_action])
        file.addSeparator()
        file.addAction(self.quit_action)
        run = self.menuBar().addMenu("&Run")
        run.addActions([self.run_action, self.cancel_action])
        run.addSeparator()
        run.addAction(self.copy_action)
        view = self.menuBar().addMenu("&View")
        colours = view.addMenu(self._appearance.icon("theme"), "&Colours")
        group = QActionGroup(self)
        self.mode_actions: dict[ThemeMode, QAction] = {}
        for mode, text in _MODES:
            action = colours.addAction(text)
            action.setCheckable(True)
            action.setChecked(mode is self._appearance.mode)
            action.triggered.connect(lambda _checked=False, mode=mode: self._choose_mode(mode))
            group.addAction(action)
            self.mode_actions[mode] = action

    def _connect(self) -> None:
        self.start_page.chosen.connect(lambda file: self.open_scenario(str(file)))
        self.start_page.open_requested.connect(self._ask_for_file)
        self.scenario_page.header.home_requested.connect(self.show_start_page)
        self.scenario_page.run_changed.connect(self._run_changed)
        self.scenario_page.placement_selected.connect(lambda _placement: self._show_facts())
        self.problems_page.reload_requested.connect(self._reload)
        self.problems_page.home_requested.connect(self.show_start_page)
        self.problems_page.edit_requested.connect(self._edit)

    def _go_to(self, page: StartPage | ScenarioPage | ProblemsPage, title: str) -> None:
        self.pages.setCurrentWidget(page)
        self.setWindowTitle(f"{title} – simgui" if title else "simgui")
        self.statusBar().clearMessage()
        self._run_changed(self.scenario_page.view)

    def _run_changed(self, view: RunView) -> None:
        on_scenario = self.pages.currentWidget() is self.scenario_page
        self.run_action.setEnabled(on_scenario and not view.is_active)
        self.cancel_action.setEnabled(view.can_cancel)
        self.open_action.setEnabled(not view.is_active)
        self.home_action.setEnabled(not view.is_active and self.pages.currentWidget() is not self.start_page)
        self.scenario_page.header.home.setEnabled(not view.is_active)
        self.reload_action.setEnabled(not view.is_active and self.pages.currentWidget() is not self.start_page)
        self.copy_action.setEnabled(on_scenario)
        self._show_facts()

    def _show_facts(self) -> None:
        """Name seed, engine and trace of the selected placement in the status bar."""
        page = self.scenario_page
        facts = ""
        if self.pages.currentWidget() is page and page.has_results:
            run = page.results.selected_run
            facts = "  ·  ".join([run.placement, *placement_details(run).facts]) if run is not None else ""
        self._facts.setText(facts)

    def _run_or_press(self) -> None:
        """Let the space bar press the button that has the focus, and run otherwise."""
        focus = QApplication.focusWidget()
        header = self.scenario_page.header
        if isinstance(focus, QAbstractButton) and focus.isEnabled() and focus is not header.run:
            focus.click()
        else:
            self.scenario_page.run()

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, "Open a scenario", "", "Scenarios (*.yaml *.yml)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open_scenario)
        dialog.open()

    def _reload(self) -> None:
        if self._open_name:
            self.open_scenario(self._open_name, self._overrides)

    def _edit(self) -> None:
        file = Path(self._open_name)
        if file.is_file():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.absolute())))
        else:
            self.statusBar().showMessage(f"There is no file {self._open_name}.", _SAY_FOR_MS)

    def _copy_command(self) -> None:
        scenario = self.scenario_page.scenario
        if scenario is not None:
            import shlex  # noqa: PLC0415 - only needed here

            words = ["simgui", "run", str(scenario.file)]
            words += [word for override in self._overrides for word in ("--set", override)]
            QGuiApplication.clipboard().setText(shlex.join(words))
            self.statusBar().showMessage("Copied the command that runs this scenario in a terminal.", _SAY_FOR_MS)

    def _fill_recents(self) -> None:
        self._recent_menu.clear()
        for file in self._settings.recents():
            action = self._recent_menu.addAction(str(file))
            action.triggered.connect(lambda _checked=False, file=file: self.open_scenario(str(file)))
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction("Nothing opened yet").setEnabled(False)

    def _choose_mode(self, mode: ThemeMode) -> None:
        self._appearance.choose(mode)
        self._settings.mode = mode


def _dropped_file(event: QDropEvent) -> str:
    """Give the scenario file that is dragged, or ""."""
    for url in event.mimeData().urls():
        if url.isLocalFile() and Path(url.toLocalFile()).suffix.lower() in _SUFFIXES:
            return url.toLocalFile()
    return ""

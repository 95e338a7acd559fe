"""Walks through the window and takes pictures of its pages on the way."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer

from simgui.results.result import ScenarioResult
from simgui.runs.messages import RunFailed
from simgui.ui.app import create_application, dress
from simgui.ui.appearance import Appearance
from simgui.ui.main_window import MainWindow
from simgui.ui.panels.breakdown_panel import BreakdownPanel
from simgui.ui.panels.explore_controller import Explorer
from simgui.ui.settings import WindowSettings
from simgui.ui.theme import ThemeMode
from simgui.ui.workspaces.explore import ExploreWorkspace
from simgui.ui.workspaces.present import PresentWorkspace

_STUDY_TIME = "1 d"
_TOLD_STEPS, _MOST_LOOKS = 2, 200
_SETTLE_MS = 150
MODES = (ThemeMode.DARK, ThemeMode.HIGH_CONTRAST, ThemeMode.LIGHT)


class Photographer(QObject):
    """Opens and runs a scenario, and takes a picture of each page and workspace in every palette.

    Parameters
    ----------
    window : MainWindow
        Already shown.
    appearance : Appearance
        Its colours.
    name_file : Callable[[str, ThemeMode], Path | None]
        Where the picture of a page goes; None leaves it out.
    done : Callable[[], object]
        Called at the end.
    modes : tuple[ThemeMode, ...]
        The palettes; the last one stays.
    """

    def __init__(
        self,
        window: MainWindow,
        appearance: Appearance,
        name_file: Callable[[str, ThemeMode], Path | None],
        done: Callable[[], object],
        *,
        modes: tuple[ThemeMode, ...] = MODES,
    ) -> None:
        super().__init__(window)
        self._window, self._appearance, self._name_file, self._done = window, appearance, name_file, done
        self._took_running = False
        self._modes = modes
        self.failure = ""
        window.bridge.progressed.connect(self._progressed)
        window.bridge.finished.connect(self._finished)
        window.bridge.failed.connect(self._failed)

    def walk(self, scenario: str, overrides: tuple[str, ...]) -> None:
        """Start at the start page; the rest follows from the event loop."""
        self._take_then("start", lambda: self._open(scenario, overrides))

    def _open(self, scenario: str, overrides: tuple[str, ...]) -> None:
        self._window.open_scenario(scenario, overrides)
        if self._window.pages.currentWidget() is self._window.problems_page:
            self.failure = f"{scenario} has problems"
            self._take_then("problems", self._done)
        else:
            self._take_then("overview", self._window.scenario_page.run)

    def _progressed(self) -> None:
        if self._window.scenario_page.results.selected_run is not None and not self._took_running:
            self._took_running = True
            self._take_then("running", lambda: None)

    def _finished(self, result: ScenarioResult) -> None:
        results = self._window.scenario_page.results
        infeasible = next((run.placement for run in result.runs if not run.feasible), "")

        def look_further() -> None:
            bars = self._window.run_workspace.view_widget("breakdown")
            if isinstance(bars, BreakdownPanel):
                bars.choose("Energy")
            results.select(infeasible or result.runs[-1].placement)
            self._take_then("results-other", self._look_around)

        self._take_then("results", look_further)

    def _look_around(self) -> None:
        """Take the other workspaces, then the command palette."""
        window = self._window
        others = [key for key in window.workspaces if key != window.current]

        def go_on() -> None:
            if others:
                key = others.pop(0)
                window.show_workspace(key)
                shown = window.workspaces[key]
                explorer = shown.explorer if isinstance(shown, ExploreWorkspace) else None
                if explorer is not None:
                    self._study(explorer, lambda: self._take_then(key, go_on))
                elif isinstance(shown, PresentWorkspace) and shown.stage is not None:
                    shown.stage.go(_TOLD_STEPS)
                    self._once(
                        lambda: shown.stage is None or shown.stage.is_settled, lambda: self._take_then(key, go_on)
                    )
                else:
                    self._take_then(key, go_on)
            else:
                window.show_palette()
                self._take_then("palette", self._done)

        go_on()

    def _once(self, is_so: Callable[[], bool], then: Callable[[], None], tries: int = _MOST_LOOKS) -> None:
        """Go on as soon as something is so, or after a while."""
        if is_so() or not tries:
            then()
        else:
            QTimer.singleShot(_SETTLE_MS, self, lambda: self._once(is_so, then, tries - 1))

    def _study(self, explorer: Explorer, then: Callable[[], None]) -> None:
        """Run a small study, so that there is something to see."""
        explorer.form.duration.setText(_STUDY_TIME)
        explorer.run()
        self._once(lambda: not explorer.bridge.is_running, then)

    def _failed(self, failure: RunFailed) -> None:
        self.failure = failure.message
        self._take_then("failed", self._done)

    def _take_then(self, page: str, action: Callable[[], object]) -> None:
        """Take a page once it is laid out, then go on."""

        def take() -> None:
            self._take(page)
            action()

        QTimer.singleShot(_SETTLE_MS, self, take)

    def _take(self, page: str) -> None:
        for mode in self._modes:
            file = self._name_file(page, mode)
            if file is not None:
                self._appearance.choose(mode)
                self._window.grab().save(str(file))


def photograph(
    scenario: str,
    overrides: tuple[str, ...],
    size: tuple[int, int],
    name_file: Callable[[str, ThemeMode], Path | None],
) -> str:
    """Take the pictures of a scenario.

    Parameters
    ----------
    scenario : str
        A file or the name of a shipped story.
    overrides : tuple[str, ...]
        ``path=value`` each.
    size : tuple[int, int]
        Width and height of the window, in device-independent pixels.
    name_file : Callable[[str, ThemeMode], Path | None]
        Where the picture of a page goes; None leaves it out.

    Returns
    -------
    str
        What went wrong, or "".
    """
    application = create_application()
    appearance = Appearance(ThemeMode.LIGHT, application)
    dress(application, appearance)
    with tempfile.TemporaryDirectory() as memory:
        store = QSettings(str(Path(memory) / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(appearance, WindowSettings(store))
        window.resize(*size)
        window.show()
        photographer = Photographer(window, appearance, name_file, application.quit)
        photographer.walk(scenario, overrides)
        application.exec()
        window.close()
    return photographer.failure

"""Takes pictures of the window without a screen: ``python -m simgui.ui.screenshots OUTDIR``.

The picture of the README: ``python -m simgui.ui.screenshots --readme assets/docs``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simgui.results.result import PlacementResult, ScenarioResult
    from simgui.runs.messages import RunFailed
    from simgui.ui.appearance import Appearance
    from simgui.ui.main_window import MainWindow

SHAPES = ((1280, 800, 1), (2560, 1440, 1), (2560, 1440, 2))
"""Width, height and scale of the pictures. [px], [px], [-]"""

_STORY = "predictive_maintenance"


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; each scale needs a process of its own.

    Returns
    -------
    int
        0, or what the first process gave that failed.
    """
    parser = argparse.ArgumentParser(prog="python -m simgui.ui.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scenario", default=_STORY)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="overrides")
    parser.add_argument("--readme", action="store_true", help="just window.png: results, light, 1280x800")
    parser.add_argument("--shape", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.shape is not None:
        width, height, scale = (int(part) for part in options.shape.split("x"))
        return _take(options.folder, options.scenario, tuple(options.overrides), (width, height, scale), options.readme)
    words = [str(options.folder), "--scenario", options.scenario]
    words += [word for override in options.overrides for word in ("--set", override)]
    words += ["--readme"] if options.readme else []
    for width, height, scale in SHAPES[:1] if options.readme else SHAPES:
        environment = {**os.environ, "QT_SCALE_FACTOR": str(scale)}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-m", "simgui.ui.screenshots", *words, "--shape", f"{width}x{height}x{scale}"]
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own words
        if code:
            return code
    return 0


class Photographer:
    """Walks through the window and takes pictures on the way.

    Parameters
    ----------
    window : MainWindow
        Already shown.
    appearance : Appearance
        Its colours.
    folder : Path
        Where the pictures go.
    suffix : str
        End of their names, e.g. ``1280x800@1``.
    done : Callable[[], object]
        Called when the run has ended and everything is taken.
    """

    def __init__(
        self, window: MainWindow, appearance: Appearance, folder: Path, suffix: str, done: Callable[[], object]
    ) -> None:
        self._window, self._appearance, self._folder, self._suffix, self._done = window, appearance, folder, suffix, done
        self.failure = ""
        self._took_running = False
        window.bridge.placement_finished.connect(self._placement_finished)
        window.bridge.finished.connect(self._finished)
        window.bridge.failed.connect(self._failed)

    def walk(self, scenario: str, overrides: tuple[str, ...]) -> None:
        """Take the start page and the overview, then start the run."""
        self.take("start")
        self._window.open_scenario(scenario, overrides)
        if self._window.scenario_page.scenario is None:
            self.take("problems")
            self.failure = "the scenario has problems"
            self._done()
            return
        self.take("overview")
        self._window.scenario_page.run()

    def take(self, name: str) -> None:
        """Take one view in both palettes."""
        from simgui.ui.theme import ThemeMode  # noqa: PLC0415

        for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
            self._appearance.choose(mode)
            file = self._folder / f"{name}-{mode.value}-{self._suffix}.png"
            self._window.grab().save(str(file))

    def _placement_finished(self, _result: PlacementResult) -> None:
        if not self._took_running:
            self._took_running = True
            self.take("running")

    def _finished(self, result: ScenarioResult) -> None:
        self.take("results")
        results = self._window.scenario_page.results
        results.bars.choose("Energy")
        infeasible = next((run.placement for run in result.runs if not run.feasible), "")
        results.select(infeasible or result.runs[-1].placement)
        self.take("results-other")
        self._done()

    def _failed(self, failure: RunFailed) -> None:
        self.take("failed")
        self.failure = failure.message
        self._done()


def _take(
    folder: Path,
    scenario: str,
    overrides: tuple[str, ...],
    shape: tuple[int, int, int],
    readme: bool,  # noqa: FBT001
) -> int:
    """Take the pictures of one shape in this process."""
    import tempfile  # noqa: PLC0415

    from PySide6.QtCore import QSettings  # noqa: PLC0415

    from simgui.ui.app import create_application, dress  # noqa: PLC0415
    from simgui.ui.appearance import Appearance  # noqa: PLC0415
    from simgui.ui.main_window import MainWindow  # noqa: PLC0415
    from simgui.ui.settings import WindowSettings  # noqa: PLC0415
    from simgui.ui.theme import ThemeMode  # noqa: PLC0415

    width, height, scale = shape
    application = create_application()
    appearance = Appearance(ThemeMode.LIGHT, application)
    dress(application, appearance)
    with tempfile.TemporaryDirectory() as memory:
        store = QSettings(str(Path(memory) / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(appearance, WindowSettings(store))
        window.resize(width // scale, height // scale)
        window.show()
        suffix = f"{width}x{height}@{scale}"
        if readme:
            window.open_scenario(scenario, overrides)
            window.bridge.finished.connect(lambda: window.grab().save(str(folder / "window.png")))
            window.bridge.finished.connect(application.quit)
            window.bridge.failed.connect(lambda _failure: application.exit(1))
            window.scenario_page.run()
            code = application.exec()
        else:
            photographer = Photographer(window, appearance, folder, suffix, application.quit)
            photographer.walk(scenario, overrides)
            code = application.exec() or int(bool(photographer.failure))
            if photographer.failure:
                print(photographer.failure, file=sys.stderr)  # noqa: T201 - a tool for the command line
        window.close()
    return code


if __name__ == "__main__":
    sys.exit(main())

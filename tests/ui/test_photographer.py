from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from simgui.ui.appearance import Appearance
from simgui.ui.main_window import MainWindow
from simgui.ui.photographer import Photographer
from simgui.ui.theme import ThemeMode
from ui.window_builders import StubRun, a_run, a_run_of, a_scenario


def test_that_every_page_is_taken_in_the_palettes_asked_for(
    qtbot: QtBot, make_window: Callable[..., MainWindow], appearance: Appearance, tmp_path: Path
) -> None:
    stub = StubRun(a_run_of([a_run("edge"), a_run("fog")]))
    window = make_window(start_run=stub.start, load_scenario=lambda name, _: a_scenario(Path(name), ("edge", "fog")))
    ended: list[bool] = []
    modes = (ThemeMode.HIGH_CONTRAST,)  # each change takes its time
    photographer = Photographer(
        window, appearance, lambda page, mode: tmp_path / f"{page}-{mode}.png", lambda: ended.append(True), modes=modes
    )
    photographer.walk("motors.yaml", ())
    qtbot.waitUntil(lambda: bool(ended), timeout=60_000)
    assert photographer.failure == ""
    pages = {file.stem.rpartition("-")[0] for file in tmp_path.glob("*-high_contrast.png")}
    assert {"start", "overview", "results", "results-other", "design", "explore", "compare", "present"} <= pages

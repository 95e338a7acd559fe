"""Two runs side by side in the window: baseline, deltas, what differs, and the way to do it again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from simgui.core.paths import bundled
from simgui.ui.main_window import MainWindow
from simgui.ui.panels.compare_panel import ComparePanel
from ui.conftest import MakeWindow
from ui.window_builders import StubRun, a_run, a_run_of, five_placements


@pytest.fixture
def window(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> Iterator[MainWindow]:
    """Make a window with two runs; the second one is slower and of an edited scenario."""
    file = Path(shutil.copy(bundled("scenarios") / "predictive_maintenance.yaml", tmp_path))
    latencies = iter((0.05, 0.08))

    def start(*_: object) -> StubRun:
        return StubRun(a_run_of([a_run("edge", {"latency_p99_s": next(latencies), "device_power_w": 1e-3})]))

    window = make_window(start_run=start)
    window.open_scenario(str(file))
    document = window.session.document
    assert document is not None
    for seed in ("7", "8"):
        document.set_value("seed", seed)
        with qtbot.waitSignal(window.bridge.finished):
            window.run_workspace.run()
    yield window
    document.undo_stack.setClean()


@pytest.fixture
def panel(window: MainWindow) -> ComparePanel:
    window.show_workspace("compare")
    panel = window.workspaces["compare"].findChild(ComparePanel)
    assert isinstance(panel, ComparePanel)
    return panel


def _button(panel: ComparePanel, text: str) -> QPushButton:
    return next(one for one in panel.findChildren(QPushButton) if one.text() == text)


def test_that_the_newest_run_stands_beside_the_first(panel: ComparePanel) -> None:
    assert (panel.baseline.currentData(), panel.other.currentData()) == (1, 2)
    assert panel.model.rowCount() > 0


def test_that_only_what_differs_is_shown_when_asked(qtbot: QtBot, panel: ComparePanel) -> None:
    every = panel.model.rowCount()
    panel.only_differing.setChecked(True)
    assert 0 < panel.model.rowCount() < every


def test_that_the_difference_of_the_scenarios_names_the_edit(panel: ComparePanel) -> None:
    assert "seed" in panel.difference.toPlainText()


def test_that_another_run_becomes_the_baseline(qtbot: QtBot, window: MainWindow, panel: ComparePanel) -> None:
    with qtbot.waitSignal(window.session.runs_changed):
        QTest.mouseClick(_button(panel, "Make it the baseline"), Qt.MouseButton.LeftButton)
    baseline = window.session.baseline
    assert baseline is not None
    assert baseline.number == 2
    assert panel.baseline.currentData() == 2


def test_that_a_run_is_copied_as_command_and_as_program(qtbot: QtBot, panel: ComparePanel) -> None:
    QTest.mouseClick(_button(panel, "Copy as CLI"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("simgui run ")
    QTest.mouseClick(_button(panel, "Copy as Python"), Qt.MouseButton.LeftButton)
    compile(QGuiApplication.clipboard().text(), "copied", "exec")


def test_that_a_run_by_itself_is_compared_placement_by_placement(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(start_run=lambda *_: StubRun(a_run_of(five_placements())))
    window.open_scenario("predictive_maintenance")
    with qtbot.waitSignal(window.bridge.finished):
        window.run_workspace.run()
    window.show_workspace("compare")
    panel = window.workspaces["compare"].findChild(ComparePanel)
    assert isinstance(panel, ComparePanel)
    for place in range(panel.base_placement.count()):
        panel.base_placement.setCurrentIndex(place)
        panel.other_placement.setCurrentIndex(place)
        panel._runs_changed()
        assert panel.base_placement.currentText() != panel.other_placement.currentText()

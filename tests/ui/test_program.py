from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from simgui.ui.app import Program
from simgui.ui.collector import Collector
from simgui.ui.settings import WindowSettings
from simgui.ui.translation import Language, choose_language, language


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Program]:
    monkeypatch.setenv("SIMGUI_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    program = Program(qapp, WindowSettings(store))
    yield program
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    choose_language(Language.ENGLISH)


def test_that_another_language_gives_another_window_on_the_same_scenario(program: Program) -> None:
    first = program.window
    first.open_scenario("predictive_maintenance")
    first.show_workspace("explore")
    first.registry.action("view.language.de").trigger()
    window = program.window
    assert window is not first
    assert not first.isVisible()
    assert window.isVisible()
    assert language() is Language.GERMAN
    assert window.registry.action("file.save").text() == "S&peichern"
    assert window.current == "explore"
    scenario = window.session.scenario
    assert scenario is not None
    assert scenario.name == "Bearing wear on 500 motors"
    assert window.settings.language == "de"


def test_that_the_start_page_speaks_german(program: Program) -> None:
    program.window.registry.action("view.language.de").trigger()
    texts = [label.text() for label in program.window.start_page.findChildren(QLabel)]
    assert "Wo soll gerechnet werden?" in texts


def test_that_unsaved_edits_keep_the_window(program: Program) -> None:
    window = program.window
    window.open_scenario("predictive_maintenance")
    document = window.session.document
    assert document is not None
    document.set_value("fleet.motors.count", "7")
    window.registry.action("view.language.de").trigger()
    assert program.window is window
    assert "Save or undo" in window.statusBar().currentMessage()
    assert window.registry.action("view.language.en").isChecked()
    document.undo_stack.undo()


def test_that_garbage_is_collected_in_the_thread_of_the_window_alone(qapp: QApplication, qtbot: QtBot) -> None:
    collector = Collector(qapp)
    try:
        assert not gc.isenabled()
        before = gc.get_stats()[0]["collections"]
        rings: list[list[object]] = []
        for _ in range(3000):
            ring: list[object] = []
            ring.append(ring)
            rings.append(ring)
        qtbot.waitUntil(lambda: sum(one["collections"] for one in gc.get_stats()) > before)
    finally:
        collector.close()
    assert gc.isenabled()
    collector.deleteLater()

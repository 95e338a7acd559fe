"""Tests of runs that were kept in a folder and are opened in the window."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from simgui.ui.run_folders import is_run, open_run
from ui.conftest import MakeWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

_STORY = "pipeline_valve"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with histories, made by the command line."""
    folder = tmp_path_factory.mktemp("kept") / "run"
    words = ["run", _STORY, "--duration", "30 s", "--placement", "edge", "--set", "seed=5", "--series"]
    ended = subprocess.run([sys.executable, "-m", "simgui", *words, "--out", str(folder)], check=False)
    assert ended.returncode in {0, 1}
    return folder


def test_that_a_run_folder_is_shown_with_its_history(folder: Path, make_window: MakeWindow) -> None:
    window = make_window()
    said: list[str] = []
    window.session.said.connect(said.append)
    open_run(window, folder)
    assert said[-1] == "Run 1 opened from run."
    assert window.current == "run"
    assert window.session.scenario is not None
    assert window.session.scenario.seed == 5
    assert window.session.scenario.duration_s == 30.0
    assert [run.placement for run in window.session.results] == ["edge"]
    assert window.scenario_page.has_results
    record = window.run_workspace.live.history.record
    assert record is not None
    assert record.layout.placement == "edge"
    assert window.session.has_history(1)
    assert [one.number for one in window.session.runs] == [1]


def test_that_a_second_run_of_the_same_scenario_joins_the_first_in_compare(
    folder: Path, make_window: MakeWindow
) -> None:
    window = make_window()
    open_run(window, folder)
    document = window.session.document
    open_run(window, folder)
    assert window.session.document is document
    assert [one.number for one in window.session.runs] == [1, 2]
    window.show_workspace("compare")
    assert window.current == "compare"


def test_that_a_folder_can_be_dropped_on_the_window(folder: Path, make_window: MakeWindow) -> None:
    window = make_window()
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(folder))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dragged, buttons, keys)
    window.dropEvent(event)
    assert event.isAccepted()
    assert window.session.run is not None


def test_that_the_action_asks_for_a_folder(qtbot: QtBot, folder: Path, make_window: MakeWindow) -> None:
    window = make_window()
    window.registry.action("file.open_run").trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(folder))
    dialog.reject()
    assert window.session.run is not None


def test_that_what_stands_in_the_way_is_said(tmp_path: Path, make_window: MakeWindow) -> None:
    window = make_window()
    said: list[str] = []
    window.session.said.connect(said.append)
    open_run(window, tmp_path)
    assert said[-1].startswith("The run cannot be opened: ")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "result.json").write_text("{}")
    assert is_run(tmp_path)
    open_run(window, tmp_path)
    assert said[-1].endswith("open one of them: one, two")
    open_run(window, tmp_path / "one")
    assert "is not a result that simgui wrote" in said[-1]
    assert window.session.run is None


def test_that_a_scenario_that_was_changed_since_is_told(folder: Path, tmp_path: Path, make_window: MakeWindow) -> None:
    document = json.loads((folder / "result.json").read_text())
    (tmp_path / "result.json").write_text(json.dumps({**document, "digest": "0" * 64}))
    window = make_window()
    said: list[str] = []
    window.session.said.connect(said.append)
    open_run(window, tmp_path)
    assert "has changed since" in said[-1]
    assert window.session.run is not None

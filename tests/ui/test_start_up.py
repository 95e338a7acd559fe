"""The time from the command to a window that can be used, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import json, sys, time
from PySide6.QtCore import QSettings, QTimer
from simgui.ui.app import Program, create_application
from simgui.ui.settings import WindowSettings

application = create_application()
program = Program(application, WindowSettings(QSettings(sys.argv[1], QSettings.Format.IniFormat)))
program.window.grab()
slow = ("pyqtgraph", "duckdb", "pydantic", "simpy", "tflite_runtime", "ai_edge_litert", "jinja2")
imported = [name for name in slow if name in sys.modules]
QTimer.singleShot(0, lambda: (print(json.dumps([time.process_time(), imported])), program.window.close()))
application.exec()
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> tuple[float, list[str]]:
    folder = tmp_path_factory.mktemp("start")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_STATE_HOME": str(folder)}
    root = Path(__file__).parents[2]
    environment["PYTHONPATH"] = str(root)
    command = [sys.executable, "-c", _PROGRAM, str(folder / "window.ini")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=folder)
    assert done.stderr == ""
    cpu_s, imported = json.loads(done.stdout)
    return float(cpu_s), list(imported)


def test_that_the_window_can_be_used_within_two_seconds_of_computing(start: tuple[float, list[str]]) -> None:
    assert start[0] < 2.0


def test_that_nothing_slow_is_imported_before_it_is_needed(start: tuple[float, list[str]]) -> None:
    assert start[1] == []

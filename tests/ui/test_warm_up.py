"""Imports in idle time: all of them exist, none makes an object of Qt, and closing ends them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from simgui.ui.warm_up import WarmUp

_PROGRAM = """
import gc, json, sys, threading
from importlib import import_module
from PySide6.QtCore import QObject
from simgui.ui.warm_up import MODULES

thread = threading.Thread(target=lambda: [import_module(name) for name in MODULES])
thread.start()
thread.join()
made = [repr(one) for one in gc.get_objects() if isinstance(one, QObject)]
print(json.dumps([made, [name for name in MODULES if name not in sys.modules]]))
"""


def test_that_all_modules_exist_and_make_no_object_of_qt() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True, cwd=root)
    assert done.stderr == ""
    assert json.loads(done.stdout) == [[], []]


def test_that_everything_is_imported_some_time_after_the_start(qtbot: QtBot) -> None:
    parent = QObject()
    warm_up = WarmUp(parent, ("json", "string"))
    assert not warm_up.is_through
    qtbot.waitUntil(lambda: warm_up.is_through)
    warm_up.close()


def test_that_closing_before_the_start_imports_nothing(qtbot: QtBot) -> None:
    parent = QObject()
    warm_up = WarmUp(parent, ("no_such_module",))
    warm_up.close()
    qtbot.wait(300)
    assert not warm_up.is_through

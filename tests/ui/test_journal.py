"""What was edited survives a window that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from simgui.scenario.text_file import read_text_file
from simgui.ui.document import ScenarioDocument
from simgui.ui.journal import WRITE_AFTER_MS, Journal, discard, find_recoveries

ROOT = Path(__file__).parents[2]
STORY = ROOT / "scenarios" / "pipeline_valve.yaml"
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from simgui.ui.document import ScenarioDocument
from simgui.ui.journal import Journal

application = QApplication([])
document = ScenarioDocument.open(Path(sys.argv[1]))
journal = Journal(document, Path(sys.argv[2]))
seeds = iter(range(100, 100000))

def edit() -> None:
    document.set_value("seed", str(next(seeds)))
    print(document.scenario.seed, flush=True)

timer = QTimer()
timer.timeout.connect(edit)
timer.start(100)
application.exec()
"""


def nothing_wrong(*_arguments: object) -> tuple[tuple[()], tuple[()]]:
    return (), ()


def test_that_at_most_five_seconds_of_edits_are_lost_by_kill_9(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "valve.yaml"
    file.write_bytes(STORY.read_bytes())
    folder = tmp_path / "journal"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(file), str(folder)], env=environment, stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        last = 0
        while not list(folder.glob("*.json")) or last < 125:  # the first edits are noted, and later ones were made
            last = int(window.stdout.readline())
        assert find_recoveries(folder) == ()  # the window is open still
        window.send_signal(signal.SIGKILL)
        last = int((window.stdout.read().split() or [str(last)])[-1])
    (recovery,) = find_recoveries(folder)
    document = recovery.open()
    assert document.scenario is not None
    lost_s = (last - document.scenario.seed) * 0.1
    assert lost_s <= 5.0
    assert lost_s <= WRITE_AFTER_MS / 1000 + 1.0
    document.undo_stack.undo()
    assert (document.text, document.is_dirty) == (STORY.read_text(encoding="utf-8"), False)
    discard(recovery)
    assert not list(folder.iterdir())
    document.close()


def test_that_a_journal_is_gone_after_saving_and_after_undoing_all(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "valve.yaml"
    file.write_bytes(STORY.read_bytes())
    document = ScenarioDocument(*read_text_file(file), check=nothing_wrong)
    journal = Journal(document, tmp_path / "journal", write_after_ms=1)
    document.set_value("seed", "4")
    qtbot.waitUntil(journal.file.exists)
    document.save()
    assert not journal.file.exists()
    document.set_value("seed", "5")
    qtbot.waitUntil(journal.file.exists)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: not journal.file.exists())
    assert not list((tmp_path / "journal").iterdir())
    document.close()


def test_that_a_scenario_that_was_never_saved_is_recovered_too(tmp_path: Path, qtbot: QtBot) -> None:
    document = ScenarioDocument(STORY.read_text(encoding="utf-8"), folder=tmp_path, check=nothing_wrong)
    journal = Journal(document, tmp_path / "journal")
    journal.write()
    journal._lock.unlock()  # type: ignore[union-attr]
    (recovery,) = find_recoveries(tmp_path / "journal")
    again = recovery.open()
    assert (again.text, again.is_dirty, again.needs_name) == (document.text, True, True)
    for one in (document, again):
        one.close()


def test_that_what_is_no_journal_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{]")
    (tmp_path / "b.json").write_text('{"schema": "simgui.journal/9"}')
    assert find_recoveries(tmp_path) == ()
    assert find_recoveries(tmp_path / "none") == ()

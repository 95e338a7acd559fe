from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from simgui.core.errors import RunCancelled
from simgui.runs.messages import PlacementFinished, RunFailed
from simgui.ui.jobs import Jobs
from simgui.ui.main_window import MainWindow
from simgui.ui.panels.jobs import JobsPanel
from simgui.ui.panels.log import LogPanel
from simgui.ui.presenters.status import status_facts
from simgui.ui.session import Session
from simgui.ui.session_log import SessionLog
from ui.window_builders import StubRun, a_progress, a_run, a_run_of, a_scenario, an_infeasible_run

MakeWindow = Callable[..., MainWindow]


def test_that_a_job_is_listed_followed_and_cancelled(qtbot: QtBot) -> None:
    jobs = Jobs()
    panel = JobsPanel(jobs)
    qtbot.addWidget(panel)
    asked: list[bool] = []
    job = jobs.begin("Study", lambda: asked.append(True))
    with qtbot.waitSignal(jobs.changed):
        job.progress(0.5, "60 of 120 runs")
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert "Study" in texts
    assert "60 of 120 runs" in texts
    button = panel.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    assert asked == [True]
    job.end("120 runs")
    assert not job.can_cancel
    assert jobs.running() == ()


def test_that_old_jobs_leave_the_list_but_running_ones_stay() -> None:
    jobs = Jobs()
    running = jobs.begin("runs on")
    for number in range(Jobs.MOST + 5):
        jobs.begin(str(number)).end("done")
    assert running in jobs.all()
    assert len(jobs.all()) <= Jobs.MOST + 1


def _run(qtbot: QtBot, make_window: MakeWindow, stub: StubRun) -> MainWindow:
    window = make_window(start_run=stub.start, load_scenario=lambda name, _: a_scenario(Path(name), ("edge", "fog")))
    window.open_scenario("motors.yaml")
    QTest.keyClick(window, Qt.Key.Key_Space)
    return window


def test_that_a_run_is_a_job_and_is_written_down(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = _run(qtbot, make_window, StubRun(a_run_of([a_run("edge"), an_infeasible_run("fog")])))
    qtbot.waitUntil(lambda: window.session.run is not None)
    (job,) = window.session.jobs.all()
    assert job.name == "Run of Bearing wear on 500 motors"
    assert job.text.startswith("✓ 2 placements done")
    window.show_view("log")
    log = window.view_widget("log")
    assert isinstance(log, LogPanel)
    text = log.toPlainText()
    assert "Opened Bearing wear on 500 motors" in text
    assert "edge: done in 0.40 s · vectorised · seed 7 · 9f3a61c0" in text
    assert "fog: cannot be built" in text


def test_that_a_cancelled_run_did_not_fail(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = _run(qtbot, make_window, StubRun([[RunFailed("cancelled", RunCancelled.exit_code, "")]]))
    qtbot.waitUntil(lambda: not window.bridge.is_running)
    lines = [entry.text for entry in window.log.entries()]
    assert "The run was cancelled" in lines
    assert not any("failed" in line for line in lines)


def test_that_the_log_stays_at_its_newest_line_unless_older_ones_are_looked_at(qtbot: QtBot) -> None:
    log = SessionLog(Session())
    panel = LogPanel(log)
    qtbot.addWidget(panel)
    panel.resize(400, 300)
    panel.show()
    bar = panel.verticalScrollBar()
    for number in range(50):
        log.write(f"line {number}")
    panel.resize(400, 120)
    log.write("another")
    assert bar.value() == bar.maximum() > 0
    bar.setValue(3)
    log.write("one more")
    assert bar.value() == 3


def test_that_the_log_keeps_the_traceback_of_a_crash(qtbot: QtBot, make_window: MakeWindow) -> None:
    crash = RunFailed("the run process ended with exit code -11", 3, "Traceback …")
    window = _run(qtbot, make_window, StubRun([[PlacementFinished(a_run("edge"))], [crash]]))
    qtbot.waitUntil(lambda: not window.bridge.is_running)
    assert "Traceback …" in [entry.text for entry in window.log.entries()]
    assert window.session.jobs.all()[0].is_over


def test_that_the_status_bar_follows_a_run_and_then_names_it(qtbot: QtBot, make_window: MakeWindow) -> None:
    stub = StubRun([[a_progress("edge")]], is_endless=True)
    window = _run(qtbot, make_window, stub)
    qtbot.waitUntil(lambda: "1.2 M jobs/s" in window.status_line.text)
    stub.batches += a_run_of([a_run("edge", {"jobs": 1e6})])[1:]
    qtbot.waitUntil(lambda: window.session.run is not None)
    assert "seed 7  ·  hash 9f3a  ·  engine vectorised  ·  2.5 M jobs/s  ·  9 k× real time" in window.status_line.text


def test_that_an_infeasible_placement_has_no_speed() -> None:
    facts = [fact.text for fact in status_facts(an_infeasible_run("split"), 3600.0)]
    assert facts[:2] == ["split", "seed 7"]
    assert not any("real time" in fact or "jobs/s" in fact for fact in facts)
    assert status_facts(None, 3600.0) == ()

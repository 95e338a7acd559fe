"""Progress and stopping: on stderr only, polite at first."""

import os
import signal

import pytest
from builders.outcomes import placement

from simgui.cli import progress
from simgui.cli.progress import ProgressWatcher, line
from simgui.cli.stop import StopRequest
from simgui.core.errors import RunCancelled, RunTimeout
from simgui.runs.messages import PlacementFinished, RunProgress

HALF = RunProgress("edge", 2, 5, "simulate", 0.5, 1800.0, 3600.0, 90_000, 45_300.0, 42.0)


def test_that_a_log_gets_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 1.0, 6.0, 6.0, 7.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    watcher = ProgressWatcher("Motors", StopRequest())
    with watcher.showing():
        for _ in range(3):
            watcher.tell(HALF)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "Motors: edge 2/5 simulate 50 %, 45.3 k jobs/s, 42 s left\n"


def test_that_unknown_speed_and_time_left_are_not_shown() -> None:
    early = RunProgress("edge", 1, 5, "perceive", 0.0, 0.0, 3600.0, 0, 0.0, float("nan"))
    assert line(early) == "edge 1/5 perceive 0 %"


def test_that_a_terminal_gets_a_bar_and_stdout_stays_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    watcher = ProgressWatcher("Motors", StopRequest())
    with watcher.showing():
        watcher.tell(HALF)
    out, err = capsys.readouterr()
    assert out == ""
    assert "edge 2/5" in err


def test_that_finished_placements_are_kept_for_a_cancelled_run() -> None:
    watcher = ProgressWatcher("Motors", StopRequest())
    watcher.tell(PlacementFinished(placement("edge")))
    assert [result.placement for result in watcher.finished] == ["edge"]


def test_that_the_first_interrupt_asks_and_the_second_stops(capsys: pytest.CaptureFixture[str]) -> None:
    stop = StopRequest()
    watcher = ProgressWatcher("Motors", stop)
    with stop.listening():
        assert not watcher.cancelled()
        os.kill(os.getpid(), signal.SIGINT)
        assert watcher.cancelled()
        assert isinstance(stop.reason, RunCancelled)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert "Ctrl-C again" in capsys.readouterr().err


def test_that_the_time_limit_asks_the_run_to_stop() -> None:
    stop = StopRequest(timeout_s=0.01)
    with stop.listening():
        signal.pause()
        assert isinstance(stop.reason, RunTimeout)
        with pytest.raises(RunTimeout):
            os.kill(os.getpid(), signal.SIGALRM)


def test_that_listening_leaves_signals_as_they_were() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)
    with StopRequest(timeout_s=60.0).listening():
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

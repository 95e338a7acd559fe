"""The border of the process: every way to end has its exit code, and no traceback reaches the user."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simgui.cli.border import guarded
from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import (
    InputError,
    NotReproducible,
    RunCancelled,
    RunFailed,
    RunTimeout,
    SimguiError,
    UsageError,
)

BAD_INPUT = InputError([Diagnostic(Location("farm.yaml", 9, 7), "fleet.probe", "unknown key")])
ENDINGS: list[tuple[BaseException, int]] = [
    (BAD_INPUT, 2),
    (UsageError("no such placement"), 2),
    (SimguiError("disk full"), 3),
    (RunFailed("the worker died"), 3),
    (NotReproducible("another trace"), 4),
    (RunTimeout("too long"), 5),
    (RunCancelled("stopped"), 130),
    (KeyboardInterrupt(), 130),
    (ZeroDivisionError("oops"), 3),
    (MemoryError(), 3),
    (SystemExit(2), 2),
    (SystemExit(None), 0),
]


@pytest.mark.parametrize(("error", "code"), ENDINGS, ids=lambda value: type(value).__name__)
def test_that_each_ending_has_its_exit_code_and_no_traceback(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise error

    assert guarded(fail) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err


def test_that_input_problems_are_shown_with_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise BAD_INPUT

    guarded(fail)
    assert capsys.readouterr().err == "farm.yaml:9:7: fleet.probe: unknown key\n"


def test_that_a_defect_leaves_its_traceback_in_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIMGUI_CACHE_DIR", str(tmp_path))
    assert guarded(lambda: 1 // 0) == 3
    (log,) = (tmp_path / "logs").iterdir()
    assert "ZeroDivisionError" in log.read_text()
    assert "Traceback" in log.read_text()
    assert str(log) in capsys.readouterr().err


def test_that_a_traceback_is_not_lost_where_no_log_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SIMGUI_CACHE_DIR", str(tmp_path / "file"))
    assert guarded(lambda: 1 // 0) == 3
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["--help", "profiles list"])
def test_that_a_reader_who_leaves_is_no_failed_budget(command: str, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "simgui", *command.split()]
    done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")

"""Finding the command: words in, the right module or a helpful refusal out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simgui import __version__
from simgui.__main__ import main
from simgui.cli.commands import COMMANDS, LATER


def test_that_help_lists_every_command_and_none_of_later_versions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    listed = {line.split()[0] for line in out.splitlines() if line.startswith("  ") and line.strip()}
    assert set(COMMANDS) <= listed
    assert listed.isdisjoint(LATER)


def test_that_the_version_is_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"simgui {__version__}\n"


@pytest.mark.parametrize("command", sorted(LATER))
def test_that_commands_of_later_versions_say_so(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--anything"]) == 2
    assert "not available in this version" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("rnu", "did you mean 'run'?"),
        ("predictive_maintenence", "did you mean 'predictive_maintenance'?"),
        ("--jsn", "no such option"),
    ],
)
def test_that_a_wrong_word_is_refused_with_a_hint(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hint in err


@pytest.mark.parametrize("words", [[], ["gui"], ["predictive_maintenance"], ["gui", "farm.yaml"], ["farm.yaml"]])
def test_that_the_window_needs_a_display(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(words) == 2
    assert "simgui run" in capsys.readouterr().err


def test_that_wrong_options_are_usage_errors(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["run", "--no-such-option", str(tmp_path)]) == 2
    assert main(["run"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "no-such-option" in err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_that_every_command_has_help_on_stdout(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    out, err = capsys.readouterr()
    assert out.lstrip().startswith("Usage: simgui")
    assert err == ""


def test_that_no_command_reads_the_metadata_of_everything_that_is_installed() -> None:
    code = (
        "import importlib.metadata as metadata, sys\n"
        "metadata.distributions = lambda **_: sys.exit('every installed package is looked at')\n"
        "from simgui.__main__ import main\n"
        "sys.exit(main(['check', 'fleet_1m']))"
    )
    words = [sys.executable, "-c", code]
    unset = {key: value for key, value in os.environ.items() if key != "PYDANTIC_DISABLE_PLUGINS"}
    ended = subprocess.run(words, capture_output=True, text=True, check=False, env=unset)
    assert ended.returncode == 0, ended.stderr

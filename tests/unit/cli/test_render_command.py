"""``simgui render`` and ``simgui present``: pictures without a window, clear words where there is nothing to show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SETTINGS = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
_RUN = ("run", "pipeline_valve", "--duration", "1 h", "--placement", "edge")


def _simgui(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simgui", *words]
    return subprocess.run(command, capture_output=True, text=True, env={**_SETTINGS, **settings}, check=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("render") / "run"
    done = _simgui(*_RUN, "--series", "--out", str(folder))
    assert done.returncode in {0, 1}, done.stderr
    return folder


@pytest.mark.parametrize(
    ("view", "ending"), [("energy", "png"), ("bytes", "svg"), ("budgets", "png"), ("heat_map", "png")]
)
def test_that_a_view_becomes_a_picture(run: Path, tmp_path: Path, view: str, ending: str) -> None:
    file = tmp_path / f"picture.{ending}"
    done = _simgui("render", str(run), "--view", view, "-o", str(file), "--size", "640x400")
    assert done.returncode == 0, done.stderr
    start = file.read_bytes()[:60]
    assert start.startswith(b"\x89PNG") if ending == "png" else b"<?xml" in start


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--view", "enery", "-o", "a.png"), "did you mean 'energy'"),
        (("--view", "energy", "-o", "a.bmp"), ".png or .svg"),
        (("--view", "energy", "-o", "a.png", "--size", "big"), "960x540"),
        (("--view", "energy", "-o", "a.png", "--placement", "egde"), "did you mean 'edge'"),
    ],
)
def test_that_what_cannot_be_drawn_is_said_and_nothing_is_written(
    run: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    target = tmp_path / words[3]
    done = _simgui("render", str(run), *words[:3], str(target), *words[4:])
    assert done.returncode == 2
    assert said in done.stderr
    assert not target.exists()


def test_that_a_history_needs_a_folder_and_a_picture_of_it_a_history(tmp_path: Path) -> None:
    homeless = _simgui(*_RUN, "--series")
    assert homeless.returncode == 2
    assert "--out DIR" in homeless.stderr
    _simgui(*_RUN, "--out", str(tmp_path / "run"), "--intervals", "0")
    done = _simgui("render", str(tmp_path / "run"), "--view", "battery", "-o", str(tmp_path / "a.png"))
    assert done.returncode == 2
    assert "--series" in done.stderr


def test_that_a_scenario_without_a_presentation_cannot_be_presented() -> None:
    done = _simgui("present", "fleet_10k")
    assert done.returncode == 2
    assert "presentation:" in done.stderr

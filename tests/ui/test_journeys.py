"""Whole journeys on a real X server: windows, mouse and keyboard are real, and so are runs, studies and files."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ui.journeys.architect_ends import BUDGETS, RUNS
from ui.journeys.hand import libraries_missing

ROOT = Path(__file__).parents[2]
_SCREEN = "1600x900x24"
_HARMLESS = ("libEGL warning", "MESA", "QStandardPaths")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Start an X server that draws into memory."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed (Debian: xvfb)")
    if libraries_missing():
        pytest.skip(f"libraries of X11 are missing: {libraries_missing()} (Debian: libx11-6, libxtst6)")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", _SCREEN, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    if not number:
        server.wait(10)
        pytest.skip("Xvfb is installed but does not start here")
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder whose name is short enough to be typed."""
    with tempfile.TemporaryDirectory(prefix="journey-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _environment(folder: Path, display: str) -> dict[str, str]:
    folders = {name: str(folder / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    return {
        **{name: value for name, value in os.environ.items() if name not in {"WAYLAND_DISPLAY", "SIMGUI_CACHE_DIR"}},
        **folders,
        "SIMGUI_CACHE_DIR": str(folder / "cache"),
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": "1",
        "LANGUAGE": "en",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
    }


def _walk(journey: str, words: list[str], folder: Path, display: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "ui.journeys.child", journey, str(folder), *words]
    done = subprocess.run(
        command, env=_environment(folder, display), cwd=folder, capture_output=True, text=True, timeout=270, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if not line.startswith(_HARMLESS)]
    assert (folder / "report.json").is_file(), done.stderr
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    assert not report["failure"], (report, done.stderr)
    assert not complaints, done.stderr
    assert done.returncode == 0
    return report


@pytest.mark.timeout(300)
def test_that_an_architect_gets_from_a_card_to_a_report(folder: Path, display: str) -> None:
    report = _walk("architect", ["gui"], folder, display)
    noted = report["noted"]
    assert 0 < noted["runs kept by cancel"] < RUNS
    assert len(noted["dots arrived"]) >= 3
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 3
    assert all(limit.split()[1] in page for limit in BUDGETS.values())
    words = shlex.split(noted["command"])
    assert words[:2] == ["simgui", "run"]
    again = subprocess.run(
        [sys.executable, "-m", *words, "--json", "-"],
        env=_environment(folder, display),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    runs = json.loads(again.stdout)["runs"]
    assert {run["placement"]: run["trace_hash"] for run in runs} == noted["hashes"]
    advised = [judged for name, judged in noted["budgets"].items() if name.startswith(f"{noted['advice']} ")]
    assert again.returncode == (0 if advised and "fail" not in advised else 1), again.stderr


@pytest.mark.timeout(300)
def test_that_a_shipped_presentation_is_told_to_its_end_and_leaves_a_report(folder: Path, display: str) -> None:
    report = _walk("presenter", ["present", "cold_chain"], folder, display)
    noted = report["noted"]
    assert len(noted["titles"]) >= 3
    assert noted["bytes in the cloud"] > 100 * noted["bytes in the box"]
    page = (folder / "left.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 3
    assert "http://" not in page.replace("http://www.w3.org/", "")  # it is read offline

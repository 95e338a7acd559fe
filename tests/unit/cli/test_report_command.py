"""`simgui report`: a page from a run folder or a JSON result, or a refusal that says what to do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from builders.outcomes import outcome, placement

from simgui.__main__ import main
from simgui.results.export import to_json
from simgui.results.run_store import describe_run, save_run

RESULT = outcome(placement("edge", kpis={"latency_p99_s": 0.1, "device_power_w": 1e-4}), recommended="edge")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    save_run(folder, RESULT, describe_run(RESULT, {}, ("simgui", "run", "motors.yaml", "--seed", "7")))
    return folder


def test_that_a_run_folder_becomes_a_page(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "report.html"
    assert main(["report", str(run), "-o", str(file)]) == 0
    assert "simgui run motors.yaml --seed 7" in file.read_text(encoding="utf-8")
    out, err = capsys.readouterr()
    assert out == ""
    assert str(file) in err


def test_that_a_json_result_becomes_a_page(tmp_path: Path) -> None:
    source, file = tmp_path / "result.json", tmp_path / "report.HTML"
    source.write_text(to_json(RESULT), encoding="utf-8")
    assert main(["report", str(source), "-o", str(file)]) == 0
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("name", "hint"), [("r.docx", "r.html"), ("r", "r.html")])
def test_that_another_ending_is_refused(
    name: str, hint: str, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(run), "-o", str(tmp_path / name)]) == 2
    assert hint in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_that_a_missing_run_is_refused_with_a_way_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r.html"
    assert main(["report", str(tmp_path / "none"), "-o", str(file)]) == 2
    assert "simgui run SCENARIO --out" in capsys.readouterr().err
    assert main(["report", str(tmp_path), "-o", str(file)]) == 2
    assert "is no run" in capsys.readouterr().err
    assert not file.exists()


def test_that_a_run_folder_becomes_a_pdf_without_a_display(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    words = ["report", str(run), "-o", str(file)]
    done = subprocess.run(
        [sys.executable, "-m", "simgui", *words],
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 1


def test_that_help_and_html_need_no_qt(run: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from simgui.__main__ import main; code = main(sys.argv[1:]); "
        "assert not [name for name in sys.modules if name.startswith('PySide6')]; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "report", str(run), "-o", str(tmp_path / "report.html")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

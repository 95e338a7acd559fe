"""`simgui report`: a page from a run folder or a JSON result, or a refusal that says what to do."""

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


@pytest.mark.parametrize(("name", "hint"), [("r.pdf", "print it to PDF"), ("r.docx", "r.html"), ("r", "r.html")])
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

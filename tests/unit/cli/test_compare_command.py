"""`simgui compare`: what differs on stdout, the verdict as exit code."""

import json
from pathlib import Path

import pytest
from builders.outcomes import outcome, placement

from simgui.__main__ import main
from simgui.results.export import to_json
from simgui.results.result import ScenarioResult


def result(latency_s: float, life_s: float = 1e8) -> ScenarioResult:
    return outcome(placement("edge", kpis={"latency_p99_s": latency_s, "battery_life_s": life_s}))


def saved(folder: Path, name: str, what: ScenarioResult) -> str:
    file = folder / f"{name}.json"
    file.write_text(to_json(what))
    return str(file)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    return saved(tmp_path, "a", result(0.100)), saved(tmp_path, "b", result(0.101))


def test_that_a_run_equals_itself(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", files[0], files[0]]) == 0
    assert "0 different" in capsys.readouterr().out


def test_that_without_tolerances_everything_must_be_equal(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *files]) == 1
    out = capsys.readouterr().out
    assert "latency_p99_s" in out
    assert "+1 %" in out
    assert "✗" in out


@pytest.mark.parametrize(("tolerance", "code"), [("2%", 0), ("0.5%", 1), ("0.02", 0)])
def test_that_a_tolerance_is_relative(tolerance: str, code: int, files: tuple[str, str]) -> None:
    assert main(["compare", *files, "--tol", f"latency_p99={tolerance}"]) == code


def test_that_json_is_all_there_is(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *files, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    (row,) = [row for row in document["differences"] if row["kpi"] == "latency_p99_s"]
    assert row["relative"] == pytest.approx(0.01)
    assert row["ok"] is False


def test_that_json_has_a_word_for_what_is_no_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    never = saved(tmp_path, "never", result(float("inf"), float("nan")))
    assert main(["compare", never, never, "--json"]) == 0
    rows = {row["kpi"]: row["a"] for row in json.loads(capsys.readouterr().out)["differences"]}
    assert (rows["latency_p99_s"], rows["battery_life_s"]) == ("inf", None)


@pytest.mark.parametrize("tolerance", ["latency_p99", "=2%", "latency_p99=two", "latency_q99=2%", "latency_p99=-1%"])
def test_that_a_malformed_tolerance_is_a_usage_error(
    tolerance: str, files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *files, "--tol", tolerance]) == 2
    assert capsys.readouterr().err


def test_that_something_that_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torn = tmp_path / "torn.json"
    torn.write_text("{")
    for name in (tmp_path, torn, tmp_path / "nowhere"):
        assert main(["compare", str(name), str(name)]) == 2
    assert "Traceback" not in capsys.readouterr().err

"""Options of `simgui run`: refused before anything is loaded."""

from pathlib import Path
from typing import Any

import pytest

from simgui.cli.run_request import RunRequest, is_stdout, parse_seeds
from simgui.core.errors import SimguiError, UsageError

NOTHING: dict[str, Any] = {
    "placements": [],
    "seeds": (None, None),
    "changes": [],
    "engine": "auto",
    "files": (None, None, None),
    "trace": False,
    "times": (None, None),
}


def test_that_no_options_leave_everything_to_the_scenario() -> None:
    request = RunRequest.from_options(**NOTHING)
    assert (request.placements, request.seeds, request.changes, request.timeout_s) == ((), (), (), None)


@pytest.mark.parametrize("text", ["5", "1..", "..5", "5..1", "a..b", "1...5", "-1..3", "1..10001", ""])
def test_that_a_malformed_range_of_seeds_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--seeds"):
        parse_seeds(None, text)


def test_that_seeds_include_both_ends() -> None:
    assert parse_seeds(None, "1..3") == (1, 2, 3)
    assert parse_seeds(None, "4..4") == (4,)
    assert parse_seeds(9, None) == (9,)


def test_that_seed_and_seeds_exclude_each_other() -> None:
    with pytest.raises(UsageError, match="together"):
        parse_seeds(1, "1..3")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"engine": "simpi"}, "did you mean 'simpy'"),
        ({"trace": True}, "--out"),
        ({"changes": ["fleet.motors.count"]}, "path=value"),
        ({"times": (None, "0 s")}, "no time"),
        ({"times": (None, "5")}, "no unit"),
        ({"times": (None, "5 kg")}, "--timeout"),
        ({"times": ("5 kg", None)}, "--duration"),
        ({"times": ("-1 h", None)}, "no time"),
    ],
)
def test_that_a_malformed_option_is_a_usage_error(change: dict[str, Any], message: str) -> None:
    with pytest.raises(SimguiError, match=message) as caught:
        RunRequest.from_options(**{**NOTHING, **change})
    assert caught.value.exit_code == 2


def test_that_placements_named_twice_run_once() -> None:
    assert RunRequest.from_options(**{**NOTHING, "placements": ["edge", "fog", "edge"]}).placements == ("edge", "fog")


def test_that_folders_for_files_are_made_before_the_run(tmp_path: Path) -> None:
    file = tmp_path / "reports" / "new" / "junit.xml"
    RunRequest.from_options(**{**NOTHING, "files": (None, Path("-"), file)})
    assert file.parent.is_dir()
    assert not file.exists()
    assert not Path("-").exists()


def test_that_a_place_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for files in ((tmp_path / "file", None, None), (None, tmp_path / "file" / "x.json", None), (None, None, tmp_path)):
        with pytest.raises(UsageError, match=r"--out|--json|--junit"):
            RunRequest.from_options(**{**NOTHING, "files": files})


def test_that_a_dash_is_stdout() -> None:
    assert is_stdout(Path("-"))
    assert not is_stdout(Path("./results.json"))
    assert not is_stdout(None)


def test_that_a_kpi_is_explained_by_either_of_its_names_and_once() -> None:
    request = RunRequest.from_options(**NOTHING).in_doubt(10, ["battery_life", "battery_life_s", "latency_p99"])
    assert request.explain == ("battery_life_s", "latency_p99_s")
    assert request.intervals == 10


@pytest.mark.parametrize(
    ("intervals", "kpi", "message"),
    [
        (10, "battery_lif", "did you mean 'battery_life'"),
        (10, "energy_by_cause_j", "no KPI"),
        (0, "battery_life", "needs --intervals"),
    ],
)
def test_that_what_cannot_be_explained_is_a_usage_error(intervals: int, kpi: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        RunRequest.from_options(**NOTHING).in_doubt(intervals, [kpi])

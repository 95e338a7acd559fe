"""`simgui run` from the options to the exit code, with a runner that does as it is told."""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree as ET

import pytest
from builders.outcomes import budget, outcome, placement

from simgui.__main__ import main
from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError, RunCancelled
from simgui.results.result import Judgement, ScenarioResult
from simgui.runs.messages import PlacementFinished
from simgui.runs.options import RunOptions, Watcher
from simgui.scenario.overrides import Override
from simgui.scenario.scenario import Scenario

Run = Callable[[Scenario, RunOptions, Watcher], ScenarioResult]

FAIL = budget("latency_p99", "<= 50 ms", 0.06, Judgement.FAIL)
GOOD = outcome(placement("edge", kpis={"latency_p99_s": 0.04}), recommended="edge")
BAD = outcome(placement("edge", FAIL, kpis={"latency_p99_s": 0.06}), recommended="edge")


class Runner:
    """Stands in for loading and running: scenarios by name, and what happens when each runs."""

    def __init__(self) -> None:
        self.outcomes: dict[str, ScenarioResult | Exception | Run] = {}
        self.started: list[tuple[str, RunOptions]] = []
        self.changes: list[Override] = []

    def load(self, name: str, changes: tuple[Override, ...] = ()) -> Scenario:
        self.changes.extend(changes)
        if name not in self.outcomes:
            raise InputError([Diagnostic(Location(name, 3, 5), "fleet", "unknown key")])
        placements = {"edge": None, "fog": None}
        fields = {"name": name, "file": Path(f"{name}.yaml"), "digest": "0", "gate": (), "placements": placements}
        return cast("Scenario", SimpleNamespace(**fields))

    def run(self, scenario: Scenario, options: RunOptions, watch: Watcher) -> ScenarioResult:
        self.started.append((scenario.name, options))
        what = self.outcomes[scenario.name]
        if isinstance(what, Exception):
            raise what
        return what if isinstance(what, ScenarioResult) else what(scenario, options, watch)


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Runner:
    fake = Runner()
    module = ModuleType("simgui.runs.runner")
    cast("Any", module).run_scenario = fake.run
    monkeypatch.setitem(sys.modules, "simgui.runs.runner", module)
    monkeypatch.setattr("simgui.cli.run_execution.load_checked", fake.load)
    return fake


def test_that_a_passing_run_prints_its_table_on_stdout_only(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    runner.outcomes = {"good": GOOD}
    assert main(["run", "good"]) == 0
    out, err = capsys.readouterr()
    assert "Recommended: edge" in out
    assert err == ""


def test_that_a_missed_gated_budget_is_exit_code_1_with_a_reason(
    runner: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.outcomes = {"bad": BAD}
    assert main(["run", "bad"]) == 1
    assert "gate failed: edge misses latency_p99 <= 50 ms (is 60 ms)" in capsys.readouterr().err


def test_that_a_bad_scenario_keeps_all_from_running_but_not_from_being_reported(
    runner: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.outcomes = {"good": GOOD}
    assert main(["run", "broken", "good", "torn"]) == 2
    out, err = capsys.readouterr()
    assert (out, runner.started) == ("", [])
    assert err == "broken:3:5: fleet: unknown key\ntorn:3:5: fleet: unknown key\n"


def test_that_the_worst_exit_code_wins_and_every_scenario_runs(runner: Runner) -> None:
    runner.outcomes = {"a": BAD, "b": ZeroDivisionError("oops"), "c": GOOD}
    assert main(["run", "a", "b", "c"]) == 3
    assert [name for name, _ in runner.started] == ["a", "b", "c"]


def test_that_options_reach_the_runner(runner: Runner, tmp_path: Path) -> None:
    runner.outcomes = {"good": GOOD}
    words = ["--placement", "fog", "--seeds", "2..4", "--engine", "simpy", "--out", str(tmp_path / "run"), "--trace"]
    main(["run", "good", *words, "--duration", "10 min", "--set", "fleet.motors.count=20"])
    expected = RunOptions(placements=("fog",), seeds=(2, 3, 4), engine="simpy", out=tmp_path / "run", trace=True)
    assert runner.started == [("good", expected)]
    assert set(runner.changes) == {Override("duration", "10 min"), Override("fleet.motors.count", "20")}


def test_that_several_scenarios_get_run_folders_of_their_own(runner: Runner, tmp_path: Path) -> None:
    runner.outcomes = {"a": GOOD, "b": GOOD}
    main(["run", "a", "b", "--out", str(tmp_path)])
    assert [options.out for _, options in runner.started] == [tmp_path / "a", tmp_path / "b"]


def test_that_scenarios_of_one_name_do_not_share_a_run_folder(
    runner: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.outcomes = {"a": GOOD}
    assert main(["run", "a", "a", "--out", str(tmp_path)]) == 2
    assert "--out" in capsys.readouterr().err


def test_that_an_unknown_placement_is_refused_with_a_hint(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    runner.outcomes = {"good": GOOD}
    assert main(["run", "good", "--placement", "egde"]) == 2
    assert "did you mean 'edge'?" in capsys.readouterr().err
    assert runner.started == []


def test_that_json_on_stdout_is_all_there_is(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    runner.outcomes = {"bad": BAD}
    assert main(["run", "bad", "--json", "-"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "simgui.results/1"
    assert document["recommended"] == "edge"


def test_that_several_scenarios_make_one_json_list_and_one_junit_file(runner: Runner, tmp_path: Path) -> None:
    runner.outcomes = {"a": GOOD, "b": BAD}
    json_file, junit_file = tmp_path / "new" / "results.json", tmp_path / "junit.xml"
    assert main(["run", "a", "b", "--json", str(json_file), "--junit", str(junit_file)]) == 1
    assert len(json.loads(json_file.read_text())) == 2
    assert len(ET.parse(junit_file).findall(".//failure")) == 1  # noqa: S314 - our own file


def interrupted(scenario: Scenario, options: RunOptions, watch: Watcher) -> ScenarioResult:
    watch.tell(PlacementFinished(GOOD.runs[0]))
    os.kill(os.getpid(), signal.SIGINT)
    assert watch.cancelled()
    return outcome(*GOOD.runs)


def interrupted_and_raising(scenario: Scenario, options: RunOptions, watch: Watcher) -> ScenarioResult:
    interrupted(scenario, options, watch)
    raise RunCancelled("cancelled")


def interrupted_twice(scenario: Scenario, options: RunOptions, watch: Watcher) -> ScenarioResult:
    interrupted(scenario, options, watch)
    os.kill(os.getpid(), signal.SIGINT)
    raise AssertionError("the second Ctrl-C ends the run at once")


@pytest.mark.parametrize("run", [interrupted, interrupted_and_raising, interrupted_twice])
def test_that_ctrl_c_keeps_what_was_finished_and_starts_nothing_more(
    run: Run, runner: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.outcomes = {"a": run, "b": GOOD}
    file = tmp_path / "results.json"
    assert main(["run", "a", "b", "--json", str(file)]) == 130
    assert [name for name, _ in runner.started] == ["a"]
    assert "edge" in capsys.readouterr().out
    (document,) = json.loads(file.read_text())
    assert [run["placement"] for run in document["runs"]] == ["edge"]


def test_that_the_time_limit_is_exit_code_5(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    def wait(scenario: Scenario, options: RunOptions, watch: Watcher) -> ScenarioResult:
        signal.pause()
        assert watch.cancelled()
        return outcome()

    runner.outcomes = {"slow": wait, "b": GOOD}
    assert main(["run", "slow", "b", "--timeout", "50 ms"]) == 5
    assert [name for name, _ in runner.started] == ["slow"]
    assert "time limit" in capsys.readouterr().err


def test_that_a_defect_shows_no_traceback(runner: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    runner.outcomes = {"a": KeyError("boom")}
    assert main(["run", "a"]) == 3
    out, err = capsys.readouterr()
    assert (out, "Traceback" in err) == ("", False)
    assert "KeyError" in err


def test_that_files_that_cannot_be_written_fail_before_the_run(
    runner: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runner.outcomes = {"good": GOOD}
    assert main(["run", "good", "--json", str(tmp_path)]) == 2
    assert runner.started == []
    assert "--json" in capsys.readouterr().err

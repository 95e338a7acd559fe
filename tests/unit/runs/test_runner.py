"""Tests of whole runs."""

import json
from pathlib import Path

import pytest
from run_builders import SMALL_STORY, Silent

from simgui.core.errors import UsageError
from simgui.results.result import Judgement
from simgui.results.run_store import load_manifest, load_run, trace_folder
from simgui.results.trace_store import read_trace
from simgui.runs.messages import PlacementFinished, RunFinished, RunProgress
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override
from simgui.scenario.scenario import Scenario


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    monkeypatch.setenv("SIMGUI_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "small.yaml"
    file.write_text(SMALL_STORY)
    return load_scenario(file)


def test_that_every_placement_runs_with_every_seed_in_the_scenarios_order(small: Scenario) -> None:
    watcher = Silent()
    result = run_scenario(small, RunOptions(seeds=(3, 1)), watcher)
    expected = [("edge", 3), ("edge", 1), ("threshold", 3), ("threshold", 1)]
    assert [(run.placement, run.seed) for run in result.runs] == expected
    assert sum(isinstance(one, PlacementFinished) for one in watcher.heard) == 4
    assert watcher.heard[-1] == RunFinished(result, cancelled=False, folder="")
    assert len({run.trace_hash for run in result.runs}) == 4
    assert result.recommended in {"edge", "threshold"}


def test_that_a_run_says_how_it_was_made(small: Scenario) -> None:
    edge, threshold = run_scenario(small, RunOptions(), Silent()).runs
    assert (edge.engine, edge.engine_reason) == ("vectorised", "the plan is eligible: same trace, much faster")
    assert edge.seed == 5
    assert edge.real_inferences == 48
    assert edge.kpis["jobs"] == 6 * 60
    assert edge.notes["verdict_reuse"] == "48 real inferences serve 360 jobs, 7.5 jobs each"
    assert threshold.real_inferences == 0
    assert "threshold on variance" in threshold.notes["detectors"]
    assert [verdict.judgement for verdict in edge.budgets] == [Judgement.PASS]


def test_that_the_same_scenario_gives_the_same_trace(small: Scenario) -> None:
    hashes = [[run.trace_hash for run in run_scenario(small, RunOptions(), Silent()).runs] for _ in range(2)]
    assert hashes[0] == hashes[1]


def test_that_only_the_placements_asked_for_run(small: Scenario) -> None:
    result = run_scenario(small, RunOptions(placements=("threshold",)), Silent())
    assert [run.placement for run in result.runs] == ["threshold"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (RunOptions(placements=("egde",)), r"no placement 'egde' \(did you mean 'edge'\?\)"),
        (RunOptions(engine="simpi"), "did you mean 'simpy'"),
        (RunOptions(trace=True), "run folder"),
    ],
)
def test_that_options_that_make_no_sense_are_refused(small: Scenario, options: RunOptions, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run_scenario(small, options, Silent())


def test_that_a_cancelled_run_keeps_what_was_finished(small: Scenario) -> None:
    watcher = Silent(stop_after=1)
    result = run_scenario(small, RunOptions(), watcher)
    assert [run.placement for run in result.runs] == ["edge"]
    assert result.recommended is None
    last = watcher.heard[-1]
    assert isinstance(last, RunFinished)
    assert last.cancelled


def test_that_a_placement_that_cannot_be_built_gives_its_reason(small: Scenario, tmp_path: Path) -> None:
    (tmp_path / "cloudless.yaml").write_text(SMALL_STORY.replace("edge: {}", "cloud: {}"))
    cloud, threshold = run_scenario(load_scenario(tmp_path / "cloudless.yaml"), RunOptions(), Silent()).runs
    assert not cloud.feasible
    assert "cloud" in cloud.infeasible_reason
    assert cloud.remedies
    assert threshold.feasible


def test_that_progress_never_goes_back_and_ends_with_the_run(small: Scenario) -> None:
    watcher = Silent()
    longer = load_scenario(small.file, overrides=[parse_override("duration=20 min")])
    run_scenario(longer, RunOptions(), watcher)
    told = [one for one in watcher.heard if isinstance(one, RunProgress)]
    assert told
    fractions = [one.fraction for one in told]
    assert fractions == sorted(fractions)
    assert fractions[0] >= 0
    assert fractions[-1] <= 1
    assert {one.steps for one in told} == {2}


def test_that_a_run_folder_holds_result_manifest_and_trace(small: Scenario, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run_scenario(small, RunOptions(placements=("edge",), out=out, trace=True), Silent())
    assert load_run(out).runs[0].trace_hash == result.runs[0].trace_hash
    trace = read_trace(trace_folder(out, "edge", 5), ["job", "device"])
    assert len(trace["job"]) == 360
    manifest = load_manifest(out)
    assert manifest.seeds == (5,)
    assert manifest.digests["scenario"] == small.digest
    assert len(manifest.digests["model detector"]) == 64
    for part in ("devices/b-u585i-iot02a", "devices/raspberry-pi-5", "links/ble-2m", "links/ethernet-100m"):
        assert len(manifest.digests[f"profile {part}"]) == 64
    assert {"simgui", "python", "numpy", "runtime", "simpy", "platform"} <= set(manifest.versions)
    json.dumps(manifest.versions)

"""The same input gives the same trace, in every process; a new device changes nothing for the others."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders.executed import execute
from builders.hashes import hash_of, hashes, perception_of, plan_of
from builders.plans import MS, S, group, plan, stage, task
from builders.random_plans import random_plan, random_plans
from hypothesis import given, settings

from simgui.placement.strategies import detector_of
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Plan
from simgui.plan.stages import Stage
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.trace import TraceChunk, TraceHash
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

ROOT = Path(__file__).resolve().parents[3]

STORY = """\
schema: simgui/1
name: Small
story: Some valves.
seed: 5
duration: 5 min
models: {detector: valve-mlp-int8}
fleet:
  valves:
    count: COUNT
    profile: b-u585i-iot02a
    sensor: ms5837-30ba
    battery: er34615
    site: field
    link: ble-2m
    spread: {sleep_power: 10 %}
    stream:
      {source: valve_pressure, rate: 100 Hz, distinct: 3, windows: 16, events_per_device_hour: 60, event_duration: 2 s}
    tasks:
      burst: {model: detector, window: 200 ms, every: 1 s, needed_at: device, report: on_detection}
sites:
  field: {count: 1, gateways: {hut: {profile: raspberry-pi-5, count: 2, backhaul: ethernet-100m}}}
clouds:
  region: {profile: cloud-2vcpu, servers: 1, rtt: 80 ms}
placements: {edge: {}, fog: {}, cloud: {}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("determinism")


def story(folder: Path, count: int) -> Path:
    file = folder / f"story-{count}.yaml"
    file.write_text(STORY.replace("COUNT", str(count)))
    return file


def perceived(scenario: Scenario, folder: Path) -> Perceived:
    one = scenario.groups["valves"]
    detector = detector_of(scenario.placements["edge"], one, one.tasks[0])
    return perception_of(scenario, 5, folder / "cache").perceive(one, one.tasks[0], detector)


@settings(max_examples=30, deadline=None)
@given(drawn=random_plans())
def test_that_a_plan_run_twice_gives_the_same_hash(drawn: Plan) -> None:
    assert hash_of(drawn) == hash_of(drawn)


def test_that_processes_agree_whatever_their_hash_seed(folder: Path) -> None:
    """Every placement of a scenario from its file, inference included, and some random plans."""
    file = story(folder, 6)
    here = hashes(file, 5, folder / "cache")
    command = [sys.executable, "-m", "builders.hashes", str(file), "5"]
    paths = os.pathsep.join([str(ROOT / "tests"), str(ROOT)])
    children = [
        subprocess.Popen(
            [*command, str(folder / f"cache-{hash_seed}")],
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": hash_seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for hash_seed in ("1", "2")
    ]
    for child in children:
        found, _ = child.communicate(timeout=60)
        assert child.returncode == 0
        assert found.split() == here
    assert len(set(here)) == len(here)


@pytest.mark.parametrize("placement", ["edge", "fog", "cloud"])
def test_that_another_seed_gives_another_trace(folder: Path, placement: str) -> None:
    scenario = load_scenario(story(folder, 6))
    first, second = (hash_of(plan_of(scenario, placement, seed, folder / "cache")) for seed in (5, 6))
    assert first != second


def test_that_the_seed_of_a_plan_decides_its_losses_and_nothing_else() -> None:
    differing = 0
    for seed in range(20):
        lossy = random_plan(seed, features=frozenset({"losses"}))
        calm = random_plan(seed, features=frozenset())
        differing += hash_of(lossy) != hash_of(replace(lossy, seed=seed + 100))
        assert hash_of(calm) == hash_of(replace(calm, seed=seed + 100))
    assert differing >= 5


def test_that_a_new_device_leaves_the_others_draws_alone(folder: Path) -> None:
    """Phase, stream, offset, events and verdicts; and the device's own power."""
    small, large = (load_scenario(story(folder, count)) for count in (6, 7))
    few, many = perceived(small, folder), perceived(large, folder)
    assert len(many.phase_ns) == 7
    np.testing.assert_array_equal(many.phase_ns[:6], few.phase_ns)
    np.testing.assert_array_equal(many.jobs[:6], few.jobs)
    ours, theirs = many.verdicts, few.verdicts
    np.testing.assert_array_equal(ours.stream[:6], theirs.stream)
    np.testing.assert_array_equal(ours.offset[:6], theirs.offset)
    np.testing.assert_array_equal(ours.bin_first_job[:6], theirs.bin_first_job)
    kept = ours.events.device < 6
    assert len(theirs.events) > 6
    for name in ("device", "onset_ns", "end_ns", "state"):
        np.testing.assert_array_equal(getattr(ours.events, name)[kept], getattr(theirs.events, name))
    np.testing.assert_array_equal(ours.first_job[kept], theirs.first_job)
    for device in range(6):
        jobs = int(few.jobs[device])
        np.testing.assert_array_equal(ours.of_device(device, jobs), theirs.of_device(device, jobs))
    plans = [plan_of(one, "fog", 5, folder / "cache") for one in (small, large)]
    sleep = [one.groups[0].energy.base_power_w["sleep"] for one in plans]
    np.testing.assert_array_equal(sleep[1][:6], sleep[0])
    assert len(set(sleep[1])) == 7


def losses(devices: int, others: int) -> TraceChunk:
    """Attempts of devices with links of their own, beside another group."""
    groups = [
        group(
            [
                task(
                    [stage(Stage.UPLINK, index, MS, devices=count, instance=np.arange(count), loss=0.5, attempts=5)],
                    devices=count,
                    period_ns=S,
                    jobs=50,
                )
            ],
            devices=count,
            name=name,
        )
        for index, (name, count) in enumerate([("more", others), ("pumps", devices)])
    ]
    links = [StationSet(f"links-{i}", StationKind.CHANNEL, n) for i, n in enumerate((others, devices))]
    return execute(plan(links, groups, duration_ns=50 * S, drain_ns=S)).tables[1, 0]


def test_that_a_new_device_leaves_the_others_losses_alone() -> None:
    few, many = losses(4, 1), losses(5, 3)
    kept = many.device < 4
    np.testing.assert_array_equal(many.attempts[:, kept], few.attempts)
    np.testing.assert_array_equal(many.finish_ns[:, kept], few.finish_ns)
    assert (many.attempts[0, many.device == 0] != many.attempts[0, many.device == 1]).any()


def test_that_the_hash_of_a_run_does_not_depend_on_how_rows_are_handed_over() -> None:
    drawn = random_plan(12)
    sink = TraceHash(drawn)
    for chunk in execute(drawn).tables.values():
        for row in range(len(chunk) - 1, -1, -1):
            columns = {
                name: getattr(chunk, name)[..., row : row + 1]
                for name in TraceChunk.__slots__
                if name not in ("group", "task")
            }
            sink.record(replace(chunk, **columns))
    assert sink.hexdigest() == hash_of(drawn)

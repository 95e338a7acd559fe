"""Tests of perception: real inference before the run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from run_builders import SMALL_STORY, a_group, a_stream, a_task

from simgui.core.errors import RunCancelled
from simgui.models.runtime import InferenceCache
from simgui.models.tflite_file import read_model
from simgui.placement.detector import DetectorSpec
from simgui.runs.detectors import DetectorError
from simgui.runs.perceive import Perception
from simgui.runs.signals import FaultySensor, SyntheticPool
from simgui.runs.timeline import fault_bins
from simgui.scenario.group import Group
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario
from simgui.scenario.stream import AtEnd, Fault, Phase, Replay, StreamSpec
from simgui.scenario.task import Task
from simgui.streams.synthetic.registry import source

MODEL = DetectorSpec("model", model="detector")
NOISE = Fault("noise", 30.0, None, {"snr_db": -20.0})


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL_STORY)
    return load_scenario(file)


def perception_of(scenario: Scenario, seed: int = 5) -> Perception:
    models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
    return Perception(scenario, seed, models, InferenceCache(scenario.file.parent / "cache"))


def parts(scenario: Scenario, **stream: object) -> tuple[Group, Task]:
    group = scenario.groups["valves"]
    group = replace(group, stream=replace(group.stream, **stream))  # type: ignore[arg-type]
    return group, group.tasks[0]


def a_pool(spec: StreamSpec, seed: int = 1) -> SyntheticPool:
    bins = fault_bins(spec.faults, duration_s=60.0)
    return SyntheticPool(source(spec.source), spec, 2, 0.2, bins, FaultySensor("g", spec, seed), seed)


def test_that_windows_are_dealt_evenly_to_states_but_four_at_least() -> None:
    spec = a_stream(source="valve_pressure", rate_hz=100.0, windows=24)
    assert a_pool(spec).truth().shape == (2, 1, 12)
    assert not a_pool(spec).notes
    few = a_pool(replace(spec, windows=3, faults=(NOISE,)))
    assert few.truth().shape == few.places().shape == (2, 2, 4)
    assert "16 windows of each stream instead of 3" in few.notes[0]


def test_that_a_pool_holds_the_same_clean_windows_before_a_fault_and_faulty_ones_after_it() -> None:
    spec = a_stream(source="valve_pressure", rate_hz=100.0, windows=24, faults=(NOISE,))
    clean = a_pool(replace(spec, faults=()), seed=1).windows(1).reshape(2, 12, 20)
    pool = a_pool(spec, seed=1)
    seen = pool.windows(1)[pool.places()].reshape(2, 2, 12, 20)
    np.testing.assert_array_equal(seen[:, 0], clean)
    assert np.std(seen[:, 1] - clean) > np.std(clean - clean.mean(axis=-1, keepdims=True))


def test_that_a_growing_fault_shows_fewer_windows_over_and_over() -> None:
    drift = Fault("drift", 30.0, None, {"rate_per_s": 0.1})
    pool = a_pool(a_stream(source="valve_pressure", rate_hz=100.0, windows=64, faults=(drift,)))
    places = pool.places()
    assert places.shape == (2, 9, 32)
    assert [len(np.unique(places[0, index])) for index in range(9)] == [32] + [4] * 8
    assert len(pool.windows(0)) == 64 + 2 * 32


def test_that_every_state_but_the_first_is_true() -> None:
    truth = a_pool(a_stream(source="bearing_vibration", windows=24)).truth()
    assert truth[0].max() == 0
    assert truth[1:].min() == 1


def test_that_verdicts_are_real_inferences_and_are_remembered(small: Scenario) -> None:
    group, task = parts(small)
    perception = perception_of(small)
    assert not perception.knows(group, task, MODEL)
    perceived = perception.perceive(group, task, MODEL)
    assert perception.perceive(group, task, MODEL) is perceived
    pool = perceived.verdicts.pool
    assert pool.label.shape == pool.truth.shape == (3, 2, 1, 8)
    assert pool.real_inferences == 48
    assert np.mean(pool.label == pool.truth) > 0.75
    assert not pool.recorded


def test_that_the_same_seed_gives_the_same_and_another_seed_other_verdicts(small: Scenario) -> None:
    group, task = parts(small)
    one, same, other = (perception_of(small, seed).perceive(group, task, MODEL).verdicts for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.pool.score, same.pool.score)
    np.testing.assert_array_equal(one.offset, same.offset)
    assert not np.array_equal(one.pool.score, other.pool.score)


def test_that_one_device_more_changes_nothing_for_the_others(small: Scenario) -> None:
    group, task = parts(small)
    few = perception_of(small).perceive(group, task, MODEL)
    more = perception_of(small).perceive(replace(group, count=group.count + 1), task, MODEL)
    np.testing.assert_array_equal(more.phase_ns[:-1], few.phase_ns)
    for device in range(group.count):
        jobs = int(few.jobs[device])
        for old, new in zip(few.verdicts.of_device(device, jobs), more.verdicts.of_device(device, jobs), strict=True):
            np.testing.assert_array_equal(old, new)


def test_that_every_device_has_a_stream_of_its_own_when_all_are_distinct(small: Scenario) -> None:
    group, task = parts(small, distinct=None)
    verdicts = perception_of(small).perceive(group, task, MODEL).verdicts
    np.testing.assert_array_equal(verdicts.stream, np.arange(6))
    assert verdicts.pool.label.shape[0] == 6


def test_that_a_device_hears_the_truth_of_its_events(small: Scenario) -> None:
    group, task = parts(small)
    perceived = perception_of(small).perceive(group, task, MODEL)
    events = perceived.verdicts.events
    assert len(events) > 3
    for device in range(group.count):
        jobs = int(perceived.jobs[device])
        truth, _ = perceived.verdicts.of_device(device, jobs)
        middle_ns = perceived.phase_ns[device] + np.arange(jobs) * 1_000_000_000 - 100_000_000
        own = events.device == device
        inside = (middle_ns[:, None] >= events.onset_ns[own]) & (middle_ns[:, None] <= events.end_ns[own])
        np.testing.assert_array_equal(truth, inside.any(axis=1))


def test_that_a_fault_spoils_the_verdicts_after_it_only(small: Scenario) -> None:
    group, task = parts(small, windows=96, faults=(NOISE,))
    pool = perception_of(small).perceive(group, task, MODEL).verdicts.pool
    right = (pool.label == pool.truth).mean(axis=(0, 1, 3))
    assert right[0] > 0.85
    assert right[1] < right[0] - 0.2


def test_that_a_threshold_costs_no_inference_and_says_where_it_comes_from(small: Scenario) -> None:
    group, task = parts(small)
    perception = perception_of(small)
    auto = DetectorSpec("threshold", feature="variance")
    assert perception.perceive(group, task, auto).verdicts.pool.real_inferences == 0
    assert "threshold on variance" in perception.notes(group, task, auto)[0]
    never = DetectorSpec("threshold", feature="variance", above=1e9)
    assert perception.perceive(group, task, never).verdicts.pool.label.max() == 0
    always = DetectorSpec("threshold", feature="variance", above=-1.0)
    assert perception.perceive(group, task, always).verdicts.pool.label.min() == 1


def test_that_an_unknown_feature_is_refused_with_a_suggestion(small: Scenario) -> None:
    group, task = parts(small)
    with pytest.raises(DetectorError, match="did you mean 'variance'"):
        perception_of(small).perceive(group, task, DetectorSpec("threshold", feature="varience"))


def test_that_perception_can_be_stopped_while_it_infers(small: Scenario) -> None:
    group, task = parts(small)

    def stop(share: float) -> None:
        if share > 0.3:
            raise RunCancelled("cancelled")

    with pytest.raises(RunCancelled):
        perception_of(small).perceive(group, task, MODEL, heard=stop)


def a_replay(folder: Path, at_end: AtEnd) -> Replay:
    """Two seconds of silence, one of bursts, one of silence."""
    file = folder / "recording.csv"
    rows = (f"{10.0 if 200 <= n < 300 else 1.0},{'burst' if 200 <= n < 300 else 'normal'}" for n in range(400))
    file.write_text("pressure,state\n" + "\n".join(rows) + "\n")
    return Replay(file, ("pressure",), "state", at_end)


def replay_parts(folder: Path, at_end: AtEnd, phase: Phase = Phase.ALIGNED) -> tuple[Group, Task]:
    task = a_task(window_s=0.5, every_s=0.5)
    stream = a_stream(source="replay", replay=a_replay(folder, at_end), rate_hz=100.0, phase=phase)
    return a_group(stream=stream, tasks=(task,)), task


def test_that_a_replay_gives_the_recordings_verdicts_in_order(small: Scenario, tmp_path: Path) -> None:
    group, task = replay_parts(tmp_path, AtEnd.LOOP)
    detector = DetectorSpec("threshold", feature="peak", above=5.0)
    perceived = perception_of(small).perceive(group, task, detector)
    assert perceived.verdicts.pool.recorded
    truth, label = perceived.verdicts.of_device(3, 16)
    assert truth.tolist() == [0, 0, 0, 0, 1, 1, 0, 0] * 2
    np.testing.assert_array_equal(label, truth)
    assert int(perceived.jobs[0]) == 120
    events = perceived.verdicts.events
    assert (events.onset_ns[events.device == 0][:2] / 1e9).tolist() == [1.5, 5.5]  # window 0 ends at 0 s


def test_that_a_replay_that_stops_has_no_jobs_after_its_end(small: Scenario, tmp_path: Path) -> None:
    group, task = replay_parts(tmp_path, AtEnd.STOP, Phase.RANDOM)
    perceived = perception_of(small).perceive(group, task, DetectorSpec("threshold", feature="peak", above=5.0))
    assert perceived.jobs.tolist() == [8] * group.count
    assert perceived.verdicts.offset.tolist() == [0] * group.count
    assert len(perceived.verdicts.events) == group.count


def test_that_looping_devices_start_anywhere_but_the_first_at_the_beginning(small: Scenario, tmp_path: Path) -> None:
    group, task = replay_parts(tmp_path, AtEnd.LOOP, Phase.RANDOM)
    offset = perception_of(small).perceive(group, task, DetectorSpec("threshold", feature="peak", above=5.0))
    assert offset.verdicts.offset[0] == 0
    assert len(set(offset.verdicts.offset.tolist())) > 3


def test_that_a_threshold_on_a_recording_is_calibrated_on_its_first_half(small: Scenario, tmp_path: Path) -> None:
    group, task = replay_parts(tmp_path, AtEnd.LOOP)
    spec = DetectorSpec("threshold", feature="peak")
    perception = perception_of(small)
    assert perception.perceive(group, task, spec).verdicts.pool.label.sum() == 2
    assert "of 4 normal windows" in perception.notes(group, task, spec)[0]

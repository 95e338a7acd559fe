"""Tests of the signal of one device."""

from pathlib import Path

import numpy as np
import pytest
from run_builders import SMALL_STORY

from simgui.models.tflite_file import read_model
from simgui.placement.strategies import detector_of
from simgui.plan.plan import to_ns
from simgui.runs.perceive import Perception, open_cache
from simgui.runs.signal_reader import SignalAt, SignalReader
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override


@pytest.mark.parametrize("placement", ["edge", "threshold"])
def test_that_it_shows_the_windows_and_verdicts_of_the_run(tmp_path: Path, placement: str) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL_STORY)
    scenario = load_scenario(file)
    group = next(iter(scenario.groups.values()))
    task = group.tasks[0]
    models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
    perception = Perception(scenario, scenario.seed, models, open_cache())
    run = perception.perceive(group, task, detector_of(scenario.placements[placement], group, task))
    reader = SignalReader(scenario, scenario.seed)
    for device in {0, group.count - 1}:
        at = SignalAt(placement, group.name, task.name, device)
        stretch = reader.read(at, scenario.duration_s / 2, 12)
        assert len(stretch.job) == min(12, int(run.jobs[device]))
        ends_ns = run.phase_ns[device] + stretch.job * to_ns(task.every_s)
        assert stretch.ends_s == pytest.approx(ends_ns / 1e9)
        truth, label = run.verdicts.of_device(device, int(run.jobs[device]))
        assert stretch.truth.tolist() == truth[stretch.job].tolist()
        assert stretch.alarm.tolist() == label[stretch.job].tolist()
        assert stretch.samples.shape[0] == len(stretch.job)
        judge = perception.detector(
            group, task, detector_of(scenario.placements[placement], group, task), perception.scene(group, task).signals
        )
        again, score = judge.judge(stretch.samples)
        assert again.tolist() == stretch.detected.tolist()
        assert score == pytest.approx(stretch.score)
        assert not stretch.is_recorded


def test_that_a_fault_is_seen_in_the_signal(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL_STORY)
    plain = load_scenario(file)
    name = next(iter(plain.groups))
    half = plain.duration_s / 2
    change = f"fleet.{name}.stream.faults=[{{kind: stuck, from: {half:g} s, value: 7}}]"
    stuck = load_scenario(file, overrides=(parse_override(change),))
    task = plain.groups[name].tasks[0]
    at = SignalAt("edge", name, task.name, 0)
    found = SignalReader(stuck, stuck.seed).read(at, half, 64)
    behind = found.ends_s - task.window_s > half
    assert behind.any()
    assert np.all(found.samples[behind] == 7.0)
    assert not np.any(np.all(found.samples[~behind][:-1] == 7.0, axis=(1, 2)))

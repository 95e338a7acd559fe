"""Which stages every strategy strings together, at which stations, and what they carry."""

from pathlib import Path

import numpy as np
import pytest
from builders.placed import models_of, plan_of, story

from simgui.core.errors import InputError
from simgui.models.cost_model import predict
from simgui.placement.strategies import STRATEGIES, detector_of
from simgui.plan.plan import Plan, TaskPlan, to_ns
from simgui.plan.stages import State, When
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.strategy import OPTIONS

WINDOW_BYTE = 1024 * 1 * 2
RESULT_BYTE = 16
CHANNEL, HALL = "plant.hall.channel.ble-2m", "plant.hall"
ALWAYS, REPORTED = When.ALWAYS, When.REPORTED
Link = tuple[str, str, int, When]


def chain(plan: Plan, task: TaskPlan) -> list[Link]:
    """Stage, station, after, when."""
    return [(s.stage.label, plan.stations[s.station_set].name, s.after, s.when) for s in task.stages]


def payloads(task: TaskPlan) -> dict[str, int]:
    return {stage.stage.label: stage.payload_byte for stage in task.stages}


def decisions(task: TaskPlan) -> tuple[int, int, int]:
    return task.verdict_stage, task.decided_reported, task.decided_silent


@pytest.mark.parametrize("name", ["edge", "threshold"])
def test_that_the_device_decides_and_its_reports_go_up(tmp_path: Path, name: str) -> None:
    plan = plan_of(story(tmp_path), name)
    (task,) = plan.groups[0].tasks
    assert chain(plan, task) == [
        ("infer", "fleet.motors.cpu", -1, ALWAYS),
        ("uplink", CHANNEL, 0, REPORTED),
        ("gateway", HALL, 1, ALWAYS),
        ("backhaul", "plant.hall.backhaul", 2, ALWAYS),
    ]
    assert payloads(task) == {"infer": 0, "uplink": RESULT_BYTE, "gateway": 0, "backhaul": RESULT_BYTE}
    assert decisions(task) == (0, 0, 0)
    assert not any(stage.raw for stage in task.stages)


@pytest.mark.parametrize(("needed_at", "decided"), [("device", 0), ("fog", 2), ("cloud", 3)])
def test_that_an_edge_decision_is_made_where_it_arrives(tmp_path: Path, needed_at: str, decided: int) -> None:
    (task,) = plan_of(story(tmp_path, needed_at=needed_at), "edge").groups[0].tasks
    assert decisions(task) == (0, decided, 0)


def test_that_a_device_that_reports_always_sends_always(tmp_path: Path) -> None:
    plan = plan_of(story(tmp_path, report="always"), "edge")
    assert plan.groups[0].tasks[0].stages[1].when is ALWAYS


def test_that_nobody_is_told_where_nobody_listens(tmp_path: Path) -> None:
    plan = plan_of(story(tmp_path, cloud=False), "edge")
    assert [link[0] for link in chain(plan, plan.groups[0].tasks[0])] == ["infer", "uplink", "gateway"]


@pytest.mark.parametrize(("needed_at", "decided"), [("device", 3), ("fog", 1), ("cloud", 2)])
def test_that_the_gateway_decides_over_whole_windows(tmp_path: Path, needed_at: str, decided: int) -> None:
    plan = plan_of(story(tmp_path, needed_at=needed_at), "fog")
    (task,) = plan.groups[0].tasks
    expected = [
        ("uplink", CHANNEL, -1, ALWAYS),
        ("gateway", HALL, 0, ALWAYS),
        ("backhaul", "plant.hall.backhaul", 1, REPORTED),
        ("downlink", CHANNEL, 1, REPORTED),
    ]
    assert chain(plan, task) == expected[: 4 if needed_at == "device" else 3]
    assert payloads(task)["uplink"] == WINDOW_BYTE
    assert payloads(task)["backhaul"] == RESULT_BYTE
    assert decisions(task) == (1, decided, 1)
    assert [stage.raw for stage in task.stages] == [True] + [False] * (len(task.stages) - 1)


def test_that_the_cloud_decides_over_whole_windows_and_answers_over_the_same_channel(tmp_path: Path) -> None:
    plan = plan_of(story(tmp_path), "cloud")
    (task,) = plan.groups[0].tasks
    assert chain(plan, task) == [
        ("uplink", CHANNEL, -1, ALWAYS),
        ("gateway", HALL, 0, ALWAYS),
        ("backhaul", "plant.hall.backhaul", 1, ALWAYS),
        ("cloud", "region", 2, ALWAYS),
        ("downhaul", "plant.hall.downhaul", 3, REPORTED),
        ("downlink", CHANNEL, 4, REPORTED),
    ]
    assert list(payloads(task).values()) == [WINDOW_BYTE, 0, WINDOW_BYTE, 0, RESULT_BYTE, RESULT_BYTE]
    assert decisions(task) == (3, 5, 3)
    assert [stage.state for stage in task.stages] == [State.TRANSMIT, None, None, None, None, State.RECEIVE]


@pytest.mark.parametrize(("needed_at", "stages"), [("cloud", 4), ("fog", 5), ("device", 6)])
def test_that_the_answer_goes_as_far_as_it_is_needed(tmp_path: Path, needed_at: str, stages: int) -> None:
    (task,) = plan_of(story(tmp_path, needed_at=needed_at), "cloud").groups[0].tasks
    assert len(task.stages) == stages
    assert decisions(task) == (3, stages - 1, 3)


def test_that_a_group_without_gateways_talks_to_the_cloud_itself(tmp_path: Path) -> None:
    scenario = story(tmp_path, site=False, link="lte-m", battery="er34615")
    plan = plan_of(scenario, "cloud")
    (task,) = plan.groups[0].tasks
    assert chain(plan, task) == [
        ("uplink", "fleet.motors.link", -1, ALWAYS),
        ("cloud", "region", 0, ALWAYS),
        ("downlink", "fleet.motors.downlink", 1, REPORTED),
    ]
    assert task.stages[0].instance.tolist() == list(range(8))
    assert task.stages[0].delay_ns == to_ns(Registry().link("lte-m").latency_s.value + 0.040)


def test_that_a_stream_sends_every_sample_once(tmp_path: Path) -> None:
    """10 s at 10 kHz and 2 byte: 2,048 byte in the window, the rest between."""
    plan = plan_of(story(tmp_path), "stream")
    windows, between = plan.groups[0].tasks
    assert chain(plan, windows) == chain(plan, plan_of(story(tmp_path), "cloud").groups[0].tasks[0])
    assert chain(plan, between) == [
        ("uplink", CHANNEL, -1, ALWAYS),
        ("gateway", HALL, 0, ALWAYS),
        ("backhaul", "plant.hall.backhaul", 1, ALWAYS),
    ]
    assert (windows.is_job, between.is_job, between.verdicts) == (True, False, None)
    chunks = windows.period_ns // between.period_ns
    sent_byte = windows.stages[0].payload_byte + chunks * between.stages[0].payload_byte
    assert sent_byte == 10 * 10_000 * 2
    assert windows.sense_ns + chunks * between.sense_ns == windows.period_ns


def test_that_a_long_gap_is_streamed_in_chunks_of_ten_seconds_at_most(tmp_path: Path) -> None:
    plan = plan_of(story(tmp_path, every="60 s"), "stream")
    windows, between = plan.groups[0].tasks
    assert windows.period_ns == 6 * between.period_ns
    sent_byte = windows.stages[0].payload_byte + 6 * between.stages[0].payload_byte
    assert sent_byte == pytest.approx(60 * 10_000 * 2, abs=6)
    assert (between.phase_ns < between.period_ns).all()
    last_ns = between.phase_ns + (between.jobs - 1) * between.period_ns
    assert (last_ns < plan.duration_ns).all()
    assert (last_ns + between.period_ns >= plan.duration_ns).all()


def test_that_a_stream_goes_on_behind_the_last_window(tmp_path: Path) -> None:
    """A window every 40 min: in an hour its first or last part is no smaller a stream than the rest."""
    plan = plan_of(story(tmp_path, every="40 min"), "stream")
    windows, between = plan.groups[0].tasks
    sent_byte = windows.jobs * windows.stages[0].payload_byte + between.jobs * between.stages[0].payload_byte
    np.testing.assert_allclose(sent_byte, plan.duration_ns / 1e9 * 10_000 * 2, rtol=2 * 10 / 3600)


def test_that_bytes_grow_from_results_to_windows_to_streams(tmp_path: Path) -> None:
    scenario = story(tmp_path)

    def sent_byte(placement: str) -> int:
        tasks = plan_of(scenario, placement).groups[0].tasks
        return sum(int(task.jobs.sum()) * s.wire_byte for task in tasks for s in task.stages if s.when is ALWAYS)

    edge, fog, cloud, stream = (sent_byte(name) for name in ("edge", "fog", "cloud", "stream"))
    assert edge < fog < cloud < stream
    assert stream > 40 * cloud


def test_that_a_threshold_needs_no_model(tmp_path: Path) -> None:
    """Its time is that of the feature; the edge takes the same for standardising, and the model's on top."""
    scenario = story(tmp_path)
    group = scenario.groups["motors"]
    detector = detector_of(scenario.placements["threshold"], group, group.tasks[0])
    assert (detector.kind, detector.model, detector.feature, detector.above) == ("threshold", "", "rms", 3.0)
    bare, model = (plan_of(scenario, name).groups[0].tasks[0].stages[0].service_ns for name in ("threshold", "edge"))
    registry = Registry()
    device = registry.device(group.profile)
    prediction = predict(models_of(scenario)["small"], device, registry.kernel(device.core, device.stack))
    np.testing.assert_allclose((model - bare) / 1e9, prediction.latency_s, rtol=1e-6)
    assert (bare > 0).all()


def test_that_a_placement_may_name_its_own_model(tmp_path: Path) -> None:
    scenario = story(tmp_path)
    small, large = (plan_of(scenario, name).groups[0].tasks[0].stages[0] for name in ("edge", "edge_large"))
    assert (large.service_ns > 5 * small.service_ns).all()


def test_that_unknown_strategies_are_not_available_in_this_version(tmp_path: Path) -> None:
    file = tmp_path / "placed.yaml"
    story(tmp_path)
    text = file.read_text()
    for name in ("cascade", "federated"):
        file.write_text(text.replace("  fog: {}", f"  fog: {{strategy: {name}}}"))
        with pytest.raises(InputError, match="not available in this version"):
            load_scenario(file)


def test_that_scenarios_may_name_exactly_the_strategies_there_are() -> None:
    assert set(STRATEGIES) == set(OPTIONS)

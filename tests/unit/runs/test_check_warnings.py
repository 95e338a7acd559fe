"""Warnings of what can be simulated but is probably not meant, and shipped scenarios without problems."""

from pathlib import Path

import pytest

from simgui.profiles.registry import Registry
from simgui.runs.check import check_scenario, warn_about
from simgui.scenario.load import load_scenario, shipped_scenarios

TEXT = """\
schema: simgui/1
name: Test
duration: 1 h
models: {detector: bearing-cnn-int8, spare: bearing-cnn-fp32}
clouds: {region: {profile: cloud-8vcpu, rtt: 80 ms}}
fleet:
  motors:
    count: 4
    profile: b-u585i-iot02a
    sensor: adxl1002
    battery: cr2032
    link: lte-m
    stream: {source: bearing_vibration, rate: 10 kHz}
    tasks: {wear: {model: detector, window: 102.4 ms, every: 10 s}}
placements: {edge: {}}
events: [{at: 2 h, kind: outage, target: region, for: 1 min}]
"""


def warnings(folder: Path, text: str) -> list[str]:
    file = folder / "test.yaml"
    file.write_text(text)
    scenario = load_scenario(file)
    assert check_scenario(scenario, Registry()) == ()
    return [str(one).removeprefix(f"{file}:") for one in warn_about(scenario, Registry())]


def test_that_warnings_name_the_line(tmp_path: Path) -> None:
    unused, burst, late = warnings(tmp_path, TEXT)
    assert unused == "4:45: models.spare: this model is not used by any task or placement"
    assert burst.startswith("11:14: fleet.motors.battery: lte-m draws bursts of ")
    assert late == "16:15: events[0].at: never happens: the run is over by then"


def test_that_a_blackout_behind_the_end_is_named_at_its_place_in_the_file(tmp_path: Path) -> None:
    late = "events: [{at: 1 min, kind: outage, target: region, for: 1 min}, "
    late += "{at: 2 h, kind: power_restored, target: fleet.motors, after: 1 min}]"
    text = TEXT.replace(", spare: bearing-cnn-fp32", "").replace("    battery: cr2032\n", "")
    text = text.replace("events: [{at: 2 h, kind: outage, target: region, for: 1 min}]", late)
    (found,) = warnings(tmp_path, text)
    assert found.endswith("events[1].at: never happens: the run is over by then")


def test_that_a_sound_scenario_gives_no_warning(tmp_path: Path) -> None:
    text = TEXT.replace(", spare: bearing-cnn-fp32", "").replace("    battery: cr2032\n", "")
    text = text.replace("at: 2 h", "at: 30 min").replace("link: lte-m", "link: wifi-4")
    assert warnings(tmp_path, text) == []


@pytest.mark.parametrize("name", shipped_scenarios())
def test_that_shipped_scenarios_have_no_problems(name: str) -> None:
    assert check_scenario(load_scenario(name), Registry()) == ()

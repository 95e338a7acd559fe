"""The example of a scenario in the design is a contract: people paste it."""

from pathlib import Path

import pytest
from scenario_text import load, problems

from simgui.core.units import Dimension, parse_quantity

EXAMPLE = """\
schema: simgui/1
name: Bearing wear on 500 motors
story: A plant listens to 500 motors at 10 kHz. Which tier should classify?
seed: 7
duration: 1 d
models:
  detector: bearing-cnn-int8          # a name in assets/models, or a path relative to this file
  verifier: bearing-cnn-large-int8
sites:
  plant: {count: 1, gateways: {cell: {profile: raspberry-pi-5, count: 25, backhaul: ethernet-100m}}, assign: block}
clouds:
  region: {profile: cloud-8vcpu, servers: 4, dispatch: round_robin, rtt: 80 ms}
fleet:
  motors:
    count: 500                         # the total, over all sites
    site: plant
    profile: b-u585i-iot02a
    sensor: adxl1002
    battery: er14505
    link: ble-2m                       # short for route: [{link: ble-2m, to: gateway}]
    spread: {sleep_current: 10 %}      # device to device; a profile's tolerance is our ignorance
    stream: {source: bearing_vibration, rate: 10 kHz, distinct: 32, windows: 256, events_per_device_year: 2, \
faults: [{kind: drift, from: 12 h, rate: 2 %/h}]}
    tasks:
      wear: {model: detector, window: 102.4 ms, every: 10 s, needed_at: device, report: on_detection, \
deadline: 50 ms, alarm_within: 1 min}
placements:
  edge: {}                             # {strategy: edge} is implied by the name
  fog: {}
  cloud: {}
  cloud_stream: {strategy: stream}     # every sample goes up: what "send it all" really costs
budgets:
  latency_p99: "<= 50 ms"
  battery_life: ">= 3 y"
  motors/uplink_bytes_per_device_day: "<= 10 kB"
  raw_bytes_leaving_device: "== 0 B"
events:
  - {at: 6 h, kind: outage, target: plant.cell.backhaul, for: 30 min}
"""
HYBRID = (
    "  hybrid: {strategy: cascade, escalate_to: fog, model: verifier, below_confidence: 0.9, by_group: {}, by_task: {}}"
)


def test_that_the_example_loads(tmp_path: Path) -> None:
    scenario = load(tmp_path, EXAMPLE)
    motors = scenario.groups["motors"]
    assert list(scenario.placements) == ["edge", "fog", "cloud", "cloud_stream"]
    assert motors.spread == {"sleep_power": 0.1}
    (fault,) = motors.stream.faults
    assert fault.parameters["rate_per_s"] == pytest.approx(parse_quantity("2 %/h", Dimension.RATIO_RATE))
    (task,) = motors.tasks
    assert (task.deadline_s, task.alarm_within_s) == (0.05, 60.0)
    assert len(scenario.budgets) == 4
    assert len(scenario.outages) == 1


def test_that_the_placement_of_a_later_version_is_the_only_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, EXAMPLE.replace("budgets:", f"{HYBRID}\nbudgets:"))
    assert problem.path == "placements.hybrid.strategy"
    assert "not available in this version" in problem.message


def test_that_a_spread_by_both_of_its_names_is_refused(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, EXAMPLE.replace("sleep_current: 10 %", "sleep_current: 10 %, sleep_power: 5 %"))
    assert problem.path == "fleet.motors.spread.sleep_current"
    assert "sleep_power" in problem.message

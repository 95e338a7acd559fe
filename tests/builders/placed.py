"""A small scenario compiled under a placement, without perception: verdicts say nothing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from builders.plans import verdicts
from simgui.models.graph import Model
from simgui.models.tflite_file import read_model
from simgui.placement.strategies import compile_placement
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Infeasible, Plan, to_ns
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

STORY = """\
schema: simgui/1
name: Placed
story: Eight motors.
seed: 3
duration: 1 h
models: {{small: bearing-cnn-int8, large: bearing-cnn-large-int8}}
fleet:
  motors:
    count: 8
    profile: {profile}
    sensor: adxl1002
    battery: {battery}
    {way}
    link: {link}
    stream: {{source: bearing_vibration, rate: 10 kHz, distinct: 2, windows: 8}}
    tasks:
      wear:
        {{model: small, window: 102.4 ms, every: {every}, needed_at: {needed_at}, report: {report}, result: 16 B}}
{rest}placements:
  edge: {{}}
  edge_large: {{strategy: edge, model: large}}
  fog: {{}}
  cloud: {{}}
  stream: {{}}
  threshold: {{feature: rms, above: 3}}
"""
PLANT = "sites:\n  plant: {gateways: {hall: {profile: raspberry-pi-5, count: 2, backhaul: ethernet-100m}}}\n"
REGION = "clouds:\n  region: {profile: cloud-8vcpu, servers: 1, rtt: 80 ms}\n"


def story(
    folder: Path,
    *,
    profile: str = "b-u585i-iot02a",
    battery: str = "er14505",
    link: str = "ble-2m",
    every: str = "10 s",
    needed_at: str = "device",
    report: str = "on_detection",
    site: bool = True,
    cloud: bool = True,
    rest: str = "",
) -> Scenario:
    """Write and load the scenario."""
    text = STORY.format(
        profile=profile,
        battery=battery,
        link=link,
        every=every,
        needed_at=needed_at,
        report=report,
        way="site: plant" if site else "cloud: region",
        rest=(PLANT if site else "") + (REGION if cloud else "") + rest,
    )
    file = folder / "placed.yaml"
    file.write_text(text)
    return load_scenario(file)


@cache
def _model(file: Path) -> Model:
    return read_model(file)


def models_of(scenario: Scenario) -> Mapping[str, Model]:
    """Read the models of a scenario, each file once."""
    return {key: _model(ref.file) for key, ref in scenario.models.items()}


def compiled(scenario: Scenario, placement: str) -> Plan | Infeasible:
    """Compile a placement; the windows of device d end d seconds into each period."""
    perceived = {}
    for group in scenario.groups.values():
        for task in group.tasks:
            phase_ns = np.arange(group.count, dtype=np.int64) * to_ns(1.0) + to_ns(task.window_s)
            jobs = -(-(to_ns(scenario.duration_s) - phase_ns) // to_ns(task.every_s))
            perceived[group.name, task.name] = Perceived(phase_ns, jobs, verdicts([0], group.count))
    spec = scenario.placements[placement]
    return compile_placement(scenario, spec, perceived, models_of(scenario), Registry(), seed=scenario.seed)


def plan_of(scenario: Scenario, placement: str) -> Plan:
    """Compile a placement that is feasible."""
    plan = compiled(scenario, placement)
    assert isinstance(plan, Plan), plan.reason
    return plan


def misfit_of(scenario: Scenario, placement: str) -> Infeasible:
    """Compile a placement that is not."""
    misfit = compiled(scenario, placement)
    assert isinstance(misfit, Infeasible)
    return misfit

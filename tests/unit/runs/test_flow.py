"""Bytes by hop and money by cause, against the KPIs that count the same."""

import math

import pytest
from run_builders import Silent

from simgui.results.result import PlacementResult
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override

_SMALL = (
    "duration=2 h",
    "fleet.motors.count=20",
    "sites.plant.gateways.hall.count=2",
    "fleet.motors.stream.distinct=2",
)


@pytest.fixture(scope="module")
def runs() -> tuple[PlacementResult, ...]:
    scenario = load_scenario("predictive_maintenance", overrides=tuple(map(parse_override, _SMALL)))
    return run_scenario(scenario, RunOptions(placements=("edge", "fog", "cloud_large")), Silent()).runs


def test_that_hops_and_causes_add_up_to_the_kpis(runs: tuple[PlacementResult, ...]) -> None:
    for run in runs:
        hops = run.breakdowns["bytes_by_hop_per_device_day"]
        costs = run.breakdowns["cost_by_cause_usd_per_device_month"]
        assert hops.get("uplink", 0.0) == pytest.approx(run.kpis["uplink_bytes_per_device_day"])
        assert hops.get("downlink", 0.0) == pytest.approx(run.kpis["downlink_bytes_per_device_day"])
        assert math.fsum(costs.values()) == pytest.approx(run.kpis["cost_usd_per_device_month"])
        assert hops["sensed"] > 0


def test_that_raw_bytes_leave_only_where_windows_are_sent(runs: tuple[PlacementResult, ...]) -> None:
    for run in runs:
        sent_raw = run.breakdowns["bytes_by_hop_per_device_day"].get("uplink_raw", 0.0)
        assert (sent_raw > 0) == (run.kpis["raw_bytes_leaving_device"] > 0)

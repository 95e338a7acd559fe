"""What the notes of the shipped presentations and stories claim is what their runs show.

The figures come from the runs, so an edit of a profile that makes a sentence untrue fails here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from simgui.results.result import PlacementResult
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override

_DAY_S, _YEAR_S = 86400.0, 365.25 * 86400.0
_BYTES, _COST = "uplink_bytes_per_device_day", "cost_usd_per_device_month"


@cache
def _told(name: str, title: str, *moved: str) -> Mapping[str, PlacementResult]:
    """Run a presentation as it is at a step, with sliders moved."""
    told = load_scenario(name).presentation
    assert told is not None
    changes: dict[str, str] = {}
    for step in told.steps:
        changes |= step.changes
        if step.title.startswith(title):
            break
    else:
        pytest.fail(f"no step begins with {title!r}")
    overrides = [parse_override(one) for one in (*(f"{path}={value}" for path, value in changes.items()), *moved)]
    result = run_scenario(load_scenario(name, overrides=overrides), RunOptions(intervals=0))
    return {run.placement: run for run in result.runs if run.feasible}


def _kpi(runs: Mapping[str, PlacementResult], placement: str, kpi: str) -> float:
    return runs[placement].kpis[kpi]


def test_that_the_bearing_story_is_true() -> None:
    runs = _told("predictive_maintenance", "Slide")
    assert _kpi(runs, "fog_large", _COST) < 0.001 < _kpi(runs, "cloud_large", _COST), "the bill of the cloud is gone"
    assert _kpi(runs, "fog_large", _BYTES) == pytest.approx(_kpi(runs, "cloud_large", _BYTES), rel=0.01)
    assert 700 < _kpi(runs, "fog_large", _BYTES) / _kpi(runs, "edge", _BYTES) < 1500, "a thousandth of the bytes"


def test_that_the_bearing_battery_pays_for_being_there() -> None:
    hourly = _told("predictive_maintenance", "What does the battery")["edge"]
    often = _told("predictive_maintenance", "What does the battery", "fleet.motors.tasks.wear.every=10 min")["edge"]
    causes = hourly.breakdowns["energy_by_cause_j"]
    being_there = sum(causes[cause] for cause in ("standby", "sleep", "self_discharge"))
    share = being_there / sum(causes.values())
    assert share > 0.95, "nearly all of it"
    assert share * hourly.kpis["device_power_w"] > 50e-6, "more than vendors promise"
    assert hourly.kpis["battery_life_s"] > 2 * 3 * _YEAR_S, "outlives the three years by far"
    assert often.kpis["battery_life_s"] > 0.9 * hourly.kpis["battery_life_s"], "how little changes"


def test_that_who_listens_in_the_cloud_is_deaf_while_it_is_away() -> None:
    runs = _told("predictive_maintenance", "The cloud is away")
    assert _kpi(runs, "cloud_large", "events_missed_in_outage") > 0
    for placement in ("edge", "fog_large"):
        assert _kpi(runs, placement, "events_missed_in_outage") == 0
        assert _kpi(runs, placement, "event_recall") == 1


def test_that_the_freezer_story_is_true() -> None:
    runs = _told("cold_chain", "Slide the decision")
    assert _kpi(runs, "cloud", "battery_life_s") < 100 * _DAY_S
    assert _kpi(runs, "edge", "battery_life_s") > 3 * 365 * _DAY_S, "the cells last for years"
    assert _kpi(runs, "cloud", _BYTES) > 100 * _kpi(runs, "edge", _BYTES)


def test_that_the_box_pays_for_being_there_and_must_not_decide_less_often() -> None:
    title, every = "What does the battery", "fleet.boxes.tasks.cooling.every="
    often, seldom = (_told("cold_chain", title, every + time)["edge"] for time in ("2 min", "4 min"))
    causes = often.breakdowns["energy_by_cause_j"]
    there_j = causes["standby"] + causes["sleep"] + causes["self_discharge"]
    assert there_j > 0.5 * sum(causes.values()), "for being there"
    assert causes["sense"] < min(causes["standby"], causes["sleep"]), "the thermometer comes behind"
    assert causes["compute"] < 0.3 * causes["sense"], "the network far behind that"
    assert seldom.kpis["battery_life_s"] < 1.02 * often.kpis["battery_life_s"], "saves next to nothing"
    assert seldom.kpis["event_recall"] < 0.6 < often.kpis["event_recall"], "the alarm comes too late"


def test_that_a_plain_limit_would_not_do() -> None:
    runs = _told("cold_chain", "Would a plain limit")
    assert _kpi(runs, "threshold", "false_alarms_per_device_day") == pytest.approx(10, abs=1.5), "ten times a day"
    assert _kpi(runs, "threshold", "event_recall") == pytest.approx(0.75, abs=0.05), "one in four too late"
    assert _kpi(runs, "cloud", "events_missed_in_outage") > 0 == _kpi(runs, "edge", "events_missed_in_outage")


def test_that_the_valve_story_is_true() -> None:
    runs = _told("pipeline_valve", "Slide the decision")
    assert _kpi(runs, "cloud", _COST) > 10 * _kpi(runs, "fog", _COST), "at the station the bill falls away"
    assert _kpi(runs, "fog", _BYTES) > 10 * _kpi(runs, "edge", _BYTES), "in the valve the bytes do"
    assert _kpi(runs, "edge", "latency_p99_s") < 0.01 * _kpi(runs, "fog", "latency_p99_s"), "and the waiting"
    alone = _told("pipeline_valve", "Where does", "fleet.valves.tasks.burst.confirm=1 of 1")["edge"]
    assert alone.kpis["false_alarms_per_device_day"] > 1000 > _kpi(runs, "edge", "false_alarms_per_device_day")


def test_that_bursts_of_the_outage_and_some_behind_it_are_missed_by_the_control_room() -> None:
    runs = _told("pipeline_valve", "The cable")
    cloud = runs["cloud"].kpis
    assert 0 < cloud["events_missed_in_outage"] < cloud["events_missed"]
    assert all(_kpi(runs, placement, "events_missed") == 0 for placement in ("edge", "fog"))

"""Runs of the shipped scenarios, cut short, each at most once a session."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pytest

from simgui.results.result import PlacementResult
from simgui.runs.messages import RunMessage
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import Override

SHORTENED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "predictive_maintenance": {
            "duration": "2 d",
            "fleet.motors.count": "100",
            "fleet.motors.stream.distinct": "8",
            "fleet.motors.stream.events_per_device_year": "12",
            "fleet.motors.stream.event_duration": "10 d",
        },
        "predictive_maintenance_cellular": {
            "duration": "10 min",
            "fleet.pumps.count": "20",
            "fleet.pumps.stream.distinct": "4",
        },
        "vineyard_audio": {
            "duration": "6 h",
            "fleet.posts.count": "6",
            "fleet.posts.stream.distinct": "3",
            "fleet.posts.stream.windows": "128",
        },
        # The carrier's cloud is out from hour 10 to hour 16.
        "cold_chain": {
            "duration": "1 d",
            "events[0].at": "10 h",
            "events[0].for": "6 h",
            "fleet.boxes.count": "60",
            "fleet.boxes.stream.distinct": "8",
            "fleet.boxes.stream.windows": "256",
            "fleet.boxes.stream.events_per_device_day": "0.5",
        },
        # The internet access of every flat is out from 2 to 5 minutes.
        "wearable_fall": {
            "duration": "8 min",
            "events[0].at": "2 min",
            "events[0].for": "3 min",
            "fleet.wearers.stream.distinct": "8",
        },
        "motor_control": {"duration": "30 s", "fleet.preempted.count": "4", "fleet.in_interrupt.count": "4"},
        "lpwan_scale": {
            "duration": "3 h",
            "fleet.lora.count": "2000",
            "fleet.nbiot.count": "20",
            "fleet.lora.stream.distinct": "4",
            "fleet.nbiot.stream.distinct": "4",
        },
        # The backhaul is out from 30 to 70 s, the radio from 80 to 100 s.
        "pipeline_valve": {
            "duration": "120 s",
            "events[0].at": "30 s",
            "events[0].for": "40 s",
            "events[1].at": "80 s",
            "events[1].for": "20 s",
        },
    }
)
"""What is changed so that a scenario is through in seconds; everything else is as shipped."""

Replay = Callable[[str], Mapping[str, PlacementResult]]


@dataclass(frozen=True, slots=True)
class Nobody:
    """Watches, says nothing, and never cancels."""

    def tell(self, message: RunMessage) -> None:
        """Ignore a message."""

    def cancelled(self) -> bool:
        """Go on."""
        return False


@cache
def _replay(name: str) -> Mapping[str, PlacementResult]:
    overrides = [Override(path, value) for path, value in SHORTENED[name].items()]
    result = run_scenario(load_scenario(name, overrides=overrides), RunOptions(), Nobody())
    return MappingProxyType({run.placement: run for run in result.runs})


@pytest.fixture(scope="session")
def replay() -> Replay:
    """Give what runs a shortened scenario and returns its results by placement."""
    return _replay


def known(kpis: Mapping[str, float]) -> dict[str, float]:
    """Leave out the KPIs that do not apply."""
    return {name: value for name, value in kpis.items() if not math.isnan(value)}

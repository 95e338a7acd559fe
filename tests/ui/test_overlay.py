"""Two runs in one chart over simulated time."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from simgui.results.fleet_record import FleetRecord
from simgui.runs.messages import RunSeries
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override
from simgui.ui.presenters.overlay import KINDS, overlay

_SMALL = ("fleet.motors.count=10", "sites.plant.gateways.hall.count=1", "fleet.motors.stream.distinct=2")


class _Gathering:
    """Takes the histories of a run."""

    def __init__(self) -> None:
        self.record: FleetRecord | None = None

    def tell(self, message: object) -> None:
        if isinstance(message, RunSeries):
            if message.layout is not None:
                self.record = FleetRecord(message.layout)
            if self.record is not None:
                self.record.take(message.part)

    def cancelled(self) -> bool:
        return False


def _history(*changes: str) -> FleetRecord:
    overrides = tuple(map(parse_override, (*_SMALL, *changes)))
    watch = _Gathering()
    scenario = load_scenario("predictive_maintenance", overrides=overrides)
    run_scenario(scenario, RunOptions(placements=("fog",), intervals=0, series=True), watch)
    assert watch.record is not None
    return watch.record


@pytest.fixture(scope="module")
def rare() -> FleetRecord:
    return _history("duration=2 h", "fleet.motors.tasks.wear.every=10 min")


@pytest.fixture(scope="module")
def often() -> FleetRecord:
    return _history("duration=1 h", "fleet.motors.tasks.wear.every=1 min")


def test_that_the_longer_run_gives_the_time_axis(rare: FleetRecord, often: FleetRecord) -> None:
    shown = overlay("power", often, rare, ("often", "rare"))
    assert shown.edges_s[-1] == pytest.approx(7200.0)
    assert [curve.name for curve in shown.curves] == ["often", "rare"]


def test_that_a_shorter_run_ends_where_it_ended(rare: FleetRecord, often: FleetRecord) -> None:
    shown = overlay("power", often, rare, ("often", "rare"))
    middles_s = (shown.edges_s[:-1] + shown.edges_s[1:]) / 2
    assert np.isnan(shown.curves[0].values[middles_s > 3600]).all()
    assert np.isfinite(shown.curves[0].values[middles_s < 3500]).all()


def test_that_means_over_time_survive_another_axis(rare: FleetRecord, often: FleetRecord) -> None:
    alone = overlay("power", often, None, ("often", "")).curves[0].values
    beside = overlay("power", often, rare, ("often", "rare")).curves[0].values
    assert_allclose(np.nanmean(beside), np.nanmean(alone), rtol=0.1)


def test_that_runs_without_a_history_say_so() -> None:
    for kind in KINDS:
        assert overlay(kind, None, None, ("a", "b")).remark

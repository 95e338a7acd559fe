"""Estimates of what an outage leaves behind and of what inferences do to control tasks."""

import numpy as np
import pytest
from trace_builder import MS, S, fog_stages, group, plan, task

from simgui.plan.control import ControlLoop, ControlPlan
from simgui.plan.stations import StationOutage
from simgui.results.why.disturbance import _misses_each, backlog
from simgui.results.why.surrogate import combined

ATTEMPTS = [[np.array([20.0, 20.0])]]


def test_that_a_backlog_is_what_arrived_meanwhile_served_beside_what_still_arrives() -> None:
    outage = StationOutage(None, 2 * S, 6 * S)
    made = plan(group(task(fog_stages())), channel_outages=(outage,))
    # Two messages a second for four seconds at 10 ms each, with half of the channel left.
    found = backlog(made, made, ATTEMPTS, [0.0, 0.5, 0.0], 0.0)
    assert found["backlog_drain_s"] == pytest.approx(8 * 0.010 / 0.5)
    assert backlog(made, made, ATTEMPTS, [0.0, 0.5, 0.0], 1.0)["backlog_drain_s"] == pytest.approx(
        (8 + np.sqrt(8)) * 0.010 / 0.5
    )


def test_that_without_an_outage_there_is_no_backlog() -> None:
    made = plan(group(task(fog_stages())))
    assert backlog(made, made, ATTEMPTS, [0.0, 0.0, 0.0], 0.0) == {}


def test_that_a_backlog_of_nothing_grows_by_what_is_added() -> None:
    assert combined("backlog_drain_s", 0.0, 1.0, 3.0) == 2.0
    assert combined("backlog_drain_s", 4.0, 1.0, 3.0) == 12.0


def test_that_an_inference_breaks_the_deadlines_that_fall_into_it() -> None:
    loop = ControlLoop("current", 10 * MS, 0, MS, 5 * MS, worst_ns=40 * MS)
    control = ControlPlan((loop,), above=0)
    # Of the activations under 30 ms of inference, those with less than 4 ms of it before them end in time.
    assert _misses_each(control, 30 * MS) == pytest.approx(3.0, abs=0.7)
    assert _misses_each(control, 2 * MS) == 0.0
    assert _misses_each(control, 60 * MS) > _misses_each(control, 30 * MS)

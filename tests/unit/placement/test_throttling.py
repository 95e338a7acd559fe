"""A hot device runs its inferences slower, and no slower than it must."""

import math
from dataclasses import replace

import numpy as np
import pytest
from builders.plans import MS, stage, task

from simgui.core.paths import bundled
from simgui.placement.misfit import MisfitError
from simgui.placement.throttling import cooling_of, throttled
from simgui.plan.plan import TaskPlan
from simgui.plan.stages import Stage, State
from simgui.profiles.registry import Registry
from simgui.scenario.group import Group, Series
from simgui.scenario.load import load_scenario

DEVICE = Registry().device("raspberry-pi-5")


def at(temperature_c: float) -> Group:
    """Give a group of 20 in air of that temperature."""
    scenario = load_scenario(bundled("scenarios") / "motor_control.yaml", registry=Registry())
    return replace(scenario.groups["preempted"], temperature_c=temperature_c)


def busy(share: float) -> list[TaskPlan]:
    """Give a task that infers for that share of 100 ms."""
    infer = stage(Stage.INFER, 0, round(share * 100 * MS), devices=20, state=State.COMPUTE)
    return [task([infer], devices=20, period_ns=100 * MS, jobs=1)]


LONG_S = 3600.0


def test_that_a_cool_device_keeps_its_clock() -> None:
    tasks = busy(0.2)
    found = throttled(at(20.0), DEVICE, tasks, LONG_S)
    assert found.course.lowest == 1.0
    assert found.tasks == tuple(tasks)
    assert found.hot == ()


def test_that_the_kept_clock_carries_away_its_own_heat() -> None:
    found = throttled(at(40.0), DEVICE, busy(1.0), LONG_S)
    assert DEVICE.thermal_k_per_w is not None
    assert DEVICE.throttle_celsius is not None
    assert DEVICE.clock_power_exponent is not None
    carried_w = (DEVICE.throttle_celsius.value - 40.0) / DEVICE.thermal_k_per_w.value
    above_idle = (carried_w - DEVICE.idle_power_w.value) / (DEVICE.active_power_w.value - DEVICE.idle_power_w.value)
    share = above_idle ** (1 / DEVICE.clock_power_exponent.value)
    assert found.course.share == pytest.approx([1.0, share])
    infer, everyone = found.tasks[0].stages[0], np.arange(20)
    late = np.full(20, 1800 * 1000 * MS)
    assert infer.served_ns(everyone, late) == pytest.approx(np.full(20, 100 * MS / share))
    full_w = DEVICE.active_power_w.value - DEVICE.sleep_power_w.value
    drawn_w = full_w * infer.drawn_ns(everyone, late) / infer.served_ns(everyone, late)
    assert drawn_w + DEVICE.sleep_power_w.value == pytest.approx(np.full(20, carried_w))


def test_that_it_keeps_its_clock_until_it_is_hot() -> None:
    assert DEVICE.thermal_k_per_w is not None
    assert DEVICE.thermal_j_per_k is not None
    assert DEVICE.throttle_celsius is not None
    found = throttled(at(40.0), DEVICE, busy(1.0), LONG_S)
    heat_k = DEVICE.active_power_w.value * DEVICE.thermal_k_per_w.value
    tau_s = DEVICE.thermal_k_per_w.value * DEVICE.thermal_j_per_k.value
    onset_s = -tau_s * math.log(1 - (DEVICE.throttle_celsius.value - 40.0) / heat_k)
    assert found.course.onset_s == pytest.approx(onset_s)
    infer = found.tasks[0].stages[0]
    ends = [infer.served_ns(np.array([0]), np.array([round(onset_s * 1e9) + late]))[0] for late in (-MS, MS)]
    assert ends[0] == 100 * MS < ends[1]
    assert "raspberry-pi-5 reaches its temperature limit after 113 s" in found.hot[0]


@pytest.mark.parametrize("name", ["raspberry-pi-5", "raspberry-pi-4", "jetson-orin-nano"])
def test_that_a_minute_of_full_load_is_not_throttled(name: str) -> None:
    """What a camera does that looks for a minute now and then."""
    assert throttled(at(35.0), Registry().device(name), busy(1.0), 60.0).course.lowest == 1.0


def test_that_a_hot_day_slows_it_down_and_the_night_does_not() -> None:
    air = Series((0.0, 50.0), 43200.0)
    found = throttled(replace(at(25.0), temperature_series=air), DEVICE, busy(0.4), 86400.0)
    assert found.course.from_s[1] == pytest.approx(43200.0, abs=600.0)
    assert found.course.from_s[1] > 43200.0
    assert throttled(at(25.0), DEVICE, busy(0.4), 86400.0).course.lowest == 1.0


def test_that_more_air_or_more_work_never_speeds_it_up() -> None:
    shares = [
        [throttled(at(air), DEVICE, busy(load), LONG_S).course.lowest for air in (20.0, 35.0, 50.0)]
        for load in (0.3, 0.6, 0.9)
    ]
    for row in [*shares, *zip(*shares, strict=True)]:
        assert list(row) == sorted(row, reverse=True)
    assert shares[0][0] == 1.0 > shares[-1][-1]


def test_that_a_board_too_hot_to_idle_is_a_misfit() -> None:
    with pytest.raises(MisfitError, match="even idle it gets hotter than 82 degC"):
        throttled(at(80.0), DEVICE, busy(0.5), LONG_S)


def test_that_a_microcontroller_has_no_cooling_to_speak_of() -> None:
    device = Registry().device("nucleo-l4r5zi")
    assert cooling_of(device) is None
    assert throttled(at(85.0), device, busy(0.9), LONG_S).course.lowest == 1.0

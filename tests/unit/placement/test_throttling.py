"""A hot device runs its inferences slower, and no slower than it must."""

from dataclasses import replace

import numpy as np
import pytest
from builders.plans import MS, energy, stage, task

from simgui.core.paths import bundled
from simgui.placement.misfit import MisfitError
from simgui.placement.throttling import cooling_of, throttled
from simgui.plan.plan import TaskPlan
from simgui.plan.stages import Stage, State
from simgui.profiles.part import DeviceProfile
from simgui.profiles.registry import Registry
from simgui.scenario.group import Group
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


def books(device: DeviceProfile) -> tuple[float, ...]:
    """Draws above sleep while sampling and while computing."""
    return 0.0, device.active_power_w.value - device.sleep_power_w.value


def test_that_a_cool_device_keeps_its_clock() -> None:
    tasks = busy(0.2)
    found = throttled(at(20.0), DEVICE, tasks, energy(20, state_w=books(DEVICE)))
    assert found.share == 1.0
    assert found.tasks == tuple(tasks)


def test_that_the_kept_clock_carries_away_its_own_heat() -> None:
    found = throttled(at(40.0), DEVICE, busy(1.0), energy(20, state_w=books(DEVICE)))
    assert DEVICE.thermal_k_per_w is not None
    assert DEVICE.throttle_celsius is not None
    assert DEVICE.clock_power_exponent is not None
    carried_w = (DEVICE.throttle_celsius.value - 40.0) / DEVICE.thermal_k_per_w.value
    above_idle = (carried_w - DEVICE.idle_power_w.value) / (DEVICE.active_power_w.value - DEVICE.idle_power_w.value)
    share = above_idle ** (1 / DEVICE.clock_power_exponent.value)
    assert found.share == pytest.approx(share)
    served = found.tasks[0].stages[0].service_ns
    assert served == pytest.approx(np.full(20, 100 * MS / share))
    drawn = found.energy.state_power_w[State.COMPUTE] + DEVICE.sleep_power_w.value
    assert drawn == pytest.approx(np.full(20, carried_w))


def test_that_more_air_or_more_work_never_speeds_it_up() -> None:
    shares = [
        [throttled(at(air), DEVICE, busy(load), energy(20)).share for air in (20.0, 35.0, 50.0)]
        for load in (0.3, 0.6, 0.9)
    ]
    for row in [*shares, *zip(*shares, strict=True)]:
        assert list(row) == sorted(row, reverse=True)
    assert shares[0][0] == 1.0 > shares[-1][-1]


def test_that_a_board_too_hot_to_idle_is_a_misfit() -> None:
    with pytest.raises(MisfitError, match="even idle it gets hotter than 82 degC"):
        throttled(at(80.0), DEVICE, busy(0.5), energy(20))


def test_that_a_microcontroller_has_no_cooling_to_speak_of() -> None:
    device = Registry().device("nucleo-l4r5zi")
    assert cooling_of(device) is None
    assert throttled(at(85.0), device, busy(0.9), energy(20)).share == 1.0

"""A device that would get too hot runs its inferences at the clock it can keep up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simgui.core.phrase import Phrase, joined
from simgui.models.thermal import Cooling, ThermalError, Work
from simgui.placement.misfit import MisfitError
from simgui.plan.plan import NS_PER_S, EnergyPlan, StagePlan, TaskPlan
from simgui.plan.stages import Stage, State
from simgui.profiles.part import DeviceProfile
from simgui.scenario.group import Group


@dataclass(frozen=True, slots=True)
class Throttled:
    """Tasks and draws of a group at the clock its devices keep up.

    Parameters
    ----------
    tasks : tuple[TaskPlan, ...]
        With inferences as long as they take at that clock.
    energy : EnergyPlan
        With the power they draw then.
    share : float
        Of the full clock. [-]
    """

    tasks: tuple[TaskPlan, ...]
    energy: EnergyPlan
    share: float = 1.0


def throttled(group: Group, device: DeviceProfile, tasks: Sequence[TaskPlan], energy: EnergyPlan) -> Throttled:
    """Slow the inferences of a group's devices down as far as their cooling asks for.

    Parameters
    ----------
    group : Group
        Its temperature is that of the air.
    device : DeviceProfile
        The devices; without thermal numbers they keep their clock.
    tasks : Sequence[TaskPlan]
        Compiled at full clock.
    energy : EnergyPlan
        What the devices draw at full clock.

    Raises
    ------
    MisfitError
        If even an idle device gets too hot.

    Notes
    -----
    Steady state: what the temperature does in the first minutes of a run is left out, and the devices are alike. The
    stretches of several tasks count as one of the shortest period, of the same share of the time.
    """
    cooling = cooling_of(device)
    work = _work(device, tasks)
    if cooling is None or work is None:
        return Throttled(tuple(tasks), energy)
    try:
        share = cooling.sustained_clock_share(work, group.temperature_c)
    except ThermalError as error:
        remedies = (Phrase("cool it"), Phrase("choose another device"))
        raise MisfitError(joined(": ", (group.name, device.name, error.reason)), remedies) from error
    if share >= 1.0:
        return Throttled(tuple(tasks), energy)
    slowed = tuple(
        replace(task, stages=tuple(_slowed(one, share) if one.stage is Stage.INFER else one for one in task.stages))
        for task in tasks
    )
    ratio = math.pow(share, work.exponent)
    idle_w = max(0.0, device.idle_power_w.value - device.sleep_power_w.value)
    active_w = max(device.active_power_w.value - device.sleep_power_w.value, idle_w)
    factor = (idle_w + (active_w - idle_w) * ratio) / active_w if active_w else 1.0
    powers = {**energy.state_power_w, State.COMPUTE: energy.state_power_w[State.COMPUTE] * factor}
    return Throttled(slowed, replace(energy, state_power_w=powers), share)


def cooling_of(device: DeviceProfile) -> Cooling | None:
    """Give how a device gets rid of heat; None where its profile does not say."""
    if device.thermal_k_per_w is None or device.thermal_j_per_k is None or device.throttle_celsius is None:
        return None
    return Cooling(device.thermal_k_per_w.value, device.thermal_j_per_k.value, device.throttle_celsius.value)


def _work(device: DeviceProfile, tasks: Sequence[TaskPlan]) -> Work | None:
    """Sum up the inferences on a device; None where there are none."""
    stretches = [
        (float(np.mean(stage.service_ns)) / NS_PER_S, task.period_ns / NS_PER_S)
        for task in tasks
        for stage in task.stages
        if stage.stage is Stage.INFER
    ]
    if not stretches:
        return None
    load = sum(busy_s / period_s for busy_s, period_s in stretches)
    period_s = min(period_s for _, period_s in stretches)
    exponent = device.clock_power_exponent.value if device.clock_power_exponent else 1.0
    busy_s = min(1.0, load) * period_s
    return Work(device.active_power_w.value, device.idle_power_w.value, busy_s, period_s, exponent)


def _slowed(stage: StagePlan, share: float) -> StagePlan:
    return replace(stage, service_ns=np.round(stage.service_ns / share).astype(np.int64))

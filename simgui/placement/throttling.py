"""A device that gets too hot runs its inferences at the clock it can keep up, from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simgui.core.phrase import Phrase, joined
from simgui.core.units import Dimension, format_quantity
from simgui.models.clock_course import Air, ClockCourse, clock_course
from simgui.models.thermal import Cooling, ThermalError, Work
from simgui.placement.misfit import MisfitError
from simgui.placement.weather import stepwise
from simgui.plan.pace import Pace
from simgui.plan.plan import NS_PER_S, TaskPlan, to_ns
from simgui.plan.stages import Stage
from simgui.plan.verdicts import Int32Array
from simgui.profiles.part import DeviceProfile
from simgui.scenario.group import Group
from simgui.scenario.site import GatewayGroup

_FULL = ClockCourse((0.0,), (1.0,))
_MOST_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class Throttled:
    """Tasks of a group whose devices slow down when they are hot.

    Parameters
    ----------
    tasks : tuple[TaskPlan, ...]
        With the pace of their inferences.
    course : ClockCourse
        Of each device.
    hot : tuple[str, ...]
        When and how far they slow down, in a sentence; empty where they do not.
    """

    tasks: tuple[TaskPlan, ...]
    course: ClockCourse = _FULL
    hot: tuple[str, ...] = ()


def throttled(group: Group, device: DeviceProfile, tasks: Sequence[TaskPlan], duration_s: float) -> Throttled:
    """Slow the inferences of a group's devices down, once they are hot, as far as their cooling asks for.

    Parameters
    ----------
    group : Group
        Its temperature is that of the air, where they begin.
    device : DeviceProfile
        The devices; without thermal numbers they keep their clock.
    tasks : Sequence[TaskPlan]
        Compiled at full clock.
    duration_s : float
        Of the run. [s]

    Raises
    ------
    MisfitError
        If even an idle device gets too hot.

    Notes
    -----
    See `simgui.models.clock_course`. The devices are alike. The stretches of several tasks count as one of the
    shortest period, of the same share of the time.
    """
    cooling = cooling_of(device)
    work = _work(device, tasks)
    if cooling is None or work is None:
        return Throttled(tuple(tasks))
    try:
        course = clock_course(cooling, work, air_of(group, duration_s), duration_s)
    except ThermalError as error:
        remedies = (Phrase("cool it"), Phrase("choose another device"))
        raise MisfitError(joined(": ", (group.name, device.name, error.reason)), remedies) from error
    if course.lowest >= 1.0:
        return Throttled(tuple(tasks))
    pace = pace_of(device, [course], np.zeros(group.count, dtype=np.int32), duration_s)
    paced = tuple(
        replace(task, stages=tuple(replace(one, pace=pace) if one.stage is Stage.INFER else one for one in task.stages))
        for task in tasks
    )
    return Throttled(paced, course, (told(f"{group.name}: {device.name}", [course]),))


def air_of(place: Group | GatewayGroup, duration_s: float) -> Air:
    """Give the air around devices or gateways during a run; a fine series is averaged over 100,000 steps. [s]"""
    series = place.temperature_series
    if series is None:
        return Air((place.temperature_c,))
    if duration_s / series.every_s <= _MOST_STEPS:
        return Air(series.values, series.every_s)
    step_s = duration_s / _MOST_STEPS
    return Air(tuple(stepwise(series, step_s, _MOST_STEPS).tolist()), step_s)


def pace_of(device: DeviceProfile, courses: Sequence[ClockCourse], course: Int32Array, duration_s: float) -> Pace:
    """Give the pace of processors that take some courses.

    Parameters
    ----------
    device : DeviceProfile
        How its power goes with the clock.
    courses : Sequence[ClockCourse]
        All that are taken.
    course : int32 array (devices,)
        Which one the processor that serves each device takes.
    duration_s : float
        Of the run. [s]
    """
    from_s = np.unique(np.concatenate([one.from_s for one in courses]))
    clock = np.stack([one.at(from_s) for one in courses])
    idle_w = max(0.0, device.idle_power_w.value - device.sleep_power_w.value)
    active_w = max(device.active_power_w.value - device.sleep_power_w.value, idle_w)
    power = (
        (idle_w + (active_w - idle_w) * clock ** exponent_of(device)) / active_w if active_w else np.ones_like(clock)
    )
    from_ns = np.round(from_s * NS_PER_S).astype(np.int64)
    return Pace(from_ns, to_ns(duration_s), clock, power, course)


def told(who: str, courses: Sequence[ClockCourse]) -> str:
    """Say when the first of some processors slows down, and how far the slowest does."""
    onset_s, lowest = min(one.onset_s for one in courses), min(one.lowest for one in courses)
    after = format_quantity(onset_s, Dimension.TIME, 3)
    return f"{who} reaches its temperature limit after {after} and slows down to {lowest:.0%} of its clock"


def exponent_of(device: DeviceProfile) -> float:
    """Give the power of the clock that a device's power above idle goes with. [-]"""
    return device.clock_power_exponent.value if device.clock_power_exponent else 1.0


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
    busy_s = min(1.0, load) * period_s
    return Work(device.active_power_w.value, device.idle_power_w.value, busy_s, period_s, exponent_of(device))

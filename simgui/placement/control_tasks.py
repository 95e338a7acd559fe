"""Control tasks beside inferences: what may be late, who interrupts whom, and what the tasks draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgui.core.phrase import Phrase
from simgui.core.units import Dimension, format_quantity
from simgui.placement.misfit import MisfitError
from simgui.placement.response_time import ControlTask, ResponseTime, response_times
from simgui.placement.supply import Parts
from simgui.plan.control import ControlLoop, ControlPlan
from simgui.plan.plan import NS_PER_S, EnergyPlan, TaskPlan, to_ns
from simgui.plan.preemption import Preemption
from simgui.plan.stages import Stage, State
from simgui.scenario.group import Group
from simgui.scenario.task import InferenceMode

_MOST_ACTIVATIONS = 200_000
"""Activations in the time after which they repeat; a pattern longer than this is refused."""


def control_plan(group: Group, tasks: Sequence[TaskPlan]) -> ControlPlan | None:
    """Compile the control tasks of a group.

    Parameters
    ----------
    group : Group
        With its control tasks.
    tasks : Sequence[TaskPlan]
        Its compiled tasks: their inferences on the device count.

    Returns
    -------
    ControlPlan | None
        With the worst response of each task by response-time analysis; None where there are no control tasks.

    Raises
    ------
    MisfitError
        If the periods have no small common multiple.
    """
    if not group.control_tasks:
        return None
    loops = tuple(
        ControlLoop(one.name, to_ns(one.period_s), to_ns(one.offset_s), to_ns(one.execution_s), to_ns(one.deadline_s))
        for one in group.control_tasks
    )
    above = sum(one.priority > group.inference_priority for one in group.control_tasks)
    if group.inference_mode is InferenceMode.RUN_TO_COMPLETION:
        above = 0
    plan = ControlPlan(loops, above)
    activations = sum(plan.hyperperiod_ns // loop.period_ns for loop in loops)
    if activations > _MOST_ACTIVATIONS:
        raise MisfitError(
            Phrase(
                "{group}: the periods of its control tasks repeat only after {time}, {count} activations",
                group=group.name,
                time=_time(plan.hyperperiod_ns),
                count=str(activations),
            ),
            (
                Phrase("round the periods so that they divide each other"),
                Phrase("leave out tasks that do not matter here"),
            ),
        )
    worst = _analysed(plan, _inferences(tasks))
    judged = tuple(replace(loop, worst_ns=one.worst_ns) for loop, one in zip(loops, worst, strict=True))
    return ControlPlan(judged, above, tuple(_warning(group, loop) for loop in judged if _may_miss(loop)))


def interrupted(tasks: Sequence[TaskPlan], control: ControlPlan | None, devices: int) -> list[TaskPlan]:
    """Let more urgent control tasks interrupt the inferences of a group.

    Parameters
    ----------
    tasks : Sequence[TaskPlan]
        The group's compiled tasks.
    control : ControlPlan | None
        Its control tasks.
    devices : int
        Its devices.
    """
    if control is None or not control.above:
        return list(tasks)
    period_ns, busy_ns = control.busy_ns()
    preemption = Preemption(period_ns, busy_ns, np.zeros(devices, dtype=np.int64))
    found = []
    for task in tasks:
        stages = tuple(
            replace(stage, preemption=preemption) if stage.stage is Stage.INFER else stage for stage in task.stages
        )
        found.append(replace(task, stages=stages))
    return found


def with_control_power(energy: EnergyPlan, control: ControlPlan | None, parts: Parts) -> EnergyPlan:
    """Add what control tasks draw: active power for their share of the time.

    Parameters
    ----------
    energy : EnergyPlan
        What the group draws otherwise.
    control : ControlPlan | None
        Its control tasks.
    parts : Parts
        Of one device.

    Notes
    -----
    An interrupted inference holds the processor for longer than it computes; the power while it does is lowered by
    the share of the tasks that interrupt it, so that their energy is not counted twice.
    """
    if control is None:
        return energy
    device, efficiency = parts.device, parts.regulator.efficiency.value if parts.regulator else 1.0
    awake_w = max(0.0, device.active_power_w.value - device.sleep_power_w.value) / efficiency
    ones = np.ones_like(energy.state_power_w[State.COMPUTE])
    base = {**energy.base_power_w, "control": ones * _load(control.loops) * awake_w}
    computing_w = energy.state_power_w[State.COMPUTE] * (1 - _load(control.loops[: control.above]))
    return replace(energy, base_power_w=base, state_power_w={**energy.state_power_w, State.COMPUTE: computing_w})


def _load(loops: Sequence[ControlLoop]) -> float:
    return sum(loop.work_ns / loop.period_ns for loop in loops)


def _inferences(tasks: Sequence[TaskPlan]) -> list[ControlTask]:
    """Give the inferences on a device, each with the service of the slowest device."""
    return [
        ControlTask(task.name, task.period_ns, int(stage.longest_ns.max()))
        for task in tasks
        for stage in task.stages
        if stage.stage is Stage.INFER and stage.service_ns.max() > 0
    ]


def _analysed(plan: ControlPlan, inferences: Sequence[ControlTask]) -> list[ResponseTime]:
    """Analyse control tasks; whether an inference is of higher priority than another does not matter to them."""
    tasks = [ControlTask(loop.name, loop.period_ns, loop.work_ns, loop.deadline_ns) for loop in plan.loops]
    order = [*tasks[: plan.above], *inferences, *tasks[plan.above :]]
    found = response_times(order)
    return [*found[: plan.above], *found[plan.above + len(inferences) :]]


def _may_miss(loop: ControlLoop) -> bool:
    return loop.worst_ns is None or loop.worst_ns > loop.deadline_ns


def _warning(group: Group, loop: ControlLoop) -> str:
    late = "without bound" if loop.worst_ns is None else f"{_time(loop.worst_ns)} after its activation"
    return f"{group.name}.{loop.name} may end {late}; its deadline is {_time(loop.deadline_ns)}"


def _time(time_ns: int) -> str:
    return format_quantity(time_ns / NS_PER_S, Dimension.TIME, 4)

"""Blackouts: what devices cannot do while they last, and the messages with which everyone joins again afterwards."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgui.core.random_numbers import Purpose, stable_hash, uniform
from simgui.placement.context import TaskContext
from simgui.plan.dark import Dark
from simgui.plan.plan import StagePlan, TaskPlan, to_ns
from simgui.plan.stages import Stage, When
from simgui.plan.verdicts import Int64Array
from simgui.scenario.scenario import Blackout


def with_blackouts(context: TaskContext, tasks: Sequence[TaskPlan]) -> list[TaskPlan]:
    """Give a group's tasks with its blackouts, and background traffic of joining again.

    Parameters
    ----------
    context : TaskContext
        One of the group's; only the task is its own.
    tasks : Sequence[TaskPlan]
        The group's, at least one.

    Notes
    -----
    Devices on batteries work on in a blackout of their site, unheard; those on mains lose the windows that end in it,
    and decisions that come down to them. Afterwards every device joins again at a random instant. Its messages wait
    until then and stand behind its join in the queue. A join that is lost as often as its link tries changes nothing
    for the messages behind it.
    """
    scenario, group = context.topology.scenario, context.group
    mine = (one for one in scenario.blackouts if one.concerns(group) and one.at_s < scenario.duration_s)
    spells = sorted(mine, key=lambda one: one.at_s)
    if not spells or not (context.has_gateway or context.topology.cloud(group) is not None):
        return list(tasks)
    since = _each([to_ns(one.at_s) for one in spells], group.count)
    powered = since + _each([to_ns(one.for_s) for one in spells], group.count)
    joins = powered + np.stack([_back_off_ns(context, one, number) for number, one in enumerate(spells)])
    dark = _laws(since, powered, joins, is_powered=context.parts.battery is not None)
    darkened = [
        replace(task, stages=tuple(_at(stage, dark.get(stage.stage)) for stage in task.stages)) for task in tasks
    ]
    return darkened + [_joining(context, tasks[0], one, joins[number], number) for number, one in enumerate(spells)]


def _each(numbers: Sequence[int], count: int) -> Int64Array:
    return np.repeat(np.array(numbers, dtype=np.int64)[:, None], count, axis=1)


def _back_off_ns(context: TaskContext, blackout: Blackout, number: int) -> Int64Array:
    """Draw how long after the return of power each device joins. [ns]"""
    devices = np.arange(context.group.count)
    drawn = uniform(context.seed, Purpose.REJOIN, stable_hash(context.group.name), devices, number)
    return np.asarray((drawn * to_ns(blackout.within_s)).astype(np.int64))


def _laws(since: Int64Array, powered: Int64Array, joins: Int64Array, *, is_powered: bool) -> dict[Stage, Dark]:
    """Give what devices cannot do, by stage."""
    # A message that waited arrives a nanosecond behind the join, so that it stands behind it in the queue.
    until = joins + 1
    deaf = Dark(since, until, until)
    if is_powered:
        return {Stage.UPLINK: Dark(since, since, until), Stage.DOWNLINK: deaf}
    idle = Dark(since, powered, powered)
    return {Stage.INFER: idle, Stage.UPLINK: Dark(since, powered, until), Stage.DOWNLINK: deaf}


def _at(stage: StagePlan, dark: Dark | None) -> StagePlan:
    return stage if dark is None else replace(stage, dark=dark)


def _joining(context: TaskContext, like: TaskPlan, blackout: Blackout, join_ns: Int64Array, number: int) -> TaskPlan:
    """Send a message up and an answer down, once from each device."""
    duration_s = context.topology.scenario.duration_s
    asking = replace(context, task=replace(context.task, result_byte=blackout.join_byte, every_s=duration_s))
    stages = [asking.uplink(blackout.join_byte, after=-1, when=When.ALWAYS, raw=False)]
    if context.has_gateway:
        stages.append(asking.at_gateway(after=0, infer=False))
    stages.append(replace(asking.downlink(after=len(stages) - 1), when=When.ALWAYS))
    period_ns = to_ns(duration_s)
    return replace(
        like,
        name=f"{like.name}.join{number + 1 if number else ''}",
        is_job=False,
        period_ns=period_ns,
        phase_ns=join_ns,
        jobs=(join_ns < period_ns).astype(np.int64),
        sense_ns=0,
        stages=tuple(stages),
        verdict_stage=-1,
        decided_reported=len(stages) - 1,
        decided_silent=len(stages) - 1,
        deadline_ns=None,
        alarm_within_ns=None,
        verdicts=None,
    )

"""Whether the vectorised engine gives the reference's trace for a plan, in a sentence."""

import numpy as np

from simgui.engine.battery import may_die
from simgui.engine.vectorised.network import Leg, Network
from simgui.engine.vectorised.partition import JOINT
from simgui.plan.plan import Plan, StagePlan, TaskPlan
from simgui.scenario.site import Dispatch
from simgui.scenario.task import ReportPolicy

MORTAL_JOBS = 2_000_000
"""With batteries that may run empty the whole run is one chunk, in memory: up to so many jobs."""

LONGEST_NS = 2**61
"""Instants of all instances of a station set are numbered in 63 bits. [ns]"""


def why_not(plan: Plan) -> str | None:
    """Say why a plan needs the reference engine; None if it does not.

    Parameters
    ----------
    plan : Plan
        The plan.
    """
    for group in plan.groups:
        if group.energy.storage is not None and may_die(group, plan.duration_ns, plan.stations).any():
            return f"{group.name}: batteries that sun or temperature change may brown out within the run"
        for task in group.tasks:
            reason = _task_reason(plan, task) or _timing_reason(plan, task)
            if reason:
                return f"{group.name}.{task.name}: {reason}"
    instances = max((station.count for station in plan.stations), default=1)
    if (plan.duration_ns + plan.drain_ns) * instances > LONGEST_NS and is_mortal(plan):
        return "batteries may run empty in a run too long to be followed at once"
    jobs = sum(int(task.jobs.sum()) for group in plan.groups for task in group.tasks)
    if jobs > MORTAL_JOBS and is_mortal(plan):
        return f"batteries may run empty, and {jobs:,} jobs are more than the {MORTAL_JOBS:,} that are followed at once"
    return _cycle_reason(plan)


def is_mortal(plan: Plan) -> bool:
    """Tell whether any battery may run empty."""
    return any(bool(may_die(group, plan.duration_ns, plan.stations).any()) for group in plan.groups)


def _task_reason(plan: Plan, task: TaskPlan) -> str | None:
    verdict = task.verdict_stage
    if verdict < 0 and any(sum(s.after == i for s in task.stages) > 1 for i in range(-1, len(task.stages))):
        return "its way parts without a verdict"
    if verdict >= 0:
        way = set(task.way_to(verdict))
        for index in range(len(task.stages)):
            if index not in way and verdict not in task.way_to(index):
                return f"its way parts before the verdict, at {task.stages[index].stage.label}"
        station = plan.stations[task.stages[verdict].station_set]
        if task.report is ReportPolicy.ON_CHANGE and station.workers > 1:
            if station.dispatch is Dispatch.ROUND_ROBIN:
                return "on_change needs the order in which a round robin ends"
            if not _serves_alike(plan, task.stages[verdict].station_set):
                return "on_change needs the order in which several workers end services of different length"
    return None


def _serves_alike(plan: Plan, index: int) -> bool:
    """Tell whether all services at a station take equally long, so that they end in the order in which they begin."""
    stages = [one for group in plan.groups for task in group.tasks for one in task.stages if one.station_set == index]
    lengths = np.unique(np.concatenate([stage.service_ns for stage in stages]))
    varied = any(one.pace or one.rate_spread or one.wake or one.preemption for one in stages)
    return len(lengths) == 1 and not varied


def _timing_reason(plan: Plan, task: TaskPlan) -> str | None:
    """Find what changes times in a way the formulas do not cover."""
    for stage in task.stages:
        reason = _stage_reason(plan, stage) or _pace_reason(plan, stage)
        if reason:
            return f"{stage.stage.label} {reason}"
    for index in {stage.station_set for stage in task.stages}:
        visitors = [
            stage for group in plan.groups for one in group.tasks for stage in one.stages if stage.station_set == index
        ]
        name, preemption = plan.stations[index].name, visitors[0].preemption
        if any(stage.preemption is not preemption for stage in visitors):
            return f"only some of the stages at {name} are preempted, or differently"
        if preemption is not None and any(stage.wake is not None for stage in visitors):
            return f"{name} is preempted and wakes up"
    return None


def _stage_reason(plan: Plan, stage: StagePlan) -> str | None:
    station = plan.stations[stage.station_set]
    timed = (stage.slot, stage.wake, stage.preemption, stage.collision, stage.dark)
    if station.kind in JOINT and any(thing is not None for thing in timed):
        return f"has slots, wakes, is preempted, collides or is dark at {station.name}, where parts of the fleet meet"
    if stage.wake is not None and station.workers > 1:
        return f"wakes up {station.name}, which has several workers"
    if stage.collision is not None and stage.wake is not None:
        return "may collide, and takes longer after a rest"
    if stage.preemption is not None and (station.workers > 1 or station.outages or stage.hold_ns is not None):
        return f"is preempted at {station.name}, which has several workers, outages or pauses"
    return None


def _pace_reason(plan: Plan, stage: StagePlan) -> str | None:
    station = plan.stations[stage.station_set]
    if stage.pace is not None and station.kind in JOINT:
        return f"slows down at {station.name}, where parts of the fleet meet"
    if stage.pace is not None and stage.state is not None and station.outages:
        return f"slows down at {station.name}, which has outages"
    return None


def _cycle_reason(plan: Plan) -> str | None:
    """Find cycles without a delay: they have no unique order inside a nanosecond."""
    network = Network(plan)
    for leg in network.legs:
        stage = leg.plan
        if stage.lossy and stage.max_attempts > 1 and not stage.gap_ns and not np.all(stage.service_ns):
            return f"{stage.stage.label} takes no time, and is tried again at once"
    for leg in network.legs:
        if leg.feedback and leg.plan.collision is not None:
            return f"{leg.plan.stage.label} may collide, and comes back to a station"
        if leg.feedback and not _takes_time(network, leg):
            task, station = plan.groups[leg.group].tasks[leg.task], plan.stations[leg.plan.station_set]
            return f"{task.name} comes back to {station.name} in no time"
    return None


def _takes_time(network: Network, leg: Leg) -> bool:
    """Tell whether the way from a device's last visit to a station set to this one takes any time."""
    stages = network.plan.groups[leg.group].tasks[leg.task].stages
    hop = leg.plan.after
    spent_ns = np.zeros(len(leg.plan.service_ns), dtype=np.int64)
    while hop >= 0:
        spent_ns += stages[hop].service_ns + stages[hop].delay_ns
        if stages[hop].station_set == leg.plan.station_set:
            break
        hop = stages[hop].after
    return bool(np.all(spent_ns > 0))

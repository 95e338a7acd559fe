"""What outages leave behind and what inferences do to control tasks, estimated from a plan."""

import math
from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np

from simgui.plan.control import ControlPlan
from simgui.plan.plan import NS_PER_S, Float64Array, GroupPlan, Plan
from simgui.plan.stages import Stage
from simgui.results.control_replay import ControlReplay
from simgui.results.why.observation import TaskSeen, service_s, taking_s

_LEAST_ROOM = 0.02
_PHASES = 24
"""Where in the period of the control tasks an inference is put to begin. [-]"""


def backlog(
    seen: Plan,
    plan: Plan,
    attempts: Sequence[Sequence[Float64Array]],
    loads: Sequence[float],
    luck: float,
    used: Collection[int] | None = None,
) -> dict[str, float]:
    """Estimate how long the queue of an outage takes: what arrived meanwhile, served beside what still arrives.

    Parameters
    ----------
    seen, plan : Plan
        As run, with outages and station sets; and with other numbers.
    attempts : Sequence[Sequence[float64 array (stages,)]]
        By group and task, of the whole fleet.
    loads : Sequence[float]
        Busy share of each station set. [-]
    luck : float
        By how many standard deviations the number of waiting messages is off; it scatters like a Poisson number. [-]

    used : Collection[int] | None
        Station sets that count; None for all.

    Returns
    -------
    dict[str, float]
        ``backlog_drain_s`` of the worst station, none without outages. [s]
    """
    longest_s = math.nan
    for index, station in enumerate(seen.stations):
        length_s = max(((one.end_ns - one.start_ns) / NS_PER_S for one in station.outages), default=0.0)
        passing = [
            (float(counts[number]), stage)
            for group, tasks in zip(plan.groups, attempts, strict=True)
            for task, counts in zip(group.tasks, tasks, strict=True)
            for number, stage in enumerate(task.stages)
            if stage.station_set == index and stage.collision is None
        ]
        total = sum(count for count, _ in passing)
        if not length_s or not total or (used is not None and index not in used):
            continue
        each_s = sum(count * taking_s(stage) for count, stage in passing) / total / station.workers
        waiting = total / station.count / (seen.duration_ns / NS_PER_S) * length_s
        waiting = max(0.0, waiting + luck * math.sqrt(waiting))
        drain_s = waiting * each_s / max(_LEAST_ROOM, 1 - loads[index])
        longest_s = drain_s if math.isnan(longest_s) else max(longest_s, drain_s)
    return {} if math.isnan(longest_s) else {"backlog_drain_s": longest_s}


def control_misses(
    groups: Sequence[GroupPlan], full: Sequence[GroupPlan], seen: Sequence[Sequence[TaskSeen]], duration_ns: int
) -> dict[str, float]:
    """Estimate the share of control deadlines missed: alone, and by each inference wherever in the period it begins.

    Parameters
    ----------
    groups, full : Sequence[GroupPlan]
        With other numbers, perhaps of fewer devices; and as run.
    seen : Sequence[Sequence[TaskSeen]]
        What was seen of their tasks.
    duration_ns : int
        Length of the run. [ns]

    Returns
    -------
    dict[str, float]
        ``control_deadline_miss_ratio``, none without control tasks. [-]
    """
    jobs = missed = 0.0
    for group, whole, tasks in zip(groups, full, seen, strict=True):
        if group.control is None:
            continue
        own_jobs, own_missed = _alone(group.control, duration_ns)
        jobs += own_jobs * whole.devices
        missed += own_missed * whole.devices
        for task, counts in zip(group.tasks, tasks, strict=True):
            for stage, count in zip(task.stages, counts.attempts, strict=True):
                if stage.stage is Stage.INFER and _may_disturb(group.control):
                    missed += float(count) * _misses_each(group.control, round(service_s(stage) * NS_PER_S))
    return {"control_deadline_miss_ratio": missed / jobs} if jobs else {}


def _may_disturb(control: ControlPlan) -> bool:
    waits = any(loop.worst_ns is None or loop.worst_ns > loop.deadline_ns for loop in control.loops)
    return control.above < len(control.loops) and waits


@lru_cache(maxsize=64)
def _alone(control: ControlPlan, duration_ns: int) -> tuple[int, int]:
    replay = ControlReplay(control, duration_ns)
    return replay.jobs(), replay.misses_alone()


@lru_cache(maxsize=1024)
def _misses_each(control: ControlPlan, length_ns: int) -> float:
    """Give the deadlines an inference breaks, mean over where in the period it begins. [-]"""
    if length_ns <= 0:
        return 0.0
    period_ns = control.hyperperiod_ns
    replay = ControlReplay(control, 1000 * period_ns + 1000 * length_ns)
    begins_ns = 10 * period_ns + (np.arange(_PHASES) + 0.5) * (period_ns / _PHASES)
    extra = 0
    for begin_ns in begins_ns.astype(np.int64):
        start = np.array([begin_ns], dtype=np.int64)
        extra += replay.disturbed(start, start + length_ns).extra_misses
    return extra / _PHASES

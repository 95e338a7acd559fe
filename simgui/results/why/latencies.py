"""Latencies of a run moved to another plan, and their quantiles."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from simgui.plan.plan import NS_PER_S, Float64Array, TaskPlan
from simgui.results.why.observation import TaskSeen, fixed_s, loss, taking_s

_ALIKE = 1.01
"""Ways of devices that differ by less count as one. [-]"""


@dataclass(frozen=True, slots=True)
class Latencies:
    """Latencies of one task under a plan [s], how many jobs have each, how many are lost or late, mean and longest."""

    value_s: Float64Array
    weight: Float64Array
    lost: float
    late: float
    mean_s: float
    longest_s: float


def by_rank(task: TaskPlan, last: int, weight: Float64Array) -> Float64Array:
    """Give the time of jobs that never wait, for latencies in ascending order: shorter ways to shorter ones. [s]

    Parameters
    ----------
    task : TaskPlan
        Whose devices may differ.
    last : int
        Where the way ends.
    weight : float64 array (points,)
        How often each latency came.
    """
    ways_s = np.sum([task.stages[i].usual_ns + task.stages[i].delay_ns for i in task.way_to(last)], axis=0) / NS_PER_S
    if not len(weight) or ways_s.max() <= ways_s.min() * _ALIKE:
        return np.full(len(weight), fixed_s(task, last))
    ranks = (np.cumsum(weight) - weight / 2) / weight.sum()
    return np.asarray(np.sort(ways_s)[np.minimum((ranks * len(ways_s)).astype(np.int64), len(ways_s) - 1)])


def moved(
    value_s: Float64Array, then_s: float | Float64Array, now_s: float | Float64Array, wait: float
) -> Float64Array:
    """Exchange the fixed part of latencies, and stretch the rest."""
    return np.maximum(now_s + (value_s - then_s) * wait, 0.0)


def retry_chance(task: TaskPlan, last: int) -> float:
    """Chance that a job loses some attempt on its way. [-]"""
    return 1 - math.prod(1 - loss(task.stages[i]) for i in task.way_to(last) if task.stages[i].max_attempts > 1)


def lost_chance(task: TaskPlan, last: int) -> float:
    """Chance that every attempt at some stage is lost. [-]"""
    return 1 - math.prod(1 - loss(task.stages[i]) ** task.stages[i].max_attempts for i in task.way_to(last))


def reweighted(weight: Float64Array, then: float, now: float) -> Float64Array:
    """Make the longest latencies, those with a retry, as frequent as the other chance says."""
    if then == now or not 0 < then < 1 or not len(weight):
        return weight
    total = float(weight.sum())
    below = np.minimum(np.cumsum(weight), (1 - then) * total)
    first = np.diff(below, prepend=0.0)
    return np.asarray(first * (1 - now) / (1 - then) + (weight - first) * now / then)


def timeliness(pairs: Sequence[tuple[Latencies, TaskSeen]], luck: float | None) -> dict[str, float]:
    """Give quantiles and shares of the jobs of some tasks; see `simgui.results.why.surrogate.Surrogate.estimate`."""
    luck = luck or 0.0
    found: dict[str, float] = {}
    value_s = np.concatenate([one.value_s for one, _ in pairs]) if pairs else np.zeros(0)
    weight = np.concatenate([one.weight for one, _ in pairs]) if pairs else np.zeros(0)
    lost, jobs = sum(one.lost for one, _ in pairs), sum(seen.jobs for _, seen in pairs)
    order = np.argsort(value_s, kind="stable")
    reached = np.cumsum(weight[order])
    total = float(weight.sum()) + lost
    witnesses = sum(seen.witnesses for _, seen in pairs) + lost
    for kpi, fraction in (("latency_p50_s", 0.5), ("latency_p95_s", 0.95), ("latency_p99_s", 0.99)):
        off = luck * math.sqrt(fraction * (1 - fraction) / witnesses) if witnesses else 0.0
        # Luck alone does not move a quantile onto jobs that were lost.
        rank = min(max(fraction + off, 0.0), max(fraction, 1 - lost / total)) if total else 0.0
        place = int(np.searchsorted(reached, rank * total * (1 - 1e-9)))
        found[kpi] = float(value_s[order[place]]) if place < len(order) else math.inf if total else math.nan
    found["latency_max_s"] = math.inf if lost >= 0.5 else max((one.longest_s for one, _ in pairs), default=-1.0)
    late = sum(one.late for one, _ in pairs) + lost
    if witnesses:
        late = min(max(0.0, late + luck * math.sqrt(late * total / witnesses)), float(jobs))
    counted = sum(seen.counted for _, seen in pairs)
    found["jobs_lost"] = max(0.0, lost + luck * math.sqrt(lost * total / witnesses)) if witnesses else lost
    if jobs and counted:
        found["accuracy"], found["recall"] = 1 - lost / jobs, 1 - lost / counted
    found["deadline_miss_ratio"] = late / jobs if jobs else math.nan
    found["decision_availability"] = 1 - late / jobs if jobs else math.nan
    means = [(one.mean_s, float(one.weight.sum())) for one, _ in pairs if float(one.weight.sum())]
    count = sum(many for _, many in means)
    found["event_to_action_s"] = sum(mean * many for mean, many in means) / count if count else math.nan
    return found


def most_retries(chance: float, messages: float, luck: float, most: int) -> int:
    """Give how often the unluckiest of many messages is sent again.

    Parameters
    ----------
    chance : float
        That an attempt is lost. [-]
    messages : float
        How many. [-]
    luck : float
        A standard normal number, 0 for the median. [-]
    most : int
        Retries that are allowed. [-]

    Notes
    -----
    k retries or more have the chance p^k, so nobody needs k with the chance exp(-n p^k).
    """
    if not 0 < chance < 1 or messages <= 0:
        return 0
    rare = -math.log(min(max(NormalDist().cdf(luck), 1e-9), 1 - 1e-9))
    return max(0, min(most, math.floor(math.log(messages / rare) / -math.log(chance))))


def longer_s(then: TaskPlan, now: TaskPlan, longest_s: float, messages: float, luck: float | None) -> float:
    """Give by how much the unluckiest message takes longer, at the stage where this makes most. [s]

    How often it was sent again is told by the longest latency where messages wait for slots; else, and without any
    luck to compare with, it is the median.
    """
    shifts = [0.0]
    spare_s = longest_s - fixed_s(then, then.decided_reported)
    for index in now.way_to(now.decided_reported):
        before, after = then.stages[index], now.stages[index]
        most = before.max_attempts - 1
        if not most or not loss(before) or not loss(after):
            continue
        seen = most_retries(loss(before), messages, 0.0, most)
        if before.slot is not None and luck is not None:
            seen = max(0, min(most, math.floor(spare_s / taking_s(before))))
        shifts.append((most_retries(loss(after), messages, luck or 0.0, most) - seen) * taking_s(after))
    return max(shifts, key=abs)

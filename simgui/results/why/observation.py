"""What a run left behind that profile numbers hardly change: counts, latencies, energy books."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, Float64Array, Plan, StagePlan, TaskPlan
from simgui.plan.stages import Stage
from simgui.results.task_tally import TaskTally, Traffic
from simgui.scenario.site import Tier

MOST_POINTS = 4000
"""Distinct latencies that are told apart. [-]"""


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """What was seen of one task of one group.

    Parameters
    ----------
    jobs, counted : int
        Jobs, and those that count for the latency.
    lost : int
        Those of them that were never decided.
    latency_s, weight : float64 array (points,)
        The latencies that came, and how often each did. [s], [-]
    silent_s, silent_weight : float64 array (points,)
        The same of jobs that do not count for the latency but have a deadline. [s], [-]
    stage_s : Mapping[Stage, float]
        Mean time a decided job spent in each stage, waiting included. [s]
    attempts : float64 array (stages,)
        Attempts begun at each stage of its plan.
    traffic : Traffic
        Bytes and messages.
    witnesses : float
        Latencies that do not follow from each other: where messages wait for slots, and the period of the windows fits
        a few times into as many intervals, each device meets only so many waits, however often. [-]
    """

    jobs: int
    counted: int
    lost: int
    latency_s: Float64Array
    weight: Float64Array
    silent_s: Float64Array
    silent_weight: Float64Array
    stage_s: Mapping[Stage, float]
    attempts: Float64Array
    traffic: Traffic
    witnesses: float

    @classmethod
    def of(cls, tally: TaskTally) -> "TaskSeen":
        """Read a tally."""
        latency_s, weight = _condensed(*tally.latency.points())
        silent_s, silent_weight = _condensed(*tally.silent.points())
        decided = float(weight.sum())
        return cls(
            jobs=tally.jobs,
            counted=len(tally.latency),
            lost=tally.latency.lost,
            latency_s=latency_s,
            weight=weight,
            silent_s=silent_s,
            silent_weight=silent_weight,
            stage_s={stage: ns / decided / NS_PER_S for stage, ns in tally.stage_ns.items()} if decided else {},
            attempts=tally.attempts.astype(np.float64),
            traffic=tally.traffic,
            witnesses=min(decided, float(np.count_nonzero(tally.heard)) * _waits(tally.task)),
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """A run as the uncertainty of its KPIs is worked out from.

    Parameters
    ----------
    plan : Plan
        What was run.
    ledgers : Mapping[str, GroupLedger]
        Energy books by group.
    tasks : tuple[tuple[TaskSeen, ...], ...]
        By group and task, in the plan's order.
    """

    plan: Plan
    ledgers: Mapping[str, GroupLedger]
    tasks: tuple[tuple[TaskSeen, ...], ...]

    @classmethod
    def of(
        cls, plan: Plan, tallies: Sequence[Sequence[TaskTally]], ledgers: Mapping[str, GroupLedger]
    ) -> "Observation":
        """Read what a run left behind."""
        return cls(plan, ledgers, tuple(tuple(TaskSeen.of(tally) for tally in group) for group in tallies))


def _condensed(value_s: Float64Array, weight: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Join neighbours among very many distinct values, so that working with them takes no time; the largest stands."""
    if len(value_s) <= MOST_POINTS:
        return value_s, weight
    ends = np.linspace(0, len(value_s), MOST_POINTS + 1).astype(np.int64)
    return value_s[ends[1:] - 1], np.add.reduceat(weight, ends[:-1])


def _waits(task: TaskPlan) -> float:
    """Count the different waits for a slot that a device meets on the way of its reports; inf where it meets none."""
    intervals = [one.slot.interval_ns for i in task.way_to(task.decided_reported) if (one := task.stages[i]).slot]
    return math.prod(every // math.gcd(every, task.period_ns) for every in intervals) if intervals else math.inf


def service_s(stage: StagePlan, device: int | None = None) -> float:
    """Service time of a stage in the course of the run: of a device, or the mean of all. [s]"""
    return float(stage.usual_ns.mean() if device is None else stage.usual_ns[device]) / NS_PER_S


def taking_s(stage: StagePlan) -> float:
    """Time a message takes a station that serves it at once, or at the next of its slots. [s]"""
    return max(service_s(stage), stage.slot.interval_ns / NS_PER_S if stage.slot is not None else 0.0)


def loss(stage: StagePlan) -> float:
    """Mean chance that an attempt is lost. [-]"""
    return float(np.mean(stage.loss_probability))


def attempts_a_message(stage: StagePlan) -> float:
    """Mean attempts of a message: 1 + p + p² … up to the last allowed. [-]"""
    chance = loss(stage)
    return (1 - chance**stage.max_attempts) / (1 - chance) if chance < 1 else float(stage.max_attempts)


def scatter_of_attempts(stage: StagePlan) -> float:
    """Variance of the attempts of a message. [-]"""
    chance, most = loss(stage), stage.max_attempts
    if most <= 1 or not 0 < chance < 1:
        return 0.0
    # More than k attempts have the chance p^k: E[A²] is the sum of (2k + 1) p^k.
    squares = sum((2 * k + 1) * chance**k for k in range(min(most, 200)))
    return float(squares - attempts_a_message(stage) ** 2)


def fixed_s(task: TaskPlan, last: int) -> float:
    """Latency up to a stage of a job that never waits and loses nothing. [s]"""
    return sum(service_s(task.stages[i]) + task.stages[i].delay_ns / NS_PER_S for i in task.way_to(last))


def is_mixed(task: TaskPlan) -> bool:
    """Tell whether latencies of reported jobs and of silent ones are counted together and differ."""
    return task.needed_at is Tier.DEVICE and task.decided_silent != task.decided_reported

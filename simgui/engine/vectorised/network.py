"""The ways of all tasks through the station sets: who follows whom, and in which order the sets are served."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.core.random_numbers import U64, Purpose, extended, stable_hash, unit, words
from simgui.engine.battery import DEVICE_STAGES
from simgui.engine.vectorised.losses import sender_words
from simgui.engine.vectorised.outages import Outages
from simgui.plan.plan import Float64Array, Plan, StagePlan, TaskPlan
from simgui.plan.verdicts import Int32Array, Int64Array

SILENT, REPORTED, UNKNOWN = 0, 1, -1
"""Whether a result is reported; also indices into the tables of `TaskWay`."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stage of one task.

    Parameters
    ----------
    number : int
        Place among all legs of the plan.
    group, task, hop : int
        Indices of group, task and stage.
    plan : StagePlan
        The stage.
    own : bool
        Whether the device works at it itself.
    feedback : bool
        Whether it follows a stage whose station set is served later, or the same: it closes a cycle.
    children : tuple[int, ...]
        Numbers of the legs behind it.
    sent_hop : int
        Index of the nearest uplink before it; -1 where there is none.
    instance : int64 array (devices,)
        Instance of each device.
    """

    number: int
    group: int
    task: int
    hop: int
    plan: StagePlan
    own: bool
    feedback: bool
    children: tuple[int, ...]
    sent_hop: int
    instance: Int64Array


@dataclass(frozen=True, slots=True)
class TaskWay:
    """What the results of a task's stages mean.

    Parameters
    ----------
    group, task : int
        Indices.
    plan : TaskPlan
        The task.
    legs : tuple[int, ...]
        Number of the leg of every stage.
    firsts : tuple[int, ...]
        Numbers of the legs that begin with the release.
    on_way : bool array (3, stages)
        Whether the decision depends on a stage; by SILENT, REPORTED and UNKNOWN.
    decides : bool array (3, stages)
        Whether its end is the decision.
    sent_hops : frozenset[int]
        Uplinks whose end somebody counts a slot from.
    group_hash, task_hash : int
        Keys of the random numbers.
    """

    group: int
    task: int
    plan: TaskPlan
    legs: tuple[int, ...]
    firsts: tuple[int, ...]
    on_way: npt.NDArray[np.bool_]
    decides: npt.NDArray[np.bool_]
    sent_hops: frozenset[int]
    group_hash: int
    task_hash: int


class Network:
    """All legs of a plan, by station set.

    Parameters
    ----------
    plan : Plan
        What is run.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        order = _order_of_sets(plan)
        position = {index: place for place, index in enumerate(order)}
        self.ways: list[TaskWay] = []
        self.legs: list[Leg] = []
        for group_index, group in enumerate(plan.groups):
            for task_index, task in enumerate(group.tasks):
                first = len(self.legs)
                for hop, stage in enumerate(task.stages):
                    before = task.stages[stage.after].station_set if stage.after >= 0 else None
                    feedback = before is not None and position[before] >= position[stage.station_set]
                    leg = Leg(
                        number=first + hop,
                        group=group_index,
                        task=task_index,
                        hop=hop,
                        plan=stage,
                        own=stage.stage in DEVICE_STAGES,
                        feedback=feedback,
                        children=tuple(first + i for i, other in enumerate(task.stages) if other.after == hop),
                        sent_hop=task.sent_before(hop),
                        instance=stage.instance.astype(np.int64),
                    )
                    self.legs.append(leg)
                self.ways.append(_way(plan, group_index, task_index, first))
        self.visitors: dict[int, tuple[Leg, ...]] = {
            index: tuple(leg for leg in self.legs if leg.plan.station_set == index) for index in order
        }
        self._way_of = {number: index for index, way in enumerate(self.ways) for number in way.legs}
        self._free_sets = frozenset(index for index, legs in self.visitors.items() if self._never_waits(index, legs))
        self._sender_words: dict[int, U64] = {}
        self._words: dict[tuple[int, int, Purpose], U64] = {}
        self._outages: dict[int, Outages] = {}
        self.last_set_of: dict[str, int] = {}
        for index, visitors in self.visitors.items():
            domains = {leg.plan.collision.domain for leg in visitors if leg.plan.collision is not None}
            self.last_set_of.update(dict.fromkeys(domains, index))
        self.tailed = [index for index, group in enumerate(plan.groups) if group.tailed]
        names = sorted(group.name for group in plan.groups)
        self.group_rank = [names.index(group.name) for group in plan.groups]
        sizes = [group.devices for group in plan.groups]
        self.first_device = [sum(sizes[:index]) for index in range(len(sizes))]

    def _never_waits(self, index: int, legs: Sequence[Leg]) -> bool:
        leg = legs[0]
        task = self.plan.groups[leg.group].tasks[leg.task]
        return (
            len(legs) == 1
            and leg.plan.after < 0
            and not leg.plan.lossy
            and leg.plan.is_plain
            and not self.plan.stations[index].outages
            and len(np.unique(leg.instance)) == len(leg.instance)
            and int(leg.plan.longest_ns.max(initial=0)) <= task.period_ns
        )

    def is_free(self, index: int) -> bool:
        """Tell whether nobody ever waits at a station set: each device has an instance, and is done with it in time."""
        return index in self._free_sets

    def outages_of(self, index: int) -> Outages:
        """Give the outages of a station set."""
        if index not in self._outages:
            self._outages[index] = Outages(self.plan.stations[index])
        return self._outages[index]

    def sender_words(self, leg: Leg) -> U64:
        """Give what the random words of each device's messages at a leg begin with."""
        if leg.number not in self._sender_words:
            way = self.ways[self.way_of(leg)]
            found = sender_words(leg.plan, seed=self.plan.seed, group=way.group_hash, task=way.task_hash)
            self._sender_words[leg.number] = found
        return self._sender_words[leg.number]

    def jitter_ns(
        self, leg: Leg, device: Int32Array | Int64Array, job: Int64Array, failed: Int64Array | int
    ) -> Int64Array:
        """Draw the random part of delays at a leg that has one, or of pauses behind failed attempts. [ns]"""
        assert leg.plan.jitter is not None  # noqa: S101 - asked for where there is one
        return leg.plan.jitter.delays_ns(lambda purpose: self._drawn(purpose, leg, device, job, failed))

    def service_ns(
        self, leg: Leg, device: Int32Array | Int64Array, job: Int64Array, failed: Int64Array | int
    ) -> Int64Array:
        """Give how long attempts take at a leg, drawn where its rate varies; so many failed before. [ns]"""
        spread = leg.plan.rate_spread
        if spread is None:
            return leg.plan.service_ns.take(device)
        return spread.services_ns(
            leg.plan.service_ns, device, lambda purpose: self._drawn(purpose, leg, device, job, failed)
        )

    def _drawn(
        self,
        purpose: Purpose,
        leg: Leg,
        device: Int32Array | Int64Array,
        job: Int64Array,
        failed: Int64Array | int,
    ) -> Float64Array:
        """Draw a number in [0, 1) for each attempt; what the key begins with is worked out once. [-]"""
        key = leg.group, leg.task, purpose
        if key not in self._words:
            way, everyone = self.ways[self.way_of(leg)], np.arange(len(leg.plan.instance))
            self._words[key] = words(self.plan.seed, purpose, way.group_hash, everyone, way.task_hash)
        return unit(extended(self._words[key][device], job, leg.hop, failed))

    def way_of(self, leg: Leg) -> int:
        """Give the place of a leg's task among the ways."""
        return self._way_of[leg.number]


def _order_of_sets(plan: Plan) -> list[int]:
    rank: dict[int, int] = {}
    for group in plan.groups:
        for task in group.tasks:
            for stage in task.stages:
                rank[stage.station_set] = min(rank.get(stage.station_set, stage.stage), stage.stage)
    return sorted(rank, key=lambda index: (rank[index], index))


def _counts(stage: StagePlan) -> bool:
    """Tell whether a stage has slots that depend on the job's own last transmission."""
    return stage.slot is not None and (stage.slot.phase_ns is None or stage.slot.awake_ns > 0)


def _way(plan: Plan, group_index: int, task_index: int, first: int) -> TaskWay:
    group = plan.groups[group_index]
    task = group.tasks[task_index]
    on_way = np.zeros((3, len(task.stages)), dtype=bool)
    decides = np.zeros_like(on_way)
    decided = {SILENT: task.decided_silent, REPORTED: task.decided_reported, UNKNOWN: task.decided_reported}
    for known, stage in decided.items():
        decides[known, stage] = True
        on_way[known, list(task.way_to(stage))] = True
    return TaskWay(
        group=group_index,
        task=task_index,
        plan=task,
        legs=tuple(range(first, first + len(task.stages))),
        firsts=tuple(first + hop for hop, stage in enumerate(task.stages) if stage.after < 0),
        on_way=on_way,
        decides=decides,
        sent_hops=frozenset(task.sent_before(hop) for hop, stage in enumerate(task.stages) if _counts(stage)) - {-1},
        group_hash=stable_hash(group.name),
        task_hash=stable_hash(task.name),
    )

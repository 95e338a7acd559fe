"""What an explanation of a run is written from: the parts by their names, the plan, and what the run counted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simgui.core.units import Dimension
from simgui.models.graph import Model
from simgui.placement.strategies import detector_of
from simgui.plan.plan import NS_PER_S, GroupPlan, TaskPlan
from simgui.profiles.part import DeviceProfile, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, rules_of
from simgui.profiles.sourced import Sourced, SourcedTable
from simgui.results.kpis import Kpis
from simgui.results.why.node import Node, Operation, number
from simgui.results.why.observation import Observation, TaskSeen
from simgui.results.why.varied_table import as_number
from simgui.scenario.group import Group
from simgui.scenario.scenario import PlacementSpec, Scenario
from simgui.scenario.task import Task


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one placement that was run.

    Parameters
    ----------
    scenario, placement : Scenario, PlacementSpec
        What was asked.
    registry : Registry
        Its parts.
    models : Mapping[str, Model]
        By their keys in the scenario.
    seen : Observation
        Plan, ledgers and counts.
    kpis : Kpis
        What came out.
    """

    scenario: Scenario
    placement: PlacementSpec
    registry: Registry
    models: Mapping[str, Model]
    seen: Observation
    kpis: Kpis

    @property
    def groups(self) -> tuple[GroupPlan, ...]:
        """The groups as they were compiled."""
        return self.seen.plan.groups

    @property
    def duration_s(self) -> float:
        """Length of the run. [s]"""
        return self.seen.plan.duration_ns / NS_PER_S

    def group(self, name: str) -> Group:
        """Give a group as the scenario has it."""
        return self.scenario.groups[name]

    def seen_of(self, group: GroupPlan) -> tuple[TaskSeen, ...]:
        """Give what was seen of the tasks of a group."""
        return self.seen.tasks[[one.name for one in self.groups].index(group.name)]

    def alive_s(self, group: GroupPlan) -> float:
        """Mean time a device of a group was alive. [s]"""
        return float(np.mean(self.seen.ledgers[group.name].alive_ns)) / NS_PER_S

    def model_of(self, group: Group, task: TaskPlan) -> Model | None:
        """Give the model that judges the windows of a task; None for a threshold or background traffic."""
        own: Task | None = next((one for one in group.tasks if one.name == task.name), None)
        if own is None:
            return None
        detector = detector_of(self.placement, group, own)
        return self.models[detector.model] if detector.kind == "model" else None

    def kernel_of(self, device: DeviceProfile) -> KernelProfile:
        """Give what a device's kernel library costs."""
        return self.registry.kernel(device.core, device.stack)


def table_leaf(kind: Kind, part: str, field: str, table: SourcedTable, value: float, name: str) -> Node:
    """Make a leaf of what a table gives on average, in the unit of its last column. [SI]"""
    dimension = rules_of(kind)[field].columns[-1]
    path = f"{kind.folder}/{part}.{field}"
    return Node(name, value, dimension, Operation.NUMBER, path=path, number=as_number(table))


def leaf(kind: Kind, part: str, field: str, sourced: Sourced, name: str = "") -> Node:
    """Make a leaf of a number of a part; numbers within numbers are named ``field.key``."""
    rule = rules_of(kind).get(field.partition(".")[0])
    dimension = rule.dimension if rule else Dimension.COUNT
    return number(f"{kind.folder}/{part}.{field}", sourced, dimension, name)

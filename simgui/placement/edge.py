"""Decide on the device: with the task's model, or with a bare threshold."""

from dataclasses import dataclass

from simgui.placement.context import TaskContext
from simgui.placement.detector import DetectorSpec
from simgui.placement.strategy import decided_on_device, model_of
from simgui.plan.plan import TaskPlan
from simgui.scenario.scenario import PlacementSpec
from simgui.scenario.task import Task


@dataclass(frozen=True, slots=True)
class Edge:
    """The model runs on the device; only reported results leave it."""

    def detector(self, task: Task, spec: PlacementSpec) -> DetectorSpec:
        """Name the model."""
        return model_of(task, spec)

    def compile(self, context: TaskContext) -> tuple[TaskPlan, ...]:
        """Give the task's plan; see `PlacementStrategy.compile`."""
        return (decided_on_device(context),)


@dataclass(frozen=True, slots=True)
class Threshold:
    """No machine learning: one feature of the window against a limit, on the device."""

    def detector(self, task: Task, spec: PlacementSpec) -> DetectorSpec:
        """Name feature and limit."""
        above = spec.options.get("above")
        limit = float(above) if isinstance(above, int | float) else None
        return DetectorSpec("threshold", feature=str(spec.options.get("feature", "rms")), above=limit)

    def compile(self, context: TaskContext) -> tuple[TaskPlan, ...]:
        """Give the task's plan; see `PlacementStrategy.compile`."""
        return (decided_on_device(context),)

"""Decide at the gateway."""

from dataclasses import dataclass

from simgui.placement.context import TaskContext
from simgui.placement.detector import DetectorSpec
from simgui.placement.strategy import Way, model_of, task_plan
from simgui.plan.plan import TaskPlan
from simgui.plan.stages import When
from simgui.scenario.scenario import PlacementSpec
from simgui.scenario.site import Tier
from simgui.scenario.task import Task


@dataclass(frozen=True, slots=True)
class Fog:
    """Every window goes to the gateway, which decides; reported results go on to who needs them and to the cloud."""

    def detector(self, task: Task, spec: PlacementSpec) -> DetectorSpec:
        """Name the model."""
        return model_of(task, spec)

    def compile(self, context: TaskContext) -> tuple[TaskPlan, ...]:
        """Give the task's plan; see `PlacementStrategy.compile`."""
        context.need_gateways()
        stages = [
            context.uplink(context.window_byte, after=-1, when=When.ALWAYS, raw=True),
            context.at_gateway(after=0, infer=True),
        ]
        decided = 1
        needed_at = context.task.needed_at
        if needed_at is Tier.CLOUD:
            context.need_cloud()
        if context.topology.cloud(context.group) is not None:
            stages.append(context.backhaul(context.task.result_byte, after=1, when=When.REPORTED))
            decided = 2 if needed_at is Tier.CLOUD else decided
        if needed_at is Tier.DEVICE:
            stages.append(context.downlink(after=1))
            decided = len(stages) - 1
        return (task_plan(context, Way(stages, verdict=1, decided_reported=decided, decided_silent=1)),)

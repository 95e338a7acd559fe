"""What a placement strategy is: a compiler of one task."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from simgui.placement.context import TaskContext
from simgui.placement.detector import DetectorSpec
from simgui.placement.sensing import sensing_s
from simgui.plan.plan import StagePlan, TaskPlan, to_ns
from simgui.plan.stages import Stage, When
from simgui.scenario.scenario import PlacementSpec
from simgui.scenario.site import Tier
from simgui.scenario.task import ReportPolicy, Task


class PlacementStrategy(Protocol):
    """Compiles a task of a group into the stages that serve its jobs."""

    def detector(self, task: Task, spec: PlacementSpec) -> DetectorSpec:
        """Name what judges the windows."""

    def compile(self, context: TaskContext) -> tuple[TaskPlan, ...]:
        """Give the task's plan, and background traffic if there is any.

        Raises
        ------
        MisfitError
            If something does not fit.
        """


def model_of(task: Task, spec: PlacementSpec) -> DetectorSpec:
    """Name the placement's own model, else the task's."""
    model = spec.options.get("model")
    return DetectorSpec("model", model=str(model) if model is not None else task.model)


@dataclass(frozen=True, slots=True)
class Way:
    """Stages in order, and where the decision is made and becomes available.

    Parameters
    ----------
    stages : Sequence[StagePlan]
        Predecessors first.
    verdict : int
        Index of the stage that brings the verdict.
    decided_reported, decided_silent : int
        See `TaskPlan`.
    """

    stages: Sequence[StagePlan]
    verdict: int
    decided_reported: int
    decided_silent: int


def task_plan(context: TaskContext, way: Way) -> TaskPlan:
    """Wrap a way into the plan of its task."""
    task = context.task
    rate_hz = context.group.stream.rate_hz
    return TaskPlan(
        name=task.name,
        is_job=True,
        period_ns=to_ns(task.every_s),
        phase_ns=context.perceived.phase_ns,
        jobs=context.perceived.jobs,
        sense_ns=to_ns(sensing_s(context.parts.sensor, rate_hz, task.window_s, task.every_s)),
        stages=tuple(way.stages),
        verdict_stage=way.verdict,
        decided_reported=way.decided_reported,
        decided_silent=way.decided_silent,
        report=task.report,
        needed_at=task.needed_at,
        deadline_ns=None if task.deadline_s is None else to_ns(task.deadline_s),
        alarm_within_ns=None if task.alarm_within_s is None else to_ns(task.alarm_within_s),
        actuator_ns=to_ns(task.actuator_s),
        verdicts=context.perceived.verdicts,
        window_byte=context.window_byte,
    )


def decided_on_device(context: TaskContext) -> TaskPlan:
    """Decide on the device and send what is reported up, as far as there is somebody to hear it."""
    stages = [context.infer_on_device()]
    cloud = context.topology.cloud(context.group)
    heard = context.has_gateway or cloud is not None
    if heard:
        stages.append(context.uplink(context.task.result_byte, after=0, when=_report_when(context), raw=False))
    if context.has_gateway:
        stages.append(context.at_gateway(after=1, infer=False))
        if cloud is not None:
            stages.append(context.backhaul(context.task.result_byte, after=2))
    if context.task.needed_at is Tier.FOG:
        context.need_gateways()
    if context.task.needed_at is Tier.CLOUD:
        context.need_cloud()
    order = [stage.stage for stage in stages]
    arrives = {
        Tier.DEVICE: Stage.INFER,
        Tier.FOG: Stage.GATEWAY,
        Tier.CLOUD: Stage.BACKHAUL if context.has_gateway else Stage.UPLINK,
    }[context.task.needed_at]
    return task_plan(context, Way(stages, verdict=0, decided_reported=order.index(arrives), decided_silent=0))


def _report_when(context: TaskContext) -> When:
    return When.ALWAYS if context.task.report is ReportPolicy.ALWAYS else When.REPORTED


def decided_in_cloud(context: TaskContext) -> TaskPlan:
    """Send every window up, decide in the cloud, and bring reported decisions to where they are needed."""
    stages = [context.uplink(context.window_byte, after=-1, when=When.ALWAYS, raw=True)]
    if context.has_gateway:
        stages.append(context.at_gateway(after=0, infer=False))
        stages.append(context.backhaul(context.window_byte, after=1))
    verdict = len(stages)
    stages.append(context.in_cloud(after=verdict - 1))
    needed_at = context.task.needed_at
    if needed_at is Tier.FOG:
        context.need_gateways()
    if context.has_gateway and needed_at is not Tier.CLOUD:
        stages.append(context.downhaul(context.task.result_byte, after=verdict))
    if needed_at is Tier.DEVICE:
        stages.append(context.downlink(after=len(stages) - 1))
    return task_plan(context, Way(stages, verdict, decided_reported=len(stages) - 1, decided_silent=verdict))

"""Decide in the cloud: from windows, or from a stream of every sample."""

from dataclasses import dataclass, replace

import numpy as np

from simgui.placement.context import TaskContext
from simgui.placement.detector import DetectorSpec
from simgui.placement.sensing import sensing_s
from simgui.placement.strategy import decided_in_cloud, model_of
from simgui.plan.plan import NS_PER_S, StagePlan, TaskPlan, to_ns
from simgui.plan.stages import When
from simgui.plan.verdicts import Int64Array
from simgui.scenario.scenario import PlacementSpec
from simgui.scenario.task import Task

CHUNK_S = 10.0
"""Longest run of samples that a stream sends as one message. [s]"""


@dataclass(frozen=True, slots=True)
class Cloud:
    """Every window goes to the cloud, which decides."""

    def detector(self, task: Task, spec: PlacementSpec) -> DetectorSpec:
        """Name the model."""
        return model_of(task, spec)

    def compile(self, context: TaskContext) -> tuple[TaskPlan, ...]:
        """Give the task's plan; see `PlacementStrategy.compile`."""
        return (decided_in_cloud(context),)


@dataclass(frozen=True, slots=True)
class Stream:
    """Every sample goes to the cloud: the windows as jobs, what lies between them as background traffic."""

    def detector(self, task: Task, spec: PlacementSpec) -> DetectorSpec:
        """Name the model."""
        return model_of(task, spec)

    def compile(self, context: TaskContext) -> tuple[TaskPlan, ...]:
        """Give the task's plan and its background; see `PlacementStrategy.compile`."""
        windows = decided_in_cloud(context)
        between_s = context.task.every_s - context.task.window_s
        if between_s <= 0:
            return (windows,)
        return windows, self._background(context, windows, between_s)

    def _background(self, context: TaskContext, windows: TaskPlan, between_s: float) -> TaskPlan:
        chunks = int(np.ceil(between_s / CHUNK_S))
        values = between_s * context.group.stream.rate_hz * context.parts.sensor.channels / chunks
        payload_byte = round(values * context.parts.sensor.sample_byte)
        stages: list[StagePlan] = [
            context.uplink(payload_byte, after=-1, when=When.ALWAYS, raw=True, every_s=context.task.every_s / chunks)
        ]
        if context.has_gateway:
            stages.append(context.at_gateway(after=0, infer=False))
            stages.append(context.backhaul(payload_byte, after=1))
        period_ns = windows.period_ns // chunks
        every_s = context.task.every_s
        always_s = sensing_s(context.parts.sensor, context.group.stream.rate_hz, every_s, every_s)
        # A chunk is complete when the next window begins.
        phase_ns = (windows.phase_ns - round(context.task.window_s * NS_PER_S)) % period_ns
        return replace(
            windows,
            name=f"{windows.name}.stream",
            is_job=False,
            period_ns=period_ns,
            phase_ns=phase_ns,
            jobs=_jobs(phase_ns, period_ns, windows, to_ns(context.topology.scenario.duration_s)),
            sense_ns=max(0, to_ns(always_s) - windows.sense_ns) // chunks,
            stages=tuple(stages),
            verdict_stage=-1,
            decided_reported=len(stages) - 1,
            decided_silent=len(stages) - 1,
            deadline_ns=None,
            alarm_within_ns=None,
            verdicts=None,
        )


def _jobs(phase_ns: Int64Array, period_ns: int, windows: TaskPlan, duration_ns: int) -> Int64Array:
    """Count the chunks that are complete before the run ends; where a recording stops before, with its last window."""
    last_ns = windows.phase_ns + (windows.jobs - 1) * windows.period_ns
    stops = last_ns + windows.period_ns < duration_ns
    end_ns = np.where(stops, last_ns + 1, duration_ns)
    return np.where(stops & (windows.jobs <= 0), 0, -(-(end_ns - phase_ns) // period_ns)).clip(0)

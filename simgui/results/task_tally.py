"""What the rows of one task add up to."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from simgui.plan.plan import Plan, TaskPlan
from simgui.plan.stages import Outcome, Stage
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array
from simgui.results.confusion import StreamConfusion
from simgui.results.decisions import BoolArray, Decisions, decide
from simgui.results.event_tally import EventTally
from simgui.results.exact_latencies import ExactLatencies
from simgui.results.latency_histogram import LatencyHistogram

_HALF_BITS = 20


def exact_sum(values: Int64Array) -> int:
    """Sum int64 numbers without overflow, whatever their size."""
    return (int((values >> _HALF_BITS).sum()) << _HALF_BITS) + int((values & ((1 << _HALF_BITS) - 1)).sum())


@dataclass(slots=True)
class Traffic:
    """Bytes and messages of a task; summed over tasks by `+=`.

    Parameters
    ----------
    uplink_byte, downlink_byte : int
        Bytes on the first hop and on the last one back to the device, all attempts with headers. [byte]
    raw_byte : int
        Raw input that left the device, all attempts. [byte]
    cloud_messages : int
        Messages that reached the cloud.
    """

    uplink_byte: int = 0
    downlink_byte: int = 0
    raw_byte: int = 0
    cloud_messages: int = 0

    def __iadd__(self, other: "Traffic") -> Self:
        """Add another task's traffic."""
        self.uplink_byte += other.uplink_byte
        self.downlink_byte += other.downlink_byte
        self.raw_byte += other.raw_byte
        self.cloud_messages += other.cloud_messages
        return self

    def record(self, task: TaskPlan, chunk: TraceChunk) -> None:
        """Add the rows of a chunk."""
        for index, stage in enumerate(task.stages):
            if stage.stage not in {Stage.UPLINK, Stage.DOWNLINK}:
                continue
            attempts = int(chunk.attempts[index].sum(dtype=np.int64))
            if stage.stage is Stage.DOWNLINK:
                self.downlink_byte += attempts * stage.wire_byte
            else:
                self.uplink_byte += attempts * stage.wire_byte
                self.raw_byte += attempts * stage.payload_byte if stage.raw else 0
        self.cloud_messages += sum(_passed(task, chunk, index) for index in entries_to_cloud(task))


def _passed(task: TaskPlan, chunk: TraceChunk, stage: int) -> int:
    """Count the messages that got through a stage.

    One lost there in its last attempt has an end too: it is told by its outcome and by what followed. A report that
    was lost after its decision had been made on the device is counted, as nothing followed anyway.
    """
    through = chunk.finish_ns[stage] >= 0
    if task.stages[stage].may_fail:
        failed = chunk.outcome == Outcome.LOST
        for index, follower in enumerate(task.stages):
            if follower.after == stage:
                failed &= chunk.start_ns[index] < 0
        through &= ~failed
    return int(through.sum())


def entries_to_cloud(task: TaskPlan) -> tuple[int, ...]:
    """List the stages whose end brings a message to the cloud.

    The backhauls; without one, what comes before the cloud's servers; without these and without a gateway, the uplinks.
    """
    backhauls = tuple(i for i, stage in enumerate(task.stages) if stage.stage is Stage.BACKHAUL)
    before_cloud = tuple(stage.after for stage in task.stages if stage.stage is Stage.CLOUD and stage.after >= 0)
    uplinks = tuple(i for i, stage in enumerate(task.stages) if stage.stage is Stage.UPLINK)
    if any(stage.stage is Stage.GATEWAY for stage in task.stages):
        return backhauls or before_cloud
    return before_cloud or uplinks


@dataclass(slots=True)
class TaskTally:
    """Counters of one task of one group; memory does not grow with the rows.

    Parameters
    ----------
    plan : Plan
        What is run.
    task : TaskPlan
        Whose rows are counted.

    Attributes
    ----------
    jobs, lost : int
        Jobs, and those whose decision never came.
    due, missed : int
        Jobs with a deadline, and those late or lost.
    in_time : int
        Jobs decided in time; without a deadline, decided at all.
    latency : LatencyHistogram | ExactLatencies
        Of the jobs that count for it.
    stage_ns : dict[Stage, int]
        Time from arrival at each stage to arrival behind it, summed over the jobs decided that count for the
        latency; adds up to the sum of their latencies. [ns]
    false_alarms : int
        Alarms that arrived from windows without an event, none of the windows that confirmed them holding one either.
    false_by_stream : int64 array (streams,)
        The same by the distinct stream they came from.
    silent : LatencyHistogram
        Of the other jobs that were decided, where there is a deadline.
    attempts : int64 array (stages,)
        Attempts begun at each stage.
    heard : bool array (devices,)
        Whose decisions count for the latency.
    """

    plan: Plan
    task: TaskPlan
    jobs: int = 0
    lost: int = 0
    due: int = 0
    missed: int = 0
    in_time: int = 0
    false_alarms: int = 0
    latency: LatencyHistogram | ExactLatencies = field(default_factory=LatencyHistogram)
    stage_ns: dict[Stage, int] = field(default_factory=dict)
    traffic: Traffic = field(default_factory=Traffic)
    silent: LatencyHistogram = field(default_factory=LatencyHistogram)
    attempts: Int64Array = field(init=False)
    events: EventTally | None = field(init=False, default=None)
    confusion: StreamConfusion | None = field(init=False, default=None)
    false_by_stream: Int64Array = field(init=False)
    heard: BoolArray = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what depends on stages and verdicts."""
        self.attempts = np.zeros(len(self.task.stages), dtype=np.int64)
        verdicts = self.task.verdicts
        self.heard = np.zeros(len(self.task.jobs), dtype=np.bool_)
        self.false_by_stream = np.zeros(0 if verdicts is None else verdicts.pool.label.shape[0], dtype=np.int64)
        if self.task.is_job and verdicts is not None:
            self.events = EventTally(self.task, verdicts)
            self.confusion = StreamConfusion(verdicts.pool.label.shape[0])

    def absorb(self, other: "TaskTally") -> None:
        """Add everything another tally of the same task has counted."""
        for name in ("jobs", "lost", "due", "missed", "in_time", "false_alarms"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.latency.merge(other.latency)  # type: ignore[arg-type]
        for stage, spent_ns in other.stage_ns.items():
            self.stage_ns[stage] = self.stage_ns.get(stage, 0) + spent_ns
        self.traffic += other.traffic
        self.attempts += other.attempts
        self.heard |= other.heard
        self.false_by_stream += other.false_by_stream
        self.silent.merge(other.silent)
        if self.events is not None and other.events is not None:
            self.events.absorb(other.events)
        if self.confusion is not None and other.confusion is not None:
            self.confusion.counts += other.confusion.counts

    def record(self, chunk: TraceChunk) -> None:
        """Add the rows of a chunk of this task."""
        self.traffic.record(self.task, chunk)
        self.attempts += chunk.attempts.sum(axis=1, dtype=np.int64)
        if not self.task.is_job:
            return
        decisions = decide(self.plan, chunk)
        self._record_latency(chunk, decisions)
        self._record_stages(chunk, decisions)
        if self.events is not None and self.confusion is not None and self.task.verdicts is not None:
            self._record_verdicts(chunk, decisions, self.events, self.confusion)

    def _record_latency(self, chunk: TraceChunk, decisions: Decisions) -> None:
        decided = decisions.decided
        rows, came = len(chunk), int(decided.sum())
        self.jobs += rows
        self.lost += rows - came
        in_time = came
        if self.task.deadline_ns is not None:
            in_time = int((decided & (decisions.at_ns - chunk.release_ns <= self.task.deadline_ns)).sum())
            self.due += rows
            self.missed += rows - in_time
        self.in_time += in_time
        taken_ns = decisions.at_ns - chunk.release_ns
        lost = int((~decided & decisions.for_latency).sum())
        counted = decided & decisions.for_latency
        self.latency.add(taken_ns[counted], lost=lost)
        self.heard[chunk.device[counted]] = True
        if self.task.deadline_ns is not None:
            self.silent.add(taken_ns[decided & ~decisions.for_latency])

    def _record_stages(self, chunk: TraceChunk, decisions: Decisions) -> None:
        counted = decisions.decided & decisions.for_latency
        if self.task.decided_reported == self.task.decided_silent:
            self._add_way(chunk, counted, self.task.decided_reported)
            return
        self._add_way(chunk, counted & decisions.reported, self.task.decided_reported)
        self._add_way(chunk, counted & ~decisions.reported, self.task.decided_silent)

    def _add_way(self, chunk: TraceChunk, rows: BoolArray, last: int) -> None:
        which = np.flatnonzero(rows)
        if not len(which):
            return
        reached_ns = chunk.release_ns[which]
        for index in self.task.way_to(last):
            stage = self.task.stages[index].stage
            left_ns = chunk.left_ns(self.plan, index, which)
            self.stage_ns[stage] = self.stage_ns.get(stage, 0) + exact_sum(left_ns - reached_ns)
            reached_ns = left_ns

    def _record_verdicts(
        self, chunk: TraceChunk, decisions: Decisions, events: EventTally, confusion: StreamConfusion
    ) -> None:
        truth = chunk.truth
        unknown = truth < 0
        if unknown.any():
            truth = truth.copy()
            truth[unknown] = events.truth(chunk.device[unknown].astype(np.int64), chunk.job[unknown])
        assert self.task.verdicts is not None  # noqa: S101 - the caller has looked
        confusion.add(self.task.verdicts.stream[chunk.device], truth, chunk.label, decisions.decided)
        alarm = decisions.alarm
        unfounded = self._unfounded(chunk, np.flatnonzero(alarm & (truth == 0)), events)
        self.false_alarms += len(unfounded)
        stream = self.task.verdicts.stream[chunk.device[unfounded]]
        self.false_by_stream += np.bincount(stream, minlength=len(self.false_by_stream))
        events.add_alarms(chunk.device[alarm].astype(np.int64), chunk.job[alarm], decisions.at_ns[alarm])

    def _unfounded(self, chunk: TraceChunk, rows: Int64Array, events: EventTally) -> Int64Array:
        """Give the rows none of whose windows that were counted for their confirmation holds an event."""
        assert self.task.verdicts is not None  # noqa: S101 - the caller has looked
        for back in range(1, self.task.verdicts.confirm.of):
            rows = rows[events.truth(chunk.device[rows].astype(np.int64), chunk.job[rows] - back) == 0]
        return rows

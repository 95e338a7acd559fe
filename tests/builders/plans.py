"""Plans in a line or two, for tests of engines and results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simgui.plan.plan import EnergyPlan, GroupPlan, GroupTariff, Plan, StagePlan, TaskPlan
from simgui.plan.stages import Stage, State, When
from simgui.plan.stations import StationSet
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Events, TaskVerdicts, VerdictPool
from simgui.scenario.site import Tier
from simgui.scenario.task import ReportPolicy

MS = 1_000_000
S = 1_000_000_000

FREE = GroupTariff(bom_usd=0.0, usd_per_month=0.0, usd_per_byte=0.0, usd_per_message=0.0)
NOTHING_DRAWN = (0.0,) * len(State)


def ints(values: int | Sequence[int] | npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Spread a number, or take one each."""
    return np.broadcast_to(np.asarray(values, dtype=np.int64), (count,)).copy()


def verdicts(labels: npt.ArrayLike, devices: int, truths: npt.ArrayLike | None = None) -> TaskVerdicts:
    """Verdicts that run through ``labels`` from the start on every device; without events."""
    label = np.asarray(labels, dtype=np.int8).reshape(1, 1, 1, -1)
    truth = np.zeros_like(label) if truths is None else np.asarray(truths, dtype=np.int8).reshape(label.shape)
    none = np.zeros(0, dtype=np.int64)
    return TaskVerdicts(
        pool=VerdictPool(label, label.astype(np.float32), truth, label.size, recorded=False),
        stream=np.zeros(devices, dtype=np.int32),
        offset=np.zeros(devices, dtype=np.int64),
        events=Events(none.astype(np.int32), none, none, none.astype(np.int8)),
        first_job=none,
        last_job=none,
        bin_first_job=np.zeros((devices, 1), dtype=np.int64),
    )


def energy(
    devices: int,
    base_w: float = 0.0,
    state_w: Sequence[float] = NOTHING_DRAWN,
    capacity_j: float | Sequence[float] | None = None,
) -> EnergyPlan:
    """Equal draws for every device."""
    capacity = None if capacity_j is None else np.broadcast_to(np.asarray(capacity_j, dtype=float), (devices,)).copy()
    return EnergyPlan(
        base_power_w={"sleep": np.full(devices, base_w)},
        state_power_w={s: np.full(devices, state_w[s] if s < len(state_w) else 0.0) for s in State},
        capacity_j=capacity,
    )


def stage(
    kind: Stage,
    station_set: int,
    service_ns: int | Sequence[int] | npt.NDArray[np.int64],
    *,
    devices: int,
    instance: int | Sequence[int] | npt.NDArray[np.int64] = 0,
    after: int = -1,
    when: When = When.ALWAYS,
    state: State | None = None,
    delay_ns: int = 0,
    loss: float = 0.0,
    attempts: int = 1,
    gap_ns: int = 0,
    tail_ns: int = 0,
) -> StagePlan:
    """One stage."""
    return StagePlan(
        stage=kind,
        after=after,
        station_set=station_set,
        instance=ints(instance, devices).astype(np.int32),
        service_ns=ints(service_ns, devices),
        delay_ns=delay_ns,
        when=when,
        state=state,
        tail_ns=np.array([tail_ns]),
        tail_state=State.TAIL if tail_ns else None,
        loss_probability=np.full(devices, loss),
        max_attempts=attempts,
        gap_ns=gap_ns,
        payload_byte=10,
        wire_byte=20,
    )


def task(
    stages: Sequence[StagePlan],
    *,
    devices: int,
    period_ns: int,
    jobs: int | Sequence[int] | npt.NDArray[np.int64],
    phase_ns: int | Sequence[int] | npt.NDArray[np.int64] = 0,
    labels: npt.ArrayLike = (0,),
    report: ReportPolicy = ReportPolicy.ALWAYS,
    name: str = "task",
    verdict_stage: int | None = None,
    decided: tuple[int, int] | None = None,
    sense_ns: int = 0,
    deadline_ns: int | None = None,
) -> TaskPlan:
    """One task; decided at its last stage unless told otherwise."""
    last = len(stages) - 1
    reported, silent = decided or (last, last)
    return TaskPlan(
        name=name,
        is_job=True,
        period_ns=period_ns,
        phase_ns=ints(phase_ns, devices),
        jobs=ints(jobs, devices),
        sense_ns=sense_ns,
        stages=tuple(stages),
        verdict_stage=last if verdict_stage is None else verdict_stage,
        decided_reported=reported,
        decided_silent=silent,
        report=report,
        needed_at=Tier.DEVICE,
        deadline_ns=deadline_ns,
        alarm_within_ns=None,
        actuator_ns=0,
        verdicts=verdicts(labels, devices),
    )


def group(
    tasks: Sequence[TaskPlan], *, devices: int, name: str = "group", books: EnergyPlan | None = None
) -> GroupPlan:
    """One group."""
    return GroupPlan(name, devices, tuple(tasks), books or energy(devices), FREE)


def plan(
    stations: Sequence[StationSet], groups: Sequence[GroupPlan], *, duration_ns: int, seed: int = 1, drain_ns: int = 0
) -> Plan:
    """A whole plan."""
    return Plan("test", seed, duration_ns, drain_ns, tuple(stations), tuple(groups))


@dataclass
class Rows:
    """A sink that keeps every row by (group, task, device, job)."""

    chunks: list[TraceChunk] = field(default_factory=list)

    def record(self, chunk: TraceChunk) -> None:
        """Keep a chunk."""
        self.chunks.append(chunk)

    def by_key(self) -> Mapping[tuple[int, int, int, int], tuple[TraceChunk, int]]:
        """Chunk and row of every key; fails on a key that stands twice."""
        rows: dict[tuple[int, int, int, int], tuple[TraceChunk, int]] = {}
        for chunk in self.chunks:
            for row in range(len(chunk)):
                key = (chunk.group, chunk.task, int(chunk.device[row]), int(chunk.job[row]))
                assert key not in rows, f"row {key} was recorded twice"
                rows[key] = (chunk, row)
        return rows

    def column(self, name: str, stage_index: int | None = None) -> npt.NDArray[np.int64]:
        """One column over all chunks, sorted by (group, task, device, job)."""
        chunks = [c for c in self.chunks if len(c)]
        order = np.lexsort([np.concatenate([key(c) for c in chunks]) for key in (_job, _device, _task, _group)])
        parts = [getattr(c, name) if stage_index is None else getattr(c, name)[stage_index] for c in chunks]
        return np.asarray(np.concatenate(parts).astype(np.int64)[order])


def _job(chunk: TraceChunk) -> npt.NDArray[np.int64]:
    return chunk.job


def _device(chunk: TraceChunk) -> npt.NDArray[np.int64]:
    return chunk.device.astype(np.int64)


def _task(chunk: TraceChunk) -> npt.NDArray[np.int64]:
    return np.full(len(chunk), chunk.task)


def _group(chunk: TraceChunk) -> npt.NDArray[np.int64]:
    return np.full(len(chunk), chunk.group)


class Unwatched:
    """A control that never interferes."""

    def progress(self, time_ns: int, jobs: int) -> None:
        """Hear nothing."""

    def cancelled(self) -> bool:
        """Never stop."""
        return False

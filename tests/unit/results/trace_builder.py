"""Small plans and traces for the tests of results."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, EnergyPlan, GroupPlan, GroupTariff, Plan, ServerPlan, StagePlan, TaskPlan
from simgui.plan.stages import Outcome, Stage, State, When
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Events, TaskVerdicts, VerdictPool
from simgui.scenario.site import Tier
from simgui.scenario.task import ReportPolicy

MS = 1_000_000
S = NS_PER_S
CPU, CHANNEL, GATEWAY = 0, 1, 2


def ns(*values: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def events(*spans: tuple[int, int, int]) -> Events:
    """Events as (device, onset, end)."""
    device, onset, end = zip(*spans, strict=True) if spans else ((), (), ())
    return Events(
        device=np.array(device, dtype=np.int32),
        onset_ns=ns(*onset),
        end_ns=ns(*end),
        state=np.ones(len(spans), dtype=np.int8),
    )


def verdicts(
    devices: int = 2,
    streams: int = 2,
    truth: Events | None = None,
    windows: Sequence[tuple[int, int]] = (),
    *,
    recorded: bool = False,
) -> TaskVerdicts:
    shape = (streams, 2, 1, 4)
    pool = VerdictPool(
        label=np.zeros(shape, dtype=np.int8),
        score=np.zeros(shape, dtype=np.float32),
        truth=np.zeros(shape, dtype=np.int8),
        real_inferences=16,
        recorded=recorded,
    )
    return TaskVerdicts(
        pool=pool,
        stream=(np.arange(devices) % streams).astype(np.int32),
        offset=np.zeros(devices, dtype=np.int64),
        events=truth or events(),
        first_job=ns(*(first for first, _ in windows)),
        last_job=ns(*(last for _, last in windows)),
        bin_first_job=np.zeros((devices, 1), dtype=np.int64),
    )


def stage(kind: Stage, after: int, station_set: int, devices: int = 2, **changes: object) -> StagePlan:
    made = StagePlan(
        stage=kind,
        after=after,
        station_set=station_set,
        instance=np.zeros(devices, dtype=np.int32),
        service_ns=np.full(devices, 10 * MS, dtype=np.int64),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def edge_stages(devices: int = 2) -> tuple[StagePlan, ...]:
    """Decide on the device; report detections to the gateway."""
    return (
        stage(Stage.INFER, -1, CPU, devices, state=State.COMPUTE, instance=np.arange(devices, dtype=np.int32)),
        stage(Stage.UPLINK, 0, CHANNEL, devices, when=When.REPORTED, payload_byte=8, wire_byte=20, delay_ns=MS),
    )


def fog_stages(devices: int = 2) -> tuple[StagePlan, ...]:
    """Send every window to the gateway and decide there."""
    return (
        stage(Stage.UPLINK, -1, CHANNEL, devices, payload_byte=100, wire_byte=120, raw=True, delay_ns=MS),
        stage(Stage.GATEWAY, 0, GATEWAY, devices),
    )


def task(stages: tuple[StagePlan, ...], devices: int = 2, **changes: object) -> TaskPlan:
    made = TaskPlan(
        name="wear",
        is_job=True,
        period_ns=S,
        phase_ns=np.zeros(devices, dtype=np.int64),
        jobs=np.full(devices, 10, dtype=np.int64),
        sense_ns=0,
        stages=stages,
        verdict_stage=0,
        decided_reported=0,
        decided_silent=0,
        report=ReportPolicy.ON_DETECTION,
        needed_at=Tier.DEVICE,
        deadline_ns=50 * MS,
        alarm_within_ns=None,
        actuator_ns=0,
        verdicts=verdicts(devices),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def energy(devices: int = 2, capacity_j: float | None = 1000.0) -> EnergyPlan:
    return EnergyPlan(
        base_power_w={"sleep": np.full(devices, 0.001), "self_discharge": np.full(devices, 0.0005)},
        state_power_w={state: np.full(devices, 0.1 * (state + 1)) for state in State},
        capacity_j=None if capacity_j is None else np.full(devices, capacity_j),
    )


def group(*tasks: TaskPlan, name: str = "motors", devices: int = 2, tariff: GroupTariff | None = None) -> GroupPlan:
    return GroupPlan(
        name=name,
        devices=devices,
        tasks=tasks,
        energy=energy(devices),
        tariff=tariff or GroupTariff(bom_usd=0.0, usd_per_month=0.0, usd_per_byte=0.0, usd_per_message=0.0),
    )


def plan(
    *groups: GroupPlan,
    duration_s: int = 10,
    servers: tuple[ServerPlan, ...] = (),
    channel_outages: tuple[StationOutage, ...] = (),
    gateway_outages: tuple[StationOutage, ...] = (),
) -> Plan:
    devices = max(g.devices for g in groups)
    stations = (
        StationSet("fleet.motors.cpu", StationKind.DEVICE_CPU, devices),
        StationSet("plant.cell.channel", StationKind.CHANNEL, 1, outages=channel_outages),
        StationSet("plant.cell", StationKind.GATEWAY_CPU, 1, outages=gateway_outages),
    )
    return Plan("edge", 7, duration_s * S, 3600 * S, stations, groups, servers)


Row = tuple[int, int, int, int, int, Outcome, list[int], list[int]]


def chunk(rows: Sequence[Row], attempts: Sequence[Sequence[int]] | None = None, group: int = 0) -> TraceChunk:
    """Rows as (device, job, truth, label, reported, outcome, starts, finishes); released a second apart."""
    device, job, truth, label, reported, outcome, starts, finishes = zip(*rows, strict=True)
    start_ns, finish_ns = np.array(starts, dtype=np.int64).T, np.array(finishes, dtype=np.int64).T
    tried = (start_ns >= 0) if attempts is None else np.array(attempts).T
    return TraceChunk(
        group=group,
        task=0,
        device=np.array(device, dtype=np.int32),
        job=ns(*job),
        release_ns=ns(*job) * S,
        truth=np.array(truth, dtype=np.int8),
        label=np.array(label, dtype=np.int8),
        reported=np.array(reported, dtype=np.int8),
        outcome=np.array(outcome, dtype=np.int8),
        start_ns=start_ns,
        finish_ns=finish_ns,
        attempts=tried.astype(np.int16),
        lost_ns=np.zeros_like(start_ns),
    )


def edge_row(device: int, job: int, latency_ns: int, truth: int = 0, label: int = 0) -> Row:
    """Decide on the device after a time; detections go up at once."""
    release = job * S
    sent = (release + latency_ns, release + latency_ns + 5 * MS) if label else (-1, -1)
    return (
        device,
        job,
        truth,
        label,
        label,
        Outcome.DONE,
        [release, sent[0]],
        [release + latency_ns, sent[1]],
    )


def dead_row(device: int, job: int, stages: int = 2) -> Row:
    return (device, job, -1, -1, -1, Outcome.DEAD, [-1] * stages, [-1] * stages)


def ledger(made: GroupPlan, duration_s: float = 10.0, compute_s: Sequence[float] | None = None) -> GroupLedger:
    state_ns = np.zeros((len(State), made.devices), dtype=np.int64)
    if compute_s is not None:
        state_ns[State.COMPUTE] = np.array(compute_s) * S
    return GroupLedger(
        energy=made.energy,
        alive_ns=np.full(made.devices, round(duration_s * S), dtype=np.int64),
        state_ns=state_ns,
        death_ns=np.full(made.devices, -1, dtype=np.int64),
    )

"""Random small plans: shared stations, ties on purpose, losses, outages, bounded queues, dying batteries.

`random_plan` builds one from a seed, so that a failing case is named by a number; `random_plans` is the hypothesis
strategy over it. Loops through a half-duplex channel, and retries without a pause, always take time: as in every real
plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from builders.plans import FREE, MS, stage
from builders.random_chains import CHAINS
from builders.random_timing import RandomTiming
from simgui.plan.plan import EnergyPlan, GroupPlan, Plan, StagePlan, TaskPlan
from simgui.plan.stages import Stage, State, When
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.verdicts import Events, TaskVerdicts, VerdictPool
from simgui.scenario.site import Dispatch, Tier
from simgui.scenario.task import ReportPolicy

Ints = npt.NDArray[np.int64]

FEATURES = frozenset(
    {
        "losses",  # attempts fail and are repeated
        "outages",  # stations fail, one instance or all
        "bounded",  # full stores and queues drop
        "workers",  # several workers serve side by side
        "round_robin",  # they are dealt to in turn
        "unequal",  # services differ between devices
        "zero_services",  # some take no time
        "half_duplex",  # downlinks share the channel of the uplinks
        "background",  # traffic that is no job
        "tails",  # the radio listens on
        "delays",  # propagation between stations
        "deaths",  # batteries run empty
        "reports",  # on_detection and on_change; else always
        "drains",  # a drain after the run; else none
        "holds",  # workers stay closed behind a service
        "slots",  # radios take attempts at certain instants only
        "wakes",  # a rested station takes longer
        "jitter",  # delays and pauses are random
        "rates",  # attempts take unequal times
        "collisions",  # radios disturb each other
        "preemption",  # control tasks take the processor away
        "blackouts",  # devices are without power and network for a while
        "paces",  # processors slow down in the course of the run
    }
)
"""Everything a plan can hold; a caller may ask for fewer."""

_STATION_SERVICE_SHARE = (0.1, 0.5, 0.9, 1.5)
"""How much of a station's time the jobs of a period ask for, about."""


@dataclass(frozen=True)
class _Shared:
    """Stations that all groups use: index of each set, and how many cells there are."""

    cells: int
    index: Mapping[StationKind, int]


class _Builder:
    def __init__(self, seed: int, max_devices: int, max_jobs: int, features: frozenset[str]) -> None:
        self.rng = np.random.default_rng(seed)
        self.seed = seed
        self.features = features
        self.max_jobs = max_jobs
        # A coarse tick makes ties; a fine one makes none.
        self.tick_ns = int(self.rng.choice([1, 10, 1_000, MS]))
        self.fine = bool(self.rng.random() < 0.25)
        groups = int(self.rng.integers(1, 4))
        most = max(max_devices // groups, 1)
        many = bool(self.rng.random() < 0.2)
        largest = most if many else max(1, int(np.exp(self.rng.uniform(0, np.log(most + 0.5)))))
        self.devices = [int(n) for n in self.rng.integers(1, largest + 1, groups)]
        self.period_ticks = int(self.rng.integers(4, 12)) * max(1, sum(self.devices) // 3)
        self.periods = int(self.rng.integers(1, max(2, min(12, max_jobs // (3 * sum(self.devices))) + 1)))
        self.duration_ns = self.period_ticks * self.periods * self.tick_ns
        self.stations: list[StationSet] = []
        self._law: tuple[float | None, int | None] | None = None

    def has(self, feature: str, chance: float = 0.5) -> bool:
        drawn = bool(self.rng.random() < chance)
        return drawn and feature in self.features

    def law(self) -> tuple[float | None, int | None]:
        """Capture and demodulators of the gateways: the same for all stages."""
        if self._law is None:
            capture = None if self.rng.random() < 0.3 else float(self.rng.choice([3.0, 6.0]))
            self._law = capture, None if self.rng.random() < 0.3 else int(self.rng.integers(1, 5))
        return self._law

    def ticks(self, count: float) -> int:
        """A duration of about so many ticks [ns]."""
        if self.fine:
            return max(1, round(count * self.tick_ns * 1_000 * self.rng.uniform(0.8, 1.2)) // 1_000)
        return max(1, round(count)) * self.tick_ns

    def add(self, name: str, kind: StationKind, count: int) -> int:
        workers = int(self.rng.integers(2, 5)) if self._may_be_many(kind) and self.has("workers") else 1
        station = StationSet(
            name,
            kind,
            count,
            workers=workers,
            dispatch=Dispatch.ROUND_ROBIN if workers > 1 and self.has("round_robin") else Dispatch.FIFO,
            outages=self._outages(count) if kind is not StationKind.DEVICE_CPU and self.has("outages", 0.3) else (),
        )
        if kind is StationKind.CHANNEL and self.has("bounded"):
            station = replace(station, sender_limit=int(self.rng.integers(1, 4)))
        elif kind is not StationKind.DEVICE_CPU and self.has("bounded", 0.3):
            station = replace(station, queue_limit=int(self.rng.integers(0, 6)))
        self.stations.append(station)
        return len(self.stations) - 1

    @staticmethod
    def _may_be_many(kind: StationKind) -> bool:
        return kind in (StationKind.GATEWAY_CPU, StationKind.CLOUD_CPU)

    def _outages(self, count: int) -> tuple[StationOutage, ...]:
        chance = self.rng.random()
        if chance < 0.4:
            return tuple(StationOutage(None, *span) for span in self._spans())
        if chance < 0.6:
            # All fail at first; later each one for itself.
            first, *rest = self._spans() or [(0, self.tick_ns)]
            alone = [StationOutage(i, *span) for span in rest for i in range(count) if self.rng.random() < 0.5]
            return (StationOutage(None, *first), *alone)
        hit = [i for i in range(count) if self.rng.random() < 0.5]
        return tuple(StationOutage(instance, *span) for instance in hit for span in self._spans())

    def _spans(self) -> list[tuple[int, int]]:
        """Up to three disjoint spans on the grid, some of them reaching past the end of the run."""
        last = self.period_ticks * (self.periods + 1)
        edges = np.unique(self.rng.integers(0, last, 2 * int(self.rng.integers(1, 4)))) * self.tick_ns
        if self.rng.random() < 0.15:  # one on the heels of the other
            return [(int(a), int(b)) for a, b in pairwise(edges)][:3]
        return [(int(a), int(b)) for a, b in edges[: len(edges) // 2 * 2].reshape(-1, 2)]

    def shared(self) -> _Shared:
        cells = int(self.rng.integers(1, 4))
        kinds = {
            StationKind.CHANNEL: ("site.cell.channel", cells),
            StationKind.GATEWAY_CPU: ("site.cell", cells),
            StationKind.BACKHAUL: ("site.cell.backhaul", cells),
            StationKind.CLOUD_CPU: ("region", 1),
            StationKind.DOWNHAUL: ("site.cell.downhaul", cells),
        }
        index = {kind: self.add(name, kind, count) for kind, (name, count) in kinds.items()}
        downlink = StationKind.CHANNEL if self.has("half_duplex", 0.7) else StationKind.DOWNLINK
        if downlink is StationKind.DOWNLINK:
            index[downlink] = self.add("site.cell.downlink", downlink, cells)
        else:
            index[StationKind.DOWNLINK] = index[StationKind.CHANNEL]
        return _Shared(cells, index)


class _GroupBuilder(RandomTiming):
    def __init__(self, builder: _Builder, shared: _Shared, name: str, devices: int) -> None:
        self.b = builder
        self.rng = builder.rng
        self.shared = shared
        self.name = name
        self.devices = devices
        self.own = np.arange(devices)
        ways: list[Ints] = [self.own % shared.cells, self.own * shared.cells // devices]
        self.cell = ways[int(self.rng.integers(2))]
        self.cpu = builder.add(f"fleet.{name}.cpu", StationKind.DEVICE_CPU, devices)
        self.preemption = self.drawn_preemption() if builder.has("preemption", 0.4) else None
        self.dark = self.drawn_dark() if builder.has("blackouts", 0.3) else None
        self.link = self.rng.random() < 0.4
        self.link_set = builder.add(f"fleet.{name}.link", StationKind.CHANNEL, devices) if self.link else -1

    def build(self) -> GroupPlan:
        tasks: list[TaskPlan] = []
        for number in range(int(self.rng.choice([1, 2, 3], p=[0.5, 0.4, 0.1]))):
            chain = CHAINS[int(self.rng.integers(len(CHAINS)))]
            tasks.append(self._task(f"t{number}", *chain(self)))
            if self.b.has("background", 0.3):
                tasks.append(self._background(f"t{number}.stream", tasks[-1]))
        return GroupPlan(self.name, self.devices, tuple(tasks), self._energy(tasks), FREE)

    def step(self, kind: Stage, after: int, *, when: When = When.ALWAYS) -> StagePlan:
        """One stage at its usual station."""
        station, instance = self._place(kind)
        shares = sum(self.b.devices) / self.b.stations[station].count * 2
        busy = float(self.rng.choice(_STATION_SERVICE_SHARE)) * self.b.stations[station].workers
        if self.b.stations[station].count == self.devices and station in (self.cpu, self.link_set):
            shares = 2
        service = np.full(self.devices, self.b.ticks(busy * self.b.period_ticks / shares))
        if self.b.has("unequal"):
            grid = 1 if self.b.fine else self.b.tick_ns
            service = service + self.rng.integers(0, 3, self.devices) * grid
        radio = kind in (Stage.UPLINK, Stage.DOWNLINK)
        if not radio and self.b.has("zero_services", 0.25):
            service = np.where(self.rng.random(self.devices) < 0.5, 0, service)
        plan = stage(
            kind,
            station,
            service,
            devices=self.devices,
            instance=instance,
            after=after,
            when=when,
            delay_ns=self.b.ticks(self.rng.integers(1, 6)) if self.b.has("delays") else 0,
            state={Stage.INFER: State.COMPUTE, Stage.UPLINK: State.TRANSMIT, Stage.DOWNLINK: State.RECEIVE}.get(kind),
        )
        if kind in (Stage.UPLINK, Stage.BACKHAUL, Stage.DOWNHAUL, Stage.DOWNLINK) and self.b.has("losses"):
            plan = replace(
                plan,
                loss_probability=self._loss_probability(),
                max_attempts=int(self.rng.integers(1, 5)),
                gap_ns=self.b.ticks(self.rng.integers(1, 6)) if not radio or self.rng.random() < 0.5 else 0,
            )
        if kind is Stage.UPLINK and self.b.has("tails"):
            tail = self.b.ticks(self.rng.uniform(0, self.b.period_ticks / 2))
            again = self.b.ticks(self.rng.uniform(0, 3)) if self.rng.random() < 0.5 else 0
            plan = replace(plan, tail_ns=np.array([tail]), retry_tail_ns=np.array([again]), tail_state=State.TAIL)
        return self.timed(plan, kind)

    def _loss_probability(self) -> npt.NDArray[np.float64]:
        """Draw one for all, or one for each."""
        alike = self.rng.random() < 0.5
        return np.asarray(
            self.rng.choice([0.0, 0.1, 0.4, 1.0], self.devices if not alike else 1, p=[0.1, 0.5, 0.3, 0.1])
        )

    def _place(self, kind: Stage) -> tuple[int, Ints]:
        index = self.shared.index
        match kind:
            case Stage.INFER:
                return self.cpu, self.own
            case Stage.UPLINK if self.link:
                return self.link_set, self.own
            case Stage.CLOUD:
                return index[StationKind.CLOUD_CPU], np.zeros_like(self.own)
        kinds = {
            Stage.UPLINK: StationKind.CHANNEL,
            Stage.GATEWAY: StationKind.GATEWAY_CPU,
            Stage.BACKHAUL: StationKind.BACKHAUL,
            Stage.DOWNHAUL: StationKind.DOWNHAUL,
            Stage.DOWNLINK: StationKind.DOWNLINK,
        }
        return index[kinds[kind]], self.cell

    def _task(
        self, name: str, stages: Sequence[StagePlan], verdict: int, decided_reported: int, decided_silent: int
    ) -> TaskPlan:
        grid = self.b.tick_ns
        period_ticks = self.b.period_ticks * int(self.rng.choice([1, 1, 2]))
        if self.rng.random() < 0.2:
            phase = np.full(self.devices, int(self.rng.integers(0, period_ticks)) * grid)
        else:
            phase = self.rng.integers(0, period_ticks, self.devices) * grid
        if self.rng.random() < 0.1:  # windows longer than the period end later
            phase = phase + self.rng.integers(0, 2 * period_ticks) * grid
        if self.b.fine:
            phase = phase + self.rng.integers(0, grid, self.devices)
        period_ns = period_ticks * grid
        jobs = np.maximum(-(-(self.b.duration_ns - phase) // period_ns), 0)
        if self.rng.random() < 0.2:
            jobs = self.rng.integers(0, jobs + 1)
        policy = ReportPolicy.ALWAYS
        if self.b.has("reports", 0.8):
            policy = [ReportPolicy.ON_DETECTION, ReportPolicy.ON_CHANGE][int(self.rng.integers(2))]
        return TaskPlan(
            name=name,
            is_job=True,
            period_ns=period_ns,
            phase_ns=phase,
            jobs=jobs,
            sense_ns=min(self.b.ticks(self.rng.uniform(0, period_ticks)), period_ns) if self.rng.random() < 0.5 else 0,
            stages=tuple(stages),
            verdict_stage=verdict,
            decided_reported=decided_reported,
            decided_silent=decided_silent,
            report=policy,
            needed_at=Tier.DEVICE,
            deadline_ns=self.b.ticks(period_ticks) if self.rng.random() < 0.5 else None,
            alarm_within_ns=None,
            actuator_ns=0,
            verdicts=self._verdicts(jobs, phase, period_ns),
        )

    def _background(self, name: str, like: TaskPlan) -> TaskPlan:
        stages = [self.step(Stage.UPLINK, -1), self.step(Stage.GATEWAY, 0), self.step(Stage.BACKHAUL, 1)]
        last = len(stages) - 1
        return replace(
            like,
            name=name,
            is_job=False,
            stages=tuple(stages),
            verdict_stage=-1,
            decided_reported=last,
            decided_silent=last,
            report=ReportPolicy.ALWAYS,
            deadline_ns=None,
            verdicts=None,
        )

    def _verdicts(self, jobs: Ints, phase_ns: Ints, period_ns: int) -> TaskVerdicts:
        streams, states, bins, length = (int(self.rng.integers(1, top)) for top in (4, 4, 3, 8))
        shape = (streams, states, bins, length)
        label = (self.rng.random(shape) < 0.4).astype(np.int8)
        truth = np.broadcast_to(np.minimum(np.arange(states), 1)[None, :, None, None], shape).astype(np.int8)
        rows = [(d, *span) for d in range(self.devices) if states > 1 for span in self._event_spans(int(jobs[d]))]
        device, first, last = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        onset = np.maximum(phase_ns[device] + first * period_ns - period_ns // 2, 0)
        events = Events(
            device.astype(np.int32),
            onset,
            phase_ns[device] + (last - 1) * period_ns,
            self.rng.integers(1, max(states, 2), len(device)).astype(np.int8),
        )
        later = np.sort(self.rng.integers(0, 10, (self.devices, bins - 1)), axis=1)
        return TaskVerdicts(
            pool=VerdictPool(label, label.astype(np.float32), truth, label.size, recorded=False),
            stream=self.rng.integers(0, streams, self.devices).astype(np.int32),
            offset=self.rng.integers(0, length, self.devices),
            events=events,
            first_job=first,
            last_job=last,
            bin_first_job=np.concatenate([np.zeros((self.devices, 1), dtype=np.int64), later], axis=1),
        )

    def _event_spans(self, jobs: int) -> list[tuple[int, int]]:
        if jobs < 2 or self.rng.random() < 0.5:
            return []
        edges = np.unique(self.rng.integers(0, jobs + 1, 4))
        return [(int(a), int(b)) for a, b in edges[: len(edges) // 2 * 2].reshape(-1, 2)]

    def _energy(self, tasks: Sequence[TaskPlan]) -> EnergyPlan:
        base = {
            "sleep": self.rng.uniform(1e-6, 1e-3, self.devices),
            "self_discharge": np.full(self.devices, float(self.rng.uniform(0, 1e-6))),
        }
        states = {state: self.rng.uniform(1e-3, 1e-1, self.devices) for state in State}
        capacity = None
        if self.rng.random() < 0.7:
            likely_j = (base["sleep"] + base["self_discharge"]) * (self.b.duration_ns / 1e9)
            for one in tasks:
                likely_j = likely_j + states[State.SENSE] * (one.jobs * one.sense_ns / 1e9)
                for step in one.stages:
                    if step.state is not None:
                        likely_j = likely_j + states[step.state] * (one.jobs * step.service_ns / 1e9)
            mortal = self.rng.random(self.devices) < (0.7 if self.b.has("deaths", 0.7) else 0.0)
            capacity = np.where(mortal, likely_j * self.rng.uniform(0.1, 1.1, self.devices), 1e6)
        return EnergyPlan(base, states, capacity)


@dataclass(frozen=True, slots=True, repr=False)
class RandomPlan(Plan):
    """A plan that names the call that builds it, instead of its thousand numbers."""

    call: str = ""

    def __repr__(self) -> str:
        """Give the call."""
        return self.call

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:
        """Give the call to hypothesis, too."""
        printer.text(self.call)


def random_plan(
    seed: int, *, max_devices: int = 200, max_jobs: int = 4_000, features: frozenset[str] = FEATURES
) -> Plan:
    """Build a plan from a seed: at most so many devices and about so many jobs."""
    assert features <= FEATURES, f"no such features: {sorted(features - FEATURES)}"
    builder = _Builder(seed, max_devices, max_jobs, features)
    shared = builder.shared()
    names = [str(name) for name in builder.rng.permutation(["pumps", "Fans", "a10", "a9"])]
    groups = [
        _GroupBuilder(builder, shared, name, devices).build()
        for name, devices in zip(names, builder.devices, strict=False)
    ]
    drain_ns = 0
    if builder.has("drains", 0.8):
        drain_ns = builder.duration_ns * int(builder.rng.choice([1, 50]))
    call = f"random_plan({seed}, max_devices={max_devices}, max_jobs={max_jobs}, features={sorted(features)})"
    stations = tuple(builder.stations)
    return RandomPlan("random", seed, builder.duration_ns, drain_ns, stations, tuple(groups), call=call)


def random_plans(
    max_devices: int = 200, max_jobs: int = 4_000, features: frozenset[str] = FEATURES
) -> st.SearchStrategy[Plan]:
    """Draw a seed and build a plan from it; a failing example names the seed."""
    return st.integers(0, 2**32 - 1).map(
        lambda seed: random_plan(seed, max_devices=max_devices, max_jobs=max_jobs, features=features)
    )

"""A compiled scenario: for every group of devices, which job visits which station for how long, in numbers only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simgui.plan.control import ControlPlan
from simgui.plan.dark import Dark
from simgui.plan.pace import Pace
from simgui.plan.preemption import Preemption
from simgui.plan.rate_spread import RateSpread
from simgui.plan.stages import Stage, State, When
from simgui.plan.stations import StationSet
from simgui.plan.storage import StoragePlan
from simgui.plan.timing import Collision, Jitter, Slot, Wake
from simgui.plan.verdicts import Int32Array, Int64Array, TaskVerdicts
from simgui.scenario.site import Tier
from simgui.scenario.task import ReportPolicy

Float64Array = npt.NDArray[np.float64]

NS_PER_S = 1_000_000_000
DRAIN_S = 3600.0


def to_ns(duration_s: float) -> int:
    """Turn a duration into simulated nanoseconds, rounding half to even. [s] → [ns]

    Examples
    --------
    >>> to_ns(0.1024)
    102400000
    """
    return round(duration_s * NS_PER_S)


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One step of a job's way.

    Parameters
    ----------
    stage : Stage
        What happens; its value is the rank in the engines' law.
    after : int
        Index, among the task's stages, of the stage it follows; -1 is the release of the job.
    station_set : int
        Index into `Plan.stations`.
    instance : int32 array (devices,)
        Which instance serves each device.
    service_ns : int64 array (devices,)
        Time on the station; the mean over the attempts where the rate varies. [ns]
    delay_ns : int
        From the end of the service to the arrival at the next stage: propagation, core network. [ns]
    when : When
        Which jobs come here.
    state : State | None
        What the device does meanwhile; None where it is not involved.
    tail_ns, tail_state : int64 array (devices,), State | None
        What the device goes on doing after the last attempt, and how long; its next transmission ends it. One number
        stands for all devices. [ns]
    retry_tail_ns : int64 array (devices,)
        The same after an attempt that is repeated: receive windows in which no answer came. [ns]
    loss_probability : float64 array (devices,)
        Chance that one attempt is lost; one number stands for all devices. [-]
    max_attempts : int
        Attempts before the job is lost; the next one arrives ``gap_ns`` after the end of the last.
    gap_ns : int
        Pause before the next attempt. [ns]
    payload_byte, wire_byte : int
        Application bytes, and bytes on the link with all headers, of one attempt. [byte]
    raw : bool
        Whether the payload is raw input (windows or samples).
    hold_ns : int64 array (devices,) or None
        After the end of a service the worker stays closed to the next start for so long. [ns]
    slot : Slot | None
        Instants at which the station takes attempts.
    wake : Wake | None
        What a service takes longer after a rest of its station, which has one worker.
    jitter : Jitter | None
        Random part of ``delay_ns`` and ``gap_ns``.
    collision : Collision | None
        Whose transmissions destroy each other.
    preemption : Preemption | None
        Control tasks that take the processor away; the same for all stages of a station set.
    rate_spread : RateSpread | None
        How the service varies from attempt to attempt; for a stage that neither collides nor is preempted.
    pace : Pace | None
        How fast the processor is in the course of the run; ``service_ns`` holds at its full clock. Links have none.
    dark : Dark | None
        When the devices are without power or network; for stages that they take part in.
    lossy : bool
        Whether any attempt of any device may be lost by ``loss_probability``.
    tailed : bool
        Whether a device goes on doing something behind the last attempt.
    """

    stage: Stage
    after: int
    station_set: int
    instance: Int32Array
    service_ns: Int64Array
    delay_ns: int = 0
    when: When = When.ALWAYS
    state: State | None = None
    tail_ns: Int64Array = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    tail_state: State | None = None
    loss_probability: Float64Array = field(default_factory=lambda: np.zeros(1))
    max_attempts: int = 1
    gap_ns: int = 0
    payload_byte: int = 0
    wire_byte: int = 0
    raw: bool = False
    hold_ns: Int64Array | None = None
    slot: Slot | None = None
    wake: Wake | None = None
    jitter: Jitter | None = None
    collision: Collision | None = None
    preemption: Preemption | None = None
    rate_spread: RateSpread | None = None
    pace: Pace | None = None
    dark: Dark | None = None
    retry_tail_ns: Int64Array = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    lossy: bool = field(init=False, default=False)
    tailed: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Spread loss probability and tails over the devices.

        Raises
        ------
        ValueError
            If the rate varies where attempts collide or are preempted: both count on a service known beforehand; if
            a processor's pace is given to a link.
        """
        if self.pace is not None and (self.rate_spread is not None or self.collision is not None):
            raise ValueError(f"{self.stage.label}: no processor, and has a pace")
        if self.rate_spread is not None and (self.collision is not None or self.preemption is not None):
            raise ValueError(f"{self.stage.label}: the rate cannot vary where attempts collide or are preempted")
        spread = np.broadcast_to(np.asarray(self.loss_probability, dtype=np.float64), self.instance.shape)
        object.__setattr__(self, "loss_probability", spread)
        for name in ("tail_ns", "retry_tail_ns"):
            tail_ns = np.broadcast_to(np.asarray(getattr(self, name), dtype=np.int64), self.instance.shape)
            object.__setattr__(self, name, tail_ns)
        object.__setattr__(self, "tailed", self.tail_state is not None and bool(np.any(self.tail_ns > 0)))
        object.__setattr__(self, "lossy", bool(np.any(spread > 0)))

    @property
    def may_fail(self) -> bool:
        """Whether attempts may be lost, by chance or to others on the air."""
        return self.lossy or self.collision is not None

    @property
    def is_plain(self) -> bool:
        """Whether the station takes every attempt as it comes, for its service and no longer."""
        special = (self.hold_ns, self.slot, self.wake, self.collision, self.preemption, self.rate_spread, self.dark)
        return all(thing is None for thing in special)

    @property
    def longest_ns(self) -> Int64Array:
        """Time each device's service takes at most, without the time control tasks take. [ns]"""
        service = self.service_ns if self.rate_spread is None else self.rate_spread.longest_ns(self.service_ns)
        service = service if self.pace is None else self.pace.longest_ns(service)
        return service if self.wake is None else service + self.wake.extra_ns

    @property
    def usual_ns(self) -> Float64Array:
        """Time each device's service takes, mean over the run, without waking up and control tasks. [ns]"""
        return np.asarray(self.service_ns * (1.0 if self.pace is None else self.pace.mean_stretch()))

    @property
    def usually_drawn_ns(self) -> Float64Array:
        """Time each device draws the power of its state in a service, mean over the run. [ns]"""
        return np.asarray(self.service_ns * (1.0 if self.pace is None else self.pace.mean_draw()))

    @property
    def draws_apart(self) -> bool:
        """Whether power is not drawn for as long as the service lasts; see `drawn_ns`."""
        return self.preemption is not None or self.pace is not None

    def served_ns(self, device: Int32Array | Int64Array, release_ns: Int64Array) -> Int64Array:
        """Give how long services take, without waking up and control tasks; the mean where the rate varies. [ns]

        Parameters
        ----------
        device : integer array (jobs,)
            Whose jobs.
        release_ns : int64 array (jobs,)
            When they were released. [ns]
        """
        full_ns = self.service_ns[device]
        return full_ns if self.pace is None else self.pace.served_ns(full_ns, device, release_ns)

    def drawn_ns(self, device: Int32Array | Int64Array, release_ns: Int64Array) -> Int64Array:
        """Give for how long from their start on services draw the power of the state; see `served_ns`. [ns]"""
        full_ns = self.service_ns[device]
        return full_ns if self.pace is None else self.pace.drawn_ns(full_ns, device, release_ns)


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """A recurring decision of every device of a group, or background traffic.

    Job ``k`` of a device is released at ``phase_ns + k · period_ns``, the end of its window.

    Parameters
    ----------
    name : str
        Key of the task; background traffic is ``<task>.<what>``.
    is_job : bool
        Whether it counts as jobs; background traffic does not.
    period_ns : int
        Time between two releases. [ns]
    phase_ns : int64 array (devices,)
        First release. [ns]
    jobs : int64 array (devices,)
        How many jobs each device has.
    sense_ns : int
        Time the sensor is read before each release. [ns]
    stages : tuple[StagePlan, ...]
        The way, predecessors first.
    verdict_stage : int
        Index of the stage whose end brings the verdict; -1 for background traffic.
    decided_reported, decided_silent : int
        Index of the stage whose end (plus its delay) makes the decision available where it is needed: for jobs whose
        result is reported, and for those whose result is not.
    report : ReportPolicy
        Which results are reported.
    needed_at : Tier
        Where the decision is needed; latencies count all jobs for the device, else the reported ones.
    deadline_ns, alarm_within_ns : int | None
        Latest decision after the release; latest alarm after a true onset. [ns]
    actuator_ns : int
        From the decision to the end of the action. [ns]
    verdicts : TaskVerdicts | None
        What the model says of every job; None for background traffic.
    window_byte : int
        Raw bytes of a window as the sensor gives it. [byte]
    """

    name: str
    is_job: bool
    period_ns: int
    phase_ns: Int64Array
    jobs: Int64Array
    sense_ns: int
    stages: tuple[StagePlan, ...]
    verdict_stage: int
    decided_reported: int
    decided_silent: int
    report: ReportPolicy
    needed_at: Tier
    deadline_ns: int | None
    alarm_within_ns: int | None
    actuator_ns: int
    verdicts: TaskVerdicts | None
    window_byte: int = 0

    def sent_before(self, stage: int) -> int:
        """Give the nearest uplink before a stage: the job's own last transmission; -1 where there is none."""
        hop = self.stages[stage].after
        while hop >= 0 and self.stages[hop].stage is not Stage.UPLINK:
            hop = self.stages[hop].after
        return hop

    def way_to(self, stage: int) -> tuple[int, ...]:
        """List the stages from the release of a job up to and including one stage."""
        way: list[int] = []
        while stage >= 0:
            way.append(stage)
            stage = self.stages[stage].after
        return tuple(reversed(way))


@dataclass(frozen=True, slots=True)
class EnergyPlan:
    """What the devices of a group draw, at the battery terminals.

    Parameters
    ----------
    base_power_w : Mapping[str, float64 array (devices,)]
        Continuous draws by cause: ``sleep``, ``standby``, ``regulator``, ``control``, ``self_discharge``. [W]
    state_power_w : Mapping[State, float64 array (devices,)]
        Draw above the base while in a state. [W]
    capacity_j : float64 array (devices,) or None
        Usable energy of a full battery at the group's temperature; None is mains. [J]
    end_soc : float
        State of charge at which the battery counts as empty. [-]
    end_cause : str
        Why there: which burst it can no longer carry, or what it cannot be emptied of.
    storage : StoragePlan | None
        What else happens to the batteries, where temperature or harvest change over time; None where nothing does.
    shelf_life_s : float
        Age at which a battery counts as spent, whatever it still holds. [s]
    """

    base_power_w: Mapping[str, Float64Array]
    state_power_w: Mapping[State, Float64Array]
    capacity_j: Float64Array | None
    end_soc: float = 0.0
    end_cause: str = ""
    storage: StoragePlan | None = None
    shelf_life_s: float = math.inf

    def total_base_power_w(self) -> Float64Array:
        """Sum of the continuous draws, in the order of the causes. [W]"""
        total = np.zeros_like(next(iter(self.base_power_w.values())))
        for power_w in self.base_power_w.values():
            total = total + power_w
        return total


@dataclass(frozen=True, slots=True)
class GroupTariff:
    """What a device of the group costs.

    Parameters
    ----------
    bom_usd : float
        Parts of one device and its share of gateways. [USD]
    usd_per_month : float
        Subscriptions and mains electricity of one device. [USD/month]
    usd_per_byte : float
        Metered traffic of the first hop. [USD/byte]
    usd_per_message : float
        Broker price of each message that reaches the cloud. [USD]
    """

    bom_usd: float
    usd_per_month: float
    usd_per_byte: float
    usd_per_message: float


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """Like devices: their tasks, energy and prices, and the control tasks beside the inferences if there are any."""

    name: str
    devices: int
    tasks: tuple[TaskPlan, ...]
    energy: EnergyPlan
    tariff: GroupTariff

    @property
    def tailed(self) -> bool:
        """Whether any stage leaves a radio listening."""
        return any(stage.tailed for task in self.tasks for stage in task.stages)

    control: ControlPlan | None = None


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """Power and rent behind a station set of gateways or cloud servers; per instance. [W], [USD/s]"""

    station_set: int
    idle_power_w: float
    active_power_w: float
    usd_per_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an engine needs to run.

    Parameters
    ----------
    placement : str
        Name of the placement it was compiled for.
    seed : int
        Seed of the random numbers drawn while running.
    duration_ns, drain_ns : int
        Jobs are released in [0, duration); unfinished ones get up to ``drain_ns`` more. [ns]
    stations : tuple[StationSet, ...]
        Where jobs are served.
    groups : tuple[GroupPlan, ...]
        Who is served.
    servers : tuple[ServerPlan, ...]
        Power and rent of gateways and clouds.
    hot : tuple[str, ...]
        Whose processors get too hot for their full clock, when, and how far they slow down: in sentences.
    """

    placement: str
    seed: int
    duration_ns: int
    drain_ns: int
    stations: tuple[StationSet, ...]
    groups: tuple[GroupPlan, ...]
    servers: tuple[ServerPlan, ...] = ()
    hot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Why a placement cannot be built, and what would help."""

    placement: str
    reason: str
    remedies: tuple[str, ...]

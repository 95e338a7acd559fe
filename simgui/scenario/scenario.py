"""A scenario, checked and resolved to SI: what every later room reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from simgui.core.diagnostics import Location
from simgui.core.units import Comparison
from simgui.scenario.hop_radio import PLAIN_RADIO, HopRadio
from simgui.scenario.presentation import Presentation


class Tier(StrEnum):
    """Where something happens or is needed."""

    DEVICE = "device"
    FOG = "fog"
    CLOUD = "cloud"


class ReportPolicy(StrEnum):
    """Which results travel on from where they were decided."""

    ALWAYS = "always"
    ON_DETECTION = "on_detection"
    ON_CHANGE = "on_change"


class Phase(StrEnum):
    """Whether devices sample at times of their own or all at once."""

    RANDOM = "random"
    ALIGNED = "aligned"


class Assign(StrEnum):
    """How devices are dealt to the gateways of a site."""

    BLOCK = "block"
    ROUND_ROBIN = "round_robin"


class Dispatch(StrEnum):
    """How a station with several workers hands out jobs."""

    FIFO = "fifo"
    ROUND_ROBIN = "round_robin"


class AtEnd(StrEnum):
    """What a replay does when the recording is over."""

    LOOP = "loop"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model the scenario names.

    Parameters
    ----------
    key : str
        Name inside the scenario, e.g. ``detector``.
    name : str
        As written: a shipped model or a path relative to the scenario.
    file : Path
        The ``.tflite`` it stands for.
    """

    key: str
    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class GatewayGroup:
    """Like gateways of a site: ``count`` of them at each instance of the site; ``backhaul`` is a link profile.

    ``temperature_c`` is that of the air around them. [degC]
    """

    name: str
    profile: str
    count: int
    backhaul: str
    temperature_c: float = 20.0


@dataclass(frozen=True, slots=True)
class Site:
    """A place, ``count`` times over, with its gateways and how devices are dealt to them."""

    name: str
    count: int
    gateways: tuple[GatewayGroup, ...]
    assign: Assign


@dataclass(frozen=True, slots=True)
class Cloud:
    """Rented servers behind a round-trip time. ``rtt_s`` [s]"""

    name: str
    profile: str
    servers: int
    dispatch: Dispatch
    rtt_s: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A signal fault: ``kind`` (noise, drift, spikes, dropout, stuck, clock_jitter) from ``from_s`` for ``for_s``.

    ``parameters`` holds the kind's own numbers in SI, e.g. ``{"rate_per_s": …}``; see `simgui.streams.faults`.
    """

    kind: str
    from_s: float
    for_s: float | None
    parameters: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Replay:
    """A recording to replay: CSV columns or the channels of a WAV."""

    file: Path
    columns: tuple[str, ...]
    label_column: str | None
    at_end: AtEnd


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """What a group's sensors see.

    Parameters
    ----------
    source : str
        A synthetic source by name, or ``replay``.
    replay : Replay | None
        The recording, for ``replay``.
    rate_hz : float
        Sampling rate. [Hz]
    distinct : int | None
        Different test streams; None runs every device's own.
    windows : int
        Windows of each stream that go through the real model.
    events_per_device_s : float
        True events. [1/s]
    event_duration_s : float | None
        How long an event lasts; None takes the source's own. [s]
    phase : Phase
        Sampling times of the devices relative to each other.
    faults : tuple[Fault, ...]
        Signal faults over time.
    near_misses_per_device_s : float | None
        What looks like an event and is none; None takes the source's own mix. [1/s]
    """

    source: str
    replay: Replay | None
    rate_hz: float
    distinct: int | None
    windows: int
    events_per_device_s: float
    event_duration_s: float | None
    phase: Phase
    faults: tuple[Fault, ...]
    near_misses_per_device_s: float | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When detections raise an alarm: one does if ``at_least`` of a device's last ``of`` windows are detections.

    Both count the window of the alarm itself; 1 of 1 lets every detection be an alarm. [-]
    """

    at_least: int = 1
    of: int = 1


UNCONFIRMED = Confirmation()
"""Every detection is an alarm."""


class FrontEndKind(StrEnum):
    """What is made of the samples before a network sees them."""

    STATISTICS = "statistics"
    FFT = "fft"
    LOG_MEL = "log_mel"


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """Features that are taken from the samples where the network runs.

    Parameters
    ----------
    kind : FrontEndKind
        Mean, variance and peak; magnitudes of a Fourier transform; logarithms of mel bands.
    frame_s, step_s : float
        Length of the stretch that one set of features is of, and time from one to the next. [s]
    bands : int
        Mel bands. [-]
    """

    kind: FrontEndKind
    frame_s: float
    step_s: float
    bands: int = 40


@dataclass(frozen=True, slots=True)
class Task:
    """One recurring decision.

    Parameters
    ----------
    name : str
        Its key in the group.
    model : str
        A key of ``Scenario.models``.
    window_s, every_s : float
        Length of the input window and time between two windows' ends. [s]
    needed_at : Tier
        Where the decision must arrive.
    report : ReportPolicy
        Which results travel on.
    deadline_s, alarm_within_s : float | None
        Latest decision after the window's end; latest alarm after a true onset. [s]
    actuator_s : float
        From the decision to the end of the action. [s]
    result_byte : int
        Size of a reported result. [byte]
    confirm : Confirmation
        How many detections make an alarm.
    front_end : FrontEnd | None
        Features whose time and energy are charged beside the network's; None takes the samples as they are.
    """

    name: str
    model: str
    window_s: float
    every_s: float
    needed_at: Tier
    report: ReportPolicy
    deadline_s: float | None
    alarm_within_s: float | None
    actuator_s: float
    result_byte: int
    confirm: Confirmation = UNCONFIRMED
    front_end: FrontEnd | None = None


class InferenceMode(StrEnum):
    """Whether control tasks of higher priority interrupt an inference."""

    PREEMPTIBLE = "preemptible"
    RUN_TO_COMPLETION = "run_to_completion"


@dataclass(frozen=True, slots=True)
class ControlTask:
    """A control task that runs beside the inferences on a device's processor.

    Parameters
    ----------
    name : str
        Its key in the group.
    period_s, offset_s : float
        Time between two activations, and the first of them. [s]
    execution_s : float
        Longest execution time, switching included; every activation takes it. [s]
    deadline_s : float
        Latest end after the activation. [s]
    priority : int
        Larger numbers are more urgent. [-]
    """

    name: str
    period_s: float
    execution_s: float
    deadline_s: float
    priority: int
    offset_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity over time, over and over: ``values`` in SI, each holding for ``every_s``. [s]"""

    values: tuple[float, ...]
    every_s: float


@dataclass(frozen=True, slots=True)
class Harvester:
    """A solar panel on every device of a group.

    Parameters
    ----------
    profile : str
        Harvester profile.
    latitude_rad : float
        Of the site, north positive. [rad]
    tilt_rad, azimuth_rad : float
        Of the panel: from the horizontal; from north by east. [rad]
    day : int
        Day of the year on which the run begins, at midnight by the sun; 1 is the first of January.
    clearness : float
        Mean light over that of a cloudless sky. [-]
    clearness_series : Series | None
        The same over time; None draws a factor for each day. [-]
    persistence : float
        Correlation of a day's weather with the next day's. [-]
    shade : float
        Share of the light that is lost before the panel. [-]
    start_charge : float
        State of charge of the battery at the start. [-]
    """

    profile: str
    latitude_rad: float
    tilt_rad: float
    azimuth_rad: float
    day: int
    clearness: float
    clearness_series: Series | None
    persistence: float
    shade: float = 0.0
    start_charge: float = 1.0


@dataclass(frozen=True, slots=True)
class Hop:
    """One leg of a group's route: a link profile, where it leads (gateway or cloud), and what is known of its radio."""

    link: str
    to: Tier
    radio: HopRadio = PLAIN_RADIO


@dataclass(frozen=True, slots=True)
class Group:
    """Like devices.

    Parameters
    ----------
    name : str
        Its key in the fleet.
    count : int
        Devices over all sites.
    site : str | None
        Site whose gateways serve it; None when the route leads straight to the cloud.
    cloud : str | None
        Cloud behind it; None in a scenario without clouds.
    profile, sensor : str
        Device and sensor profiles.
    battery, regulator : str | None
        Battery and regulator profiles; None is mains supply, or no regulator.
    battery_count : int
        Cells in series or parallel; energies add up.
    route : tuple[Hop, ...]
        First hop from the device: to its gateway, or to the cloud.
    spread : Mapping[str, float]
        Device-to-device relative standard deviation by quantity, e.g. ``sleep_power``. [-]
    temperature_c : float
        Of battery and device. [degC]
    store_messages : int
        Messages a device keeps while its uplink is out; a full store refuses the newest.
    stream : StreamSpec
        What the sensors see.
    tasks : tuple[Task, ...]
        What is decided from it.
    capacitor_f : float
        Buffer capacitor beside the battery, 0 for none. [F]
    temperature_series : Series | None
        The temperature over time; ``temperature_c`` is its mean. [degC]
    harvester : Harvester | None
        What charges the battery; None for nothing.
    control_tasks : tuple[ControlTask, ...]
        What else the processor runs, most urgent first.
    inference_priority : int
        Of every inference, on the same scale. [-]
    inference_mode : InferenceMode
        Whether more urgent control tasks interrupt an inference.
    """

    name: str
    count: int
    site: str | None
    cloud: str | None
    profile: str
    sensor: str
    battery: str | None
    regulator: str | None
    battery_count: int
    route: tuple[Hop, ...]
    spread: Mapping[str, float]
    temperature_c: float
    store_messages: int
    stream: StreamSpec
    tasks: tuple[Task, ...]
    capacitor_f: float = 0.0
    temperature_series: Series | None = None
    harvester: Harvester | None = None
    control_tasks: tuple[ControlTask, ...] = ()
    inference_priority: int = 0
    inference_mode: InferenceMode = InferenceMode.PREEMPTIBLE


@dataclass(frozen=True, slots=True)
class PlacementSpec:
    """A placement to try: a strategy by name with its options, and exceptions by group and by task."""

    name: str
    strategy: str
    options: Mapping[str, object]
    by_group: Mapping[str, "PlacementSpec"]
    by_task: Mapping[str, "PlacementSpec"]
    location: Location


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit on a KPI, for one group or for the whole fleet.

    Parameters
    ----------
    key : str
        As written: ``battery_life`` or ``motors/battery_life``.
    kpi : str
        Full KPI name with its unit suffix, e.g. ``battery_life_s``.
    group : str | None
        The group it is about.
    comparison : Comparison
        Operator and SI value.
    text : str
        The limit as written, e.g. ``>= 3 y``.
    """

    key: str
    kpi: str
    group: str | None
    comparison: Comparison
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody promises, ``says`` in their words, and the limit that would make it true; it gates nothing."""

    says: str
    limit: Budget


@dataclass(frozen=True, slots=True)
class Outage:
    """Something is out of service from ``at_s`` for ``for_s``; ``target`` is a path. [s]

    ``plant.cell`` (gateways), ``plant.cell.channel`` (their radio), ``plant.cell.backhaul``, ``region`` (a cloud) or
    ``fleet.motors.link`` (the group's uplinks; where a channel is shared, it is out for all who share it);
    ``plant.cell[3].backhaul`` is one gateway's.
    """

    at_s: float
    for_s: float
    target: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything one file asks to simulate.

    Parameters
    ----------
    file : Path
        Where it came from.
    digest : str
        SHA-256 of the file's bytes and of the overrides.
    name, story : str
        Title and what it is about.
    seed : int
        Seed of every random number.
    duration_s : float
        Simulated time. [s]
    models, sites, clouds, groups, placements : Mapping
        By name, in the file's order.
    budgets : tuple[Budget, ...]
        Limits to judge.
    outages : tuple[Outage, ...]
        What goes out of service, and when.
    gate : tuple[str, ...]
        Placements whose budgets decide the exit code; empty means the recommended one.
    presentation : Presentation | None
        How it is told to an audience; it changes no result.
    claims : tuple[Claim, ...]
        What is promised; judged like budgets, but it decides nothing.
    locations : Mapping[str, Location]
        Where each value stands in the file, by path (``fleet.motors.tasks.wear.window``); for diagnostics.
    """

    file: Path
    digest: str
    name: str
    story: str
    seed: int
    duration_s: float
    models: Mapping[str, ModelRef]
    sites: Mapping[str, Site]
    clouds: Mapping[str, Cloud]
    groups: Mapping[str, Group]
    placements: Mapping[str, PlacementSpec]
    budgets: tuple[Budget, ...]
    outages: tuple[Outage, ...]
    gate: tuple[str, ...]
    presentation: Presentation | None = None
    claims: tuple[Claim, ...] = ()
    locations: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)

    def place(self, path: str) -> Location:
        """Give where a value stands; for one left out, where the nearest part around it stands."""
        while path:
            if path in self.locations:
                return self.locations[path]
            path = path.rpartition(".")[0]
        return Location(str(self.file), 1, 1)

"""Like devices: their parts, supply, route to the cloud, and tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simgui.scenario.hop_radio import PLAIN_RADIO, HopRadio
from simgui.scenario.site import Tier
from simgui.scenario.stream import StreamSpec
from simgui.scenario.task import ControlTask, InferenceMode, Task


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity over time, over and over: ``values`` in SI, each holding for ``every_s`` [s], read from ``file``."""

    values: tuple[float, ...]
    every_s: float
    file: Path | None = None


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

    @property
    def data_files(self) -> frozenset[Path]:
        """Recordings and series the group reads."""
        series = [self.temperature_series, self.harvester.clearness_series if self.harvester else None]
        files = {one.file for one in series if one is not None and one.file is not None}
        return frozenset(files | ({self.stream.replay.file} if self.stream.replay is not None else set()))

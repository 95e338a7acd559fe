"""The parts one can buy, resolved to SI: devices, links, batteries, harvesters, sensors, regulators, servers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simgui.profiles.link_part import JitterLaw, LinkProfile, Medium, RateLaw, RateSpreadLaw
from simgui.profiles.sourced import Sourced, SourcedTable

__all__ = [
    "BatteryProfile",
    "CloudProfile",
    "DeviceKind",
    "DeviceProfile",
    "FloatSupport",
    "GatewayProfile",
    "HarvesterProfile",
    "JitterLaw",
    "KernelProfile",
    "LinkProfile",
    "Medium",
    "RateLaw",
    "RateSpreadLaw",
    "RegulatorProfile",
    "SensorProfile",
]


class DeviceKind(StrEnum):
    """What sort of computer a device is."""

    MCU = "mcu"
    MPU = "mpu"
    ACCELERATOR = "accelerator"


class FloatSupport(StrEnum):
    """What becomes of the float operators of a network: the core runs them, its host does, or the compiler refuses."""

    NATIVE = "native"
    HOST = "host"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class KernelProfile:
    """What a kernel library (stack) costs on a core: cycles per unit of work.

    Parameters
    ----------
    name : str
        ``<core>+<stack>``, e.g. ``cortex-m33+x-cube-ai-9``.
    core, stack : str
        The processor core, and the kernel library with its version.
    cycles_per : Mapping[str, Sourced]
        Cycles by unit of work: ``first_conv_mac``, ``conv_mac``, ``pointwise_mac``, ``depthwise_mac``,
        ``fully_connected_mac``, ``requantised_output``, ``elementwise``, ``pool``, ``moved_byte``,
        ``operator``, and where they matter those of `simgui.profiles.schema.EXTRA_UNITS`. [cycle]
    float_factor : Sourced
        How many times slower the float32 kernels are than the int8 ones. [-]
    latency_spread : Sourced
        Relative half-width of an 80 % interval of the latency predicted for a model that was not in the fit. The
        tolerances of the cycles are those of each alone and correlate: draw this one number in their place. [-]
    runtime_ram_byte, runtime_flash_byte : Sourced
        What the library takes beside the model. [byte]
    unsupported : tuple[str, ...]
        Operators it cannot run, by their TFLite names.
    pair_rows, core_rows, stack_rows : int
        Measurements the cycles rest on: of this core with this library, of the core, of the library. [-]
    boards : tuple[str, ...]
        The boards on which this core was measured.
    parallel_share : Sourced | None
        Share of the time that more threads divide; None for a library with one thread. [-]
    near_ram_byte, near_flash_byte : Sourced | None
        Activations and weights beyond these go through a slower bus; None where nothing is slower. [byte]
    float_support : FloatSupport
        Whether float operators run on the core, fall back to its host (``float_host``), or are refused.
    float_host : str
        The kernel profile of the host, ``<core>+<stack>``; empty where none runs them.
    host_clock_ratio : Sourced | None
        Clock of the host over that of the core; None for one. [-]
    host : KernelProfile | None
        What the host costs; the registry looks it up.
    """

    name: str
    core: str
    stack: str
    cycles_per: Mapping[str, Sourced]
    float_factor: Sourced
    latency_spread: Sourced
    runtime_ram_byte: Sourced
    runtime_flash_byte: Sourced
    unsupported: tuple[str, ...] = ()
    pair_rows: int = 0
    core_rows: int = 0
    stack_rows: int = 0
    boards: tuple[str, ...] = ()
    parallel_share: Sourced | None = None
    near_ram_byte: Sourced | None = None
    near_flash_byte: Sourced | None = None
    float_support: FloatSupport = FloatSupport.NATIVE
    float_host: str = ""
    host_clock_ratio: Sourced | None = None
    host: "KernelProfile | None" = None


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """A board or chip that senses, computes and talks.

    Parameters
    ----------
    name, title : str
        Its key in ``device_profiles/devices`` and its full name.
    kind : DeviceKind
        MCU, MPU or accelerator.
    core, stack : str
        Processor core, and the kernel library its costs are for (see `KernelProfile`).
    clock_hz : Sourced
        Clock while inferring. [Hz]
    cores : int
        Processor cores that serve inferences side by side. [-]
    supply_v : Sourced
        Supply voltage the powers below hold at. [V]
    sleep_power_w : Sourced
        Deepest state that keeps RAM and a wake-up timer. [W]
    sample_power_w : Sourced
        While the sensor is being read (DMA, core mostly asleep), sensor excluded. [W]
    active_power_w : Sourced
        While a neural network runs. [W]
    idle_power_w : Sourced
        Awake and waiting; what an MPU or gateway draws between jobs. [W]
    ram_byte, flash_byte : Sourced
        Memory for the application. [byte]
    inference_overhead_s : Sourced
        Fixed time of one call: wake-up, cache warming, host transfer set-up. [s]
    memory_byte_per_s : Sourced | None
        Rate at which weights stream in, where that bounds the speed (NPU); None where it does not. [byte/s]
    price_usd : Sourced
        Price in the quantity stated by its source. [USD]
    board_factor : Sourced | None
        Time of an inference on this board against the core elsewhere, as measured on it; None for one. [-]
    host_byte_per_s : Sourced | None
        Rate at which inputs and outputs reach an accelerator (USB, PCIe); None where they are in place. [byte/s]
    resident_byte : Sourced | None
        Weights an accelerator keeps and need not stream for every inference; None for none. [byte]
    thermal_k_per_w, thermal_j_per_k : Sourced | None
        Thermal resistance from the chip to the air and heat capacity; None where it never gets hot. [K/W], [J/K]
    throttle_celsius : Sourced | None
        Chip temperature at which the governor slows the clock down; None where nothing does. [degC]
    clock_power_exponent : Sourced | None
        Power above idle goes with this power of the clock (voltage follows the clock: 2 to 3); None takes 1. [-]
    """

    name: str
    title: str
    kind: DeviceKind
    core: str
    stack: str
    clock_hz: Sourced
    cores: int
    supply_v: Sourced
    sleep_power_w: Sourced
    sample_power_w: Sourced
    active_power_w: Sourced
    idle_power_w: Sourced
    ram_byte: Sourced
    flash_byte: Sourced
    inference_overhead_s: Sourced
    memory_byte_per_s: Sourced | None
    price_usd: Sourced
    board_factor: Sourced | None = None
    host_byte_per_s: Sourced | None = None
    resident_byte: Sourced | None = None
    thermal_k_per_w: Sourced | None = None
    thermal_j_per_k: Sourced | None = None
    throttle_celsius: Sourced | None = None
    clock_power_exponent: Sourced | None = None


@dataclass(frozen=True, slots=True)
class BatteryProfile:
    """A cell or pack.

    Parameters
    ----------
    name, title, chemistry : str
        Its key in ``device_profiles/batteries``, its full name, e.g. ``Li-SOCl2``.
    capacity_c : Sourced
        Rated charge at 20 °C and the rated load. [C]
    nominal_v : Sourced
        Mean voltage over that discharge; energy is charge times this. [V]
    cutoff_v : Sourced
        Voltage below which it counts as empty. [V]
    usable_fraction : Sourced
        Share of the rated charge above the cut-off of the regulator or load. [-]
    internal_resistance_ohm : Sourced
        Fresh cell at 20 °C. [ohm]
    continuous_current_a, pulse_current_a : Sourced
        Limits for steady load and for bursts below a second. [A]
    self_discharge_per_s : Sourced
        Share of the rated charge lost per second at 20 °C. [1/s]
    capacity_by_temperature : tuple[tuple[float, float], ...]
        Points (temperature, share of rated capacity), ascending. [degC], [-]
    price_usd : Sourced
        Price of one. [USD]
    ocv_v : SourcedTable | None
        Points (state of charge, open-circuit voltage); None takes the nominal voltage. [-], [V]
    resistance_ohm : SourcedTable | None
        Points (state of charge, temperature, resistance to pulses); None takes the internal resistance. [-],
        [degC], [ohm]
    capacity_by_current : SourcedTable | None
        Points (steady current, share of rated capacity); None takes all of it at any current. [A], [-]
    self_discharge_by_temperature : SourcedTable | None
        Points (temperature, self-discharge over that at 20 °C); None takes the same at any. [degC], [-]
    charge_current_a : Sourced | None
        Largest charging current; None for a cell that cannot be charged. [A]
    charge_efficiency : Sourced | None
        Charge gained over charge put in; None takes all. [-]
    charge_by_temperature : SourcedTable | None
        Points (temperature, share of the charging current that is allowed); None allows all. [degC], [-]
    calendar_fade_per_s : Sourced | None
        Share of the rated charge that ageing takes from a stored cell at 25 °C; None for none. [1/s]
    calendar_fade_by_temperature : SourcedTable | None
        Points (temperature, that ageing over the one at 25 °C); None takes the same at any. [degC], [-]
    cycle_fade : Sourced | None
        Share of the rated charge that a full cycle takes for good; None for none. [-]
    shelf_life_s : Sourced | None
        Age up to which makers vouch for it, whatever charge is left; None where nothing but charge and wear end it. [s]
    """

    name: str
    title: str
    chemistry: str
    capacity_c: Sourced
    nominal_v: Sourced
    cutoff_v: Sourced
    usable_fraction: Sourced
    internal_resistance_ohm: Sourced
    continuous_current_a: Sourced
    pulse_current_a: Sourced
    self_discharge_per_s: Sourced
    capacity_by_temperature: tuple[tuple[float, float], ...]
    price_usd: Sourced
    ocv_v: SourcedTable | None = None
    resistance_ohm: SourcedTable | None = None
    capacity_by_current: SourcedTable | None = None
    self_discharge_by_temperature: SourcedTable | None = None
    charge_current_a: Sourced | None = None
    charge_efficiency: Sourced | None = None
    charge_by_temperature: SourcedTable | None = None
    calendar_fade_per_s: Sourced | None = None
    calendar_fade_by_temperature: SourcedTable | None = None
    cycle_fade: Sourced | None = None
    shelf_life_s: Sourced | None = None


@dataclass(frozen=True, slots=True)
class HarvesterProfile:
    """A solar panel with its charger.

    Parameters
    ----------
    name, title : str
        Its key in ``device_profiles/harvesters`` and its full name.
    peak_power_w : Sourced
        Power at 1000 W/m2 and a cell temperature of 25 °C. [W]
    heat_loss_per_k : Sourced
        Share of the power lost for each kelvin above 25 °C. [1/K]
    converter_efficiency : Sourced
        From the panel to the battery, with what the charger loses beside the point of most power. [-]
    quiescent_power_w : Sourced
        Continuous draw of the charger from the battery. [W]
    price_usd : Sourced
        Price of panel and charger. [USD]
    """

    name: str
    title: str
    peak_power_w: Sourced
    heat_loss_per_k: Sourced
    converter_efficiency: Sourced
    quiescent_power_w: Sourced
    price_usd: Sourced


@dataclass(frozen=True, slots=True)
class SensorProfile:
    """A transducer with its front end.

    Parameters
    ----------
    name, title, quantity : str
        Its key in ``device_profiles/sensors``, its full name, what it measures.
    channels : int
        Values per sample. [-]
    sample_byte : int
        Bytes per value as the device stores and sends it. [byte]
    max_rate_hz : Sourced
        Fastest sampling. [Hz]
    active_power_w, sleep_power_w : Sourced
        While sampling, and otherwise. [W]
    startup_s : Sourced
        From power-up to the first valid sample; drawn at active power before each window. [s]
    price_usd : Sourced
        Price of one. [USD]
    """

    name: str
    title: str
    quantity: str
    channels: int
    sample_byte: int
    max_rate_hz: Sourced
    active_power_w: Sourced
    sleep_power_w: Sourced
    startup_s: Sourced
    price_usd: Sourced


@dataclass(frozen=True, slots=True)
class RegulatorProfile:
    """A voltage converter between battery and device.

    Parameters
    ----------
    name, title : str
        Its key in ``device_profiles/regulators`` and its full name.
    efficiency : Sourced
        Output power over input power under load. [-]
    quiescent_power_w : Sourced
        Its own continuous draw. [W]
    max_current_a : Sourced
        Largest output current. [A]
    price_usd : Sourced
        Price of one. [USD]
    efficiency_by_current : SourcedTable | None
        Points (output current, efficiency with its own draw counted in), for light loads; None takes the efficiency
        under load and the quiescent power beside it. [A], [-]
    """

    name: str
    title: str
    efficiency: Sourced
    quiescent_power_w: Sourced
    max_current_a: Sourced
    price_usd: Sourced
    efficiency_by_current: SourcedTable | None = None


@dataclass(frozen=True, slots=True)
class GatewayProfile:
    """A mains-powered computer near the devices.

    Parameters
    ----------
    name, title : str
        Its key in ``device_profiles/gateways`` and its full name.
    device : str
        The device profile that gives its computing speed and idle/active power.
    workers : int
        Inferences it serves side by side. [-]
    forward_s : Sourced
        Time to pass one message on without looking into it. [s]
    price_usd : Sourced
        Price of one, with case and supply. [USD]
    """

    name: str
    title: str
    device: str
    workers: int
    forward_s: Sourced
    price_usd: Sourced


@dataclass(frozen=True, slots=True)
class CloudProfile:
    """A rented server.

    Parameters
    ----------
    name, title : str
        Its key in ``device_profiles/clouds`` and its full name.
    core, stack : str
        What its inference costs are for (see `KernelProfile`).
    clock_hz : Sourced
        Clock. [Hz]
    workers : int
        Inferences one server serves side by side. [-]
    inference_overhead_s : Sourced
        Fixed time of one request: gateway, deserialising, dispatch. [s]
    idle_power_w, active_power_w : Sourced
        Power of one server. [W]
    usd_per_server_s : Sourced
        Rent of one server. [USD/s]
    usd_per_message : Sourced
        Price of one message through the IoT message broker. [USD]
    usd_per_egress_byte : Sourced
        Price of traffic out of the cloud. [USD/byte]
    """

    name: str
    title: str
    core: str
    stack: str
    clock_hz: Sourced
    workers: int
    inference_overhead_s: Sourced
    idle_power_w: Sourced
    active_power_w: Sourced
    usd_per_server_s: Sourced
    usd_per_message: Sourced
    usd_per_egress_byte: Sourced

"""What a device draws at its battery, and how much the battery holds."""

import math
from dataclasses import dataclass

import numpy as np

from simgui.core.random_numbers import normal, stable_hash
from simgui.core.units import Dimension, format_quantity
from simgui.placement.airtime import transfer
from simgui.placement.cell import Buffer, Cell, capacitor_needed_f
from simgui.placement.misfit import MisfitError
from simgui.plan.plan import EnergyPlan, Float64Array
from simgui.plan.stages import State
from simgui.profiles.part import BatteryProfile, DeviceProfile, LinkProfile, RegulatorProfile, SensorProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.scenario.scenario import Group

END_OF_LIFE_SOC = 0.1
"""State of charge at which a battery must still carry a burst. [-]"""

_LEAST_FACTOR = 0.1
"""A device's own factor never falls below a tenth of the profile's number."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a group's devices."""

    device: DeviceProfile
    sensor: SensorProfile
    link: LinkProfile
    battery: BatteryProfile | None
    regulator: RegulatorProfile | None

    @classmethod
    def of(cls, group: Group, registry: Registry) -> "Parts":
        """Look the parts of a group up."""
        return cls(
            device=registry.device(group.profile),
            sensor=registry.sensor(group.sensor),
            link=registry.link(group.route[0].link),
            battery=registry.battery(group.battery) if group.battery else None,
            regulator=registry.regulator(group.regulator) if group.regulator else None,
        )


def usable_energy_j(battery: BatteryProfile, temperature_c: float) -> float:
    """Energy a full cell gives above its cut-off at a temperature.

    Parameters
    ----------
    battery : BatteryProfile
        The cell.
    temperature_c : float
        Its temperature; beyond the table's ends the end value holds. [degC]

    Returns
    -------
    float
        Charge × mean voltage × usable share × share left at the temperature. [J]
    """
    temperatures, shares = zip(*battery.capacity_by_temperature, strict=True)
    share = float(np.interp(temperature_c, temperatures, shares))
    return battery.capacity_c.value * battery.nominal_v.value * battery.usable_fraction.value * share


def spread_factor(group: Group, quantity: str, seed: int) -> Float64Array:
    """Each device's own factor on a quantity: normal around 1, never below a tenth. [-]"""
    deviation = group.spread.get(quantity, 0.0)
    if deviation == 0.0:
        return np.ones(group.count)
    drawn = normal(seed, stable_hash(group.name), np.arange(group.count), stable_hash(quantity))
    return np.maximum(1.0 + deviation * drawn, _LEAST_FACTOR)


def energy_plan(group: Group, parts: Parts, seed: int) -> EnergyPlan:
    """Resolve the draws of a group's devices at the battery terminals.

    Parameters
    ----------
    group : Group
        The devices.
    parts : Parts
        Their parts.
    seed : int
        Seed of the device-to-device spread.

    Notes
    -----
    While the radio sends or receives, the processor is awake and idle; while the sensor is read, it samples. Each
    load is divided by the regulator's efficiency; a group without a regulator feeds the parts directly.
    """
    device, sensor, link = parts.device, parts.sensor, parts.link
    efficiency = parts.regulator.efficiency.value if parts.regulator else 1.0
    ones = np.ones(group.count)
    sleep_w = device.sleep_power_w.value * spread_factor(group, "sleep_power", seed)
    awake_w = np.maximum(device.idle_power_w.value - sleep_w, 0.0)
    active_w = device.active_power_w.value * spread_factor(group, "active_power", seed)
    sample_w = device.sample_power_w.value * spread_factor(group, "sample_power", seed)
    transmit_w = link.transmit_power_w.value * spread_factor(group, "transmit_power", seed)
    sensor_w = sensor.active_power_w.value - sensor.sleep_power_w.value
    base = {
        "sleep": (sleep_w + sensor.sleep_power_w.value) / efficiency,
        "standby": ones * link.standby_power_w.value / efficiency,
    }
    if parts.regulator:
        base["regulator"] = ones * parts.regulator.quiescent_power_w.value
    capacity_j = None
    if parts.battery:
        cells = group.battery_count * spread_factor(group, "battery_capacity", seed)
        capacity_j = cells * usable_energy_j(parts.battery, group.temperature_c)
        rated_j = parts.battery.capacity_c.value * parts.battery.nominal_v.value
        base["self_discharge"] = cells * rated_j * parts.battery.self_discharge_per_s.value
    states = {
        State.SENSE: np.maximum(sample_w - sleep_w, 0.0) + sensor_w,
        State.COMPUTE: np.maximum(active_w - sleep_w, 0.0),
        State.TRANSMIT: awake_w + transmit_w,
        State.RECEIVE: awake_w + link.receive_power_w.value,
        State.TAIL: ones * link.tail_power_w.value,
    }
    return EnergyPlan(
        base_power_w=base,
        state_power_w={state: power_w / efficiency for state, power_w in states.items()},
        capacity_j=capacity_j,
    )


@dataclass(frozen=True, slots=True)
class Burst:
    """What a link's longest burst does to an almost empty battery.

    Parameters
    ----------
    needed_a, length_s : float
        Current and length of the burst. [A], [s]
    lowest_v, cutoff_v : float
        Voltage reached and voltage needed; never below 0. [V]
    cell_a, pulse_current_a : float
        Current the cells give at its end, and the largest pulse they stand. [A]
    capacitor_needed_f : float
        Buffer capacitor with which both limits hold; infinite if none would do. [F]
    recharge_s : float
        Five time constants of that capacitor through the cells' resistance. [s]
    """

    needed_a: float
    length_s: float
    lowest_v: float
    cutoff_v: float
    cell_a: float
    pulse_current_a: float
    capacitor_needed_f: float
    recharge_s: float

    @property
    def is_fed(self) -> bool:
        """Whether the battery carries it."""
        return self.lowest_v >= self.cutoff_v and self.cell_a <= self.pulse_current_a


def burst_of(group: Group, link: LinkProfile, battery: BatteryProfile) -> Burst:
    """Work out the longest message of a link on a battery that holds `END_OF_LIFE_SOC`, after a rest.

    Parameters
    ----------
    group : Group
        Gives the number of cells, their temperature and the buffer capacitor.
    link : LinkProfile
        What draws the burst, at its peak current all the time.
    battery : BatteryProfile
        The cell.

    Notes
    -----
    The current is that of the link's profile, taken at the battery: a converter's efficiency and the modem's own
    least voltage are left out, as are the tail after a message and bursts so close that the capacitor does not
    recover (`Buffer.lowest_v` knows those).
    """
    cell = Cell.of(battery, group.temperature_c, count=group.battery_count)
    buffer = Buffer(cell.ocv_v(END_OF_LIFE_SOC), cell.resistance_ohm(END_OF_LIFE_SOC), group.capacitor_f)
    needed_a, length_s = link.burst_current_a.value, transfer(link, round(link.max_payload_byte.value)).airtime_s
    lowest_v = buffer.lowest_v(needed_a, length_s)
    drop_v = min(buffer.source_v - cell.cutoff_v, cell.pulse_current_a * buffer.source_ohm)
    capacitor_f = capacitor_needed_f(buffer.source_ohm, needed_a, length_s, drop_v)
    return Burst(
        needed_a=needed_a,
        length_s=length_s,
        lowest_v=max(lowest_v, 0.0),
        cutoff_v=cell.cutoff_v,
        cell_a=needed_a if group.capacitor_f == 0 else (buffer.source_v - lowest_v) / buffer.source_ohm,
        pulse_current_a=cell.pulse_current_a,
        capacitor_needed_f=capacitor_f,
        recharge_s=5 * buffer.source_ohm * capacitor_f,
    )


def check_burst(group: Group, parts: Parts, registry: Registry) -> None:
    """Refuse a link whose burst the battery cannot deliver towards the end of its life.

    Raises
    ------
    MisfitError
        With the currents needed and available, the voltage reached and the cut-off.
    """
    if parts.battery is None:
        return
    burst = burst_of(group, parts.link, parts.battery)
    if burst.is_fed:
        return
    able = [name for name in registry.names(Kind.BATTERY) if burst_of(group, parts.link, registry.battery(name)).is_fed]
    length = format_quantity(burst.length_s, Dimension.TIME, 3)
    raise MisfitError(
        f"{group.name}: a burst of {parts.link.name} draws {burst.needed_a * 1e3:.3g} mA for {length}, but "
        f"{_shortfall(group, parts.battery, burst)}",
        (
            f"choose a battery that can: {', '.join(able) or 'none is known'}",
            _capacitor_remedy(burst),
            "choose a link with smaller bursts, such as ble-2m",
        ),
    )


def _shortfall(group: Group, battery: BatteryProfile, burst: Burst) -> str:
    """Say which of the two limits a burst breaks."""
    cells, broken = f"{group.battery_count} × {battery.name}", []
    if group.capacitor_f:
        cells += f" with {format_quantity(group.capacitor_f, Dimension.CAPACITANCE, 3)}"
    if burst.cell_a > burst.pulse_current_a:
        share = f" and would give {burst.cell_a * 1e3:.3g} mA of it" if group.capacitor_f else ""
        broken.append(f"stands pulses of at most {burst.pulse_current_a * 1e3:.3g} mA{share}")
    if burst.lowest_v < burst.cutoff_v:
        broken.append(
            f"falls to {burst.lowest_v:.2f} V (cut-off {burst.cutoff_v:g} V) with {END_OF_LIFE_SOC:.0%} of its charge "
            f"at {group.temperature_c:g} °C"
        )
    return f"{cells} {' and '.join(broken)}"


def _capacitor_remedy(burst: Burst) -> str:
    if math.isinf(burst.capacitor_needed_f):
        return "a capacitor does not help: the almost empty cell is below the cut-off without any load"
    step_f = 10.0 ** (math.floor(math.log10(burst.capacitor_needed_f)) - 1)
    enough_f = math.ceil(burst.capacitor_needed_f / step_f) * step_f
    enough, recharge = (
        format_quantity(enough_f, Dimension.CAPACITANCE, 2),
        format_quantity(burst.recharge_s, Dimension.TIME, 2),
    )
    return f"give the group a capacitor of {enough} or more; it recharges within {recharge}"

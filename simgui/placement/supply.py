"""What a device draws at its battery, and how much the battery holds."""

from dataclasses import dataclass

import numpy as np

from simgui.core.random_numbers import normal, stable_hash
from simgui.placement.misfit import MisfitError
from simgui.plan.plan import EnergyPlan, Float64Array
from simgui.plan.stages import State
from simgui.profiles.part import BatteryProfile, DeviceProfile, LinkProfile, RegulatorProfile, SensorProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.scenario.scenario import Group

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


def check_burst(group: Group, parts: Parts, registry: Registry) -> None:
    """Refuse a link whose burst the battery cannot deliver.

    Raises
    ------
    MisfitError
        With the currents needed and available.
    """
    if parts.battery is None:
        return
    needed_a = parts.link.burst_current_a.value
    available_a = parts.battery.pulse_current_a.value * group.battery_count
    if needed_a <= available_a:
        return
    able = [
        name
        for name in registry.names(Kind.BATTERY)
        if registry.battery(name).pulse_current_a.value * group.battery_count >= needed_a
    ]
    raise MisfitError(
        f"{group.name}: a burst of {parts.link.name} draws {needed_a * 1e3:.3g} mA, but {group.battery_count} × "
        f"{parts.battery.name} gives pulses of at most {available_a * 1e3:.3g} mA",
        (
            f"choose a battery that can: {', '.join(able) or 'none is known'}",
            "choose a link with smaller bursts, such as ble-2m",
        ),
    )

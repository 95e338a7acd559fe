"""What a device draws at its battery, and how much the battery holds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simgui.core.random_numbers import normal, stable_hash
from simgui.placement.airtime import listening_power_w
from simgui.placement.brown_out import EndOfLife, end_of_life, loads_of
from simgui.placement.cell import Cell, self_discharge_per_s
from simgui.placement.climate import storage_plan
from simgui.placement.hop_link import hop_link
from simgui.placement.hop_timing import awake_ns
from simgui.placement.regulator import through_regulator
from simgui.plan.plan import EnergyPlan, Float64Array, TaskPlan
from simgui.plan.stages import State, When
from simgui.profiles.part import (
    BatteryProfile,
    DeviceProfile,
    HarvesterProfile,
    LinkProfile,
    RegulatorProfile,
    SensorProfile,
)
from simgui.profiles.registry import Registry
from simgui.scenario.group import Group

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
    harvester: HarvesterProfile | None = None

    @classmethod
    def of(cls, group: Group, registry: Registry) -> "Parts":
        """Look the parts of a group up; its link is as its first hop uses it."""
        return cls(
            device=registry.device(group.profile),
            sensor=registry.sensor(group.sensor),
            link=hop_link(registry.link(group.route[0].link), group.route[0]),
            battery=registry.battery(group.battery) if group.battery else None,
            regulator=registry.regulator(group.regulator) if group.regulator else None,
            harvester=registry.harvester(group.harvester.profile) if group.harvester else None,
        )


def spread_factor(group: Group, quantity: str, seed: int) -> Float64Array:
    """Each device's own factor on a quantity: normal around 1, never below a tenth. [-]"""
    deviation = group.spread.get(quantity, 0.0)
    if deviation == 0.0:
        return np.ones(group.count)
    drawn = normal(seed, stable_hash(group.name), np.arange(group.count), stable_hash(quantity))
    return np.maximum(1.0 + deviation * drawn, _LEAST_FACTOR)


def energy_plan(group: Group, parts: Parts, seed: int, tail_share: Float64Array | None = None) -> EnergyPlan:
    """Resolve the draws of a group's devices at the battery terminals; see `with_battery` for what that holds.

    Parameters
    ----------
    group : Group
        The devices.
    parts : Parts
        Their parts.
    seed : int
        Seed of the device-to-device spread.
    tail_share : float64 array (devices,) or None
        Share of a tail that the radio listens in; None for all of it. [-]

    Notes
    -----
    While the radio sends or receives, the processor is awake and idle; while the sensor is read, it samples. Each
    load is divided by the regulator's efficiency; a group without a regulator feeds the parts directly.
    """
    device, sensor, link = parts.device, parts.sensor, parts.link
    ones = np.ones(group.count)
    sleep_w = device.sleep_power_w.value * spread_factor(group, "sleep_power", seed)
    awake_w = np.maximum(device.idle_power_w.value - sleep_w, 0.0)
    active_w = device.active_power_w.value * spread_factor(group, "active_power", seed)
    sample_w = device.sample_power_w.value * spread_factor(group, "sample_power", seed)
    transmit_w = link.transmit_power_w.value * spread_factor(group, "transmit_power", seed)
    sensor_w = sensor.active_power_w.value - sensor.sleep_power_w.value
    base = {"sleep": sleep_w + sensor.sleep_power_w.value, "standby": ones * listening_power_w(link)}
    states = {
        State.SENSE: np.maximum(sample_w - sleep_w, 0.0) + sensor_w,
        State.COMPUTE: np.maximum(active_w - sleep_w, 0.0),
        State.TRANSMIT: awake_w + transmit_w,
        State.RECEIVE: awake_w + link.receive_power_w.value,
        State.TAIL: link.tail_power_w.value * (ones if tail_share is None else tail_share),
    }
    base, states = through_regulator(parts.regulator, device.supply_v.value, base, states)
    if parts.harvester is not None:
        base["harvester"] = ones * parts.harvester.quiescent_power_w.value
    return EnergyPlan(base_power_w=base, state_power_w=states, capacity_j=None)


def with_battery(energy: EnergyPlan, group: Group, parts: Parts, tasks: Sequence[TaskPlan], seed: int) -> EnergyPlan:
    """Add what the batteries of a group hold and lose.

    Parameters
    ----------
    energy : EnergyPlan
        What the devices draw.
    group, parts : Group, Parts
        The devices.
    tasks : Sequence[TaskPlan]
        What they do: mean load and bursts decide how much of a battery is usable.
    seed : int
        Seed of the device-to-device spread and of the weather.

    Raises
    ------
    MisfitError
        If there is a harvester and the battery cannot be charged.

    Notes
    -----
    Energy is charge times the nominal voltage. Self-discharge takes from the content, not through the terminals: as
    a power beside the loads it is smaller by the share that the cell gives of its rating.
    """
    battery = parts.battery
    if battery is None:
        return energy
    nominal_v = battery.nominal_v.value
    loads = loads_of(energy, tasks, parts.link, nominal_v)
    mean_a = float(_mean_load_w(energy, tasks).mean()) / nominal_v

    def at_temperature(temperature_c: float) -> tuple[Cell, EndOfLife]:
        cell = Cell.of(battery, temperature_c, count=group.battery_count)
        return cell, end_of_life(group, battery, cell, loads)

    def share_and_end(temperature_c: float) -> tuple[float, float]:
        cell, end = at_temperature(temperature_c)
        return cell.share(mean_a), end.soc

    cells = group.battery_count * spread_factor(group, "battery_capacity", seed)
    full_j = cells * battery.capacity_c.value * nominal_v
    cell, end = at_temperature(group.temperature_c)
    share = cell.share(mean_a)
    storage = storage_plan(group, battery, parts.harvester, share_and_end, full_j, seed)
    leak_per_s = share * self_discharge_per_s(battery, group.temperature_c)
    if storage is not None:
        leak_per_s = float((storage.share * storage.self_discharge_per_s).mean())
    return replace(
        energy,
        base_power_w={**energy.base_power_w, "self_discharge": full_j * leak_per_s},
        capacity_j=full_j * share * (1 - end.soc),
        end_soc=end.soc,
        end_cause=end.cause,
        storage=storage,
        shelf_life_s=battery.shelf_life_s.value if battery.shelf_life_s else math.inf,
    )


def _mean_load_w(energy: EnergyPlan, tasks: Sequence[TaskPlan]) -> Float64Array:
    """Give the mean load of each device, as far as it does not depend on what is detected. [W]"""
    load_w = energy.total_base_power_w()
    for task in tasks:
        load_w = load_w + energy.state_power_w[State.SENSE] * (task.sense_ns / task.period_ns)
        for stage in task.stages:
            if stage.when is not When.ALWAYS:
                continue
            if stage.state is not None:
                load_w = load_w + energy.state_power_w[stage.state] * (awake_ns(stage) / task.period_ns)
            if stage.tail_state is not None:
                load_w = load_w + energy.state_power_w[stage.tail_state] * (stage.tail_ns / task.period_ns)
    return load_w

"""The power of a device and what its battery holds, taken apart."""

import math

import numpy as np

from simgui.core.units import Dimension
from simgui.placement.sensing import reading_s, rests
from simgui.placement.supply import Parts
from simgui.plan.plan import NS_PER_S, GroupPlan, TaskPlan
from simgui.plan.stages import State
from simgui.profiles.part import BatteryProfile, LinkProfile, RateLaw
from simgui.profiles.schema import Kind
from simgui.results.energy_kpis import mean_power_w
from simgui.results.kpi_names import segment_label
from simgui.results.why.air import wake_node
from simgui.results.why.durations import service_node
from simgui.results.why.facts import Facts, leaf, table_leaf
from simgui.results.why.node import Node, Operation, anchored, counted, given, product, quotient, total
from simgui.results.why.observation import attempts_a_message
from simgui.scenario.group import Group

_POWER, _TIME, _COUNT = Dimension.POWER, Dimension.TIME, Dimension.COUNT
_REST = "what this does not describe"
_SMALL, _EXACT = 1e-4, 1e-4


def device_power(facts: Facts) -> Node:
    """Take the mean power of the fleet's devices apart: by group, cause and number."""
    parts = []
    devices = sum(group.devices for group in facts.groups)
    for group in facts.groups:
        own = group_power(facts, group)
        if len(facts.groups) == 1:
            return own
        share = given(f"share of {group.name} in the fleet", group.devices / devices, Dimension.RATIO)
        parts.append(product(f"of {group.name}", _POWER, (share, own)))
    return total("mean power", _POWER, parts)


def group_power(facts: Facts, group: GroupPlan) -> Node:
    """Take the mean power of a group's devices apart."""
    ledger = facts.seen.ledgers[group.name]
    alive_s = float(np.sum(ledger.alive_ns)) / NS_PER_S
    by_cause = {cause: float(np.sum(e)) / alive_s for cause, e in ledger.energy_by_cause_j().items()} if alive_s else {}
    parts = Parts.of(facts.group(group.name), facts.registry)
    whole = sum(by_cause.values())
    described = [
        _cause(facts, group, parts, cause, power_w)
        for cause, power_w in sorted(by_cause.items(), key=lambda item: -item[1])
        if abs(power_w) > _SMALL * whole
    ]
    small = whole - sum(node.value for node in described)
    if abs(small) > 1e-9 * whole:
        described.append(counted("all other causes", small, _POWER))
    power_w = mean_power_w(ledger)
    mean_w = float(np.nanmean(power_w)) if np.any(~np.isnan(power_w)) else math.nan
    return anchored(total("mean power of a device", _POWER, described), mean_w, "what differs from device to device")


def _cause(facts: Facts, group: GroupPlan, parts: Parts, cause: str, power_w: float) -> Node:
    state = next((state for state in State if state.label == cause), None)
    if state is not None:
        return _state(facts, group, parts, state, power_w)
    name = segment_label(cause)
    if cause == "self_discharge" and power_w > 0:
        return _self_discharge(facts, group, power_w)
    draws = _base_draws(parts, cause)
    if not draws:
        return counted(name, power_w, _POWER)
    return _scaled(facts, group, total(name, _POWER, draws), power_w)


def _base_draws(parts: Parts, cause: str) -> list[Node]:
    """List the profile numbers of a continuous draw, at the parts themselves."""
    device, sensor, link = parts.device, parts.sensor, parts.link
    if cause == "sleep":
        return [
            leaf(Kind.DEVICE, device.name, "sleep_power_w", device.sleep_power_w),
            leaf(Kind.SENSOR, sensor.name, "sleep_power_w", sensor.sleep_power_w, "sleep power of the sensor"),
        ]
    if cause == "standby":
        return [leaf(Kind.LINK, link.name, "standby_power_w", link.standby_power_w), *_listening(link)]
    if cause == "harvester" and parts.harvester:
        return [leaf(Kind.HARVESTER, parts.harvester.name, "quiescent_power_w", parts.harvester.quiescent_power_w)]
    if cause == "regulator" and parts.regulator:
        return [leaf(Kind.REGULATOR, parts.regulator.name, "quiescent_power_w", parts.regulator.quiescent_power_w)]
    return []


def _listening(link: LinkProfile) -> list[Node]:
    """Give the power of listening at every interval."""
    if link.event_energy_j is None:
        return []
    if link.downlink_interval_s is not None:
        often = [leaf(Kind.LINK, link.name, "downlink_interval_s", link.downlink_interval_s)]
    elif link.uplink_interval_s is not None:
        interval = leaf(Kind.LINK, link.name, "uplink_interval_s", link.uplink_interval_s)
        often = [interval, given("intervals from one to the next", float(1 + link.skipped_events))]
    else:
        return []
    energy = leaf(Kind.LINK, link.name, "event_energy_j", link.event_energy_j)
    return [quotient("listening at every interval", _POWER, energy, *often)]


def _self_discharge(facts: Facts, group: GroupPlan, power_w: float) -> Node:
    own = facts.group(group.name)
    assert own.battery is not None  # noqa: S101 - only batteries discharge themselves
    battery = facts.registry.battery(own.battery)
    rate = leaf(Kind.BATTERY, battery.name, "self_discharge_per_s", battery.self_discharge_per_s)
    parts = [*_rated(own, battery), rate]
    described = math.prod(node.value for node in parts)
    factor = counted("at this temperature and load", power_w / described if described else 0.0, Dimension.RATIO)
    return product("self discharge", _POWER, (*parts, factor))


def _rated(group: Group, battery: BatteryProfile) -> list[Node]:
    return [
        given("cells", float(group.battery_count)),
        leaf(Kind.BATTERY, battery.name, "capacity_c", battery.capacity_c),
        leaf(Kind.BATTERY, battery.name, "nominal_v", battery.nominal_v),
    ]


def _state(facts: Facts, group: GroupPlan, parts: Parts, state: State, power_w: float) -> Node:
    """Take the power of a state apart: how much it draws times the share of the time."""
    ledger = facts.seen.ledgers[group.name]
    alive_s = float(np.sum(ledger.alive_ns)) / NS_PER_S
    share = float(np.sum(ledger.state_ns[state])) / NS_PER_S / alive_s
    above_w = power_w / share if share else 0.0
    described = total("power meanwhile, above sleep", _POWER, _state_draws(parts, state))
    windows = state is State.TAIL and parts.link.law is RateLaw.LORA
    draw = _scaled(facts, group, described, above_w, "share of it with the receiver on" if windows else "")
    spent = [
        product(f"{what} of {task.name}", Dimension.RATIO, (counted("times a second", rate), length))
        for task, what, rate, length in _occasions(facts, group, parts, state)
        if rate > 0 and length.value > 0
    ]
    time = _measured(spent + _waking(facts, group, parts, state, share - sum(node.value for node in spent)), share)
    return product(segment_label(state.label), _POWER, (time, draw))


def _waking(facts: Facts, group: GroupPlan, parts: Parts, state: State, more: float) -> list[Node]:
    """Give the share of the time in which radios set their connections up; the run counted how often."""
    for task in group.tasks:
        for stage in task.stages:
            wake = wake_node(parts.link, stage) if stage.state is state else None
            if wake is not None and wake.value > 0 and more > 0:
                rate = counted("wake-ups a second", more / wake.value)
                return [product("setting the connection up", Dimension.RATIO, (rate, wake))]
    return []


def _measured(spent: list[Node], share: float) -> Node:
    """Bring times as planned to the time that the run counted: ends cut off, stretched services, lost time."""
    node = total("share of the time", Dimension.RATIO, spent)
    off = share - node.value
    if abs(off) <= 1e-9 * abs(share):
        return node
    other = counted("beyond the plan: control tasks first, the end of the run, devices that died", off, Dimension.RATIO)
    return total(node.name, Dimension.RATIO, (*spent, other))


def _occasions(facts: Facts, group: GroupPlan, parts: Parts, state: State) -> list[tuple[TaskPlan, str, float, Node]]:
    """List what puts a device into a state: task, stage, how often a second, and how long."""
    found: list[tuple[TaskPlan, str, float, Node]] = []
    seconds = group.devices * facts.alive_s(group)
    for task, seen in zip(group.tasks, facts.seen_of(group), strict=True):
        first = task.stages[0]
        released = (seen.jobs or float(seen.attempts[0]) / attempts_a_message(first)) / seconds
        if state is State.SENSE:
            found.append((task, "sampling", released, _sensing(parts, facts.group(group.name).stream.rate_hz, task)))
        for stage, count in zip(task.stages, seen.attempts, strict=True):
            if stage.state is state:
                length = service_node(facts, group, task, stage)
                found.append((task, segment_label(stage.stage.label), float(count) / seconds, length))
            if stage.tail_state is state:
                messages = float(count) / attempts_a_message(stage)
                length = _tail(parts.link, float(stage.tail_ns.mean()) / NS_PER_S)
                found.append((task, "tail", messages / seconds, length))
                if stage.retry_tail_ns.any():
                    empty_s = float(stage.retry_tail_ns.mean()) / NS_PER_S
                    length = total("tail", _TIME, (given("both receive windows, no answer", empty_s, _TIME),))
                    found.append((task, "tail of a lost attempt", (float(count) - messages) / seconds, length))
    return found


def _tail(link: LinkProfile, length_s: float) -> Node:
    """Take the time apart that a radio goes on listening."""
    if link.law is RateLaw.LORA:
        return total("tail", _TIME, (given("receive windows of a message, pauses included", length_s, _TIME),))
    tail = leaf(Kind.LINK, link.name, "tail_s", link.tail_s)
    cut_s = length_s - tail.value
    if abs(cut_s) <= 1e-9 * length_s:
        return total("tail", _TIME, (tail,))
    return total("tail", _TIME, (tail, given("cut off by the next message", cut_s, _TIME)))


def _sensing(parts: Parts, rate_hz: float, task: TaskPlan) -> Node:
    startup = leaf(Kind.SENSOR, parts.sensor.name, "startup_s", parts.sensor.startup_s)
    if rests(parts.sensor, rate_hz):
        one_s = reading_s(parts.sensor)
        readings = given("readings", task.sense_ns / NS_PER_S / one_s)
        one = total("one reading", _TIME, (startup, given("conversion", one_s - startup.value, _TIME)))
        return product("reading the sensor", _TIME, (readings, one))
    window = given("window", task.sense_ns / NS_PER_S - startup.value, _TIME)
    return total("reading the sensor", _TIME, (window, startup))


def _state_draws(parts: Parts, state: State) -> list[Node]:
    """List the profile numbers of a state's draw above sleep, at the parts themselves."""
    device, sensor, link = parts.device, parts.sensor, parts.link
    sleep = _less(leaf(Kind.DEVICE, device.name, "sleep_power_w", device.sleep_power_w))
    awake = [leaf(Kind.DEVICE, device.name, "idle_power_w", device.idle_power_w, "processor, awake"), sleep]
    match state:
        case State.SENSE:
            return [
                leaf(Kind.DEVICE, device.name, "sample_power_w", device.sample_power_w),
                sleep,
                leaf(Kind.SENSOR, sensor.name, "active_power_w", sensor.active_power_w, "active power of the sensor"),
                _less(leaf(Kind.SENSOR, sensor.name, "sleep_power_w", sensor.sleep_power_w)),
            ]
        case State.COMPUTE:
            return [leaf(Kind.DEVICE, device.name, "active_power_w", device.active_power_w), sleep]
        case State.TRANSMIT:
            return [*awake, leaf(Kind.LINK, link.name, "transmit_power_w", link.transmit_power_w)]
        case State.RECEIVE:
            return [*awake, leaf(Kind.LINK, link.name, "receive_power_w", link.receive_power_w)]
        case _:
            return [leaf(Kind.LINK, link.name, "tail_power_w", link.tail_power_w)]


def _less(node: Node) -> Node:
    return product(f"less {node.name}", node.dimension, (given("minus", -1.0), node))


def _scaled(facts: Facts, group: GroupPlan, node: Node, value: float, share: str = "") -> Node:
    """Bring a draw at the parts to the battery.

    Parameters
    ----------
    facts, group : Facts, GroupPlan
        Whose.
    node : Node
        The draw at the parts. [W]
    value : float
        At the battery, mean of the devices. [W]
    share : str
        What the part of it is called that is drawn at all; empty where all is.
    """
    if node.value <= 0 or value <= 0 or math.isclose(node.value, value, rel_tol=_EXACT):
        return anchored(node, value, _REST)
    own = facts.group(group.name)
    regulator = Parts.of(own, facts.registry).regulator
    table = regulator.efficiency_by_current if regulator else None
    factors: list[Node] = []
    fed = node
    if regulator is not None and table is None:
        efficiency = leaf(Kind.REGULATOR, regulator.name, "efficiency", regulator.efficiency)
        fed = quotient(f"{node.name}, at the battery", _POWER, node, efficiency)
    elif regulator is not None and table is not None and not share:
        at_load = node.value / value
        words = "efficiency at this load"
        efficiency = table_leaf(Kind.REGULATOR, regulator.name, "efficiency_by_current", table, at_load, words)
        return quotient(f"{node.name}, at the battery", _POWER, node, efficiency)
    off = value / fed.value
    if math.isclose(off, 1.0, rel_tol=_EXACT):
        return fed
    if share:
        factors.append(given(share, off, Dimension.RATIO))
    elif own.spread:
        factors.append(given("mean of what differs from device to device", off, Dimension.RATIO))
    else:
        factors.append(Node("at this load", off, Dimension.RATIO, Operation.REST))
    return product(fed.name, _POWER, (fed, *factors))


def capacity(facts: Facts, group: GroupPlan) -> Node | None:
    """Take what a group's batteries hold apart; None on the mains."""
    own = facts.group(group.name)
    held = group.energy.capacity_j
    if held is None or own.battery is None:
        return None
    battery = facts.registry.battery(own.battery)
    rated = _rated(own, battery)
    mean_j = float(np.mean(held))
    usable = leaf(Kind.BATTERY, battery.name, "usable_fraction", battery.usable_fraction)
    described = math.prod(node.value for node in (*rated, usable))
    cold = counted("share left at this temperature and load", mean_j / described if described else 0.0, Dimension.RATIO)
    return product("energy of the battery", Dimension.ENERGY, (*rated, usable, cold))


__all__ = ["capacity", "device_power", "group_power"]

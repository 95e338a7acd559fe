"""How long a step takes, taken apart: an inference by units of work, a message by bytes and rate, a delay."""

import math

import numpy as np

from simgui.core.units import Dimension
from simgui.models.charge import charge, hosted_s, streamed_s
from simgui.models.graph import Model, WorkUnit
from simgui.placement.inference import FEATURE_PASSES, front_end_s
from simgui.placement.supply import Parts
from simgui.plan.plan import NS_PER_S, GroupPlan, StagePlan, TaskPlan
from simgui.plan.stages import Stage
from simgui.profiles.part import DeviceProfile, KernelProfile, LinkProfile
from simgui.profiles.schema import EXTRA_UNITS, KERNEL_UNITS, Kind
from simgui.results.kpi_names import segment_label
from simgui.results.why.air import airtime_node, fragments_of
from simgui.results.why.facts import Facts, leaf
from simgui.results.why.node import Node, anchored, given, product, quotient, total
from simgui.results.why.observation import service_s
from simgui.scenario.group import Group

_TIME, _COUNT = Dimension.TIME, Dimension.COUNT
_REST = "what this does not describe"
_LEAST_SHARE = 1e-4


def service_node(facts: Facts, group: GroupPlan, task: TaskPlan, stage: StagePlan, device: int | None = None) -> Node:
    """Take the time of a stage's station apart, waiting excluded: of one device, or the mean of all."""
    own = facts.group(group.name)
    name = segment_label(stage.stage.label)
    match stage.stage:
        case Stage.INFER:
            described = _on_device(facts, own, task, name)
        case Stage.GATEWAY:
            described = _at_gateway(facts, own, task, stage, name)
        case Stage.CLOUD:
            described = _in_cloud(facts, own, task, name)
        case Stage.UPLINK | Stage.DOWNLINK:
            described = airtime_node(Parts.of(own, facts.registry).link, stage, name, device)
        case _:
            described = airtime_node(_backhaul(facts, own), stage, name, device)
    return _paced(described, stage, device)


def _paced(described: Node, stage: StagePlan, device: int | None) -> Node:
    """Bring a time on paper to that of a device or the mean: each has a speed of its own, and heat slows it down."""
    mean_s = float(np.mean(stage.service_ns if device is None else stage.service_ns[device])) / NS_PER_S
    parts = [described]
    if stage.stage is Stage.INFER and described.value > 0 and not math.isclose(mean_s, described.value, rel_tol=1e-6):
        parts.append(given("the device's own speed", mean_s / described.value, Dimension.RATIO))
    slowed = service_s(stage, device) / mean_s if mean_s else 1.0
    if not math.isclose(slowed, 1.0, rel_tol=1e-6):
        parts.append(given("slowed down by heat", slowed, Dimension.RATIO))
    node = described if len(parts) == 1 else product(described.name, _TIME, parts)
    return anchored(node, service_s(stage, device), _REST)


def delay_node(facts: Facts, group: GroupPlan, stage: StagePlan) -> Node | None:
    """Take the time between a stage and the next apart; None where there is none."""
    delay_s = stage.delay_ns / NS_PER_S
    if delay_s <= 0:
        return None
    own = facts.group(group.name)
    is_radio = stage.stage in {Stage.UPLINK, Stage.DOWNLINK}
    link = Parts.of(own, facts.registry).link if is_radio else _backhaul(facts, own)
    children = [leaf(Kind.LINK, link.name, "latency_s", link.latency_s)]
    more = -(-fragments_of(link, stage) // link.packets_per_event) - 1 if link.packets_per_event else 0
    if link.uplink_interval_s is not None and more and stage.stage is Stage.UPLINK:
        interval = leaf(Kind.LINK, link.name, "uplink_interval_s", link.uplink_interval_s)
        children.append(product("until the last fragment", _TIME, (given("more intervals", float(more)), interval)))
    if own.cloud is not None and (own.site is None or not is_radio):
        children.append(given("half the round trip to the cloud", facts.scenario.clouds[own.cloud].rtt_s / 2, _TIME))
    return anchored(total(f"delay behind the {segment_label(stage.stage.label)}", _TIME, children), delay_s, _REST)


def _on_device(facts: Facts, group: Group, task: TaskPlan, name: str) -> Node:
    device = facts.registry.device(group.profile)
    kernel = facts.kernel_of(device)
    own = next(one for one in group.tasks if task.name == one.name)
    sensor = facts.registry.sensor(group.sensor)
    values = round(own.window_s * group.stream.rate_hz) * sensor.channels
    elementwise = kernel.cycles_per[WorkUnit.ELEMENTWISE]
    cycles = product(
        "cycles of the features",
        _COUNT,
        (
            given("values read", float(FEATURE_PASSES * values)),
            leaf(Kind.KERNEL, kernel.name, f"cycles_per.{WorkUnit.ELEMENTWISE}", elementwise, "cycles a value"),
        ),
    )
    clock = leaf(Kind.DEVICE, device.name, "clock_hz", device.clock_hz)
    feature = quotient("features of the window", _TIME, cycles, clock)
    model = facts.model_of(group, task)
    front = _front_end(group, task, sensor.channels, kernel, clock)
    return total(name, _TIME, (feature, *front, *(_inference(model, device, kernel) if model else ())))


def _front_end(group: Group, task: TaskPlan, channels: int, kernel: KernelProfile, clock: Node) -> list[Node]:
    """Give the time of a front end; none without one."""
    own = next((one for one in group.tasks if one.name == task.name), None)
    seconds = front_end_s(own, group.stream.rate_hz, channels, kernel, clock.value) if own else 0.0
    if not seconds:
        return []
    field = "signal_flop" if "signal_flop" in kernel.cycles_per else WorkUnit.ELEMENTWISE
    each = leaf(Kind.KERNEL, kernel.name, f"cycles_per.{field}", kernel.cycles_per[field], "cycles each")
    amount = given("operations, by the cycles of one", seconds * clock.value / each.value)
    return [quotient("front end", _TIME, product("cycles", _COUNT, (amount, each)), clock)]


def _inference(model: Model, device: DeviceProfile, kernel: KernelProfile) -> list[Node]:
    """Take an inference apart: cycles by unit of work, weights and data moved, and the fixed part."""
    clock = leaf(Kind.DEVICE, device.name, "clock_hz", device.clock_hz)
    board = [leaf(Kind.DEVICE, device.name, "board_factor", device.board_factor)] if device.board_factor else []
    factor = device.board_factor.value if device.board_factor else 1.0
    nodes = _work(model, kernel, factor / device.clock_hz.value, board, clock)
    moved = (
        ("weights streamed in", streamed_s(model, device), "memory_byte_per_s", device.memory_byte_per_s),
        ("inputs and outputs moved", hosted_s(model, device), "host_byte_per_s", device.host_byte_per_s),
    )
    for name, seconds, field, rate in moved:
        if rate is not None and seconds > 0:
            above = given("bytes", seconds * rate.value, Dimension.SIZE)
            nodes.append(quotient(name, _TIME, above, leaf(Kind.DEVICE, device.name, field, rate)))
    overhead = device.inference_overhead_s
    return [*nodes, leaf(Kind.DEVICE, device.name, "inference_overhead_s", overhead, "fixed time of a call")]


def _work(model: Model, kernel: KernelProfile, cycle_s: float, factors: list[Node], clock: Node) -> list[Node]:
    """Give a quotient for each unit of work that takes any time, the longest first."""
    by_unit = charge(model, kernel, cycle_s).by_unit
    known = {**KERNEL_UNITS, **EXTRA_UNITS}
    whole = sum(by_unit.values())
    nodes = []
    for unit, seconds in sorted(by_unit.items(), key=lambda item: -item[1]):
        if seconds <= _LEAST_SHARE * whole:
            continue
        each = kernel.cycles_per[unit]
        amount = given("how many", seconds / (each.value * cycle_s))
        cycles = leaf(Kind.KERNEL, kernel.name, f"cycles_per.{unit}", each, "cycles each")
        words = known.get(unit, unit).partition(" (")[0]
        nodes.append(quotient(words, _TIME, product("cycles", _COUNT, (amount, cycles, *factors)), clock))
    small = whole - sum(node.value for node in nodes)
    if nodes and small > 0:
        nodes.append(given("all other work", small, _TIME))
    return nodes


def _at_gateway(facts: Facts, group: Group, task: TaskPlan, stage: StagePlan, name: str) -> Node:
    place = _gateway(facts, group)
    profile = facts.registry.gateway(place)
    children = [leaf(Kind.GATEWAY, profile.name, "forward_s", profile.forward_s, "passing a message on")]
    model = facts.model_of(group, task)
    infers = task.verdict_stage >= 0 and task.stages[task.verdict_stage] is stage
    if infers and model is not None:
        device = facts.registry.device(profile.device)
        kernel, channels = facts.kernel_of(device), facts.registry.sensor(group.sensor).channels
        clock = leaf(Kind.DEVICE, device.name, "clock_hz", device.clock_hz)
        children += [*_inference(model, device, kernel), *_front_end(group, task, channels, kernel, clock)]
    return total(name, _TIME, children)


def _in_cloud(facts: Facts, group: Group, task: TaskPlan, name: str) -> Node:
    assert group.cloud is not None  # noqa: S101 - a stage in the cloud was compiled
    profile = facts.registry.cloud(facts.scenario.clouds[group.cloud].profile)
    kernel = facts.registry.kernel(profile.core, profile.stack)
    clock = leaf(Kind.CLOUD, profile.name, "clock_hz", profile.clock_hz)
    overhead = leaf(Kind.CLOUD, profile.name, "inference_overhead_s", profile.inference_overhead_s)
    model = facts.model_of(group, task)
    work = _work(model, kernel, 1 / profile.clock_hz.value, [], clock) if model else []
    channels = facts.registry.sensor(group.sensor).channels
    return total(name, _TIME, (overhead, *work, *_front_end(group, task, channels, kernel, clock)))


def _gateway(facts: Facts, group: Group) -> str:
    """Name the profile of a group's gateways."""
    site, _, cell = (group.site or "").partition(".")
    gateways = facts.scenario.sites[site].gateways
    return next((one.profile for one in gateways if one.name == cell), gateways[0].profile)


def _backhaul(facts: Facts, group: Group) -> LinkProfile:
    site, _, cell = (group.site or "").partition(".")
    gateways = facts.scenario.sites[site].gateways
    return facts.registry.link(next((one.backhaul for one in gateways if one.name == cell), gateways[0].backhaul))

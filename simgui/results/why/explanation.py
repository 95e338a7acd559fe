"""Every KPI of a placement, taken apart down to profile numbers.

Means reproduce the KPI; a quantile of the latency is what a job takes that never waits, and what is left: waiting,
retries and differences between devices.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np

from simgui.core.units import Dimension
from simgui.placement.supply import Parts
from simgui.plan.plan import NS_PER_S, GroupPlan, TaskPlan
from simgui.plan.stages import Stage
from simgui.plan.stations import StationKind
from simgui.profiles.schema import Kind
from simgui.results.cost_kpis import MONTH_S
from simgui.results.energy_kpis import battery_life_s
from simgui.results.kpi_names import kpi_dimension, kpi_name
from simgui.results.why.air import wire_node
from simgui.results.why.durations import delay_node, service_node
from simgui.results.why.facts import Facts, leaf
from simgui.results.why.node import Node, Operation, anchored, counted, given, product, quotient, total
from simgui.results.why.observation import TaskSeen, fixed_s, is_mixed, service_s
from simgui.results.why.power import capacity, device_power, group_power
from simgui.results.why.waiting import waiting_nodes

_TIME, _COUNT, _MONEY = Dimension.TIME, Dimension.COUNT, Dimension.MONEY
_DAY_S = 86400.0
_EXACT, _ROUNDING, _ALIKE = 1e-9, 1e-3, 1.01
_SPREAD = "what differs from device to device"


def explain(facts: Facts) -> dict[str, Node]:
    """Take every KPI of the fleet apart that has a finite value; see the module."""
    found: dict[str, Node] = {}
    for kpi, value in facts.kpis.fleet.items():
        if not math.isfinite(value):
            continue
        node = _LAWS[kpi](facts, kpi, value) if kpi in _LAWS else None
        found[kpi] = node or counted(f"{kpi_name(kpi).full}, as simulated", value, kpi_dimension(kpi))
    return found


def _power(facts: Facts, kpi: str, value: float) -> Node:
    return _named(device_power(facts), kpi, value, _SPREAD)


def _energy_per_job(facts: Facts, kpi: str, value: float) -> Node:
    jobs = facts.kpis.fleet["jobs"]
    device_s = sum(group.devices * facts.alive_s(group) for group in facts.groups)
    rate = counted("jobs a second and device", jobs / device_s)
    return _named(quotient("", Dimension.ENERGY, device_power(facts), rate), kpi, value, _SPREAD)


def _life(facts: Facts, kpi: str, value: float) -> Node | None:
    """Capacity over power of the group whose battery decides, and how that device differs from the mean one."""
    lives = [(group, battery_life_s(facts.seen.ledgers[group.name])) for group in facts.groups]
    lives = [(group, life_s) for group, life_s in lives if len(life_s)]
    if not lives:
        return None
    group, _ = min(lives, key=lambda one: float(np.min(np.abs(one[1] - value))))
    if value >= group.energy.shelf_life_s * (1 - _EXACT):
        return _named(total("", _TIME, [_shelf_life(facts, group)]), kpi, value, _SPREAD)
    held = capacity(facts, group)
    if held is None:
        return None
    mean = quotient(f"life of the mean device of {group.name}", _TIME, held, group_power(facts, group))
    if not math.isfinite(mean.value) or mean.value <= 0:
        return None
    if math.isclose(mean.value, value, rel_tol=_EXACT):
        return _named(mean, kpi, value, _SPREAD)
    return product(
        kpi_name(kpi).full,
        _TIME,
        (mean, counted("this device against the mean one", value / mean.value, Dimension.RATIO)),
    )


def _shelf_life(facts: Facts, group: GroupPlan) -> Node:
    """Give the age at which a group's batteries count as spent, before they are empty."""
    name = facts.group(group.name).battery
    assert name is not None  # noqa: S101 - only batteries have a shelf life
    shelf_life = facts.registry.battery(name).shelf_life_s
    assert shelf_life is not None  # noqa: S101 - the plan has it from there
    return leaf(Kind.BATTERY, name, "shelf_life_s", shelf_life, "limited by shelf life")


def _latency(facts: Facts, kpi: str, value: float) -> Node | None:
    """Give the way of the task whose latencies the quantile falls on, without waiting, and what is left."""
    tasks = [
        (group, task, seen)
        for group in facts.groups
        for task, seen in zip(group.tasks, facts.seen_of(group), strict=True)
        if task.is_job and len(seen.latency_s)
    ]
    if not tasks:
        return None
    group, task, seen = min(
        tasks, key=lambda one: (_distance(one[2], value), -fixed_s(one[1], one[1].decided_reported))
    )
    last = task.decided_reported
    if is_mixed(task) and value < fixed_s(task, last) * (1 - 1e-6):
        last = task.decided_silent
    way = _way(facts, group, task, last, kpi, _such_a_device(task, last, value))
    link = Parts.of(facts.group(group.name), facts.registry).link
    left_s = value - way.value
    if abs(left_s) <= _EXACT * abs(value):
        return way
    waits = waiting_nodes(facts.seen.plan, task, last, seen, link, left_s)
    return total(way.name, _TIME, (*way.children, *waits))


def _distance(seen: TaskSeen, value: float) -> float:
    """How far a task's own latencies are from a value, at the nearest, to a thousandth. [-]"""
    nearest = float(np.min(np.abs(seen.latency_s - value)))
    return round(nearest / value, 3) if value > 0 else 0.0


def _such_a_device(task: TaskPlan, last: int, value: float) -> int | None:
    """Give the device with the longest way that is no longer than a latency, None where all are alike. [s]"""
    ways_ns = np.sum([task.stages[i].usual_ns + task.stages[i].delay_ns for i in task.way_to(last)], axis=0)
    if ways_ns.max() <= ways_ns.min() * _ALIKE:
        return None
    fits = ways_ns <= value * NS_PER_S * (1 + 1e-6)
    return int(np.argmax(np.where(fits, ways_ns, -1.0))) if fits.any() else int(np.argmin(ways_ns))


def _way(facts: Facts, group: GroupPlan, task: TaskPlan, last: int, kpi: str, device: int | None) -> Node:
    steps: list[Node] = []
    for index in task.way_to(last):
        stage = task.stages[index]
        steps.append(service_node(facts, group, task, stage, device))
        behind = delay_node(facts, group, stage)
        steps += [behind] if behind is not None else []
    where = f" of {group.name}.{task.name}" if len(facts.groups) > 1 or len(group.tasks) > 1 else ""
    return total(kpi_name(kpi).full + where, _TIME, steps)


def _bytes(facts: Facts, kpi: str, value: float) -> Node:
    wanted = Stage.UPLINK if kpi.startswith("uplink") else Stage.DOWNLINK
    devices = sum(group.devices for group in facts.groups)
    days = devices * facts.duration_s / _DAY_S
    parts = []
    for group in facts.groups:
        link = facts.registry.link(facts.group(group.name).route[0].link)
        for task, seen in zip(group.tasks, facts.seen_of(group), strict=True):
            for stage, count in zip(task.stages, seen.attempts, strict=True):
                if stage.stage is wanted and count:
                    messages = counted("messages a device and day", float(count) / days)
                    name = f"{group.name}.{task.name}"
                    parts.append(product(name, Dimension.SIZE, (messages, wire_node(link, stage))))
    return _named(total("", Dimension.SIZE, parts), kpi, value, _SPREAD)


def _cost(facts: Facts, kpi: str, value: float) -> Node:
    """Subscription, metered bytes and messages, and the rent of servers, of a device and month."""
    devices = sum(group.devices for group in facts.groups)
    months = facts.duration_s / MONTH_S
    parts: list[Node] = []
    for group in facts.groups:
        share = given(f"share of {group.name} in the fleet", group.devices / devices, Dimension.RATIO)
        own = _monthly(facts, group, months)
        parts += [own] if len(facts.groups) == 1 else [product(f"of {group.name}", _MONEY, (share, own))]
    rent = sum(
        server.usd_per_s * facts.seen.plan.stations[server.station_set].count * MONTH_S
        for server in facts.seen.plan.servers
    )
    if rent > 0:
        parts.append(_rent(facts, rent / devices, devices))
    flat = [child for part in parts for child in (part.children if part.operation is Operation.SUM else (part,))]
    return _named(total("", _MONEY, flat), kpi, value, "shared unevenly")


def _monthly(facts: Facts, group: GroupPlan, months: float) -> Node:
    own = facts.group(group.name)
    link = facts.registry.link(own.route[0].link)
    traffic = [seen.traffic for seen in facts.seen_of(group)]
    sent = sum(one.uplink_byte + one.downlink_byte for one in traffic) / months / group.devices
    fee = link.usd_per_device_month
    parts = [
        leaf(Kind.LINK, link.name, "usd_per_device_month", fee, "subscription"),
        product(
            "traffic",
            _MONEY,
            (
                counted("bytes a month", sent, Dimension.SIZE),
                leaf(Kind.LINK, link.name, "usd_per_byte", link.usd_per_byte),
            ),
        ),
    ]
    if own.cloud is not None:
        cloud = facts.registry.cloud(facts.scenario.clouds[own.cloud].profile)
        messages = sum(one.cloud_messages for one in traffic) / months / group.devices
        price = leaf(Kind.CLOUD, cloud.name, "usd_per_message", cloud.usd_per_message)
        parts.append(product("broker", _MONEY, (counted("messages to the cloud a month", messages), price)))
    return total(f"of {group.name}", _MONEY, [part for part in parts if part.value])


def _rent(facts: Facts, rent_usd: float, devices: int) -> Node:
    """Give the rent of a device; that of several clouds is one leaf."""
    used = {group.cloud for group in facts.scenario.groups.values() if group.cloud}
    if len(used) != 1:
        return counted("rent of servers", rent_usd, _MONEY)
    spec = facts.scenario.clouds[next(iter(used))]
    profile = facts.registry.cloud(spec.profile)
    price = leaf(Kind.CLOUD, profile.name, "usd_per_server_s", profile.usd_per_server_s)
    share = given("servers a device", spec.servers / devices)
    node = product("rent of servers", _MONEY, (share, given("seconds a month", MONTH_S), price))
    return anchored(node, rent_usd, "shared unevenly")


def _bom(facts: Facts, kpi: str, value: float) -> Node:
    devices = sum(group.devices for group in facts.groups)
    parts = []
    for group in facts.groups:
        own = total(f"of {group.name}", _MONEY, _prices(facts, group))
        own = anchored(own, group.tariff.bom_usd, "other parts")
        share = given(f"share of {group.name} in the fleet", group.devices / devices, Dimension.RATIO)
        parts.append(product(f"of {group.name}", _MONEY, (share, own)) if len(facts.groups) > 1 else own)
    node = parts[0] if len(parts) == 1 else total("", _MONEY, parts)
    return _named(node, kpi, value, "other parts")


def _prices(facts: Facts, group: GroupPlan) -> list[Node]:
    own = facts.group(group.name)
    parts = Parts.of(own, facts.registry)
    prices = [
        leaf(Kind.DEVICE, parts.device.name, "price_usd", parts.device.price_usd, parts.device.name),
        leaf(Kind.SENSOR, parts.sensor.name, "price_usd", parts.sensor.price_usd, parts.sensor.name),
        leaf(Kind.LINK, parts.link.name, "price_usd", parts.link.price_usd, parts.link.name),
    ]
    if parts.battery:
        cell = leaf(Kind.BATTERY, parts.battery.name, "price_usd", parts.battery.price_usd, "a cell")
        prices.append(product(parts.battery.name, _MONEY, (given("cells", float(own.battery_count)), cell)))
    if parts.regulator:
        price = parts.regulator.price_usd
        prices.append(leaf(Kind.REGULATOR, parts.regulator.name, "price_usd", price, parts.regulator.name))
    if parts.harvester:
        price = parts.harvester.price_usd
        prices.append(leaf(Kind.HARVESTER, parts.harvester.name, "price_usd", price, parts.harvester.name))
    if own.site is not None:
        prices += _gateway_share(facts, own.site)
    return [price for price in prices if price.value]


def _gateway_share(facts: Facts, place: str) -> list[Node]:
    name, _, cell = place.partition(".")
    site = facts.scenario.sites[name]
    spec = next((one for one in site.gateways if one.name == cell), site.gateways[0])
    served = sum(group.count for group in facts.scenario.groups.values() if group.site == place)
    profile = facts.registry.gateway(spec.profile)
    share = given("gateways a device", site.count * spec.count / served)
    price = leaf(Kind.GATEWAY, profile.name, "price_usd", profile.price_usd)
    return [product(f"share of {profile.name}", _MONEY, (share, price))]


def _busy(facts: Facts, kpi: str, value: float) -> Node | None:
    """Arrivals at the busiest server times the time each takes."""
    kind = StationKind.GATEWAY_CPU if kpi.startswith("gateway") else StationKind.CLOUD_CPU
    stations = facts.seen.plan.stations
    for group in facts.groups:
        for task in group.tasks:
            for stage in task.stages:
                if stations[stage.station_set].kind is kind and service_s(stage) > 0:
                    workers = stations[stage.station_set].workers
                    rate = counted("arrivals a second and worker, at the busiest", value / service_s(stage))
                    about = service_node(facts, group, task, stage)
                    assert workers > 0  # noqa: S101 - a station has a worker
                    return _named(product("", Dimension.RATIO, (rate, about)), kpi, value, _SPREAD)
    return None


def _named(node: Node, kpi: str, value: float, rest: str) -> Node:
    """Give a tree the KPI's name, and its value where it differs."""
    named = Node(kpi_name(kpi).full, node.value, kpi_dimension(kpi), node.operation, node.children)
    off = value - named.value
    if not math.isfinite(off) or abs(off) > _ROUNDING * abs(value):
        return anchored(named, value, rest)
    return anchored(named, value, "rounding, and what is too small to tell", _EXACT, Operation.COUNTED)


_LAWS: Mapping[str, Callable[[Facts, str, float], Node | None]] = {
    "latency_p50_s": _latency,
    "latency_p95_s": _latency,
    "latency_p99_s": _latency,
    "latency_max_s": _latency,
    "device_power_w": _power,
    "energy_per_job_j": _energy_per_job,
    "battery_life_s": _life,
    "battery_life_p50_s": _life,
    "first_death_s": _life,
    "uplink_bytes_per_device_day": _bytes,
    "downlink_bytes_per_device_day": _bytes,
    "cost_usd_per_device_month": _cost,
    "bom_usd_per_device": _bom,
    "gateway_utilisation": _busy,
    "cloud_utilisation": _busy,
}

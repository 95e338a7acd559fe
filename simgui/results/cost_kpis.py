"""What a device costs: parts once, and a month of service."""

import math
from collections.abc import Collection, Mapping

from simgui.plan.plan import NS_PER_S, GroupPlan, Plan
from simgui.results.task_tally import Traffic

MONTH_S = 30.4375 * 86400.0


def used_stations(group: GroupPlan) -> frozenset[int]:
    """List the station sets on the way of a group's tasks."""
    return frozenset(stage.station_set for task in group.tasks for stage in task.stages)


def rent_usd_per_month(plan: Plan) -> dict[str, float]:
    """Give each group's share of the servers' rent for one device.

    A server's rent is shared by the devices whose jobs or messages pass it; by all devices where none do.

    Returns
    -------
    dict[str, float]
        By group. [USD/month]
    """
    shares = {group.name: 0.0 for group in plan.groups}
    for server in plan.servers:
        payers = [group for group in plan.groups if server.station_set in used_stations(group)] or list(plan.groups)
        devices = sum(group.devices for group in payers)
        rent = server.usd_per_s * plan.stations[server.station_set].count * MONTH_S
        for group in payers:
            shares[group.name] += rent / devices
    return shares


def cost_by_cause(plan: Plan, groups: Collection[GroupPlan], traffic: Mapping[str, Traffic]) -> dict[str, float]:
    """Give what ``cost_usd_per_device_month`` is made of.

    Parameters
    ----------
    plan : Plan
        What was run.
    groups : Collection[GroupPlan]
        Whose devices.
    traffic : Mapping[str, Traffic]
        Each group's traffic in the run; scaled from its duration to a month.

    Returns
    -------
    dict[str, float]
        ``subscription`` (with a device's own mains electricity), ``traffic``, ``messages`` and ``servers``. [USD/month]
    """
    months = plan.duration_ns / NS_PER_S / MONTH_S
    rent = rent_usd_per_month(plan)
    devices = sum(group.devices for group in groups)
    total = {"subscription": 0.0, "traffic": 0.0, "messages": 0.0, "servers": 0.0}
    for group in groups:
        sent, tariff = traffic[group.name], group.tariff
        total["subscription"] += group.devices * tariff.usd_per_month
        total["servers"] += group.devices * rent[group.name]
        total["traffic"] += tariff.usd_per_byte * (sent.uplink_byte + sent.downlink_byte) / months
        total["messages"] += tariff.usd_per_message * sent.cloud_messages / months
    return {cause: usd / devices for cause, usd in total.items() if usd}


def cost_kpis(plan: Plan, groups: Collection[GroupPlan], traffic: Mapping[str, Traffic]) -> dict[str, float]:
    """Give the costs of a device, mean over the devices of some groups.

    Parameters
    ----------
    plan : Plan
        What was run.
    groups : Collection[GroupPlan]
        Whose devices.
    traffic : Mapping[str, Traffic]
        Each group's traffic in the run; scaled from its duration to a month.

    Returns
    -------
    dict[str, float]
        ``cost_usd_per_device_month`` and ``bom_usd_per_device``. [USD/month], [USD]
    """
    devices = sum(group.devices for group in groups)
    bom = sum(group.devices * group.tariff.bom_usd for group in groups)
    monthly = math.fsum(cost_by_cause(plan, groups, traffic).values())
    return {"cost_usd_per_device_month": monthly, "bom_usd_per_device": bom / devices}

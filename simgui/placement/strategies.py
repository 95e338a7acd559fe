"""From a scenario to a plan: which strategy compiles which task."""

from collections.abc import Mapping
from types import MappingProxyType

from simgui.models.graph import Model
from simgui.placement.blackout import with_blackouts
from simgui.placement.burst_check import check_burst
from simgui.placement.cloud import Cloud, Stream
from simgui.placement.context import TaskContext
from simgui.placement.control_tasks import control_plan, interrupted, with_control_power
from simgui.placement.cooled_gateways import cooled_gateways
from simgui.placement.detector import DetectorSpec
from simgui.placement.edge import Edge, Threshold
from simgui.placement.fog import Fog
from simgui.placement.hop_timing import tail_share
from simgui.placement.misfit import MisfitError
from simgui.placement.radio import radio_of
from simgui.placement.strategy import PlacementStrategy
from simgui.placement.supply import Parts, energy_plan, with_battery
from simgui.placement.throttling import throttled
from simgui.placement.topology import Topology
from simgui.plan.perceived import Perceived
from simgui.plan.plan import DRAIN_S, GroupPlan, GroupTariff, Infeasible, Plan, TaskPlan, to_ns
from simgui.profiles.registry import Registry
from simgui.scenario.group import Group
from simgui.scenario.scenario import PlacementSpec, Scenario
from simgui.scenario.task import Task

STRATEGIES: Mapping[str, PlacementStrategy] = MappingProxyType(
    {"edge": Edge(), "fog": Fog(), "cloud": Cloud(), "stream": Stream(), "threshold": Threshold()}
)
"""Every strategy of this version; `simgui.scenario.strategy` names the same."""


def spec_for(spec: PlacementSpec, group: Group, task: Task) -> PlacementSpec:
    """Give the part of a placement that holds for a task: its own exception, its group's, or the placement."""
    return spec.by_task.get(task.name) or spec.by_group.get(group.name) or spec


def detector_of(spec: PlacementSpec, group: Group, task: Task) -> DetectorSpec:
    """Name what judges the windows of a task under a placement."""
    own = spec_for(spec, group, task)
    return STRATEGIES[own.strategy].detector(task, own)


def compile_placement(
    scenario: Scenario,
    spec: PlacementSpec,
    perceived: Mapping[tuple[str, str], Perceived],
    models: Mapping[str, Model],
    registry: Registry,
    *,
    seed: int,
) -> Plan | Infeasible:
    """Compile a scenario under a placement.

    Parameters
    ----------
    scenario : Scenario
        What to place.
    spec : PlacementSpec
        How.
    perceived : Mapping[tuple[str, str], Perceived]
        By group and task: windows, and verdicts of the detector that `detector_of` names.
    models : Mapping[str, Model]
        By their keys in the scenario.
    registry : Registry
        Parts.
    seed : int
        Seed of the run.

    Returns
    -------
    Plan or Infeasible
        Why not, and what would help, when something does not fit.
    """
    topology = Topology(scenario, registry)
    groups: list[GroupPlan] = []
    hot: list[str] = []
    try:
        for group in scenario.groups.values():
            parts = Parts.of(group, registry)
            check_burst(group, parts, registry)
            radio = radio_of(group, parts.link, seed)
            tasks: list[TaskPlan] = []
            for task in group.tasks:
                own = spec_for(spec, group, task)
                strategy = STRATEGIES[own.strategy]
                detector = strategy.detector(task, own)
                context = TaskContext(
                    group=group,
                    task=task,
                    spec=own,
                    parts=parts,
                    model=models[detector.model] if detector.kind == "model" else None,
                    perceived=perceived[group.name, task.name],
                    topology=topology,
                    models=models,
                    seed=seed,
                    radio=radio,
                )
                tasks += strategy.compile(context)
            if scenario.blackouts and tasks:
                tasks = with_blackouts(context, tasks)
            energy = energy_plan(group, parts, seed, tail_share(radio))
            cool = throttled(group, parts.device, tasks, scenario.duration_s)
            hot += cool.hot
            control = control_plan(group, cool.tasks)
            served = tuple(interrupted(cool.tasks, control, group.count))
            energy = with_control_power(energy, control, parts)
            energy = with_battery(energy, group, parts, served, seed)
            tariff = _tariff(group, parts, topology)
            groups.append(GroupPlan(group.name, group.count, served, energy, tariff, control))
        cooled = cooled_gateways(groups, topology)
    except MisfitError as misfit:
        return Infeasible(spec.name, misfit.reason, misfit.remedies)
    return Plan(
        placement=spec.name,
        seed=seed,
        duration_ns=to_ns(scenario.duration_s),
        drain_ns=to_ns(DRAIN_S),
        stations=tuple(topology.stations),
        groups=cooled.groups,
        servers=tuple(topology.servers.values()),
        hot=(*hot, *cooled.hot),
    )


def _tariff(group: Group, parts: Parts, topology: Topology) -> GroupTariff:
    place, cloud = topology.gateways(group), topology.cloud(group)
    bom_usd = parts.device.price_usd.value + parts.sensor.price_usd.value + parts.link.price_usd.value
    if parts.battery:
        bom_usd += group.battery_count * parts.battery.price_usd.value
    if parts.regulator:
        bom_usd += parts.regulator.price_usd.value
    if parts.harvester:
        bom_usd += parts.harvester.price_usd.value
    if place is not None:
        served = sum(g.count for g in topology.scenario.groups.values() if g.site == group.site)
        bom_usd += place.profile.price_usd.value * place.count / served
    return GroupTariff(
        bom_usd=bom_usd,
        usd_per_month=parts.link.usd_per_device_month.value,
        usd_per_byte=parts.link.usd_per_byte.value,
        usd_per_message=cloud.profile.usd_per_message.value if cloud else 0.0,
    )

"""The scenario as a picture: groups, gateways and clouds in three lanes, and the links between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from simgui.core.units import Dimension, format_quantity
from simgui.core.yaml_node import Node
from simgui.profiles.part import LinkProfile, Medium
from simgui.profiles.registry import Registry
from simgui.results.result import Judgement, PlacementResult
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario
from simgui.scenario.site import Tier
from simgui.ui.presenters.wording import kpi_text
from simgui.ui.translation import counted, tr

LANE_WIDTH, NODE_WIDTH, GAP, TOP = 304.0, 196.0, 22.0, 52.0
_LINE, _HEAD = 17.0, 34.0
_THINNEST, _THICKEST = 1.5, 13.0
_DAY_S = 86_400.0
_BUSY = 0.3


class Lane(IntEnum):
    """Where something runs, from left to right."""

    EDGE = 0
    FOG = 1
    CLOUD = 2


@dataclass(frozen=True, slots=True)
class NodeView:
    """A box of the picture.

    Parameters
    ----------
    path : str
        What it is in the scenario, e.g. ``fleet.motors``.
    lane : Lane
        Where it stands.
    icon : str
        Name of its drawing.
    title, count : str
        Its name, and ``×500``.
    lines : tuple[str, ...]
        What it is made of.
    state : str
        What the last run says of it, or "".
    judgement : Judgement | None
        Whether its budgets hold in that run.
    x, y, height : float
        Place and size in the scene. [px]
    """

    path: str
    lane: Lane
    icon: str
    title: str
    count: str
    lines: tuple[str, ...]
    state: str = ""
    judgement: Judgement | None = None
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class LinkView:
    """A connection between two boxes.

    Parameters
    ----------
    path : str
        What it is in the scenario, e.g. ``fleet.motors.link``.
    source, target : str
        Paths of the boxes.
    label : str
        Link profile, and after a run its bytes and load.
    width : float
        By the bytes that pass. [px]
    load : float
        Mean share of the channel that is taken; NaN where it is not known. [-]
    about : str
        Tooltip.
    """

    path: str
    source: str
    target: str
    label: str
    width: float
    load: float
    about: str


@dataclass(frozen=True, slots=True)
class CanvasView:
    """The whole picture."""

    nodes: tuple[NodeView, ...] = ()
    links: tuple[LinkView, ...] = ()
    placement: str = ""
    lanes: Mapping[Lane, str] = field(default_factory=dict)


def canvas(scenario: Scenario, registry: Registry, run: PlacementResult | None = None) -> CanvasView:
    """Lay a scenario out.

    Parameters
    ----------
    scenario : Scenario
        What is drawn.
    registry : Registry
        Rates of its links.
    run : PlacementResult | None
        What the last run said under the selected placement.
    """
    nodes = [*_groups(scenario, run), *_gateways(scenario, run), *_clouds(scenario, run)]
    links = tuple(_links(scenario, registry, run))
    lanes = {Lane.EDGE: tr("Edge: devices"), Lane.FOG: tr("Fog: gateways"), Lane.CLOUD: tr("Cloud")}
    return CanvasView(_placed(nodes), links, run.placement if run is not None else "", lanes)


def without_removed(view: CanvasView, root: Node) -> CanvasView:
    """Leave out what no longer stands in the text: a text with mistakes keeps the picture of the last valid one.

    Parameters
    ----------
    view : CanvasView
        The last valid picture.
    root : Node
        What the text says now.
    """
    nodes = tuple(node for node in view.nodes if root.get(*node.path.split(".")) is not None)
    left = {node.path for node in nodes}
    links = tuple(link for link in view.links if link.source in left and link.target in left)
    return replace(view, nodes=nodes, links=links)


def load_word(load: float) -> str:
    """Say how loaded a channel is, so that its colour is not alone."""
    if math.isnan(load):
        return ""
    if load > 1:
        return tr("overloaded")
    return tr("busy") if load > _BUSY else tr("free")


def _groups(scenario: Scenario, run: PlacementResult | None) -> Iterator[NodeView]:
    for group in scenario.groups.values():
        parts = [group.profile, group.sensor, group.battery or tr("mains")]
        models = dict.fromkeys(task.model for task in group.tasks if task.model)
        tasks = [tr("{task} every {time}", task=t.name, time=format_quantity(t.every_s, Dimension.TIME))
                 for t in group.tasks]  # fmt: skip
        lines = (" · ".join(parts[:2]), " · ".join([parts[2], *models]), *tasks[:3])
        state, judgement = _group_state(group, run)
        count = f"×{counted(group.count)}"
        yield NodeView(f"fleet.{group.name}", Lane.EDGE, "chip", group.name, count, lines, state, judgement)


def _group_state(group: Group, run: PlacementResult | None) -> tuple[str, Judgement | None]:
    if run is None or not run.feasible:
        return "", None
    kpis = run.by_group.get(group.name, run.kpis)
    shown = ("battery_life_s", "device_power_w") if group.battery else ("device_power_w",)
    texts = [
        kpi_text(kpi, kpis[kpi], run.intervals.get(kpi)) for kpi in shown if math.isfinite(kpis.get(kpi, math.nan))
    ]
    mine = [b.judgement for b in run.budgets if b.group in {None, group.name}]
    order = (Judgement.FAIL, Judgement.UNDECIDED, Judgement.PASS)
    return " · ".join(texts), next((one for one in order if one in mine), None)


def _gateways(scenario: Scenario, run: PlacementResult | None) -> Iterator[NodeView]:
    for site in scenario.sites.values():
        for spec in site.gateways:
            count = site.count * spec.count
            busy = run.kpis.get("gateway_utilisation", math.nan) if run is not None else math.nan
            state = _busiest(busy)
            path = f"sites.{site.name}.gateways.{spec.name}"
            title = f"{site.name}.{spec.name}"
            yield NodeView(path, Lane.FOG, "gateway", title, f"×{counted(count)}", (spec.profile,), state)


def _clouds(scenario: Scenario, run: PlacementResult | None) -> Iterator[NodeView]:
    for cloud in scenario.clouds.values():
        busy = run.kpis.get("cloud_utilisation", math.nan) if run is not None else math.nan
        state = _busiest(busy)
        lines = (cloud.profile, tr("round trip {time}", time=format_quantity(cloud.rtt_s, Dimension.TIME)))
        yield NodeView(
            f"clouds.{cloud.name}", Lane.CLOUD, "cloud", cloud.name, f"×{counted(cloud.servers)}", lines, state
        )


def _busiest(share: float) -> str:
    if not math.isfinite(share):
        return ""
    return tr("busiest {share}", share=_share_text(share))


def _share_text(share: float) -> str:
    """Write how busy something is; what is hardly used at all is not told in parts per million."""
    return "< 0.1 %" if 0 < share < 1e-3 else format_quantity(share, Dimension.RATIO, 2)


def _links(scenario: Scenario, registry: Registry, run: PlacementResult | None) -> Iterator[LinkView]:
    backhauls: dict[str, float] = {}
    for group in scenario.groups.values():
        hop = group.route[0]
        gateway = _gateway_of(scenario, group)
        byte = _bytes_per_day(group, run, "uplink")
        target = gateway if hop.to is Tier.FOG and gateway else f"clouds.{group.cloud}"
        if target == "clouds.None":
            continue
        link = registry.link(hop.link)
        sharing = _sharing(scenario, group, link)
        yield _link(f"fleet.{group.name}.link", f"fleet.{group.name}", target, link, byte, byte * sharing, group.count)
        if target == gateway:
            beyond = _bytes_per_day(group, run, "backhaul") * group.count
            backhauls[gateway] = backhauls.get(gateway, 0.0) + beyond
    for site in scenario.sites.values():
        for spec in site.gateways:
            path = f"sites.{site.name}.gateways.{spec.name}"
            cloud = next((g.cloud for g in scenario.groups.values() if _gateway_of(scenario, g) == path), None)
            if cloud is not None:
                total, count = backhauls.get(path, math.nan), site.count * spec.count
                each = total / count
                yield _link(
                    f"{path}.backhaul", path, f"clouds.{cloud}", registry.link(spec.backhaul), each, each, count
                )


def _link(
    path: str, source: str, target: str, link: LinkProfile, byte: float, shared_byte: float, count: int
) -> LinkView:
    """Make a link; ``byte`` is of one sender and day, ``shared_byte`` of all on one channel."""
    rate = link.uplink_bit_per_s.value
    load = 8 * shared_byte / _DAY_S / rate if rate > 0 else math.nan
    amount = tr("{bytes} per day", bytes=format_quantity(byte, Dimension.SIZE)) if math.isfinite(byte) else ""
    share = _share_text(load) if math.isfinite(load) else ""
    label = "\n".join(part for part in (link.name, amount, load_word(load) if load > _BUSY else "") if part)
    about = "\n".join(
        text
        for text in (
            link.title,
            tr("{bytes} from each of {count}", bytes=amount, count=counted(count)) if amount else "",
            tr("mean load of the channel {share} ({word})", share=share, word=load_word(load)) if share else "",
        )
        if text
    )
    return LinkView(path, source, target, label, _width(byte * count), load, about)


def _width(byte_per_day: float) -> float:
    """Give a width by the decades of bytes. [byte/d] → [px]"""
    if not math.isfinite(byte_per_day) or byte_per_day <= 1:
        return _THINNEST
    return min(_THICKEST, _THINNEST + 1.05 * math.log10(byte_per_day))


def _bytes_per_day(group: Group, run: PlacementResult | None, hop: str) -> float:
    """Give a device's bytes on a hop under the run's placement; NaN where there is no run. [byte/d]"""
    if run is None or not run.feasible:
        return math.nan
    name = "bytes_by_hop_per_device_day"
    hops = run.breakdowns.get(f"{group.name}/{name}") or run.breakdowns.get(name, {})
    return hops.get(hop, 0.0)


def _sharing(scenario: Scenario, group: Group, link: LinkProfile) -> float:
    """Count the devices of a group on one channel. [-]"""
    if link.medium is Medium.DEDICATED:
        return 1.0
    site = scenario.sites.get((group.site or "").partition(".")[0])
    gateways = sum(spec.count for spec in site.gateways[:1]) * site.count if site is not None and site.gateways else 1
    return group.count / gateways


def _gateway_of(scenario: Scenario, group: Group) -> str:
    """Give the path of a group's gateways, or ""."""
    if group.site is None or group.route[0].to is not Tier.FOG:
        return ""
    name, _, cell = group.site.partition(".")
    site = scenario.sites.get(name)
    spec = next((one for one in site.gateways if one.name == cell or not cell), None) if site is not None else None
    return f"sites.{name}.gateways.{spec.name}" if spec is not None else ""


def _placed(nodes: Sequence[NodeView]) -> tuple[NodeView, ...]:
    """Stack the boxes of each lane; shorter lanes stand in the middle of the tallest."""
    heights = {node.path: _HEAD + _LINE * (len(node.lines) + bool(node.state)) + 12 for node in nodes}
    totals = {lane: sum(heights[n.path] + GAP for n in nodes if n.lane is lane) for lane in Lane}
    tallest = max(totals.values(), default=0.0)
    below = {lane: TOP + (tallest - total) / 2 for lane, total in totals.items()}
    placed = []
    for node in nodes:
        height = heights[node.path]
        placed.append(
            NodeView(
                node.path,
                node.lane,
                node.icon,
                node.title,
                node.count,
                node.lines,
                node.state,
                node.judgement,
                x=node.lane * LANE_WIDTH + (LANE_WIDTH - NODE_WIDTH) / 2,
                y=below[node.lane],
                height=height,
            )
        )
        below[node.lane] += height + GAP
    return tuple(placed)

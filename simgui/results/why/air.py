"""How long a message is on a link and how many bytes it takes, taken apart by each law."""

import numpy as np

from simgui.core.units import Dimension
from simgui.placement.airtime import own_frame
from simgui.plan.plan import NS_PER_S, StagePlan
from simgui.plan.stages import Stage
from simgui.profiles.part import LinkProfile, RateLaw
from simgui.profiles.schema import Kind
from simgui.results.why.facts import leaf, table_leaf
from simgui.results.why.node import Node, anchored, given, product, quotient, total
from simgui.results.why.observation import service_s

_TIME, _COUNT, _RATIO = Dimension.TIME, Dimension.COUNT, Dimension.RATIO
_REST = "what this does not describe"
_ROUNDING = 1e-6


def airtime_node(link: LinkProfile, stage: StagePlan, name: str, device: int | None = None) -> Node:
    """Take a message on a link apart.

    Parameters
    ----------
    link : LinkProfile
        As the hop uses it.
    stage : StagePlan
        The hop.
    name : str
        What the node is called.
    device : int | None
        Whose; None for the mean of all.
    """
    own_s = service_s(stage, device)
    setup = leaf(Kind.LINK, link.name, "setup_s", link.setup_s)
    if link.law is RateLaw.LORA:
        return total(name, _TIME, (setup, _lora(link, stage, setup.value, device)))
    gap = _between_fragments(link, stage)
    bits = product("bits", _COUNT, (given("bits a byte", 8.0), wire_node(link, stage)))
    node = total(name, _TIME, (setup, quotient("sending", _TIME, bits, _rate(link, stage)), *gap))
    if link.uplink_interval_s is not None and node.value > 0 and own_s > node.value * (1 + _ROUNDING):
        again = given("repeated within its event", own_s / node.value, _RATIO)
        return product(name, _TIME, (node, again))
    table = link.downlink_by_path_loss if _is_down(stage) else link.uplink_by_path_loss
    left_s = own_s - setup.value - sum(one.value for one in gap)
    if table is None or left_s <= 0 or abs(own_s - node.value) <= _ROUNDING * node.value:
        return node
    field = "downlink_by_path_loss" if _is_down(stage) else "uplink_by_path_loss"
    rate = table_leaf(Kind.LINK, link.name, field, table, bits.value / left_s, "rate by path loss")
    return total(name, _TIME, (setup, quotient("sending", _TIME, bits, rate), *gap))


def _is_down(stage: StagePlan) -> bool:
    return stage.stage in {Stage.DOWNLINK, Stage.DOWNHAUL}


def _rate(link: LinkProfile, stage: StagePlan) -> Node:
    field = "downlink_bit_per_s" if _is_down(stage) else "uplink_bit_per_s"
    return leaf(Kind.LINK, link.name, field, getattr(link, field))


def _between_fragments(link: LinkProfile, stage: StagePlan) -> list[Node]:
    if link.fragment_s is None:
        return []
    gap = leaf(Kind.LINK, link.name, "fragment_s", link.fragment_s, "time a fragment beside its bits")
    count = given("fragments", float(fragments_of(link, stage)))
    return [product("between fragments", _TIME, (count, gap))]


def _lora(link: LinkProfile, stage: StagePlan, setup_s: float, device: int | None) -> Node:
    """Give symbols times their length, by spreading factor.

    References
    ----------
    Semtech, SX1276/77/78/79 data sheet, section 4.1.1: a symbol has 2^SF chips, and the bandwidth is the chip rate.
    """
    if stage.collision is None:
        return given("time on air of the frames", service_s(stage, device) - setup_s, _TIME)
    bandwidth_hz = own_frame(link).bandwidth_hz
    factors = stage.collision.spreading_factor
    parts = []
    for factor in np.unique(factors).tolist():
        mine = factors == factor
        air_s = float(stage.service_ns[mine].mean()) / NS_PER_S - setup_s
        chips = given("chips", float(2**factor))
        symbol = quotient("a symbol", _TIME, chips, given("bandwidth", bandwidth_hz, Dimension.FREQUENCY))
        frames = product("time on air", _TIME, (given("symbols", air_s / symbol.value), symbol))
        if device is not None and mine[device]:
            return product(f"time on air at spreading factor {factor}", _TIME, frames.children)
        share = given("share of the devices", float(mine.mean()), _RATIO)
        parts.append(product(f"at spreading factor {factor}", _TIME, (share, frames)))
    return total("time on air", _TIME, parts)


def wake_node(link: LinkProfile, stage: StagePlan) -> Node | None:
    """Give how long a radio that slept takes to set its connection up, mean of the devices; None for one without."""
    if stage.wake is None or link.wake_s is None:
        return None
    mean_s = float(np.mean(stage.wake.extra_ns)) / NS_PER_S
    if link.wake_by_path_loss is not None and abs(mean_s - link.wake_s.value) > _ROUNDING * mean_s:
        name = "wake by path loss, mean of the devices"
        return table_leaf(Kind.LINK, link.name, "wake_by_path_loss", link.wake_by_path_loss, mean_s, name)
    return anchored(leaf(Kind.LINK, link.name, "wake_s", link.wake_s), mean_s, _REST)


def fragments_of(link: LinkProfile, stage: StagePlan) -> int:
    """Count the packets of a message. [-]"""
    return max(1, -(-stage.payload_byte // max(1, round(link.max_payload_byte.value))))


def wire_node(link: LinkProfile, stage: StagePlan) -> Node:
    """Take the bytes of a message apart: payload, and headers by fragment."""
    each = link.message_overhead_byte
    headers = product(
        "headers",
        Dimension.SIZE,
        (
            given("fragments", float(fragments_of(link, stage))),
            leaf(Kind.LINK, link.name, "message_overhead_byte", each),
        ),
    )
    payload = given("payload", float(stage.payload_byte), Dimension.SIZE)
    described = total("bytes of a message", Dimension.SIZE, (payload, headers))
    more = stage.wire_byte - described.value
    if more > 0:
        protocol = given("headers of the protocol, and of more frames", more, Dimension.SIZE)
        described = total(described.name, Dimension.SIZE, (*described.children, protocol))
    return anchored(described, float(stage.wire_byte), _REST)

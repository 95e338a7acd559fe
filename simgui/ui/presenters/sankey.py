"""Where a placement's bytes, joules or money flow: ribbons between boxes, laid out in the unit square."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simgui.core.units import Dimension, format_quantity
from simgui.results.result import PlacementResult
from simgui.ui.presenters.wording import segment_label
from simgui.ui.translation import tr

_GAP, _MOST_AIR = 0.07, 0.5
_THINNEST = 0.004
_MOST_CAUSES = 9


class Flowing(StrEnum):
    """What flows."""

    BYTES = "bytes"
    ENERGY = "energy"
    MONEY = "money"


_KPIS = {
    Flowing.BYTES: ("bytes_by_hop_per_device_day", Dimension.SIZE),
    Flowing.ENERGY: ("energy_by_cause_j", Dimension.ENERGY),
    Flowing.MONEY: ("cost_by_cause_usd_per_device_month", Dimension.MONEY),
}


@dataclass(frozen=True, slots=True)
class Flow:
    """So much goes from one box to another. [SI]"""

    source: str
    target: str
    value: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box; ``x``, ``y`` and ``height`` are shares of the picture, ``colour`` is a number of the palette."""

    name: str
    text: str
    column: int
    x: float
    y: float
    height: float
    colour: int


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A flow: its boxes, its upper edges and its width as shares of the picture, and how much it is. [-], [SI]"""

    source: int
    target: int
    y_source: float
    y_target: float
    width: float
    value: float
    about: str


@dataclass(frozen=True, slots=True)
class Sankey:
    """The picture.

    Parameters
    ----------
    boxes : tuple[Box, ...]
        From left to right, and from top to bottom.
    ribbons : tuple[Ribbon, ...]
        Between boxes, by their places in ``boxes``.
    caption : str
        What the numbers mean.
    empty : str
        Why there is nothing to see, and what to do; empty when there is.
    """

    boxes: tuple[Box, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()
    caption: str = ""
    empty: str = ""


def sankey(run: PlacementResult | None, flowing: Flowing) -> Sankey:
    """Lay the picture of a placement out.

    Parameters
    ----------
    run : PlacementResult | None
        The placement.
    flowing : Flowing
        What flows.
    """
    if run is None:
        return Sankey(empty=tr("Run the scenario to see what flows where."))
    kpi, dimension = _KPIS[flowing]
    values = {name: value for name, value in run.breakdowns.get(kpi, {}).items() if value > 0 and math.isfinite(value)}
    if not values:
        return Sankey(empty=tr("Nothing of this kind flows under {placement}.", placement=run.placement))
    if flowing is Flowing.BYTES:
        return _laid_out(_byte_flows(values), dimension, tr("per device and day"))
    whole = tr("battery") if flowing is Flowing.ENERGY else tr("a device's month")
    caption = tr("per device, over the whole run") if flowing is Flowing.ENERGY else tr("per device and month")
    return _laid_out(_by_cause(values, whole), dimension, caption)


def _byte_flows(values: Mapping[str, float]) -> list[Flow]:
    """Follow bytes from the sensor to where they end."""
    sensed, raw = values.get("sensed", 0.0), values.get("uplink_raw", 0.0)
    uplink, backhaul = values.get("uplink", 0.0), values.get("backhaul", 0.0)
    back = values.get("downlink", 0.0)
    sensor, link, results = tr("sensor"), tr("uplink"), tr("results and headers")
    flows = [Flow(sensor, tr("stays on the device"), sensed - min(raw, sensed))]
    flows += [Flow(sensor, link, min(raw, sensed)), Flow(results, link, uplink - min(raw, sensed))]
    if backhaul:
        flows += [Flow(link, tr("ends at the gateway"), max(uplink - backhaul, 0.0)), Flow(link, tr("cloud"), backhaul)]
    else:
        flows += [Flow(link, tr("received"), uplink)]
    flows += [Flow(tr("answers"), tr("downlink"), back)]
    return [flow for flow in flows if flow.value > 0]


def _by_cause(values: Mapping[str, float], whole: str) -> list[Flow]:
    ordered = sorted(values.items(), key=lambda item: -item[1])
    flows = [Flow(whole, segment_label(name), value) for name, value in ordered[:_MOST_CAUSES]]
    rest = sum(value for _, value in ordered[_MOST_CAUSES:])
    return flows + ([Flow(whole, tr("the rest"), rest)] if rest else [])


def _laid_out(flows: Sequence[Flow], dimension: Dimension, caption: str) -> Sankey:
    columns = _columns(flows)
    incoming = {name: sum(f.value for f in flows if f.target == name) for name in columns}
    outgoing = {name: sum(f.value for f in flows if f.source == name) for name in columns}
    size = {name: max(incoming[name], outgoing[name]) for name in columns}
    last = max(columns.values())
    by_column = [[name for name, column in columns.items() if column == number] for number in range(last + 1)]
    gap = min(_GAP, _MOST_AIR / max(len(names) for names in by_column))
    scale = min((1.0 - gap * (len(names) - 1)) / sum(size[name] for name in names) for names in by_column if names)
    boxes: list[Box] = []
    for number, names in enumerate(by_column):
        heights = [max(size[name] * scale, _THINNEST) for name in names]
        y = (1.0 - sum(heights) - gap * (len(names) - 1)) / 2
        for name, height in zip(names, heights, strict=True):
            text = f"{name}  {format_quantity(size[name], dimension)}"
            boxes.append(Box(name, text, number, number / max(last, 1), max(y, 0.0), height, list(columns).index(name)))
            y += height + gap
    return Sankey(tuple(boxes), _ribbons(flows, boxes, scale, dimension), caption)


def _ribbons(flows: Sequence[Flow], boxes: Sequence[Box], scale: float, dimension: Dimension) -> tuple[Ribbon, ...]:
    place = {box.name: index for index, box in enumerate(boxes)}
    leaving = {box.name: box.y for box in boxes}
    arriving = {box.name: box.y for box in boxes}
    total = sum(flow.value for flow in flows if place[flow.source] == 0) or 1.0
    ribbons = []
    for flow in sorted(flows, key=lambda one: (place[one.source], place[one.target])):
        width = max(flow.value * scale, _THINNEST)
        about = f"{flow.source} → {flow.target}: {format_quantity(flow.value, dimension)} ({flow.value / total:.2g})"
        ribbons.append(
            Ribbon(
                source=place[flow.source],
                target=place[flow.target],
                y_source=leaving[flow.source],
                y_target=arriving[flow.target],
                width=width,
                value=flow.value,
                about=about,
            )
        )
        leaving[flow.source] += width
        arriving[flow.target] += width
    return tuple(ribbons)


def _columns(flows: Sequence[Flow]) -> dict[str, int]:
    """Put every box one column behind the last that flows into it; boxes keep the order of the flows."""
    columns = {name: 0 for flow in flows for name in (flow.source, flow.target)}
    for _ in columns:
        for flow in flows:
            columns[flow.target] = max(columns[flow.target], columns[flow.source] + 1)
    return columns

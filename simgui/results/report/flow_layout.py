"""How flows are laid out: boxes in columns, ribbons between them, in the unit square."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simgui.core.units import Dimension, format_quantity

_GAP, _MOST_AIR = 0.07, 0.5
_THINNEST = 0.004
_LEAST_BYTE = 1e-6


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


def byte_flows(values: Mapping[str, float], say: Callable[[str], str] = str) -> list[Flow]:
    """Follow bytes from the sensor to where they end.

    Parameters
    ----------
    values : Mapping[str, float]
        The breakdown ``bytes_by_hop_per_device_day``. [byte]
    say : Callable
        Gives the name of a box in the reader's language.
    """
    sensed, raw = values.get("sensed", 0.0), values.get("uplink_raw", 0.0)
    uplink, backhaul = values.get("uplink", 0.0), values.get("backhaul", 0.0)
    sensor, link = say("sensor"), say("uplink")
    flows = [Flow(sensor, say("stays on the device"), sensed - min(raw, sensed))]
    flows += [Flow(sensor, link, min(raw, sensed)), Flow(say("results and headers"), link, uplink - min(raw, sensed))]
    if backhaul:
        through = min(uplink, backhaul)
        flows += [Flow(link, say("ends at the gateway"), uplink - through), Flow(link, say("cloud"), through)]
        flows += [Flow(say("headers of the backhaul"), say("cloud"), backhaul - through)]
    else:
        flows += [Flow(link, say("received"), uplink)]
    flows += [Flow(say("answers"), say("downlink"), values.get("downlink", 0.0))]
    return [flow for flow in flows if flow.value > _LEAST_BYTE]


def laid_out(flows: Sequence[Flow], dimension: Dimension, caption: str) -> Sankey:
    """Put flows into a picture.

    Parameters
    ----------
    flows : Sequence[Flow]
        One or more, none of them zero.
    dimension : Dimension
        What they are counted in.
    caption : str
        What the numbers mean.
    """
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
    """Put every box one column behind the last that flows into it, sources right before what they flow into.

    Boxes keep the order of the flows.
    """
    columns = {name: 0 for flow in flows for name in (flow.source, flow.target)}
    for _ in columns:
        for flow in flows:
            columns[flow.target] = max(columns[flow.target], columns[flow.source] + 1)
        sources = {flow.source for flow in flows} - {flow.target for flow in flows}
    for name in sources:
        columns[name] = min(columns[flow.target] for flow in flows if flow.source == name) - 1
    return columns

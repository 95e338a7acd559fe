"""The picture of what flows where: the bytes of a device's day, from the sensor to where they end."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from simgui.core.units import Dimension
from simgui.results.report.flow_layout import Box, Ribbon, Sankey, byte_flows, laid_out
from simgui.results.report.svg import picture, text
from simgui.results.report.table import Runs

_KPI = "bytes_by_hop_per_device_day"
_WIDTH, _HEIGHT = 680.0, 190.0
_LEFT, _TOP, _RIGHT, _BOTTOM = 6.0, 16.0, 18.0, 8.0
_BOX_PX, _GAP_PX, _THIN_PX = 12.0, 7.0, 13.0
_COLOURS = 10


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """A placement and its picture."""

    placement: str
    svg: str


def flow_pictures(runs: Runs, recommended: str | None) -> tuple[FlowPicture, ...]:
    """Draw where the bytes go: under the recommended placement, and under the one that sends most.

    Parameters
    ----------
    runs : Mapping[str, Sequence[PlacementResult]]
        The runs of each placement; of several seeds the first is shown.
    recommended : str | None
        The placement that is drawn first.

    Returns
    -------
    tuple[FlowPicture, ...]
        Two at most; none where no bytes were counted.
    """
    known = {name: _bytes(seeds[0].breakdowns.get(_KPI, {})) for name, seeds in runs.items() if seeds[0].feasible}
    known = {name: values for name, values in known.items() if byte_flows(values)}
    if not known:
        return ()
    most = max(known, key=lambda name: known[name].get("uplink", 0.0))
    chosen = dict.fromkeys(name for name in (recommended, most) if name in known)
    return tuple(FlowPicture(name, _drawn(name, known[name])) for name in chosen)


def _bytes(values: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if math.isfinite(value) and value > 0}


def _drawn(placement: str, values: Mapping[str, float]) -> str:
    shown = laid_out(byte_flows(values), Dimension.SIZE, "")
    parts = [*_ribbons(shown), *_boxes(shown)]
    return picture(_WIDTH, _HEIGHT, f"Bytes of a device and day under {placement}", parts)


def _rect(box: Box) -> tuple[float, float, float]:
    """Give left, top and height of a box. [px]"""
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    return _LEFT + box.x * wide, _TOP + box.y * high, max(box.height * high, 1.0)


def _ribbons(shown: Sankey) -> Iterator[str]:
    high = _HEIGHT - _TOP - _BOTTOM
    for ribbon in shown.ribbons:
        colour = shown.boxes[ribbon.target].colour % _COLOURS
        yield (
            f'<path d="{_way(shown, ribbon, high)}" style="fill:var(--s{colour});fill-opacity:0.38">'
            f"<title>{escape(ribbon.about)}</title></path>"
        )


def _way(shown: Sankey, ribbon: Ribbon, high: float) -> str:
    left = _rect(shown.boxes[ribbon.source])[0] + _BOX_PX
    right = _rect(shown.boxes[ribbon.target])[0]
    top, end = _TOP + ribbon.y_source * high, _TOP + ribbon.y_target * high
    width, middle = max(ribbon.width * high, 1.0), (left + right) / 2
    there = f"M{left:.1f},{top:.1f} C{middle:.1f},{top:.1f} {middle:.1f},{end:.1f} {right:.1f},{end:.1f}"
    low, rise = end + width, top + width
    return f"{there} L{right:.1f},{low:.1f} C{middle:.1f},{low:.1f} {middle:.1f},{rise:.1f} {left:.1f},{rise:.1f} Z"


def _boxes(shown: Sankey) -> Iterator[str]:
    last = max(box.column for box in shown.boxes)
    for box in shown.boxes:
        left, top, height = _rect(box)
        at = f'x="{left:.1f}" y="{top:.1f}" width="{_BOX_PX:.1f}" height="{height:.1f}"'
        yield f'<rect {at} style="fill:var(--s{box.colour % _COLOURS})"/>'
        is_last = box.column == last
        place = left - _GAP_PX if is_last else left + _BOX_PX + _GAP_PX
        line = top - 3 if height < _THIN_PX else top + height / 2 + 4
        yield text(place, line, box.text, "", "end" if is_last else "start")

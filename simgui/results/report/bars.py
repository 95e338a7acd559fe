"""Stacked bars: the latency of a job by stage, the energy of a device by cause."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from simgui.core.units import Dimension, format_quantity
from simgui.results.kpi_names import segment_label
from simgui.results.report.svg import Axis, line, picture, text, text_width_px
from simgui.results.report.table import Runs
from simgui.scenario.kpi import KPIS

_WIDTH = 680.0
_BAR_PX, _ROW_PX, _LEGEND_PX = 17.0, 25.0, 19.0
_SPREAD_FOR_SHARES = 30.0
_COLOURS = 10
_LONGEST_NAME = 28
_ORDER = {
    "latency_by_stage_s": ("infer", "uplink", "gateway", "backhaul", "cloud", "downhaul", "downlink"),
    "energy_by_cause_j": (
        "sleep",
        "standby",
        "sense",
        "compute",
        "transmit",
        "receive",
        "regulator",
        "self_discharge",
        "tail",
        "reboot",
    ),
}


def bars_picture(runs: Runs, kpi: str) -> str:
    """Draw a bar per placement; of several seeds the first is shown.

    Parameters
    ----------
    runs : Mapping[str, Sequence[PlacementResult]]
        The runs of each placement.
    kpi : str
        ``latency_by_stage_s`` or ``energy_by_cause_j``.

    Returns
    -------
    str
        The SVG; empty when no run has the KPI. Totals too different to be seen together are drawn as shares.
    """
    bars = {}
    for name, seeds in runs.items():
        values = seeds[0].breakdowns.get(kpi, {})
        parts = {part: value for part, value in values.items() if math.isfinite(value) and value > 0}
        if parts:
            bars[name] = parts
    if not bars:
        return ""
    totals = {name: sum(values.values()) for name, values in bars.items()}
    as_shares = max(totals.values()) / min(totals.values()) > _SPREAD_FOR_SHARES
    order = _ORDER[kpi]
    names = sorted({part for values in bars.values() for part in values}, key=lambda part: _rank(order, part))
    dimension = KPIS[kpi].dimension
    left = 14 + text_width_px(max((_short(name) for name in bars), key=len))
    right = _WIDTH - 12 - max(text_width_px(format_quantity(total, dimension)) for total in totals.values())
    highest = 1.0 if as_shares else max(totals.values())
    axis = Axis(0.0, highest, left, right, Dimension.RATIO if as_shares else dimension)
    legend, top = _legend(names, order)
    bottom = top + _ROW_PX * len(bars)
    drawn = [*legend, *_grid(axis, top, bottom)]
    for row, (name, values) in enumerate(bars.items()):
        scale = 1 / totals[name] if as_shares else 1.0
        y = top + _ROW_PX * row + 4
        drawn += _bar(axis, y, values, [part for part in names if part in values], scale, order)
        drawn.append(text(left - 8, y + 13, _short(name), anchor="end"))
        drawn.append(text(axis.px(totals[name] * scale) + 6, y + 13, format_quantity(totals[name], dimension)))
    return picture(_WIDTH, bottom + 22, KPIS[kpi].about, drawn)


def _rank(order: Sequence[str], part: str) -> tuple[int, str]:
    return (order.index(part) if part in order else len(order), part)


def _colour(order: Sequence[str], part: str) -> str:
    return f"var(--s{_rank(order, part)[0] % _COLOURS})"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _legend(names: Sequence[str], order: Sequence[str]) -> tuple[list[str], float]:
    """Write the legend in as many lines as it takes, and give where it ends. [px]"""
    parts, x, y = [], 4.0, 4.0
    for name in names:
        label = segment_label(name)
        width = 18 + text_width_px(label) + 12
        if x + width > _WIDTH:
            x, y = 4.0, y + _LEGEND_PX
        parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="11" height="11" style="fill:{_colour(order, name)}"/>')
        parts.append(text(x + 16, y + 10, label))
        x += width
    return parts, y + _LEGEND_PX + 6


def _grid(axis: Axis, top: float, bottom: float) -> Iterator[str]:
    for place, label in axis.ticks():
        yield line((place, top), (place, bottom), "stroke:var(--grid)")
        yield text(place, bottom + 15, label, "fill:var(--muted)", "middle")


def _bar(
    axis: Axis, y: float, values: Mapping[str, float], names: Sequence[str], scale: float, order: Sequence[str]
) -> Iterator[str]:
    start, total = 0.0, sum(values.values())
    for name in names:
        end = start + values[name] * scale
        width = axis.px(end) - axis.px(start)
        place = f'x="{axis.px(start):.1f}" y="{y:.1f}" width="{width:.2f}" height="{_BAR_PX:.0f}"'
        share = format_quantity(values[name] / total, Dimension.RATIO, 2)
        tooltip = f"<title>{escape(segment_label(name))}: {share}</title>"
        yield f'<rect {place} style="fill:{_colour(order, name)}">{tooltip}</rect>'
        start = end

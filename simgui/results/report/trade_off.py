"""The picture of latency against device power: a point per placement, the Pareto front, budgets as lines."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simgui.core.units import Dimension
from simgui.results.kpi_names import limit_text
from simgui.results.report.svg import Axis, line, picture, text, text_width_px
from simgui.results.report.table import Runs, median_run
from simgui.results.result import Judgement

_POWER, _LATENCY = "device_power_w", "latency_p99_s"
_WIDTH, _HEIGHT = 680.0, 340.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 74.0, 30.0, 20.0, 44.0
_LINE_PX = 13.0
_GAP = 10.0

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Point:
    name: str
    power_w: float
    latency_s: float
    misses: int


def trade_off_picture(runs: Runs, pareto: Sequence[str], recommended: str | None) -> tuple[str, tuple[str, ...]]:
    """Draw the trade-off.

    Parameters
    ----------
    runs : Mapping[str, Sequence[PlacementResult]]
        The runs of each placement; of several seeds the median of each KPI counts.
    pareto : Sequence[str]
        Placements that no other one beats in both.
    recommended : str | None
        The placement to mark.

    Returns
    -------
    tuple[str, tuple[str, ...]]
        The SVG, empty when there is nothing to draw; and the placements left out.
    """
    points, left_out = [], []
    for name, seeds in runs.items():
        power, latency = _median(runs, name, _POWER), _median(runs, name, _LATENCY)
        if math.isfinite(power) and math.isfinite(latency) and latency >= 0:
            misses = sum(budget.judgement is Judgement.FAIL for budget in seeds[0].budgets)
            points.append(_Point(name, power, latency, misses))
        else:
            left_out.append(name)
    if not points:
        return "", tuple(left_out)
    limits = _limits(runs)
    latencies = [point.latency_s for point in points] + [value for value, _ in limits.get(_LATENCY, ())]
    powers = [point.power_w for point in points]
    x = Axis.around(powers, _LEFT, _WIDTH - _RIGHT, Dimension.POWER)
    y = Axis.around(latencies, _HEIGHT - _BOTTOM, _TOP, Dimension.TIME)
    parts = [*_grid(x, y), *_front(x, y, [point for point in points if point.name in pareto])]
    lines, taken = _limit_lines(limits, x, y)
    parts += [*lines, *_dots(x, y, points, recommended, taken)]
    return picture(_WIDTH, _HEIGHT, "Latency against device power, by placement", parts), tuple(left_out)


def _median(runs: Runs, name: str, kpi: str) -> float:
    run = median_run(runs[name], kpi)
    return math.nan if run is None else run.kpis[kpi]


def _limits(runs: Runs) -> Mapping[str, list[tuple[float, str]]]:
    """Give the fleet's budgets on the axes, each limit once."""
    found: dict[str, list[tuple[float, str]]] = {}
    for budget in (budget for seeds in runs.values() for run in seeds for budget in run.budgets):
        entry = (budget.limit_value, f"budget {limit_text(budget.limit)}")
        if budget.kpi in {_POWER, _LATENCY} and budget.group is None and budget.limit_value > 0:
            known = found.setdefault(budget.kpi, [])
            known.extend([entry] if entry not in known else [])
    return found


def _grid(x: Axis, y: Axis) -> Iterator[str]:
    for place, label in x.ticks():
        yield line((place, _TOP), (place, y.start_px), "stroke:var(--grid)")
        yield text(place, y.start_px + 15, label, "fill:var(--muted)", "middle")
    for place, label in y.ticks():
        yield line((_LEFT, place), (x.end_px, place), "stroke:var(--grid)")
        yield text(_LEFT - 7, place + 4, label, "fill:var(--muted)", "end")
    scale_x, scale_y = (", log scale" if axis.is_log else "" for axis in (x, y))
    yield text((x.start_px + x.end_px) / 2, _HEIGHT - 8, f"Device power{scale_x}", "fill:var(--muted)", "middle")
    yield text(4, 12, f"Latency p99{scale_y}", "fill:var(--muted)")


def _front(x: Axis, y: Axis, points: Sequence[_Point]) -> Iterator[str]:
    ordered = sorted((x.px(point.power_w), y.px(point.latency_s)) for point in points)
    if len(ordered) > 1:
        way = " ".join(f"{px:.1f},{py:.1f}" for px, py in ordered)
        yield f'<polyline points="{way}" style="fill:none;stroke:var(--accent);stroke-width:1.5;stroke-opacity:0.6"/>'


def _limit_lines(limits: Mapping[str, list[tuple[float, str]]], x: Axis, y: Axis) -> tuple[list[str], list[_Box]]:
    """Draw the budgets, and give what their labels cover."""
    parts, taken = [], []
    dashed = "stroke:var(--unsure);stroke-dasharray:5 4"
    for value, label in limits.get(_LATENCY, ()):
        place = y.px(value)
        parts += [
            line((_LEFT, place), (x.end_px, place), dashed),
            text(x.end_px - 4, place - 4, label, "fill:var(--unsure)", "end"),
        ]
        width = text_width_px(label)
        taken += [(x.end_px - 4 - width, place - 4 - _LINE_PX, width, _LINE_PX + 5), (_LEFT, place - 1, x.end_px, 2)]
    for value, label in limits.get(_POWER, ()):
        place = x.px(value)
        if x.start_px <= place <= x.end_px:
            at_end = place + 4 + text_width_px(label) > x.end_px
            parts += [
                line((place, _TOP), (place, y.start_px), dashed),
                text(place + (-4 if at_end else 4), _TOP + 11, label, "fill:var(--unsure)", "end" if at_end else ""),
            ]
            taken.append((place - text_width_px(label) * at_end, _TOP, text_width_px(label), _LINE_PX))
            taken.append((place - 1, _TOP, 2, y.start_px - _TOP))
    return parts, taken


def _dots(x: Axis, y: Axis, points: Sequence[_Point], best: str | None, taken: Sequence[_Box]) -> Iterator[str]:
    """Draw the points and put each name where it covers least."""
    places = [(x.px(point.power_w), y.px(point.latency_s)) for point in points]
    covered = [*taken, *((px - 7, py - 7, 14.0, 14.0) for px, py in places)]
    for point, (px, py) in zip(points, places, strict=True):
        colour = "var(--bad)" if point.misses else "var(--good)"
        ring = "var(--text)" if point.name == best else "var(--surface)"
        yield f'<circle cx="{px:.1f}" cy="{py:.1f}" r="5.5" style="fill:{colour};stroke:{ring};stroke-width:1.5"/>'
    for point, (px, py) in zip(points, places, strict=True):
        label = f"{'★ ' * (point.name == best)}{point.name}{f' ✗{point.misses}' if point.misses else ' ✓'}"
        width = text_width_px(label)
        box = min(_around(px, py, width), key=lambda one: _cost(one, covered))
        covered.append(box)
        yield from _leader((px, py), box)
        weight = ";font-weight:bold" if point.name == best else ""
        yield text(box[0], box[1] + _LINE_PX - 3, label, f"fill:var(--text){weight}")


def _leader(point: tuple[float, float], box: _Box) -> Iterator[str]:
    """Join a point with a name that found no place beside it."""
    edge = (min(max(point[0], box[0] - 2), box[0] + box[2]), min(max(point[1], box[1] + 2), box[1] + box[3] - 2))
    if math.dist(point, edge) > 1.5 * _GAP:
        yield line(point, edge, "stroke:var(--muted);stroke-width:0.7")


def _around(px: float, py: float, width: float) -> Iterator[_Box]:
    for step in range(5):
        far = _LINE_PX * step
        yield (px + _GAP, py - _LINE_PX / 2 - far, width, _LINE_PX)
        yield (px - _GAP - width, py - _LINE_PX / 2 - far, width, _LINE_PX)
        yield (px + _GAP, py - _LINE_PX / 2 + far, width, _LINE_PX)
        yield (px - _GAP - width, py - _LINE_PX / 2 + far, width, _LINE_PX)
        yield (px - width / 2, py - _GAP - _LINE_PX - far, width, _LINE_PX)
        yield (px - width / 2, py + _GAP + far, width, _LINE_PX)


def _cost(box: _Box, covered: Sequence[_Box]) -> float:
    inside = _common(box, (_LEFT, _TOP - 6, _WIDTH - _LEFT - 4, _HEIGHT - _TOP - _BOTTOM + 6))
    outside = box[2] * box[3] - inside
    return round(3 * outside + sum(_common(box, other) for other in covered), 3)


def _common(one: _Box, other: _Box) -> float:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)

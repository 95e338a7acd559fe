"""The picture of cost against fleet size: two log-log panels, written as SVG by hand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Points = Sequence[tuple[float, float]]

COLOURS = ("#0b6e4f", "#7a5195", "#c1440e", "#33658a", "#8a6d00", "#555555", "#b0307a", "#1f9bcf")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM, LABELS = 560, 420, 70, 60, 60, 190


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes.

    Parameters
    ----------
    title, unit : str
        What is drawn, and its unit on the upright axis.
    lines : Mapping[str, Points]
        (fleet size, value) by label.
    """

    title: str
    unit: str
    lines: Mapping[str, Points]


def svg(panels: Sequence[Panel]) -> str:
    """Draw panels side by side."""
    width = WIDTH * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        'font-family="sans-serif" font-size="12" fill="#222222">',
        f'<rect width="{width}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for index, panel in enumerate(panels):
        parts += [f'<g transform="translate({WIDTH * index} 0)">', *_Axes(panel).drawn(), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


class _Axes:
    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        points = [point for line in panel.lines.values() for point in line]
        self._x = _decades([x for x, _ in points])
        self._y = _decades([y for _, y in points])

    def drawn(self) -> list[str]:
        parts = [f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold">{self._panel.title}</text>']
        parts += [f'<text x="{LEFT}" y="44" fill="#555555">{self._panel.unit}</text>']
        right, floor = WIDTH - LABELS, HEIGHT - BOTTOM
        for decade in range(self._x[0], self._x[1] + 1):
            x = self._at_x(10.0**decade)
            parts.append(f'<path d="M{x:.1f} {TOP}V{floor}" stroke="#e2e2e2"/>')
            parts.append(f'<text x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{_number(decade)}</text>')
        for decade in range(self._y[0], self._y[1] + 1):
            y = self._at_y(10.0**decade)
            parts.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#e2e2e2"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_number(decade)}</text>')
        parts.append(f'<text x="{(LEFT + right) / 2}" y="{floor + 42}" text-anchor="middle">devices</text>')
        return parts + self._lines()

    def _lines(self) -> list[str]:
        parts: list[str] = []
        ends = sorted((self._at_y(line[-1][1]), label) for label, line in self._panel.lines.items())
        heights: dict[str, float] = {}
        lowest = -math.inf
        for y, label in ends:
            heights[label] = lowest = max(y, lowest + 15)
        for colour, (label, line) in zip(COLOURS, self._panel.lines.items(), strict=False):
            places = [(self._at_x(x), self._at_y(y)) for x, y in line]
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
            x, y = places[-1]
            text_x, text_y = WIDTH - LABELS + 12, heights[label]
            if text_x - x > 20 or abs(text_y - y) > 1:
                leader = f"M{x + 4:.1f} {y:.1f}L{text_x - 3} {text_y:.1f}"
                parts.append(f'<path d="{leader}" stroke="{colour}" stroke-dasharray="2 3" fill="none"/>')
            parts.append(f'<text x="{text_x}" y="{text_y + 4:.1f}" fill="{colour}">{label}</text>')
        return parts

    def _at_x(self, value: float) -> float:
        return LEFT + (math.log10(value) - self._x[0]) / (self._x[1] - self._x[0]) * (WIDTH - LABELS - LEFT)

    def _at_y(self, value: float) -> float:
        share = (math.log10(value) - self._y[0]) / (self._y[1] - self._y[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    first = math.floor(math.log10(min(values)) + 1e-9)
    return first, max(first + 1, math.ceil(math.log10(max(values)) - 1e-9))


def _number(decade: int) -> str:
    return f"{10**decade:,}" if decade >= 0 else f"{10.0**decade:.{-decade}f}"

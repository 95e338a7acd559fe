"""Draw predicted against measured, log-log, by core, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from simgui.models.validation.comparison import Point

_EDGE, _LEFT, _TOP = 560, 70, 30
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555", "#8b6914")
"""Okabe and Ito's colours, told apart by most eyes."""


def scatter(points: Sequence[Point], *, title: str, unit: str) -> str:
    """Draw points with the diagonal and a band of 20 %.

    Parameters
    ----------
    points : Sequence[Point]
        What to draw; all above zero.
    title, unit : str
        Heading, and the unit of both axes.

    Returns
    -------
    str
        An SVG document.
    """
    numbers = [number for point in points for number in (point.measured, point.predicted)]
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    span = max(1, high - low)

    def place(value: float) -> float:
        return (math.log10(value) - low) / span * _EDGE

    groups = list(dict.fromkeys(point.group for point in points))
    width, height = _LEFT + _EDGE + 190, _TOP + _EDGE + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{_LEFT}" y="18" font-size="14" font-weight="bold">{escape(title)}</text>',
        f'<g transform="translate({_LEFT},{_TOP})">',
    ]
    for power in range(low, high + 1):
        at = (power - low) / span * _EDGE
        parts.append(f'<path d="M{at:.1f} 0V{_EDGE}M0 {_EDGE - at:.1f}H{_EDGE}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{_EDGE + 16}" text-anchor="middle">{_decade(power)}</text>')
        parts.append(f'<text x="-6" y="{_EDGE - at + 4:.1f}" text-anchor="end">{_decade(power)}</text>')
    for factor, style in ((1.0, "#000"), (1.2, "#999"), (1 / 1.2, "#999")):
        shift = math.log10(factor) / span * _EDGE
        parts.append(f'<path d="M0 {_EDGE - shift:.1f}L{_EDGE} {-shift:.1f}" stroke="{style}" clip-path="inset(0)"/>')
    for point in points:
        colour = _COLOURS[groups.index(point.group) % len(_COLOURS)]
        told = f"{point.label}: {point.measured:.3g} {unit} measured, {point.predicted:.3g} {unit} predicted"
        parts.append(
            f'<circle cx="{place(point.measured):.1f}" cy="{_EDGE - place(point.predicted):.1f}" r="3.5" '
            f'fill="{colour}" fill-opacity="0.55"><title>{escape(told)}</title></circle>'
        )
    for index, group in enumerate(groups):
        line = 14 + 18 * index
        parts.append(f'<circle cx="{_EDGE + 18}" cy="{line - 4}" r="4" fill="{_COLOURS[index % len(_COLOURS)]}"/>')
        parts.append(f'<text x="{_EDGE + 28}" y="{line}">{escape(group)}</text>')
    parts.append(f'<text x="{_EDGE / 2}" y="{_EDGE + 40}" text-anchor="middle">measured [{unit}]</text>')
    parts.append(
        f'<text transform="translate(-48,{_EDGE / 2}) rotate(-90)" text-anchor="middle">predicted [{unit}]</text>'
        "</g></svg>"
    )
    return "\n".join(parts) + "\n"


def _decade(power: int) -> str:
    """Write a power of ten."""
    return f"{10.0**power:g}"

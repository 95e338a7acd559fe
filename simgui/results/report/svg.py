"""Small pieces of SVG: text, axes and scales; colours are the page's own variables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from simgui.core.units import Dimension, format_quantity

_LETTER_PX = 7.0  # more than the mean of common sans-serif fonts at 11 px, so that nothing is cut off
_SPAN_FOR_LOG = 8.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def text_width_px(text: str) -> float:
    """Estimate how wide a label is, on the safe side. [px]"""
    return _LETTER_PX * len(text)


def text(x: float, y: float, content: str, style: str = "", anchor: str = "start") -> str:
    """Write a label; names from files are escaped.

    Parameters
    ----------
    x, y : float
        Where its base line is anchored. [px]
    content : str
        What it says.
    style : str
        CSS beside the anchor.
    anchor : str
        ``start``, ``middle`` or ``end``.
    """
    css = f"text-anchor:{anchor};{style or 'fill:var(--text)'}"
    return f'<text x="{x:.1f}" y="{y:.1f}" style="{css}">{escape(content)}</text>'


def line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    """Draw a line between two points. [px]"""
    ends = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line {ends} style="{style}"/>'


def picture(width: float, height: float, label: str, parts: Sequence[str]) -> str:
    """Wrap parts into a picture that scales with the page and names itself to screen readers."""
    head = f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" role="img"'
    body = "\n".join(parts)
    return f'{head} aria-label="{escape(label)}" font-family="sans-serif" font-size="11">\n{body}\n</svg>'


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis: values to pixels, linear or logarithmic.

    Parameters
    ----------
    low, high : float
        Ends of the axis. [SI]
    start_px, end_px : float
        Where they lie. [px]
    dimension : Dimension
        Kind of quantity, for the labels.
    is_log : bool
        Whether distances are ratios.
    """

    low: float
    high: float
    start_px: float
    end_px: float
    dimension: Dimension
    is_log: bool = False

    @classmethod
    def around(cls, values: Sequence[float], start_px: float, end_px: float, dimension: Dimension) -> "Axis":
        """Make an axis with some room around positive values; logarithmic when they span most of a decade."""
        low, high = min(values), max(values)
        if low > 0 and high / low >= _SPAN_FOR_LOG:
            return cls(low / 1.5, high * 1.5, start_px, end_px, dimension, is_log=True)
        room = 0.15 * (high - low) or 0.2 * high or 1.0
        return cls(max(0.0, low - room), high + room, start_px, end_px, dimension)

    def px(self, value: float) -> float:
        """Give where a value lies. [px]"""
        if self.is_log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start_px + share * (self.end_px - self.start_px)

    def ticks(self, most: int = 6) -> list[tuple[float, str]]:
        """List places and labels of the grid lines; labels have as many digits as tell them apart."""
        values = self._log_ticks(most) if self.is_log else self._linear_ticks(most)
        labels: list[str] = []
        for digits in range(2, 8):
            labels = [format_quantity(value, self.dimension, digits) for value in values]
            exact = [abs(float(f"{value:.{digits - 1}e}") - value) <= 1e-9 * abs(value) for value in values]
            if len(set(labels)) == len(labels) and all(exact):
                break
        return [(self.px(value), label) for value, label in zip(values, labels, strict=True)]

    def _linear_ticks(self, most: int) -> list[float]:
        rough = (self.high - self.low) / most
        scale = 10.0 ** math.floor(math.log10(rough))
        step = next(scale * one for one in _STEPS if scale * one >= rough * 0.999)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [float(f"{number * step:.12g}") for number in range(first, last + 1)]

    def _log_ticks(self, most: int) -> list[float]:
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        for mantissas in ((1, 2, 5), (1, 3), (1,)):
            values = [float(f"{mantissa}e{decade}") for decade in decades for mantissa in mantissas]
            inside = [value for value in values if self.low <= value <= self.high]
            if len(inside) <= most + 1:
                break
        stride = -(-len(inside) // (most + 1)) or 1
        return inside[::stride]

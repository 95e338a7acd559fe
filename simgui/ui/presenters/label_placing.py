"""Puts the names beside the points of a chart without letting them cover each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, y downwards. [px]"""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: Box) -> float:
        """Give the common area. [px²]"""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0.0, across) * max(0.0, down)


def place_labels(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    area: Box,
    taken: Sequence[Box] = (),
    gap: float = 11.0,
) -> tuple[Box, ...]:
    """Choose a place for the label of each point.

    Parameters
    ----------
    points : Sequence[tuple[float, float]]
        Centres of the points. [px]
    sizes : Sequence[tuple[float, float]]
        Width and height of each label. [px]
    area : Box
        What the labels should stay in. [px]
    taken : Sequence[Box]
        What they should not cover, beside the points. [px]
    gap : float
        Distance from a point's centre to its label. [px]

    Returns
    -------
    tuple[Box, ...]
        Of the places right, left, above, below and the corners, the first that covers least.
    """
    dots = [*point_boxes(points, gap), *taken]
    placed: list[Box] = []
    for point, size in zip(points, sizes, strict=True):
        places = (_inside(box, area) for box in _candidates(point, size, gap))
        placed.append(least_covering(places, [*dots, *placed], area))
    return tuple(placed)


def _inside(box: Box, area: Box) -> Box:
    """Move a box sideways into the area, as far as it fits."""
    x = max(area.x, min(box.x, area.x + area.width - box.width))
    return Box(x, box.y, box.width, box.height)


def point_boxes(points: Sequence[tuple[float, float]], gap: float = 11.0) -> tuple[Box, ...]:
    """Give the area that each point takes. [px]"""
    return tuple(Box(x - gap * 0.7, y - gap * 0.7, gap * 1.4, gap * 1.4) for x, y in points)


def least_covering(candidates: Iterable[Box], taken: Sequence[Box], area: Box) -> Box:
    """Choose the first of the places that cover least of what is taken."""
    return min(candidates, key=lambda box: _cost(box, taken, area))


def _candidates(point: tuple[float, float], size: tuple[float, float], gap: float) -> Iterator[Box]:
    (x, y), (width, height) = point, size
    for dx, dy in (
        (gap, -height / 2),
        (-gap - width, -height / 2),
        (-width / 2, -gap - height),
        (-width / 2, gap),
        (gap * 0.7, -gap * 0.7 - height),
        (gap * 0.7, gap * 0.7),
        (-gap * 0.7 - width, -gap * 0.7 - height),
        (-gap * 0.7 - width, gap * 0.7),
        (gap, height * 0.7),
        (gap, -height * 1.7),
    ):
        yield Box(x + dx, y + dy, width, height)


def _cost(box: Box, taken: Sequence[Box], area: Box) -> float:
    outside = box.width * box.height - box.overlap(area)
    return round(2 * outside + sum(box.overlap(other) for other in taken), 3)  # rounding noise is no reason to move

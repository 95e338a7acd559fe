"""Where along one value something changes: a coarse scan first, then bisection of every change it shows.

A search is a generator that asks for states at values and is sent them; so several searches can wait for their runs
together.
"""

import math
from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from simgui.studies.span import Span, unique

RELATIVE = 0.01
"""Width of a bracket relative to its value, where values are not whole. [-]"""

MOST_DOUBLINGS = 6
"""Steps outward from a value whose range nobody named; a fleet 64 times as large is patience enough. [-]"""

SCAN = 9
"""Values of a coarse scan. [-]"""

_WIDE = 8.0
_SMALLEST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two values close together with different states: whole neighbours, or within `RELATIVE`.

    Parameters
    ----------
    low, high : float
        The values.
    below, above : str
        Their states.
    """

    low: float
    high: float
    below: str
    above: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found.

    Parameters
    ----------
    states : Mapping[float, str]
        Every value that was tried, ascending, and its state.
    crossings : tuple[Crossing, ...]
        Ascending; more than one means that the state is not monotone.
    """

    states: Mapping[float, str]
    crossings: tuple[Crossing, ...]


Search = Generator[tuple[float, ...], Mapping[float, str], Findings]
K = TypeVar("K", bound=Hashable)


def coarse(span: Span, count: int = SCAN) -> tuple[float, ...]:
    """Give the values of a coarse scan: in equal ratios over a wide range above zero, else at equal distances."""
    return span.grid(count, geometric=span.low > 0 and span.high / span.low > _WIDE)


def find_crossings(span: Span, scan: Sequence[float]) -> Search:
    """Scan, then bisect between all neighbours that differ.

    Parameters
    ----------
    span : Span
        Says which values are possible.
    scan : Sequence[float]
        Values to look at first.
    """
    states = dict((yield tuple(scan)))
    return (yield from _bisect(span, states))


def find_limits(span: Span, start: float) -> Search:
    """Double and halve a value until the state changes, then bisect.

    Parameters
    ----------
    span : Span
        Says which values are possible.
    start : float
        Where to start, above zero.
    """
    states = dict((yield (start,)))
    for step in range(1, MOST_DOUBLINGS + 1):
        factor = 2.0**step
        asked = unique(span.rounded(value) for value in (start / factor, start * factor))
        asked = tuple(value for value in asked if value not in states)
        if not asked:
            break
        states |= yield asked
        if len(set(states.values())) > 1:
            break
    return (yield from _bisect(span, states))


def _bisect(span: Span, states: dict[float, str]) -> Search:
    while True:
        gaps = [pair for pair in pairwise(sorted(states)) if states[pair[0]] != states[pair[1]]]
        asked = {middle for pair in gaps if (middle := _middle(span, *pair)) is not None}
        if not asked:
            crossings = tuple(Crossing(low, high, states[low], states[high]) for low, high in gaps)
            return Findings(dict(sorted(states.items())), crossings)
        states |= yield tuple(sorted(asked))


def _middle(span: Span, low: float, high: float) -> float | None:
    """Give a value between two, or None when they are close enough."""
    if span.whole and high - low <= 1:
        return None
    close = max(RELATIVE * max(abs(low), abs(high)), _SMALLEST_SHARE * (span.high - span.low))
    if not span.whole and high - low <= close:
        return None
    middle = math.sqrt(low * high) if low > 0 and high / low > 4 else (low + high) / 2
    rounded = span.rounded(middle)
    return rounded if low < rounded < high else None


def drive(
    searches: Mapping[K, Search], ask: Callable[[Sequence[tuple[K, float]]], Mapping[tuple[K, float], str]]
) -> dict[K, Findings]:
    """Run searches side by side: all their questions of a round are asked together.

    Parameters
    ----------
    searches : Mapping[K, Search]
        By name.
    ask : Callable
        Takes pairs of name and value, gives their states.
    """
    findings: dict[K, Findings] = {}
    questions = {name: next(search) for name, search in searches.items()}
    while questions:
        answers = ask([(name, value) for name, values in questions.items() for value in values])
        following: dict[K, tuple[float, ...]] = {}
        for name, values in questions.items():
            try:
                following[name] = searches[name].send({value: answers[name, value] for value in values})
            except StopIteration as end:
                findings[name] = end.value
        questions = following
    return findings

"""What ``--vary`` asks for: a path of the scenario and the values it takes, listed or drawn from a range."""

import re
from dataclasses import dataclass

from simgui.core.errors import UsageError
from simgui.studies.span import Span, parse_span

MOST_VALUES = 100_000
"""Values of one axis. [-]"""

_GRID = re.compile(r"(.+\.\..+?)\s*:\s*([0-9]{1,6})\s*(log)?")
_OPENING, _CLOSING = "[{(", "]})"
_FORBIDDEN = {"seed": "use --seeds A..B", "placements": "name placements with --placement"}


@dataclass(frozen=True, slots=True)
class Axis:
    """A path and what it is set to.

    Parameters
    ----------
    path : str
        In the path grammar, or ``device_profiles.<folder>.<part>.<field>``.
    values : tuple[str, ...]
        As one would write them in the file; empty for an axis that is sampled.
    span : Span | None
        Where a sampled axis draws from.
    """

    path: str
    values: tuple[str, ...]
    span: Span | None = None


def parse_axis(text: str) -> Axis:
    """Read ``path=v1,v2,…``, ``path=a..b:n`` (equal distances), ``path=a..b:nlog`` (ratios) or ``path=a..b`` (sampled).

    Parameters
    ----------
    text : str
        As given to ``--vary``.

    Returns
    -------
    Axis
        With values for the first three forms, with a span for the last.

    Raises
    ------
    UsageError
        If it is malformed or varies what has an option of its own.

    Examples
    --------
    >>> parse_axis("fleet.motors.count=100..500:3").values
    ('100', '300', '500')
    """
    path, equals, given = text.partition("=")
    path = path.strip()
    if not (path and equals and given.strip()):
        raise UsageError(f"--vary {text[:80]!r}: write path=v1,v2 or path=a..b:n, as in 'fleet.motors.count=100,500'")
    if path in _FORBIDDEN:
        raise UsageError(f"--vary {path}: {_FORBIDDEN[path]}")
    try:
        return _axis(path, given.strip())
    except UsageError as error:
        raise UsageError(f"--vary {path}: {error}") from None


def _axis(path: str, given: str) -> Axis:
    grid = _GRID.fullmatch(given)
    if grid is not None:
        span, count = parse_span(grid[1]), int(grid[2])
        if not 2 <= count <= MOST_VALUES:
            raise UsageError(f"a grid has from 2 to {MOST_VALUES:,} values, not {count}")
        return Axis(path, tuple(span.text(value) for value in span.grid(count, geometric=bool(grid[3]))))
    if ".." in given and given[0] not in "[{'\"<>=":
        return Axis(path, (), parse_span(given))
    values = tuple(dict.fromkeys(_split(given)))
    if not all(values):
        raise UsageError("there is an empty value between two commas")
    return Axis(path, values)


def _split(text: str) -> list[str]:
    """Split at commas that are in no bracket and no quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for index, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]

"""The one path grammar: ``fleet.motors.count``, ``events[0].at``, ``plant.cell[3].backhaul``.

A key that has dots of its own stands in quotes: ``presentation.steps[0].set."fleet.motors.count"``.
"""

import re
from collections.abc import Sequence

from simgui.core.errors import UsageError
from simgui.core.yaml_node import Step

_STEP = re.compile(r'(?:"((?:[^"]|"")+)"|([^".\[\]][^.\[\]]*))((?:\[[0-9]{1,9}\])*)(?=\.|\Z)')


def parse_path(text: str) -> tuple[Step, ...]:
    """Split a path into keys and indices.

    Parameters
    ----------
    text : str
        Keys joined by dots; an index stands in brackets behind its list.

    Returns
    -------
    tuple[str | int, ...]
        Keys and indices, from the outside in.

    Raises
    ------
    UsageError
        If the path is empty, has an empty part or a bracket that holds no index.

    Examples
    --------
    >>> parse_path("fleet.motors.stream.faults[0].rate")
    ('fleet', 'motors', 'stream', 'faults', 0, 'rate')
    >>> parse_path('steps[0].set."fleet.motors.count"')
    ('steps', 0, 'set', 'fleet.motors.count')
    """
    steps: list[Step] = []
    written, at = text.strip(), 0
    while at <= len(written):
        match = _STEP.match(written, at)
        if match is None:
            raise UsageError(f"{text[:80]!r} is not a path; write it like 'fleet.motors.count' or 'events[0].at'")
        steps.append(match[2] or match[1].replace('""', '"'))
        steps.extend(int(index) for index in re.findall(r"[0-9]+", match[3]))
        at = match.end() + 1
    return tuple(steps)


def join(steps: Sequence[Step]) -> str:
    """Write steps as a path; the inverse of `parse_path`.

    Examples
    --------
    >>> join(("steps", 0, "set", "fleet.motors.count"))
    'steps[0].set."fleet.motors.count"'
    """
    parts = [f"[{step}]" if isinstance(step, int) else f".{_key(step)}" for step in steps]
    return "".join(parts).removeprefix(".")


def _key(key: str) -> str:
    """Give a key as it stands in a path: in quotes where it would be taken apart otherwise."""
    is_plain = key == key.strip() and not key.startswith('"') and not any(mark in key for mark in ".[]")
    return key if is_plain else '"' + key.replace('"', '""') + '"'

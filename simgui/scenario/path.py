"""The one path grammar: ``fleet.motors.count``, ``events[0].at``, ``plant.cell[3].backhaul``."""

import re

from simgui.core.errors import UsageError
from simgui.core.yaml_node import Step

_STEP = re.compile(r"([^\[\]]+)((?:\[[0-9]{1,9}\])*)")


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
    """
    steps: list[Step] = []
    for part in text.strip().split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise UsageError(f"{text[:80]!r} is not a path; write it like 'fleet.motors.count' or 'events[0].at'")
        steps.append(match[1])
        steps.extend(int(index) for index in re.findall(r"[0-9]+", match[2]))
    return tuple(steps)

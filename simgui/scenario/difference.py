"""How two scenarios differ: as lines a person reads, and as overrides that turn one into the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from simgui.core.yaml_node import Node, Step
from simgui.scenario.overrides import Override


class Change(StrEnum):
    """What happened to a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same in both.

    Parameters
    ----------
    path : str
        In the path grammar.
    change : Change
        What happened.
    before, after : str
        As one would write it in the file; empty where there is none.
    """

    path: str
    change: Change
    before: str
    after: str

    def __str__(self) -> str:
        """Say it in a line."""
        match self.change:
            case Change.ADDED:
                return f"+ {self.path}: {self.after}"
            case Change.REMOVED:
                return f"- {self.path}: {self.before}"
        return f"~ {self.path}: {self.before} → {self.after}"


def differences(before: Node, after: Node) -> tuple[Difference, ...]:
    """List what differs, in the order of the newer scenario, removed values behind their neighbours.

    Parameters
    ----------
    before, after : Node
        Two scenario files as read.

    Examples
    --------
    >>> from simgui.core.located_yaml import parse_yaml
    >>> old, new = parse_yaml("seed: 1", "old"), parse_yaml("seed: 2", "new")
    >>> [str(one) for one in differences(old, new)]
    ['~ seed: 1 → 2']
    """
    return tuple(_differences((), before.plain(), after.plain()))


def overrides_between(before: Node, after: Node) -> tuple[Override, ...]:
    """Give the overrides that turn one scenario into another: what `differences` lists, where need be with its map.

    Parameters
    ----------
    before : Node
        The scenario that the overrides will be applied to.
    after : Node
        What they must give.

    Raises
    ------
    ValueError
        If a top-level key was removed, which no override can do.
    """
    return tuple(_overrides((), before.plain(), after.plain()))


def written(value: Any) -> str:  # noqa: ANN401 - whatever YAML can say
    """Write a value as an override or a file would have it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_inner(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inner, value)) + "]"
    return value if isinstance(value, str) else _scalar(value)


def path_text(steps: tuple[Step, ...]) -> str:
    """Write steps in the path grammar.

    Examples
    --------
    >>> path_text(("events", 0, "at"))
    'events[0].at'
    """
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _inner(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else written(value)


def _scalar(value: bool | float | None) -> str:
    return json.dumps(value)


def _differences(steps: tuple[Step, ...], before: Any, after: Any) -> Iterator[Difference]:  # noqa: ANN401
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in after.items():
            if key in before:
                yield from _differences((*steps, key), before[key], value)
            else:
                yield Difference(path_text((*steps, key)), Change.ADDED, "", written(value))
        for key, value in before.items():
            if key not in after:
                yield Difference(path_text((*steps, key)), Change.REMOVED, written(value), "")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences((*steps, index), old, new)
    elif not _same(before, after):
        yield Difference(path_text(steps), Change.CHANGED, written(before), written(after))


def _overrides(steps: tuple[Step, ...], before: Any, after: Any) -> Iterator[Override]:  # noqa: ANN401
    if isinstance(before, dict) and isinstance(after, dict):
        if all(key in after for key in before):
            for key, value in after.items():
                if key in before:
                    yield from _overrides((*steps, key), before[key], value)
                else:
                    yield Override(path_text((*steps, key)), _override_text(value))
            return
        if not steps:
            raise ValueError("a top-level key was removed")
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _overrides((*steps, index), old, new)
    elif not _same(before, after):
        yield Override(path_text(steps), _override_text(after))


def _override_text(value: Any) -> str:  # noqa: ANN401
    """Quote a text that would be read as something else."""
    if not isinstance(value, str):
        return written(value)
    from simgui.core.yaml_scalar import resolve  # noqa: PLC0415 - only texts need it

    try:
        is_plain = bool(value) and value == value.strip() and value[0] not in "{['\"" and resolve(value) == value
    except ValueError:
        is_plain = False
    return value if is_plain else f'"{value}"'


def _same(before: Any, after: Any) -> bool:  # noqa: ANN401
    return type(before) is type(after) and bool(before == after)

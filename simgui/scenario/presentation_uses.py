"""Finds what a presentation says of a part: paths that lead to it or through it, and values that name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simgui.core.errors import UsageError
from simgui.scenario.path import join, parse_path
from simgui.scenario.presentation import PLACEMENT
from simgui.scenario.uses import Steps, Uses, uses_of

_MOST_ENTRIES = 1000
"""No list of a scenario is as long; a path with a larger index leads nowhere."""


def uses_in_presentation(root: Mapping[str, Any], steps: Steps, name: str) -> Uses:
    """Find what the presentation of a file says of a part.

    Parameters
    ----------
    root : Mapping[str, Any]
        The scenario file as plain values.
    steps : tuple[str | int, ...]
        Path of the part.
    name : str
        Its new name.
    """
    found = Uses([], [])
    presentation = root.get("presentation")
    if not isinstance(presentation, Mapping):
        return found
    for where, slider in _entries(("presentation", "sliders"), presentation.get("sliders")):
        path, values = slider.get("path"), slider.get("values")
        _follow_path((*where, "path"), path, root, steps, name, found)
        for at, value in enumerate(values if isinstance(values, list) else []):
            if path == PLACEMENT:
                _follow_placement((*where, "values", at), value, steps, name, found)
            else:
                _follow_value((*where, "values", at), path, value, root, steps, name, found)
    for where, step in _entries(("presentation", "steps"), presentation.get("steps")):
        _follow_placement((*where, "placement"), step.get("placement"), steps, name, found)
        live = step.get("sliders")
        if isinstance(live, list):
            for at, path in enumerate(live):
                _follow_path((*where, "sliders", at), path, root, steps, name, found)
        else:
            _follow_path((*where, "sliders"), live, root, steps, name, found)
        changes = step.get("set")
        for path, value in changes.items() if isinstance(changes, Mapping) else ():
            key = (*where, "set", path)
            _follow_value(key, path, value, root, steps, name, found)
            written = _renamed_path(path, value, root, steps, name)
            if isinstance(written, str) and written != path:
                found.keys.append((key, written))
    return found


def _entries(where: Steps, listed: object) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    entries = listed if isinstance(listed, list) else []
    return (((*where, at), one) for at, one in enumerate(entries) if isinstance(one, Mapping))


def _follow_placement(where: Steps, value: object, steps: Steps, name: str, found: Uses) -> None:
    if value is not None and steps == ("placements", value):
        found.values.append((where, name))


def _follow_path(where: Steps, path: object, root: Mapping[str, Any], steps: Steps, name: str, found: Uses) -> None:
    written = _renamed_path(path, None, root, steps, name)
    if isinstance(written, str) and written != path:
        found.values.append((where, written))


def _follow_value(
    where: Steps, path: object, value: object, root: Mapping[str, Any], steps: Steps, name: str, found: Uses
) -> None:
    """Look for the part in a value that the presentation puts at a path, as if it stood there already."""
    target = _parsed(path)
    uses = uses_of(_standing_at(target, value), steps, name, root)
    depth = len(target)
    if target:
        found.values.extend(((*where, *at[depth:]), new) for at, new in uses.values if at[:depth] == target)
        found.keys.extend(((*where, *at[depth:]), new) for at, new in uses.keys if at[:depth] == target != at)


def _renamed_path(path: object, value: object, root: Mapping[str, Any], steps: Steps, name: str) -> object:
    """Give a path with the part's new name in it; the path itself where it leads elsewhere."""
    target = _parsed(path)
    renamed = list(target)
    if target and target[: len(steps)] == steps:
        renamed[len(steps) - 1] = name
    for at, new in uses_of(_standing_at(target, value), steps, name, root).keys:
        if target[: len(at)] == at:
            renamed[len(at) - 1] = new
    return path if tuple(renamed) == target else join(renamed)


def _parsed(path: object) -> Steps:
    """Give the steps of a path; nothing for what is none, or leads nowhere."""
    if not isinstance(path, str):
        return ()
    try:
        steps = parse_path(path)
    except UsageError:
        return ()
    return () if any(isinstance(one, int) and one >= _MOST_ENTRIES for one in steps) else steps


def _standing_at(target: Steps, value: object) -> Mapping[str, Any]:
    """Give a file that says nothing but this value at its path."""
    whole: Any = value
    for step in reversed(target):
        whole = [None] * step + [whole] if isinstance(step, int) else {step: whole}
    return whole if target and isinstance(whole, Mapping) else {}

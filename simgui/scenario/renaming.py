"""Gives a part of a scenario another name, wherever the file refers to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simgui.scenario.edit import EditError, ScenarioText
from simgui.scenario.path import join, parse_path
from simgui.scenario.presentation_uses import uses_in_presentation
from simgui.scenario.strategy import OPTIONS
from simgui.scenario.uses import uses_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


def rename(text: str, path: str, name: str) -> str:
    """Rename a group, task, model, site, gateway group, cloud or placement, and all that refers to it.

    Parameters
    ----------
    text : str
        The scenario file.
    path : str
        Of the part, e.g. ``fleet.motors``.
    name : str
        Its new name.

    Returns
    -------
    str
        The new text.

    Raises
    ------
    EditError
        If there is no such part, or the name is taken or is none.
    InputError
        If the text is no YAML.
    """
    wrong = name_problem(name)
    if wrong:
        raise EditError(wrong)
    steps = parse_path(path)
    current = ScenarioText(text)
    if current.root is None:
        raise EditError("the text has mistakes that hide what refers to what; correct them first")
    root = current.root.plain()
    uses = [uses_of(root, steps, name), uses_in_presentation(root, steps, name)]
    values = [one for use in uses for one in use.values]
    keys = [one for use in uses for one in use.keys]
    if len(steps) == 2 and steps[0] == "placements" and _implies_strategy(root, str(steps[1]), name):
        values.append(((*steps, "strategy"), str(steps[1])))
    for where, value in values:
        current = ScenarioText(current.put(join(where), value))
    for where, key in sorted(keys, key=lambda one: -len(one[0])):
        current = ScenarioText(current.rename_key(join(where), key))
    return current.rename_key(path, name)


def name_problem(name: str) -> str:
    """Say what is wrong with the name of a part, or nothing."""
    if _NAME.fullmatch(name):
        return ""
    return f"{name[:40]!r} is no name: use up to 64 letters, digits, '_' and '-', a letter first"


def _implies_strategy(root: Mapping[str, Any], old: str, new: str) -> bool:
    """Tell whether a placement's strategy is just its name, so that it must be written from now on."""
    body = root["placements"].get(old)
    written = body.get("strategy") if isinstance(body, Mapping) else body
    return old in OPTIONS and written is None and old != new

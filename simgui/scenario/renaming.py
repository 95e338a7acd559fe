"""Gives a part of a scenario another name, wherever the file refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simgui.core.yaml_node import Step
from simgui.scenario.edit import EditError, ScenarioText
from simgui.scenario.form import join
from simgui.scenario.path import parse_path
from simgui.scenario.strategy import OPTIONS

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_Steps = tuple[Step, ...]


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
    values, keys = _references(current.root.plain(), steps, name)
    if len(steps) == 2 and steps[0] == "placements" and _implies_strategy(current.root.plain(), str(steps[1]), name):
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


def _references(
    root: Mapping[str, Any], steps: _Steps, name: str
) -> tuple[list[tuple[_Steps, str]], list[tuple[_Steps, str]]]:
    """Give the values to write and the keys to rename."""
    values: list[tuple[_Steps, str]] = []
    keys: list[tuple[_Steps, str]] = []
    match steps:
        case ("models", str(old)):
            values = [(where, name) for where in _uses_of_model(root) if _at(root, where) == old]
        case ("sites", str(old)):
            values = [(("fleet", one, "site"), name) for one, group in _maps(root, "fleet") if group.get("site") == old]
            values += _targets(root, rf"{re.escape(old)}(?=\.)", name)
        case ("sites", str(site), "gateways", str(old)):
            values = _targets(root, rf"(?<=^{re.escape(site)}\.){re.escape(old)}(?=[.\[]|$)", name)
        case ("clouds", str(old)):
            values = [
                (("fleet", one, "cloud"), name) for one, group in _maps(root, "fleet") if group.get("cloud") == old
            ]
            values += _targets(root, rf"{re.escape(old)}$", name)
        case ("fleet", str(old)):
            values = _targets(root, rf"(?<=^fleet\.){re.escape(old)}(?=\.)", name)
            values += _claims(root, old, name)
            keys = _exceptions(root, "by_group", old, name)
            budgets = [key for key in _map(root, "budgets") if key.startswith(f"{old}/")]
            keys += [(("budgets", key), f"{name}/{key.partition('/')[2]}") for key in budgets]
        case ("fleet", str(group), "tasks", str(old)):
            others = [one for one, body in _maps(root, "fleet") if one != group and old in _map(body, "tasks")]
            keys = [] if others else _exceptions(root, "by_task", old, name)
        case ("placements", str(old)):
            gate = root.get("gate")
            listed = gate if isinstance(gate, list) else []
            values = [(("gate", at), name) for at, one in enumerate(listed) if one == old]
            values += [(("gate",), name)] if gate == old else []
        case _:
            pass
    return values, keys


def _claims(root: Mapping[str, Any], old: str, name: str) -> list[tuple[_Steps, str]]:
    """Give the KPIs of claims about a group, with its new name."""
    claims = root.get("claims")
    kpis = [one.get("kpi") if isinstance(one, Mapping) else None for one in claims] if isinstance(claims, list) else []
    return [
        (("claims", at, "kpi"), f"{name}/{kpi.removeprefix(f'{old}/')}")
        for at, kpi in enumerate(kpis)
        if isinstance(kpi, str) and kpi.startswith(f"{old}/")
    ]


def _uses_of_model(root: Mapping[str, Any]) -> Iterator[_Steps]:
    for group, body in _maps(root, "fleet"):
        for task, inner in _maps(body, "tasks"):
            if "model" in inner:
                yield ("fleet", group, "tasks", task, "model")
    for placement, body in _maps(root, "placements"):
        if "model" in body:
            yield ("placements", placement, "model")
        for kind in ("by_group", "by_task"):
            for one, inner in _maps(body, kind):
                if "model" in inner:
                    yield ("placements", placement, kind, one, "model")


def _exceptions(root: Mapping[str, Any], kind: str, old: str, name: str) -> list[tuple[_Steps, str]]:
    return [
        (("placements", placement, kind, old), name)
        for placement, body in _maps(root, "placements")
        if old in _map(body, kind)
    ]


def _targets(root: Mapping[str, Any], pattern: str, name: str) -> list[tuple[_Steps, str]]:
    """Give the targets of events that a pattern is found in, with the name in its place."""
    found: list[tuple[_Steps, str]] = []
    events = root.get("events")
    for at, event in enumerate(events if isinstance(events, list) else []):
        target = event.get("target") if isinstance(event, Mapping) else None
        anchored = pattern if pattern.startswith("(?<=") else f"^{pattern}"
        if isinstance(target, str) and re.search(anchored, target):
            found.append((("events", at, "target"), re.sub(anchored, name, target, count=1)))
    return found


def _map(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = body.get(key)
    return inner if isinstance(inner, Mapping) else {}


def _maps(body: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, inner) for name, inner in _map(body, key).items() if isinstance(inner, Mapping))


def _at(root: Mapping[str, Any], steps: _Steps) -> object:
    value: Any = root
    for step in steps:
        value = value[step]
    return value

"""Finds what refers to a part of a scenario, and what must be written there once the part has another name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simgui.core.yaml_node import Step

Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """Where a part is referred to.

    Parameters
    ----------
    values : list[tuple[tuple[str | int, ...], str]]
        Paths of values, and what is to be written there.
    keys : list[tuple[tuple[str | int, ...], str]]
        Paths of keys, and their new names.
    """

    values: list[tuple[Steps, str]]
    keys: list[tuple[Steps, str]]


def uses_of(root: Mapping[str, Any], steps: Steps, name: str, whole: Mapping[str, Any] | None = None) -> Uses:
    """Find what refers to a part.

    Parameters
    ----------
    root : Mapping[str, Any]
        The scenario file as plain values, or as little of it as something sets.
    steps : tuple[str | int, ...]
        Path of the part.
    name : str
        Its new name.
    whole : Mapping[str, Any] | None
        The whole file, where `root` is less than that.
    """
    values: list[tuple[Steps, str]] = []
    keys: list[tuple[Steps, str]] = []
    match steps:
        case ("models", str(old)):
            values = [(where, name) for where in _uses_of_model(root) if _at(root, where) == old]
        case ("sites", str(old)):
            values = [(("fleet", one, "site"), name) for one, group in _maps(root, "fleet") if group.get("site") == old]
            values += _targets(root, rf"{re.escape(old)}(?=\.|$)", name)
        case ("sites", str(site), "gateways", str(old)):
            values = _targets(root, rf"(?<=^{re.escape(site)}\.){re.escape(old)}(?=[.\[]|$)", name)
        case ("clouds", str(old)):
            values = [
                (("fleet", one, "cloud"), name) for one, group in _maps(root, "fleet") if group.get("cloud") == old
            ]
            values += _targets(root, rf"{re.escape(old)}$", name)
        case ("fleet", str(old)):
            values = _targets(root, rf"(?<=^fleet\.){re.escape(old)}(?=\.|$)", name)
            values += _claims(root, old, name)
            keys = _exceptions(root, "by_group", old, name)
            budgets = [key for key in _map(root, "budgets") if key.startswith(f"{old}/")]
            keys += [(("budgets", key), f"{name}/{key.partition('/')[2]}") for key in budgets]
        case ("fleet", str(group), "tasks", str(old)):
            others = [one for one, body in _maps(whole or root, "fleet") if one != group and old in _map(body, "tasks")]
            keys = [] if others else _exceptions(root, "by_task", old, name)
        case ("placements", str(old)):
            gate = root.get("gate")
            listed = gate if isinstance(gate, list) else []
            values = [(("gate", at), name) for at, one in enumerate(listed) if one == old]
            values += [(("gate",), name)] if gate == old else []
        case _:
            pass
    return Uses(values, keys)


def _claims(root: Mapping[str, Any], old: str, name: str) -> list[tuple[Steps, str]]:
    """Give the KPIs of claims about a group, with its new name."""
    claims = root.get("claims")
    kpis = [one.get("kpi") if isinstance(one, Mapping) else None for one in claims] if isinstance(claims, list) else []
    return [
        (("claims", at, "kpi"), f"{name}/{kpi.removeprefix(f'{old}/')}")
        for at, kpi in enumerate(kpis)
        if isinstance(kpi, str) and kpi.startswith(f"{old}/")
    ]


def _uses_of_model(root: Mapping[str, Any]) -> Iterator[Steps]:
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


def _exceptions(root: Mapping[str, Any], kind: str, old: str, name: str) -> list[tuple[Steps, str]]:
    return [
        (("placements", placement, kind, old), name)
        for placement, body in _maps(root, "placements")
        if old in _map(body, kind)
    ]


def _targets(root: Mapping[str, Any], pattern: str, name: str) -> list[tuple[Steps, str]]:
    """Give the targets of events that a pattern is found in, with the name in its place."""
    found: list[tuple[Steps, str]] = []
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


def _at(root: Mapping[str, Any], steps: Steps) -> object:
    value: Any = root
    for step in steps:
        value = value[step]
    return value

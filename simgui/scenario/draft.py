"""A scenario that is being written: what it says as far as it can be read, and everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simgui.core.diagnostics import Diagnostic, DiagnosticCollector, Location
from simgui.core.errors import InputError
from simgui.core.located_yaml import parse_yaml
from simgui.core.yaml_node import Node
from simgui.core.yaml_scalar import resolve as resolve_scalar
from simgui.profiles.registry import Registry
from simgui.scenario.resolve import resolve
from simgui.scenario.scenario import Scenario
from simgui.scenario.schema.block import Reading, Spot
from simgui.scenario.schema.file import SCENARIO
from simgui.scenario.schema.kinds import Kind, Text
from simgui.scenario.schema.table import REQUIRED, Field


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says.

    Parameters
    ----------
    root : Node | None
        The file as read; None while it is no YAML.
    scenario : Scenario | None
        Complete and consistent; None while something is wrong.
    problems : tuple[Diagnostic, ...]
        Everything that is wrong, in the order of the file.
    """

    root: Node | None
    scenario: Scenario | None
    problems: tuple[Diagnostic, ...]


def read_draft(text: str, file: Path, registry: Registry) -> Draft:
    """Read a scenario as it stands in an editor.

    Parameters
    ----------
    text : str
        The text.
    file : Path
        Where it is or will be saved; its folder is where models and recordings may be.
    registry : Registry
        Where profiles are looked up.

    Returns
    -------
    Draft
        With a scenario, or with problems; models and profiles are not read.
    """
    try:
        root = parse_yaml(text, str(file))
    except InputError as error:
        return Draft(None, None, error.diagnostics)
    reading = Reading(DiagnosticCollector(), cache(registry.names))  # each look is a look into a folder
    block = SCENARIO.read(root, Spot("", root.location), reading)
    try:
        scenario = resolve(block, file, hashlib.sha256(text.encode()).hexdigest(), reading)
    except InputError as error:
        return Draft(root, None, error.diagnostics)
    return Draft(root, scenario, ())


def try_value(kind: Kind, field: Field | None, text: str, registry: Registry) -> tuple[Diagnostic, ...]:
    """Find what the schema says against a value, before it is written.

    Parameters
    ----------
    kind : Kind
        How the value is read.
    field : Field | None
        The key's line in its table; it tells whether nothing may be written.
    text : str
        As typed.
    registry : Registry
        Where profiles are looked up.

    Returns
    -------
    tuple[Diagnostic, ...]
        In the schema's own words; their places mean nothing. Names of other parts of the file are not looked up.
    """
    place = Location("", 1, 1)
    if not text.strip():
        if field is None or field.default is REQUIRED:
            return (Diagnostic(place, "", "a value is needed", f"needed: {kind.described}"),)
        return ()
    reading = Reading(DiagnosticCollector(), registry.names)
    try:
        node = _node(text, place, is_text=isinstance(kind, Text))
    except ValueError as error:
        return (Diagnostic(place, "", str(error)),)
    except InputError as error:
        return error.diagnostics
    kind.read(node, Spot("", place), reading)
    return reading.problems.diagnostics


def _node(text: str, place: Location, *, is_text: bool) -> Node:
    if is_text:
        return Node(text, place)
    if text.strip()[:1] in {"{", "["}:
        return parse_yaml(f"value: {text}", "").get("value") or Node(None, place)
    return Node(resolve_scalar(text.strip()), place)


def first_message(problems: Sequence[Diagnostic]) -> str:
    """Give the first of some problems as a sentence with its hint, or nothing."""
    if not problems:
        return ""
    hint = f" ({problems[0].hint})" if problems[0].hint else ""
    return f"{problems[0].message}{hint}"

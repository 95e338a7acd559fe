"""Whatever stands where in a scenario: it loads, or it is refused with diagnostics; nothing else happens."""

from pathlib import Path
from typing import Any

import pytest
from bad_values import BASE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simgui.core.diagnostics import Diagnostic, DiagnosticCollector
from simgui.core.errors import InputError
from simgui.core.located_yaml import parse_yaml
from simgui.core.yaml_node import Node
from simgui.profiles.registry import Registry
from simgui.scenario.resolve import resolve
from simgui.scenario.scenario import Scenario
from simgui.scenario.schema.block import Reading, Spot
from simgui.scenario.schema.file import SCENARIO

ROOT = parse_yaml(BASE, "any.yaml")
REGISTRY = Registry()


def paths(node: Node, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List every path of a tree."""
    children = list(node.value.items()) if isinstance(node.value, dict) else []
    children += list(enumerate(node.value)) if isinstance(node.value, list) else []  # type: ignore[arg-type]
    return [above] * bool(above) + [path for key, child in children for path in paths(child, (*above, key))]


PATHS = paths(ROOT)
WORDS = [
    *("", " ", "fog", "edge", "cascade", "auto", "all", "region", "plant", "fleet", "motors", "detector", "outage"),
    *("1 s", "-1 s", "1e308 s", "10 kHz", "nan", "50 %", "<= 1 s", "plant.cell[9].backhaul", "../..", "/", "\0"),
    *("a" * 300, "ö", "ble-2m", "[0]", "x.csv", "x.tflite", "{}"),
]
KEYS = ["count", "kind", "model", "strategy", "replay", "link", "to", "by_group", "series", "plant", "motors", "x.y"]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.sampled_from([0, -1, 10**30, 0.5, 1e300, -0.0]), st.sampled_from(WORDS)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
)


def as_node(value: Any) -> Node:
    """Turn plain objects into a tree; everything stands at the root's place."""
    place = ROOT.location
    if isinstance(value, dict):
        return Node({key: as_node(inner) for key, inner in value.items()}, place, dict.fromkeys(value, place))
    if isinstance(value, list):
        return Node([as_node(inner) for inner in value], place)
    return Node(value, place)


def put(plain: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Replace what stands at a path of plain objects."""
    for step in path[:-1]:
        plain = plain[step]
    plain[path[-1]] = value


def outcome(folder: Path, plain: Any) -> Scenario | tuple[Diagnostic, ...]:
    """Give the scenario of a tree, or the problems it is refused with."""
    (folder / "model.tflite").touch()
    reading = Reading(DiagnosticCollector(), REGISTRY.names)
    block = SCENARIO.read(as_node(plain), Spot("", ROOT.location), reading)
    try:
        return resolve(block, folder / "any.yaml", "", reading)
    except InputError as error:
        return error.diagnostics


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), value=VALUES)
def test_that_any_value_anywhere_loads_or_is_refused(tmp_path: Path, path: tuple[str | int, ...], value: Any) -> None:
    plain = ROOT.plain()
    put(plain, path, value)
    found = outcome(tmp_path, plain)
    assert found
    assert "INVALID" not in repr(found)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_that_any_value_may_be_missing(tmp_path: Path, path: tuple[str | int, ...]) -> None:
    plain = ROOT.plain()
    put(plain, path, None)
    found = outcome(tmp_path, plain)
    assert isinstance(found, Scenario) or 0 < len(found) < 20

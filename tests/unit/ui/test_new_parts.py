"""What is added to a scenario is valid at once, in the words of the file it is added to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspected_scenario import TEXT, diagnostics

from simgui.core.located_yaml import parse_yaml
from simgui.core.yaml_node import Node
from simgui.scenario.change import apply_all
from simgui.scenario.edit import EditError, ScenarioText
from simgui.scenario.path import parse_path
from simgui.scenario.schema.faults import FAULTS
from simgui.ui.presenters import new_parts
from simgui.ui.presenters.new_parts import NewPart

ROOT = parse_yaml(TEXT, "text")
MAKERS: dict[str, Callable[[Node], NewPart]] = {
    "group": new_parts.new_group,
    "task": lambda root: new_parts.new_task(root, "valves"),
    "placement": new_parts.new_placement,
    "second edge": lambda root: new_parts.new_placement(root, "edge"),
    "budget": new_parts.new_budget,
    "budget of a group": lambda root: new_parts.new_budget(root, "latency_p99", "valves"),
    "outage": lambda root: new_parts.new_outage(root, "rig.station"),
    "copy of an event": lambda root: new_parts.copy_of(root, "events[0]", ("events", 0)),
    "copy of a placement": lambda root: new_parts.copy_of(root, "placements.edge", ("placements", "edge")),
    **{
        f"fault {kind}": lambda root, kind=kind: new_parts.new_fault(root, "valves", kind)  # type: ignore[misc]
        for kind in FAULTS
    },
}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_that_a_new_part_is_valid_and_stands_where_it_says(maker: Callable[[Node], NewPart]) -> None:
    part = maker(ROOT)
    after = apply_all(part.changes, TEXT)
    assert diagnostics(after) == ()
    assert ScenarioText(after).tree.find(parse_path(part.path)) is not None
    assert ScenarioText(TEXT).tree.find(parse_path(part.path)) is None or part.path.startswith("events")


@pytest.mark.parametrize("name", ["group", "task", "placement", "budget", "outage", "copy of a placement"])
def test_that_a_part_can_be_added_again(name: str) -> None:
    after = apply_all(MAKERS[name](ROOT).changes, TEXT)
    again = MAKERS[name](parse_yaml(after, "text"))
    assert diagnostics(apply_all(again.changes, after)) == ()


def test_that_a_second_budget_on_a_kpi_is_refused() -> None:
    with pytest.raises(EditError, match="budget on battery_life"):
        new_parts.new_budget(ROOT, "battery_life")


def test_that_what_can_be_there_once_only_is_not_copied() -> None:
    with pytest.raises(EditError, match="twice"):
        new_parts.copy_of(ROOT, "seed", ("seed",))


def test_that_a_second_placement_of_a_strategy_keeps_the_strategy() -> None:
    after = apply_all(new_parts.copy_of(ROOT, "placements.edge", ("placements", "edge")).changes, TEXT)
    node = parse_yaml(after, "text").get("placements", "edge_2", "strategy")
    assert node is not None
    assert node.value == "edge"


def test_that_a_new_group_takes_the_differences_asked_for() -> None:
    part = new_parts.new_group(ROOT, "valves", profile="nrf5340-dk")
    node = parse_yaml(apply_all(part.changes, TEXT), "text").get("fleet", "valves_2", "profile")
    assert node is not None
    assert node.value == "nrf5340-dk"

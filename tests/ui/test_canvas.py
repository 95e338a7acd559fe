"""The canvas and its library: what is drawn, what a drop does."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.profiles.registry import Registry
from simgui.results.result import Judgement
from simgui.scenario.draft import read_draft
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario
from simgui.ui.presenters.canvas import GAP, Lane, canvas, load_word, without_removed
from simgui.ui.presenters.library import Item, Shelf, drop, shelves
from ui.window_builders import a_budget, a_run

STORIES = ("predictive_maintenance", "pipeline_valve", "wearable_fall", "fleet_10k")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("predictive_maintenance")


@pytest.mark.parametrize("story", STORIES)
def test_that_every_part_has_a_box_and_boxes_of_a_lane_do_not_overlap(story: str) -> None:
    scenario = load_scenario(story)
    shown = canvas(scenario, Registry())
    paths = {node.path for node in shown.nodes}
    assert {f"fleet.{name}" for name in scenario.groups} <= paths
    assert {f"clouds.{name}" for name in scenario.clouds} <= paths
    for lane in Lane:
        column = sorted((node.y, node.height) for node in shown.nodes if node.lane is lane)
        for (y, height), (below, _) in pairwise(column):
            assert y + height + GAP <= below + 1e-6
    assert all(link.source in paths and link.target in paths for link in shown.links)


def test_that_links_are_thicker_the_more_bytes_pass(scenario: Scenario) -> None:
    def width(uplink_byte: float) -> float:
        run = replace(a_run("fog"), breakdowns={"bytes_by_hop_per_device_day": {"uplink": uplink_byte}})
        return canvas(scenario, Registry(), run).links[0].width

    widths = [width(byte) for byte in (0.0, 10.0, 1e4, 1e8)]
    assert widths == sorted(widths)
    assert len(set(widths)) == 4


def test_that_the_load_is_bytes_over_what_the_channel_carries(scenario: Scenario) -> None:
    registry = Registry()
    rate = registry.link("ble-2m").uplink_bit_per_s.value
    per_day = rate / 8 * 86_400 / 20 / 2  # twenty motors on a gateway, together half of the channel
    run = replace(a_run("fog"), breakdowns={"bytes_by_hop_per_device_day": {"uplink": per_day}})
    link = canvas(scenario, registry, run).links[0]
    assert link.load == pytest.approx(0.5)
    assert (load_word(link.load), load_word(1.2), load_word(0.1), load_word(math.nan)) == (
        "busy",
        "overloaded",
        "free",
        "",
    )


def test_that_a_group_says_when_a_budget_breaks(scenario: Scenario) -> None:
    run = a_run("edge", {"battery_life_s": 1e8, "device_power_w": 1e-4}, budgets=(a_budget(judgement=Judgement.FAIL),))
    node = next(one for one in canvas(scenario, Registry(), run).nodes if one.path == "fleet.motors")
    assert node.judgement is Judgement.FAIL
    assert "µW" in node.state


def test_that_what_was_removed_is_no_longer_drawn_though_the_text_is_not_valid(scenario: Scenario) -> None:
    text = "fleet: {}\nclouds: {region: {}}\nsites: {plant: {gateways: {hall: {}}}}\n"
    root = read_draft(text, scenario.file, Registry()).root
    assert root is not None
    left = without_removed(canvas(scenario, Registry()), root)
    assert {node.path for node in left.nodes} == {"clouds.region", "sites.plant.gateways.hall"}
    assert {link.source for link in left.links} == {"sites.plant.gateways.hall"}


def test_that_the_library_lists_every_profile_and_model() -> None:
    found = shelves(Registry(), ("bearing-cnn-int8",))
    assert set(found) == set(Shelf)
    assert all(found.values())


_ITEMS = st.builds(Item, st.sampled_from(list(Shelf)), st.sampled_from(["a", "b"]))
_TARGETS = st.sampled_from(["", "fleet.motors", "sites.plant.gateways.hall", "clouds.region"])


@given(_ITEMS, _TARGETS, st.sampled_from(list(Lane)))
def test_that_every_drop_either_does_something_or_says_why_not(item: Item, target: str, lane: Lane) -> None:
    answer = drop(item, target, lane)
    assert answer.label
    assert not answer.path or answer.path.startswith(target)


def test_that_parts_go_where_they_belong() -> None:
    assert drop(Item(Shelf.BATTERIES, "cr2032"), "fleet.motors", Lane.EDGE).path == "fleet.motors.battery"
    assert drop(Item(Shelf.DEVICES, "x"), "", Lane.EDGE).action == "group"
    assert drop(Item(Shelf.DEVICES, "x"), "", Lane.CLOUD).action == ""
    assert drop(Item(Shelf.LINKS, "wifi-4"), "sites.plant.gateways.hall", Lane.FOG).path.endswith(".backhaul")
    assert drop(Item(Shelf.BATTERIES, "cr2032"), "clouds.region", Lane.CLOUD).action == ""

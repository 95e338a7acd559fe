"""A new scenario is one that runs, so that the first thing a user sees of it is no error."""

from __future__ import annotations

from pathlib import Path

from simgui.profiles.registry import Registry
from simgui.runs.check import check_scenario
from simgui.scenario.draft import read_draft
from simgui.ui.presenters.new_scenario import NEW_SCENARIO


def test_that_a_new_scenario_is_valid_and_compares_all_three_places() -> None:
    registry = Registry.beside(Path())
    draft = read_draft(NEW_SCENARIO, Path("untitled.yaml"), registry)
    assert draft.problems == ()
    assert draft.scenario is not None
    assert {one.strategy for one in draft.scenario.placements.values()} == {"edge", "fog", "cloud"}
    assert check_scenario(draft.scenario, registry) == ()

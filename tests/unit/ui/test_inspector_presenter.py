"""The inspector shows every key of the schema, what holds where one is left out, and the evidence of bought parts."""

from __future__ import annotations

import pytest
from inspected_scenario import REGISTRY, TEXT, around, changed

from simgui.core.units import Dimension
from simgui.profiles.schema import Kind
from simgui.profiles.sourced import Basis
from simgui.scenario.edit import ScenarioText
from simgui.scenario.path import parse_path
from simgui.scenario.schema.file import SCENARIO
from simgui.scenario.schema.fleet import TASK
from simgui.ui.presenters.inspector import Inspection, inspect
from simgui.ui.presenters.inspector_rows import Row, RowKind
from simgui.ui.presenters.profile_numbers import part_numbers


def shown(path: str, text: str = TEXT) -> Inspection:
    found = inspect(parse_path(path) if path else (), around(text))
    assert found is not None
    return found


def row(inspection: Inspection, path: str) -> Row:
    return next(one for section in inspection.sections for one in section.rows if one.path == path)


def test_that_a_task_has_a_row_for_every_key_of_its_table() -> None:
    paths = {
        one.path.rpartition(".")[2] for section in shown("fleet.valves.tasks.burst").sections for one in section.rows
    }
    assert {one.name for one in TASK.fields} - {"front_end"} <= paths


def test_that_the_scenario_leads_to_all_its_sections() -> None:
    inspection = shown("")
    reached = {one.path.partition(".")[0] for section in inspection.sections for one in section.rows}
    reached |= {section.path for section in inspection.sections}
    assert {one.name for one in SCENARIO.fields} - {"schema"} <= reached


def test_that_a_value_left_out_shows_what_holds_instead() -> None:
    result = row(shown("fleet.valves.tasks.burst"), "fleet.valves.tasks.burst.result")
    assert (result.text, result.default, result.is_set) == ("", "16 B", False)
    window = row(shown("fleet.valves.tasks.burst"), "fleet.valves.tasks.burst.window")
    assert (window.text, window.dimension, window.is_required) == ("200 ms", Dimension.TIME, True)


def test_that_choices_and_names_come_from_schema_file_and_profiles() -> None:
    task = shown("fleet.valves.tasks.burst")
    assert row(task, "fleet.valves.tasks.burst.needed_at").choices == ("device", "fog", "cloud")
    assert row(task, "fleet.valves.tasks.burst.model").choices == ("detector",)
    group = shown("fleet.valves")
    assert row(group, "fleet.valves.site").choices == ("rig",)
    assert "er14505" in row(group, "fleet.valves.battery.profile").choices
    assert "rig.station.backhaul" in row(shown("events[0]"), "events[0].target").choices


def test_that_a_shorthand_shows_its_value_under_the_key_it_stands_for() -> None:
    text = changed("{profile: er34615, count: 4}", "er34615")
    battery = row(shown("fleet.valves", text), "fleet.valves.battery.profile")
    assert (battery.text, battery.kind) == ("er34615", RowKind.SEARCH)


def test_that_a_value_that_is_selected_shows_the_part_around_it() -> None:
    inspection = shown("fleet.valves.tasks.burst.deadline")
    assert (inspection.path, inspection.focus) == ("fleet.valves.tasks.burst", "fleet.valves.tasks.burst.deadline")


def test_that_a_bought_part_shows_its_numbers_with_glyph_word_tolerance_and_source() -> None:
    (numbers,) = shown("fleet.valves.link").numbers
    assert numbers.name == "ble-2m"
    assert numbers.rows
    for one in numbers.rows:
        if one.basis is not None:
            assert one.source
            assert one.chip.startswith(one.basis.glyph)
            assert one.basis.value in one.chip
    assert {part.kind for part in shown("fleet.valves").numbers} == {"device", "sensor", "battery", "regulator", "link"}


def test_that_every_part_can_be_shown() -> None:
    for kind in Kind:
        for name in REGISTRY.names(kind)[:3]:
            numbers = part_numbers(REGISTRY, kind, name)
            assert not numbers.problem
            assert any(one.basis in set(Basis) for one in numbers.rows)


def test_that_an_unknown_part_says_so_in_place_of_numbers() -> None:
    text = changed("link: ble-2m", "link: ble-3m")
    inspection = shown("fleet.valves.link", text)
    assert "there is no link" in inspection.numbers[0].problem
    assert "there is no link profile" in row(inspection, "fleet.valves.link").problem


def test_that_a_placement_shows_the_options_of_its_strategy_only() -> None:
    edge = {one.path for one in shown("placements.edge").sections[0].rows}
    assert "placements.edge.model" in edge
    assert "placements.edge.feature" not in edge
    assert "placements.threshold.feature" in {one.path for one in shown("placements.threshold").sections[0].rows}


@pytest.mark.parametrize(
    ("path", "rename", "remove", "duplicate"),
    [
        ("", False, False, False),
        ("fleet.valves", True, True, True),
        ("models.detector", True, True, True),
        ("budgets.battery_life", False, True, False),
        ("events[1]", False, True, True),
        ("fleet.valves.battery", False, True, False),
        ("fleet.valves.stream", False, False, False),
    ],
)
def test_that_what_can_be_done_with_a_part_follows_from_the_schema(
    path: str, rename: bool, remove: bool, duplicate: bool
) -> None:
    inspection = shown(path)
    assert (inspection.can_rename, inspection.can_remove, inspection.can_duplicate) == (rename, remove, duplicate)


def test_that_a_path_to_nothing_shows_nothing() -> None:
    assert inspect(("fleet", "pumps"), around()) is None
    assert inspect(("nonsense",), around()) is None


def test_that_links_point_out_which_part_below_has_a_problem() -> None:
    text = changed("rig.station.channel, for: 30 s}", "rig.station.channel, for: soon}")
    links = next(one for one in shown("", text).sections if one.path == "events").links
    assert [one.has_problem for one in links] == [False, True]


def test_that_values_a_step_of_the_talk_sets_can_be_changed() -> None:
    steps = shown("presentation.steps[0]").sections
    rows = next(one for one in steps if one.path == "presentation.steps[0].set").rows
    row = next(one for one in rows if one.title == "stream.distinct")
    assert row.path == 'presentation.steps[0].set."fleet.valves.stream.distinct"'
    after = ScenarioText(TEXT).set_value(row.path, "31")
    assert after == TEXT.replace(f"distinct: {row.text}\n", "distinct: 31\n")

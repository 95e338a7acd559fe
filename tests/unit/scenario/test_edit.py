"""An edit changes the lines of its own node and nothing else, and the result says what was asked for."""

from __future__ import annotations

import copy
import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.core.errors import InputError
from simgui.core.located_yaml import parse_yaml
from simgui.core.yaml_node import Step
from simgui.scenario.edit import EditError, ScenarioText
from simgui.scenario.path import join
from simgui.scenario.yaml_span import Shape, Span

ROOT = Path(__file__).parents[3]
NAMES = ("pipeline_valve", "predictive_maintenance", "wearable_fall")
SHIPPED = {name: (ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES}
ODD = """\
# a header, with ünicode and 😀
schema:   simgui/1   # spaces before a value
"name" : 'it''s odd'
story: |+
  kept

  lines

models: {a: one,   b: "two",  # a comment inside
         c: three}
sites:
  plant:          # behind a key
    # above the first key
    gateways:
      cell: {profile: raspberry-pi-5,
             count: 2}   # at the end of a map

  other: {gateways: {}}
fleet:
  motors: &m
    count: 4
    site:
    spread: {}
    battery: er14505 # short
    stream:
      source: x
      faults:
      - {kind: noise, snr: 3 dB}
      - kind: drift
        rate: 2 %/h   # slowly

        # below
      -
        kind: stuck
  copies: *m
events:
  - {at: 1 h, kind: outage}

  # about the second
  - at: 2 h   # second
    kind: outage
gate: edge
budgets: {}"""
TEXTS = [*SHIPPED.values(), ODD]


def plain(text: str) -> Any:
    return parse_yaml(text, "text").plain()


def at(data: Any, steps: tuple[Step, ...]) -> Any:
    for step in steps:
        data = data[step]
    return data


def paths(span: Span, steps: tuple[Step, ...] = ()) -> list[tuple[Step, ...]]:
    found = [steps] if steps else []
    for one in span.entries:
        found += paths(one.value, (*steps, one.key))
    return found


def all_places(*, scalars_only: bool = False) -> list[tuple[str, tuple[Step, ...]]]:
    places = []
    for text in TEXTS:
        tree = ScenarioText(text).tree
        for steps in paths(tree.root):
            span = tree.span(steps)
            assert span is not None
            if not scalars_only or span.shape is Shape.SCALAR:
                places.append((text, steps))
    return places


PLACES = all_places()
SCALARS = all_places(scalars_only=True)
WORDS = st.one_of(
    st.sampled_from(
        ["10 µA", "3m30s", ">= 3 y", "0.002", "12", "edge", "-5 degC", "true", "a: b", "x #y", "'", '"', "~"]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), min_size=1, max_size=12
    ),
)


def assert_others_kept(before: str, after: str, steps: tuple[Step, ...]) -> None:
    """Every changed line overlaps the lines of the node, or of the hole it left."""
    tree = ScenarioText(before).tree
    found = tree.find(steps)
    assert found is not None
    first, last = before.count("\n", 0, found.start), before.count("\n", 0, found.end)
    for tag, low, high, _, _ in difflib.SequenceMatcher(
        None, before.split("\n"), after.split("\n"), autojunk=False
    ).get_opcodes():
        if tag in {"replace", "delete"}:
            assert first <= low
            assert high <= last + 1
        elif tag == "insert":
            assert first <= low <= last + 1


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SCALARS), WORDS)
def test_that_a_value_set_is_read_and_touches_only_its_own_lines(
    place: tuple[str, tuple[Step, ...]], word: str
) -> None:
    text, steps = place
    expected = copy.deepcopy(plain(text))
    after = ScenarioText(text).put(join(steps), word)
    around = at(expected, steps[:-1])
    around[steps[-1]] = word
    if text is ODD and steps[:2] == ("fleet", "motors"):
        expected["fleet"]["copies"] = expected["fleet"]["motors"]
    assert plain(after) == expected
    assert_others_kept(text, after, steps)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SCALARS), WORDS)
def test_that_setting_back_gives_the_identical_text(place: tuple[str, tuple[Step, ...]], word: str) -> None:
    text, steps = place
    span = ScenarioText(text).tree.span(steps)
    assert span is not None
    if span.style in {"|", ">"} or span.is_empty_scalar or "  " in text[span.start : span.end]:
        return  # these are written anew, in our own way
    path = join(steps)
    old = at(plain(text), steps)
    there = ScenarioText(text).put(path, word)
    back = ScenarioText(there).put(path, old)
    was_quoted = text[span.start] in "'\""
    needs_quotes = ScenarioText(there).tree.span(steps).style != span.style  # type: ignore[union-attr]
    if was_quoted or not needs_quotes or not isinstance(old, str):
        assert plain(back) == plain(text)
    if not needs_quotes:
        assert back == text


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES))
def test_that_a_removal_takes_out_its_entry_and_nothing_else(place: tuple[str, tuple[Step, ...]]) -> None:
    text, steps = place
    expected = copy.deepcopy(plain(text))
    del at(expected, steps[:-1])[steps[-1]]
    if text is ODD and steps[:2] == ("fleet", "motors"):
        if len(steps) == 2:
            return  # the alias would have no anchor
        expected["fleet"]["copies"] = expected["fleet"]["motors"]
    after = ScenarioText(text).remove(join(steps))
    assert plain(after) == expected
    kept = [line.strip() for line in after.split("\n") if line.strip().startswith("#")]
    found = ScenarioText(text).tree.find(steps)
    assert found is not None
    first, last = text.count("\n", 0, found.start), text.count("\n", 0, found.end)
    outside = [line.strip() for number, line in enumerate(text.split("\n")) if not first <= number <= last]
    assert [line for line in outside if line.startswith("#")] == kept


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES))
def test_that_a_copy_equals_what_it_was_copied_from_and_every_old_line_stays(
    place: tuple[str, tuple[Step, ...]],
) -> None:
    text, steps = place
    after = ScenarioText(text).duplicate(join(steps), "a_copy")
    expected = copy.deepcopy(plain(text))
    around = at(expected, steps[:-1])
    if isinstance(steps[-1], int):
        around.insert(steps[-1] + 1, copy.deepcopy(around[steps[-1]]))
    else:
        around["a_copy"] = copy.deepcopy(around[steps[-1]])
    if text is ODD and steps[:2] == ("fleet", "motors"):
        expected["fleet"]["copies"] = expected["fleet"]["motors"]
        if len(steps) == 2:
            return
    assert plain(after) == expected


@pytest.mark.parametrize(
    "value", [3, "10 %", {"a": 1, "b": "x, y"}, {"a": {"b": {"c": [1, {"d": 2}]}}}, ["p", "q"], [], {}]
)
@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(PLACES))
def test_that_an_insertion_adds_its_entry_and_keeps_every_line(place: tuple[str, tuple[Step, ...]], value: Any) -> None:
    text, steps = place
    around = at(plain(text), steps)
    if text is ODD and steps[:2] in {("fleet", "motors"), ("fleet", "copies")}:
        return
    if isinstance(around, dict):
        target, expected = (*steps, "a_new_key"), copy.deepcopy(plain(text))
        at(expected, steps)["a_new_key"] = value
    elif isinstance(around, list):
        target, expected = (*steps, len(around)), copy.deepcopy(plain(text))
        at(expected, steps).append(value)
    else:
        return
    after = ScenarioText(text).insert(join(target), value)
    assert plain(after) == expected
    removed = [line for line in difflib.ndiff(text.split("\n"), after.split("\n")) if line.startswith("- ")]
    assert len(removed) <= 1  # the line of a flow map, or of an empty one


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([place for place in PLACES if isinstance(place[1][-1], str)]))
def test_that_a_key_renamed_twice_gives_the_identical_text(place: tuple[str, tuple[Step, ...]]) -> None:
    text, steps = place
    there = ScenarioText(text).rename_key(join(steps), "another_name")
    back = ScenarioText(there).rename_key(join((*steps[:-1], "another_name")), str(steps[-1]))
    assert plain(back) == plain(text)
    if f'"{steps[-1]}"' not in text:
        assert back == text


def test_that_a_new_key_takes_its_place_in_the_order_of_the_schema() -> None:
    text = SHIPPED["predictive_maintenance"]
    after = ScenarioText(text).set_value("fleet.motors.store", "500")
    lines = after.split("\n")
    where = lines.index("    store: 500")
    assert lines[where - 1].startswith("    spread:")
    assert lines[where + 1] == "    stream:"


def test_that_maps_on_the_way_are_made() -> None:
    after = ScenarioText(SHIPPED["pipeline_valve"]).set_value("fleet.valves.spread.sleep_power", "10 %")
    assert "    spread: {sleep_power: 10 %}\n" in after


def test_that_a_shorthand_grows_into_a_map_when_another_key_is_set() -> None:
    after = ScenarioText(SHIPPED["wearable_fall"]).set_value("fleet.wearers.battery.count", "2")
    assert "    battery: {profile: lipo-500, count: 2}\n" in after


def test_that_the_key_of_a_shorthand_is_written_short() -> None:
    after = ScenarioText(SHIPPED["wearable_fall"]).set_value("fleet.wearers.battery.profile", "cr2032")
    assert "    battery: cr2032\n" in after
    without = ScenarioText(SHIPPED["wearable_fall"]).remove("fleet.wearers.battery")
    assert "    battery: cr2032\n" in ScenarioText(without).set_value("fleet.wearers.battery.profile", "cr2032")


def test_that_a_budget_keeps_its_quotes_and_its_comment() -> None:
    after = ScenarioText(SHIPPED["wearable_fall"]).set_value("budgets.events_missed_in_outage", "<= 3")
    assert '  events_missed_in_outage: "<= 3"      # of some forty;' in after


def test_that_a_number_stays_as_it_was_typed_and_a_name_stays_a_text() -> None:
    text = SHIPPED["pipeline_valve"]
    assert "    count: 1e2\n" in ScenarioText(text).set_value("fleet.valves.count", "1e2")
    assert '\nname: "12"\n' in ScenarioText(text).set_value("name", "12")


def test_that_a_long_story_is_folded_and_read_as_it_was_given() -> None:
    story = "One morning " + "the pump stopped and nobody noticed " * 12 + "until noon."
    after = ScenarioText(SHIPPED["pipeline_valve"]).put("story", story)
    assert plain(after)["story"] == story
    assert max(map(len, after.split("\n"))) < 125


def test_that_an_entry_of_a_list_goes_in_front_of_its_index() -> None:
    after = ScenarioText(SHIPPED["pipeline_valve"]).insert("events[0]", {"at": "2 s", "kind": "outage"})
    assert [event["at"] for event in plain(after)["events"]] == ["2 s", "1 min", "3 min"]


def test_that_a_missing_section_is_made() -> None:
    text = SHIPPED["predictive_maintenance"]
    after = ScenarioText(text).insert("events[0]", {"at": "1 h", "kind": "outage"})
    assert plain(after)["events"] == [{"at": "1 h", "kind": "outage"}]
    assert not [line for line in difflib.ndiff(text.split("\n"), after.split("\n")) if line.startswith("- ")]


def test_that_the_path_at_an_offset_leads_back_to_it() -> None:
    text = SHIPPED["pipeline_valve"]
    tree = ScenarioText(text).tree
    assert tree.steps_at(text.index("raspberry-pi-4")) == ("sites", "rig", "gateways", "station", "profile")
    assert tree.steps_at(text.index("# until the pilot")) == ("fleet", "valves", "tasks", "burst", "actuator")
    assert tree.steps_at(text.index("{at: 3 min") + 1) == ("events", 1, "at")


def test_that_an_edit_inside_a_repeated_value_is_refused() -> None:
    with pytest.raises(EditError, match="alias"):
        ScenarioText(ODD).put("fleet.copies.count", 3)


def test_that_edits_of_nothing_are_refused() -> None:
    text = ScenarioText(SHIPPED["pipeline_valve"])
    with pytest.raises(EditError, match="did you mean 'valves'"):
        text.remove("fleet.valve")
    with pytest.raises(EditError, match="already"):
        text.insert("placements.edge", {})
    with pytest.raises(EditError, match="already"):
        text.rename_key("placements.edge", "fog")
    with pytest.raises(EditError, match="single value"):
        text.put("fleet.valves.count.x", 3)
    with pytest.raises(InputError, match="not YAML"):
        ScenarioText("a: [1,\nb: 2").put("b", 3)

from hypothesis import given
from hypothesis import strategies as st

from simgui.core.located_yaml import Node, parse_yaml
from simgui.scenario.difference import Change, differences, overrides_between, path_text, written
from simgui.scenario.overrides import apply_overrides

_KEYS = st.sampled_from(["alpha", "beta", "gamma", "delta"])
_WORDS = st.sampled_from(["10 s", "edge", "3", "true", "", "null", "{x}", "'q'", "a b", "<= 5 ms", "1e3", "~"])
_SCALARS = st.one_of(st.integers(-5, 5), st.booleans(), st.none(), _WORDS)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=8
)
_TREES = st.dictionaries(_KEYS, _VALUES, min_size=1)


def _node(tree: dict[str, object]) -> Node:
    return parse_yaml(written(tree), "tree")


@given(_TREES, _TREES)
def test_that_the_overrides_between_two_scenarios_turn_one_into_the_other(
    before: dict[str, object], after: dict[str, object]
) -> None:
    after = {**dict.fromkeys(before, "kept"), **after}
    old, new = _node(before), _node(after)
    assert apply_overrides(old, overrides_between(old, new)).plain() == new.plain()


@given(_TREES)
def test_that_a_scenario_does_not_differ_from_itself(tree: dict[str, object]) -> None:
    assert differences(_node(tree), _node(tree)) == ()
    assert overrides_between(_node(tree), _node(tree)) == ()


def test_that_additions_removals_and_changes_are_told_apart() -> None:
    old = parse_yaml("fleet: {a: {count: 5, link: ble}}\nevents: [{at: 1 s}]", "old")
    new = parse_yaml("fleet: {a: {count: 7}, b: {count: 1}}\nevents: [{at: 2 s}]", "new")
    found = {one.path: one.change for one in differences(old, new)}
    assert found == {
        "fleet.a.count": Change.CHANGED,
        "fleet.a.link": Change.REMOVED,
        "fleet.b": Change.ADDED,
        "events[0].at": Change.CHANGED,
    }


def test_that_a_number_in_quotes_differs_from_the_number() -> None:
    old, new = parse_yaml("a: 5", "old"), parse_yaml('a: "5"', "new")
    (only,) = overrides_between(old, new)
    assert apply_overrides(old, (only,)).plain() == {"a": "5"}


def test_that_paths_have_indices_in_brackets() -> None:
    assert path_text(("plant", "cell", 3, "backhaul")) == "plant.cell[3].backhaul"

"""Trees that take a KPI apart: what they are made of gives their value again."""

import math

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from simgui.core.units import Dimension
from simgui.profiles.sourced import Basis, Sourced
from simgui.results.why.node import Node, Operation, anchored, counted, given, number, product, quotient, total

VALUES = st.floats(1e-6, 1e6)
LEAVES = VALUES.map(lambda value: given("leaf", value))


def joined(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=1, max_size=4)
    return st.one_of(
        several.map(lambda nodes: total("sum", Dimension.COUNT, nodes)),
        several.map(lambda nodes: product("product", Dimension.COUNT, nodes)),
        st.tuples(children, children).map(lambda pair: quotient("quotient", Dimension.COUNT, *pair)),
    )


TREES = st.recursive(LEAVES, joined, max_leaves=12)


@having(TREES)
def test_that_the_leaves_give_the_value_again(tree: Node) -> None:
    assert math.isclose(tree.recomputed(), tree.value, rel_tol=1e-9)


@having(TREES, st.floats(-1e3, 1e3))
def test_that_an_anchored_tree_gives_what_it_is_anchored_to(tree: Node, value: float) -> None:
    node = anchored(tree, value, "rest")
    assert math.isclose(node.value, value, rel_tol=1e-3, abs_tol=1e-12)
    assert math.isclose(node.recomputed(), node.value, rel_tol=1e-6, abs_tol=1e-9 * max(1.0, abs(tree.value)))


def test_that_what_is_not_explained_has_a_leaf_of_its_own() -> None:
    tree = anchored(total("time", Dimension.TIME, [given("known", 2.0)]), 3.0, "waiting")
    rest = [leaf for leaf in tree.leaves() if leaf.operation is Operation.REST]
    assert [(leaf.name, leaf.value) for leaf in rest] == [("waiting", 1.0)]


def test_that_a_number_keeps_its_evidence_in_json() -> None:
    sourced = Sourced(1e-6, "1 µW", "data sheet, page 3", 0.2, Basis.MEASURED)
    node = total("power", Dimension.POWER, [number("devices/x.sleep_power_w", sourced, Dimension.POWER)])
    (leaf,) = node.to_document()["children"]
    assert leaf["path"] == "devices/x.sleep_power_w"
    assert (leaf["text"], leaf["tolerance"], leaf["basis"]) == ("1 µW", 0.2, "measured")
    assert leaf["source"] == "data sheet, page 3"
    assert leaf["name"] == "sleep power"


@pytest.mark.parametrize(("value", "written"), [(math.inf, "inf"), (math.nan, None), (2.0, 2.0)])
def test_that_json_has_a_word_for_every_value(value: float, written: object) -> None:
    assert counted("x", value).to_document()["value"] == written

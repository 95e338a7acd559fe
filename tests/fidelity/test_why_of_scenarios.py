"""Trees of every shipped scenario and placement: their leaves give every KPI, and nothing is left over."""

import math

import pytest

from simgui.results.why.node import Node, Operation
from simgui.runs.messages import RunMessage
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario, shipped_scenarios
from simgui.scenario.overrides import parse_override

HEAVY = {"fleet_10k": "20 min", "fleet_1m": "30 s"}
"""Simulated times of scenarios that take minutes; their trees do not depend on it."""
_NEGLIGIBLE = 1e-3


class Silent:
    """Hears everything and says nothing."""

    def tell(self, message: RunMessage) -> None:
        """Hear nothing."""

    def cancelled(self) -> bool:
        return False


def left_over(node: Node, slope: float = 1.0) -> float:
    """Give what leaves that nothing describes contribute to the value at the top."""
    if node.operation is Operation.REST:
        return abs(slope * node.value)
    found = 0.0
    for place, child in enumerate(node.children):
        match node.operation:
            case Operation.PRODUCT:
                own = slope * math.prod(one.value for at, one in enumerate(node.children) if at != place)
            case Operation.QUOTIENT:
                below = math.prod(one.value for one in node.children[1:])
                own = slope / below if place == 0 else slope * node.value / child.value
            case _:
                own = slope
        found += left_over(child, own)
    return found


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", shipped_scenarios())
def test_that_the_leaves_of_every_tree_give_its_kpi_and_leave_nothing_over(name: str) -> None:
    shorter = (parse_override(f"duration={HEAVY[name]}"),) if name in HEAVY else ()
    scenario = load_scenario(name, overrides=shorter)
    for run in run_scenario(scenario, RunOptions(intervals=2), Silent()).runs:
        for kpi, tree in run.why.items():
            value = run.kpis[kpi]
            assert tree.recomputed() == pytest.approx(value, rel=1e-6, abs=1e-12), f"{run.placement}: {kpi}"
            over = left_over(tree)
            assert over <= _NEGLIGIBLE * abs(value), f"{run.placement}: {over / value:.1%} of {kpi} is left over"

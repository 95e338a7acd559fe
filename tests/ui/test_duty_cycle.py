"""Battery life against how often a task runs."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.units import Dimension, parse_quantity
from simgui.results.result import PlacementResult
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import parse_override
from simgui.scenario.scenario import Scenario
from simgui.ui.presenters.duty_cycle import DutyCycle, disagreement, duty_cycles, rounded_every

_SMALL = (
    "duration=1 d",
    "fleet.motors.count=10",
    "sites.plant.gateways.hall.count=1",
    "fleet.motors.stream.distinct=2",
)


def _cycle() -> DutyCycle:
    return DutyCycle("motors", "wear", "path", 60.0, 0.1, 50e-6, {"sense": 1e-3, "compute": 2e-3}, 30e3)


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6))
def test_that_a_battery_lives_longer_the_less_often_a_job_runs(one_s: float, other_s: float) -> None:
    cycle = _cycle()
    assert (cycle.life_s(one_s) < cycle.life_s(other_s)) == (one_s < other_s) or math.isclose(
        cycle.life_s(one_s), cycle.life_s(other_s), rel_tol=1e-9
    )
    assert cycle.power_w(one_s) * cycle.life_s(one_s) == pytest.approx(cycle.capacity_j)


@given(st.floats(0.2, 1e5))
def test_that_the_time_for_a_life_gives_that_life(every_s: float) -> None:
    cycle = _cycle()
    assert cycle.every_for(cycle.life_s(every_s)) == pytest.approx(every_s, rel=1e-6)
    assert cycle.every_for(cycle.capacity_j / cycle.base_w * 1.01) == math.inf


def test_that_no_battery_outlives_its_shelf_life() -> None:
    cycle = replace(_cycle(), shelf_life_s=4e8)
    assert cycle.life_s(1e5) == 4e8 < _cycle().life_s(1e5)
    assert cycle.life_s(60.0) == pytest.approx(_cycle().life_s(60.0))
    assert cycle.curve()[1].max() == 4e8
    assert cycle.every_for(4.01e8) == math.inf
    assert cycle.every_for(3.99e8) == pytest.approx(_cycle().every_for(3.99e8))


@given(st.floats(0.2, 1e5))
def test_that_the_blocks_are_the_whole_cycle(every_s: float) -> None:
    cycle = _cycle()
    blocks = cycle.blocks(every_s)
    assert math.fsum(block.share for block in blocks) == pytest.approx(1.0)
    assert math.fsum(block.energy_j for block in blocks) == pytest.approx(cycle.power_w(every_s) * every_s)


@given(st.floats(0.2, 1e6))
def test_that_a_chosen_time_is_near_and_not_below_the_shortest(every_s: float) -> None:
    chosen_s = parse_quantity(rounded_every(every_s, 0.15), Dimension.TIME)
    assert chosen_s >= 0.15 * 0.99
    assert 0.3 < chosen_s / every_s < 3.5 or every_s > 30 * 86400


def test_that_a_disagreement_is_told() -> None:
    cycle = _cycle()
    assert "as the formula says" in disagreement(cycle, 60.0, cycle.life_s(60.0) * 1.001)
    assert "+25.0 %" in disagreement(cycle, 60.0, cycle.life_s(60.0) / 1.25)


def test_that_the_formula_forecasts_what_another_simulation_gives() -> None:
    def simulated(every: str) -> tuple[Scenario, PlacementResult]:
        overrides = tuple(map(parse_override, (*_SMALL, f"fleet.motors.tasks.wear.every={every}")))
        scenario = load_scenario("predictive_maintenance", overrides=overrides)
        return scenario, run_scenario(scenario, RunOptions(placements=("fog",), intervals=0)).runs[0]

    (cycle,) = duty_cycles(*simulated("10 min"))
    _, often = simulated("1 min")
    assert cycle.life_s(60.0) == pytest.approx(often.kpis["battery_life_s"], rel=0.02)


def test_that_the_formula_starts_from_the_battery_life_that_budgets_judge() -> None:
    overrides = tuple(map(parse_override, (*_SMALL, "fleet.motors.spread.sleep_power=40 %")))
    scenario = load_scenario("predictive_maintenance", overrides=overrides)
    run = run_scenario(scenario, RunOptions(placements=("fog",), intervals=0)).runs[0]
    (cycle,) = duty_cycles(scenario, run)
    assert run.kpis["battery_life_s"] < 0.9 * run.kpis["battery_life_p50_s"]
    assert cycle.life_s(cycle.every_s) == pytest.approx(run.kpis["battery_life_s"])


def test_that_groups_on_mains_or_with_two_tasks_have_none() -> None:
    scenario = load_scenario("predictive_maintenance")
    group = next(iter(scenario.groups.values()))
    run = run_scenario(
        load_scenario("predictive_maintenance", overrides=tuple(map(parse_override, _SMALL))),
        RunOptions(placements=("edge",), intervals=0),
    ).runs[0]
    assert duty_cycles(replace(scenario, groups={"motors": replace(group, battery=None)}), run) == ()


def test_that_where_windows_overlap_the_curve_begins_at_the_present_value() -> None:
    often = replace(_cycle(), every_s=0.05)
    every_s, _ = often.curve()
    assert every_s[0] == pytest.approx(0.05)
    assert often.shortest_s == 0.05
    assert _cycle().shortest_s == 0.1

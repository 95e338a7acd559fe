"""Advice under doubt: budgets in doubt count, and guesses that decide are named."""

from dataclasses import replace

from driver_builder import driver
from result_builder import BUDGETS, YEAR_S, run

from simgui.profiles.sourced import Basis
from simgui.results.advice import advise
from simgui.results.budgets import judge
from simgui.results.result import Judgement, PlacementResult


def doubted(result: PlacementResult, **intervals: tuple[float, float]) -> PlacementResult:
    """Judge a run again with intervals."""
    return replace(result, intervals=intervals, budgets=judge(BUDGETS, result.kpis, result.by_group, intervals))


def test_that_a_placement_that_surely_keeps_its_budgets_beats_a_cheaper_one_in_doubt() -> None:
    sure = run("fog", cost_usd=2.0)
    unsure = doubted(run("edge", latency_s=0.09, cost_usd=1.0), latency_p99_s=(0.05, 0.15))
    advice = advise([unsure, sure])
    assert unsure.budgets[0].judgement is Judgement.UNDECIDED
    assert advice.recommended == "fog"
    assert "edge leaves 99th percentile latency undecided" in advice.recommended_because


def test_that_a_missed_budget_counts_more_than_any_doubt() -> None:
    unsure = doubted(run("edge", latency_s=0.12), latency_p99_s=(0.05, 0.15))
    assert advise([unsure, run("fog", latency_s=0.2)]).recommended == "edge"


def test_that_of_two_in_doubt_the_one_on_the_right_side_is_taken() -> None:
    wrong = doubted(run("edge", latency_s=0.12, cost_usd=1.0), latency_p99_s=(0.05, 0.15))
    right = doubted(run("fog", latency_s=0.08, cost_usd=2.0), latency_p99_s=(0.05, 0.15))
    assert advise([wrong, right]).recommended == "fog"


def test_that_a_guess_that_alone_breaks_a_budget_is_named() -> None:
    life = driver("devices/nrf.sleep_power_w", share=0.6, basis=Basis.GUESS, low=2.0 * YEAR_S, high=9.0 * YEAR_S)
    (first, *_) = advise([replace(run("edge"), drivers={"battery_life_s": (life,)})]).flips_if
    assert first == (
        "If sleep power of nrf, a guess of 1 x, is off by its 20 %, battery life of edge is 2 y and no longer ≥ 3 y."
    )


def test_that_measured_numbers_and_guesses_that_decide_nothing_are_not_named() -> None:
    measured = driver("devices/nrf.sleep_power_w", share=0.6, low=2.0 * YEAR_S, high=9.0 * YEAR_S)
    harmless = driver("links/x.setup_s", share=0.4, basis=Basis.GUESS, low=4.0 * YEAR_S, high=6.0 * YEAR_S)
    sentences = advise([replace(run("edge"), drivers={"battery_life_s": (measured, harmless)})]).flips_if
    assert not any("guess" in sentence for sentence in sentences)

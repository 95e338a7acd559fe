import math

from hypothesis import given
from hypothesis import strategies as st
from result_builder import budget, run

from simgui.results.advice import advise
from simgui.results.candidate import candidates


def test_that_the_one_that_meets_all_budgets_is_recommended_with_its_reasons() -> None:
    advice = advise([run("edge", cost_usd=2.0), run("cloud", latency_s=0.213, life_y=1.2, cost_usd=1.0)])
    assert advice.recommended == "edge"
    assert advice.recommended_because == (
        "edge meets both budgets; cloud misses 99th percentile latency (213 ms against ≤ 100 ms) "
        "and battery life (438 d against ≥ 3 y)."
    )


def test_that_the_cheapest_of_those_that_meet_all_is_recommended() -> None:
    advice = advise([run("fog", cost_usd=2.5), run("edge", cost_usd=2.0)])
    assert advice.recommended == "edge"
    assert "fog meets them too, but costs 2.5 USD per device and month with its parts against 2 USD" in (
        advice.recommended_because
    )


def test_that_parts_are_paid_off_over_five_years() -> None:
    advice = advise([run("fog", cost_usd=1.0, bom_usd_per_device=120.0), run("edge", cost_usd=2.0)])
    assert advice.recommended == "edge"


def test_that_equal_prices_are_decided_by_device_power() -> None:
    advice = advise([run("fog", power_w=0.002), run("edge", power_w=0.001)])
    assert advice.recommended == "edge"
    assert "draws 2 mW per device at the same price, against 1 mW" in advice.recommended_because


def test_that_a_difference_nobody_can_read_is_no_drawback() -> None:
    """“costs 1.84 USD against 1.84 USD” convinces no client."""
    advice = advise([run("fog", cost_usd=1.8400004), run("edge", cost_usd=1.84)])
    assert advice.recommended_because == "edge meets both budgets; fog meets them too, but does no better."


def test_that_it_is_said_plainly_when_none_meets_all() -> None:
    advice = advise([run("edge", life_y=1.0), run("cloud", latency_s=0.2, life_y=1.0)])
    assert advice.recommended == "edge"
    assert advice.recommended_because.startswith(
        "No placement meets both budgets; edge misses the fewest: battery life (1 y against ≥ 3 y); cloud misses"
    )


def test_that_an_infeasible_placement_is_never_recommended() -> None:
    advice = advise([run("edge", infeasible="it needs 9 MB of flash"), run("cloud", life_y=1.0)])
    assert advice.recommended == "cloud"
    assert "edge cannot be built (it needs 9 MB of flash)" in advice.recommended_because
    assert advice.pareto == ("cloud",)


def test_that_nothing_is_recommended_when_nothing_can_be_built() -> None:
    advice = advise([run("edge", infeasible="it needs 9 MB of flash")])
    assert advice.recommended is None
    assert advice.recommended_because == "No placement can be built: edge (it needs 9 MB of flash)."


def test_that_no_budget_leaves_the_price_to_decide() -> None:
    advice = advise([run("edge", cost_usd=2.0, budgets=()), run("fog", cost_usd=1.0, budgets=())])
    assert advice.recommended_because == (
        "No budget is set, and fog costs least, 1 USD per device and month with its parts; "
        "edge costs 2 USD per device and month with its parts against 1 USD."
    )


def test_that_what_cannot_be_decided_is_admitted() -> None:
    wanted = (budget("event_recall", ">= 90 %"),)
    advice = advise([run("edge", budgets=wanted, event_recall=math.nan)])
    assert advice.recommended_because == "edge misses no budget, though share of events caught cannot be decided."


def test_that_every_placement_is_judged_by_its_worst_seed() -> None:
    runs = [run("edge", seed=1, cost_usd=1.0), run("edge", seed=2, cost_usd=1.0, latency_s=0.2)]
    advice = advise([*runs, run("fog", seed=1, cost_usd=9.0), run("fog", seed=2, cost_usd=9.0)])
    assert advice.recommended == "fog"
    assert "edge misses 99th percentile latency (200 ms against ≤ 100 ms)" in advice.recommended_because


def test_that_the_tightest_budget_says_how_far_it_reaches() -> None:
    advice = advise([run("edge", life_y=3.9, latency_s=0.04)])
    assert advice.flips_if == (
        "If battery life had to be above 3.9 y, edge would no longer meet it.",
        "If 99th percentile latency had to be below 40 ms, edge would no longer meet it.",
    )


def test_that_nothing_is_said_of_a_limit_nobody_can_reach() -> None:
    perfect = (budget("event_recall", ">= 90 %"), budget("events_missed", "<= 1"))
    assert advise([run("edge", budgets=perfect, event_recall=1.0, events_missed=0.0)]).flips_if == ()
    short = advise([run("edge", budgets=perfect, event_recall=0.95, events_missed=0.0)])
    assert short.flips_if == ("If share of events caught had to be above 95 %, edge would no longer meet it.",)


def test_that_a_cheaper_placement_says_which_limits_would_have_to_move() -> None:
    advice = advise([run("edge", cost_usd=2.0), run("cloud", latency_s=0.213, life_y=1.2, cost_usd=1.0)])
    assert advice.flips_if[-1] == (
        "cloud would be chosen if 99th percentile latency were allowed to be 213 ms and battery life 438 d."
    )


def test_that_a_dearer_placement_would_not_win_by_moved_limits() -> None:
    advice = advise([run("edge", cost_usd=1.0), run("cloud", latency_s=0.213, cost_usd=2.0)])
    assert not any("cloud" in sentence for sentence in advice.flips_if)


def test_that_a_dearer_placement_that_meets_all_says_what_it_would_have_to_save() -> None:
    advice = advise([run("edge", cost_usd=1.0), run("fog", cost_usd=1.4)])
    assert advice.flips_if[-1] == "fog would be chosen if it cost 0.4 USD less per device and month."


def test_that_values_near_their_limit_are_shown_with_digits_enough() -> None:
    advice = advise([run("edge", latency_s=0.10004)])
    assert "(100.04 ms against ≤ 100 ms)" in advice.recommended_because


figures = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8)


@given(figures)
def test_that_the_front_holds_exactly_those_nobody_beats(points: list[tuple[float, float]]) -> None:
    runs = [run(f"p{i}", latency_s=latency, power_w=power) for i, (latency, power) in enumerate(points)]
    front = set(advise(runs).pareto)
    assert front
    for candidate in candidates(runs):
        mine = (candidate.latency_s, candidate.power_w)
        beaten = any(p != mine and p[0] <= mine[0] and p[1] <= mine[1] for p in points)
        assert (candidate.name in front) == (not beaten)


@given(st.permutations(["a", "b", "c"]), st.lists(st.floats(0.01, 0.2), min_size=3, max_size=3))
def test_that_moving_the_named_limits_really_flips_the_advice(names: list[str], latencies: list[float]) -> None:
    runs = [run(n, latency_s=s, cost_usd=i + 1.0) for i, (n, s) in enumerate(zip(names, latencies, strict=True))]
    advice = advise(runs)
    promised = [sentence.split()[0] for sentence in advice.flips_if if "were allowed" in sentence]
    for name in promised:
        moved = next(r.kpis["latency_p99_s"] for r in runs if r.placement == name)
        wanted = (budget("latency_p99", f"<= {moved!r} s"), budget("battery_life", ">= 3 y"))
        again = [
            run(
                r.placement,
                latency_s=r.kpis["latency_p99_s"],
                cost_usd=r.kpis["cost_usd_per_device_month"],
                budgets=wanted,
            )
            for r in runs
        ]
        assert advise(again).recommended == name

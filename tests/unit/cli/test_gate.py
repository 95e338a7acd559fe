"""The gate: which placements decide the exit code, and how."""

import pytest
from builders.outcomes import budget, infeasible, outcome, placement

from simgui.cli.gate import judge
from simgui.results.result import Judgement

PASS = budget("latency_p99", "<= 50 ms", 0.04)
FAIL = budget("latency_p99", "<= 50 ms", 0.06, Judgement.FAIL)
UNDECIDED = budget("latency_p99", "<= 50 ms", 0.0499, Judgement.UNDECIDED)


def test_that_the_recommended_placement_is_gated_by_default() -> None:
    runs = placement("edge", PASS), placement("cloud", FAIL)
    assert judge(outcome(*runs, recommended="edge"), ()).exit_code == 0
    assert judge(outcome(*runs, recommended="cloud"), ()).exit_code == 1


def test_that_the_scenario_names_what_is_gated() -> None:
    runs = placement("edge", PASS), placement("cloud", FAIL)
    verdict = judge(outcome(*runs, recommended="edge"), ("edge", "cloud"))
    assert verdict.exit_code == 1
    assert verdict.failures == ("cloud misses latency_p99 <= 50 ms (is 60 ms)",)


def test_that_a_gate_that_was_not_run_leaves_the_recommended_one() -> None:
    assert judge(outcome(placement("edge", FAIL), recommended="edge"), ("cloud",)).exit_code == 1


def test_that_it_fails_when_nothing_is_feasible() -> None:
    verdict = judge(outcome(infeasible("edge", "too large"), infeasible("fog", "no gateway")), ())
    assert (verdict.exit_code, verdict.failures) == (1, ("no placement is feasible",))


def test_that_an_infeasible_gated_placement_fails() -> None:
    runs = infeasible("edge", "needs 300 kB"), placement("fog", PASS)
    verdict = judge(outcome(*runs, recommended="fog"), ("edge",))
    assert verdict.failures == ("edge is infeasible: needs 300 kB",)


def test_that_an_undecided_budget_warns_but_passes() -> None:
    verdict = judge(outcome(placement("edge", UNDECIDED), recommended="edge"), ())
    assert verdict.exit_code == 0
    assert "latency_p99" in verdict.warnings[0]


@pytest.mark.parametrize("failing_seed", [1, 2, 3])
def test_that_one_failing_seed_shuts_the_gate_and_is_named(failing_seed: int) -> None:
    runs = [placement("edge", FAIL if seed == failing_seed else PASS, seed=seed) for seed in (1, 2, 3)]
    verdict = judge(outcome(*runs, recommended="edge"), ())
    assert verdict.exit_code == 1
    assert f"(seed {failing_seed})" in verdict.failures[0]


def test_that_a_run_without_advice_fails() -> None:
    assert judge(outcome(placement("edge", PASS)), ()).exit_code == 1

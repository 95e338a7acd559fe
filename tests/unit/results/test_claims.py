"""Claims: judged like budgets, told in a line, kept in files, and without a say in anything."""

import json
from dataclasses import replace

import pytest
from result_builder import budget, result, run

from simgui.cli.gate import judge as gate
from simgui.results.advice import advise
from simgui.results.budgets import judge, judge_claims
from simgui.results.claims import check_claims
from simgui.results.export import from_json, to_json
from simgui.results.report.page import make_page
from simgui.results.result import ClaimVerdict, Judgement, PlacementResult
from simgui.scenario.scenario import Claim

_FIFTY = Claim("50 µW", budget("device_power", "<= 50 µW"))


def _claimed(placement: str, power_w: float, *, seed: int = 7, interval: tuple[float, float] | None = None
             ) -> PlacementResult:  # fmt: skip
    made = run(placement, power_w=power_w, seed=seed)
    intervals = {} if interval is None else {"device_power_w": interval}
    return replace(made, intervals=intervals, claims=judge_claims([_FIFTY], made.kpis, made.by_group, intervals))


@pytest.mark.parametrize("power_w", [40e-6, 60e-6])
def test_that_a_claim_is_judged_as_a_budget_would_be(power_w: float) -> None:
    values = {"device_power_w": power_w}
    assert judge_claims([_FIFTY], values, {}, {}) == (ClaimVerdict("50 µW", judge([_FIFTY.limit], values, {}, {})[0]),)


def test_that_a_claim_within_the_interval_is_undecided() -> None:
    (claim,) = _claimed("edge", 60e-6, interval=(45e-6, 80e-6)).claims
    assert claim.verdict.judgement is Judgement.UNDECIDED


def test_that_a_claim_is_told_in_a_line_with_every_placement() -> None:
    (claim,) = check_claims({"edge": [_claimed("edge", 40e-6)], "fog": [_claimed("fog", 60e-6)]})
    assert claim.head == "“50 µW” (Device power ≤ 50 µW)"
    assert [str(finding) for finding in claim.findings] == ["✓ edge 40 µW", "✗ fog 60 µW"]


def test_that_the_worst_seed_decides() -> None:
    (claim,) = check_claims({"edge": [_claimed("edge", 40e-6), _claimed("edge", 70e-6, seed=8)]})
    assert [(one.judgement, one.value) for one in claim.findings] == [(Judgement.FAIL, "70 µW")]


def test_that_claims_neither_gate_nor_advise() -> None:
    claimed = [_claimed("edge", 60e-6), _claimed("fog", 70e-6)]
    without = [replace(one, claims=()) for one in claimed]
    assert advise(claimed) == advise(without)
    assert gate(result(*claimed), ()) == gate(result(*without), ())


def test_that_claims_survive_a_file() -> None:
    whole = result(_claimed("edge", 60e-6))
    assert from_json(to_json(whole), "x").runs[0].claims == whole.runs[0].claims


def test_that_files_of_older_versions_have_none() -> None:
    document = json.loads(to_json(result(_claimed("edge", 60e-6))))
    del document["runs"][0]["claims"]
    assert from_json(json.dumps(document), "x").runs[0].claims == ()


def test_that_the_report_has_a_row_for_each_claim() -> None:
    page = make_page(result(_claimed("edge", 40e-6), _claimed("fog", 60e-6)), None)
    assert "What is claimed" in page
    assert "“50 µW”: Device power ≤ 50 µW" in page
    assert "✗ does not hold" in page
    assert "What is claimed" not in make_page(result(run("edge")), None)

"""Claims of a scenario: what is read, and where problems are reported."""

from pathlib import Path

import pytest
from builders.study_story import STUDY_STORY

from simgui.core.errors import InputError
from simgui.core.units import Operator
from simgui.scenario.load import load_scenario
from simgui.scenario.renaming import rename
from simgui.scenario.scenario import Scenario


def _load(folder: Path, claims: str) -> Scenario:
    file = folder / "claimed.yaml"
    file.write_text(STUDY_STORY.rstrip() + "\n" + claims)
    return load_scenario(file)


def test_that_a_scenario_without_claims_has_none(tmp_path: Path) -> None:
    assert _load(tmp_path, "").claims == ()


def test_that_claims_are_read_in_order_with_their_limits(tmp_path: Path) -> None:
    claims = _load(
        tmp_path,
        """claims:
  - {says: 50 µW, kpi: device_power, limit: "<= 50 uW"}
  - {says: ten years, kpi: valves/battery_life, limit: ">= 10 y"}
""",
    ).claims
    assert [claim.says for claim in claims] == ["50 µW", "ten years"]
    assert (claims[0].limit.kpi, claims[0].limit.group) == ("device_power_w", None)
    assert claims[0].limit.comparison.operator is Operator.AT_MOST
    assert claims[0].limit.comparison.value == pytest.approx(50e-6)
    assert (claims[1].limit.kpi, claims[1].limit.group) == ("battery_life_s", "valves")


def test_that_claims_are_not_budgets(tmp_path: Path) -> None:
    without = _load(tmp_path, "")
    told = _load(tmp_path, 'claims:\n  - {says: never, kpi: latency_p99, limit: "<= 1 ns"}\n')
    assert [budget.key for budget in told.budgets] == [budget.key for budget in without.budgets]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ('{says: A, kpi: device_pwr, limit: "<= 1 W"}', "claims[0].kpi: there is no KPI 'device_pwr'"),
        ('{says: A, kpi: pumps/device_power, limit: "<= 1 W"}', "there is no device group 'pumps'"),
        ('{says: A, kpi: device_power_w, limit: "<= 1 W"}', "did you mean 'device_power'?"),
        ('{says: A, kpi: device_power, limit: "<= 1 s"}', "claims[0].limit: "),
        ('{says: A, kpi: device_power, limit: "1 W"}', "claims[0].limit: "),
        ('{kpi: device_power, limit: "<= 1 W"}', "claims[0].says: this key is missing"),
        ("{says: A, kpi: device_power}", "claims[0].limit: this key is missing"),
        ('{says: A, kpi: latency_by_stage_s, limit: "<= 1 s"}', "is a table of several numbers"),
    ],
)
def test_that_a_wrong_claim_is_refused_where_it_stands(tmp_path: Path, claim: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        _load(tmp_path, f"claims:\n  - {claim}\n")
    (problem,) = caught.value.diagnostics
    assert expected in str(problem)
    assert problem.location.line == STUDY_STORY.rstrip().count("\n") + 3


def test_that_a_claim_follows_the_name_of_its_group(tmp_path: Path) -> None:
    text = STUDY_STORY.rstrip() + '\nclaims:\n  - {says: A, kpi: valves/device_power, limit: "<= 1 W"}\n'
    assert "kpi: flaps/device_power" in rename(text, "fleet.valves", "flaps")

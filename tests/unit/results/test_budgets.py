import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from result_builder import budget

from simgui.results.budgets import judge
from simgui.results.result import BudgetVerdict, Judgement


def _judge(key: str, text: str, value: float, interval: tuple[float, float] | None = None) -> BudgetVerdict:
    made = budget(key, text)
    intervals = {} if interval is None else {made.kpi: interval}
    return judge([made], {made.kpi: value}, {}, intervals)[0]


@pytest.mark.parametrize(
    ("key", "text", "value", "judgement"),
    [
        ("latency_p99", "<= 50 ms", 0.050, Judgement.PASS),
        ("latency_p99", "<= 50 ms", 0.0500001, Judgement.FAIL),
        ("latency_p99", "<= 50 ms", math.inf, Judgement.FAIL),
        ("battery_life", ">= 3 y", math.inf, Judgement.PASS),
        ("raw_bytes_leaving_device", "== 0 B", 0.0, Judgement.PASS),
        ("raw_bytes_leaving_device", "== 0 B", 1.0, Judgement.FAIL),
        ("event_recall", ">= 90 %", math.nan, Judgement.UNDECIDED),
    ],
)
def test_that_a_value_is_held_against_its_limit(key: str, text: str, value: float, judgement: Judgement) -> None:
    assert _judge(key, text, value).judgement is judgement


def test_that_a_limit_inside_the_interval_is_undecided() -> None:
    assert _judge("accuracy", ">= 90 %", 0.92, (0.88, 0.95)).judgement is Judgement.UNDECIDED
    assert _judge("accuracy", ">= 90 %", 0.92, (0.90, 0.95)).judgement is Judgement.PASS
    assert _judge("accuracy", ">= 90 %", 0.88, (0.85, 0.89)).judgement is Judgement.FAIL


def test_that_the_budget_of_a_group_reads_its_kpi_and_interval() -> None:
    made = budget("motors/accuracy", ">= 90 %")
    kpis, by_group = {"accuracy": 0.99}, {"motors": {"accuracy": 0.5}}
    assert judge([made], kpis, by_group, {"accuracy": (0.0, 1.0)})[0].judgement is Judgement.FAIL
    assert judge([made], kpis, by_group, {"motors/accuracy": (0.4, 0.95)})[0].judgement is Judgement.UNDECIDED


def test_that_the_margin_is_relative_to_the_limit() -> None:
    assert _judge("latency_p99", "<= 50 ms", 0.040).margin == pytest.approx(0.2)
    assert _judge("latency_p99", "<= 50 ms", 0.060).margin == pytest.approx(-0.2)
    assert _judge("raw_bytes_leaving_device", "== 0 B", 0.0).margin == 0
    assert _judge("raw_bytes_leaving_device", "== 0 B", 5.0).margin == -math.inf


@given(st.floats(0, 1e6))
def test_that_a_failed_budget_has_no_room_left(value: float) -> None:
    verdict = _judge("latency_p99", "<= 50 ms", value)
    assert (verdict.judgement is Judgement.FAIL) == (verdict.margin < 0)

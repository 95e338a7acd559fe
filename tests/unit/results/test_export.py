import json
import math
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from result_builder import budget, result, run

from simgui.core.errors import UsageError
from simgui.results.export import from_json, to_document, to_json, to_junit

_CONTRACT = {"schema", "scenario", "version", "runs", "pareto", "recommended", "recommended_because", "flips_if"}
_RUN_CONTRACT = {
    "placement", "seed", "engine", "engine_reason", "kpis", "by_group", "intervals", "budgets", "feasible",
    "infeasible_reason", "real_inferences", "trace_hash",
}  # fmt: skip


def test_that_the_document_has_the_keys_of_the_contract() -> None:
    document = to_document(result(run("edge")))
    assert document["schema"] == "simgui.results/1"
    assert set(document) >= _CONTRACT
    assert set(document["runs"][0]) >= _RUN_CONTRACT
    assert set(document["runs"][0]["budgets"][0]) >= {"kpi", "limit", "value", "ok"}


def test_that_breakdowns_are_objects_among_the_kpis() -> None:
    made = to_document(result(run("edge")))["runs"][0]
    assert made["kpis"]["energy_by_cause_j"] == {"sleep": 1.0, "transmit": 3.0}
    assert made["by_group"]["motors"]["energy_by_cause_j"] == {"sleep": 1.0, "transmit": 3.0}


def test_that_numbers_json_cannot_hold_are_null_and_inf() -> None:
    text = to_json(result(run("edge", latency_s=math.inf, event_recall=math.nan)))
    kpis = json.loads(text, parse_constant=pytest.fail)["runs"][0]["kpis"]
    assert kpis["latency_p99_s"] == "inf"
    assert kpis["event_recall"] is None


def test_that_an_undecided_budget_is_neither_ok_nor_not() -> None:
    wanted = (budget("event_recall", ">= 90 %"), budget("latency_p99", "<= 1 ms"), budget("latency_p99", "<= 1 s"))
    made = to_document(result(run("edge", budgets=wanted, event_recall=math.nan)))
    assert [verdict["ok"] for verdict in made["runs"][0]["budgets"]] == [None, False, True]


def test_that_reading_gives_back_what_was_written() -> None:
    made = result(run("edge", latency_s=math.inf, event_recall=0.5), run("cloud", infeasible="no link"))
    assert from_json(to_json(made), "r.json") == made


def test_that_undefined_numbers_survive_the_way() -> None:
    made = from_json(to_json(result(run("edge", event_recall=math.nan))), "r.json")
    assert math.isnan(made.runs[0].kpis["event_recall"])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "7", '{"schema": "simgui.results/2"}', '{"schema": "simgui.results/1"}', "[" * 100_000],
)
def test_that_foreign_files_are_refused_by_name(text: str) -> None:
    with pytest.raises(UsageError, match=r"^r\.json is not a result that simgui wrote"):
        from_json(text, "r.json")


def _cases(xml: str) -> list[tuple[str | None, list[str]]]:
    root = ET.fromstring(xml)  # noqa: S314 - written just above
    return [(case.get("name"), [child.tag for child in case]) for case in root.iter("testcase")]


def test_that_junit_has_a_test_for_each_budget() -> None:
    wanted = (budget("event_recall", ">= 90 %"), budget("latency_p99", "<= 1 ms"), budget("battery_life", ">= 3 y"))
    xml = to_junit([result(run("edge", budgets=wanted, event_recall=math.nan))])
    assert _cases(xml) == [
        ("event_recall >= 90 %", ["skipped"]),
        ("latency_p99 <= 1 ms", ["failure"]),
        ("battery_life >= 3 y", []),
    ]
    root = ET.fromstring(xml)  # noqa: S314
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("3", "1", "1")
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "latency_p99 is 50 ms, the limit is <= 1 ms"


def test_that_junit_fails_what_cannot_be_built() -> None:
    xml = to_junit(result(run("edge", infeasible="it needs 9 MB of flash")))
    assert _cases(xml) == [("feasible", ["failure"])]


def test_that_junit_escapes_and_replaces_what_xml_cannot_hold() -> None:
    made = replace(result(run("edge")), scenario='a<b & "c" \x00\ud800')
    suite = ET.fromstring(to_junit(made)).find("testsuite")  # noqa: S314
    assert suite is not None
    assert suite.get("name") == 'a<b & "c" \ufffd\ufffd / edge (seed 7)'

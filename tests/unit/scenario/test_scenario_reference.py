"""The generated reference covers every key, and the KPI table keeps its promises."""

import pytest

from simgui.core.diagnostics import DiagnosticCollector, Location
from simgui.core.yaml_node import Node
from simgui.scenario.kpi import BUDGET_KEYS, KPIS
from simgui.scenario.schema.block import Reading, Spot
from simgui.scenario.schema.faults import FAULTS, SI_NAMES
from simgui.scenario.schema.reference import reference_markdown, tables
from simgui.scenario.schema.table import REQUIRED, Field, Table
from simgui.streams.faults import FAULT_KINDS

EVERY_FIELD = [(table, one) for table in tables() for one in table.fields]


@pytest.mark.parametrize(("table", "one"), EVERY_FIELD, ids=lambda part: part.name)
def test_that_every_key_is_explained_in_a_sentence(table: Table, one: Field) -> None:
    assert one.about.endswith(".")
    assert one.kind.described
    assert f"| `{one.name}` |" in reference_markdown().partition(f"## {table.name}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(("table", "one"), EVERY_FIELD, ids=lambda part: part.name)
def test_that_every_default_passes_its_own_check(table: Table, one: Field) -> None:
    if one.default is REQUIRED or one.default is None:
        return
    reading = Reading(DiagnosticCollector(), lambda _kind: ())
    place = Location("default", 1, 1)
    one.kind.read(Node(one.default, place), Spot(f"{table.name}.{one.name}", place), reading)  # type: ignore[arg-type]
    assert reading.problems.diagnostics == ()


def test_that_the_reference_covers_the_whole_form() -> None:
    names = {table.name for table in tables()}
    assert {"scenario", "site", "cloud", "group", "stream", "source", "task", "placement", "event: outage"} <= names
    assert {f"fault: {kind}" for kind in FAULTS} <= names


def test_that_every_fault_of_the_form_can_be_applied() -> None:
    assert set(FAULTS) == set(SI_NAMES) == set(FAULT_KINDS)
    for kind, table in FAULTS.items():
        own = {one.name for one in table.fields} - {"kind", "from", "for"}
        assert own == set(SI_NAMES[kind])


def test_that_budget_keys_are_unique_and_without_units() -> None:
    assert len(BUDGET_KEYS) == sum(not kpi.is_breakdown for kpi in KPIS.values())
    assert not [key for key in BUDGET_KEYS if key.endswith(("_s", "_j", "_w")) or "usd" in key]


def test_that_the_kpis_of_the_design_are_all_there() -> None:
    of_the_design = """jobs jobs_lost latency_p50_s latency_p95_s latency_p99_s latency_max_s deadline_miss_ratio
        decision_availability control_deadline_miss_ratio event_to_action_s events_missed events_missed_in_outage
        event_recall
        false_alarms_per_device_day accuracy precision recall f1 energy_per_job_j device_power_w energy_by_cause_j
        battery_life_s battery_life_p50_s first_death_s worst_week_charge blackout_days_per_year
        energy_neutral_ratio uplink_bytes_per_device_day downlink_bytes_per_device_day
        raw_bytes_leaving_device gateway_utilisation cloud_utilisation gateway_power_w backlog_drain_s
        cost_usd_per_device_month bom_usd_per_device latency_by_stage_s"""
    added = {"bytes_by_hop_per_device_day", "cost_by_cause_usd_per_device_month"}
    assert set(KPIS) == set(of_the_design.split()) | added

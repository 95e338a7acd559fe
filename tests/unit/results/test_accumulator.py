import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trace_builder import (
    MS,
    Row,
    S,
    chunk,
    dead_row,
    edge_row,
    edge_stages,
    events,
    fog_stages,
    group,
    ledger,
    plan,
    task,
    verdicts,
)

from simgui.plan.plan import GroupPlan, GroupTariff, Plan, ServerPlan
from simgui.plan.stages import Outcome
from simgui.plan.stations import StationOutage
from simgui.plan.trace import TraceChunk
from simgui.results.accumulator import KpiAccumulator
from simgui.results.kpis import Kpis
from simgui.scenario.kpi import KPIS
from simgui.scenario.site import Tier
from simgui.scenario.task import Confirmation, ReportPolicy


def _finish(made: Plan, *chunks: TraceChunk) -> Kpis:
    accumulator = KpiAccumulator(made)
    for part in chunks:
        accumulator.record(part)
    return accumulator.finish({g.name: ledger(g, made.duration_ns / S) for g in made.groups})


def _edge(rows: list[Row], made: GroupPlan | None = None, duration_s: int = 10) -> Kpis:
    return _finish(plan(made or group(task(edge_stages())), duration_s=duration_s), chunk(rows))


def test_that_every_kpi_of_the_contract_is_given() -> None:
    kpis = _edge([edge_row(0, 0, 10 * MS)])
    numbers = {name for name, kpi in KPIS.items() if not kpi.is_breakdown}
    assert set(kpis.fleet) == numbers
    assert set(kpis.by_group["motors"]) == numbers
    assert {name for name, kpi in KPIS.items() if kpi.is_breakdown} <= set(kpis.breakdowns)


def test_that_a_fleet_of_one_group_has_its_kpis() -> None:
    kpis = _edge([edge_row(0, 0, 10 * MS), edge_row(1, 0, 30 * MS, label=1)])
    assert kpis.fleet == pytest.approx(kpis.by_group["motors"], nan_ok=True)


def test_that_latency_counts_all_jobs_where_the_device_needs_the_decision() -> None:
    rows = [edge_row(0, 0, 10 * MS), edge_row(0, 1, 20 * MS), edge_row(1, 0, 60 * MS, label=1), dead_row(1, 1)]
    fleet = _edge(rows).fleet
    assert fleet["jobs"] == 4
    assert fleet["jobs_lost"] == 1
    assert fleet["latency_p50_s"] == pytest.approx(0.020, rel=1 / 1024)
    assert math.isinf(fleet["latency_max_s"])


def test_that_late_and_lost_decisions_miss_their_deadline() -> None:
    rows = [edge_row(0, 0, 50 * MS), edge_row(0, 1, 51 * MS), edge_row(1, 0, 10 * MS), dead_row(1, 1)]
    fleet = _edge(rows).fleet
    assert fleet["deadline_miss_ratio"] == 0.5
    assert fleet["decision_availability"] == 0.5


def test_that_without_a_deadline_availability_is_the_share_decided() -> None:
    made = group(task(edge_stages(), deadline_ns=None))
    fleet = _edge([edge_row(0, 0, 50 * MS), edge_row(0, 1, 9 * S), dead_row(1, 0), dead_row(1, 1)], made).fleet
    assert math.isnan(fleet["deadline_miss_ratio"])
    assert fleet["decision_availability"] == 0.5


def test_that_latency_elsewhere_counts_only_the_reported_and_those_without_a_verdict() -> None:
    made = group(task(edge_stages(), needed_at=Tier.FOG, decided_reported=1))
    rows = [edge_row(0, 0, 10 * MS), edge_row(0, 1, 20 * MS, label=1), edge_row(1, 0, 30 * MS, label=1)]
    fleet = _edge(rows, made).fleet
    assert fleet["latency_p50_s"] == pytest.approx(0.026, rel=1 / 1024)  # 20 ms + 5 ms airtime + 1 ms delay
    assert math.isinf(_edge([*rows[:2], dead_row(1, 0)], made).fleet["latency_p99_s"])


def test_that_a_message_lost_in_its_last_attempt_has_no_decision() -> None:
    row: Row = (0, 0, 0, -1, -1, Outcome.LOST, [0, -1], [10 * MS, -1])
    fleet = _finish(plan(group(task(fog_stages(), decided_reported=1, decided_silent=1))), chunk([row])).fleet
    assert fleet["jobs_lost"] == 1
    assert fleet["decision_availability"] == 0


def test_that_a_report_lost_after_the_decision_loses_no_job() -> None:
    row: Row = (0, 0, 1, 1, 1, Outcome.DONE, [0, 10 * MS], [10 * MS, -1])
    assert _edge([row]).fleet["jobs_lost"] == 0


def test_that_the_stages_add_up_to_the_mean_latency() -> None:
    made = group(task(fog_stages(), verdict_stage=1, decided_reported=1, decided_silent=1))
    rows: list[Row] = [
        (0, 0, 0, 0, 0, Outcome.DONE, [0, 11 * MS], [10 * MS, 21 * MS]),
        (1, 0, 0, 0, 0, Outcome.DONE, [10 * MS, 21 * MS], [20 * MS, 51 * MS]),
    ]
    parts = _finish(plan(made), chunk(rows)).breakdowns["latency_by_stage_s"]
    assert parts == pytest.approx({"uplink": 0.016, "gateway": 0.020})


def test_that_a_detected_event_takes_until_the_actuator_is_done() -> None:
    seen = verdicts(truth=events((0, S // 2, 3 * S)), windows=[(1, 4)])
    made = group(task(edge_stages(), verdicts=seen, alarm_within_ns=2 * S, actuator_ns=20 * MS))
    rows = [edge_row(0, 1, 10 * MS, truth=1), edge_row(0, 2, 10 * MS, truth=1, label=1)]
    fleet = _edge(rows, made).fleet
    assert fleet["event_to_action_s"] == pytest.approx(2.010 - 0.5 + 0.020)
    assert fleet["events_missed"] == 0
    assert fleet["event_recall"] == 1


def test_that_an_alarm_after_its_time_misses_the_event() -> None:
    seen = verdicts(truth=events((0, S // 2, 3 * S), (1, S // 2, 3 * S)), windows=[(1, 4), (1, 4)])
    made = group(task(edge_stages(), verdicts=seen, alarm_within_ns=1 * S))
    rows = [edge_row(0, 1, 10 * MS, truth=1, label=1), edge_row(1, 2, 10 * MS, truth=1, label=1)]
    fleet = _edge(rows, made).fleet
    assert fleet["events_missed"] == 1
    assert fleet["event_recall"] == 0.5


def test_that_an_event_whose_time_reaches_beyond_the_run_is_neither_missed_nor_detected() -> None:
    seen = verdicts(truth=events((0, 9 * S, 20 * S)), windows=[(9, 20)])
    kpis = _edge([edge_row(0, 9, MS, truth=1)], group(task(edge_stages(), verdicts=seen, alarm_within_ns=2 * S)))
    assert kpis.fleet["events_missed"] == 0
    assert math.isnan(kpis.fleet["event_recall"])
    assert kpis.notes["events_censored"] == "1"


def test_that_an_event_no_window_holds_is_missed() -> None:
    seen = verdicts(truth=events((0, S + 1, S + 2)), windows=[(2, 2)])
    made = group(task(edge_stages(), verdicts=seen, alarm_within_ns=2 * S))
    assert _edge([edge_row(0, 2, MS, label=1)], made).fleet["events_missed"] == 1


def test_that_one_window_may_detect_two_events() -> None:
    seen = verdicts(truth=events((0, S // 2, S), (0, S + 1, 2 * S)), windows=[(1, 3), (2, 3)])
    made = group(task(edge_stages(), verdicts=seen))
    assert _edge([edge_row(0, 2, MS, truth=1, label=1)], made).fleet["event_recall"] == 1


@pytest.mark.parametrize(("outage", "missed"), [((0, 2 * S), 1), ((3 * S, 4 * S), 0)])
def test_that_events_are_missed_in_an_outage_that_overlaps_the_time_for_the_alarm(
    outage: tuple[int, int], missed: int
) -> None:
    seen = verdicts(truth=events((0, S // 2, 3 * S)), windows=[(1, 4)])
    made = group(task(edge_stages(), verdicts=seen, alarm_within_ns=2 * S))
    made_plan = plan(made, channel_outages=(StationOutage(0, *outage),))
    fleet = _finish(made_plan, chunk([edge_row(0, 1, MS, truth=1)])).fleet
    assert fleet["events_missed"] == 1
    assert fleet["events_missed_in_outage"] == missed


def test_that_a_repeated_alarm_that_is_not_told_does_not_detect_an_event() -> None:
    seen = verdicts(truth=events((0, S // 2, 3 * S)), windows=[(1, 4)])
    made = task(edge_stages(), verdicts=seen, needed_at=Tier.FOG, decided_reported=1, report=ReportPolicy.ON_CHANGE)
    row: Row = (0, 1, 1, 1, 0, Outcome.DONE, [S, -1], [S + MS, -1])
    assert _edge([row], group(made)).fleet["events_missed"] == 1
    assert _edge([row], group(replace(made, decided_reported=0))).fleet["events_missed"] == 0


def test_that_false_alarms_are_per_device_and_day() -> None:
    rows = [edge_row(0, 0, MS, label=1), edge_row(0, 1, MS, label=1), edge_row(1, 0, MS, truth=1, label=1)]
    made = group(task(edge_stages()))
    assert _edge(rows, made, duration_s=86400).fleet["false_alarms_per_device_day"] == pytest.approx(1.0)


def test_that_an_alarm_that_an_event_helped_to_confirm_is_not_false() -> None:
    # Job 4 holds an event; 2 of 3 confirms what the next two windows say with its help, but not the third.
    held = replace(verdicts(truth=events((0, 4 * S, 5 * S)), windows=[(4, 5)]), confirm=Confirmation(2, 3))
    made = group(task(edge_stages(), verdicts=held))
    rows = [edge_row(0, job, MS, truth=int(job == 4), label=1) for job in (4, 5, 6, 7)]
    rows += [edge_row(1, 0, MS, label=1)]
    assert _edge(rows, made, duration_s=86400).fleet["false_alarms_per_device_day"] == pytest.approx(2 / 2)


def test_that_scores_are_pooled_and_lost_windows_are_wrong() -> None:
    seen = verdicts(truth=events((1, 0, 9 * S)), windows=[(1, 10)])
    rows = [
        edge_row(0, 0, MS),
        edge_row(0, 1, MS, label=1),
        edge_row(0, 2, MS, truth=1, label=1),
        dead_row(0, 3),
        dead_row(1, 3),  # its truth is only known from the timeline
    ]
    fleet = _edge(rows, group(task(edge_stages(), verdicts=seen))).fleet
    assert fleet["accuracy"] == pytest.approx(2 / 5)
    assert fleet["precision"] == pytest.approx(1 / 2)
    assert fleet["recall"] == pytest.approx(1 / 2)
    assert fleet["f1"] == pytest.approx(1 / 2)


def test_that_the_accuracy_has_an_interval_over_streams() -> None:
    rows = [edge_row(device, job, MS, label=device) for device in (0, 1) for job in range(9)]
    kpis = _edge(rows)
    assert kpis.fleet["accuracy"] == 0.5
    # Two streams of which one is right leave everything open: Student's t has one degree of freedom.
    assert kpis.intervals["accuracy"] == pytest.approx((0.0, 1.0), abs=0.01)
    assert kpis.intervals["motors/accuracy"] == kpis.intervals["accuracy"]


def test_that_one_stream_gives_no_interval() -> None:
    made = group(task(edge_stages(), verdicts=verdicts(streams=1)))
    kpis = _edge([edge_row(0, 0, MS)], made)
    assert "accuracy" not in kpis.intervals
    assert "one stream" in kpis.notes["intervals"]


def test_that_streams_that_agree_are_a_witness_each() -> None:
    many = [_edge([edge_row(device, job, MS) for device in (0, 1) for job in range(jobs)]) for jobs in (1, 9)]
    assert many[0].intervals["accuracy"] == many[1].intervals["accuracy"]
    low, high = many[0].intervals["accuracy"]
    assert low == pytest.approx(0.34, abs=0.01)  # Wilson's interval of two out of two
    assert high == 1.0


def test_that_what_the_scenario_fixes_is_its_own_interval() -> None:
    assert _edge([edge_row(0, 0, MS), edge_row(1, 0, MS)]).intervals["jobs"] == (2.0, 2.0)


def test_that_counts_by_stream_add_up_to_those_of_the_task() -> None:
    truth = events((0, 0, 3 * S), (1, 0, 3 * S))
    seen = verdicts(truth=truth, windows=[(0, 2), (0, 2)])
    made = group(task(edge_stages(), verdicts=seen))
    rows = [edge_row(0, 0, MS, truth=1, label=1), edge_row(1, 0, MS, truth=1), edge_row(1, 5, MS, label=1)]
    kpis = _edge(rows, made)
    assert kpis.fleet["event_recall"] == 0.5
    assert kpis.intervals["event_recall"] == pytest.approx((0.0, 1.0), abs=0.01)
    assert set(kpis.intervals) >= {"events_missed", "false_alarms_per_device_day", "event_to_action_s", "precision"}


@pytest.mark.parametrize(("recorded", "kind"), [(True, "recorded"), (False, "synthetic")])
def test_that_the_accuracy_says_what_it_was_measured_on(recorded: bool, kind: str) -> None:
    made = group(task(edge_stages(), verdicts=verdicts(recorded=recorded)))
    assert _edge([edge_row(0, 0, MS)], made).notes["accuracy_kind"] == kind


def test_that_traffic_counts_every_attempt_with_headers() -> None:
    rows = [edge_row(0, 0, MS, label=1), edge_row(1, 0, MS)]
    made = plan(group(task(edge_stages())), duration_s=86400)
    kpis = _finish(made, chunk(rows, attempts=[(1, 3), (1, 0)]))
    assert kpis.fleet["uplink_bytes_per_device_day"] == pytest.approx(3 * 20 / 2)
    assert kpis.fleet["raw_bytes_leaving_device"] == 0


def test_that_raw_windows_are_counted_over_the_run() -> None:
    made = group(task(fog_stages(), verdict_stage=1, decided_reported=1, decided_silent=1))
    row: Row = (0, 0, 0, 0, 0, Outcome.DONE, [0, 11 * MS], [10 * MS, 21 * MS])
    assert _finish(plan(made), chunk([row], attempts=[(2, 1)])).fleet["raw_bytes_leaving_device"] == 200


def test_that_a_server_is_busy_until_the_end_of_the_run_at_most() -> None:
    made = group(task(fog_stages(), verdict_stage=1, decided_reported=1, decided_silent=1))
    servers = (ServerPlan(station_set=2, idle_power_w=2.0, active_power_w=6.0, usd_per_s=0.0),)
    rows: list[Row] = [
        (0, 0, 0, 0, 0, Outcome.DONE, [0, 1 * S], [S, 3 * S]),
        (1, 9, 0, 0, 0, Outcome.DONE, [9 * S, 9 * S], [9 * S, 12 * S]),
    ]
    fleet = _finish(plan(made, servers=servers), chunk(rows)).fleet
    assert fleet["gateway_utilisation"] == pytest.approx(0.3)
    assert fleet["gateway_power_w"] == pytest.approx(2.0 + 4.0 * 0.3)
    assert math.isnan(fleet["cloud_utilisation"])


def _backlog(starts_s: list[float], outage_s: tuple[float, float] | None) -> float:
    """Messages arrive at the gateway every second and start when they are told to."""
    made = group(task(fog_stages(), verdict_stage=1, decided_reported=1, decided_silent=1))
    rows: list[Row] = []
    for job, start_s in enumerate(starts_s):
        sent, start = job * S + 10 * MS, round(start_s * S)
        finish = start + 10 * MS if start_s >= 0 else -1
        outcome = Outcome.DONE if start_s >= 0 else Outcome.IN_FLIGHT
        rows.append((0, job, 0, 0, 0, outcome, [job * S, start if start_s >= 0 else -1], [sent, finish]))
    outages = (StationOutage(None, round(outage_s[0] * S), round(outage_s[1] * S)),) if outage_s else ()
    return _finish(plan(made, gateway_outages=outages), chunk(rows)).fleet["backlog_drain_s"]


def test_that_a_backlog_drains_when_the_last_that_waited_has_started() -> None:
    # Three wait at 2.5 s; a fourth arrives while they drain, a fifth much later.
    assert _backlog([2.5, 2.9, 3.3, 3.7, 4.011], (0.0, 2.5)) == pytest.approx(3.7 - 2.5)


def test_that_nothing_waiting_means_no_backlog() -> None:
    assert _backlog([0.011, 1.011, 2.011], (3.5, 3.6)) == 0


def test_that_a_queue_that_never_empties_is_unbounded() -> None:
    assert math.isinf(_backlog([-1.0], (0.0, 2.5)))


def test_that_no_outage_means_no_backlog_to_speak_of() -> None:
    assert math.isnan(_backlog([0.011], None))


def test_that_costs_scale_from_the_run_to_a_month() -> None:
    tariff = GroupTariff(bom_usd=40.0, usd_per_month=1.0, usd_per_byte=0.01, usd_per_message=0.0)
    made = group(task(edge_stages()), tariff=tariff)
    servers = (ServerPlan(station_set=2, idle_power_w=0, active_power_w=0, usd_per_s=1e-6),)
    days = 30.4375
    made_plan = replace(plan(made, servers=servers), duration_ns=round(2 * days * 86400) * S)
    fleet = _finish(made_plan, chunk([edge_row(0, 0, MS, label=1), edge_row(1, 0, MS)])).fleet
    rent = 1e-6 * days * 86400 / 2  # one gateway, two devices
    assert fleet["cost_usd_per_device_month"] == pytest.approx(1.0 + 20 * 0.01 / 2 / 2 + rent)
    assert fleet["bom_usd_per_device"] == 40


def test_that_messages_to_the_cloud_are_priced() -> None:
    tariff = GroupTariff(bom_usd=0, usd_per_month=0, usd_per_byte=0, usd_per_message=0.5)
    made_plan = plan(group(task(edge_stages()), tariff=tariff), duration_s=2_629_800)
    fleet = _finish(made_plan, chunk([edge_row(0, 0, MS, label=1), edge_row(1, 0, MS)])).fleet
    assert fleet["cost_usd_per_device_month"] == pytest.approx(0.25)


def test_that_messages_that_end_at_a_gateway_have_no_price() -> None:
    tariff = GroupTariff(bom_usd=0, usd_per_month=0, usd_per_byte=0, usd_per_message=0.5)
    made = group(task(fog_stages(), verdict_stage=1, decided_reported=1, decided_silent=1), tariff=tariff)
    row: Row = (0, 0, 0, 0, 0, Outcome.DONE, [0, 11 * MS], [10 * MS, 21 * MS])
    assert _finish(plan(made), chunk([row])).fleet["cost_usd_per_device_month"] == 0


def test_that_background_traffic_is_sent_but_is_no_job() -> None:
    made = group(task(edge_stages(), is_job=False, verdict_stage=-1, verdicts=None))
    fleet = _edge([edge_row(0, 0, MS, label=1)], made).fleet
    assert fleet["jobs"] == 0
    assert fleet["uplink_bytes_per_device_day"] > 0


def test_that_the_fleet_is_the_sum_of_its_groups() -> None:
    made = plan(group(task(edge_stages())), group(task(edge_stages()), name="pumps"))
    first, second = [edge_row(0, 0, 10 * MS), dead_row(0, 1)], [edge_row(1, 0, 60 * MS, label=1)]
    kpis = _finish(made, chunk(first), chunk(second, group=1))
    for name in ("jobs", "jobs_lost", "raw_bytes_leaving_device"):
        assert kpis.fleet[name] == sum(part[name] for part in kpis.by_group.values())


rows_strategy = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 9), st.integers(0, 10**10), st.integers(0, 1), st.integers(0, 1)),
    min_size=1,
    max_size=30,
)


@settings(deadline=None, max_examples=25)
@given(rows_strategy, st.data())
def test_that_chunks_do_not_matter(keys: list[tuple[int, int, int, int, int]], data: st.DataObject) -> None:
    seen = verdicts(truth=events((0, S // 2, 3 * S), (1, 4 * S, 5 * S)), windows=[(1, 4), (4, 6)])
    made = plan(
        group(task(edge_stages(), verdicts=seen, alarm_within_ns=2 * S)),
        channel_outages=(StationOutage(None, S, 2 * S),),
    )
    rows = [edge_row(*key) for key in keys]
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parts = [chunk(part) for part in (shuffled[:cut], shuffled[cut:]) if part]
    assert repr(_finish(made, chunk(rows))) == repr(_finish(made, *parts))


@settings(deadline=None, max_examples=25)
@given(rows_strategy, st.integers(0, 5))
def test_that_every_job_is_decided_or_lost_and_in_time_or_missed(
    keys: list[tuple[int, int, int, int, int]], dead: int
) -> None:
    rows = [edge_row(*key) for key in keys] + [dead_row(0, job) for job in range(dead)]
    fleet = _edge(rows).fleet
    assert fleet["jobs"] == len(rows)
    assert fleet["jobs_lost"] == dead
    assert fleet["deadline_miss_ratio"] + fleet["decision_availability"] == pytest.approx(1)


def test_that_sums_of_very_long_times_do_not_overflow() -> None:
    made = plan(group(task(edge_stages(), devices=2)), duration_s=10)
    rows = chunk([edge_row(0, 0, 4 * 10**18)] * 5)
    mean_s = _finish(made, rows).breakdowns["latency_by_stage_s"]["infer"]
    assert mean_s == pytest.approx(4e9)
    assert np.isfinite(mean_s)

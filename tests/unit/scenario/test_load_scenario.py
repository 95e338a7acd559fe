"""Loading: defaults, short forms, units and cross references end up in the records."""

import pickle
from pathlib import Path

import pytest
from scenario_text import VALID, changed, load, problems

from simgui.core.errors import InputError
from simgui.core.units import Operator
from simgui.scenario.group import Hop
from simgui.scenario.load import find_scenario, load_scenario, shipped_scenarios
from simgui.scenario.site import Dispatch, Tier
from simgui.scenario.stream import AtEnd, Phase
from simgui.scenario.task import Confirmation, ReportPolicy

YEAR_S = 365.25 * 86_400


def test_that_every_shipped_scenario_loads() -> None:
    assert shipped_scenarios()
    for name in shipped_scenarios():
        assert load_scenario(name).groups


def test_that_what_is_left_out_takes_its_default(tmp_path: Path) -> None:
    scenario = load(tmp_path)
    group, task = scenario.groups["motors"], scenario.groups["motors"].tasks[0]
    assert (scenario.seed, scenario.story, scenario.budgets, scenario.outages, scenario.gate) == (1, "", (), (), ())
    assert (group.battery, group.regulator, group.battery_count, group.cloud) == (None, None, 1, "region")
    assert (group.temperature_c, group.store_messages, dict(group.spread)) == (20.0, 1000, {})
    assert (group.stream.distinct, group.stream.windows, group.stream.phase) == (32, 256, Phase.RANDOM)
    assert (group.stream.events_per_device_s, group.stream.event_duration_s, group.stream.faults) == (0.0, None, ())
    assert (task.needed_at, task.report, task.deadline_s, task.alarm_within_s) == (
        Tier.DEVICE,
        ReportPolicy.ALWAYS,
        None,
        None,
    )
    assert (task.actuator_s, task.result_byte, task.confirm) == (0.0, 16, Confirmation(1, 1))
    assert (scenario.clouds["region"].servers, scenario.clouds["region"].dispatch) == (1, Dispatch.FIFO)
    assert scenario.sites["plant"].count == 1


def test_that_everything_the_records_hold_can_be_set(tmp_path: Path) -> None:
    text = changed(
        ("duration: 1 h", "duration: 1 h\nseed: -3\nstory: why\ngate: [edge]"),
        ("    sensor: adxl1002", "    sensor: adxl1002\n    battery: {profile: er14505, count: 2}\n    store: 5\n"
         "    regulator: tps62740\n    cloud: region\n    temperature: -5 degC\n    spread: {sleep_power: 10 %}"),
        ("      rate: 10 kHz", "      rate: 10 kHz\n      distinct: all\n      windows: 8\n      phase: aligned\n"
         "      event_duration: 2 h\n      events_per_device_day: 2"),
        ("        every: 10 s", "        every: 50 ms\n        needed_at: cloud\n        report: on_change\n"
         "        deadline: 1 s\n        alarm_within: 1 min\n        actuator: 20 ms\n        result: 12 B\n"
         "        confirm: 3 of 32"),
    )  # fmt: skip
    scenario = load(tmp_path, text)
    group, task = scenario.groups["motors"], scenario.groups["motors"].tasks[0]
    assert (scenario.seed, scenario.story, scenario.gate) == (-3, "why", ("edge",))
    assert (group.battery, group.battery_count, group.regulator, group.store_messages) == ("er14505", 2, "tps62740", 5)
    assert (group.temperature_c, dict(group.spread)) == (-5.0, {"sleep_power": 0.1})
    stream = group.stream
    assert (stream.distinct, stream.windows, stream.phase, stream.event_duration_s) == (None, 8, Phase.ALIGNED, 7200.0)
    assert stream.events_per_device_s == pytest.approx(2 / 86_400)
    assert (task.window_s, task.every_s, task.needed_at, task.report) == (0.1024, 0.05, Tier.CLOUD, "on_change")
    assert (task.deadline_s, task.alarm_within_s, task.actuator_s, task.result_byte) == (1.0, 60.0, 0.02, 12)
    assert task.confirm == Confirmation(3, 32)


@pytest.mark.parametrize(("key", "period_s"), [("year", YEAR_S), ("day", 86_400.0), ("hour", 3600.0)])
def test_that_event_rates_may_be_given_per_year_day_or_hour(tmp_path: Path, key: str, period_s: float) -> None:
    text = changed(("rate: 10 kHz", f"rate: 10 kHz\n      events_per_device_{key}: 3"))
    assert load(tmp_path, text).groups["motors"].stream.events_per_device_s == pytest.approx(3 / period_s)


def test_that_a_link_leads_to_the_gateway_of_a_site_and_otherwise_to_the_cloud(tmp_path: Path) -> None:
    assert load(tmp_path).groups["motors"].route == (Hop("ble-2m", Tier.FOG),)
    without = load(tmp_path, changed(("    site: plant\n", ""), ("link: ble-2m", "link: lte-m")))
    assert without.groups["motors"].route == (Hop("lte-m", Tier.CLOUD),)


def test_that_a_route_says_the_same_as_its_short_form(tmp_path: Path) -> None:
    text = changed(("link: ble-2m", "route: [{link: ble-2m, to: gateway}]"))
    assert load(tmp_path, text).groups == load(tmp_path).groups


def test_that_budgets_find_kpi_group_and_limit(tmp_path: Path) -> None:
    text = VALID + 'budgets:\n  latency_p99: "<= 50 ms"\n  motors/cost_per_device_month: "< 2 USD"\n'
    first, second = load(tmp_path, text).budgets
    assert (first.kpi, first.group, first.comparison.operator, first.comparison.value) == (
        "latency_p99_s",
        None,
        Operator.AT_MOST,
        0.05,
    )
    assert (second.kpi, second.group, second.text) == ("cost_usd_per_device_month", "motors", "< 2 USD")
    assert (first.location.line, first.location.column) == (29, 16)


def test_that_a_placement_takes_its_strategy_from_its_name_or_as_a_word(tmp_path: Path) -> None:
    text = (
        VALID
        + "  near: fog\n  mixed: {strategy: cloud, by_group: {motors: {model: detector}}, by_task: {wear: edge}}\n"
    )
    placements = load(tmp_path, text).placements
    assert [one.strategy for one in placements.values()] == ["edge", "fog", "cloud"]
    mixed = placements["mixed"]
    assert (mixed.by_group["motors"].strategy, mixed.by_group["motors"].options) == ("cloud", {"model": "detector"})
    assert mixed.by_task["wear"].strategy == "edge"


def test_that_an_automatic_threshold_is_an_option_left_out(tmp_path: Path) -> None:
    text = VALID + "  threshold:\n  loud: {strategy: threshold, feature: peak, above: 2.5}\n"
    placements = load(tmp_path, text).placements
    assert placements["threshold"].options == {"feature": "rms"}
    assert placements["loud"].options == {"feature": "peak", "above": 2.5}


def test_that_outages_keep_their_target_and_time(tmp_path: Path) -> None:
    text = (
        VALID
        + "events:\n"
        + "".join(
            f'  - {{at: 1 min, kind: outage, target: "{target}", for: 30 s}}\n'
            for target in ("plant.cell", "plant.cell[1].backhaul", "plant.cell.channel", "region", "fleet.motors.link")
        )
    )
    outages = load(tmp_path, text).outages
    assert [outage.target for outage in outages][1] == "plant.cell[1].backhaul"
    assert {(outage.at_s, outage.for_s) for outage in outages} == {(60.0, 30.0)}


def test_that_faults_carry_their_own_numbers_in_si(tmp_path: Path) -> None:
    faults = (
        "      faults:\n"
        "        - {kind: drift, from: 12 h, rate: 3.6 %/h}\n"
        "        - {kind: dropout, for: 1 min, share: 5 %, gap: 20 ms, fill: zero}\n"
        "        - {kind: noise, snr: 10 dB}\n"
        "        - {kind: spikes, rate: 2 Hz}\n"
        "        - {kind: stuck}\n"
        "        - {kind: clock_jitter, deviation: 10 us}\n"
    )
    drift, dropout, *others = (
        load(tmp_path, changed(("      rate: 10 kHz\n", f"      rate: 10 kHz\n{faults}")))
        .groups["motors"]
        .stream.faults
    )
    assert (drift.from_s, drift.for_s, drift.parameters) == (
        43_200.0,
        None,
        {"rate_per_s": 1e-5, "gain_rate_per_s": 0.0},
    )
    assert (dropout.from_s, dropout.for_s, dropout.parameters) == (
        0.0,
        60.0,
        {"share": 0.05, "gap_s": 0.02, "fill_zero": 1.0},
    )
    assert [one.parameters for one in others] == [
        {"snr_db": 10.0},
        {"rate_hz": 2.0, "size": 10.0},
        {"value": 0.0},
        {"deviation_s": 1e-5},
    ]


def test_that_a_replay_names_its_file_and_columns(tmp_path: Path) -> None:
    (tmp_path / "run.csv").write_text("x,y,state\n1,2,ok\n")
    source = "source: {replay: run.csv, columns: [x, y], label_column: state, at_end: stop}"
    replay = load(tmp_path, changed(("source: bearing_vibration", source))).groups["motors"].stream.replay
    assert replay is not None
    assert (replay.file, replay.columns, replay.label_column) == (tmp_path / "run.csv", ("x", "y"), "state")
    assert replay.at_end is AtEnd.STOP


def test_that_two_clouds_need_a_choice(tmp_path: Path) -> None:
    clouds = ("  region: {", "  other: {profile: cloud-2vcpu, rtt: 1 s}\n  region: {")
    (problem,) = problems(tmp_path, changed(clouds))
    assert (problem.path, problem.location.line) == ("fleet.motors.cloud", 13)
    chosen = load(tmp_path, changed(clouds, ("    site: plant", "    site: plant\n    cloud: other")))
    assert chosen.groups["motors"].cloud == "other"


def test_that_all_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed(
        ("count: 4", "count: -4"),
        ("every: 10 s", "evry: 10 s"),
        ("name: Test", "name: 7"),
        ("rate: 10 kHz", "rate: 1 s"),
    )
    found = problems(tmp_path, text)
    assert [one.path.rpartition(".")[2] for one in found] == ["name", "count", "rate", "every", "evry"]
    assert [one.location.line for one in found] == sorted(one.location.line for one in found)


def test_that_the_digest_covers_bytes_and_overrides(tmp_path: Path) -> None:
    plain = load(tmp_path).digest
    assert load(tmp_path).digest == plain
    assert load(tmp_path, VALID + "# a remark\n").digest != plain
    changed_once = load(tmp_path, VALID, ["fleet.motors.count=4"]).digest
    assert changed_once not in {plain, load(tmp_path, VALID, ["fleet.motors.count=5"]).digest}


def test_that_a_scenario_travels_to_a_child_process(tmp_path: Path) -> None:
    scenario = load(tmp_path)
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301 - our own bytes


def test_that_a_place_left_out_is_that_of_what_surrounds_it(tmp_path: Path) -> None:
    scenario = load(tmp_path)
    assert scenario.place("fleet.motors.tasks.wear.window").line == 24
    assert scenario.place("fleet.motors.tasks.wear.deadline").line == 22
    assert scenario.place("nowhere").line == 1


def test_that_a_profile_folder_beside_the_file_is_searched_first(tmp_path: Path) -> None:
    links = tmp_path / "device_profiles" / "links"
    links.mkdir(parents=True)
    (links / "own-link.yaml").write_text("")
    assert load(tmp_path, changed(("link: ble-2m", "link: own-link"))).groups["motors"].route[0].link == "own-link"


def test_that_a_mistyped_story_is_suggested() -> None:
    with pytest.raises(InputError, match="did you mean 'predictive_maintenance'"):
        find_scenario("predictive_maintenence")


def test_that_near_misses_are_a_rate_and_go_with_a_synthetic_source_only(tmp_path: Path) -> None:
    key = "      near_misses_per_device_hour: 36\n"
    assert load(tmp_path).groups["motors"].stream.near_misses_per_device_s is None
    text = changed(("      rate: 10 kHz\n", f"      rate: 10 kHz\n{key}"))
    assert load(tmp_path, text).groups["motors"].stream.near_misses_per_device_s == pytest.approx(0.01)
    (tmp_path / "a.csv").write_text("1\n")
    (problem,) = problems(tmp_path, text.replace("source: bearing_vibration", "source: {replay: a.csv}"))
    assert "goes with a synthetic source only" in problem.message

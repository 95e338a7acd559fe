"""Who is served where, what is out of service when, and what a battery holds."""

from pathlib import Path

import numpy as np
import pytest
from builders.placed import plan_of, story

from simgui.core.random_numbers import normal
from simgui.plan.plan import NS_PER_S, Plan
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

S = NS_PER_S


def station(plan: Plan, name: str) -> StationSet:
    (found,) = [station for station in plan.stations if station.name == name]
    return found


def changed(folder: Path, *pieces: tuple[str, str], link: str = "ble-2m", site: bool = True) -> Scenario:
    story(folder, link=link, site=site)
    file = folder / "placed.yaml"
    text = file.read_text()
    for old, new in pieces:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text)
    return load_scenario(file)


def with_outages(folder: Path, outages: str, link: str = "ble-2m", *, site: bool = True) -> Scenario:
    return changed(folder, ("placements:", f"events: [{outages}]\nplacements:"), link=link, site=site)


@pytest.mark.parametrize(
    ("assign", "instances"), [("block", [0, 0, 0, 0, 1, 1, 1, 1]), ("round_robin", [0, 1, 0, 1, 0, 1, 0, 1])]
)
def test_that_devices_are_dealt_to_gateways(tmp_path: Path, assign: str, instances: list[int]) -> None:
    scenario = changed(tmp_path, ("plant: {gateways", f"plant: {{assign: {assign}, gateways"))
    plan = plan_of(scenario, "cloud")
    for stage in plan.groups[0].tasks[0].stages:
        if plan.stations[stage.station_set].name.startswith("plant"):
            assert stage.instance.tolist() == instances
            assert plan.stations[stage.station_set].count == 2


def test_that_both_directions_share_one_channel_at_each_gateway(tmp_path: Path) -> None:
    plan = plan_of(story(tmp_path), "cloud")
    kinds = [one.kind for one in plan.stations]
    assert kinds.count(StationKind.CHANNEL) == 1
    assert StationKind.DOWNLINK not in kinds
    assert len({one.name for one in plan.stations}) == len(plan.stations)


def test_that_gateways_and_clouds_have_a_power_plan(tmp_path: Path) -> None:
    plan = plan_of(story(tmp_path), "cloud")
    assert {plan.stations[server.station_set].name for server in plan.servers} == {"plant.hall", "region"}
    assert all(server.active_power_w > server.idle_power_w > 0 for server in plan.servers)
    rents = {plan.stations[server.station_set].kind: server.usd_per_s for server in plan.servers}
    assert rents[StationKind.GATEWAY_CPU] == 0.0
    assert rents[StationKind.CLOUD_CPU] > 0.0


def test_that_an_outage_hits_what_it_names(tmp_path: Path) -> None:
    plan = plan_of(with_outages(tmp_path, "{kind: outage, at: 10 s, for: 5 s, target: plant.hall.backhaul}"), "cloud")
    for direction in ("backhaul", "downhaul"):
        assert station(plan, f"plant.hall.{direction}").outages == (StationOutage(None, 10 * S, 15 * S),)
    for name in ("plant.hall", "region", "plant.hall.channel.ble-2m"):
        assert station(plan, name).outages == ()


def test_that_a_gateway_out_of_service_takes_its_radio_and_lines_along(tmp_path: Path) -> None:
    plan = plan_of(with_outages(tmp_path, '{kind: outage, at: 10 s, for: 5 s, target: "plant.hall[1]"}'), "cloud")
    for name in ("plant.hall", "plant.hall.channel.ble-2m", "plant.hall.backhaul", "plant.hall.downhaul"):
        assert station(plan, name).outages == (StationOutage(1, 10 * S, 15 * S),)
        assert station(plan, name).outages_of(0) == ()
    assert station(plan, "region").outages == ()


def test_that_overlapping_outages_are_one(tmp_path: Path) -> None:
    outages = (
        "{kind: outage, at: 10 s, for: 5 s, target: plant.hall}, "
        '{kind: outage, at: 12 s, for: 8 s, target: "plant.hall[0]"}, '
        "{kind: outage, at: 20 s, for: 1 s, target: plant.hall}, "
        "{kind: outage, at: 40 s, for: 1 s, target: plant.hall.backhaul}"
    )
    plan = plan_of(with_outages(tmp_path, outages), "cloud")
    backhaul = station(plan, "plant.hall.backhaul")
    assert [(o.start_ns, o.end_ns) for o in backhaul.outages_of(0)] == [(10 * S, 21 * S), (40 * S, 41 * S)]
    assert [(o.start_ns, o.end_ns) for o in backhaul.outages_of(1)] == [
        (10 * S, 15 * S),
        (20 * S, 21 * S),
        (40 * S, 41 * S),
    ]


def test_that_groups_on_one_cell_share_its_channel_with_the_outages_of_either(tmp_path: Path) -> None:
    """Two groups on one access point without gateways of their own: one channel, out of service for both."""
    scenario = with_outages(
        tmp_path, "{kind: outage, at: 10 s, for: 5 s, target: fleet.motors.link}", "ble-1m", site=False
    )
    file = tmp_path / "placed.yaml"
    text = file.read_text()
    head, motors = text.index("  motors:\n"), text.index("clouds:")
    second = text[head:motors].replace("motors", "fans", 1)
    for both in (second + text[head:motors], text[head:motors] + second):
        file.write_text(text[:head] + both + text[motors:])
        plan = plan_of(load_scenario(file), "edge")
        assert station(plan, "cell.ble-1m").outages == (StationOutage(None, 10 * S, 15 * S),)
    assert len(scenario.outages) == 1


def test_that_the_links_of_a_group_are_out_where_it_shares_the_channel_of_its_gateways(tmp_path: Path) -> None:
    with_outages(tmp_path, "{kind: outage, at: 10 s, for: 5 s, target: fleet.motors.link}")
    file = tmp_path / "placed.yaml"
    whole = station(plan_of(load_scenario(file), "edge"), "plant.hall.channel.ble-2m")
    assert whole.outages == (StationOutage(None, 10 * S, 15 * S),)
    text = file.read_text()
    assert text.count("count: 8") == 1
    file.write_text(text.replace("count: 8", "count: 1"))
    half = station(plan_of(load_scenario(file), "edge"), "plant.hall.channel.ble-2m")
    assert half.outages == (StationOutage(0, 10 * S, 15 * S),), "nobody of the group is at the other gateway"


@pytest.mark.parametrize(("temperature", "share"), [("20 degC", 1.0), ("10 degC", 0.975), ("60 degC", 1.0)])
def test_that_a_cell_gives_its_usable_share_at_its_temperature(tmp_path: Path, temperature: str, share: float) -> None:
    """L91 in pairs: 3 Ah at 2.9 V, 95 % usable; 97.5 % of it at 10 °C, between 95 % at 0 °C and all at 20 °C."""
    pair = f"battery: aa-lithium-2x\n    temperature: {temperature}"
    energy = plan_of(changed(tmp_path, ("battery: er14505", pair)), "edge").groups[0].energy
    assert energy.capacity_j is not None
    np.testing.assert_allclose(energy.capacity_j, 3 * 3600 * 2.9 * 0.95 * share, rtol=1e-12)
    assert energy.end_soc == pytest.approx(0.05)


def test_that_two_cells_hold_twice_as_much(tmp_path: Path) -> None:
    one = plan_of(story(tmp_path), "edge").groups[0].energy
    two = plan_of(changed(tmp_path, ("battery: er14505", "battery: {profile: er14505, count: 2}")), "edge")
    assert one.capacity_j is not None
    assert two.groups[0].energy.capacity_j is not None
    np.testing.assert_allclose(two.groups[0].energy.capacity_j, 2 * one.capacity_j, rtol=1e-12)


def test_that_a_regulator_multiplies_every_draw_but_self_discharge(tmp_path: Path) -> None:
    bare = plan_of(story(tmp_path), "edge").groups[0].energy
    scenario = changed(tmp_path, ("battery: er14505", "battery: er14505\n    regulator: tps62840"))
    fed = plan_of(scenario, "edge").groups[0].energy
    regulator = Registry().regulator("tps62840")
    for cause in ("sleep", "standby"):
        np.testing.assert_allclose(
            fed.base_power_w[cause] * regulator.efficiency.value, bare.base_power_w[cause], rtol=1e-12
        )
    np.testing.assert_array_equal(fed.base_power_w["self_discharge"], bare.base_power_w["self_discharge"])
    np.testing.assert_allclose(fed.base_power_w["regulator"], regulator.quiescent_power_w.value, rtol=1e-12)
    for state, power_w in bare.state_power_w.items():
        np.testing.assert_allclose(fed.state_power_w[state] * regulator.efficiency.value, power_w, rtol=1e-12)


def test_that_spread_makes_every_device_its_own_around_the_profile(tmp_path: Path) -> None:
    scenario = changed(tmp_path, ("battery: er14505", "battery: er14505\n    spread: {sleep_power: 10 %}"))
    spread = plan_of(scenario, "edge").groups[0].energy.base_power_w["sleep"]
    plain = plan_of(story(tmp_path), "edge").groups[0].energy.base_power_w["sleep"]
    assert len(set(spread)) == len(spread)
    assert (np.abs(spread / plain - 1) < 0.5).all()


def test_that_drawn_factors_are_normal() -> None:
    """Mean and deviation of 20,000 within five standard errors."""
    drawn = normal(1, 2, np.arange(20_000))
    assert abs(drawn.mean()) < 5 / np.sqrt(20_000)
    assert abs(drawn.std() - 1) < 5 / np.sqrt(40_000)

"""Who is reached, at which spreading factor or coverage level, and how often an attempt is lost."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders.placed import misfit_of
from builders.placed_radio import routed

from simgui.placement.airtime import transfer
from simgui.placement.hop_link import hop_link
from simgui.placement.misfit import MisfitError
from simgui.placement.radio import Radio, radio_of, upper_tail
from simgui.plan.verdicts import Int64Array
from simgui.profiles.registry import Registry
from simgui.scenario.hop_radio import HopRadio, MessageProtocol, PathLoss
from simgui.scenario.scenario import Scenario

LIMITS_DBM = {7: -124.5, 8: -127.0, 9: -129.5, 10: -132.0, 11: -134.5, 12: -137.0}
SENT_DBM = 14.0


def radio(scenario: Scenario) -> Radio:
    group = scenario.groups["motors"]
    return radio_of(group, hop_link(Registry().link(group.route[0].link), group.route[0]), scenario.seed)


def factors(folder: Path, keys: str, count: int = 8) -> Int64Array:
    found = radio(routed(folder, keys, count=count)).spreading_factor
    assert found is not None
    return found


@pytest.mark.parametrize("factor", range(7, 13))
def test_that_a_link_budget_takes_the_fastest_that_is_just_heard(tmp_path: Path, factor: int) -> None:
    at_limit_db = SENT_DBM - LIMITS_DBM[factor]
    keys = f"path_loss: {at_limit_db} dB, spreading_factor: link_budget"
    assert set(factors(tmp_path, keys).tolist()) == {factor}
    slower = (
        factors(tmp_path, f"path_loss: {at_limit_db + 0.1} dB, spreading_factor: link_budget") if factor < 12 else 12
    )
    assert np.all(slower == min(factor + 1, 12))


def test_that_adr_keeps_its_margin_and_gives_in_at_the_slowest(tmp_path: Path) -> None:
    drawn = routed(tmp_path, "path_loss: {mean: 130 dB, spread: 10 dB}, adr_margin: 5 dB", count=500)
    found = radio(drawn)
    assert found.path_loss_db is not None
    assert found.spreading_factor is not None
    level_dbm = SENT_DBM - found.path_loss_db
    limit_dbm = np.array([LIMITS_DBM[factor] for factor in found.spreading_factor.tolist()])
    fast = found.spreading_factor < 12
    assert np.all(level_dbm[fast] >= limit_dbm[fast] + 5)
    next_dbm = np.array([LIMITS_DBM.get(int(factor) - 1, math.inf) for factor in found.spreading_factor])
    assert np.all(level_dbm < next_dbm + 5)
    assert {7, 12} <= set(found.spreading_factor.tolist())


def test_that_without_path_loss_every_device_has_the_profiles_spreading_factor(tmp_path: Path) -> None:
    assert set(factors(tmp_path, "").tolist()) == {7}
    assert set(factors(tmp_path, "spreading_factor: 10").tolist()) == {10}


def test_that_a_device_out_of_reach_loses_everything_and_the_others_by_their_margin(tmp_path: Path) -> None:
    found = radio(routed(tmp_path, "path_loss: {mean: 145 dB, spread: 10 dB}, spreading_factor: 12", count=500))
    assert found.path_loss_db is not None
    margin_db = SENT_DBM - found.path_loss_db + 137
    assert 0 < found.reached.sum() < 500
    np.testing.assert_array_equal(found.reached, margin_db >= 0)
    assert np.all(found.loss_probability[~found.reached] == 1.0)
    order = np.argsort(margin_db)
    assert np.all(np.diff(found.loss_probability[order]) <= 0)
    # Fading of 4 dB: a margin of one standard deviation leaves 15.9 %.
    near = np.abs(margin_db - 4) < 0.5
    assert found.loss_probability[near] == pytest.approx(0.159, abs=0.04)


@pytest.mark.parametrize("deviations", [-8.0, -2.5, -0.1, 0.0, 0.3, 1.0, 3.0, 6.0])
def test_that_the_chance_to_fade_is_that_of_a_normal_number(deviations: float) -> None:
    expected = 0.5 * math.erfc(deviations / math.sqrt(2))
    assert upper_tail(np.array([deviations]))[0] == pytest.approx(expected, abs=1e-7)


def test_that_what_a_scenario_says_of_loss_stands_for_all_that_are_reached(tmp_path: Path) -> None:
    found = radio(routed(tmp_path, "path_loss: {mean: 145 dB, spread: 10 dB}, loss: 0", count=100))
    assert set(found.loss_probability[found.reached].tolist()) == {0.0}


def test_that_a_group_of_which_nobody_is_reached_is_infeasible_with_figures(tmp_path: Path) -> None:
    misfit = misfit_of(routed(tmp_path, "path_loss: 160 dB"), "edge")
    assert "none of 8 devices is in reach" in misfit.reason
    assert "160.0 dB, 9.0 dB too much" in misfit.reason
    assert len(misfit.remedies) >= 2


def test_that_a_choice_without_path_loss_is_refused(tmp_path: Path) -> None:
    assert "needs the path loss" in misfit_of(routed(tmp_path, "spreading_factor: adr"), "edge").reason


@pytest.mark.parametrize(
    ("keys", "link", "reason"),
    [
        ("spreading_factor: 9", "ble-2m", "spreading_factor is for a LoRa link"),
        ("confirmed: yes", "ble-2m", "confirmed is for a LoRa link"),
        ("connection_interval: 50 ms", "wifi-4", "a link with a connection interval"),
        ("protocol: mqtt", "lorawan-eu868", "carries no IP"),
        ("rate_spread: 30 %", "lorawan-eu868", "a link whose rate varies"),
        ("path_loss: 90 dB", "ethernet-100m", "path_loss is for a link that tells how far it reaches"),
        ("distance: {at: 10 m}", "ethernet-100m", "distance is for a link that tells how far it reaches"),
        ("adr_margin: 5 dB, path_loss: 90 dB", "wifi-4", "adr_margin is for a LoRa link"),
        ("adr_margin: 5 dB, path_loss: 90 dB, spreading_factor: 9", "lorawan-eu868", "adr_margin is for a LoRa link"),
        ("adr_margin: 5 dB", "lorawan-eu868", "adr_margin is for a LoRa link"),
        ("path_loss: 120 dB, spreading_factor: 12", "lorawan-us915", "no frame at SF12 is short enough"),
    ],
)
def test_that_a_hop_cannot_ask_for_what_its_link_has_not(tmp_path: Path, keys: str, link: str, reason: str) -> None:
    assert reason in misfit_of(routed(tmp_path, keys, link=link), "edge").reason


def test_that_fragments_follow_the_data_rate_of_each_device(tmp_path: Path) -> None:
    """60 bytes fit one frame at SF7, and need two at SF12 with its 51."""
    found = radio(routed(tmp_path, "path_loss: {mean: 135 dB, spread: 10 dB}, loss: 10 %", count=100))
    assert found.spreading_factor is not None
    message = found.message(60)
    assert set(message.fragments[found.spreading_factor == 7].tolist()) == {1}
    assert set(message.fragments[found.spreading_factor == 12].tolist()) == {2}
    both = (message.fragments == 2) & found.reached
    np.testing.assert_allclose(found.message_loss(message)[both], 1 - 0.9**2)


@pytest.mark.parametrize(("loss_db", "rate", "wake_s"), [(130, 15_600, 0.9), (150, 1560, 1.8), (164, 156, 10.8)])
def test_that_nb_iot_repeats_by_coverage_level(tmp_path: Path, loss_db: int, rate: float, wake_s: float) -> None:
    found = radio(routed(tmp_path, f"path_loss: {loss_db} dB", link="nb-iot", site=False))
    assert found.message(12).airtime_s[0] == pytest.approx(8 * (12 + 72) / rate)
    waking = found.wake_s()
    assert waking is not None
    assert waking[0] == wake_s


def test_that_nb_iot_ends_at_164_db(tmp_path: Path) -> None:
    assert (
        "1.0 dB too much" in misfit_of(routed(tmp_path, "path_loss: 165 dB", link="nb-iot", site=False), "edge").reason
    )


def test_that_a_link_with_a_budget_loses_what_fades(tmp_path: Path) -> None:
    far = radio(routed(tmp_path, "path_loss: 92 dB", link="ble-2m"))
    near = radio(routed(tmp_path, "path_loss: 60 dB", link="ble-2m"))
    assert far.loss_probability[0] == pytest.approx(1 - 0.98 * 0.5, abs=1e-6)
    assert near.loss_probability[0] == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("protocol", "more_byte"),
    [
        (MessageProtocol.NONE, 8),
        (MessageProtocol.MQTT, 20 + 22),
        (MessageProtocol.MQTT_TLS, 20 + 22 + 22),
        (MessageProtocol.COAP, 8 + 12),
        (MessageProtocol.COAP_DTLS, 8 + 29 + 12),
    ],
)
def test_that_a_protocol_adds_its_headers_above_ip(tmp_path: Path, protocol: MessageProtocol, more_byte: int) -> None:
    """NB-IoT has 27 bytes up to and including IP; TLS 1.3 records add 22, DTLS 1.2 with CCM-8 29."""
    found = radio(routed(tmp_path, f"protocol: {protocol}", link="nb-iot", site=False))
    assert found.message(100).wire_byte == 100 + 27 + more_byte


def test_that_a_protocol_adds_transport_to_every_fragment_and_its_header_once(tmp_path: Path) -> None:
    found = radio(routed(tmp_path, "protocol: mqtt", link="wifi-4"))
    assert found.message(3000).wire_byte == 3000 + 22 + 3 * (58 + 20)


@pytest.mark.parametrize("protocol", list(MessageProtocol))
def test_that_longer_headers_leave_less_room_in_a_frame(tmp_path: Path, protocol: MessageProtocol) -> None:
    """IEEE 802.15.4: no frame is longer than 127 byte and the 6 of the PHY, whatever the protocol."""
    link = radio(routed(tmp_path, f"protocol: {protocol}", link="thread")).link
    most = round(link.max_payload_byte.value)
    assert transfer(link, most).wire_byte == 127 + 6
    assert transfer(link, most + 1).fragments == 2


@pytest.mark.parametrize(("interval", "events"), [("7.5 ms", 34), ("100 ms", 34), ("1 s", 15), ("4 s", 3)])
def test_that_ble_keeps_its_supervision_time_out(tmp_path: Path, interval: str, events: int) -> None:
    """Bluetooth Core Specification, Vol 4 Part E, 7.8.12: (1 + latency) * interval * 2 stays below 32 s."""
    link = radio(routed(tmp_path, f"connection_interval: {interval}", link="ble-2m")).link
    assert link.uplink_interval_s is not None
    assert 1 + link.skipped_events == events
    assert 2 * events * link.uplink_interval_s.value < 32


def test_that_a_hop_that_says_nothing_leaves_the_link_as_it_is(tmp_path: Path) -> None:
    hop = routed(tmp_path).groups["motors"].route[0]
    for name in ("ble-2m", "nb-iot", "thread"):
        link = Registry().link(name)
        assert hop_link(link, replace(hop, link=name)) is link


def test_that_one_message_takes_what_the_link_alone_would(tmp_path: Path) -> None:
    for name in ("thread", "wifi-6", "5g-sa"):
        found = radio(routed(tmp_path, link=name))
        one = transfer(found.link, 500)
        message = found.message(500)
        assert (message.airtime_s[0], message.fragments[0], message.wire_byte) == (
            one.airtime_s,
            one.fragments,
            one.wire_byte,
        )


def test_that_a_law_of_distance_that_lacks_the_carrier_is_a_misfit(tmp_path: Path) -> None:
    scenario = routed(tmp_path, "distance: {at: 10 m, law: indoor}", link="ble-2m")
    link = replace(Registry().link("ble-2m"), carrier_hz=None)
    with pytest.raises(MisfitError, match="needs the carrier"):
        radio_of(scenario.groups["motors"], link, 1)
    plain = replace(scenario.groups["motors"].route[0], radio=HopRadio(path_loss=PathLoss(60.0, 0.0)))
    assert plain.radio.path_loss == PathLoss(60.0, 0.0)

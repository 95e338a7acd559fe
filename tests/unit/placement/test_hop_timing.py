"""When a radio may send and is heard: duty cycles, receive windows, connection events, paging, wake-ups."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders.placed import misfit_of, plan_of
from builders.placed_radio import group_of, routed, stage_of

from simgui.placement.hop_link import hop_link
from simgui.placement.hop_timing import between_fragments_s, hold_ns, rate_spread_of, tail_ns_of
from simgui.placement.radio import radio_of
from simgui.plan.plan import GroupPlan
from simgui.plan.rate_spread import RateSpread
from simgui.plan.stages import Stage, State
from simgui.plan.timing import Jitter, JitterLaw
from simgui.plan.verdicts import Int64Array
from simgui.profiles.link_part import RateSpreadLaw
from simgui.profiles.lora_frame import LoraFrame
from simgui.profiles.registry import Registry
from simgui.profiles.sourced import Basis, Sourced

S = 1_000_000_000
CLOSED_S = 2 + 6 * 32.768e-3


@pytest.mark.parametrize("factor", [7, 9, 12])
def test_that_a_lora_device_is_closed_for_its_duty_cycle_and_its_windows(tmp_path: Path, factor: int) -> None:
    stage = stage_of(routed(tmp_path, f"spreading_factor: {factor}"), Stage.UPLINK)
    airtime_s = LoraFrame(factor, 125e3).time_on_air_s(16 + 13)
    assert stage.service_ns[0] == pytest.approx(airtime_s * 1e9, abs=1)
    assert stage.hold_ns is not None
    assert stage.hold_ns[0] >= max(99 * airtime_s, CLOSED_S) * S * (1 - 1e-12)
    assert stage.hold_ns[0] == pytest.approx(max(99 * airtime_s, CLOSED_S) * S, abs=2)


def test_that_without_a_duty_cycle_each_frame_still_waits_for_its_windows(tmp_path: Path) -> None:
    """US915: 60 byte take six frames of 11 byte at SF10; between them and behind them lie the receive windows."""
    found = radio_of(
        routed(tmp_path, "spreading_factor: 10", link="lorawan-us915").groups["motors"],
        Registry().link("lorawan-us915"),
        1,
    )
    message = found.message(60)
    assert set(message.fragments.tolist()) == {6}
    closed_ns = hold_ns(found, message)
    assert closed_ns is not None
    np.testing.assert_allclose(closed_ns, 6 * CLOSED_S * S)
    assert between_fragments_s(found, message) == pytest.approx(5 * CLOSED_S)


def test_that_no_share_above_the_duty_cycle_is_possible(tmp_path: Path) -> None:
    stage = stage_of(routed(tmp_path, "path_loss: {mean: 130 dB, spread: 10 dB}", count=200), Stage.UPLINK)
    assert stage.hold_ns is not None
    assert np.all(stage.service_ns * 100 <= stage.service_ns + stage.hold_ns + 100)


def test_that_a_lora_device_listens_in_its_two_windows_only(tmp_path: Path) -> None:
    group = group_of(routed(tmp_path, "path_loss: {mean: 130 dB, spread: 10 dB}", count=50))
    (stage,) = [one for one in group.tasks[0].stages if one.stage is Stage.UPLINK]
    np.testing.assert_allclose(stage.tail_ns, CLOSED_S * S, rtol=1e-9)
    assert stage.collision is not None
    listening_j = group.energy.state_power_w[State.TAIL] * CLOSED_S
    fast = listening_j[stage.collision.spreading_factor == 7] / (9.7e-3 * 3.3)
    slow = listening_j[stage.collision.spreading_factor == 12] / (9.7e-3 * 3.3)
    # The converter's efficiency comes on top.
    assert fast == pytest.approx(24 * 1.024e-3 + 6 * 32.768e-3, rel=0.35)
    assert slow / fast[0] == pytest.approx(12 * 32.768 / (24 * 1.024 + 6 * 32.768), rel=0.1)


def listening_j(group: GroupPlan, tail_ns: Int64Array) -> float:
    """Give the radio's energy in a tail of the first device, converter excluded. [J]"""
    return float((group.energy.state_power_w[State.TAIL] * tail_ns / S)[0])


def test_that_a_lora_device_listens_after_each_frame_of_a_message(tmp_path: Path) -> None:
    """60 byte take two frames at SF12, so four windows; 40 byte one."""
    found = radio_of(routed(tmp_path, "spreading_factor: 12").groups["motors"], Registry().link("lorawan-eu868"), 1)
    one_ns, two_ns = (tail_ns_of(found, found.message(size), 600.0) for size in (40, 60))
    np.testing.assert_allclose(two_ns, 2 * one_ns)
    closed_ns = hold_ns(found, found.message(60))
    assert closed_ns is not None
    assert (closed_ns >= two_ns).all()


@pytest.mark.parametrize("factor", [7, 12])
def test_that_an_unanswered_confirmed_uplink_listens_in_both_windows(tmp_path: Path, factor: int) -> None:
    """An acknowledgement of 12 byte ends the listening; without it both windows are heard, as if unconfirmed."""
    plain = group_of(routed(tmp_path, f"spreading_factor: {factor}"))
    group = group_of(routed(tmp_path, f"spreading_factor: {factor}, confirmed: yes"))
    (once,) = [one for one in plain.tasks[0].stages if one.stage is Stage.UPLINK]
    (stage,) = [one for one in group.tasks[0].stages if one.stage is Stage.UPLINK]
    empty_j = listening_j(plain, once.tail_ns)
    assert not once.retry_tail_ns.any()
    assert listening_j(group, stage.retry_tail_ns) == pytest.approx(empty_j)
    # No CRC on the way down: 6 + 18 symbols and more at SF7, see `LoraFrame`.
    answer_s = LoraFrame(factor, 125e3, has_crc=False).time_on_air_s(12)
    windows_s = (24 * 1.024e-3 if factor == 7 else 6 * 32.768e-3) + 6 * 32.768e-3
    assert listening_j(group, stage.tail_ns) / empty_j == pytest.approx(answer_s / windows_s)
    assert max(stage.tail_ns[0], stage.retry_tail_ns[0]) <= CLOSED_S * S * (1 + 1e-9)


def test_that_devices_of_one_gateway_disturb_each_other_by_channel_and_level(tmp_path: Path) -> None:
    scenario = routed(tmp_path, "path_loss: {mean: 120 dB, spread: 5 dB}", count=50)
    collision = stage_of(scenario, Stage.UPLINK).collision
    assert collision is not None
    assert (collision.channels, collision.demodulators, collision.capture_db) == (3, 8, 6.0)
    assert collision.domain == "plant.hall.lora"
    assert set(collision.cell.tolist()) == {0, 1}
    assert 14 - collision.power_dbm.mean() == pytest.approx(120, abs=3)
    symbol_s = 2**collision.spreading_factor / 125e3
    np.testing.assert_allclose(collision.lock_ns, 3 * symbol_s * 1e9, atol=1)


def test_that_nothing_but_lora_collides(tmp_path: Path) -> None:
    for link in ("ble-2m", "thread", "wifi-4"):
        assert stage_of(routed(tmp_path, link=link), Stage.UPLINK).collision is None


def test_that_an_answer_waits_for_a_receive_window(tmp_path: Path) -> None:
    slot = stage_of(routed(tmp_path), Stage.DOWNLINK, "cloud").slot
    assert slot is not None
    assert (slot.phase_ns, slot.offsets_ns, slot.interval_ns) == (None, (1 * S, 2 * S), 600 * S)


def test_that_a_gateway_answers_one_device_at_a_time_within_its_duty_cycle(tmp_path: Path) -> None:
    scenario = routed(tmp_path, "spreading_factor: 9", count=20, every="1 h")
    plan = plan_of(scenario, "cloud")
    stage = stage_of(scenario, Stage.DOWNLINK, "cloud")
    station = plan.stations[stage.station_set]
    assert (station.name, station.count, station.workers) == ("plant.hall.downlink", 2, 1)
    assert set(stage.instance.tolist()) == {0, 1}
    airtime_s = LoraFrame(9, 125e3, has_crc=False).time_on_air_s(16 + 13)
    assert stage.service_ns[0] == pytest.approx(airtime_s * S, abs=1)
    assert stage.hold_ns is not None
    assert stage.hold_ns[0] == pytest.approx(99 * airtime_s * S, abs=2)


def test_that_a_confirmed_uplink_is_repeated_at_random_after_its_windows(tmp_path: Path) -> None:
    once = stage_of(routed(tmp_path), Stage.UPLINK)
    assert (once.max_attempts, once.jitter) == (1, None)
    again = stage_of(routed(tmp_path, "confirmed: yes"), Stage.UPLINK)
    assert again.max_attempts == 8
    assert again.gap_ns == pytest.approx((CLOSED_S + 1) * S, abs=1)
    assert again.jitter is not None
    assert again.jitter == Jitter(JitterLaw.UNIFORM, 2 * S, on_delay=False)


@pytest.mark.parametrize(
    ("every", "reason"),
    [
        (
            "2 min",
            "1.65 s on air every 120 s breaks the 0.01 duty cycle of lorawan-eu868; it allows one message every 16",
        ),
        ("4 s", "breaks the 0.01 duty cycle"),
    ],
)
def test_that_messages_too_frequent_for_the_duty_cycle_are_refused(tmp_path: Path, every: str, reason: str) -> None:
    misfit = misfit_of(routed(tmp_path, "spreading_factor: 12", every=every), "edge")
    assert reason in misfit.reason
    assert misfit.remedies[0].startswith("decide every 16")


def test_that_a_message_longer_than_an_hours_share_is_refused(tmp_path: Path) -> None:
    """2,048 bytes at SF12 are 41 frames, 110 s; 1 % of an hour is 36 s."""
    misfit = misfit_of(routed(tmp_path, "spreading_factor: 12", every="6 h", report="on_detection"), "fog")
    assert "more than the 36 s an hour" in misfit.reason


def test_that_only_some_devices_may_be_what_breaks_it(tmp_path: Path) -> None:
    keys = "path_loss: {mean: 128 dB, spread: 8 dB}"
    assert " of 100 devices)" in misfit_of(routed(tmp_path, keys, every="1 min", count=100), "edge").reason


def test_that_ble_starts_with_its_connection_events_of_each_device(tmp_path: Path) -> None:
    stage = stage_of(routed(tmp_path, link="ble-2m", count=500), Stage.UPLINK)
    assert stage.slot is not None
    assert stage.slot.phase_ns is not None
    assert stage.slot.interval_ns == 30_000_000
    assert stage.slot.phase_ns.min() >= 0
    assert stage.slot.phase_ns.max() < 30_000_000
    assert stage.slot.phase_ns.mean() == pytest.approx(15e6, rel=0.1)


def test_that_a_peripheral_that_skips_events_hears_later_and_draws_less(tmp_path: Path) -> None:
    """19.1 µJ an event: at 100 ms one in 34 is 3.4 s."""
    for interval, listening_s in (("30 ms", 34 * 0.03), ("100 ms", 34 * 0.1)):
        scenario = routed(tmp_path, f"connection_interval: {interval}", link="ble-2m", every="10 s")
        slot = stage_of(scenario, Stage.DOWNLINK, "cloud").slot
        assert slot is not None
        assert slot.interval_ns == pytest.approx(listening_s * S)
        standby_w = group_of(scenario).energy.base_power_w["standby"][0]
        assert standby_w == pytest.approx(19.1e-6 / listening_s, rel=0.35), "the converter comes on top"


def test_that_a_device_that_sends_often_hears_as_often(tmp_path: Path) -> None:
    """Windows every 0.5 s go up in every 17th event of 30 ms, and an answer comes down with the next."""
    scenario = routed(tmp_path, link="ble-2m", every="0.5 s")
    slot = stage_of(scenario, Stage.DOWNLINK, "cloud").slot
    assert slot is not None
    assert slot.interval_ns == 17 * 30_000_000


def test_that_a_packet_down_is_repeated_in_its_connection_event(tmp_path: Path) -> None:
    """Two percent lost: two percent longer, and never given up."""
    down = stage_of(routed(tmp_path, link="ble-2m"), Stage.DOWNLINK, "cloud")
    spared = stage_of(routed(tmp_path, "loss: 0", link="ble-2m"), Stage.DOWNLINK, "cloud")
    assert not down.lossy
    assert down.service_ns[0] == pytest.approx(spared.service_ns[0] / 0.98, rel=1e-6)


def test_that_a_long_message_takes_several_connection_events(tmp_path: Path) -> None:
    """A window of 2,048 bytes is nine packets, six in an event: one interval more."""
    short = stage_of(routed(tmp_path, link="ble-2m"), Stage.UPLINK)
    long = stage_of(routed(tmp_path, link="ble-2m"), Stage.UPLINK, "fog")
    assert long.delay_ns - short.delay_ns == 30_000_000


def test_that_a_beacon_is_the_same_for_all_of_an_access_point(tmp_path: Path) -> None:
    slot = stage_of(routed(tmp_path, link="wifi-4", count=40), Stage.DOWNLINK, "cloud").slot
    assert slot is not None
    assert slot.phase_ns is not None
    assert slot.interval_ns == 307_200_000
    assert len(set(slot.phase_ns.tolist())) == 2, "two gateways"
    assert slot.awake_ns == 50_000_000


def test_that_every_thread_device_polls_at_times_of_its_own(tmp_path: Path) -> None:
    slot = stage_of(routed(tmp_path, link="thread", count=40), Stage.DOWNLINK, "cloud").slot
    assert slot is not None
    assert slot.phase_ns is not None
    assert len(set(slot.phase_ns.tolist())) == 40


@pytest.mark.parametrize(("link", "phased"), [("lte-m", False), ("nb-iot", False), ("lte-m-edrx", True)])
def test_that_a_cellular_device_is_reached_in_its_tail_or_its_paging_window(
    tmp_path: Path, link: str, phased: bool
) -> None:
    slot = stage_of(routed(tmp_path, link=link, site=False), Stage.DOWNLINK, "cloud").slot
    assert slot is not None
    assert slot.awake_ns == 10 * S
    assert (slot.phase_ns is not None) == phased
    assert slot.interval_ns == (81_920_000_000 if phased else 600 * S)


def test_that_a_cellular_device_wakes_up_once_its_tail_is_over(tmp_path: Path) -> None:
    for link, extra_s in (("lte-m", 0.27), ("nb-iot", 0.9)):
        wake = stage_of(routed(tmp_path, link=link, site=False), Stage.UPLINK).wake
        assert wake is not None
        assert (wake.after_ns, wake.extra_ns[0]) == (10 * S, round(extra_s * S))
    assert stage_of(routed(tmp_path, link="ble-2m"), Stage.UPLINK).wake is None


@pytest.mark.parametrize(
    ("link", "keys", "law", "scale_s"),
    [
        ("thread", "", JitterLaw.UNIFORM, 2.24e-3),
        ("lte-m", "", JitterLaw.EXPONENTIAL, 50e-3),
        ("thread", "jitter: 7 ms", JitterLaw.EXPONENTIAL, 7e-3),
    ],
)
def test_that_a_delay_is_random_as_link_or_hop_say(
    tmp_path: Path, link: str, keys: str, law: JitterLaw, scale_s: float
) -> None:
    jitter = stage_of(routed(tmp_path, keys, link=link, site=link == "thread"), Stage.UPLINK).jitter
    assert jitter is not None
    assert (jitter.law, jitter.scale_ns) == (law, round(scale_s * S))


def test_that_a_hop_may_take_the_randomness_away(tmp_path: Path) -> None:
    assert stage_of(routed(tmp_path, "jitter: 0 s", link="thread"), Stage.UPLINK).jitter is None


@pytest.mark.parametrize(
    ("link", "bits_s"),
    [("wifi-4", 8 * (16 + 107) / 65e6), ("lte-m", 8 * (16 + 72) / 180e3), ("ble-2m", None)],
)
def test_that_only_the_time_of_the_bits_varies_with_the_rate(tmp_path: Path, link: str, bits_s: float | None) -> None:
    scenario = routed(tmp_path, "rate_spread: 40 %", link=link, site=link != "lte-m")
    for kind in (Stage.UPLINK, Stage.DOWNLINK):
        stage = stage_of(scenario, kind, "cloud") if link == "lte-m" else stage_of(scenario, kind, "fog")
        assert stage.rate_spread is not None
        assert (stage.rate_spread.law, stage.rate_spread.shape) == (RateSpreadLaw.LOGNORMAL, 0.4)
        assert (stage.rate_spread.fixed_ns >= 0).all()
        assert (stage.rate_spread.fixed_ns < stage.service_ns).all()
    up = stage_of(scenario, Stage.UPLINK, "edge")
    if bits_s is not None:
        assert up.rate_spread is not None
        np.testing.assert_allclose(up.service_ns - up.rate_spread.fixed_ns, bits_s * S, rtol=1e-4)
    plain = stage_of(routed(tmp_path, link=link, site=link != "lte-m"), Stage.UPLINK, "edge")
    np.testing.assert_array_equal(up.service_ns, plain.service_ns)


def test_that_a_hop_may_let_the_rate_of_a_link_be_constant(tmp_path: Path) -> None:
    profile = Registry().link("lte-m")
    told = Sourced(0.3, "30 %", "a test", 0.5, Basis.GUESS)
    varying = replace(profile, rate_spread=told, rate_spread_law=RateSpreadLaw.UNIFORM)
    hops = [
        routed(tmp_path, keys, link="lte-m", site=False).groups["motors"].route[0]
        for keys in ("", "rate_spread: 0", "rate_spread: 50 %")
    ]
    airtime_s, share = np.full(1, 2.0), np.full(1, 0.25)
    first, second, third = (rate_spread_of(hop_link(varying, hop), airtime_s, share) for hop in hops)
    assert first == RateSpread(RateSpreadLaw.UNIFORM, 0.3, first.fixed_ns if first else np.zeros(1, dtype=np.int64))
    assert first is not None
    assert first.fixed_ns.tolist() == [3 * S // 2]
    assert second is None
    assert third is not None
    assert (third.law, third.shape) == (RateSpreadLaw.LOGNORMAL, 0.5)
    # A tolerance may lift it to where a uniform rate would reach zero.
    lifted = rate_spread_of(replace(varying, rate_spread=replace(told, value=1.4)), airtime_s, share)
    assert lifted is not None
    assert lifted.shape < 1

"""Time on a link, against the formulas written out another way."""

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from simgui.core.paths import bundled
from simgui.placement.airtime import at_data_rate, own_frame, radio_energy, silence_s, transfer
from simgui.placement.misfit import MisfitError
from simgui.profiles.load import load_part
from simgui.profiles.lorawan_eu868 import DATA_RATES
from simgui.profiles.part import LinkProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind


def lora_oracle_s(phy_byte: int, spreading_factor: int, bandwidth_hz: int, rate: int) -> Fraction:
    """Semtech AN1200.13 by filling blocks: each takes ``rate`` symbols and carries 4 bits for each (reduced) factor.

    The first block always takes 8 symbols; at explicit header and CRC, 28 bits for them less 4·SF − 16 that the first
    block has room for come on top of the payload.
    """
    symbol_s = Fraction(2**spreading_factor, bandwidth_hz)
    room = 4 * (spreading_factor - (2 if symbol_s > Fraction(16, 1000) else 0))
    bits, symbols = 8 * phy_byte + 28 + 16 - 4 * spreading_factor, Fraction(8) + Fraction(17, 4) + 8
    while bits > 0:
        bits -= room
        symbols += rate
    return symbols * symbol_s


@pytest.mark.parametrize("name", ["ble-2m", "wifi-4", "lte-m", "nb-iot", "ethernet-100m", "5g-sa", "thread"])
def test_that_every_fragment_has_its_headers_and_a_message_its_setup_once(name: str) -> None:
    link = Registry().link(name)
    largest, overhead = round(link.max_payload_byte.value), round(link.message_overhead_byte.value)
    for payload in (0, 1, largest, largest + 1, 3 * largest, 10 * largest + 7):
        fragments = max(1, -(-payload // largest))
        up, down = transfer(link, payload), transfer(link, payload, downlink=True)
        assert up.fragments == down.fragments == fragments
        gaps_s = fragments * (link.fragment_s.value if link.fragment_s else 0.0)
        assert up.wire_byte == down.wire_byte == payload + fragments * overhead
        for way, rate in ((up, link.uplink_bit_per_s.value), (down, link.downlink_bit_per_s.value)):
            assert way.airtime_s == pytest.approx(link.setup_s.value + gaps_s + 8 * way.wire_byte / rate, rel=1e-12)


def test_that_lora_sends_fragments_one_by_one() -> None:
    link = Registry().link("lorawan-eu868")
    largest, overhead = round(link.max_payload_byte.value), round(link.message_overhead_byte.value)
    three = transfer(link, 2 * largest + 5)
    frames = [lora_oracle_s(size + overhead, 7, 125_000, 5) for size in (largest, largest, 5)]
    assert three.fragments == 3
    assert three.airtime_s == pytest.approx(float(sum(frames)), rel=1e-12)
    assert three.wire_byte == 2 * largest + 5 + 3 * overhead


def test_that_lora_refuses_raw_data() -> None:
    link = Registry().link("lorawan-eu868")
    largest = round(link.max_payload_byte.value)
    transfer(link, 100 * largest)
    with pytest.raises(MisfitError, match=f"{math.ceil(101)} frames") as caught:
        transfer(link, 100 * largest + 1)
    assert len(caught.value.remedies) >= 2


@pytest.mark.parametrize(("name", "largest"), [("DR0", 51), ("DR1", 51), ("DR2", 51), ("DR3", 115), ("DR5", 222)])
def test_that_a_data_rate_cuts_messages_at_its_own_largest_payload(name: str, largest: int) -> None:
    rate = next(rate for rate in DATA_RATES if rate.name == name)
    link = at_data_rate(Registry().link("lorawan-eu868"), rate)
    assert transfer(link, largest).fragments == 1
    cut = transfer(link, largest + 1)
    assert cut.fragments == 2
    assert cut.wire_byte == largest + 1 + 2 * 13
    frames = [lora_oracle_s(size + 13, rate.spreading_factor, 125_000, 5) for size in (largest, 1)]
    assert cut.airtime_s == pytest.approx(float(sum(frames)), rel=1e-12)


def test_that_the_region_limits_a_profile_that_allows_more(tmp_path: Path) -> None:
    """An own profile at SF12 that keeps the 222 bytes of SF7 sends 51 at once, unless it is of another network."""
    text = (bundled("device_profiles") / "links" / "lorawan-eu868.yaml").read_text(encoding="utf-8")
    for name, fragments in (("lorawan-eu868-sf12", 5), ("lora-own", 1)):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text.replace("spreading_factor: 7", "spreading_factor: 12"), encoding="utf-8")
        link = load_part(file, Kind.LINK)
        assert isinstance(link, LinkProfile)
        assert transfer(link, 222).fragments == fragments


def test_that_another_frame_changes_the_time_only() -> None:
    link = Registry().link("lorawan-eu868")
    slower = replace(own_frame(link), coding_rate_denominator=8)
    own, other = transfer(link, 20), transfer(link, 20, frame=slower)
    assert (other.wire_byte, other.fragments) == (own.wire_byte, own.fragments)
    assert other.airtime_s == pytest.approx(float(lora_oracle_s(33, 7, 125_000, 8)), rel=1e-12)


def test_that_the_radio_takes_its_power_for_its_time() -> None:
    """44 mA and 9.7 mA at 3.3 V: 145.2 mW for the message, 32.01 mW for 24 symbols of SF7 and 6 of SF12."""
    energy = radio_energy(Registry().link("lorawan-eu868"), 0.5)
    assert energy.transmit_j == pytest.approx(0.0726)
    assert energy.tail_j == pytest.approx(0.03201 * (24 * 1.024e-3 + 6 * 32.768e-3))
    assert energy.total_j == pytest.approx(energy.transmit_j + energy.tail_j)


def test_that_each_frame_of_a_lora_message_has_its_windows() -> None:
    link = Registry().link("lorawan-eu868")
    one, six = radio_energy(link, 0.5), radio_energy(link, 0.5, fragments=6)
    assert six.tail_j == pytest.approx(6 * one.tail_j)
    assert six.transmit_j == one.transmit_j


def test_that_waking_up_takes_energy_of_its_own() -> None:
    """Nordic's tracking-area update of 105 mJ on LTE-M, 550 mJ on NB-IoT."""
    for name, wake_j in (("lte-m", 0.105), ("nb-iot", 0.55)):
        energy = radio_energy(Registry().link(name), 0.1)
        assert energy.wake_j == pytest.approx(wake_j, rel=0.05)
        assert energy.total_j == pytest.approx(energy.transmit_j + energy.tail_j + energy.wake_j)


@pytest.mark.parametrize("duty_cycle", [0.001, 0.01, 0.1, 1.0])
def test_that_waiting_keeps_the_duty_cycle_exactly(duty_cycle: float) -> None:
    on_air_s = 1.3
    off_s = silence_s(on_air_s, duty_cycle)
    assert on_air_s / (on_air_s + off_s) == pytest.approx(duty_cycle, rel=1e-12)

"""Time on a link, against the formulas written out another way."""

import math
from fractions import Fraction

import pytest

from simgui.placement.airtime import lora_time_on_air_s, transfer
from simgui.placement.misfit import MisfitError
from simgui.profiles.registry import Registry


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


@pytest.mark.parametrize("rate", [5, 6, 7, 8])
@pytest.mark.parametrize("bandwidth_hz", [125_000, 250_000, 500_000])
@pytest.mark.parametrize("spreading_factor", range(7, 13))
def test_that_lora_takes_the_time_of_the_application_note(spreading_factor: int, bandwidth_hz: int, rate: int) -> None:
    for phy_byte in (0, 1, 10, 13, 29, 51, 64, 222, 255):
        found = lora_time_on_air_s(phy_byte, spreading_factor, bandwidth_hz, rate)
        assert found == pytest.approx(float(lora_oracle_s(phy_byte, spreading_factor, bandwidth_hz, rate)), rel=1e-12)


def test_that_a_lora_frame_is_exact_to_the_symbol() -> None:
    """10 bytes at SF7: 80 − 28 + 44 = 96 bits are 4 blocks of 28, so 12.25 + 8 + 20 symbols of 1.024 ms.

    At SF12 with the low data rate optimisation: 80 − 48 + 44 = 76 bits are 2 blocks of 40, 12.25 + 8 + 10 symbols.
    """
    assert lora_time_on_air_s(10, 7, 125e3) == pytest.approx(40.25 * 1.024e-3, rel=1e-12)
    assert lora_time_on_air_s(10, 12, 125e3) == pytest.approx(30.25 * 32.768e-3, rel=1e-12)
    assert lora_time_on_air_s(10, 10, 125e3) == pytest.approx(35.25 * 8.192e-3, rel=1e-12)


def test_that_ten_bytes_at_sf_11_use_the_low_data_rate_optimisation() -> None:
    """Symbols of 16.384 ms: 80 bits are 3 blocks of 36, where 2 of 44 would do without."""
    assert lora_time_on_air_s(10, 11, 125e3) == pytest.approx((12.25 + 8 + 15) * 16.384e-3, rel=1e-12)
    assert lora_time_on_air_s(10, 11, 250e3) == pytest.approx((12.25 + 8 + 10) * 8.192e-3, rel=1e-12)


@pytest.mark.parametrize("name", ["ble-2m", "wifi-4", "lte-m", "nb-iot", "ethernet-100m", "5g-sa"])
def test_that_every_fragment_has_its_headers_and_a_message_its_setup_once(name: str) -> None:
    link = Registry().link(name)
    largest, overhead = round(link.max_payload_byte.value), round(link.message_overhead_byte.value)
    for payload in (0, 1, largest, largest + 1, 3 * largest, 10 * largest + 7):
        fragments = max(1, -(-payload // largest))
        up, down = transfer(link, payload), transfer(link, payload, downlink=True)
        assert up.fragments == down.fragments == fragments
        assert up.wire_byte == down.wire_byte == payload + fragments * overhead
        for way, rate in ((up, link.uplink_bit_per_s.value), (down, link.downlink_bit_per_s.value)):
            assert way.airtime_s == pytest.approx(link.setup_s.value + 8 * way.wire_byte / rate, rel=1e-12)


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

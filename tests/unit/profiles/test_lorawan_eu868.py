"""Europe's LoRaWAN rules against the documents, and the shipped profile against the rules."""

from itertools import pairwise

import pytest

from simgui.profiles.lorawan_eu868 import DATA_RATES, SUB_BANDS, data_rate, sub_band
from simgui.profiles.lorawan_region import payload_limit_byte
from simgui.profiles.registry import Registry

HEADER_BYTE = 8
"""MACPayload M of the regional parameters less the application payload N: FHDR of 7 bytes and FPort."""


@pytest.mark.parametrize(
    ("spreading_factor", "mac_payload", "direct_mac_payload"),
    [(12, 59, 59), (11, 59, 59), (10, 59, 59), (9, 123, 123), (8, 230, 250), (7, 230, 250)],
)
def test_that_payloads_are_those_of_the_regional_parameters(
    spreading_factor: int, mac_payload: int, direct_mac_payload: int
) -> None:
    rate = data_rate(spreading_factor, 125e3)
    assert rate is not None
    assert rate.max_payload_byte == mac_payload - HEADER_BYTE
    assert rate.max_direct_payload_byte == direct_mac_payload - HEADER_BYTE


@pytest.mark.parametrize("rate", DATA_RATES, ids=lambda rate: rate.name)
def test_that_the_bit_rate_is_that_of_the_modulation(rate: object) -> None:
    """SF·BW/2^SF·4/5: the document rounds 292.97 bit/s of SF12 to 250 and 537 of SF11 to 440 (low data rate)."""
    found = next(one for one in DATA_RATES if one is rate)
    spreading_factor = found.spreading_factor - (2 if found.spreading_factor > 10 else 0)
    raw = spreading_factor * found.bandwidth_hz / 2**found.spreading_factor * 4 / 5
    assert found.rate_bit_per_s == pytest.approx(raw, rel=0.025)


@pytest.mark.parametrize(
    ("frequency_mhz", "share"),
    [(864.1, 0.001), (867.1, 0.01), (868.1, 0.01), (868.5, 0.01), (868.8, 0.001), (869.525, 0.1), (869.9, 0.01)],
)
def test_that_a_channel_has_the_duty_cycle_of_its_band(frequency_mhz: float, share: float) -> None:
    band = sub_band(frequency_mhz * 1e6)
    assert band is not None
    assert band.duty_cycle == share


@pytest.mark.parametrize("frequency_mhz", [862.9, 868.65, 869.3, 869.68, 870.1])
def test_that_alarm_bands_are_no_channels(frequency_mhz: float) -> None:
    assert sub_band(frequency_mhz * 1e6) is None


def test_that_bands_do_not_overlap() -> None:
    for lower, upper in pairwise(SUB_BANDS):
        assert lower.low_hz < lower.high_hz <= upper.low_hz


def test_that_other_networks_have_other_rules() -> None:
    assert payload_limit_byte("lorawan-eu868-sf9", 9, 125e3) == 115
    assert payload_limit_byte("lorawan-kr920", 9, 125e3) is None
    assert payload_limit_byte("lorawan-eu868", 9, 500e3) is None
    assert data_rate(12, 250e3) is None


def test_that_the_shipped_profile_keeps_and_tells_the_rules() -> None:
    link = Registry().link("lorawan-eu868")
    rate = data_rate(link.spreading_factor, link.bandwidth_hz)
    assert rate is not None
    assert link.uplink_bit_per_s.value == rate.rate_bit_per_s
    assert link.max_payload_byte.value == rate.max_payload_byte
    for one in DATA_RATES[:6]:
        assert f"{one.max_payload_byte} B" in link.max_payload_byte.conditions
        assert f"{one.name} {one.rate_bit_per_s:g}" in link.uplink_bit_per_s.conditions
    assert link.duty_cycle is not None
    assert link.duty_cycle.value == getattr(sub_band(868.1e6), "duty_cycle", None)
    for band in SUB_BANDS:
        told = f"{band.name} {band.low_hz / 1e6:g}-{band.high_hz / 1e6:g} {band.duty_cycle * 100:g} %"
        assert told in link.duty_cycle.conditions

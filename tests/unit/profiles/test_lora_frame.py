"""LoRa's time on air, against the application note written out another way."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.profiles.lora_frame import LoraFrame

frames = st.builds(
    LoraFrame,
    spreading_factor=st.integers(7, 12),
    bandwidth_hz=st.sampled_from([62_500.0, 125e3, 250e3, 500e3]),
    coding_rate_denominator=st.integers(5, 8),
    preamble_symbols=st.integers(6, 40),
    has_header=st.booleans(),
    has_crc=st.booleans(),
    low_data_rate=st.sampled_from([None, True, False]),
)


def oracle_s(frame: LoraFrame, phy_byte: int) -> Fraction:
    """Fill blocks with bits until none is left, in exact fractions of a second.

    The eight symbols of the first block hold 4·SF − 28 bits of payload beside a header, 20 more without one.
    """
    symbol_s = Fraction(2**frame.spreading_factor, int(frame.bandwidth_hz))
    reduced = symbol_s > Fraction(16, 1000) if frame.low_data_rate is None else frame.low_data_rate
    left = 8 * phy_byte + 16 * frame.has_crc - (4 * frame.spreading_factor - 28 + 20 * (not frame.has_header))
    symbols = Fraction(4 * frame.preamble_symbols + 17, 4) + 8
    while left > 0:
        left -= 4 * (frame.spreading_factor - 2 * reduced)
        symbols += frame.coding_rate_denominator
    return symbols * symbol_s


@given(frame=frames, phy_byte=st.integers(0, 255))
def test_that_lora_takes_the_time_of_the_application_note(frame: LoraFrame, phy_byte: int) -> None:
    assert frame.time_on_air_s(phy_byte) == pytest.approx(float(oracle_s(frame, phy_byte)), rel=1e-12)


@given(frame=frames, phy_byte=st.integers(0, 254))
def test_that_more_bytes_never_take_less_time(frame: LoraFrame, phy_byte: int) -> None:
    assert frame.time_on_air_s(phy_byte) <= frame.time_on_air_s(phy_byte + 1)


def test_that_a_lora_frame_is_exact_to_the_symbol() -> None:
    """10 bytes at SF7: 80 − 28 + 44 = 96 bits are 4 blocks of 28, so 12.25 + 8 + 20 symbols of 1.024 ms.

    At SF12 with the low data rate optimisation: 80 − 48 + 44 = 76 bits are 2 blocks of 40, 12.25 + 8 + 10 symbols.
    """
    assert LoraFrame(7, 125e3).time_on_air_s(10) == pytest.approx(40.25 * 1.024e-3, rel=1e-12)
    assert LoraFrame(12, 125e3).time_on_air_s(10) == pytest.approx(30.25 * 32.768e-3, rel=1e-12)
    assert LoraFrame(10, 125e3).time_on_air_s(10) == pytest.approx(35.25 * 8.192e-3, rel=1e-12)


def test_that_symbols_of_16_ms_use_the_low_data_rate_optimisation() -> None:
    """10 bytes at SF11: 80 bits are 3 blocks of 36, where 2 of 44 would do without."""
    frame = LoraFrame(11, 125e3)
    assert frame.time_on_air_s(10) == pytest.approx((12.25 + 8 + 15) * 16.384e-3, rel=1e-12)
    assert replace(frame, low_data_rate=False).time_on_air_s(10) == pytest.approx((12.25 + 8 + 10) * 16.384e-3)
    assert LoraFrame(11, 250e3).time_on_air_s(10) == pytest.approx((12.25 + 8 + 10) * 8.192e-3, rel=1e-12)
    assert LoraFrame(12, 250e3).is_low_data_rate


def test_that_header_and_checksum_take_bits() -> None:
    """10 bytes at SF7 are 96 bits, 4 blocks of 28; 76 without the header take 3, 9 bytes without either 52 bits, 2."""
    frame = LoraFrame(7, 125e3)
    bare = replace(frame, has_header=False, has_crc=False)
    assert replace(frame, has_header=False).time_on_air_s(10) == pytest.approx(35.25 * 1.024e-3, rel=1e-12)
    assert bare.time_on_air_s(10) == pytest.approx(35.25 * 1.024e-3, rel=1e-12)
    assert bare.time_on_air_s(9) == pytest.approx(30.25 * 1.024e-3, rel=1e-12)


def test_that_an_empty_frame_still_has_its_first_block() -> None:
    assert LoraFrame(12, 125e3, has_crc=False).time_on_air_s(0) == pytest.approx(20.25 * 32.768e-3, rel=1e-12)

"""Receive windows of class A against the software they are taken from, and acknowledgements against airtimes."""

import math

import pytest

from simgui.profiles.lora_frame import LoraFrame
from simgui.profiles.lorawan_class_a import closed_s, empty_window_s, listening_s


@pytest.mark.parametrize("factor", range(7, 13))
def test_that_an_empty_window_is_long_enough_for_a_preamble_and_a_clock_that_is_off(factor: int) -> None:
    frame = LoraFrame(factor, 125e3)
    symbols = empty_window_s(frame) / frame.symbol_s
    assert symbols == pytest.approx(round(symbols))
    assert symbols >= 6
    # Four symbols must remain, however the clock is off by 10 ms.
    assert empty_window_s(frame) >= 4 * frame.symbol_s + 2 * 10e-3 or symbols == 6
    assert empty_window_s(frame) < 7 * frame.symbol_s + 2 * 10e-3


def test_that_a_device_at_sf7_listens_mostly_for_the_slow_second_window() -> None:
    """24 symbols of 1.024 ms, then 6 of 32.768 ms."""
    assert listening_s(LoraFrame(7, 125e3)) == pytest.approx(24 * 1.024e-3 + 6 * 32.768e-3)


def test_that_an_acknowledgement_is_a_frame_of_twelve_bytes_without_checksum() -> None:
    symbols = 8 + 4.25 + 8 + math.ceil((8 * 12 - 4 * 12 + 28) / (4 * 10)) * 5
    assert listening_s(LoraFrame(12, 125e3), confirmed=True) == pytest.approx(symbols * 32.768e-3)


def test_that_nothing_may_be_sent_until_the_second_window_is_over() -> None:
    assert closed_s() == pytest.approx(2 + 6 * 32.768e-3)

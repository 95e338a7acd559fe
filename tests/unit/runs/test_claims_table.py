"""Claims: every one that is judged has a row, and what is computed without a run follows from the profiles."""

import datetime as dt
import math

from simgui.profiles.registry import Registry
from simgui.runs.validation.claims import (
    Claim,
    across_the_pacific,
    claims_markdown,
    joules_a_frame,
    low_power_wide_area,
    ten_milliseconds,
    transmission_against_npu,
)

REGISTRY = Registry()
TEN_JOULES_IN_15_MS_W = 667


def test_that_ten_joules_a_frame_would_be_hundreds_of_watts() -> None:
    claim = joules_a_frame(REGISTRY)
    assert f"{TEN_JOULES_IN_15_MS_W} W to 6.3 kW" in claim.says
    assert claim.verdict == "refuted"


def test_that_fibre_alone_takes_most_of_100_ms_across_the_pacific() -> None:
    """Tokyo to Boardman is some 8,000 km: 2 · 8e6 m · 1.468 / c = 78 ms."""
    assert math.isclose(2 * 8.0e6 * 1.468 / 299_792_458, 78e-3, rel_tol=0.01)
    assert "Fibre alone 78 ms" in across_the_pacific(REGISTRY).says


def test_that_a_lora_frame_at_sf12_carries_less_than_its_nominal_rate() -> None:
    """51 bytes and 13 of headers take 2.79 s on air: 146 bit/s of payload, and a hundredth of it over the hour."""
    lora, nb_iot = low_power_wide_area(REGISTRY)
    assert "146 bit/s at DR0" in lora.says
    assert "over the hour 1.5 to" in lora.says
    assert nb_iot.verdict == "refuted"


def test_that_short_range_radios_and_wide_area_radios_differ() -> None:
    says = transmission_against_npu(REGISTRY).says
    assert "ble-2m × " in says
    assert "lte-m × " in says


def test_that_ten_milliseconds_are_a_matter_of_the_chip() -> None:
    claim = ten_milliseconds(REGISTRY)
    assert claim.verdict == "depends on the chip"
    assert " devices are below it for sure" in claim.says


def test_that_the_table_has_a_row_for_each_claim() -> None:
    text = claims_markdown([Claim("a", "b", "holds", "c"), Claim("d", "e", "refuted", "f")], dt.date(2026, 1, 2))
    assert text.splitlines()[-2:] == ["| a | b | holds | c |", "| d | e | refuted | f |"]
    assert "2026-01-02" in text

"""The dwell time of 400 ms: what the regional tables allow, and that nothing longer is ever sent."""

from dataclasses import replace

import pytest

from simgui.placement.airtime import largest_payload_byte, own_frame, transfer
from simgui.placement.misfit import MisfitError
from simgui.profiles.lora_frame import LoraFrame
from simgui.profiles.lorawan_region import DWELL_S, REGIONS, payload_limit_byte, region_of
from simgui.profiles.registry import Registry

NAMES = ("lorawan-us915", "lorawan-as923")
HEADERS_BYTE = 13


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("factor", "payload"), [(10, 11), (9, 53), (8, 125), (7, 242)])
def test_that_the_largest_payload_is_the_regions_and_lasts_no_longer_than_the_dwell_time(
    name: str, factor: int, payload: int
) -> None:
    """LoRaWAN Regional Parameters: N of US902-928 DR0 to DR3, and of AS923 DR2 to DR5 with UplinkDwellTime."""
    frame = LoraFrame(factor, 125e3)
    assert payload_limit_byte(name, factor, 125e3) == payload
    assert largest_payload_byte(Registry().link(name), frame) == payload
    assert 0.36 < frame.time_on_air_s(payload + HEADERS_BYTE) <= DWELL_S


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("factor", [11, 12])
def test_that_slower_frames_are_refused(name: str, factor: int) -> None:
    with pytest.raises(MisfitError, match=f"no frame at SF{factor} is short enough for the dwell time"):
        transfer(Registry().link(name), 1, frame=LoraFrame(factor, 125e3))


@pytest.mark.parametrize("name", NAMES)
def test_that_more_redundancy_leaves_a_smaller_payload(name: str) -> None:
    """At 4/8 the table would allow frames of 0.6 s."""
    link = Registry().link(name)
    slow = replace(own_frame(link), coding_rate_denominator=8)
    most = largest_payload_byte(link, slow)
    assert slow.time_on_air_s(most + HEADERS_BYTE) <= DWELL_S < slow.time_on_air_s(most + 1 + HEADERS_BYTE)
    assert transfer(link, most + 1, frame=slow).fragments == 2


def test_that_europe_has_no_dwell_time() -> None:
    assert payload_limit_byte("lorawan-eu868", 12, 125e3) == 51
    assert transfer(Registry().link("lorawan-eu868"), 51, frame=LoraFrame(12, 125e3)).airtime_s > DWELL_S


def test_that_shipped_links_keep_the_rules_of_their_region() -> None:
    for name in ("lorawan-eu868", "lorawan-eu868-8ch", *NAMES):
        link, region = Registry().link(name), region_of(name)
        assert region is not None
        assert (link.spreading_factor, link.bandwidth_hz) in {
            (rate.spreading_factor, rate.bandwidth_hz) for rate in region.data_rates
        }
        assert link.sensitivity_dbm is not None
        heard = {int(factor) for factor, _ in link.sensitivity_dbm.points}
        assert heard <= {rate.spreading_factor for rate in region.data_rates}
    assert [region.dwell_s for region in REGIONS] == [None, DWELL_S, DWELL_S]

"""``simgui links airtime``: what it tells, and what it refuses with advice."""

import json
from typing import Any

import pytest

from simgui.__main__ import main
from simgui.profiles.part import RateLaw
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind

LORA = ("--link", "lorawan-eu868")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["links", "airtime", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_that_a_phy_payload_takes_the_published_time(capsys: pytest.CaptureFixture[str]) -> None:
    """41.216 ms and 1 % duty cycle: 99 times that in silence; 44 mA at 3.3 V while sending."""
    answer = told(capsys, *LORA, "--payload", "10 B", "--sf", "7", "--bw", "125 kHz", "--cr", "4/5", "--preamble", "8")
    assert answer["time_on_air_s"] == pytest.approx(0.041216, abs=1e-9)
    assert answer["duty_cycle_wait_s"] == pytest.approx(99 * 0.041216)
    assert answer["transmit_energy_j"] == pytest.approx(0.044 * 3.3 * 0.041216)
    assert answer["energy_j"] == pytest.approx(answer["transmit_energy_j"] + answer["tail_energy_j"])
    assert (answer["wire_byte"], answer["fragments"], answer["lora"]["payload_is"]) == (10, 1, "phy")


def test_that_an_application_payload_gets_its_headers(capsys: pytest.CaptureFixture[str]) -> None:
    """20 bytes and 13 of LoRaWAN at SF7: 280 bits are 10 blocks, 12.25 + 8 + 50 symbols."""
    answer = told(capsys, *LORA, "--payload", "20 B")
    assert answer["wire_byte"] == 33
    assert answer["time_on_air_s"] == pytest.approx(70.25 * 1.024e-3)
    assert answer["lora"]["payload_is"] == "application"


def test_that_a_dwell_time_cuts_messages(capsys: pytest.CaptureFixture[str]) -> None:
    """US915: 60 byte at SF10 are five frames of 11 byte and one of 5; the region has no duty cycle."""
    answer = told(capsys, "--link", "lorawan-us915", "--payload", "60 B", "--data-rate", "DR0")
    assert (answer["fragments"], answer["dwell_time_s"], answer["duty_cycle"]) == (6, 0.4, None)
    assert answer["time_on_air_s"] < 6 * 0.4
    assert told(capsys, *LORA, "--payload", "60 B")["dwell_time_s"] is None


def test_that_header_checksum_and_optimisation_can_be_switched(capsys: pytest.CaptureFixture[str]) -> None:
    """12 bytes at SF7 are 112 bits in 4 blocks; 76 without header and checksum take 3. At SF11 10 bytes take 3 or 2."""
    short = told(capsys, *LORA, "--payload", "12 B", "--sf", "7", "--implicit-header", "--no-crc")
    assert short["time_on_air_s"] == pytest.approx(35.25 * 1.024e-3)
    off = told(capsys, *LORA, "--payload", "10 B", "--sf", "11", "--ldro", "off")
    assert off["time_on_air_s"] == pytest.approx(30.25 * 16.384e-3)


@pytest.mark.parametrize(("rate", "frames"), [("DR0", 6), ("dr3", 3), ("5", 2)])
def test_that_a_data_rate_cuts_as_its_region_says(capsys: pytest.CaptureFixture[str], rate: str, frames: int) -> None:
    answer = told(capsys, *LORA, "--payload", "300 B", "--data-rate", rate)
    assert answer["fragments"] == frames
    assert answer["wire_byte"] == 300 + 13 * frames


def test_that_a_channel_brings_its_duty_cycle(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, *LORA, "--payload", "10 B", "--frequency", "869.525 MHz")
    assert answer["duty_cycle"] == 0.1
    assert answer["shortest_interval_s"] == pytest.approx(10 * answer["time_on_air_s"])


def test_that_every_sub_band_says_its_own_silence(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, *LORA, "--payload", "10 B")
    on_air_s = answer["time_on_air_s"]
    silent = {band["name"]: band["duty_cycle_wait_s"] / on_air_s for band in answer["sub_bands"]}
    assert silent == pytest.approx({"K": 999, "L": 99, "M": 99, "N": 999, "P": 9, "Q": 99})
    assert main(["links", "airtime", *LORA, "--payload", "10 B"]) == 0
    assert "869.4-869.65 MHz, 10 %: silent for" in capsys.readouterr().out


@pytest.mark.parametrize(("loss", "factor"), [("120 dB", 7), ("137 dB", 11), ("150 dB", 12)])
def test_that_a_path_loss_chooses_the_spreading_factor(
    capsys: pytest.CaptureFixture[str], loss: str, factor: int
) -> None:
    answer = told(capsys, *LORA, "--payload", "12 B", "--path-loss", loss)
    assert answer["lora"]["spreading_factor"] == factor


def test_that_a_path_loss_chooses_the_coverage_level(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, "--link", "nb-iot", "--payload", "84 B", "--path-loss", "164 dB")
    assert answer["time_on_air_s"] == pytest.approx(8 * (84 + 72) / 156)
    assert answer["wake_s"] == 10.8


def test_that_a_connection_says_when_it_starts_and_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    """19.1 µJ an event every 34 intervals of 30 ms: 18.7 µW."""
    answer = told(capsys, "--link", "ble-2m", "--payload", "10 B")
    assert answer["longest_uplink_wait_s"] == 0.03
    assert answer["keeping_power_w"] == pytest.approx(18.73e-6, rel=0.01)
    assert answer["sub_bands"] == []


def test_that_setting_up_and_gaps_are_no_time_on_air(capsys: pytest.CaptureFixture[str]) -> None:
    """BLE at 1 Mbit/s: 10 byte and the headers take 8 µs each; 1 ms to set up, 380 µs of gaps and an empty answer."""
    answer = told(capsys, "--link", "ble-1m", "--payload", "10 B")
    assert answer["time_on_air_s"] == pytest.approx(8e-6 * answer["wire_byte"])
    assert (answer["setup_s"], answer["gaps_s"], answer["between_events_s"]) == pytest.approx((1e-3, 380e-6, 0.0))
    assert answer["service_s"] == pytest.approx(1.38e-3 + answer["time_on_air_s"])
    assert main(["links", "airtime", "--link", "ble-1m", "--payload", "10 B"]) == 0
    assert "for the bits, + 1 ms setting up + 380 µs gaps and answers = " in capsys.readouterr().out


def test_that_only_lora_has_nothing_beside_its_frames(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, *LORA, "--payload", "300 B")
    assert answer["service_s"] == answer["time_on_air_s"]
    assert main(["links", "airtime", *LORA, "--payload", "10 B"]) == 0
    assert "of service" not in capsys.readouterr().out


@pytest.mark.parametrize("name", Registry().names(Kind.LINK))
def test_that_every_shipped_link_answers(capsys: pytest.CaptureFixture[str], name: str) -> None:
    answer = told(capsys, "--link", name, "--payload", "100 B")
    link = Registry().link(name)
    parts = ("time_on_air_s", "setup_s", "gaps_s", "between_events_s")
    assert answer["service_s"] == pytest.approx(sum(answer[part] for part in parts))
    assert answer["setup_s"] == link.setup_s.value
    assert answer["time_on_air_s"] > 0
    if link.law is RateLaw.LINEAR:
        assert answer["time_on_air_s"] == pytest.approx(8 * answer["wire_byte"] / link.uplink_bit_per_s.value)
    assert answer["wire_byte"] == 100 + answer["fragments"] * round(link.message_overhead_byte.value)
    sending_s = answer["service_s"] - answer["between_events_s"]
    expected_j = link.transmit_power_w.value * (sending_s + answer["wake_s"])
    expected_j += link.tail_power_w.value * link.tail_s.value
    # The profile of a LoRa link says its receive windows to two digits; what is told is worked out.
    assert answer["energy_j"] == pytest.approx(expected_j, rel=0.01)
    assert (answer["duty_cycle_wait_s"] > 0) == (link.duty_cycle is not None)
    assert main(["links", "airtime", "--link", name, "--payload", "100 B"]) == 0
    assert "time on air" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--link", "lorawan", "--payload", "10 B"), "did you mean 'lorawan-"),
        ((*LORA, "--payload", "10"), "a size such as"),
        ((*LORA, "--payload", "1 bit"), "a whole number of bytes such as '10 B'"),
        ((*LORA, "--payload", "256 B", "--sf", "7"), "at most 255 B"),
        ((*LORA, "--payload", "1 MB"), "send results or features"),
        ((*LORA, "--payload", "10 B", "--sf", "13"), "from 6 to 12"),
        ((*LORA, "--payload", "10 B", "--sf", "6"), "add --implicit-header"),
        ((*LORA, "--payload", "10 B", "--sf", "7", "--bw", "125"), "125"),
        ((*LORA, "--payload", "10 B", "--sf", "7", "--bw", "130 kHz"), "--bw '125 kHz'"),
        ((*LORA, "--payload", "10 B", "--sf", "7", "--cr", "5"), "4/5, 4/6, 4/7, 4/8"),
        ((*LORA, "--payload", "10 B", "--sf", "7", "--preamble", "2"), "from 6 to 65535"),
        ((*LORA, "--payload", "10 B", "--sf", "7", "--ldro", "maybe"), "on, off or auto"),
        ((*LORA, "--payload", "10 B", "--sf", "7", "--data-rate", "DR5"), "give the one or the others"),
        ((*LORA, "--payload", "10 B", "--data-rate", "DR9"), "DR0, DR1"),
        ((*LORA, "--payload", "10 B", "--frequency", "869.3 MHz"), "869.4-869.65"),
        (("--link", "ble-2m", "--payload", "10 B", "--sf", "7"), "--sf is for LoRa links"),
        (("--link", "ble-2m", "--payload", "10 B", "--no-crc"), "--no-crc is for LoRa links"),
        (("--link", "ble-2m", "--payload", "10 B", "--frequency", "868 MHz"), "--frequency is for LoRa links"),
        (("--link", "nb-iot", "--payload", "10 B", "--path-loss", "170 dB"), "6 dB are too much"),
        (("--link", "ethernet-100m", "--payload", "10 B", "--path-loss", "70 dB"), "does not say how far"),
        ((*LORA, "--payload", "10 B", "--path-loss", "120"), "--path-loss"),
        ((*LORA, "--payload", "10 B", "--path-loss", "120 dB", "--sf", "7"), "leave --sf"),
        (LORA, "--payload"),
    ],
)
def test_that_wrong_words_are_refused_with_advice(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], advice: str
) -> None:
    assert main(["links", "airtime", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert advice in err

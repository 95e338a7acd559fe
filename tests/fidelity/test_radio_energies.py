"""Energy of links end to end against published measurements: what a compiled device draws, at its battery."""

from pathlib import Path

import numpy as np
import pytest
from builders.placed import plan_of, story

from simgui.placement.airtime import listening_power_w, radio_energy, transfer
from simgui.placement.radio import at_level
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario

YEAR_S = 31_557_600.0


def test_that_a_thread_sleepy_end_device_draws_what_nordic_measured(tmp_path: Path) -> None:
    """nRF Connect SDK, OpenThread power consumption: 1,270 µC a minute on the nRF5340 DK, 1 s polls, 3.0 V, 0 dBm."""
    story(tmp_path, profile="nrf5340-dk", link="thread", every="1 h")
    file = tmp_path / "placed.yaml"
    energy = plan_of(load_scenario(file), "edge").groups[0].energy
    sensor_w = Registry().sensor("adxl1002").sleep_power_w.value
    power_w = float(energy.base_power_w["sleep"][0] + energy.base_power_w["standby"][0]) - sensor_w
    assert power_w / 3.0 * 60 == pytest.approx(1270e-6, rel=0.05)


@pytest.mark.parametrize(("loss_db", "years"), [(144, 25.0), (154, 18.0), (164, 4.0)])
def test_that_nb_iot_lasts_as_published_at_each_coverage_level(loss_db: float, years: float) -> None:
    """Jörke et al.: 84 bytes a day; the battery is taken to be the 5 Wh of 3GPP TR 45.820.

    One message a day, which sets up the connection and waits out its tail. The length of the set-up is a guess that was
    made with these figures at hand, so that the shape over the levels is what is checked.
    """
    link = Registry().link("nb-iot")
    assert link.uplink_by_path_loss is not None
    assert link.wake_by_path_loss is not None
    at_db = np.array([loss_db])
    sent = transfer(link, 84, rate_bit_per_s=float(at_level(link.uplink_by_path_loss, at_db)[0]))
    busy_s = sent.airtime_s + float(at_level(link.wake_by_path_loss, at_db)[0])
    message_j = radio_energy(link, busy_s).total_j - radio_energy(link, 0).wake_j
    power_w = message_j / 86_400 + listening_power_w(link)
    assert 5 * 3600 / power_w / YEAR_S == pytest.approx(years, rel=0.15)


def test_that_nordic_s_tracking_area_updates_are_what_a_message_costs_without_its_tail() -> None:
    """nRF9160 Product Specification: 105 mJ on LTE-M, 550 mJ on NB-IoT; a small message adds next to nothing."""
    for name, published_j in (("lte-m", 0.105), ("nb-iot", 0.55)):
        link = Registry().link(name)
        energy = radio_energy(link, transfer(link, 16).airtime_s)
        assert energy.transmit_j + energy.wake_j == pytest.approx(published_j, rel=0.1)


def test_that_a_lorawan_uplink_costs_its_airtime_and_little_more() -> None:
    """20 bytes, 14 dBm: 71.9 ms at SF7 and 1,810 ms at SF12 (Semtech's formula) at the 44 mA and 3.3 V of an SX1272."""
    link = Registry().link("lorawan-eu868")
    energy = radio_energy(link, transfer(link, 20).airtime_s)
    assert energy.transmit_j == pytest.approx(0.0719 * 0.044 * 3.3, rel=0.002)
    assert energy.tail_j < energy.transmit_j

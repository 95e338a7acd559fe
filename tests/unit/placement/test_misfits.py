"""What cannot be built says what it needs, what there is, and what would help."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from builders.placed import misfit_of, models_of, plan_of, story

from simgui.models.cost_model import predict
from simgui.models.fit import memory_need
from simgui.placement.cell import Cell
from simgui.placement.hop_timing import awake_ns
from simgui.plan.stages import Stage
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario


def test_that_a_large_model_does_not_fit_a_small_device(tmp_path: Path) -> None:
    """The RP2040 has 264 KiB of RAM."""
    scenario = story(tmp_path, profile="rp2040-pico")
    misfit = misfit_of(scenario, "edge_large")
    assert misfit.placement == "edge_large"
    registry = Registry()
    device = registry.device("rp2040-pico")
    need = memory_need(models_of(scenario)["large"], registry.kernel(device.core, device.stack))
    needed, available = re.findall(r"(?:needs|has) ([\d.]+) kB", misfit.reason)
    assert abs(float(needed) - need.ram_byte / 1e3) < 1
    assert abs(float(available) - 264 * 1024 / 1e3) < 1
    assert float(needed) > float(available)
    assert len(misfit.remedies) >= 2
    assert "bearing-cnn-large-int8 does not fit rp2040-pico" in misfit.reason


def test_that_a_device_offered_as_a_remedy_fits(tmp_path: Path) -> None:
    misfit = misfit_of(story(tmp_path, profile="rp2040-pico"), "edge_large")
    registry = Registry()
    offered = [word for remedy in misfit.remedies for word in re.findall(r"[\w-]+", remedy) if word in DEVICES]
    assert offered
    scenario = story(tmp_path)
    for name in offered:
        device = registry.device(name)
        assert predict(models_of(scenario)["large"], device, registry.kernel(device.core, device.stack)).fits


DEVICES = ("esp32-s3-devkitc", "nucleo-l4r5zi", "nucleo-h7a3zi", "nrf5340-dk", "b-u585i-iot02a", "stm32n6570-dk")


def test_that_the_small_model_fits_it(tmp_path: Path) -> None:
    plan_of(story(tmp_path, profile="rp2040-pico"), "edge")


def test_that_a_coin_cell_cannot_feed_a_cellular_modem(tmp_path: Path) -> None:
    """300 mA against 15 mA, whatever the placement."""
    scenario = story(tmp_path, site=False, link="lte-m", battery="cr2032")
    for placement in ("edge", "cloud", "threshold"):
        misfit = misfit_of(scenario, placement)
        assert "draws 300 mA" in misfit.reason
        assert "at most 15 mA" in misfit.reason
        assert len(misfit.remedies) >= 2
        assert "er34615" in misfit.remedies[0]
        assert "cr2032" not in misfit.remedies[0]


def test_that_a_battery_offered_as_a_remedy_can(tmp_path: Path) -> None:
    for battery in ("18650-2600", "aa-lithium-2x", "er34615", "lipo-500"):
        plan_of(story(tmp_path, site=False, link="lte-m", battery=battery), "cloud")


def test_that_windows_break_the_duty_cycle_of_lora(tmp_path: Path) -> None:
    """The interval it names is the shortest that is allowed."""
    misfit = misfit_of(story(tmp_path, link="lorawan-eu868"), "fog")
    assert "0.01 duty cycle" in misfit.reason
    (every_s,) = re.findall(r"one message every ([\d.]+) s", misfit.reason)
    assert len(misfit.remedies) >= 2
    plan_of(story(tmp_path, link="lorawan-eu868", every=f"{float(every_s) + 0.1} s"), "fog")
    misfit_of(story(tmp_path, link="lorawan-eu868", every=f"{float(every_s) - 1} s"), "fog")


def test_that_every_chunk_of_a_stream_keeps_the_duty_cycle(tmp_path: Path) -> None:
    """10 Hz · 2 byte make 200 byte in 10 s, some 0.33 s on air: 3 %, however rarely windows are judged."""
    story(tmp_path, link="lorawan-eu868", every="60 s")
    file = tmp_path / "placed.yaml"
    text = file.read_text()
    for old, new in (
        ("rate: 10 kHz", "rate: 10 Hz"),
        ("bearing_vibration", "valve_pressure"),
        ("bearing-cnn-int8", "valve-mlp-int8"),
        ("102.4 ms", "2 s"),
    ):
        text = text.replace(old, new)
    file.write_text(text)
    misfit = misfit_of(load_scenario(file), "stream")
    assert re.search(r"on air every 10 s breaks", misfit.reason)


def test_that_nothing_is_decided_where_there_is_nothing(tmp_path: Path) -> None:
    assert "no cloud" in misfit_of(story(tmp_path, cloud=False), "cloud").reason
    alone = story(tmp_path, site=False, link="lte-m", battery="er34615")
    misfit = misfit_of(alone, "fog")
    assert "no gateway" in misfit.reason
    assert len(misfit.remedies) >= 2


def test_that_a_coin_cell_browns_out_under_a_cellular_burst(tmp_path: Path) -> None:
    """Half full, at 20 °C: 2.9 V - 0.3 A · 20 Ω is below zero. For 10 %: C = t / (60 Ω · -ln(1 - 0.7 V / 18 V))."""
    misfit = misfit_of(story(tmp_path, site=False, link="lte-m", battery="cr2032"), "cloud")
    assert "falls to 0.00 V (cut-off 2 V)" in misfit.reason
    burst_s = 0.27 + 8 * (1200 + 72) / 180e3
    needed_f = burst_s / (60 * -math.log(1 - 0.7 / 18))
    (offered_mf,) = re.findall(r"a capacitor of (\d+) mF or more", misfit.remedies[1])
    assert needed_f <= float(offered_mf) / 1e3 <= 1.1 * needed_f


@pytest.mark.parametrize(("capacitor", "is_enough"), [("220 µF", False), ("60 mF", False), ("140 mF", True)])
def test_that_a_capacitor_carries_the_burst(tmp_path: Path, capacitor: str, is_enough: bool) -> None:
    """137 mF carry it to the last tenth of the charge; 60 mF leave more than 15 mA of it to the cell."""
    story(tmp_path, site=False, link="lte-m", battery="cr2032")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: cr2032", f"battery: cr2032\n    capacitor: {capacitor}"))
    scenario = load_scenario(file)
    if is_enough:
        plan_of(scenario, "cloud")
    else:
        assert "at most 15 mA" in misfit_of(scenario, "cloud").reason


@pytest.mark.parametrize(
    ("temperature", "voltage"),
    [("20 degC", None), ("0 degC", None), ("-20 degC", "1.83"), ("-40 degC", "0.63")],
)
def test_that_a_cold_cell_cannot_feed_what_a_warm_one_can(
    tmp_path: Path, temperature: str, voltage: str | None
) -> None:
    """ER34615, half full: 3.63 V - 0.3 A · (3.4, 6, 10 Ω) = 2.61, 1.83 and 0.63 V against 2 V."""
    story(tmp_path, site=False, link="lte-m", battery="er34615")
    file = tmp_path / "placed.yaml"
    text = file.read_text()
    file.write_text(text.replace("battery: er34615", f"battery: er34615\n    temperature: {temperature}"))
    scenario = load_scenario(file)
    if voltage is None:
        plan_of(scenario, "cloud")
    else:
        reason = misfit_of(scenario, "cloud").reason
        assert (
            f"falls to {voltage} V (cut-off 2 V) with 50% of its charge at {temperature.removesuffix(' degC')}"
            in reason
        )
        assert "pulses" not in reason, "400 mA are allowed"


def test_that_a_cell_beside_its_capacitor_keeps_to_its_pulse_limit(tmp_path: Path) -> None:
    """ER14505 stands 250 mA; of LTE-M's 300 mA a small capacitor leaves it nearly all of them."""
    story(tmp_path, site=False, link="lte-m", battery="er14505")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: er14505", "battery: er14505\n    capacitor: 220 µF"))
    reason = misfit_of(load_scenario(file), "cloud").reason
    assert "1 × er14505 with 220 µF stands pulses of at most 250 mA and would give 300 mA of it" in reason


def test_that_two_cells_in_parallel_carry_twice_the_burst(tmp_path: Path) -> None:
    """ER14505 on LTE-M, two of them: 500 mA of pulses, 3.5 V - 0.3 A · 3.5 Ω = 2.45 V."""
    story(tmp_path, site=False, link="lte-m", battery="er14505")
    misfit_of(load_scenario(tmp_path / "placed.yaml"), "cloud")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: er14505", "battery: {profile: er14505, count: 2}"))
    plan_of(load_scenario(file), "cloud")


@pytest.mark.parametrize(("placement", "capacitor"), [("edge", "110 mF"), ("cloud", "140 mF"), ("cloud", "120 mF")])
def test_that_a_burst_ends_a_batterys_life_before_it_is_empty(tmp_path: Path, placement: str, capacitor: str) -> None:
    """CR2032 on LTE-M: 300 mA for as long as the message takes, and the cell's 2 V are reached with charge left."""
    story(tmp_path, site=False, link="lte-m", battery="cr2032", every="10 min")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: cr2032", f"battery: cr2032\n    capacitor: {capacitor}"))
    (group,) = plan_of(load_scenario(file), placement).groups
    (uplink,) = [stage for task in group.tasks for stage in task.stages if stage.stage is Stage.UPLINK]
    soc = group.energy.end_soc
    assert 0.1 < soc < 0.7
    cell = Cell.of(Registry().battery("cr2032"), 20.0)
    source_v, ohm = cell.ocv_v(soc), cell.resistance_ohm(soc)
    burst_s, farad = float(awake_ns(uplink).max()) / 1e9, float(capacitor.split(maxsplit=1)[0]) / 1e3
    lost_v = 0.3 * ohm * (1 - math.exp(-burst_s / (ohm * farad)))
    assert source_v - lost_v == pytest.approx(2.0, abs=0.005), "what is drawn between the bursts takes the rest"
    assert group.energy.end_cause.startswith("transmit: 300 mA")
    assert group.energy.capacity_j is not None
    np.testing.assert_allclose(group.energy.capacity_j, 0.225 * 3600 * 2.9 * (1 - soc), rtol=0.07)


def test_that_a_large_capacitor_leaves_what_no_load_can_use(tmp_path: Path) -> None:
    story(tmp_path, site=False, link="lte-m", battery="cr2032", every="10 min")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: cr2032", "battery: cr2032\n    capacitor: 1 F"))
    energy = plan_of(load_scenario(file), "edge").groups[0].energy
    assert energy.end_soc == pytest.approx(0.1)
    assert energy.end_cause == "90% of the rated charge are usable"

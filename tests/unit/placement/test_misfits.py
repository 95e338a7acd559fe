"""What cannot be built says what it needs, what there is, and what would help."""

import math
import re
from pathlib import Path

import pytest
from builders.placed import misfit_of, models_of, plan_of, story

from simgui.models.cost_model import predict
from simgui.models.fit import memory_need
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
    """At 10 % and 20 °C: 2.7 V - 0.3 A · 60 Ω is below zero; C = t / (60 Ω · -ln(1 - 0.7 V / 18 V))."""
    misfit = misfit_of(story(tmp_path, site=False, link="lte-m", battery="cr2032"), "cloud")
    assert "falls to 0.00 V (cut-off 2 V)" in misfit.reason
    burst_s = 0.27 + 8 * (1200 + 72) / 180e3
    needed_f = burst_s / (60 * -math.log(1 - 0.7 / 18))
    (offered_mf,) = re.findall(r"a capacitor of (\d+) mF or more", misfit.remedies[1])
    assert needed_f <= float(offered_mf) / 1e3 <= 1.1 * needed_f


@pytest.mark.parametrize(("capacitor", "is_enough"), [("220 µF", False), ("130 mF", False), ("140 mF", True)])
def test_that_a_capacitor_carries_the_burst(tmp_path: Path, capacitor: str, is_enough: bool) -> None:
    """137 mF are needed."""
    story(tmp_path, site=False, link="lte-m", battery="cr2032")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: cr2032", f"battery: cr2032\n    capacitor: {capacitor}"))
    scenario = load_scenario(file)
    if is_enough:
        plan_of(scenario, "cloud")
    else:
        assert "cut-off" in misfit_of(scenario, "cloud").reason


@pytest.mark.parametrize(
    ("temperature", "voltage"),
    [("20 degC", None), ("0 degC", "1.72"), ("-20 degC", "0.35")],
)
def test_that_a_cold_cell_cannot_feed_what_a_warm_one_can(
    tmp_path: Path, temperature: str, voltage: str | None
) -> None:
    """ER34615 at 10 %: 3.5 V - 0.3 A · (3.5, 5.95, 10.5 Ω) = 2.45, 1.72 and 0.35 V against 2 V."""
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
            f"falls to {voltage} V (cut-off 2 V) with 10% of its charge at {temperature.removesuffix(' degC')}"
            in reason
        )
        assert "pulses" not in reason, "400 mA are allowed"


def test_that_a_cell_beside_its_capacitor_keeps_to_its_pulse_limit(tmp_path: Path) -> None:
    """ER14505 stands 250 mA; of LTE-M's 300 mA a small capacitor leaves it nearly all: 3.5 V - 0.3 A · 7 Ω = 1.4 V."""
    story(tmp_path, site=False, link="lte-m", battery="er14505")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: er14505", "battery: er14505\n    capacitor: 220 µF"))
    reason = misfit_of(load_scenario(file), "cloud").reason
    assert "1 × er14505 with 220 µF stands pulses of at most 250 mA and would give 300 mA of it" in reason
    assert "falls to 1.40 V" in reason


def test_that_two_cells_in_parallel_carry_twice_the_burst(tmp_path: Path) -> None:
    """ER14505 on LTE-M, two of them: 500 mA of pulses, 3.5 V - 0.3 A · 3.5 Ω = 2.45 V."""
    story(tmp_path, site=False, link="lte-m", battery="er14505")
    misfit_of(load_scenario(tmp_path / "placed.yaml"), "cloud")
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("battery: er14505", "battery: {profile: er14505, count: 2}"))
    plan_of(load_scenario(file), "cloud")

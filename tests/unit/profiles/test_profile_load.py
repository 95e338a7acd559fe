"""A profile file is read whole: SI values, and every problem at its place."""

from pathlib import Path

import pytest

from simgui.core.errors import InputError
from simgui.profiles.load import fields_of, load_part
from simgui.profiles.part import BatteryProfile, LinkProfile, RegulatorProfile
from simgui.profiles.schema import Kind, Part
from simgui.profiles.sourced import Basis

REGULATOR = """\
title: A converter
efficiency: {value: 88 %, source: data sheet, tolerance: 5 %, basis: measured}
quiescent_power_w: {value: 0.5 µA, at: 3.6 V, source: data sheet, tolerance: 40 %, basis: derived, conditions: 25 °C}
max_current_a: {value: 300 mA, source: data sheet, tolerance: 5 %, basis: measured}
price_usd: {value: 1.2 USD, source: a guess, tolerance: 50 %, basis: guess}
"""
EFFICIENCY = REGULATOR.splitlines()[1]


def load(folder: Path, text: str, kind: Kind = Kind.REGULATOR, name: str = "part") -> Part:
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return load_part(file, kind)


def problems(folder: Path, text: str, kind: Kind = Kind.REGULATOR) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(folder, text, kind)
    return [str(diagnostic).removeprefix(f"{folder}/part.yaml:") for diagnostic in caught.value.diagnostics]


def with_efficiency(entry: str) -> str:
    return REGULATOR.replace(EFFICIENCY, f"efficiency: {entry}")


def bundled_text(kind: str, name: str) -> str:
    root = Path(__file__).parents[3]
    return (root / "device_profiles" / kind / f"{name}.yaml").read_text(encoding="utf-8")


def test_that_numbers_arrive_in_si_with_their_evidence(tmp_path: Path) -> None:
    part = load(tmp_path, REGULATOR)
    assert isinstance(part, RegulatorProfile)
    assert part.name == "part"
    assert part.efficiency.value == pytest.approx(0.88)
    assert part.max_current_a.value == pytest.approx(0.3)
    assert part.efficiency.basis is Basis.MEASURED
    assert part.price_usd.tolerance == 0.5


def test_that_a_current_at_a_voltage_is_a_power(tmp_path: Path) -> None:
    part = load(tmp_path, REGULATOR)
    assert isinstance(part, RegulatorProfile)
    assert part.quiescent_power_w.value == pytest.approx(0.5e-6 * 3.6)
    assert part.quiescent_power_w.text == "0.5 µA at 3.6 V"
    assert part.quiescent_power_w.conditions == "25 °C"


def test_that_fields_of_lists_each_sourced_number_once(tmp_path: Path) -> None:
    paths = [path for path, _ in fields_of(load(tmp_path, REGULATOR))]
    assert paths == ["efficiency", "quiescent_power_w", "max_current_a", "price_usd"]


def test_that_an_unknown_key_is_named_with_its_place_and_a_suggestion(tmp_path: Path) -> None:
    found = problems(tmp_path, REGULATOR + "eficiency: 1\n")
    assert found == ["6:1: eficiency: unknown key (did you mean 'efficiency'?)"]


def test_that_an_unknown_key_inside_a_number_is_named(tmp_path: Path) -> None:
    found = problems(tmp_path, with_efficiency("{value: 88 %, sorce: x, tolerance: 5 %, basis: measured}"))
    assert found[0].startswith("2:13: efficiency.source: is missing")
    assert found[1] == "2:27: efficiency.sorce: unknown key (did you mean 'source'?)"


def test_that_a_missing_field_is_listed_with_its_meaning(tmp_path: Path) -> None:
    found = problems(tmp_path, REGULATOR.replace(EFFICIENCY + "\n", ""))
    assert found == ["1:1: efficiency: is missing (Output power over input power under load)"]


def test_that_a_wrong_unit_is_found_at_the_value(tmp_path: Path) -> None:
    found = problems(tmp_path, REGULATOR.replace("300 mA", "300 mV"))
    assert len(found) == 1
    assert found[0].startswith("4:24: max_current_a.value: '300 mV' is a voltage")


def test_that_a_number_without_unit_is_refused(tmp_path: Path) -> None:
    assert "has no unit" in problems(tmp_path, REGULATOR.replace("300 mA", "0.3"))[0]


@pytest.mark.parametrize(
    ("value", "message"),
    [("-1 %", "must be above zero"), ("0 %", "must be above zero"), ("120 %", "cannot be above 1")],
)
def test_that_a_share_outside_its_range_is_refused(tmp_path: Path, value: str, message: str) -> None:
    entry = f"{{value: {value}, source: x, tolerance: 5 %, basis: measured}}"
    assert problems(tmp_path, with_efficiency(entry)) == [f"2:21: efficiency.value: {message}"]


def test_that_a_negative_quantity_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, REGULATOR.replace("1.2 USD", "-1.2 USD"))
    assert found == ["5:20: price_usd.value: cannot be negative"]


def test_that_a_negative_tolerance_is_refused(tmp_path: Path) -> None:
    assert "cannot be negative" in problems(tmp_path, REGULATOR.replace("tolerance: 40 %", "tolerance: -40 %"))[0]


def test_that_a_guess_must_be_wide(tmp_path: Path) -> None:
    found = problems(tmp_path, REGULATOR.replace("tolerance: 50 %", "tolerance: 49 %"))
    assert found[0].startswith("5:57: price_usd.tolerance: a guess has a tolerance of at least 50 %")


def test_that_an_unknown_basis_is_corrected(tmp_path: Path) -> None:
    found = problems(tmp_path, REGULATOR.replace("basis: guess", "basis: geuss"))
    assert "'geuss' is not known here (did you mean 'guess'?)" in found[0]


def test_that_only_powers_take_a_voltage(tmp_path: Path) -> None:
    found = problems(tmp_path, REGULATOR.replace("{value: 300 mA,", "{value: 300 mA, at: 3 V,"))
    assert found[0].startswith("4:32: max_current_a.at: unknown key")


def test_that_a_bare_number_in_place_of_a_map_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, with_efficiency("0.9"))[0].startswith("2:13: efficiency: a map with value,")


def test_that_all_problems_come_at_once(tmp_path: Path) -> None:
    text = REGULATOR.replace("300 mA", "300 mV").replace("basis: guess", "basis: hunch").replace("88 %", "188 %")
    assert [found.partition(":")[0] for found in problems(tmp_path, text + "wieght: 3\n")] == ["2", "4", "5", "6"]


def test_that_an_empty_source_is_no_source(tmp_path: Path) -> None:
    found = problems(tmp_path, with_efficiency("{value: 88 %, source: '', tolerance: 5 %, basis: measured}"))
    assert "efficiency.source: a text is needed here" in found[0]


def test_that_a_pulse_below_the_steady_limit_is_a_contradiction(tmp_path: Path) -> None:
    text = bundled_text("batteries", "cr2032").replace('value: "15 mA"', 'value: "2 mA"')
    assert "continuous_current_a: is above pulse_current_a" in problems(tmp_path, text, Kind.BATTERY)[0]


def test_that_a_cutoff_above_the_nominal_voltage_is_a_contradiction(tmp_path: Path) -> None:
    text = bundled_text("batteries", "cr2032").replace('value: "2.0 V"', 'value: "3.1 V"')
    assert "cutoff_v: is not below nominal_v" in problems(tmp_path, text, Kind.BATTERY)[0]


def test_that_sleeping_cannot_take_more_than_inferring(tmp_path: Path) -> None:
    text = bundled_text("devices", "nucleo-l4r5zi").replace('value: "41.9 mW"', 'value: "1 nW"')
    assert "sleep_power_w: is above active_power_w" in problems(tmp_path, text, Kind.DEVICE)[0]


def test_that_the_lora_law_needs_a_spreading_factor(tmp_path: Path) -> None:
    text = bundled_text("links", "lorawan-eu868").replace("spreading_factor: 7\n", "")
    assert "spreading_factor: is missing (the LoRa law needs it)" in problems(tmp_path, text, Kind.LINK)[0]


def test_that_links_without_lora_need_no_modulation(tmp_path: Path) -> None:
    part = load(tmp_path, bundled_text("links", "ble-2m"), Kind.LINK)
    assert isinstance(part, LinkProfile)
    assert (part.spreading_factor, part.duty_cycle) == (0, None)


def test_that_a_curve_must_ascend(tmp_path: Path) -> None:
    text = bundled_text("batteries", "cr2032").replace('["0 degC"', '["-25 degC"')
    assert "capacity_by_temperature.points: temperatures must ascend" in problems(tmp_path, text, Kind.BATTERY)[0]


def test_that_a_curve_becomes_degrees_and_shares(tmp_path: Path) -> None:
    part = load(tmp_path, bundled_text("batteries", "cr2032"), Kind.BATTERY)
    assert isinstance(part, BatteryProfile)
    assert (20.0, 1.0) in part.capacity_by_temperature


def test_that_whole_numbers_are_whole(tmp_path: Path) -> None:
    text = bundled_text("devices", "nucleo-l4r5zi").replace("cores: 1", "cores: 1.5")
    assert "cores: a whole number is needed here" in problems(tmp_path, text, Kind.DEVICE)[0]


def test_that_a_kernel_file_is_called_after_core_and_stack(tmp_path: Path) -> None:
    text = bundled_text("kernels", "cortex-m4+x-cube-ai-9")
    assert "call it cortex-m4+x-cube-ai-9.yaml" in problems(tmp_path, text, Kind.KERNEL)[0]


def test_that_a_kernel_file_lacking_a_unit_of_work_is_refused(tmp_path: Path) -> None:
    text = bundled_text("kernels", "cortex-m4+x-cube-ai-9").replace("  pool:\n", "  pol:\n")
    found = problems(tmp_path, text, Kind.KERNEL)
    assert any("cycles_per.pool: is missing (cycles for each input value of a pooling)" in line for line in found)
    assert any("cycles_per.pol: unknown key (did you mean 'pool'?)" in line for line in found)


def test_that_monthly_fees_are_usd_a_month(tmp_path: Path) -> None:
    part = load(tmp_path, bundled_text("links", "ble-2m").replace("0 USD/month", "12 USD/y"), Kind.LINK)
    assert isinstance(part, LinkProfile)
    assert part.usd_per_device_month.value == pytest.approx(1.0)


def test_that_a_table_keeps_its_points_and_their_evidence(tmp_path: Path) -> None:
    part = load(tmp_path, bundled_text("batteries", "cr2032"), Kind.BATTERY)
    assert isinstance(part, BatteryProfile)
    assert part.ocv_v is not None
    assert part.resistance_ohm is not None
    assert (0.5, 2.9) in part.ocv_v.points
    assert (0.1, -20.0, 135.0) in part.resistance_ohm.points
    assert (part.ocv_v.basis, part.ocv_v.tolerance) == ("guess", 0.5)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('["5 %", "2.5 V"]', '["0 %", "2.5 V"]', "ocv_v.points: points must ascend"),
        ('["5 %", "2.5 V"]', '["5 %", "1.5 V"]', "ocv_v: falls with the state of charge"),
        ('["100 %", "3.2 V"]', '["101 %", "3.2 V"]', "ocv_v.points.6: a state of charge lies between 0 and 100 %"),
        ('["5 %", "2.5 V"]', '["5 %"]', "ocv_v.points.1: a point is a list of ratio, voltage"),
        ('["5 %", "2.5 V"]', '["5 %", "2.5 A"]', "ocv_v.points.1: "),
        ('    - ["10 %", "0 degC", "84 Ω"]\n', "", "resistance_ohm.points: a point for each pair of values is needed"),
        ('"0 degC", "84 Ω"', '"0 degC", "-1 Ω"', "resistance_ohm.points.7: cannot be negative"),
    ],
)
def test_that_a_table_must_make_sense(tmp_path: Path, old: str, new: str, problem: str) -> None:
    text = bundled_text("batteries", "cr2032")
    assert text.count(old) == 1
    assert problem in problems(tmp_path, text.replace(old, new), Kind.BATTERY)[0]


def test_that_a_table_that_is_a_guess_is_wide(tmp_path: Path) -> None:
    text = bundled_text("batteries", "cr2032").replace('tolerance: "60 %"', 'tolerance: "40 %"')
    assert (
        "resistance_ohm.tolerance: a guess has a tolerance of at least 50 %"
        in problems(tmp_path, text, Kind.BATTERY)[0]
    )

"""From a scenario's temperature and panel to the year of a battery."""

from pathlib import Path

import numpy as np
import pytest
from builders.placed import misfit_of, plan_of, story

from simgui.plan.plan import EnergyPlan
from simgui.plan.storage import StoragePlan
from simgui.profiles.registry import Registry
from simgui.scenario.load import load_scenario


def energy_with(folder: Path, lines: str, csv: str = "air\n20\n") -> EnergyPlan:
    story(folder)
    (folder / "air.csv").write_text(csv)
    file = folder / "placed.yaml"
    file.write_text(file.read_text().replace("battery: er14505", lines))
    return plan_of(load_scenario(file), "edge").groups[0].energy


def storage_with(folder: Path, lines: str, csv: str = "air\n20\n") -> StoragePlan:
    storage = energy_with(folder, lines, csv).storage
    assert storage is not None
    return storage


def test_that_constant_surroundings_need_no_storage(tmp_path: Path) -> None:
    assert energy_with(tmp_path, "battery: er14505\n    temperature: 5 degC").storage is None


def test_that_a_series_of_one_temperature_is_that_temperature(tmp_path: Path) -> None:
    """20 °C as a series and as a number: the same usable energy and the same self-discharge."""
    series = energy_with(tmp_path, "battery: er14505\n    temperature: {series: air.csv, column: air, unit: degC}")
    plain = energy_with(tmp_path, "battery: er14505\n    temperature: 20 degC")
    assert series.capacity_j is not None
    assert plain.capacity_j is not None
    np.testing.assert_allclose(series.capacity_j, plain.capacity_j, rtol=1e-12)
    np.testing.assert_allclose(series.base_power_w["self_discharge"], plain.base_power_w["self_discharge"], rtol=1e-12)
    assert series.storage is not None
    assert series.storage.restart_soc is None


def test_that_cold_hours_give_less_and_leak_less(tmp_path: Path) -> None:
    """ER14505: 60 % of its rating at -20 °C; self-discharge halves by each 20 K, half of a half at -20 °C or less."""
    storage = storage_with(
        tmp_path, "battery: er14505\n    temperature: {series: air.csv, column: air, unit: degC}", "air\n20\n-20\n"
    )
    assert storage.steps == 365 * 24
    np.testing.assert_allclose(storage.share[:4], [1.0, 0.6, 1.0, 0.6])
    assert storage.self_discharge_per_s[1] < 0.5 * storage.self_discharge_per_s[0]
    assert storage.floor_soc[1] >= storage.floor_soc[0]
    assert not storage.has_harvest


def test_that_a_panel_needs_a_cell_that_can_be_charged(tmp_path: Path) -> None:
    story(tmp_path)
    file = tmp_path / "placed.yaml"
    text = file.read_text()
    file.write_text(
        text.replace("battery: er14505", "battery: er14505\n    harvester: {profile: solar-2w, latitude: 45 deg}")
    )
    misfit = misfit_of(load_scenario(file), "edge")
    assert "cannot charge er14505, a primary cell" in misfit.reason
    assert len(misfit.remedies) >= 2


def test_that_the_sun_charges_by_day_alone_and_more_in_summer(tmp_path: Path) -> None:
    storage = storage_with(
        tmp_path, "battery: 18650-2600\n    harvester: {profile: solar-2w, latitude: 50 deg, clearness: 60 %}"
    )
    days_j = storage.harvest_w.reshape(365, 24) * 3600
    assert (days_j[:, 0] == 0).all()
    assert (days_j[:, 12] > 0).all()
    assert days_j[150:210].sum() > 1.5 * days_j[330:].sum() / 35 * 60
    panel = Registry().harvester("solar-2w")
    most_w = panel.peak_power_w.value * panel.converter_efficiency.value * 1.2
    assert storage.harvest_w.max() <= most_w
    # A sunny place of this latitude brings 3 to 6 kWh/m2 a day on a tilted panel; at 60 % clearness some two thirds.
    hours = days_j.sum() / 365 / 3600 / (panel.peak_power_w.value * panel.converter_efficiency.value)
    assert 2.0 < hours < 4.5


def test_that_a_clearness_series_and_shade_scale_the_harvest(tmp_path: Path) -> None:
    def total_j(more: str) -> float:
        lines = f"battery: 18650-2600\n    harvester: {{profile: solar-0w5, latitude: 50 deg, tilt: 0 deg, {more}}}"
        return float(storage_with(tmp_path, lines, "air,sky\n20,50\n").harvest_w.sum())

    drawn = total_j("clearness: {series: air.csv, column: sky, unit: '%'}")
    assert total_j("clearness: {series: air.csv, column: sky, unit: '%'}, shade: 50 %") == pytest.approx(
        0.5 * drawn, rel=0.05
    )


def test_that_frost_stops_charging(tmp_path: Path) -> None:
    cold = storage_with(
        tmp_path,
        "battery: 18650-2600\n    harvester: {profile: solar-2w, latitude: 50 deg}\n"
        "    temperature: {series: air.csv, column: air, unit: degC}",
        "air\n-10\n",
    )
    assert not cold.has_harvest


def test_that_a_charger_gives_no_more_than_the_cell_may_take(tmp_path: Path) -> None:
    """LiPo of 500 mAh: 0.5 A at 3.7 V, 1.85 W, of which 98 % stay; the panel could give 3.4 W."""
    storage = storage_with(
        tmp_path, "battery: lipo-500\n    harvester: {profile: solar-6w, latitude: 0 deg, clearness: 110 %}"
    )
    assert storage.harvest_w.max() == pytest.approx(1.85 * 0.98)


def test_that_a_site_has_one_sky_and_a_seed_its_own(tmp_path: Path) -> None:
    lines = "battery: 18650-2600\n    harvester: {profile: solar-2w, latitude: 50 deg}"
    one = storage_with(tmp_path, lines)
    np.testing.assert_array_equal(one.harvest_w, storage_with(tmp_path, lines).harvest_w)
    assert one.ageing is not None
    assert one.ageing.per_s > 0

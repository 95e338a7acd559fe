"""Quantities over time: files, columns, units, and what is wrong with them."""

import math
from pathlib import Path

import pytest
from builders.placed import story

from simgui.core.errors import InputError
from simgui.scenario.group import Group
from simgui.scenario.load import load_scenario


def group_with(folder: Path, lines: str, content: str = "time,air\n0,10\n1,20\n2,-5\n") -> Group:
    story(folder)
    (folder / "air.csv").write_text(content)
    file = folder / "placed.yaml"
    text = file.read_text()
    assert text.count("battery: er14505") == 1
    file.write_text(text.replace("battery: er14505", lines))
    return next(iter(load_scenario(file).groups.values()))


def test_that_a_temperature_may_be_a_series(tmp_path: Path) -> None:
    group = group_with(
        tmp_path, "battery: er14505\n    temperature: {series: air.csv, column: air, unit: degC, every: 30 min}"
    )
    assert group.temperature_series is not None
    assert group.temperature_series.values == (10.0, 20.0, -5.0)
    assert group.temperature_series.every_s == 1800.0
    assert group.temperature_c == pytest.approx(25 / 3)


def test_that_the_unit_is_that_of_the_column(tmp_path: Path) -> None:
    group = group_with(
        tmp_path,
        "battery: er14505\n    temperature: {series: air.csv, column: air, unit: K}",
        "air\n283.15\n293.15\n",
    )
    assert group.temperature_series is not None
    assert group.temperature_series.values == pytest.approx((10.0, 20.0))
    assert group.temperature_series.every_s == 3600.0


@pytest.mark.parametrize(
    ("series", "content", "problem"),
    [
        ("{series: air.csv, column: ari, unit: degC}", None, "did you mean 'air'"),
        ("{series: aire.csv, column: air, unit: degC}", None, "there is no file"),
        ("{series: ../air.csv, column: air, unit: degC}", None, "outside"),
        (
            "{series: air.csv, column: air, unit: degC}",
            "air\n1\nwarm\n",
            "air.csv:3:1: fleet.motors.temperature.series",
        ),
        ("{series: air.csv, column: air, unit: degC}", "air\n1\n900\n", "out of range"),
        ("{series: air.csv, column: air, unit: V}", None, "V"),
        ("{series: air.csv, column: air, unit: degC}", "air\n", "no rows"),
        ("{series: air.csv, unit: degC}", None, "column: this key is missing"),
        ("{series: air.csv, column: air, unit: degC, each: 1 h}", None, "unknown key"),
    ],
)
def test_that_a_series_that_cannot_be_read_says_where(
    tmp_path: Path, series: str, content: str | None, problem: str
) -> None:
    with pytest.raises(InputError) as raised:
        group_with(tmp_path, f"battery: er14505\n    temperature: {series}", content or "air\n10\n")
    assert problem in str(raised.value)


def test_that_a_harvester_has_the_tilt_of_its_latitude_and_looks_to_the_equator(tmp_path: Path) -> None:
    group = group_with(
        tmp_path, "battery: 18650-2600\n    harvester: {profile: solar-2w, latitude: -33 deg, clearness: 70 %}"
    )
    assert group.harvester is not None
    assert math.degrees(group.harvester.tilt_rad) == pytest.approx(33.0)
    assert group.harvester.azimuth_rad == 0.0
    assert (group.harvester.clearness, group.harvester.clearness_series) == (0.7, None)


def test_that_a_harvester_needs_a_battery(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no battery to charge"):
        group_with(tmp_path, "harvester: {profile: solar-2w, latitude: 48 deg}")

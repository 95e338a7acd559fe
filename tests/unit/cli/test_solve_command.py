"""`simgui solve`: the value at which a budget stops being met, checked by running both sides of it."""

import json
from pathlib import Path

import pytest
from builders.study_story import STUDY_STORY

from simgui.__main__ import main

CAPACITY = "device_profiles.batteries.er34615.capacity"


@pytest.fixture
def small(tmp_path: Path) -> str:
    file = tmp_path / "small.yaml"
    file.write_text(f"{STUDY_STORY}\n# of its own, lest tests side by side work on one study: {tmp_path}\n")
    return str(file)


def life_s(small: str, capacity: str, capsys: pytest.CaptureFixture[str]) -> float:
    words = ["study", small, "--vary", f"{CAPACITY}={capacity}", "--placement", "edge", "--workers", "1", "--json", "-"]
    assert main(words) == 0
    (point,) = json.loads(capsys.readouterr().out)["points"]
    return float(point["kpis"]["battery_life_s"])


def test_that_the_smallest_battery_for_five_years_lasts_just_that(
    small: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["solve", small, CAPACITY, "--until", "battery_life >= 5 y", "--placement", "edge", "--workers", "1"]
    assert main([*words, "--json", "-"]) == 0
    (limit,) = json.loads(capsys.readouterr().out)["limits"]
    assert (limit["side"], limit["unit"], limit["note"]) == ("smallest", "Ah", "")
    low, high = limit["interval"]
    assert limit["value"] == high
    five_years_s = 5 * 365.25 * 86400
    assert life_s(small, f"{high} Ah", capsys) >= five_years_s > life_s(small, f"{low} Ah", capsys)
    assert high - low <= 0.0101 * high


def test_that_a_whole_number_is_found_exactly(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Four devices with ten windows each: 40 jobs; one more device is ten more."""
    words = ["solve", small, "fleet.valves.count", "--until", "jobs <= 115", "--placement", "edge", "--workers", "1"]
    assert main(words) == 0
    assert "the largest fleet.valves.count that meets jobs <= 115 is 11 [" in capsys.readouterr().out


def test_that_a_budget_met_nowhere_fails(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["solve", small, "fleet.valves.count=1..4", "--until", "latency_p99 < 1 ns", "--workers", "1"]
    assert main(words) == 1
    assert "met nowhere from 1 to 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "until"),
    [
        ("fleet.valves.count", "latency_p99"),
        ("fleet.valves.count", "latency_q99 <= 1 s"),
        ("fleet.valves.count", "pumps/latency_p99 <= 1 s"),
        ("fleet.valves.count", "latency_p99 <= 1 kg"),
        ("fleet.valves.cuont", "latency_p99 <= 1 s"),
        ("fleet.valves.profile", "latency_p99 <= 1 s"),
        ("fleet.valves.count=9..1", "latency_p99 <= 1 s"),
        ("device_profiles.batteries.er34615", "latency_p99 <= 1 s"),
    ],
)
def test_that_bad_usage_is_refused(path: str, until: str, small: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", small, path, "--until", until]) == 2
    err = capsys.readouterr().err
    assert err
    assert "Traceback" not in err

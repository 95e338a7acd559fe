"""Overrides change the file before it is checked, and problems with them name the option."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_text import VALID, load, problems

from simgui.core.errors import UsageError
from simgui.scenario.overrides import Override, parse_override
from simgui.scenario.path import join, parse_path


def test_that_an_override_replaces_what_the_file_says(tmp_path: Path) -> None:
    scenario = load(tmp_path, overrides=["fleet.motors.count=100", "clouds.region.rtt=200 ms"])
    assert (scenario.groups["motors"].count, scenario.clouds["region"].rtt_s) == (100, 0.2)


def test_that_an_override_may_add_what_the_file_leaves_out(tmp_path: Path) -> None:
    changes = ["budgets.latency_p99=>= 1 s", "fleet.motors.spread.sleep_power=10 %", "placements.fog={}"]
    scenario = load(tmp_path, overrides=changes)
    assert scenario.budgets[0].comparison.value == 1.0
    assert scenario.groups["motors"].spread == {"sleep_power": 0.1}
    assert list(scenario.placements) == ["edge", "fog"]


def test_that_the_last_override_wins(tmp_path: Path) -> None:
    assert load(tmp_path, overrides=["seed=3", "seed=4"]).seed == 4


def test_that_quotes_keep_a_number_text(tmp_path: Path) -> None:
    assert load(tmp_path, overrides=["name='42'"]).name == "42"


@pytest.mark.parametrize("path", ["events[0].at", "events.0.at"])
def test_that_list_entries_are_reached_by_index(tmp_path: Path, path: str) -> None:
    text = VALID + "events:\n  - {at: 1 min, kind: outage, target: region, for: 30 s}\n"
    assert load(tmp_path, text, [f"{path}=2 min"]).outages[0].at_s == 120.0


def test_that_an_override_leaves_what_an_alias_shares_alone(tmp_path: Path) -> None:
    text = VALID.replace("  motors:", "  motors: &like").replace("placements:", "  pumps: *like\nplacements:")
    groups = load(tmp_path, text, ["fleet.pumps.count=9"]).groups
    assert (groups["motors"].count, groups["pumps"].count) == (4, 9)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("fleet.motors.cuont=1", "--set fleet.motors.cuont: unknown key (did you mean 'count'?)"),
        ("fleet.motrs.count=1", "--set fleet.motrs.count: there is no 'motrs' in fleet (did you mean 'motors'?)"),
        ("fleet.motors.count=-1", "--set fleet.motors.count: must be 1 or more, not -1"),
        (
            "fleet.motors.count.x=1",
            "--set fleet.motors.count.x: there is no 'x' inside 'count': that is a single value",
        ),
        ("duration=10 kHz", "--set duration: '10 kHz' is a frequency; a time such as '50 ms' is needed here"),
        ("duration=.nan", "--set duration: a number must be finite"),
        ("events[0].at=1 s", "--set events[0].at: there is no entry [0] in 'events': that is no list"),
        ("fleet..count=1", "--set fleet..count: 'fleet..count' is not a path; "),
        ("sites={a: [}", "--set sites: this is not YAML: "),
        (
            "fleet.motors.battery={profile: er14505, cuont: 2}",
            "--set fleet.motors.battery: fleet.motors.battery.cuont: unknown key (did you mean 'count'?)",
        ),
    ],
)
def test_that_problems_of_an_override_name_the_option(tmp_path: Path, override: str, message: str) -> None:
    (problem,) = problems(tmp_path, overrides=[override])
    assert str(problem).startswith(message)


def test_that_problems_of_the_file_come_before_those_of_overrides(tmp_path: Path) -> None:
    text = VALID.replace("rtt: 80 ms", "rtt: 80 kHz")
    found = problems(tmp_path, text, ["duration=0 s", "fleet.motors.count=0"])
    assert [one.location.file for one in found[1:]] == ["--set duration", "--set fleet.motors.count"]
    assert found[0].path == "clouds.region.rtt"


@pytest.mark.parametrize("text", ["", "fleet", "=3", "fleet.motors.count=", " = "])
def test_that_an_override_needs_a_path_and_a_value(text: str) -> None:
    with pytest.raises(UsageError, match="write path=value"):
        parse_override(text)


def test_that_a_limit_keeps_its_own_equals_sign() -> None:
    assert parse_override("budgets.f1=== 1") == Override("budgets.f1", "== 1")


@pytest.mark.parametrize("text", ["", "a..b", "a[b]", "a[1", "[1]", "a]", "a.[2]", 'a."b', '"a"b', "a."])
def test_that_a_broken_path_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a path"):
        parse_path(text)


@given(st.lists(st.one_of(st.text(min_size=1, max_size=8), st.integers(0, 10**9 - 1)), min_size=1, max_size=5))
def test_that_steps_written_as_a_path_are_read_back(steps: list[str | int]) -> None:
    steps = ["fleet", *steps]
    assert parse_path(join(steps)) == tuple(steps)

"""What a scenario may say of a power failure, and what it may not."""

from pathlib import Path

import pytest
from scenario_text import VALID, load

from simgui.core.errors import InputError
from simgui.core.located_yaml import parse_yaml
from simgui.scenario.scenario import Blackout
from simgui.scenario.uses import uses_of

OUTAGE = "  - {at: 1 min, kind: outage, target: region, for: 30 s}\n"


def written(keys: str) -> str:
    return f"{VALID}events:\n{OUTAGE}  - {{kind: power_restored, at: 2 min, after: 30 s, {keys}}}\n"


def test_that_a_blackout_is_no_outage_and_knows_its_place_among_the_events(tmp_path: Path) -> None:
    told = load(tmp_path, written("target: plant, within: 5 s, join: 1 kB"))
    assert told.blackouts == (Blackout(90.0, 30.0, "plant", 5.0, 1000),)
    assert [one.target for one in told.outages] == ["region"]
    assert [one.target for one in told.all_outages] == ["region", "plant.cell"]
    assert told.blackouts[0].index == 1
    (group,) = load(tmp_path, written("target: fleet.motors")).blackouts
    assert (group.within_s, group.join_byte) == (60.0, 100)


def test_that_power_may_be_back_without_having_failed_within_the_run(tmp_path: Path) -> None:
    began_dark = load(tmp_path, written("target: plant").replace("after: 30 s", "after: 1 h"))
    assert (began_dark.blackouts[0].at_s, began_dark.blackouts[0].for_s) == (0.0, 120.0)
    only_joins = load(tmp_path, written("target: plant").replace("after: 30 s, ", ""))
    assert (only_joins.blackouts[0].at_s, only_joins.blackouts[0].for_s) == (120.0, 0.0)
    assert [one.target for one in only_joins.all_outages] == ["region"]


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("target: plants", "'plants' is nothing that can be without power (did you mean 'plant'?)"),
        ("target: plant.cell", "nothing that can be without power"),
        ("target: fleet.motors.link", "did you mean 'fleet.motors'?"),
        ("target: plant, within: never", "within"),
        ("target: plant, back_off: 5 s", "back_off"),
        ("within: 5 s", "target: this key is missing"),
    ],
)
def test_that_a_wrong_blackout_is_refused_with_advice(tmp_path: Path, keys: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, written(keys))
    assert problem in str(caught.value)


def test_that_batteries_need_no_power(tmp_path: Path) -> None:
    text = written("target: fleet.motors").replace("    link: ble-2m\n", "    link: ble-2m\n    battery: er14505\n")
    with pytest.raises(InputError, match=r"'fleet\.motors' runs on batteries"):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("steps", "target", "renamed"),
    [(("sites", "plant"), "plant", "hall"), (("fleet", "motors"), "fleet.motors", "fleet.hall")],
)
def test_that_the_target_of_a_blackout_follows_a_new_name(steps: tuple[str, str], target: str, renamed: str) -> None:
    root = parse_yaml(written(f"target: {target}"), "text").plain()
    assert (("events", 1, "target"), renamed) in uses_of(root, steps, "hall").values

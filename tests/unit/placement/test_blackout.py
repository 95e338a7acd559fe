"""What a blackout takes away, and what everyone sends afterwards; both engines run it alike."""

from pathlib import Path

import numpy as np
import pytest
from builders.executed import execute
from builders.placed import plan_of, story

from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import GroupPlan, StagePlan, TaskPlan
from simgui.plan.stages import Outcome, Stage, When
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

S = 1_000_000_000
MINUTE = 60 * S


def dark(folder: Path, keys: str, *, battery: bool, link: str = "wifi-4", site: bool = True) -> Scenario:
    """Eight motors that decide every 10 s for an hour, and a blackout."""
    story(folder, link=link, report="always", site=site)
    file = folder / "placed.yaml"
    text = file.read_text() + f"events:\n  - {{kind: power_restored, at: 15 min, after: 5 min, {keys}}}\n"
    file.write_text(text if battery else text.replace("    battery: er14505\n", ""))
    return load_scenario(file)


def group_of(scenario: Scenario, placement: str = "fog") -> GroupPlan:
    (group,) = plan_of(scenario, placement).groups
    return group


def stage_of(task: TaskPlan, kind: Stage) -> StagePlan:
    (found,) = [one for one in task.stages if one.stage is kind]
    return found


def test_that_everyone_joins_once_within_the_time_told(tmp_path: Path) -> None:
    wear, join = group_of(dark(tmp_path, "target: plant, within: 30 s, join: 300 B", battery=False)).tasks
    assert (join.name, join.is_job, join.jobs.tolist()) == ("wear.join", False, [1] * 8)
    back_off = join.phase_ns - 15 * MINUTE
    assert (back_off >= 0).all()
    assert (back_off < 30 * S).all()
    assert len(np.unique(back_off)) == 8
    assert [one.stage for one in join.stages] == [Stage.UPLINK, Stage.GATEWAY, Stage.DOWNLINK]
    up, down = stage_of(join, Stage.UPLINK), stage_of(join, Stage.DOWNLINK)
    assert (up.payload_byte, down.payload_byte, down.when, up.dark) == (300, 300, When.ALWAYS, None)
    law = stage_of(wear, Stage.UPLINK).dark
    assert law is not None
    assert law.since_ns.tolist() == [[10 * MINUTE] * 8]
    assert law.powered_ns.tolist() == [[15 * MINUTE] * 8]
    np.testing.assert_array_equal(law.until_ns[0], join.phase_ns + 1)


def test_that_the_gateways_of_a_dark_site_are_out_and_those_of_a_dark_group_are_not(tmp_path: Path) -> None:
    for target, spans in (("plant", [(10 * MINUTE, 15 * MINUTE)]), ("fleet.motors", [])):
        plan = plan_of(dark(tmp_path, f"target: {target}", battery=False), "fog")
        (hall,) = [one for one in plan.stations if one.name == "plant.hall"]
        assert [(one.start_ns, one.end_ns) for one in hall.outages] == spans


@pytest.mark.parametrize(
    ("link", "placement"),
    [
        *(("wifi-4", placement) for placement in ("edge", "fog", "cloud", "stream")),
        *(("lte-m", placement) for placement in ("edge", "cloud", "stream")),
        ("lorawan-eu868", "edge"),
    ],
)
def test_that_both_engines_run_a_blackout_alike(tmp_path: Path, link: str, placement: str) -> None:
    site = link != "lte-m"
    scenario = dark(tmp_path, f"target: {'plant' if site else 'fleet.motors'}", battery=False, link=link, site=site)
    plan = plan_of(scenario, placement)
    assert why_not(plan) is None
    expected, found = execute(plan), execute(plan, VectorisedEngine(chunk_jobs=300))
    for key, rows in expected.tables.items():
        for column in ("start_ns", "finish_ns", "outcome", "attempts"):
            np.testing.assert_array_equal(getattr(rows, column), getattr(found.tables[key], column))


def test_that_devices_on_mains_lose_what_ends_in_the_dark_and_nothing_else(tmp_path: Path) -> None:
    """Thirty windows of 10 s in five minutes, from each of eight devices; then the join goes before any message."""
    plan = plan_of(dark(tmp_path, "target: fleet.motors, within: 1 min", battery=False), "edge")
    run = execute(plan)
    rows, joins = run.tables[0, 0], run.tables[0, 1]
    gone = (rows.release_ns >= 10 * MINUTE) & (rows.release_ns < 15 * MINUTE)
    assert gone.sum() == 8 * 30
    np.testing.assert_array_equal(rows.outcome == Outcome.DROPPED, gone)
    assert (rows.outcome[~gone] == Outcome.DONE).all()
    later = rows.release_ns >= 15 * MINUTE
    for device in range(8):
        joined = joins.start_ns[0][joins.device == device]
        mine = rows.start_ns[1][(rows.device == device) & later]
        assert len(joined) == 1
        assert joined[0] >= 15 * MINUTE
        assert (mine[mine >= 0] > joined[0]).all()


def test_that_devices_on_batteries_decide_on_and_are_heard_later(tmp_path: Path) -> None:
    plan = plan_of(dark(tmp_path, "target: plant, within: 1 min", battery=True, link="ieee802154"), "edge")
    run = execute(plan)
    rows, joins = run.tables[0, 0], run.tables[0, 1]
    assert (rows.outcome == Outcome.DONE).all()
    unheard = (rows.finish_ns[0] >= 10 * MINUTE) & (rows.finish_ns[0] < 15 * MINUTE)
    assert unheard.sum() > 200
    sent = rows.start_ns[1][unheard]
    order = np.argsort(joins.device)
    assert (sent > joins.start_ns[0][order][rows.device[unheard]]).all()


def test_that_a_blackout_behind_the_end_changes_nothing(tmp_path: Path) -> None:
    late = dark(tmp_path, "target: plant", battery=False)
    file = tmp_path / "placed.yaml"
    file.write_text(file.read_text().replace("duration: 1 h", "duration: 9 min"))
    assert [task.name for task in group_of(load_scenario(file)).tasks] == ["wear"]
    assert [task.name for task in group_of(late).tasks] == ["wear", "wear.join"]

"""After a part got another name, the scenario is valid still and means what it meant before."""

from __future__ import annotations

from pathlib import Path

import pytest

from simgui.profiles.registry import Registry
from simgui.scenario.draft import Draft, read_draft
from simgui.scenario.edit import EditError, ScenarioText
from simgui.scenario.renaming import rename

ROOT = Path(__file__).parents[3]
FILE = ROOT / "scenarios" / "pipeline_valve.yaml"


def text() -> str:
    base = ScenarioText(FILE.read_text(encoding="utf-8"))
    base = ScenarioText(base.put("placements.edge", {"by_group": {"valves": {"model": "detector"}}}))
    base = ScenarioText(base.put("placements.fog", {"by_task": {"burst": {"strategy": "edge"}}}))
    base = ScenarioText(base.put("budgets.valves/latency_max", "<= 1 s"))
    base = ScenarioText(base.put("fleet.valves.cloud", "control"))
    base = ScenarioText(base.insert("events[2]", {"at": "1 s", "kind": "outage", "target": "control", "for": "1 s"}))
    base = ScenarioText(
        base.insert("events[3]", {"at": "1 s", "kind": "outage", "target": "fleet.valves.link", "for": "1 s"})
    )
    return base.put("gate", ["edge", "fog"])


def draft(written: str) -> Draft:
    return read_draft(written, FILE, Registry())


@pytest.mark.parametrize(
    ("path", "uses"),
    [
        ("fleet.valves", 4),
        ("fleet.valves.tasks.burst", 2),
        ("models.detector", 3),
        ("sites.rig", 4),
        ("sites.rig.gateways.station", 3),
        ("clouds.control", 3),
        ("placements.fog", 2),
        ("placements.edge", 2),
    ],
)
def test_that_everything_that_refers_to_a_part_follows_its_name(path: str, uses: int) -> None:
    before = text()
    assert draft(before).problems == ()
    after = rename(before, path, "renamed")
    assert draft(after).problems == ()
    assert after.count("renamed") == uses
    old = path.rpartition(".")[2]
    back = rename(after, path.rpartition(".")[0] + ".renamed", old)
    first, last = draft(before).scenario, draft(back).scenario
    assert first is not None
    assert last is not None
    assert (first.groups, first.outages, first.gate) == (last.groups, last.outages, last.gate)


def test_that_a_placement_keeps_the_strategy_its_name_implied() -> None:
    after = draft(rename(text(), "placements.cloud", "far_away")).scenario
    assert after is not None
    assert after.placements["far_away"].strategy == "cloud"


def test_that_a_word_that_is_no_name_is_refused() -> None:
    with pytest.raises(EditError, match="is no name"):
        rename(text(), "fleet.valves", "two words")

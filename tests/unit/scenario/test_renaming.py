"""After a part got another name, the scenario is valid still and means what it meant before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simgui.core.located_yaml import parse_yaml
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


def plain(written: str) -> Any:
    return parse_yaml(written, "text").plain()


def draft(written: str) -> Draft:
    return read_draft(written, FILE, Registry())


@pytest.mark.parametrize(
    ("path", "uses"),
    [
        ("fleet.valves", 8),
        ("fleet.valves.tasks.burst", 4),
        ("models.detector", 3),
        ("sites.rig", 5),
        ("sites.rig.gateways.station", 4),
        ("clouds.control", 3),
        ("placements.fog", 3),
        ("placements.edge", 6),
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


SET = {
    "fleet.valves.count": "3",
    "fleet.valves.tasks.burst.model": "detector",
    "fleet.valves.cloud": "control",
    "fleet.valves.site": "rig",
    "budgets.valves/latency_max": "<= 2 s",
    "budgets": {"valves/latency_max": "<= 3 s"},
    "placements.edge.by_task.burst.model": "detector",
    "placements.fog": {"by_group": {"valves": {"model": "detector"}}},
    "sites.rig.gateways.station.count": "2",
    "clouds.control.rtt": "1 ms",
    "gate": ["edge", "fog"],
    "events[1].target": "rig.station.channel",
    "events": [{"at": "1 s", "kind": "outage", "target": "control", "for": "1 s"}],
    "models.detector": "valve-mlp-int8",
    "duration": "2 min",
    "not..a path": "valves",
}


def told(changes: dict[str, Any]) -> dict[str, Any]:
    slider = {"path": "fleet.valves.tasks.burst.model", "values": ["detector", "bearing-cnn-int8"]}
    steps = [{"title": "A", "set": changes, "placement": "edge", "sliders": [slider["path"]]}]
    return {"sliders": [slider], "steps": steps}


@pytest.mark.parametrize(
    ("path", "paths_changed", "values_changed"),
    [
        ("fleet.valves", 5, 2),
        ("fleet.valves.tasks.burst", 2, 0),
        ("models.detector", 1, 3),
        ("sites.rig", 1, 2),
        ("sites.rig.gateways.station", 1, 1),
        ("clouds.control", 1, 2),
        ("placements.edge", 1, 1),
        ("placements.fog", 1, 1),
    ],
)
def test_that_what_a_step_of_the_talk_sets_follows(path: str, paths_changed: int, values_changed: int) -> None:
    before = ScenarioText(text()).put("presentation", told(SET))
    after = plain(rename(before, path, "renamed"))["presentation"]["steps"][0]["set"]
    assert len(after) == len(SET)
    changed = [(old, new) for old, new in zip(SET, after, strict=True) if old != new]
    assert len(changed) == paths_changed
    assert all("renamed" in new for _, new in changed)
    assert sum(old != new for old, new in zip(SET.values(), after.values(), strict=True)) == values_changed
    old = path.rpartition(".")[2]
    back = rename(rename(before, path, "renamed"), path.rpartition(".")[0] + ".renamed", old)
    assert plain(back)["presentation"] == plain(before)["presentation"]


def test_that_sliders_of_the_talk_follow() -> None:
    before = ScenarioText(text()).put("presentation", told({"duration": "1 min"}))
    after = plain(rename(rename(before, "models.detector", "ears"), "fleet.valves", "taps"))["presentation"]
    path = "fleet.taps.tasks.burst.model"
    assert after["sliders"] == [{"path": path, "values": ["ears", "bearing-cnn-int8"]}]
    assert after["steps"][0]["sliders"] == [path]


def test_that_a_word_that_is_no_name_is_refused() -> None:
    with pytest.raises(EditError, match="is no name"):
        rename(text(), "fleet.valves", "two words")

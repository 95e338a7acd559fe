"""What the Break it menu inserts changes nothing before it happens."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from simgui.results.run_store import trace_folder
from simgui.results.trace_store import read_trace
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.change import Change, Insert, Put, apply_all
from simgui.scenario.load import load_scenario
from simgui.ui.presenters.break_it import Damage, damages, listed

STORY = """\
schema: simgui/1
name: Valves
seed: 5
duration: 60 s
models: {detector: valve-mlp-int8}
sites: {rig: {gateways: {station: {profile: raspberry-pi-4, count: 2, backhaul: ethernet-100m}}}}
clouds: {control: {profile: cloud-2vcpu, servers: 2, rtt: 60 ms}}
fleet:
  valves:
    count: 6
    site: rig
    profile: b-u585i-iot02a
    sensor: ms5837-30ba
    battery: er34615
    link: ble-2m
    stream: {source: valve_pressure, rate: 100 Hz, distinct: 2, events_per_device_hour: 120, windows: 64}
    tasks:
      burst: {model: detector, window: 200 ms, every: 500 ms, needed_at: cloud, report: always, deadline: 1 s}
placements: {fog: {}}
"""
AT_S = 30.0

Trace = Mapping[str, npt.NDArray[Any]]


class Silent:
    def tell(self, message: object) -> None:
        """Hear nothing."""

    def cancelled(self) -> bool:
        """Never stop."""
        return False


def broken(damage: Damage) -> str:
    change: Change
    if damage.is_value or damage.is_first:
        change = Put(damage.place, listed(damage))
    else:
        assert not isinstance(damage.value, str)
        change = Insert(damage.path, damage.value)
    return apply_all([change], STORY)


def trace_of(folder: Path, text: str) -> Trace:
    folder.mkdir()
    file = folder / "story.yaml"
    file.write_text(text)
    run_scenario(load_scenario(file), RunOptions(out=folder / "run", trace=True, intervals=0), Silent())
    return read_trace(trace_folder(folder / "run", "fog", 5))


def all_damages(tmp_path: Path) -> dict[str, Damage]:
    file = tmp_path / "plain.yaml"
    file.write_text(STORY)
    return {damage.key: damage for damage in damages(load_scenario(file), AT_S)}


@pytest.mark.parametrize("kind", ["gateway.rig.station", "backhaul.rig.station", "link.valves", "drift.valves",
                                  "freezer.valves"])  # fmt: skip
def test_that_the_trace_before_the_event_is_the_same(tmp_path: Path, kind: str) -> None:
    damage = all_damages(tmp_path)[kind]
    plain, after = trace_of(tmp_path / "plain", STORY), trace_of(tmp_path / "broken", broken(damage))
    assert damage.at_s == AT_S
    ends = [name for name in plain if name.endswith("_finish_ns")]
    through = np.max([plain[name] for name in ends], axis=0) < AT_S * 1e9
    assert 300 < int(through.sum()) < len(through)
    for name, column in plain.items():
        np.testing.assert_array_equal(column[through], after[name][through], err_msg=name)
    rest = ~through
    changed = ["label", *ends] if kind.startswith(("drift", "freezer")) else ends
    assert any(not np.array_equal(plain[name][rest], after[name][rest]) for name in changed)


def test_that_cold_batteries_are_a_change_of_the_whole_run(tmp_path: Path) -> None:
    damage = all_damages(tmp_path)["cold.valves"]
    assert (damage.at_s, damage.path, damage.value) == (0.0, "fleet.valves.temperature", "-20 degC")
    file = tmp_path / "cold.yaml"
    file.write_text(broken(damage))
    assert load_scenario(file).groups["valves"].temperature_c == -20.0

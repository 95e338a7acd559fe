"""Intervals of accuracy KPIs against what other, independent sets of streams give: do nominal 95 % hold?

The threshold is a fixed one: one that is calibrated anew on each set moves all of its streams together, which no
bootstrap over them can see.
"""

import math
from pathlib import Path

import numpy as np
import pytest

from simgui.runs.messages import RunMessage
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario

SETS = 120
KPIS = ("accuracy", "precision", "recall", "event_recall", "events_missed", "false_alarms_per_device_day")

STORY = """\
schema: simgui/1
name: Sets of streams
story: Valves that are told apart by streams of their own, again and again.
seed: 1
duration: 3 min
models: {detector: valve-mlp-int8}
fleet:
  valves:
    count: 48
    profile: b-u585i-iot02a
    sensor: ms5837-30ba
    site: field
    link: ble-2m
    stream:
      {source: valve_pressure, rate: 100 Hz, distinct: 16, windows: 64, events_per_device_hour: 40, event_duration: 2 s,
       near_misses_per_device_hour: 200}
    tasks:
      burst:
        {model: detector, window: 200 ms, every: 500 ms, needed_at: device, report: on_detection, alarm_within: 1 s,
         confirm: 2 of 3}
sites:
  field: {count: 1, gateways: {hut: {profile: raspberry-pi-5, count: 1, backhaul: ethernet-100m}}}
placements: {edge: {}, threshold: {feature: variance, above: 0.29}}
"""


class Silent:
    """Hears everything and says nothing."""

    def tell(self, message: RunMessage) -> None:
        """Hear nothing."""

    def cancelled(self) -> bool:
        return False


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_intervals_hold_what_other_sets_of_streams_give(tmp_path: Path) -> None:
    file = tmp_path / "sets.yaml"
    file.write_text(STORY)
    options = RunOptions(intervals=0, seeds=tuple(range(1, SETS + 1)))
    runs = run_scenario(load_scenario(file), options, Silent()).runs
    told = []
    for placement in ("edge", "threshold"):
        mine = [run for run in runs if run.placement == placement]
        for kpi in KPIS:
            seen = [run for run in mine if not math.isnan(run.kpis[kpi])]
            truth = float(np.mean([run.kpis[kpi] for run in seen]))
            held = [run.intervals[kpi][0] <= truth <= run.intervals[kpi][1] for run in seen if kpi in run.intervals]
            told.append((placement, kpi, truth, len(held), float(np.mean(held))))
    shares = [share for *_, share in told]
    print("\n".join(f"{p:9} {k:28} mean {t:8.4g}  held {100 * s:5.1f} % of {n}" for p, k, t, n, s in told))  # noqa: T201
    # 120 sets tell a share of 95 % to within 2 points: no KPI may be off by more than three of these.
    assert min(shares) >= 0.89, told
    assert 0.93 <= float(np.mean(shares)) <= 0.995, told

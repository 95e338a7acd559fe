"""Intervals, drivers and trees of a real run: what they rest on, and that they are what they say."""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from run_builders import SMALL_STORY, Silent

from simgui.engine.choice import engine_for
from simgui.models.graph import Model
from simgui.models.tflite_file import read_model
from simgui.placement.strategies import compile_placement, detector_of
from simgui.plan.plan import Plan
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, Part
from simgui.results.export import from_json, to_json
from simgui.results.result import Judgement, PlacementResult, ScenarioResult
from simgui.results.why.node import Operation
from simgui.results.why.observation import MOST_POINTS, _condensed
from simgui.results.why.propagation import Propagation
from simgui.results.why.surrogate import Surrogate, combined
from simgui.results.why.thinning import MOST_DEVICES, thinned, unheard
from simgui.results.why.tolerance import drawn_numbers, scaled_part
from simgui.results.why.varied_registry import VariedRegistry
from simgui.runs.options import RunOptions
from simgui.runs.outcome import Simulation, simulate
from simgui.runs.perceive import Perception, open_cache
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario

STORY = SMALL_STORY.replace("{edge: {}, threshold: {feature: variance}}", "{edge: {}, fog: {}}").replace(
    'budgets: {latency_p99: "<= 100 ms"}',
    'budgets: {battery_life: ">= 1 d", latency_p99: "<= 100 ms", valves/device_power: "<= 1 W"}',
)
MEANS = (
    *("device_power_w", "energy_per_job_j", "battery_life_p50_s", "uplink_bytes_per_device_day"),
    *("cost_usd_per_device_month", "bom_usd_per_device", "gateway_utilisation"),
)


@cache
def a_scenario() -> Scenario:
    file = Path(mkdtemp()) / "small.yaml"
    file.write_text(STORY)
    return load_scenario(file)


@cache
def a_result() -> ScenarioResult:
    return run_scenario(a_scenario(), RunOptions(), Silent())


RUNS = ("edge", "fog")


def of(placement: str) -> PlacementResult:
    return next(run for run in a_result().runs if run.placement == placement)


@pytest.mark.parametrize("placement", RUNS)
def test_that_every_tree_gives_its_kpi_again(placement: str) -> None:
    run = of(placement)
    assert set(run.why) == {kpi for kpi, value in run.kpis.items() if math.isfinite(value)}
    for kpi, tree in run.why.items():
        assert tree.recomputed() == pytest.approx(run.kpis[kpi], rel=1e-3, abs=1e-15), kpi


@pytest.mark.parametrize("placement", RUNS)
def test_that_means_come_down_to_profile_numbers(placement: str) -> None:
    run = of(placement)
    for kpi in MEANS:
        if not run.kpis[kpi] > 0:
            continue
        leaves = list(run.why[kpi].leaves())
        assert any(leaf.operation is Operation.NUMBER for leaf in leaves), kpi
        assert all(leaf.number and leaf.number.source for leaf in leaves if leaf.operation is Operation.NUMBER)


def test_that_intervals_hold_the_value_and_most_kpis_have_one() -> None:
    for run in a_result().runs:
        for kpi in ("device_power_w", "battery_life_s", "latency_p99_s", "bom_usd_per_device", "gateway_power_w"):
            low, high = run.intervals[kpi]
            assert low <= run.kpis[kpi] <= high, kpi
            assert low < high, kpi
        assert run.intervals["valves/device_power_w"] == run.intervals["device_power_w"]


def test_that_placements_share_their_draws() -> None:
    edge, fog = (of(name).intervals["bom_usd_per_device"] for name in RUNS)
    assert edge == fog


def test_that_drivers_swing_around_the_value_and_their_shares_sum_to_one() -> None:
    run = of("edge")
    for kpi, drivers in run.drivers.items():
        shares = [one.share for one in drivers]
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1 + 1e-9
        if kpi == "device_power_w":
            assert all(min(one.low, one.high) < run.kpis[kpi] < max(one.low, one.high) for one in drivers)


def test_that_a_run_without_draws_says_nothing_of_doubt() -> None:
    run, *_ = run_scenario(a_scenario(), RunOptions(intervals=0, placements=("edge",)), Silent()).runs
    assert not run.drivers
    assert not run.why
    assert run.p_meets_budgets is None
    assert "device_power_w" not in run.intervals


def test_that_two_runs_give_the_same_intervals() -> None:
    again = run_scenario(a_scenario(), RunOptions(placements=("edge",)), Silent()).runs[0]
    assert again.intervals == of("edge").intervals
    assert again.drivers == of("edge").drivers


def test_that_drivers_survive_the_file_and_trees_are_written_when_asked_for() -> None:
    text = to_json(a_result(), explain=("device_power_w",))
    kept = from_json(text, "here")
    assert kept.runs[0].drivers == a_result().runs[0].drivers
    assert kept.runs[0].p_meets_budgets == a_result().runs[0].p_meets_budgets
    assert '"why"' in text
    assert '"why"' not in to_json(a_result())


def test_that_a_limit_within_the_interval_is_undecided_and_one_outside_is_not(tmp_path: Path) -> None:
    low, high = of("edge").intervals["device_power_w"]
    limits = {f"<= {1e6 * (low + high) / 2:.6g} µW": Judgement.UNDECIDED, f"<= {2e6 * high:.6g} µW": Judgement.PASS}
    for number, (limit, expected) in enumerate(limits.items()):
        file = tmp_path / f"{number}.yaml"
        file.write_text(STORY.replace('battery_life: ">= 1 d"', f'device_power: "{limit}"'))
        run = run_scenario(load_scenario(file), RunOptions(placements=("edge",)), Silent()).runs[0]
        verdict = next(one for one in run.budgets if one.key == "device_power")
        assert verdict.judgement is expected
        assert run.p_meets_budgets is not None
        assert (0 < run.p_meets_budgets < 1) == (expected is Judgement.UNDECIDED)


@cache
def models() -> Mapping[str, Model]:
    return {key: read_model(ref.file) for key, ref in a_scenario().models.items()}


class Still:
    """Lets an engine run to its end."""

    def progress(self, time_ns: int, jobs: int) -> None:
        """Hear nothing."""

    def cancelled(self) -> bool:
        return False


def compiled(placement: str, parts: Registry, *, heard: bool) -> Plan:
    scenario = a_scenario()
    spec = scenario.placements[placement]
    perceived = unheard(scenario)
    if heard:
        perception = Perception(scenario, scenario.seed, models(), open_cache())
        perceived = {
            (group.name, task.name): perception.perceive(group, task, detector_of(spec, group, task))
            for group in scenario.groups.values()
            for task in group.tasks
        }
    plan = compile_placement(scenario, spec, perceived, models(), parts, seed=scenario.seed)
    assert isinstance(plan, Plan)
    return plan


def executed(placement: str, parts: Registry) -> Simulation:
    plan = compiled(placement, parts, heard=True)
    return simulate(plan, engine_for(plan, "auto", workers=1), Still(), None)


CHANGED = (
    *("devices/b-u585i-iot02a.active_power_w", "devices/b-u585i-iot02a.inference_overhead_s"),
    *(
        "links/ble-2m.setup_s",
        "links/ble-2m.uplink_interval_s",
        "sensors/ms5837-30ba.active_power_w",
        "regulators/tps62840.efficiency",
    ),
)


@pytest.mark.parametrize("placement", RUNS)
def test_that_the_estimate_is_what_the_engine_gives(placement: str) -> None:
    def alter(kind: Kind, name: str, part: Part) -> Part:
        return scaled_part(kind, name, part, {key: 1.3 for key in CHANGED if key in drawn_numbers(kind, name, part)})

    other = VariedRegistry(Registry(), alter)
    run, truth = executed(placement, Registry()), executed(placement, other).kpis.fleet
    base, changed = (compiled(placement, parts, heard=False) for parts in (Registry(), other))
    surrogate = Surrogate(run.seen, base)
    then, now = surrogate.estimate(base), surrogate.estimate(changed)
    for kpi, tolerance in {"device_power_w": 1e-3, "battery_life_s": 1e-3, "latency_p50_s": 0.15}.items():
        value = run.kpis.fleet[kpi]
        assert combined(kpi, value, then[kpi], now[kpi]) == pytest.approx(truth[kpi], rel=tolerance), kpi
        assert abs(truth[kpi] / value - 1) > 0.01, f"{kpi} did not change"


def test_that_a_thinned_scenario_keeps_the_load_of_each_gateway() -> None:
    scenario = a_scenario()
    group = scenario.groups["valves"]
    many = replace(scenario, groups={"valves": replace(group, count=1_000_000)})
    site = many.sites["field"]
    many = replace(many, sites={"field": replace(site, count=20_000)})
    thin = thinned(many)
    assert thin.groups["valves"].count == MOST_DEVICES
    assert thin.groups["valves"].count / thin.sites["field"].count == pytest.approx(50)
    assert thinned(scenario) is scenario


def test_that_each_number_hits_every_stratum_once() -> None:
    propagation = Propagation(a_scenario(), models(), Registry(), 20)
    numbers = drawn_numbers(Kind.DEVICE, "b-u585i-iot02a", Registry().device("b-u585i-iot02a"))
    sourced = numbers["devices/b-u585i-iot02a.active_power_w"]
    factors = [propagation._factor("devices/b-u585i-iot02a.active_power_w", sourced, draw) for draw in range(20)]
    shares = (np.array(factors) - 1) / (2 * sourced.tolerance) + 0.5
    assert sorted((shares * 20).astype(int)) == list(range(20))


def test_that_very_many_latencies_are_condensed_without_losing_any() -> None:
    value_s, weight = _condensed(np.sort(np.linspace(0.1, 0.9, 100_001)), np.ones(100_001))
    assert len(value_s) == MOST_POINTS
    assert weight.sum() == 100_001
    assert value_s[-1] == 0.9
    reached = np.cumsum(weight) / weight.sum()
    assert value_s[np.searchsorted(reached, 0.99)] == pytest.approx(0.1 + 0.8 * 0.99, rel=1e-3)


@pytest.mark.parametrize("placement", RUNS)
def test_that_trees_leave_nothing_over(placement: str) -> None:
    run = of(placement)
    for kpi, tree in run.why.items():
        assert tree.recomputed() == pytest.approx(run.kpis[kpi], rel=1e-6, abs=1e-15), kpi
        over = [leaf for leaf in tree.leaves() if leaf.operation is Operation.REST]
        assert not over, f"{kpi}: {[leaf.name for leaf in over]}"


def test_that_every_kpi_that_applies_has_an_interval() -> None:
    for run in a_result().runs:
        applies = {kpi for kpi, value in run.kpis.items() if not math.isnan(value)}
        assert applies <= set(run.intervals)
        for group, kpis in run.by_group.items():
            held = {kpi.rpartition("/")[2] for kpi in run.intervals if kpi.startswith(f"{group}/")}
            assert {kpi for kpi, value in kpis.items() if not math.isnan(value)} <= held

"""Which plans the vectorised engine takes, why it takes no others, and that it takes nearly all that are shipped."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from builders.placed import models_of, plan_of
from builders.placed_radio import routed
from builders.plans import MS, Rows, S, Unwatched, energy, group, plan, stage, task, verdicts

from simgui.core.errors import UsageError
from simgui.engine.vectorised import eligibility
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.placement.strategies import compile_placement
from simgui.plan.perceived import Perceived
from simgui.plan.plan import Plan, StagePlan, TaskPlan, to_ns
from simgui.plan.preemption import Preemption
from simgui.plan.stages import Stage, When
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.timing import Collision, Slot, Wake
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.scenario.load import load_scenario
from simgui.scenario.scenario import Scenario
from simgui.scenario.site import Dispatch
from simgui.scenario.task import ReportPolicy

SCENARIOS = sorted(file.stem for file in (Path(__file__).resolve().parents[3] / "scenarios").glob("*.yaml"))
LEAST_SHARE = 0.8

CPU = StationSet("cpu", StationKind.DEVICE_CPU, 1)
CHANNEL = StationSet("cell", StationKind.CHANNEL, 1)
TURNS = StationSet("region", StationKind.CLOUD_CPU, 1, workers=2, dispatch=Dispatch.ROUND_ROBIN)

PAIR = StationSet("region", StationKind.CLOUD_CPU, 1, workers=2)


def of(stations: Sequence[StationSet], one: TaskPlan) -> Plan:
    return plan(stations, [group([one], devices=1)], duration_ns=S)


def one_task(
    stages: Sequence[StagePlan],
    *,
    report: ReportPolicy = ReportPolicy.ALWAYS,
    verdict_stage: int | None = None,
    decided: tuple[int, int] | None = None,
) -> TaskPlan:
    more = {"report": report, "verdict_stage": verdict_stage, "decided": decided}
    return task(stages, devices=1, period_ns=S, jobs=1, **more)  # type: ignore[arg-type]


def step(kind: Stage, after: int, service_ns: int = MS, *, station: int = 0, delay_ns: int = 0) -> StagePlan:
    when = When.REPORTED if kind is Stage.DOWNLINK else When.ALWAYS
    return stage(kind, station, service_ns, devices=1, after=after, delay_ns=delay_ns, when=when)


def half_duplex(service_ns: int, gateway_ns: int = 0, delay_ns: int = 0) -> Plan:
    """Up a channel, through a gateway and down the same channel."""
    up = step(Stage.UPLINK, -1, service_ns, delay_ns=delay_ns)
    stages = [up, step(Stage.GATEWAY, 0, gateway_ns, station=1), step(Stage.DOWNLINK, 1, service_ns)]
    gateway = StationSet("hut", StationKind.GATEWAY_CPU, 1)
    return of([CHANNEL, gateway], one_task(stages, verdict_stage=1, decided=(2, 1)))


NOBODY = np.zeros(1, dtype=np.int64)
WAKE = Wake(S, NOBODY)
PREEMPTION = Preemption(S, np.array([0, MS]), NOBODY)
COLLISION = Collision("air", NOBODY.astype(np.int32), NOBODY + 7, NOBODY - 100.0, NOBODY)
CLOUD = StationSet("region", StationKind.CLOUD_CPU, 1)
CROWD = StationSet("cell", StationKind.CHANNEL, 1, workers=2)


def timed(station: StationSet, kind: Stage, **more: object) -> Plan:
    return of([station], one_task([replace(step(kind, -1), **more)]))  # type: ignore[arg-type]


def partly_preempted() -> Plan:
    first, second = (one_task([one]) for one in (replace(step(Stage.INFER, -1), preemption=PREEMPTION),) * 2)
    second = replace(second, name="other", stages=(step(Stage.INFER, -1),))
    return plan([CPU], [group([first, second], devices=1)], duration_ns=S)


def answered_on_the_air(after: int) -> Plan:
    """An uplink that collides, behind a downlink of the same channel."""
    stages = [step(Stage.UPLINK, -1), step(Stage.DOWNLINK, 0), replace(step(Stage.UPLINK, after), collision=COLLISION)]
    return of([CHANNEL], one_task(stages, verdict_stage=0, decided=(2, 0)))


REFUSED: Mapping[str, Plan] = {
    "uplink wakes up cell, which has several workers": timed(CROWD, Stage.UPLINK, wake=WAKE),
    "cloud has slots, wakes, is preempted, collides or is dark at region": timed(CLOUD, Stage.CLOUD, slot=Slot(S)),
    "uplink may collide, and takes longer after a rest": timed(CHANNEL, Stage.UPLINK, wake=WAKE, collision=COLLISION),
    "infer is preempted at cpu, which has .* pauses": timed(CPU, Stage.INFER, preemption=PREEMPTION, hold_ns=NOBODY),
    "only some of the stages at cpu are preempted": partly_preempted(),
    "cpu is preempted and wakes up": timed(CPU, Stage.INFER, preemption=PREEMPTION, wake=WAKE),
    "uplink may collide, and comes back to a station": answered_on_the_air(1),
    "needs the order in which a round robin ends": of(
        [TURNS], one_task([step(Stage.CLOUD, -1)], report=ReportPolicy.ON_CHANGE)
    ),
    "several workers end services of different length": of(
        [PAIR], one_task([step(Stage.CLOUD, -1), step(Stage.CLOUD, 0, 2 * MS)], report=ReportPolicy.ON_CHANGE)
    ),
    "parts before the verdict, at gateway": of(
        [CPU, CHANNEL],
        one_task([step(Stage.INFER, -1), step(Stage.GATEWAY, -1, station=1)], verdict_stage=0, decided=(0, 0)),
    ),
    "parts without a verdict": of(
        [CPU], one_task([step(Stage.INFER, -1), step(Stage.INFER, -1)], verdict_stage=-1, decided=(1, 1))
    ),
    "takes no time, and is tried again at once": of(
        [CHANNEL], one_task([stage(Stage.UPLINK, 0, 0, devices=1, loss=0.5, attempts=2)])
    ),
    "comes back to cell in no time": half_duplex(0),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_that_a_plan_that_is_refused_is_told_why(reason: str) -> None:
    found = why_not(REFUSED[reason])
    assert found is not None
    assert re.search(reason, found)
    assert "task" in found or "uplink" in found
    with pytest.raises(UsageError, match=r"cannot run this: .*; use auto or simpy"):
        VectorisedEngine().run(REFUSED[reason], Rows(), Unwatched())


@pytest.mark.parametrize(
    "taken",
    [
        of([TURNS], one_task([step(Stage.CLOUD, -1)], report=ReportPolicy.ON_DETECTION)),
        of([CPU], one_task([step(Stage.INFER, -1)], report=ReportPolicy.ON_CHANGE)),
        of([PAIR], one_task([step(Stage.CLOUD, -1)], report=ReportPolicy.ON_CHANGE)),
        of([PAIR], one_task([step(Stage.CLOUD, -1), step(Stage.CLOUD, 0, 2 * MS)], report=ReportPolicy.ON_DETECTION)),
        of([CHANNEL], one_task([stage(Stage.UPLINK, 0, 0, devices=1, loss=0.5, attempts=2, gap_ns=1)])),
        timed(CHANNEL, Stage.UPLINK, wake=WAKE, slot=Slot(S), hold_ns=NOBODY),
        timed(CHANNEL, Stage.UPLINK, collision=COLLISION, max_attempts=3, slot=Slot(S), hold_ns=NOBODY),
        timed(CPU, Stage.INFER, preemption=PREEMPTION),
        half_duplex(1),
        half_duplex(0, gateway_ns=1),
        half_duplex(0, delay_ns=1),
    ],
)
def test_that_a_plan_that_differs_in_the_reason_is_taken(taken: Plan) -> None:
    assert why_not(taken) is None


def test_that_only_so_many_jobs_are_followed_with_batteries_that_may_run_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    one = task([step(Stage.INFER, -1)], devices=1, period_ns=MS, jobs=10)
    mortal, immortal = (
        plan([CPU], [group([one], devices=1, books=energy(1, 1.0, capacity_j=joule))], duration_ns=S)
        for joule in (0.5, 100.0)
    )
    assert why_not(mortal) is None
    monkeypatch.setattr(eligibility, "MORTAL_JOBS", 9)
    assert "10 jobs are more than the 9" in (why_not(mortal) or "")
    assert why_not(immortal) is None


def shipped(scenario: Scenario, placement: str) -> Plan | None:
    """Compile a placement; only what the verdicts say is left out. None for one that cannot be built."""
    perceived = {}
    for members in scenario.groups.values():
        for one in members.tasks:
            period_ns = to_ns(one.every_s)
            phase_ns = np.arange(members.count, dtype=np.int64) * 7_919 % period_ns
            jobs = -(-(to_ns(scenario.duration_s) - phase_ns) // period_ns)
            perceived[members.name, one.name] = Perceived(phase_ns, jobs, verdicts([0], members.count))
    compiled = compile_placement(
        scenario, scenario.placements[placement], perceived, models_of(scenario), Registry(), seed=scenario.seed
    )
    return compiled if isinstance(compiled, Plan) else None


@cache
def reasons() -> Mapping[str, str | None]:
    scenarios = {name: load_scenario(name) for name in SCENARIOS}
    pairs = [(name, placement) for name, one in scenarios.items() for placement in one.placements]
    plans = {f"{name} × {placement}": shipped(scenarios[name], placement) for name, placement in pairs}
    return {name: why_not(compiled) for name, compiled in plans.items() if compiled is not None}


def test_that_most_shipped_scenarios_run_vectorised(capsys: pytest.CaptureFixture[str]) -> None:
    found = reasons()
    assert len(found) >= len(SCENARIOS) >= 4
    share = sum(reason is None for reason in found.values()) / len(found)
    with capsys.disabled():
        print(f"{share:.0%} of {len(found)} shipped scenario × placement pairs run vectorised")  # noqa: T201
    assert share >= LEAST_SHARE, {pair: reason for pair, reason in found.items() if reason}


@pytest.mark.parametrize("link", [name for name in Registry().names(Kind.LINK) if not name.startswith("lorawan")])
def test_that_every_shipped_link_whose_rate_varies_runs_vectorised(tmp_path: Path, link: str) -> None:
    """Battery, retries, slots, wake-ups and tails as the profile has them."""
    for placement in ("edge", "cloud"):
        for keys in ("rate_spread: 60 %", "rate_spread: 90 %, rate_spread_law: uniform"):
            found = plan_of(routed(tmp_path, keys, link=link), placement)
            stages = [one for task in found.groups[0].tasks for one in task.stages if one.rate_spread is not None]
            assert stages
            assert why_not(found) is None

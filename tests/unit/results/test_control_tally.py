"""Control deadlines counted from the rows of a trace, in parts and for a fleet."""

from dataclasses import replace

import numpy as np
import pytest
from builders.plans import MS, Unwatched, group, plan, stage, task

from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.control import ControlLoop, ControlPlan
from simgui.plan.plan import GroupPlan, Plan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.trace import TraceChunk
from simgui.results import control_tally
from simgui.results.accumulator import KpiAccumulator
from simgui.results.control_tally import ControlTally

DEVICES = 5
LOOP = ControlLoop("fast", 10 * MS, 0, 2 * MS, 5 * MS)
"""Runs for 2 of every 10 ms, and must end within 5 ms."""


def story(control: ControlPlan | None) -> Plan:
    """Give five devices that infer for 50 ms every 200 ms over two seconds, at times of their own."""
    infer = stage(Stage.INFER, 0, 50 * MS, devices=DEVICES, instance=range(DEVICES), state=State.COMPUTE)
    phases = np.arange(DEVICES) * 7 * MS + MS // 2
    one = task([infer], devices=DEVICES, period_ns=200 * MS, jobs=10, phase_ns=phases)
    mine: GroupPlan = replace(group([one], devices=DEVICES), control=control)
    return plan([StationSet("cpu", StationKind.DEVICE_CPU, DEVICES)], [mine], duration_ns=2000 * MS)


def rows_of(made: Plan) -> list[TraceChunk]:
    class Kept:
        def __init__(self) -> None:
            self.chunks: list[TraceChunk] = []

        def record(self, chunk: TraceChunk) -> None:
            self.chunks.append(chunk)

    kept = Kept()
    VectorisedEngine().run(made, kept, Unwatched())
    return kept.chunks


def misses_by_hand() -> int:
    """Walk through every activation: those in an inference wait for its end and queue behind each other."""
    missed = 0
    for device in range(DEVICES):
        spans = [(device * 7 * MS + MS // 2 + job * 200 * MS, 50 * MS) for job in range(10)]
        free = 0
        for release in range(0, 2000 * MS, 10 * MS):
            left, now = 2 * MS, max(release, free)
            for begin, lasts in spans:
                if now < begin + lasts and now + left > begin:
                    left -= max(0, begin - now)
                    now = begin + lasts
            free = now + left
            missed += free - release > 5 * MS
    return missed


def test_that_misses_are_those_of_a_walk_by_hand() -> None:
    made = story(ControlPlan((LOOP,), above=0))
    tally = ControlTally(made, made.groups[0])
    for chunk in rows_of(made):
        tally.record(chunk)
    found = tally.count()
    assert found.jobs == DEVICES * 200
    assert found.missed == misses_by_hand() > 0


def test_that_parts_of_the_rows_add_up() -> None:
    made = story(ControlPlan((LOOP,), above=0))
    whole, first, second = (ControlTally(made, made.groups[0]) for _ in range(3))
    for chunk in rows_of(made):
        whole.record(chunk)
        half = len(chunk) // 2
        for tally, rows in ((first, slice(0, half)), (second, slice(half, None))):
            names = ("device", "job", "release_ns", "truth", "label", "reported", "outcome")
            flat = {name: getattr(chunk, name)[rows] for name in names}
            deep = {n: getattr(chunk, n)[:, rows] for n in ("start_ns", "finish_ns", "attempts", "lost_ns")}
            tally.record(replace(chunk, **flat, **deep))
    first.absorb(second)
    assert first.count() == whole.count()


def test_that_of_very_many_stretches_a_part_stands_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    made = story(ControlPlan((LOOP,), above=0))
    tally = ControlTally(made, made.groups[0])
    for chunk in rows_of(made):
        tally.record(chunk)
    exact = tally.count().missed
    monkeypatch.setattr(control_tally, "_MOST_STRETCHES", 20)
    assert tally.count().missed == pytest.approx(exact, rel=0.15)


def test_that_tasks_above_an_inference_are_not_followed() -> None:
    made = story(ControlPlan((replace(LOOP, worst_ns=2 * MS),), above=1))
    tally = ControlTally(made, made.groups[0])
    for chunk in rows_of(made):
        tally.record(chunk)
    assert tally.count().missed == 0


def test_that_the_kpi_is_a_share_and_none_without_control_tasks() -> None:
    for control, expected in ((ControlPlan((LOOP,), above=0), misses_by_hand() / (DEVICES * 200)), (None, None)):
        made = story(control)
        kpis = KpiAccumulator(made)
        report = VectorisedEngine().run(made, kpis, Unwatched())
        found = kpis.finish(report.ledgers).fleet["control_deadline_miss_ratio"]
        assert np.isnan(found) if expected is None else found == pytest.approx(expected)

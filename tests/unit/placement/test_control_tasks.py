"""Control tasks beside inferences: analysis and both engines agree, and the plan says who interrupts whom."""

from dataclasses import replace

import numpy as np
import pytest
from builders.plans import MS, Rows, Unwatched, energy, group, plan, stage, task

from simgui.core.paths import bundled
from simgui.engine.control import Engine
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.placement.control_tasks import control_plan, interrupted, with_control_power
from simgui.placement.misfit import MisfitError
from simgui.placement.response_time import ControlTask, response_times
from simgui.placement.supply import Parts
from simgui.plan.control import ControlPlan
from simgui.plan.plan import Plan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind, StationSet
from simgui.profiles.registry import Registry
from simgui.results.control_tally import ControlTally
from simgui.scenario import group as written_group
from simgui.scenario import task as written
from simgui.scenario.load import load_scenario

PERIODS = (10, 12, 15, 20, 24, 30, 40, 60, 120)
"""All divide 120."""
ENGINES = (ReferenceEngine(), VectorisedEngine())


def some_group() -> written_group.Group:
    """Give a group of the motor scenario."""
    scenario = load_scenario(bundled("scenarios") / "motor_control.yaml", registry=Registry())
    return scenario.groups["preempted"]


def random_tasks(seed: int) -> tuple[list[ControlTask], int]:
    """Draw two to five tasks that never ask for more than the processor, and which of them is the inference."""
    draw = np.random.default_rng(seed)
    while True:
        periods = [int(draw.choice(PERIODS)) for _ in range(draw.integers(2, 6))]
        works = [int(draw.integers(1, 1000 * period // 2)) for period in periods]
        inference = int(draw.integers(0, len(periods)))
        load = sum(work / (1000 * period) for work, period in zip(works, periods, strict=True))
        control = load - works[inference] / (1000 * periods[inference])
        if load <= 1 and control < 1:
            pairs = zip(periods, works, strict=True)
            return [ControlTask(f"t{i}", period * MS, work * 1000) for i, (period, work) in enumerate(pairs)], inference


def compiled(tasks: list[ControlTask], inference: int) -> Plan:
    """Compile the tasks: one of them as the inference of a device, the others as its control tasks."""
    mine = replace(
        some_group(),
        count=1,
        control_tasks=tuple(
            written.ControlTask(one.name, one.period_ns / 1e9, one.work_ns / 1e9, one.latest_ns / 1e9, -rank)
            for rank, one in enumerate(tasks)
            if rank != inference
        ),
        inference_priority=-inference,
    )
    infers = tasks[inference]
    infer = stage(Stage.INFER, 0, infers.work_ns, devices=1, state=State.COMPUTE)
    one = task([infer], devices=1, period_ns=infers.period_ns, jobs=120 * MS // infers.period_ns)
    control = control_plan(mine, [one])
    assert control is not None
    served = interrupted([one], control, 1)
    groups = [replace(group(served, devices=1), control=control)]
    return plan([StationSet("cpu", StationKind.DEVICE_CPU, 1)], groups, duration_ns=120 * MS, drain_ns=3600 * 1000 * MS)


def simulated(made: Plan, engine: Engine) -> tuple[int, tuple[int, ...]]:
    """Give the longest responses of the inference and of the control tasks. [ns]"""
    rows = Rows()
    engine.run(made, rows, Unwatched())
    control = made.groups[0].control
    assert control is not None
    unjudged = replace(control, loops=tuple(replace(loop, worst_ns=None) for loop in control.loops))
    tally = ControlTally(made, replace(made.groups[0], control=unjudged))
    for chunk in rows.chunks:
        tally.record(chunk)
    response = rows.column("finish_ns", 0) - rows.column("release_ns")
    return int(response.max()), tally.count().worst_ns


@pytest.mark.parametrize("block", range(8))
def test_that_analysis_is_the_longest_simulated_response(block: int) -> None:
    for seed in range(25 * block, 25 * block + 25):
        tasks, inference = random_tasks(seed)
        made = compiled(tasks, inference)
        worst = [one.worst_ns for one in response_times(tasks)]
        control = made.groups[0].control
        assert control is not None
        assert [loop.worst_ns for loop in control.loops] == [w for i, w in enumerate(worst) if i != inference]
        for engine in ENGINES:
            infers_ns, control_ns = simulated(made, engine)
            assert infers_ns == worst[inference], (seed, engine)
            assert list(control_ns) == [w for i, w in enumerate(worst) if i != inference], (seed, engine)


def of_motor(mode: written.InferenceMode) -> tuple[ControlPlan, list[str]]:
    """Compile the control tasks of the motor scenario beside 36 ms of inference."""
    infer = stage(Stage.INFER, 0, 36 * MS, devices=20, state=State.COMPUTE)
    one = task([infer], devices=20, period_ns=1000 * MS, jobs=1)
    made = control_plan(replace(some_group(), inference_mode=mode), [one])
    assert made is not None
    marks = ["preempted" if s.preemption else "alone" for t in interrupted([one], made, 20) for s in t.stages]
    return made, marks


def test_that_a_preemptible_inference_delays_no_task_above_it() -> None:
    made, marks = of_motor(written.InferenceMode.PREEMPTIBLE)
    assert made.above == 3
    assert made.warnings == ()
    assert marks == ["preempted"]


def test_that_one_that_runs_to_completion_delays_all_and_the_plan_says_so() -> None:
    made, marks = of_motor(written.InferenceMode.RUN_TO_COMPLETION)
    assert made.above == 0
    assert len(made.warnings) == 3
    assert made.warnings[0].startswith("preempted.current may end 36.")
    assert made.warnings[0].endswith("its deadline is 100 µs")
    assert marks == ["alone"]


def test_that_periods_without_a_common_multiple_are_refused() -> None:
    odd = replace(
        some_group(),
        control_tasks=tuple(
            written.ControlTask(f"t{i}", period_s, 1e-6, period_s, i + 1)
            for i, period_s in enumerate((0.100003, 0.0999977, 0.1))
        ),
    )
    with pytest.raises(MisfitError, match="repeat only after"):
        control_plan(odd, [])


def test_that_control_tasks_draw_active_power_for_their_share_of_the_time_once() -> None:
    mine = some_group()
    made, _ = of_motor(written.InferenceMode.PREEMPTIBLE)
    parts = Parts.of(mine, Registry())
    plain = energy(20, base_w=1e-5, state_w=(0.0, 0.02))
    drawn = with_control_power(plain, made, parts)
    load = 0.2 + 0.1 + 0.1
    awake_w = parts.device.active_power_w.value - parts.device.sleep_power_w.value
    assert drawn.base_power_w["control"] == pytest.approx(np.full(20, load * awake_w))
    # An inference of 6 ms holds the processor for 10: its own power counts for six of them, the tasks' for four.
    assert drawn.state_power_w[State.COMPUTE] == pytest.approx(np.full(20, 0.02 * (1 - load)))
    assert with_control_power(plain, None, parts) is plain

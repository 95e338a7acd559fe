"""A battery that sun and temperature change: charge conserved, brown-outs and restarts worked out by hand."""

from itertools import pairwise

import numpy as np
import pytest
from builders.executed import execute
from builders.plans import Rows, S, Unwatched, group, plan, stage, task
from builders.storages import storage, stored
from hypothesis import given, settings
from hypothesis import strategies as st

from simgui.core.errors import UsageError
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.storage import Storage, may_brown_out
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import GroupPlan, Plan
from simgui.plan.stages import Outcome, Stage, State
from simgui.plan.stations import StationKind, StationSet

CPU = StationSet("cpu", StationKind.DEVICE_CPU, 1)
HOUR = 3600 * S


def devices_of(made: GroupPlan, duration_ns: int) -> Plan:
    return plan([CPU], [made], duration_ns=duration_ns)


def working(base_w: float, compute_w: float, plan_of_storage: object, *, jobs: int, period_ns: int) -> GroupPlan:
    one = task(
        [stage(Stage.INFER, 0, 10 * S, devices=1, state=State.COMPUTE)],
        devices=1,
        period_ns=period_ns,
        jobs=jobs,
        phase_ns=period_ns // 2,
    )
    return group([one], devices=1, books=stored(plan_of_storage, base_w, (0.0, compute_w)))  # type: ignore[arg-type]


@given(
    switches=st.lists(
        st.tuples(st.integers(1, 4 * HOUR), st.sampled_from(list(State)), st.sampled_from([1, -1])), max_size=40
    ),
    harvest_w=st.lists(st.floats(0.0, 0.2), min_size=1, max_size=6),
    share=st.floats(0.3, 1.0),
    leak=st.floats(0.0, 1e-5),
    start=st.floats(0.0, 1.0),
)
@settings(max_examples=150, deadline=None)
def test_that_energy_is_conserved_through_harvest_brown_out_and_restart(
    switches: list[tuple[int, State, int]], harvest_w: list[float], share: float, leak: float, start: float
) -> None:
    """What was there and what came in is what is left, delivered, stranded and leaked, to 1e-9."""
    made = storage(harvest_w=harvest_w, share=share, leak_per_s=leak, floor=0.05, full_j=100.0, start=start)
    battery = Storage(made, 0, 0.005, [0.01 * (1 + state) for state in State])
    now_ns = 0

    def follow(until_ns: int) -> None:
        while True:
            when_ns, changes = battery.next_change_ns(battery._since_ns)
            if when_ns > until_ns:
                return
            if changes:
                battery.turn(when_ns, is_on=not battery.is_on)
            else:
                battery.advance(when_ns)
            if when_ns >= until_ns:
                return

    for wait_ns, state, change in switches:
        now_ns += wait_ns
        follow(now_ns)
        battery.switch(now_ns, state, change)
    flows = battery.flows
    came_j = battery.start_j + flows.harvested_j
    went_j = battery.level_j + flows.delivered_j + flows.stranded_j + flows.leaked_j
    assert went_j == pytest.approx(came_j, rel=1e-9, abs=1e-9)
    assert -1e-9 <= battery.level_j <= 100.0 * (1 + 1e-12)
    offered_j = sum(harvest_w[hour % len(harvest_w)] * 3600 for hour in range(now_ns // HOUR))
    offered_j += harvest_w[now_ns // HOUR % len(harvest_w)] * (now_ns % HOUR) / S
    assert flows.harvested_j + flows.rejected_j == pytest.approx(offered_j, rel=1e-9, abs=1e-9)


def test_that_the_load_is_delivered_by_the_times_in_each_state() -> None:
    made = storage(harvest_w=[0.01], full_j=1000.0)
    battery = Storage(made, 0, 0.001, [0.0, 0.1, 0.0, 0.0, 0.0])
    battery.switch(10 * S, State.COMPUTE, +1)
    battery.switch(20 * S, State.COMPUTE, -1)
    battery.advance(5 * HOUR)
    assert battery.flows.delivered_j == pytest.approx(0.001 * 5 * 3600 + 0.1 * 10)
    assert battery.state_ns[State.COMPUTE] == 10 * S
    assert battery.on_ns == 5 * HOUR


def test_that_a_device_browns_out_and_starts_again_where_lines_cross() -> None:
    """36 J, 10 mW: floor of 10 % after 3240 s. Then 20 mW for an hour from 7200 s on: 20 % after 180 s of it."""
    made = storage(harvest_w=[0.0, 0.0, 0.02], full_j=36.0, floor=0.1, restart=0.1)
    battery = Storage(made, 0, 0.01, [0.0] * len(State))
    assert battery.next_change_ns(0) == (3240 * S, True)
    battery.turn(3240 * S, is_on=False)
    assert battery.next_change_ns(3240 * S) == (3600 * S, False)
    assert battery.next_change_ns(3600 * S) == (7200 * S, False)
    when_ns, changes = battery.next_change_ns(7200 * S)
    assert changes
    assert when_ns == pytest.approx(7380 * S, abs=2)
    battery.turn(when_ns, is_on=True)
    assert battery.on_ns == 3240 * S


def test_that_jobs_without_power_are_lost_and_later_ones_are_not() -> None:
    """Three hours a day of 0.1 W against 20 mW and 0.5 J a job: out at night, on by day."""
    harvest_w = [0.0] * 6 + [0.1] * 3 + [0.0] * 3
    made = working(0.02, 0.05, storage(harvest_w=harvest_w, full_j=200.0, floor=0.1), jobs=96, period_ns=HOUR // 2)
    ran = execute(devices_of(made, 48 * HOUR), ReferenceEngine())
    outcomes = ran.tables[0, 0].outcome
    alive = (outcomes == Outcome.DONE).tolist()
    assert 0.1 < np.mean(alive) < 0.9
    changes = sum(a != b for a, b in pairwise(alive))
    assert changes >= 4, "it starts again every day"
    ledger = ran.ledgers["group"]
    assert ledger.death_ns[0] == -1
    assert 0 < ledger.alive_ns[0] < 48 * HOUR
    assert ledger.state_ns[State.COMPUTE][0] == pytest.approx(10 * S * sum(alive), rel=0.1)


def test_that_a_primary_cell_does_not_start_again() -> None:
    """The floor rises to 50 % for one cold hour at 40 %: the end, though the warmth comes back."""
    made = storage(harvest_w=[0.0] * 4, floor=[0.1, 0.1, 0.5, 0.1], full_j=100.0, start=0.4, restart=None)
    ran = execute(devices_of(working(1e-6, 0.0, made, jobs=8, period_ns=HOUR // 2), 4 * HOUR), ReferenceEngine())
    assert (ran.tables[0, 0].outcome == Outcome.DONE).tolist() == [True] * 4 + [False] * 4
    assert ran.ledgers["group"].death_ns[0] == 2 * HOUR


def test_that_the_vectorised_engine_runs_what_cannot_brown_out_and_only_that() -> None:
    safe = storage(harvest_w=[0.0, 0.05], full_j=10_000.0, floor=0.1)
    short = storage(harvest_w=[0.0, 0.05], full_j=40.0, floor=0.1)
    plans = [devices_of(working(0.01, 0.1, one, jobs=20, period_ns=HOUR // 2), 10 * HOUR) for one in (safe, short)]
    assert why_not(plans[0]) is None
    assert "may brown out" in (why_not(plans[1]) or "")
    with pytest.raises(UsageError, match="may brown out"):
        VectorisedEngine().run(plans[1], Rows(), Unwatched())
    reference, vectorised = execute(plans[0], ReferenceEngine()), execute(plans[0], VectorisedEngine())
    for column in ("device", "job", "release_ns", "outcome", "start_ns", "finish_ns"):
        np.testing.assert_array_equal(getattr(reference.tables[0, 0], column), getattr(vectorised.tables[0, 0], column))
    np.testing.assert_array_equal(reference.ledgers["group"].state_ns, vectorised.ledgers["group"].state_ns)


@given(
    base_w=st.floats(0.0, 0.02),
    compute_w=st.floats(0.0, 0.3),
    harvest_w=st.lists(st.floats(0.0, 0.1), min_size=2, max_size=5),
    start=st.floats(0.2, 1.0),
    period_min=st.integers(1, 50),
)
@settings(max_examples=60, deadline=None)
def test_that_what_the_bound_calls_safe_never_browns_out(
    base_w: float, compute_w: float, harvest_w: list[float], start: float, period_min: int
) -> None:
    """And what browns out, the bound had warned of."""
    period_ns = period_min * 60 * S
    made = storage(harvest_w=harvest_w, share=0.9, leak_per_s=1e-6, floor=0.1, full_j=300.0, start=start)
    small = working(base_w, compute_w, made, jobs=int(8 * HOUR // period_ns), period_ns=period_ns)
    warned = bool(may_brown_out(small, 8 * HOUR, [CPU])[0])
    battery = Storage(made, 0, base_w, [0.0, compute_w, 0.0, 0.0, 0.0])
    now_ns, went_out = 0, False
    ends = [period_ns // 2 + job * period_ns for job in range(int(8 * HOUR // period_ns))]
    switches = [(at_ns + late_ns, change) for at_ns in ends for late_ns, change in ((0, +1), (10 * S, -1))]
    for when_ns, change in [*switches, (8 * HOUR, 0)]:
        while now_ns < when_ns and not went_out:
            at_ns, changes = battery.next_change_ns(now_ns)
            went_out = changes and at_ns < when_ns
            now_ns = min(at_ns, when_ns)
        battery.switch(when_ns, State.COMPUTE, change)
    assert warned or not went_out

"""Corners of a battery's death that the engines once saw differently."""

import numpy as np
import pytest
from builders.both_engines import Case, compare
from builders.executed import execute
from builders.plans import S, energy, group, plan, stage, task

from simgui.plan.plan import Plan, StagePlan
from simgui.plan.stages import Outcome, Stage
from simgui.plan.stations import StationKind, StationSet

CPU = StationSet("cpu", StationKind.DEVICE_CPU, 1)
CHANNEL = StationSet("cell", StationKind.CHANNEL, 1, queue_limit=1)

MORTAL = energy(1, 1.0, capacity_j=1.0)
"""Empty after a second, whatever happens."""


def one_job(stages: list[StagePlan], release_ns: int) -> Plan:
    one = task(stages, devices=1, period_ns=9 * S, phase_ns=release_ns, jobs=1)
    return plan([CPU, CHANNEL], [group([one], devices=1, books=MORTAL)], duration_ns=2 * S)


@pytest.mark.parametrize(
    "stages",
    [
        [stage(Stage.INFER, 0, 5, devices=1, delay_ns=2 * S), stage(Stage.UPLINK, 1, 5, devices=1, after=0)],
        [stage(Stage.UPLINK, 1, 5, devices=1, loss=1.0, attempts=2, gap_ns=2 * S)],
    ],
)
def test_that_what_would_reach_a_dead_device_after_the_end_is_in_flight(stages: list[StagePlan]) -> None:
    drawn = one_job(stages, S - 10)
    (rows,) = execute(drawn).tables.values()
    assert rows.outcome.tolist() == [Outcome.IN_FLIGHT]
    assert compare(Case(drawn, 1)).differences == ()


def test_that_the_dead_leave_a_queue_as_soon_as_a_worker_would_take_them() -> None:
    """The worker is free in the instant of death: the dead one is passed over, the next starts, one more may wait."""
    dying = task([stage(Stage.UPLINK, 1, 7, devices=1)], devices=1, period_ns=9 * S, phase_ns=S - 5, jobs=1)
    others = task(
        [stage(Stage.UPLINK, 1, [10, 3, 3], devices=3)], devices=3, period_ns=9 * S, phase_ns=[S - 10, S, S], jobs=1
    )
    groups = [group([dying], devices=1, name="a", books=MORTAL), group([others], devices=3, name="b")]
    drawn = plan([CPU, CHANNEL], groups, duration_ns=2 * S)
    run = execute(drawn)
    assert run.tables[0, 0].outcome.tolist() == [Outcome.DEAD]
    np.testing.assert_array_equal(run.tables[1, 0].start_ns[0], [S - 10, S, S + 3])
    assert compare(Case(drawn, 1)).differences == ()

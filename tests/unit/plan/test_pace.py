"""Services at a clock that changes in the course of a run."""

from dataclasses import replace

import numpy as np
import pytest
from builders.executed import execute
from builders.plans import MS, energy, group, plan, stage, task
from hypothesis import given
from hypothesis import strategies as st

from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.pace import Pace
from simgui.plan.plan import Plan
from simgui.plan.stages import Stage, State
from simgui.plan.stations import StationKind, StationSet

HALF = Pace(
    from_ns=np.array([0, 250 * MS]),
    until_ns=1000 * MS,
    clock=np.array([[1.0, 0.5], [1.0, 0.8]]),
    power=np.array([[1.0, 0.25], [1.0, 0.9]]),
    course=np.array([0, 1], dtype=np.int32),
)


def two_boards(service_ns: int = 10 * MS) -> Plan:
    """Two devices that infer every 100 ms for a second; the first slows to half its clock, the second to 80 %."""
    infer = replace(stage(Stage.INFER, 0, service_ns, devices=2, instance=[0, 1], state=State.COMPUTE), pace=HALF)
    tasks = [task([infer], devices=2, period_ns=100 * MS, jobs=10)]
    cpus = StationSet("fleet.boards.cpu", StationKind.DEVICE_CPU, 2)
    made: Plan = plan([cpus], [group(tasks, devices=2, books=energy(2))], duration_ns=1000 * MS)
    return made


def test_that_jobs_are_served_at_the_clock_of_their_release() -> None:
    run = execute(two_boards())
    chunk = run.tables[0, 0]
    lasted = (chunk.finish_ns - chunk.start_ns)[0]
    slow = chunk.release_ns >= 250 * MS
    assert (lasted[~slow] == 10 * MS).all()
    assert (lasted[slow & (chunk.device == 0)] == 20 * MS).all()
    assert (lasted[slow & (chunk.device == 1)] == 12.5 * MS).all()


def test_that_the_energy_is_the_power_of_each_clock_times_its_time() -> None:
    run = execute(two_boards())
    ledger = run.ledgers["group"]
    state_ns = ledger.state_ns[State.COMPUTE]
    # Three jobs at full clock, seven at a lower one and power.
    assert state_ns.tolist() == [3 * 10 * MS + 7 * 20 * MS * 0.25, 3 * 10 * MS + 7 * 12.5 * MS * 0.9]


def test_that_the_vectorised_engine_gives_the_same() -> None:
    for jobs in (1, 5, 1000):
        mine, theirs = execute(two_boards(), VectorisedEngine(chunk_jobs=jobs)), execute(two_boards())
        assert np.array_equal(np.sort(mine.tables[0, 0].finish_ns), np.sort(theirs.tables[0, 0].finish_ns))
        assert np.array_equal(mine.ledgers["group"].state_ns, theirs.ledgers["group"].state_ns)


def test_that_means_weigh_the_spells_by_their_length() -> None:
    assert HALF.mean_stretch() == pytest.approx([0.25 * 1 + 0.75 * 2, 0.25 + 0.75 / 0.8])
    assert HALF.mean_draw() == pytest.approx([0.25 + 0.75 * 0.5, 0.25 + 0.75 * 0.9 / 0.8])


@given(
    full_ns=st.integers(0, 10**12),
    clock=st.lists(st.floats(0.05, 1.0), min_size=1, max_size=4),
    release_ns=st.integers(0, 10**12),
)
def test_that_no_service_is_faster_than_at_full_clock(full_ns: int, clock: list[float], release_ns: int) -> None:
    share = np.array([clock])
    edges = np.arange(len(clock)) * 10**11
    pace = Pace(edges, 10**12, share, np.square(share), np.zeros(1, dtype=np.int32))
    one = np.array([full_ns]), np.array([0]), np.array([release_ns])
    served, drawn = int(pace.served_ns(*one)[0]), int(pace.drawn_ns(*one)[0])
    assert full_ns <= served <= int(pace.longest_ns(np.array([full_ns]))[0])
    assert drawn <= served
    at = clock[min(release_ns // 10**11, len(clock) - 1)]
    assert served == pytest.approx(full_ns / at, abs=1)

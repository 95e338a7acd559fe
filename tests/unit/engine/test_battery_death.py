"""Batteries that run empty, ends of runs, and cancelled ones: worked out by hand, to the nanosecond."""

from collections.abc import Sequence

import numpy as np
import pytest
from builders.executed import Executed, execute
from builders.plans import MS, Rows, S, Unwatched, energy, group, plan, stage, task

from simgui.core.errors import RunCancelled
from simgui.engine.battery import may_die
from simgui.engine.reference.engine import ReferenceEngine
from simgui.plan.plan import GroupPlan, StagePlan
from simgui.plan.stages import Outcome, Stage, State
from simgui.plan.stations import StationKind, StationOutage, StationSet

DONE, DEAD, IN_FLIGHT = Outcome.DONE, Outcome.DEAD, Outcome.IN_FLIGHT
CPU = StationSet("cpu", StationKind.DEVICE_CPU, 1)
CHANNEL = StationSet("channel", StationKind.CHANNEL, 1)
GATEWAY = StationSet("gateway", StationKind.GATEWAY_CPU, 1)


def infer(service_ns: int = 0) -> list[StagePlan]:
    return [stage(Stage.INFER, 0, service_ns, devices=1, state=State.COMPUTE)]


def alone(
    stages: Sequence[StagePlan],
    capacity_j: float,
    *,
    base_w: float = 0.0,
    state_w: Sequence[float] = (),
    phase_ns: int = 0,
    jobs: int = 1,
    sense_ns: int = 0,
    stations: Sequence[StationSet] = (CPU,),
    duration_ns: int = 10 * S,
) -> Executed:
    """One device with jobs every second."""
    one = task(stages, devices=1, period_ns=S, jobs=jobs, phase_ns=phase_ns, sense_ns=sense_ns)
    books = energy(1, base_w, state_w, capacity_j)
    return execute(plan(stations, [group([one], devices=1, books=books)], duration_ns=duration_ns, drain_ns=100 * S))


def death_ns(run: Executed) -> int:
    return int(run.ledgers["group"].death_ns[0])


def test_that_a_battery_without_work_dies_on_time_and_later_jobs_are_dead() -> None:
    """2.5 J at 1 W."""
    run = alone(infer(), 2.5, base_w=1.0, jobs=5)
    rows = run.tables[0, 0]
    assert death_ns(run) == 2 * S + S // 2
    assert rows.outcome.tolist() == [DONE, DONE, DONE, DEAD, DEAD]
    assert rows.release_ns.tolist() == [0, S, 2 * S, 3 * S, 4 * S]
    assert rows.start_ns[0].tolist() == [0, S, 2 * S, -1, -1]
    assert rows.truth.tolist() == [0, 0, 0, -1, -1]
    assert rows.attempts[0].tolist() == [1, 1, 1, 0, 0]


def test_that_death_comes_in_the_first_nanosecond_without_energy() -> None:
    """1 J at 3 W lasts for 333 333 333.3 ns."""
    assert death_ns(alone(infer(), 1.0, base_w=3.0)) == 333_333_334


def test_that_an_inference_dies_with_its_device() -> None:
    """1 W always and 3 W more in service: 4 J by 1 s, 5 J by 2 s, 6 J by 2.25 s."""
    run = alone(infer(S), 6.0, base_w=1.0, state_w=[0, 3.0], phase_ns=0, jobs=3)
    # Job 1 is in service from 1 s: 4 J at 1 s leave 2 J, which last for half a second.
    rows = run.tables[0, 0]
    assert death_ns(run) == S + S // 2
    assert rows.outcome.tolist() == [DONE, DEAD, DEAD]
    assert rows.start_ns[0].tolist() == [0, S, -1]
    assert rows.finish_ns[0].tolist() == [S, -1, -1]
    np.testing.assert_allclose(run.ledgers["group"].energy_j(), [6.0], rtol=1e-12)


def test_that_what_ends_in_the_instant_of_death_has_ended_and_nothing_begins() -> None:
    run = alone(infer(S), 4.0, base_w=1.0, state_w=[0, 3.0], jobs=2)
    rows = run.tables[0, 0]
    assert death_ns(run) == S
    assert rows.outcome.tolist() == [DONE, DEAD]
    assert rows.start_ns[0].tolist() == [0, -1]


def test_that_sensing_draws_before_the_release() -> None:
    """1 W for half a second before 1, 2 and 3 s: half of the second reading is left."""
    run = alone(infer(), 0.75, state_w=[1.0], phase_ns=S, jobs=3, sense_ns=S // 2)
    assert death_ns(run) == S + 3 * S // 4
    assert run.tables[0, 0].outcome.tolist() == [DONE, DEAD, DEAD]
    assert run.ledgers["group"].state_ns[State.SENSE].tolist() == [3 * S // 4]


def test_that_a_tail_draws_after_the_service() -> None:
    """1 W for 1 s, then 2 W in a tail of 5 s: 3 J are gone after 2 s."""
    up = stage(Stage.UPLINK, 0, S, devices=1, state=State.TRANSMIT, tail_ns=5 * S)
    run = alone([up], 3.0, state_w=[0, 0, 1.0, 0, 2.0], stations=[CHANNEL])
    assert death_ns(run) == 2 * S
    assert run.tables[0, 0].outcome.tolist() == [DONE]


def test_that_a_message_that_left_the_device_goes_on_without_it() -> None:
    stages = [
        stage(Stage.UPLINK, 0, S, devices=1),
        stage(Stage.GATEWAY, 1, 3 * S, devices=1, after=0),
    ]
    run = alone(stages, 1.5, base_w=1.0, stations=[CHANNEL, GATEWAY])
    assert death_ns(run) == S + S // 2
    assert run.tables[0, 0].outcome.tolist() == [DONE]
    assert run.tables[0, 0].finish_ns[1].tolist() == [4 * S]


def test_that_receiving_draws_from_the_battery_and_a_dead_device_hears_nothing() -> None:
    """From 1 s on 2 W of receiving: 2 J last until 2 s; the sender goes on until 4 s."""
    stages = [
        stage(Stage.UPLINK, 0, S, devices=1),
        stage(Stage.DOWNLINK, 0, 3 * S, devices=1, after=0, state=State.RECEIVE),
    ]
    run = alone(stages, 2.0, state_w=[0, 0, 0, 2.0], stations=[CHANNEL])
    rows = run.tables[0, 0]
    assert death_ns(run) == 2 * S
    assert (rows.outcome[0], rows.finish_ns[1, 0]) == (DEAD, 4 * S)
    np.testing.assert_allclose(run.ledgers["group"].energy_j(), [2.0], rtol=1e-12)


def test_that_attempts_to_reach_a_dead_device_cost_it_nothing() -> None:
    stages = [stage(Stage.DOWNLINK, 0, S, devices=1, state=State.RECEIVE, loss=1.0, attempts=4)]
    run = alone(stages, 3.0, state_w=[0, 0, 0, 2.0], stations=[CHANNEL])
    assert death_ns(run) == S + S // 2
    assert run.tables[0, 0].attempts[0].tolist() == [4]
    np.testing.assert_allclose(run.ledgers["group"].energy_j(), [3.0], rtol=1e-12)


def test_that_the_channel_is_free_once_its_sender_is_dead() -> None:
    """Device 0 sends from 0 s and dies at 1 s with two messages in store; device 1 has waited since 0 s."""
    step = stage(Stage.UPLINK, 0, 5 * S, devices=2, state=State.TRANSMIT)
    one = task([step], devices=2, period_ns=S // 4, jobs=[3, 1])
    books = energy(2, state_w=[0, 0, 2.0], capacity_j=[2.0, 1e6])
    run = execute(plan([CHANNEL], [group([one], devices=2, books=books)], duration_ns=20 * S, drain_ns=20 * S))
    rows = run.tables[0, 0]
    assert rows.outcome.tolist() == [DEAD, DEAD, DEAD, DONE]
    assert rows.start_ns[0].tolist() == [0, -1, -1, S]
    assert run.ledgers["group"].death_ns.tolist() == [S, -1]


def test_that_nothing_is_drawn_after_the_run() -> None:
    """A service from 9 s to 14 s in a run of 10 s: 1 s at 3 W; the rest is the drain's."""
    run = alone(infer(5 * S), 14.0, base_w=1.0, state_w=[0, 3.0], phase_ns=9 * S)
    assert death_ns(run) == -1
    assert run.tables[0, 0].outcome.tolist() == [DONE]
    np.testing.assert_allclose(run.ledgers["group"].energy_j(), [13.0], rtol=1e-12)


def sender(stages: Sequence[StagePlan], capacity_j: float) -> GroupPlan:
    one = task(stages, devices=1, period_ns=100 * S, jobs=1)
    return group([one], devices=1, books=energy(1, state_w=[0, 0, 1.0, 0, 1.0], capacity_j=capacity_j))


def test_that_outages_cannot_hide_a_death() -> None:
    """Sending 10 s at 1 W is interrupted 9 times after 9 s: 81 J and 10 J, though two full attempts cost 20 J."""
    outages = tuple(StationOutage(None, k * 10 * S - S, k * 10 * S) for k in range(1, 10))
    channel = StationSet("channel", StationKind.CHANNEL, 1, outages=outages)
    one = sender([stage(Stage.UPLINK, 0, 10 * S, devices=1, state=State.TRANSMIT)], 85.0)
    run = execute(plan([channel], [one], duration_ns=200 * S))
    assert may_die(one, 200 * S, [channel]).tolist() == [True]
    assert death_ns(run) == 94 * S


@pytest.mark.parametrize(("finish_ns", "outcome"), [(15 * S - 1, DONE), (15 * S, IN_FLIGHT)])
def test_that_the_drain_ends_on_the_nanosecond(finish_ns: int, outcome: Outcome) -> None:
    one = task([stage(Stage.CLOUD, 0, finish_ns, devices=1)], devices=1, period_ns=S, jobs=1)
    server = StationSet("cloud", StationKind.CLOUD_CPU, 1)
    run = execute(plan([server], [group([one], devices=1)], duration_ns=10 * S, drain_ns=5 * S))
    assert run.tables[0, 0].outcome.tolist() == [outcome]


class Impatient(Unwatched):
    """Stops the run once it has come so far."""

    def __init__(self, stop_ns: int) -> None:
        self.stop_ns = stop_ns
        self.heard: list[tuple[int, int]] = []

    def progress(self, time_ns: int, jobs: int) -> None:
        self.heard.append((time_ns, jobs))

    def cancelled(self) -> bool:
        return bool(self.heard) and self.heard[-1][0] >= self.stop_ns


def test_that_a_run_stops_when_it_is_cancelled() -> None:
    one = task([stage(Stage.CLOUD, 0, MS, devices=1)], devices=1, period_ns=10 * MS, jobs=5_000)
    server = StationSet("cloud", StationKind.CLOUD_CPU, 1)
    whole = plan([server], [group([one], devices=1)], duration_ns=50 * S)
    control = Impatient(20 * S)
    with pytest.raises(RunCancelled):
        ReferenceEngine().run(whole, Rows(), control)
    assert control.heard[-1][0] < 40 * S
    patient = Impatient(100 * S)
    ReferenceEngine().run(whole, Rows(), patient)
    assert patient.heard == sorted(patient.heard)
    assert patient.heard[-1] == (50 * S, 5_000)

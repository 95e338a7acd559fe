"""Which results travel on, and what happens to attempts that fail: worked out by hand."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from builders.executed import Executed, execute
from builders.plans import MS, S, energy, group, plan, stage, task

from simgui.core.random_numbers import Purpose, stable_hash, uniform
from simgui.plan.plan import StagePlan
from simgui.plan.stages import Outcome, Stage, State, When
from simgui.plan.stations import StationKind, StationSet
from simgui.scenario.task import ReportPolicy

CPU = StationSet("cpu", StationKind.DEVICE_CPU, 1)
CHANNEL = StationSet("channel", StationKind.CHANNEL, 1)
GATEWAY = StationSet("gateway", StationKind.GATEWAY_CPU, 1)
DONE, LOST, DROPPED = Outcome.DONE, Outcome.LOST, Outcome.DROPPED


def edge(labels: Sequence[int], report: ReportPolicy, cpu: StationSet = CPU, service_ns: int = MS) -> Executed:
    """One device decides every second and sends what is reported."""
    stages = [
        stage(Stage.INFER, 0, service_ns, devices=1, state=State.COMPUTE),
        stage(Stage.UPLINK, 1, 2 * MS, devices=1, after=0, when=When.REPORTED, state=State.TRANSMIT),
    ]
    one = task(
        stages,
        devices=1,
        period_ns=S,
        jobs=len(labels),
        labels=labels,
        report=report,
        verdict_stage=0,
        decided=(1, 0),
    )
    return execute(plan([cpu, CHANNEL], [group([one], devices=1)], duration_ns=len(labels) * S, drain_ns=10 * S))


def test_that_on_detection_sends_the_alarms_only() -> None:
    rows = edge([0, 1, 1, 0, 1], ReportPolicy.ON_DETECTION).tables[0, 0]
    assert rows.label.tolist() == rows.reported.tolist() == [0, 1, 1, 0, 1]
    assert rows.start_ns[1].tolist() == [-1, S + MS, 2 * S + MS, -1, 4 * S + MS]
    assert (rows.outcome == DONE).all()


def test_that_always_sends_everything() -> None:
    rows = edge([0, 1, 0], ReportPolicy.ALWAYS).tables[0, 0]
    assert rows.reported.tolist() == [1, 1, 1]
    assert rows.start_ns[1].tolist() == [MS, S + MS, 2 * S + MS]


def test_that_on_change_sends_the_first_verdict_and_every_other_one() -> None:
    rows = edge([0, 0, 1, 1, 0], ReportPolicy.ON_CHANGE).tables[0, 0]
    assert rows.reported.tolist() == [1, 0, 1, 0, 1]


def test_that_on_change_compares_with_the_last_verdict_that_was_made() -> None:
    """Inferences of 1.5 s without a queue: jobs 1 and 3 are dropped, so 0 follows 0."""
    cpu = StationSet("cpu", StationKind.DEVICE_CPU, 1, queue_limit=0)
    rows = edge([0, 1, 0, 1, 1], ReportPolicy.ON_CHANGE, cpu, 3 * S // 2).tables[0, 0]
    assert rows.outcome.tolist() == [DONE, DROPPED, DONE, DROPPED, DONE]
    assert rows.reported.tolist() == [1, -1, 0, -1, 1]
    assert rows.label.tolist() == [0, -1, 0, -1, 1]


def test_that_devices_do_not_share_what_they_last_said() -> None:
    steps = [stage(Stage.INFER, 0, MS, devices=2, instance=[0, 1])]
    one = task(steps, devices=2, period_ns=S, jobs=2, labels=[1, 1], report=ReportPolicy.ON_CHANGE)
    cpus = StationSet("cpu", StationKind.DEVICE_CPU, 2)
    rows = execute(plan([cpus], [group([one], devices=2)], duration_ns=2 * S, drain_ns=S)).tables[0, 0]
    assert rows.reported.tolist() == [1, 0, 1, 0]


def lossy(phases: Sequence[int], *, loss: float, attempts: int, gap_ns: int = 0, tail_ns: int = 0) -> Executed:
    """One message of 1 s of each device over one channel."""
    devices = len(phases)
    step = stage(
        Stage.UPLINK,
        0,
        S,
        devices=devices,
        loss=loss,
        attempts=attempts,
        gap_ns=gap_ns,
        tail_ns=tail_ns,
        state=State.TRANSMIT,
    )
    one = task([step], devices=devices, period_ns=S, jobs=1, phase_ns=phases)
    books = energy(devices, state_w=[0, 0, 2.0, 0, 3.0])
    return execute(plan([CHANNEL], [group([one], devices=devices, books=books)], duration_ns=50 * S, drain_ns=50 * S))


def columns(run: Executed) -> tuple[list[int], list[int], list[int], list[int]]:
    rows = run.tables[0, 0]
    return (
        rows.start_ns[0].tolist(),
        rows.finish_ns[0].tolist(),
        rows.attempts[0].tolist(),
        rows.lost_ns[0].tolist(),
    )


def test_that_a_message_is_lost_after_its_last_attempt_at_the_exact_time() -> None:
    """Attempts at 0, 3 and 6 s, each of 1 s and 2 s apart."""
    run = lossy([0], loss=1.0, attempts=3, gap_ns=2 * S)
    assert columns(run) == ([6 * S], [7 * S], [3], [2 * S])
    assert run.tables[0, 0].outcome.tolist() == [LOST]


def test_that_another_attempt_queues_behind_who_came_before_it() -> None:
    """Device 0 tries at 0, 3, 6 s; device 1 comes at 0.5 s: 1 s, then 4 s, then 7 s."""
    run = lossy([0, S // 2], loss=1.0, attempts=3, gap_ns=2 * S)
    assert columns(run)[0] == [6 * S, 7 * S]


def test_that_an_attempt_without_a_gap_arrives_when_the_last_one_ended() -> None:
    """Alone: 0, 1, 2 s. With a device that came at 0.5 s they take turns: 0, 2, 4 s and 1, 3, 5 s."""
    assert columns(lossy([0], loss=1.0, attempts=3))[0] == [2 * S]
    assert columns(lossy([0, S // 2], loss=1.0, attempts=3))[0] == [4 * S, 5 * S]


def test_that_the_energy_of_failed_attempts_is_booked_and_the_tail_follows_the_last() -> None:
    """Three attempts of 1 s at 2 W, one tail of 500 ms at 3 W."""
    causes = lossy([0], loss=1.0, attempts=3, gap_ns=S, tail_ns=S // 2).ledgers["group"].energy_by_cause_j()
    np.testing.assert_allclose((causes["transmit"][0], causes["tail"][0]), (6.0, 1.5), rtol=1e-12)


@pytest.mark.parametrize("hop_kind", [Stage.UPLINK, Stage.BACKHAUL, Stage.DOWNLINK])
def test_that_losses_are_the_numbers_of_their_keys(hop_kind: Stage) -> None:
    """The first attempt whose own number is not below the probability succeeds."""
    purpose = {
        Stage.UPLINK: Purpose.UPLINK_LOSS,
        Stage.BACKHAUL: Purpose.BACKHAUL_LOSS,
        Stage.DOWNLINK: Purpose.DOWNLINK_LOSS,
    }[hop_kind]
    devices, jobs, attempts = 5, 40, 4
    step = stage(hop_kind, 0, MS, devices=devices, loss=0.5, attempts=attempts, instance=np.arange(devices))
    one = task([step], devices=devices, period_ns=S, jobs=jobs)
    links = StationSet("links", StationKind.CHANNEL, devices)
    run = execute(plan([links], [group([one], devices=devices)], duration_ns=jobs * S, drain_ns=S, seed=11))
    rows = run.tables[0, 0]
    key = (stable_hash("group"), rows.device, stable_hash("task"), rows.job, 0)
    failed = np.array([uniform(11, purpose, *key, attempt) < 0.5 for attempt in range(attempts)])
    tries = np.where(failed.all(axis=0), attempts, np.argmin(failed, axis=0) + 1)
    assert (rows.attempts[0] == tries).all()
    assert ((rows.outcome == LOST) == failed.all(axis=0)).all()
    assert 0 < (rows.outcome == LOST).sum() < len(rows)


def fog(stages: Sequence[StagePlan], *, reported: int, stations: Sequence[StationSet]) -> npt.NDArray[np.int8]:
    one = task(stages, devices=1, period_ns=S, jobs=1, labels=[1], verdict_stage=1, decided=(reported, 1), name="watch")
    run = execute(plan(stations, [group([one], devices=1)], duration_ns=S, drain_ns=60 * S))
    return run.tables[0, 0].outcome


def test_that_a_lost_copy_does_not_undo_a_decision_that_arrives() -> None:
    """The backhaul loses its copy at once; the downlink brings the decision 5 s later."""
    stations = [CHANNEL, GATEWAY, StationSet("backhaul", StationKind.BACKHAUL, 1)]
    stages = [
        stage(Stage.UPLINK, 0, S, devices=1),
        stage(Stage.GATEWAY, 1, S, devices=1, after=0),
        stage(Stage.BACKHAUL, 2, MS, devices=1, after=1, loss=1.0),
        stage(Stage.DOWNLINK, 0, 5 * S, devices=1, after=1),
    ]
    assert fog(stages, reported=3, stations=stations).tolist() == [DONE]
    assert fog(stages, reported=2, stations=stations).tolist() == [LOST]


def test_that_a_decision_made_before_its_report_is_lost_stays_made() -> None:
    stations = [CHANNEL, GATEWAY]
    stages = [
        stage(Stage.UPLINK, 0, S, devices=1),
        stage(Stage.GATEWAY, 1, S, devices=1, after=0),
        stage(Stage.DOWNLINK, 0, S, devices=1, after=1, loss=1.0),
    ]
    assert fog(stages, reported=1, stations=stations).tolist() == [DONE]

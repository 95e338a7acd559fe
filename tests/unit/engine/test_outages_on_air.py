"""Outages of a gateway that nobody on the air knows of, worked out by hand; both engines alike."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from builders.executed import Executed, execute
from builders.plans import MS, S, energy, group, ints, plan, stage, task

from simgui.core.random_numbers import stable_hash
from simgui.engine.control import Engine
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan, StagePlan
from simgui.plan.stages import Outcome, Stage, State
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.timing import Collision, Jitter, JitterLaw

AIR_NS = 50 * MS
TRANSMIT_W = 0.1

both_engines = pytest.mark.parametrize(
    "engine", [ReferenceEngine(), VectorisedEngine(chunk_jobs=40), VectorisedEngine()], ids=["simpy", "cut", "whole"]
)


def air(
    devices: int, *, factor: int | Sequence[int] = 7, demodulators: int | None = None, alone: bool = False
) -> Collision:
    """One cell of pure ALOHA; or one for each device, where nobody disturbs anybody."""
    none = np.zeros(devices, dtype=np.int64)
    cell = np.arange(devices) if alone else none
    return Collision("cell", cell.astype(np.int32), ints(factor, devices), none - 100.0, none, 1, None, demodulators)


def sending(law: Collision, air_ns: int | Sequence[int] = AIR_NS) -> StagePlan:
    """An attempt on the air; every device has a station of its own."""
    devices = len(law.cell)
    send = stage(Stage.UPLINK, 0, air_ns, devices=devices, instance=np.arange(devices), state=State.TRANSMIT)
    return replace(send, collision=law)


def fleet(
    send: StagePlan, outages: Sequence[StationOutage], phase_ns: Sequence[int], *, period_ns: int, jobs: int = 1
) -> Plan:
    """Devices that send at their phase of every period, over gateways with outages."""
    devices = len(phase_ns)
    one = task([send], devices=devices, period_ns=period_ns, jobs=jobs, phase_ns=phase_ns)
    radios = StationSet("radio", StationKind.CHANNEL, devices, outages=tuple(outages))
    books = energy(devices, state_w=[0, 0, TRANSMIT_W])
    made = plan(
        [radios], [group([one], devices=devices, books=books)], duration_ns=period_ns * jobs, drain_ns=1_000 * S
    )
    assert why_not(made) is None
    return made


def outcomes(run: Executed) -> list[Outcome]:
    return [Outcome(one) for one in run.tables[0, 0].outcome.tolist()]


def transmit_j(run: Executed) -> float:
    return float(run.ledgers["group"].energy_by_cause_j()["transmit"].sum())


@both_engines
def test_that_unconfirmed_messages_are_lost_that_overlap_an_outage_and_no_others(engine: Engine) -> None:
    """Frames every 100 ms, each 50 ms long: 60 s + 10 ms out of 200 s meet 600 of them, and one that had begun."""
    devices, period_ns = 200, 20 * S
    outage = StationOutage(None, 70 * S + 40 * MS, 130 * S + 50 * MS)
    phase_ns = [device * 100 * MS for device in range(devices)]
    run = execute(fleet(sending(air(devices)), [outage], phase_ns, period_ns=period_ns, jobs=10), engine)
    rows = run.tables[0, 0]
    np.testing.assert_array_equal(rows.start_ns[0], rows.release_ns)
    out = (rows.release_ns < outage.end_ns) & (rows.release_ns + AIR_NS > outage.start_ns)
    np.testing.assert_array_equal(rows.outcome, np.where(out, Outcome.LOST, Outcome.DONE))
    assert out.sum() == 601
    assert (rows.attempts == 1).all()
    # In vain or not: every frame is sent, for 50 ms at 0.1 W.
    assert transmit_j(run) == pytest.approx(devices * 10 * 0.05 * TRANSMIT_W, rel=1e-12)


@both_engines
def test_that_a_frame_is_heard_that_ends_as_the_outage_begins_or_begins_as_it_ends(engine: Engine) -> None:
    outage = StationOutage(None, S, 2 * S)
    phase_ns = [S - AIR_NS, S - AIR_NS + 1, 2 * S - 1, 2 * S]
    run = execute(fleet(sending(air(4, alone=True)), [outage], phase_ns, period_ns=10 * S), engine)
    assert outcomes(run) == [Outcome.DONE, Outcome.LOST, Outcome.LOST, Outcome.DONE]


@both_engines
def test_that_a_frame_is_lost_that_lasts_over_a_short_outage_of_its_own_gateway_only(engine: Engine) -> None:
    outage = StationOutage(1, 5 * S, 5 * S + 1)
    run = execute(fleet(sending(air(2, alone=True)), [outage], [5 * S - 10 * MS] * 2, period_ns=10 * S), engine)
    assert outcomes(run) == [Outcome.DONE, Outcome.LOST]


@both_engines
def test_that_confirmed_messages_back_off_from_an_outage_each_in_its_own_time(engine: Engine) -> None:
    """Of 300 devices a minute, up to 8 attempts, 1 to 3 s behind a silence of 2 s; nobody disturbs anybody."""
    devices, period_ns, attempts = 300, 60 * S, 8
    outage = StationOutage(None, 100 * S, 180 * S)
    back_off = Jitter(JitterLaw.UNIFORM, 2 * S, on_delay=False)
    send = replace(sending(air(devices, alone=True)), max_attempts=attempts, gap_ns=3 * S, jitter=back_off)
    phase_ns = [device * period_ns // devices for device in range(devices)]
    whole = fleet(send, [outage], phase_ns, period_ns=period_ns, jobs=5)
    run = execute(whole, engine)
    rows = run.tables[0, 0]

    start_ns, failed, is_lost = rows.release_ns.copy(), np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), bool)
    while True:
        is_lost = (start_ns < outage.end_ns) & (start_ns + AIR_NS > outage.start_ns)
        again = np.flatnonzero(is_lost & (failed + 1 < attempts))
        if not len(again):
            break
        failed[again] += 1
        drawn = (rows.device[again], stable_hash("task"), rows.job[again], 0, failed[again])
        start_ns[again] += AIR_NS + 3 * S + back_off.drawn_ns(whole.seed, stable_hash("group"), *drawn)

    np.testing.assert_array_equal(rows.start_ns[0], start_ns)
    np.testing.assert_array_equal(rows.attempts[0], failed + 1)
    np.testing.assert_array_equal(rows.lost_ns[0], failed * AIR_NS)
    np.testing.assert_array_equal(rows.outcome, np.where(is_lost, Outcome.LOST, Outcome.DONE))
    assert transmit_j(run) == pytest.approx(rows.attempts.sum() * 0.05 * TRANSMIT_W, rel=1e-12)
    # Only what was released in the outage is lost, and what comes back comes one by one.
    assert 0 < is_lost.sum() < ((rows.release_ns > 100 * S - AIR_NS) & (rows.release_ns < 180 * S)).sum()
    late = np.sort(start_ns[(failed > 0) & ~is_lost])
    assert len(late) > 100
    assert late[0] > outage.end_ns
    assert len(np.unique(late)) == len(late)


@both_engines
@pytest.mark.parametrize("is_out", [True, False])
def test_that_a_frame_holds_no_demodulator_behind_the_begin_of_an_outage(engine: Engine, *, is_out: bool) -> None:
    """One demodulator; the first frame lasts from 1 to 5 s, the outage from 2 to 3 s; the others are of 50 ms."""
    outages = [StationOutage(None, 2 * S, 3 * S)] if is_out else []
    law = air(4, factor=[7, 8, 9, 10], demodulators=1)
    phase_ns = [S, S + 500 * MS, 2 * S + 970 * MS, 3 * S]
    send = sending(law, [4 * S, AIR_NS, AIR_NS, AIR_NS])
    lost, done = Outcome.LOST, Outcome.DONE
    expected = [lost, lost, lost, done] if is_out else [done, lost, lost, lost]
    assert outcomes(execute(fleet(send, outages, phase_ns, period_ns=10 * S), engine)) == expected


@both_engines
def test_that_a_frame_nobody_hears_disturbs_all_the_same(engine: Engine) -> None:
    outage = StationOutage(None, S, 2 * S)
    phase_ns = [2 * S - 20 * MS, 2 * S + 10 * MS, 2 * S + 70 * MS]
    run = execute(fleet(sending(air(3)), [outage], phase_ns, period_ns=10 * S), engine)
    assert outcomes(run) == [Outcome.LOST, Outcome.LOST, Outcome.DONE]


@both_engines
@pytest.mark.parametrize("workers", [1, 2])
def test_that_who_waits_for_the_end_of_an_outage_keeps_its_worker(engine: Engine, workers: int) -> None:
    """At 1 s somebody comes who waits, at 2 s one who may collide, at 3 s another who waits; out until 10 s."""
    law = air(1)
    send = stage(Stage.UPLINK, 0, S, devices=1, state=State.TRANSMIT)
    chain = [send, replace(send, collision=law), send]
    tasks = [
        task([one], devices=1, period_ns=100 * S, jobs=1, phase_ns=(number + 1) * S, name=f"t{number}")
        for number, one in enumerate(chain)
    ]
    radio = StationSet("radio", StationKind.CHANNEL, 1, workers=workers, outages=(StationOutage(None, 0, 10 * S),))
    run = execute(plan([radio], [group(tasks, devices=1)], duration_ns=100 * S), engine)
    begins = [int(run.tables[0, number].start_ns[0, 0]) for number in range(3)]
    assert begins == ([10 * S, 11 * S, 12 * S] if workers == 1 else [10 * S, 2 * S, 10 * S])
    assert run.tables[0, 1].outcome[0] == (Outcome.DONE if workers == 1 else Outcome.LOST)

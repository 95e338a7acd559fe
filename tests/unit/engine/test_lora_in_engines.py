"""LoRa cells run by the engines: pure ALOHA's delivery ratio, and the cell's law on the same schedule."""

from dataclasses import replace

import numpy as np
import pytest
from builders.executed import Executed, execute
from builders.plans import MS, S, group, plan, stage, task

from simgui.core.random_numbers import Purpose, integers, stable_hash
from simgui.engine.control import Engine
from simgui.engine.links.lora_cell import Receiver, Transmissions, receive
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan
from simgui.plan.stages import Outcome, Stage, State
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.timing import Collision, Jitter, JitterLaw

SEED = 5


def cell(law: Collision, *, airtime_ns: int, period_ns: int, jobs: int, attempts: int = 1) -> Plan:
    """Devices that send at a random time of every period, each over a radio of its own."""
    devices = len(law.cell)
    wait = replace(
        stage(Stage.INFER, 0, 0, devices=devices, instance=np.arange(devices)),
        jitter=Jitter(JitterLaw.UNIFORM, period_ns),
    )
    send = stage(
        Stage.UPLINK, 1, airtime_ns, devices=devices, instance=np.arange(devices), after=0, state=State.TRANSMIT
    )
    backoff = Jitter(JitterLaw.EXPONENTIAL, 10 * airtime_ns)
    send = replace(send, collision=law, max_attempts=attempts, jitter=backoff if attempts > 1 else None)
    one = task([wait, send], devices=devices, period_ns=period_ns, jobs=jobs, verdict_stage=0, decided=(1, 1))
    stations = [
        StationSet("cpu", StationKind.DEVICE_CPU, devices),
        StationSet("radio", StationKind.CHANNEL, devices),
    ]
    end_ns = period_ns * jobs
    return plan(stations, [group([one], devices=devices)], duration_ns=end_ns, drain_ns=2 * end_ns, seed=SEED)


def aloha(devices: int) -> Collision:
    none = np.zeros(devices, dtype=np.int64)
    return Collision("cell", none.astype(np.int32), none + 7, none - 100.0, none, 1, None, None)


@pytest.mark.parametrize("load", [0.1, 0.3, 0.5])
def test_that_unconfirmed_frames_are_delivered_as_pure_aloha_says(load: float) -> None:
    """exp(−2G) [Abramson 1970], within 2.6 %: 40,000 frames of 50 ms of 2,000 devices, in some ten chunks."""
    devices, airtime_ns = 2_000, 50 * MS
    whole = cell(aloha(devices), airtime_ns=airtime_ns, period_ns=round(devices * airtime_ns / load), jobs=20)
    rows = execute(whole, VectorisedEngine(chunk_jobs=4_000)).tables[0, 0]
    ratio = float((rows.outcome == Outcome.DONE).mean())
    assert abs(ratio / np.exp(-2 * load) - 1) < 0.026


def crowd(devices: int) -> Collision:
    rng = np.random.default_rng(3)
    return Collision(
        domain="cell",
        cell=rng.integers(0, 3, devices).astype(np.int32),
        spreading_factor=rng.integers(7, 10, devices),
        power_dbm=rng.uniform(-125.0, -95.0, devices),
        lock_ns=rng.integers(0, 10 * MS, devices),
        channels=3,
        capture_db=6.0,
        demodulators=4,
    )


def lost_by_the_cell(run: Executed, law: Collision) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Ask the cell's law about the starts of the trace, gateway by gateway; rows are sorted by device and job."""
    rows = run.tables[0, 0]
    fields = (rows.device, stable_hash("task"), rows.job, 1, 0)
    channel = integers(law.channels, SEED, Purpose.RADIO_CHANNEL, stable_hash("group"), *fields)
    lost = np.zeros(len(rows), dtype=bool)
    for gateway in np.unique(law.cell):
        mine = np.flatnonzero(law.cell[rows.device] == gateway)
        device, start = rows.device[mine], rows.start_ns[1][mine]
        sent = Transmissions(
            start,
            rows.finish_ns[1][mine] - start,
            law.lock_ns[device],
            law.spreading_factor[device],
            channel[mine],
            law.power_dbm[device],
        )
        lost[mine] = ~receive(sent, Receiver(law.capture_db, law.demodulators)).received
    return lost


@pytest.mark.parametrize(
    "engine", [ReferenceEngine(), VectorisedEngine(chunk_jobs=40), VectorisedEngine()], ids=["simpy", "cut", "whole"]
)
def test_that_an_engine_loses_what_the_cell_loses_on_the_same_schedule(engine: Engine) -> None:
    law = crowd(60)
    run = execute(cell(law, airtime_ns=70 * MS, period_ns=S, jobs=30), engine)
    rows = run.tables[0, 0]
    lost = lost_by_the_cell(run, law)
    np.testing.assert_array_equal(rows.outcome == Outcome.LOST, lost)
    assert 0.1 < lost.mean() < 0.9


def test_that_confirmed_frames_are_repeated_until_received() -> None:
    """Both engines alike; more attempts deliver more and send more."""
    law = crowd(30)
    once, often = (cell(law, airtime_ns=70 * MS, period_ns=S, jobs=20, attempts=count) for count in (1, 4))
    expected = execute(often).tables[0, 0]
    found = execute(often, VectorisedEngine(chunk_jobs=50)).tables[0, 0]
    for name in ("start_ns", "finish_ns", "attempts", "lost_ns", "outcome"):
        np.testing.assert_array_equal(getattr(expected, name), getattr(found, name))
    assert (found.outcome == Outcome.DONE).mean() > (execute(once).tables[0, 0].outcome == Outcome.DONE).mean()
    assert set(np.unique(found.attempts[1])) == {1, 2, 3, 4}
    assert (found.lost_ns[1] == (found.attempts[1] - 1) * 70 * MS).all()

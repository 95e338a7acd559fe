"""Slots, wake-ups, pauses, random delays and tails against answers worked out by hand, on both engines."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from builders.executed import Executed, execute
from builders.plans import MS, S, energy, group, plan, stage, task

from simgui.engine.control import Engine
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import StagePlan
from simgui.plan.preemption import Preemption
from simgui.plan.rate_spread import RateSpread
from simgui.plan.stages import Outcome, Stage, State
from simgui.plan.stations import StationKind, StationOutage, StationSet
from simgui.plan.timing import Jitter, JitterLaw, Slot, Wake
from simgui.profiles.link_part import RateSpreadLaw

ENGINES = (ReferenceEngine(), VectorisedEngine(chunk_jobs=7))
both = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)


def one_device(
    steps: Sequence[StagePlan], engine: Engine, *, period_ns: int, jobs: int, phase_ns: int = 0, seed: int = 1
) -> Executed:
    """One device, each stage at a station of its own."""
    kinds = {Stage.INFER: StationKind.DEVICE_CPU, Stage.UPLINK: StationKind.CHANNEL}
    stations = [
        StationSet(f"s{index}", kinds.get(step.stage, StationKind.DOWNLINK), 1) for index, step in enumerate(steps)
    ]
    one = task(steps, devices=1, period_ns=period_ns, jobs=jobs, phase_ns=phase_ns, verdict_stage=-1)
    books = energy(1, state_w=[0, 1.0, 2.0, 1.0, 3.0])
    whole = plan(
        stations,
        [group([one], devices=1, books=books)],
        duration_ns=phase_ns + period_ns * jobs + 100 * S,
        drain_ns=1_000 * S,
        seed=seed,
    )
    return execute(whole, engine)


def up(service_ns: int, after: int = -1, **more: object) -> StagePlan:
    step = stage(Stage.UPLINK, after + 1, service_ns, devices=1, after=after, state=State.TRANSMIT)
    return replace(step, **more)  # type: ignore[arg-type]


def starts(run: Executed, index: int = 0) -> list[int]:
    found: list[int] = run.tables[0, 0].start_ns[index].tolist()
    return found


@both
def test_that_a_duty_cycle_of_a_hundredth_lets_a_second_on_the_air_pass_every_hundred(engine: Engine) -> None:
    """Jobs every 10 s, 1 s on the air, 99 s closed: 0, 100, 200 s; a job goes on at the end of its own service."""
    run = one_device([up(S, hold_ns=np.array([99 * S]))], engine, period_ns=10 * S, jobs=4)
    assert starts(run) == [0, 100 * S, 200 * S, 300 * S]
    assert run.tables[0, 0].finish_ns[0].tolist() == [S, 101 * S, 201 * S, 301 * S]


@both
def test_that_a_station_wakes_up_after_a_rest_only(engine: Engine) -> None:
    """Services of 1 s, 2 s more after a rest of over 5 s: at 0 and 10 s to wake up, at 3.5 s not."""
    wake = Wake(5 * S, np.array([2 * S]))
    seldom = one_device([up(S, wake=wake)], engine, period_ns=10 * S, jobs=3)
    assert (seldom.tables[0, 0].finish_ns[0] - seldom.tables[0, 0].start_ns[0]).tolist() == [3 * S] * 3
    often = one_device([up(S, wake=wake)], engine, period_ns=7 * S // 2, jobs=3)
    assert (often.tables[0, 0].finish_ns[0] - often.tables[0, 0].start_ns[0]).tolist() == [3 * S, S, S]
    exactly = one_device([up(S, wake=wake)], engine, period_ns=6 * S, jobs=3)
    # Finishes at 3 s, rests 3 s; then at 7 s, rests exactly 5 s: not more than 5 s.
    assert (exactly.tables[0, 0].finish_ns[0] - exactly.tables[0, 0].start_ns[0]).tolist() == [3 * S, S, S]


@both
def test_that_a_class_a_device_hears_in_its_windows_only(engine: Engine) -> None:
    """Windows 1 s and 2 s after the uplink, every 60 s: ready after 1.2 s it waits for 2 s, after 2.5 s for 61 s."""
    slot = Slot(60 * S, None, (S, 2 * S))
    for delay_ns, expected in ((S, S), (6 * S // 5, 2 * S), (5 * S // 2, 61 * S)):
        down = stage(Stage.DOWNLINK, 1, MS, devices=1, after=0, state=State.RECEIVE)
        run = one_device([up(S, delay_ns=delay_ns), replace(down, slot=slot)], engine, period_ns=100 * S, jobs=2)
        assert starts(run, 1) == [S + expected, 101 * S + expected]


@both
def test_that_a_device_that_is_awake_hears_at_once(engine: Engine) -> None:
    """Awake for 10 s behind its uplink, then every 20 s from it: what comes after 9 s passes, after 11 s waits."""
    slot = Slot(20 * S, None, (0,), 10 * S)
    for delay_ns, expected in ((9 * S, 9 * S), (11 * S, 20 * S)):
        down = stage(Stage.DOWNLINK, 1, MS, devices=1, after=0, state=State.RECEIVE)
        run = one_device([up(S, delay_ns=delay_ns), replace(down, slot=slot)], engine, period_ns=100 * S, jobs=1)
        assert starts(run, 1) == [S + expected]


@pytest.mark.parametrize("engine", [ReferenceEngine(), VectorisedEngine()], ids=lambda engine: engine.name)
def test_that_random_phases_wait_half_an_interval_in_the_mean(engine: Engine) -> None:
    """BLE: the wait for a connection event is uniform over the interval; its mean within four standard errors."""
    devices, interval_ns = 3_000, 45 * MS
    rng = np.random.default_rng(8)
    slot = Slot(interval_ns, rng.integers(0, interval_ns, devices))
    step = replace(stage(Stage.UPLINK, 0, MS, devices=devices, instance=np.arange(devices)), slot=slot)
    one = task([step], devices=devices, period_ns=S, jobs=1, phase_ns=rng.integers(0, S, devices))
    whole = plan(
        [StationSet("links", StationKind.CHANNEL, devices)], [group([one], devices=devices)], duration_ns=S, drain_ns=S
    )
    rows = execute(whole, engine).tables[0, 0]
    wait = rows.start_ns[0] - rows.release_ns
    assert ((wait >= 0) & (wait < interval_ns)).all()
    standard_error = interval_ns / np.sqrt(12 * devices)
    assert abs(wait.mean() - interval_ns / 2) < 4 * standard_error


@both
def test_that_the_tails_of_two_close_messages_are_one(engine: Engine) -> None:
    """1 s on the air at 0 and at 5 s, tails of 10 s: the first is cut after 4 s, so 14 s of 3 W in all."""
    run = one_device([up(S, tail_ns=10 * S, tail_state=State.TAIL)], engine, period_ns=5 * S, jobs=2)
    ledger = run.ledgers["group"]
    assert ledger.state_ns[State.TAIL].tolist() == [14 * S]
    assert ledger.energy_by_cause_j()["tail"].tolist() == [42.0]
    assert ledger.state_ns[State.TRANSMIT].tolist() == [2 * S]


@both
def test_that_a_tail_pauses_while_the_device_receives(engine: Engine) -> None:
    """Sent until 1 s, received from 3 s to 5 s, tail until 11 s: 8 s of tail."""
    down = stage(Stage.DOWNLINK, 1, 2 * S, devices=1, after=0, state=State.RECEIVE)
    steps = [up(S, delay_ns=2 * S, tail_ns=10 * S, tail_state=State.TAIL), down]
    assert one_device(steps, engine, period_ns=50 * S, jobs=1).ledgers["group"].state_ns[State.TAIL].tolist() == [8 * S]


@both
def test_that_a_failed_attempt_of_the_next_message_ends_a_tail(engine: Engine) -> None:
    """Attempts of 1 s, 1 s apart, always lost: 0–1, 2–3, tail from 3 s; the next job's attempts at 5 and 7 s."""
    step = up(S, tail_ns=10 * S, tail_state=State.TAIL, loss_probability=np.ones(1), max_attempts=2, gap_ns=S)
    run = one_device([step], engine, period_ns=5 * S, jobs=2)
    assert run.tables[0, 0].outcome.tolist() == [Outcome.LOST] * 2
    assert run.ledgers["group"].state_ns[State.TAIL].tolist() == [2 * S + 10 * S]


@both
def test_that_a_radio_may_listen_after_an_attempt_in_vain_too(engine: Engine) -> None:
    """Attempts at 0 and 3 s, both lost; the second ends what would listen for 4 s behind the first."""
    step = up(S, tail_state=State.TAIL, loss_probability=np.ones(1), max_attempts=2, gap_ns=2 * S)
    for first_ns, listened_ns in ((S // 2, S // 2), (4 * S, 2 * S)):
        step = replace(step, tail_ns=np.array([5 * S]), retry_tail_ns=np.array([first_ns]))
        run = one_device([step], engine, period_ns=50 * S, jobs=1)
        assert run.ledgers["group"].state_ns[State.TAIL].tolist() == [listened_ns + 5 * S]


@both
def test_that_a_preempted_inference_ends_once_it_had_its_time(engine: Engine) -> None:
    """Busy 2–5 s of every 10 s: 4 s from 0 s end at 7 s, the next 4 s at 11 s; 1 s from 13 s at 16 s."""
    law = Preemption(10 * S, np.array([2 * S, 5 * S]), np.array([0]))
    step = replace(stage(Stage.INFER, 0, 4 * S, devices=1, state=State.COMPUTE), preemption=law)
    run = one_device([step], engine, period_ns=S, jobs=2)
    assert starts(run) == [0, 7 * S]
    assert run.tables[0, 0].finish_ns[0].tolist() == [7 * S, 11 * S]
    # Control tasks draw for themselves: the inferences are charged their own 8 s.
    assert run.ledgers["group"].state_ns[State.COMPUTE].tolist() == [8 * S]
    short = replace(stage(Stage.INFER, 0, S, devices=1, state=State.COMPUTE), preemption=law)
    late = one_device([short], engine, period_ns=S, jobs=1, phase_ns=13 * S)
    assert late.tables[0, 0].finish_ns[0].tolist() == [16 * S]


@both
@pytest.mark.parametrize(
    ("law", "quantiles"),
    [
        (Jitter(JitterLaw.EXPONENTIAL, 20 * MS), (0.2877, 0.6931, 1.3863)),
        (Jitter(JitterLaw.UNIFORM, 20 * MS), (0.25, 0.5, 0.75)),
        (Jitter(JitterLaw.LOGNORMAL, 20 * MS, 0.5), (0.7137, 1.0, 1.4012)),
    ],
)
def test_that_random_delays_have_the_quartiles_of_their_law(
    engine: Engine, law: Jitter, quantiles: tuple[float, float, float]
) -> None:
    """Quartiles in units of the scale: −ln(1−q), q, exp(σ·z_q); within 8 % for 2,000 draws."""
    down = stage(Stage.DOWNLINK, 1, MS, devices=1, after=0)
    run = one_device([up(MS, delay_ns=5 * MS, jitter=law), down], engine, period_ns=S, jobs=2_000, seed=3)
    rows = run.tables[0, 0]
    drawn = rows.start_ns[1] - rows.finish_ns[0] - 5 * MS
    assert (drawn >= 0).all()
    np.testing.assert_allclose(np.quantile(drawn, [0.25, 0.5, 0.75]) / (20 * MS), quantiles, rtol=0.08)
    assert (rows.left_ns(run.plan, 0) == rows.start_ns[1]).all()


def spread_of(law: RateSpreadLaw, shape: float, fixed_ns: int = 0) -> RateSpread:
    return RateSpread(law, shape, np.array([fixed_ns]))


@both
@pytest.mark.parametrize(
    ("law", "shape", "quantiles"),
    [
        (RateSpreadLaw.LOGNORMAL, 0.5, (0.6298, 0.8825, 1.2365)),
        (RateSpreadLaw.UNIFORM, 0.5, (0.7282, 0.9102, 1.2137)),
    ],
)
def test_that_drawn_rates_have_the_quartiles_of_their_law_and_keep_mean_and_energy(
    engine: Engine, law: RateSpreadLaw, shape: float, quantiles: tuple[float, float, float]
) -> None:
    """Quartiles of exp(σ·z - σ²/2) and of 1/(u·ln 3), u from 0.5 to 1.5, in units of 90 ms; 10 ms are fixed."""
    step = up(100 * MS, rate_spread=spread_of(law, shape, 10 * MS))
    run = one_device([step], engine, period_ns=S, jobs=4_000, seed=3)
    rows = run.tables[0, 0]
    lasted = rows.finish_ns[0] - rows.start_ns[0]
    np.testing.assert_allclose(np.quantile(lasted - 10 * MS, [0.25, 0.5, 0.75]) / (90 * MS), quantiles, rtol=0.05)
    assert lasted.mean() == pytest.approx(100 * MS, rel=0.03)
    (ledger,) = run.ledgers.values()
    assert ledger.state_ns[State.TRANSMIT, 0] == lasted.sum()


@both
def test_that_every_attempt_draws_its_own_rate_and_an_outage_draws_no_new_one(engine: Engine) -> None:
    """All is lost: three attempts of each job at unequal times. Broken off by an outage, one takes as long as ever."""
    spread = spread_of(RateSpreadLaw.UNIFORM, 0.9)
    lossy = up(100 * MS, rate_spread=spread, loss_probability=np.ones(1), max_attempts=3, gap_ns=MS)
    run = one_device([lossy], engine, period_ns=10 * S, jobs=200)
    rows = run.tables[0, 0]
    before, last = rows.lost_ns[0], rows.finish_ns[0] - rows.start_ns[0]
    assert (rows.attempts[0] == 3).all()
    assert abs(np.corrcoef(before, last)[0, 1]) < 0.25
    assert len(np.unique(last)) == 200
    calm = one_device([up(100 * MS, rate_spread=spread)], engine, period_ns=S, jobs=1).tables[0, 0]
    channel = StationSet("s0", StationKind.CHANNEL, 1, outages=(StationOutage(None, 10 * MS, 5 * S),))
    one = task([up(100 * MS, rate_spread=spread)], devices=1, period_ns=S, jobs=1, phase_ns=0, verdict_stage=-1)
    whole = plan([channel], [group([one], devices=1)], duration_ns=100 * S, drain_ns=S, seed=1)
    again = execute(whole, engine).tables[0, 0]
    assert again.start_ns[0].tolist() == [5 * S]
    assert again.finish_ns[0] - again.start_ns[0] == calm.finish_ns[0] - calm.start_ns[0]

"""Queues with known answers, and pipelines that must be exact to the nanosecond."""

import numpy as np
import numpy.typing as npt
import pytest
from builders.plans import MS, Rows, S, Unwatched, group, ints, plan, stage, task

from simgui.engine.reference.engine import ReferenceEngine
from simgui.plan.stages import Outcome, Stage
from simgui.plan.stations import StationKind, StationSet
from simgui.scenario.site import Dispatch

T_99_9_DOF = 3.2498  # Student's t, two-sided 99 %, 9 degrees of freedom


def waits_s(
    arrivals_s: npt.NDArray[np.float64], services_s: npt.NDArray[np.float64], workers: int = 1
) -> npt.NDArray[np.float64]:
    """Waiting times at one station: every job is a device of its own, so arrivals are free."""
    count = len(arrivals_s)
    arrivals_ns = np.round(arrivals_s * S).astype(np.int64)
    step = stage(Stage.CLOUD, 0, np.round(services_s * S).astype(np.int64), devices=count)
    one = task([step], devices=count, period_ns=S, jobs=1, phase_ns=arrivals_ns)
    duration_ns = int(arrivals_ns[-1]) + 1
    stations = [StationSet("server", StationKind.CLOUD_CPU, 1, workers=workers)]
    rows = Rows()
    ReferenceEngine().run(
        plan(stations, [group([one], devices=count)], duration_ns=duration_ns, drain_ns=duration_ns), rows, Unwatched()
    )
    return (rows.column("start_ns", 0) - rows.column("release_ns")) / S


def replicated_mean(utilisation: float, *, exponential: bool, workers: int = 1) -> tuple[float, float]:
    """Mean wait over ten replications of 6,000 jobs (the first 1,000 left out) and its 99 % half-width."""
    means = []
    for replication in range(10):
        rng = np.random.default_rng(1000 + replication)
        count = 6_000
        arrivals = np.cumsum(rng.exponential(1.0 / (utilisation * workers), count))
        services = rng.exponential(1.0, count) if exponential else np.ones(count)
        means.append(waits_s(arrivals, services, workers)[1_000:].mean())
    return float(np.mean(means)), T_99_9_DOF * float(np.std(means, ddof=1)) / np.sqrt(10)


@pytest.mark.parametrize("utilisation", [0.5, 0.8, 0.9])
def test_that_poisson_arrivals_at_a_fixed_service_wait_as_m_d_1_says(utilisation: float) -> None:
    expected = utilisation / (2 * (1 - utilisation))
    mean, half_width = replicated_mean(utilisation, exponential=False)
    assert abs(mean - expected) < half_width
    assert half_width < expected / 2


@pytest.mark.parametrize("utilisation", [0.5, 0.8, 0.9])
def test_that_poisson_arrivals_at_an_exponential_service_wait_as_m_m_1_says(utilisation: float) -> None:
    expected = utilisation / (1 - utilisation)
    mean, half_width = replicated_mean(utilisation, exponential=True)
    assert abs(mean - expected) < half_width
    assert half_width < expected / 2


def test_that_two_workers_wait_as_erlang_c_says() -> None:
    """M/M/2 with λ = 1.5, μ = 1: Wq = 1.285714."""
    mean, half_width = replicated_mean(0.75, exponential=True, workers=2)
    assert abs(mean - 1.285714) < half_width
    assert half_width < 0.5


def test_that_a_pipeline_of_fixed_times_is_exact_to_the_nanosecond() -> None:
    """Three devices release together every second; uplink 7 ms + 1 ns, gateway 2 ms, delay 40 ms, downlink 3 ms."""
    devices, jobs = 3, 4
    stages = [
        stage(Stage.UPLINK, 0, 7 * MS + 1, devices=devices),
        stage(Stage.GATEWAY, 1, 2 * MS, devices=devices, after=0, delay_ns=40 * MS),
        stage(Stage.DOWNLINK, 2, 3 * MS, devices=devices, after=1),
    ]
    stations = [
        StationSet("channel", StationKind.CHANNEL, 1),
        StationSet("gateway", StationKind.GATEWAY_CPU, 1),
        StationSet("down", StationKind.DOWNLINK, 1),
    ]
    one = task(stages, devices=devices, period_ns=S, jobs=jobs)
    rows = Rows()
    p = plan(stations, [group([one], devices=devices)], duration_ns=jobs * S, drain_ns=S)
    ReferenceEngine().run(p, rows, Unwatched())
    device = np.tile(np.repeat(np.arange(devices), jobs), 1)
    uplink_end = (device + 1) * (7 * MS + 1)
    latency = uplink_end + 2 * MS + 40 * MS + 3 * MS
    assert (rows.column("finish_ns", 2) - rows.column("release_ns") == latency).all()
    assert (rows.column("outcome") == Outcome.DONE).all()


def test_that_round_robin_deals_arrivals_in_turn_even_past_a_free_worker() -> None:
    """Jobs at 0, 1, 2 s, services 10, 1, 1 s: the third waits for worker 0 although worker 1 is free."""
    one = task(
        [stage(Stage.CLOUD, 0, [10 * S, S, S], devices=3)], devices=3, period_ns=S, jobs=1, phase_ns=[0, S, 2 * S]
    )
    for dispatch, third in ((Dispatch.ROUND_ROBIN, 10 * S), (Dispatch.FIFO, 2 * S)):
        rows = Rows()
        stations = [StationSet("cloud", StationKind.CLOUD_CPU, 1, workers=2, dispatch=dispatch)]
        ReferenceEngine().run(
            plan(stations, [group([one], devices=3)], duration_ns=3 * S, drain_ns=60 * S), rows, Unwatched()
        )
        assert rows.column("start_ns", 0).tolist() == [0, S, third]


def test_that_a_job_unfinished_when_the_drain_ends_is_in_flight() -> None:
    one = task([stage(Stage.CLOUD, 0, ints([2 * S, 3 * S], 2), devices=2)], devices=2, period_ns=S, jobs=1)
    rows = Rows()
    stations = [StationSet("cloud", StationKind.CLOUD_CPU, 1)]
    ReferenceEngine().run(plan(stations, [group([one], devices=2)], duration_ns=S, drain_ns=3 * S), rows, Unwatched())
    assert rows.column("outcome").tolist() == [Outcome.DONE, Outcome.IN_FLIGHT]
    assert rows.column("start_ns", 0).tolist() == [0, 2 * S]
    assert rows.column("finish_ns", 0).tolist() == [2 * S, -1]

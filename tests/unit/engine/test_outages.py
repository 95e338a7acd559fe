"""Outages and full stores, worked out by hand."""

from collections.abc import Sequence

import numpy as np
from builders.executed import Executed, execute
from builders.plans import MS, S, energy, group, plan, stage, task

from simgui.plan.stages import Outcome, Stage, State
from simgui.plan.stations import StationKind, StationOutage, StationSet


def one_server(
    service_ns: int | Sequence[int],
    phase_ns: Sequence[int],
    outages: Sequence[StationOutage],
    *,
    workers: int = 1,
    queue_limit: int | None = None,
) -> Executed:
    """One job of each device at one cloud server."""
    devices = len(phase_ns)
    step = stage(Stage.CLOUD, 0, service_ns, devices=devices)
    one = task([step], devices=devices, period_ns=100 * S, jobs=1, phase_ns=phase_ns)
    server = StationSet(
        "server", StationKind.CLOUD_CPU, 1, workers=workers, queue_limit=queue_limit, outages=tuple(outages)
    )
    return execute(plan([server], [group([one], devices=devices)], duration_ns=100 * S, drain_ns=100 * S))


def starts(run: Executed, index: int = 0) -> list[int]:
    return [int(ns) for ns in run.tables[0, 0].start_ns[index]]


def test_that_an_interrupted_service_restarts_from_its_beginning_when_the_outage_ends() -> None:
    rows = one_server(4 * S, [0], [StationOutage(None, S, 3 * S)]).tables[0, 0]
    assert (rows.start_ns[0, 0], rows.finish_ns[0, 0]) == (3 * S, 7 * S)
    assert (rows.attempts[0, 0], rows.lost_ns[0, 0]) == (2, S)
    assert rows.outcome[0] == Outcome.DONE


def test_that_two_outages_interrupt_the_same_service_twice() -> None:
    outages = [StationOutage(None, S, 2 * S), StationOutage(None, 5 * S, 6 * S)]
    rows = one_server(4 * S, [0], outages).tables[0, 0]
    assert (rows.start_ns[0, 0], rows.finish_ns[0, 0]) == (6 * S, 10 * S)
    assert (rows.attempts[0, 0], rows.lost_ns[0, 0]) == (3, S + 3 * S)


def test_that_the_waiting_drain_in_the_order_they_came_behind_the_interrupted_one() -> None:
    """Devices come at 2, 0, 1 s; the one in service at 500 ms is the second."""
    run = one_server(S, [2 * S, 0, S], [StationOutage(None, S // 2, 5 * S)])
    assert starts(run) == [7 * S, 5 * S, 6 * S]


def test_that_all_workers_resume_with_what_they_served() -> None:
    """Two workers, services from 0 and 1 s; the third has waited since 2 s."""
    run = one_server(10 * S, [2 * S, S, 0], [StationOutage(None, 3 * S, 4 * S)], workers=2)
    assert starts(run) == [14 * S, 4 * S, 4 * S]


def test_that_what_ends_when_the_outage_begins_has_ended() -> None:
    rows = one_server(S, [0], [StationOutage(None, S, 3 * S)]).tables[0, 0]
    assert (rows.finish_ns[0, 0], rows.attempts[0, 0], rows.lost_ns[0, 0]) == (S, 1, 0)


def test_that_what_comes_as_the_outage_begins_waits_and_what_comes_as_it_ends_starts() -> None:
    run = one_server(S, [S, 9 * S], [StationOutage(None, S, 3 * S), StationOutage(None, 8 * S, 9 * S)])
    assert starts(run) == [3 * S, 9 * S]


def test_that_an_outage_of_one_instance_leaves_the_others_alone() -> None:
    step = stage(Stage.CLOUD, 0, S, devices=3, instance=[0, 1, 2])
    one = task([step], devices=3, period_ns=S, jobs=1)
    server = StationSet("gateways", StationKind.GATEWAY_CPU, 3, outages=(StationOutage(1, 0, 5 * S),))
    run = execute(plan([server], [group([one], devices=3)], duration_ns=S, drain_ns=10 * S))
    assert starts(run) == [0, 5 * S, 0]


def test_that_an_outage_to_the_end_of_the_drain_leaves_jobs_in_flight() -> None:
    run = one_server(S, [0], [StationOutage(None, S // 2, 500 * S)])
    rows = run.tables[0, 0]
    assert (rows.outcome[0], rows.start_ns[0, 0], rows.finish_ns[0, 0]) == (Outcome.IN_FLIGHT, -1, -1)
    assert (rows.attempts[0, 0], rows.lost_ns[0, 0]) == (1, S // 2)


def store(limit: int, devices: int, service_ns: int, outage: StationOutage) -> Executed:
    """Jobs every second from 0 to 4 s over one channel."""
    step = stage(Stage.UPLINK, 0, service_ns, devices=devices, state=State.TRANSMIT)
    one = task([step], devices=devices, period_ns=S, jobs=5)
    channel = StationSet("channel", StationKind.CHANNEL, 1, sender_limit=limit, outages=(outage,))
    books = energy(devices, state_w=[0, 0, 2.0])
    return execute(plan([channel], [group([one], devices=devices, books=books)], duration_ns=20 * S, drain_ns=100 * S))


def test_that_a_full_store_drops_the_newest_and_every_device_has_its_own() -> None:
    run = store(2, 2, 100 * MS, StationOutage(None, 0, 10 * S))
    rows = run.tables[0, 0]
    kept, dropped = Outcome.DONE, Outcome.DROPPED
    assert rows.outcome.tolist() == [kept, kept, dropped, dropped, dropped] * 2
    begins = [10 * S, 10 * S + 200 * MS, -1, -1, -1]
    assert starts(run) == [*begins, *(ns + 100 * MS if ns > 0 else -1 for ns in begins)]


def test_that_an_interrupted_message_returns_to_a_full_store() -> None:
    """Job 0 is sent from 0 s, job 1 fills the store; at 1.5 s job 0 comes back, jobs 2 to 4 are dropped."""
    run = store(1, 1, 4 * S, StationOutage(None, S + S // 2, 6 * S))
    assert starts(run) == [6 * S, 10 * S, -1, -1, -1]


def test_that_the_sender_spends_nothing_while_it_waits() -> None:
    """1.5 s in vain and twice 4 s at 2 W."""
    run = store(1, 1, 4 * S, StationOutage(None, S + S // 2, 6 * S))
    np.testing.assert_allclose(run.ledgers["group"].energy_by_cause_j()["transmit"], [19.0], rtol=1e-12)


def test_that_a_full_queue_drops_the_last_in_the_order_of_the_law() -> None:
    """Four at once: one is served, one may wait."""
    rows = one_server(S, [0, 0, 0, 0], [], queue_limit=1).tables[0, 0]
    assert rows.outcome.tolist() == [Outcome.DONE, Outcome.DONE, Outcome.DROPPED, Outcome.DROPPED]
    assert rows.start_ns[0].tolist() == [0, S, -1, -1]


def test_that_a_queue_without_room_serves_who_finds_a_free_worker() -> None:
    """Services of 2 s from 0 s on two workers: those at 1 s find none, those at 2 s do."""
    phases = [0, 0, S, S, 2 * S, 2 * S, 2 * S]
    rows = one_server(2 * S, phases, [], workers=2, queue_limit=0).tables[0, 0]
    assert rows.start_ns[0].tolist() == [0, 0, -1, -1, 2 * S, 2 * S, -1]

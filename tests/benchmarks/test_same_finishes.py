"""The comparison is fair only if every model does the same work: equal finishes on a fleet without ties."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks import ours, peers
from benchmarks.pipeline import Work, plan_of
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.verdicts import Int64Array

WORK = Work.of(devices=150, jobs=1500)
PEERS = [peers.simpy_process, peers.simpy_callback, peers.heap_loop, peers.numpy_pipeline]


@pytest.fixture(scope="module")
def reference_finish_ns() -> Int64Array:
    return ours.finishes(ReferenceEngine(), WORK)


def test_that_the_work_has_queues(reference_finish_ns: Int64Array) -> None:
    release_ns = WORK.phase_ns[:, None] + WORK.period_ns * np.arange(WORK.jobs_per_device)
    alone_ns = WORK.device_ns + WORK.channel_ns + WORK.gateway_ns + WORK.backhaul_delay_ns + WORK.cloud_ns
    waiting_ns = reference_finish_ns - release_ns - alone_ns
    assert waiting_ns.min() == 0
    assert waiting_ns.mean() > WORK.gateway_ns / 2


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: str(peer.__name__))
def test_that_a_peer_finishes_every_message_when_we_do(
    peer: Callable[[Work], Int64Array], reference_finish_ns: Int64Array
) -> None:
    np.testing.assert_array_equal(peer(WORK), reference_finish_ns)


def test_that_both_engines_finish_every_message_at_the_same_time(reference_finish_ns: Int64Array) -> None:
    np.testing.assert_array_equal(ours.finishes(VectorisedEngine(chunk_jobs=200), WORK), reference_finish_ns)


def test_that_both_engines_are_compared_on_the_same_trace() -> None:
    assert ours.vectorised(WORK) == ours.reference(WORK)


def test_that_the_plan_holds_every_job() -> None:
    plan = plan_of(WORK)
    assert int(plan.groups[0].tasks[0].jobs.sum()) == WORK.jobs == 1500
    assert ours.vectorised_kpis(WORK) > 0

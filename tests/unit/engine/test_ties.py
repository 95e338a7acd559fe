"""Many arrivals in one nanosecond, against a scalar oracle that knows the law and nothing else."""

import heapq
from collections.abc import Sequence

import numpy as np
import pytest
from builders.plans import Rows, Unwatched, group, plan, stage, task

from simgui.engine.reference.engine import ReferenceEngine
from simgui.plan.plan import GroupPlan
from simgui.plan.stages import Stage
from simgui.plan.stations import StationKind, StationSet

Arrival = tuple[int, str, int, int, int]
"""When, group name, device, task, job."""


def oracle(arrivals: Sequence[tuple[Arrival, int]], workers: int) -> dict[Arrival, tuple[int, int]]:
    """FIFO with equal workers: served by (arrival, group name, device, task, job)."""
    free = [0] * workers
    served = {}
    for arrival, service in sorted(arrivals):
        start = max(arrival[0], heapq.heappop(free))
        heapq.heappush(free, start + service)
        served[arrival] = (start, start + service)
    return served


@pytest.mark.parametrize("seed", range(10))
def test_that_tied_arrivals_are_served_in_the_order_of_the_law(seed: int) -> None:
    """Ten times 60 random stations, 3–30 arrivals each on 1–4 instants, zero services among them."""
    rng = np.random.default_rng(seed)
    ties = 0
    for _ in range(60):
        workers = int(rng.integers(1, 4))
        names = [str(name) for name in rng.permutation(["pumps", "Fans", "a10", "a9"])][: rng.integers(1, 4)]
        groups: list[GroupPlan] = []
        arrivals: list[tuple[Arrival, int]] = []
        for name in names:
            devices, tasks = int(rng.integers(1, 5)), []
            for index in range(int(rng.integers(1, 3))):
                phase, service = rng.integers(0, 3, devices), rng.choice([0, 0, 1, 3, 7], devices)
                jobs, period = int(rng.integers(1, 4)), int(rng.integers(1, 3))
                steps = [stage(Stage.CLOUD, 0, service, devices=devices)]
                tasks.append(
                    task(steps, devices=devices, period_ns=period, jobs=jobs, phase_ns=phase, name=f"t{index}")
                )
                arrivals += [
                    ((int(phase[d]) + k * period, name, d, index, k), int(service[d]))
                    for d in range(devices)
                    for k in range(jobs)
                ]
            groups.append(group(tasks, devices=devices, name=name))
        times = [arrival[0] for arrival, _ in arrivals]
        ties += len(times) > len(set(times))
        stations = [StationSet("server", StationKind.CLOUD_CPU, 1, workers=workers)]
        rows = Rows()
        ReferenceEngine().run(plan(stations, groups, duration_ns=1_000, drain_ns=1_000), rows, Unwatched())
        expected = oracle(arrivals, workers)
        for (g, t, d, k), (chunk, row) in rows.by_key().items():
            key = (int(chunk.release_ns[row]), groups[g].name, d, t, k)
            assert (int(chunk.start_ns[0, row]), int(chunk.finish_ns[0, row])) == expected[key]
        assert len(rows.by_key()) == len(expected)
    assert ties >= 50, "the cases hardly ever tie"

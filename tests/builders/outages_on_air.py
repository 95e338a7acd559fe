"""Random plans whose colliding stages meet outages more often than chance has it."""

from dataclasses import replace
from math import gcd

import numpy as np

from builders.random_plans import RandomPlan, random_plan
from simgui.plan.plan import Plan
from simgui.plan.stations import StationOutage


def random_plan_with_outages_on_air(seed: int, *, max_devices: int = 200, max_jobs: int = 4_000) -> Plan:
    """Build a random plan with all features, but let every station where somebody may collide fail once or twice."""
    plan = random_plan(seed, max_devices=max_devices, max_jobs=max_jobs)
    rng = np.random.default_rng([seed, 1])
    stages = [stage for group in plan.groups for task in group.tasks for stage in task.stages]
    stations = list(plan.stations)
    for index in sorted({stage.station_set for stage in stages if stage.collision is not None}):
        count = stations[index].count
        alone = np.flatnonzero(rng.random(count) < 0.7).tolist() if rng.random() < 0.5 else [None]
        outages = [StationOutage(one, *span) for one in alone for span in _spans(plan, rng)]
        stations[index] = replace(stations[index], outages=tuple(outages))
    call = f"random_plan_with_outages_on_air({seed}, max_devices={max_devices}, max_jobs={max_jobs})"
    return RandomPlan("random", seed, plan.duration_ns, plan.drain_ns, tuple(stations), plan.groups, call=call)


def _spans(plan: Plan, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Draw one or two disjoint spans on the grid of the plan, so that their ends meet those of services."""
    grid_ns = plan.duration_ns
    for group in plan.groups:
        for task in group.tasks:
            grid_ns = gcd(grid_ns, task.period_ns, *task.phase_ns.tolist())
    edges = np.unique(rng.integers(0, plan.duration_ns // grid_ns + 1, 2 * int(rng.integers(1, 3)))) * grid_ns
    return [(int(a), int(b)) for a, b in edges[: len(edges) // 2 * 2].reshape(-1, 2)]

"""Random plans whose batteries sun and temperature change: nothing is lost, and times add up."""

from dataclasses import replace

import numpy as np
import pytest
from builders.executed import execute
from builders.random_plans import random_plan
from builders.storages import storage

from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.storage import load_power_w
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import GroupPlan, Plan
from simgui.plan.stages import Outcome


def sunny(plan: Plan, seed: int, lasts: float = 1 / 3) -> Plan:
    """Feed every group from storages that last a share of the run, with a harvest that comes and goes."""
    rng = np.random.default_rng(seed)

    def fed(group: GroupPlan) -> GroupPlan:
        run_s = plan.duration_ns / 1e9
        load_w = load_power_w(group.energy) + sum(group.energy.state_power_w.values()) * 0.2 + 1e-6
        full_j = load_w * run_s * lasts
        harvest_w = rng.uniform(0, 3, 7) * float(load_w.mean()) * rng.integers(0, 2, 7)
        made = storage(
            group.devices,
            step_s=run_s / 10,
            harvest_w=harvest_w.tolist(),
            share=0.9,
            leak_per_s=1e-6,
            floor=0.1,
            full_j=full_j.tolist(),
            restart=[0.05, None][int(rng.integers(0, 2))],
        )
        return replace(group, energy=replace(group.energy, capacity_j=full_j * 0.9, storage=made))

    return replace(plan, groups=tuple(fed(group) for group in plan.groups))


@pytest.mark.parametrize("seed", range(12))
def test_that_every_job_has_a_row_and_time_adds_up(seed: int) -> None:
    plan = sunny(random_plan(seed), seed)
    ran = execute(plan, ReferenceEngine())
    for index, group in enumerate(plan.groups):
        ledger = ran.ledgers[group.name]
        assert (ledger.alive_ns >= 0).all()
        assert (ledger.alive_ns <= plan.duration_ns).all()
        assert (ledger.state_ns >= 0).all()
        for number, task in enumerate(group.tasks):
            if not task.jobs.any():
                continue
            rows = ran.tables[index, number]
            assert len(rows.job) == int(task.jobs.sum())
            missed = (rows.outcome == Outcome.DEAD) & (rows.start_ns[0] < 0)
            whole = ledger.alive_ns[rows.device] == plan.duration_ns
            assert not (missed & whole).any(), "who never was without power misses nothing"


@pytest.mark.parametrize("seed", range(8))
def test_that_both_engines_agree_where_nothing_can_brown_out(seed: int) -> None:
    plan = sunny(random_plan(seed), seed, lasts=1e4)
    if why_not(plan):
        pytest.skip("needs the reference for another reason")
    reference, vectorised = execute(plan, ReferenceEngine()), execute(plan, VectorisedEngine())
    for name, ledger in reference.ledgers.items():
        np.testing.assert_array_equal(ledger.state_ns, vectorised.ledgers[name].state_ns)
        np.testing.assert_array_equal(ledger.alive_ns, vectorised.ledgers[name].alive_ns)
        assert (ledger.alive_ns == plan.duration_ns).all()

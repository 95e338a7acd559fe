"""How many messages survive on a crowded air under other numbers."""

from dataclasses import replace

import numpy as np
import pytest
from trace_builder import CHANNEL, MS, S, stage, task

from simgui.plan.plan import TaskPlan
from simgui.plan.stages import Stage
from simgui.plan.timing import Collision
from simgui.results.task_tally import Traffic
from simgui.results.why.crowding import survival
from simgui.results.why.observation import TaskSeen

DEVICES, SECONDS, SENT = 10, 1000, 2000


def lora(airtime_ms: float, factors: tuple[int, ...] = (7,) * DEVICES) -> TaskPlan:
    collision = Collision(
        domain="air",
        cell=np.zeros(DEVICES, dtype=np.int32),
        spreading_factor=np.array(factors, dtype=np.int64),
        power_dbm=np.zeros(DEVICES),
        lock_ns=np.zeros(DEVICES, dtype=np.int64),
        channels=1,
        capture_db=None,
        demodulators=None,
    )
    uplink = stage(Stage.UPLINK, -1, CHANNEL, DEVICES, collision=collision)
    uplink = replace(uplink, service_ns=np.full(DEVICES, round(airtime_ms * MS), dtype=np.int64))
    return task((uplink,), DEVICES)


def seen(lost: int) -> TaskSeen:
    none = np.zeros(0)
    return TaskSeen(SENT, SENT, lost, none, none, none, none, {}, np.array([float(SENT)]), Traffic(), 0.0)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_that_survival_falls_by_the_law_of_pure_aloha(ratio: float) -> None:
    # Two messages a second of 50 ms each: G = 0.1, so exp(-0.2) survive.
    lost = round(SENT * (1 - np.exp(-0.2)))
    found = survival(SECONDS * S, lora(50), lora(50 * ratio), seen(lost))
    assert found == pytest.approx(np.exp(-0.2 * (ratio - 1)), rel=1e-3)


def test_that_capture_seen_in_the_run_weakens_it() -> None:
    half = round(SENT * (1 - np.exp(-0.1)))
    assert survival(SECONDS * S, lora(50), lora(100), seen(half)) == pytest.approx(np.exp(-0.1), rel=1e-3)


def test_that_other_spreading_factors_do_not_disturb() -> None:
    lost = round(SENT * (1 - np.exp(-0.2)))
    mixed = lora(50, (7,) * 5 + (8,) * 5)
    assert survival(SECONDS * S, lora(50), mixed, seen(lost)) == pytest.approx(np.exp(0.1), rel=1e-3)


def test_that_a_link_without_collisions_or_losses_keeps_what_it_had() -> None:
    assert survival(SECONDS * S, lora(50), lora(100), seen(0)) == 1.0
    assert survival(SECONDS * S, task((stage(Stage.UPLINK, -1, CHANNEL),)), lora(50), seen(5)) == 1.0

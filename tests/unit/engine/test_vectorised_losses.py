"""How often a message fails, against a draw after the other and against the reference's attempts."""

import numpy as np
import pytest
from builders.executed import execute
from builders.plans import MS, S, group, plan, stage, task

from simgui.core.random_numbers import stable_hash, uniform
from simgui.engine.vectorised.losses import LOSS_PURPOSE, failed_attempts, sender_words
from simgui.plan.stages import Outcome, Stage
from simgui.plan.stations import StationKind, StationSet


@pytest.mark.parametrize("kind", sorted(LOSS_PURPOSE))
@pytest.mark.parametrize(("loss", "attempts"), [(0.3, 1), (0.3, 4), (0.9, 7), (1.0, 3), (0.0, 2)])
def test_that_failures_are_those_before_the_first_success(kind: Stage, loss: float, attempts: int) -> None:
    rng = np.random.default_rng(attempts)
    device, job = rng.integers(0, 5, 200).astype(np.int32), rng.integers(0, 99, 200)
    link = stage(kind, 0, MS, devices=5, loss=loss, attempts=attempts)
    sender = sender_words(link, seed=9, group=11, task=12)[device]
    failed = failed_attempts(link, 2, sender, device, job)
    for message in range(200):
        fields = (int(device[message]), 12, int(job[message]), 2)
        drawn = [bool(uniform(9, LOSS_PURPOSE[kind], 11, *fields, one)[0] < loss) for one in range(attempts)]
        assert failed[message] == (drawn.index(False) if False in drawn else attempts)


def test_that_the_reference_loses_the_same_messages() -> None:
    link = stage(Stage.UPLINK, 0, MS, devices=3, instance=[0, 1, 2], loss=0.6, attempts=3)
    whole = plan(
        [StationSet("links", StationKind.CHANNEL, 3)],
        [group([task([link], devices=3, period_ns=S, jobs=100)], devices=3)],
        duration_ns=100 * S,
        seed=4,
    )
    (rows,) = execute(whole).tables.values()
    sender = sender_words(link, seed=4, group=stable_hash("group"), task=stable_hash("task"))[rows.device]
    failed = failed_attempts(link, 0, sender, rows.device, rows.job)
    np.testing.assert_array_equal(rows.attempts[0], np.minimum(failed + 1, 3))
    np.testing.assert_array_equal(rows.outcome, np.where(failed == 3, Outcome.LOST, Outcome.DONE))
    assert set(failed.tolist()) == {0, 1, 2, 3}

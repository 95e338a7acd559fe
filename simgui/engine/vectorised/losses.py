"""How often messages fail on a link: known before they are sent, for nothing but the draw decides."""

import numpy as np

from simgui.core.random_numbers import Purpose, uniform
from simgui.plan.plan import StagePlan
from simgui.plan.stages import Stage
from simgui.plan.verdicts import Int32Array, Int64Array

LOSS_PURPOSE = {
    Stage.UPLINK: Purpose.UPLINK_LOSS,
    Stage.BACKHAUL: Purpose.BACKHAUL_LOSS,
    Stage.DOWNHAUL: Purpose.BACKHAUL_LOSS,
    Stage.DOWNLINK: Purpose.DOWNLINK_LOSS,
}


def failed_attempts(
    stage: StagePlan, hop: int, device: Int32Array, job: Int64Array, *, seed: int, group: int, task: int
) -> Int64Array:
    """Count the attempts of each message that are lost, ``max_attempts`` if all are.

    Parameters
    ----------
    stage : StagePlan
        Loss probability and number of attempts.
    hop : int
        Index of the stage among the task's.
    device, job : integer array (messages,)
        Whose messages.
    seed : int
        Seed of the run.
    group, task : int
        `stable_hash` of their names.
    """
    failed = np.zeros(len(device), dtype=np.int64)
    going = np.arange(len(device))
    for attempt in range(stage.max_attempts):
        if not len(going):
            break
        drawn = uniform(seed, LOSS_PURPOSE[stage.stage], group, device[going], task, job[going], hop, attempt)
        going = going[drawn < stage.loss_probability]
        failed[going] += 1
    return failed

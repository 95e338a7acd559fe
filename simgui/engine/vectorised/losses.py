"""How often messages fail on a link: known before they are sent, for nothing but the draw decides."""

import numpy as np

from simgui.core.random_numbers import U64, Purpose, extended, unit, words
from simgui.plan.plan import StagePlan
from simgui.plan.stages import Stage
from simgui.plan.verdicts import Int32Array, Int64Array

LOSS_PURPOSE = {
    Stage.UPLINK: Purpose.UPLINK_LOSS,
    Stage.BACKHAUL: Purpose.BACKHAUL_LOSS,
    Stage.DOWNHAUL: Purpose.BACKHAUL_LOSS,
    Stage.DOWNLINK: Purpose.DOWNLINK_LOSS,
}


def sender_words(stage: StagePlan, *, seed: int, group: int, task: int) -> U64:
    """Give the part of every device's random words that its messages at a stage have in common.

    Parameters
    ----------
    stage : StagePlan
        Tells the purpose, and how many devices there are.
    seed : int
        Seed of the run.
    group, task : int
        `stable_hash` of their names.
    """
    return words(seed, LOSS_PURPOSE[stage.stage], group, np.arange(len(stage.instance)), task)


def failed_attempts(
    stage: StagePlan, hop: int, sender: U64, device: Int32Array | Int64Array, job: Int64Array
) -> Int64Array:
    """Count the attempts of each message that are lost, ``max_attempts`` if all are.

    Parameters
    ----------
    stage : StagePlan
        Loss probability and number of attempts.
    hop : int
        Index of the stage among the task's.
    sender : uint64 array (messages,)
        `sender_words` of each message's device.
    device : integer array (messages,)
        The device.
    job : int64 array (messages,)
        Its job.
    """
    failed = np.zeros(len(job), dtype=np.int64)
    chance = stage.loss_probability[device]
    message = extended(sender, job, hop)
    going = np.flatnonzero(unit(extended(message, 0)) < chance)
    failed[going] = 1
    for attempt in range(1, stage.max_attempts):
        if not len(going):
            break
        going = going[unit(extended(message[going], attempt)) < chance[going]]
        failed[going] += 1
    return failed

"""Where the bytes of a device flow."""

from collections.abc import Mapping, Sequence

from simgui.plan.plan import NS_PER_S, Plan
from simgui.plan.stages import Stage
from simgui.results.task_tally import TaskTally

SENSED, SENT_RAW = "sensed", "uplink_raw"
_HOPS = (Stage.UPLINK, Stage.BACKHAUL, Stage.DOWNHAUL, Stage.DOWNLINK)
_S_PER_DAY = 86400.0


def bytes_by_hop(plan: Plan, tallies: Mapping[str, Sequence[TaskTally]]) -> dict[str, float]:
    """Give the bytes of a device and day on every hop, mean over the devices of some groups.

    Parameters
    ----------
    plan : Plan
        What was run.
    tallies : Mapping[str, Sequence[TaskTally]]
        What the tasks of each group add up to.

    Returns
    -------
    dict[str, float]
        ``sensed`` (what the sensors gave for the windows), ``uplink_raw`` (that of it which left the device), and each
        hop by its stage, headers and retries included. [byte/d]
    """
    devices = {group.name: group.devices for group in plan.groups}
    device_days = sum(devices[name] for name in tallies) * plan.duration_ns / NS_PER_S / _S_PER_DAY
    total = dict.fromkeys((SENSED, SENT_RAW, *(hop.label for hop in _HOPS)), 0.0)
    for parts in tallies.values():
        for tally in parts:
            if tally.task.is_job:
                total[SENSED] += int(tally.task.jobs.sum()) * tally.task.window_byte
            total[SENT_RAW] += tally.traffic.raw_byte
            for stage, attempts in zip(tally.task.stages, tally.attempts.tolist(), strict=True):
                if stage.stage in _HOPS:
                    total[stage.stage.label] += attempts * stage.wire_byte
    return {name: value / device_days for name, value in total.items() if value}

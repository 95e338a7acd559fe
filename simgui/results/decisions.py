"""When the decision of every row of a trace was available where it was needed, if ever."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.plan.plan import Plan
from simgui.plan.stages import Outcome
from simgui.plan.trace import TraceChunk
from simgui.plan.verdicts import Int64Array
from simgui.scenario.site import Tier

BoolArray = npt.NDArray[np.bool_]

NEVER_NS = np.iinfo(np.int64).max
"""Stands for a decision that never came. [ns]"""


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of a chunk's rows.

    Parameters
    ----------
    at_ns : int64 array (rows,)
        When each was available; `NEVER_NS` where it was lost. [ns]
    decided : bool array (rows,)
        Whether it came at all.
    reported : bool array (rows,)
        Whether the result was reported: which of the task's two decision stages counts.
    for_latency : bool array (rows,)
        Whether the row counts for the latency: all where the device needs the decision, else those reported and
        those lost before there was a verdict.
    alarm : bool array (rows,)
        Whether an alarm arrived: label 1, decided, and told where it is needed. Under ``on_change`` a repeated alarm
        is not told again, so it does not count unless the decision was made where it is needed.
    """

    at_ns: Int64Array
    decided: BoolArray
    reported: BoolArray
    for_latency: BoolArray
    alarm: BoolArray


def decide(plan: Plan, chunk: TraceChunk) -> Decisions:
    """Find when the decisions of a chunk of jobs were available.

    Parameters
    ----------
    plan : Plan
        What was run.
    chunk : TraceChunk
        The rows; not of background traffic.
    """
    task = plan.groups[chunk.group].tasks[chunk.task]
    reported = chunk.reported == 1
    loud, silent = task.decided_reported, task.decided_silent
    finish_ns = chunk.finish_ns[loud]
    end_ns = chunk.left_ns(plan, loud)
    if silent != loud:
        finish_ns = np.where(reported, finish_ns, chunk.finish_ns[silent])
        end_ns = np.where(reported, end_ns, chunk.left_ns(plan, silent))
    # A message lost on a link has an end there too, but is not done.
    decided = np.asarray((chunk.outcome == Outcome.DONE) & (finish_ns >= 0))
    everyone = task.needed_at is Tier.DEVICE
    return Decisions(
        at_ns=np.where(decided, end_ns, NEVER_NS),
        decided=decided,
        reported=np.asarray(reported),
        for_latency=np.ones(len(chunk), dtype=bool) if everyone else np.asarray(chunk.reported != 0),
        alarm=np.asarray(decided & (chunk.label == 1) & (reported | (silent == loud))),
    )

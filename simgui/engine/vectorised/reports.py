"""Which results are reported."""

import numpy as np

from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import LegResult
from simgui.plan.plan import TaskPlan
from simgui.plan.verdicts import Int8Array
from simgui.scenario.task import ReportPolicy

NO_LABEL = -1
"""Stands for a device that has not executed any verdict yet."""


def reported(task: TaskPlan, result: LegResult, table: Table, last_label: Int8Array) -> tuple[Int8Array, Int8Array]:
    """Tell which of the verdicts that were executed are reported.

    Parameters
    ----------
    task : TaskPlan
        Its policy.
    result : LegResult
        What became of the visits to the verdict's stage.
    table : Table
        The task's rows.
    last_label : int8 array (devices,)
        The verdict each device executed last; not changed.

    Returns
    -------
    reported : int8 array (visits,)
        1 where it is; meaningless for visits that did not get through.
    last_label : int8 array (devices,)
        Behind them.
    """
    label = table.verdict[result.visits.row]
    match task.report:
        case ReportPolicy.ALWAYS:
            return np.ones(len(label), dtype=np.int8), last_label
        case ReportPolicy.ON_DETECTION:
            return (label == 1).astype(np.int8), last_label
        case ReportPolicy.ON_CHANGE:
            return _changes(result, table, label, last_label)


def _changes(result: LegResult, table: Table, label: Int8Array, last_label: Int8Array) -> tuple[Int8Array, Int8Array]:
    """Compare each executed verdict with the one its device executed before."""
    flags = np.zeros(len(label), dtype=np.int8)
    done = np.flatnonzero(result.succeeded)
    if not len(done):
        return flags, last_label
    device, job = table.device[result.visits.row[done]], table.job[result.visits.row[done]]
    done = done[
        np.lexsort((job, result.visits.arrival_ns[done], result.start_ns[done], result.finish_ns[done], device))
    ]
    device, label = table.device[result.visits.row[done]], label[done]
    before = np.empty_like(label)
    before[1:] = label[:-1]
    first = np.concatenate([[True], device[1:] != device[:-1]])
    before[first] = last_label[device[first]]
    flags[done] = label != before
    after = last_label.copy()
    last = np.concatenate([device[1:] != device[:-1], [True]])
    after[device[last]] = label[last]
    return flags, after

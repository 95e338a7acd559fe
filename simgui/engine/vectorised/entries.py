"""Writes what became of the visits of a chunk into its rows."""

import numpy as np
import numpy.typing as npt

from simgui.engine.vectorised.network import TaskWay
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import LegResult
from simgui.plan.stages import Outcome, Stage
from simgui.plan.verdicts import Int64Array


def enter(result: LegResult, way: TaskWay, table: Table, death_ns: Int64Array | None) -> None:
    """Write what became of a leg's visits into the rows."""
    hop, row = result.leg.hop, result.visits.row
    plain = bool(result.begun.all()) and bool(result.ended.all()) and not result.retried.any()
    begun = result.begun.astype(np.int16)
    if result.interruptions is not None:
        begun += result.interruptions.astype(np.int16)
    if plain:
        table.start_ns[hop][row] = result.start_ns
        table.finish_ns[hop][row] = result.finish_ns
    else:
        last = np.flatnonzero(~result.retried)
        rows = row[last]
        table.start_ns[hop][rows] = np.where(result.begun[last], result.start_ns[last], -1)
        table.finish_ns[hop][rows] = np.where(result.ended[last], result.finish_ns[last], -1)
    if result.leg.plan.may_fail:
        np.add.at(table.attempts[hop], row, begun)
    else:
        table.attempts[hop, row] = begun
    if result.lost_ns is not None:
        np.add.at(table.lost_ns[hop], row, result.lost_ns)
    for code, flags in result.failed:
        fail(way, table, hop, row[flags], code)
    _decide(result, way, table, death_ns, plain=plain)


def _decide(result: LegResult, way: TaskWay, table: Table, death_ns: Int64Array | None, *, plain: bool) -> None:
    """Note the decisions that the end of a stage brings."""
    hop = result.leg.hop
    buried = result.leg.plan.stage is Stage.DOWNLINK and death_ns is not None
    if not (way.decides[:, hop].any() or buried):
        return
    succeeded = result.succeeded
    row = result.visits.row if plain and succeeded.all() else result.visits.row[succeeded]
    if buried and death_ns is not None:
        dead = result.finish_ns[succeeded] > death_ns[table.device[row]]
        fail(way, table, hop, row[dead], Outcome.DEAD)
        row = row[~dead]
    if way.decides[:, hop].all():
        table.outcome[row] = Outcome.DONE
    else:
        table.outcome[row[way.decides[table.reported[row], hop]]] = Outcome.DONE


def fail(way: TaskWay, table: Table, hop: int, rows: npt.NDArray[np.int64], code: int) -> None:
    """Note failures, where the decision depends on the stage."""
    table.outcome[rows[way.on_way[table.reported[rows], hop]]] = code

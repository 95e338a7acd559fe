"""How messages come from one stage to the next: delays, random ones included, and the instants a station takes them."""

import numpy as np

from simgui.engine.vectorised.network import Leg, Network
from simgui.engine.vectorised.table import Rows, Table
from simgui.plan.verdicts import Int64Array


def left_ns(network: Network, leg: Leg, table: Table, row: Int64Array, finish_ns: Int64Array) -> Int64Array:
    """Give when messages that ended a stage get to what follows. [ns]

    Parameters
    ----------
    network : Network
        The plan.
    leg : Leg
        The stage.
    table : Table
        The rows of its task.
    row : int64 array (messages,)
        Row of each.
    finish_ns : int64 array (messages,)
        End of its service. [ns]
    """
    left = finish_ns + leg.plan.delay_ns
    if leg.plan.jitter is None or not leg.plan.jitter.on_delay:
        return left
    return left + network.jitter_ns(leg, table.device[row], table.job[row], 0)


def taken_ns(leg: Leg, table: Table, row: Int64Array, arrival_ns: Int64Array) -> Int64Array:
    """Give when the station of a stage takes messages that get there; see `left_ns`. [ns]"""
    slot, dark = leg.plan.slot, leg.plan.dark
    if dark is not None:
        arrival_ns = dark.taken_ns(arrival_ns, table.device[row])
    if slot is None:
        return arrival_ns
    return slot.taken_ns(arrival_ns, table.device[row], sent_ns(leg, table, row))


def tried_again_ns(
    network: Network, leg: Leg, table: Table | Rows, row: Int64Array, finish_ns: Int64Array, failed: Int64Array
) -> Int64Array:
    """Give when attempts that were lost are tried again, so many having failed by then; see `left_ns`. [ns]"""
    arrival = finish_ns + leg.plan.gap_ns
    if leg.plan.jitter is not None:
        arrival = arrival + network.jitter_ns(leg, table.device[row], table.job[row], failed)
    return taken_ns(leg, table, row, arrival) if isinstance(table, Table) else arrival


def sent_ns(leg: Leg, table: Table, row: Int64Array) -> Int64Array:
    """Give the end of the last transmission of jobs before a stage, or their release. [ns]"""
    known = table.sent.get(leg.sent_hop)
    return np.asarray(table.release_ns[row] if known is None else known[row])

"""Notable moments of a run: what the event log lists and the timeline marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from simgui.plan.ledger import GroupLedger
from simgui.plan.plan import NS_PER_S, Plan
from simgui.results.accumulator import KpiAccumulator
from simgui.results.series_block import LOG_KINDS, LOG_ROOM, Array
from simgui.results.series_layout import SeriesLayout


class MomentKind(StrEnum):
    """What happened; the values of those that the log of a series keeps are its kinds."""

    OUTAGE = "outage"
    OUTAGE_END = "outage_end"
    DEATH = "death"
    ALARM = "alarm"
    FALSE_ALARM = "false_alarm"
    MISSED_EVENT = "missed_event"
    LOST = "lost"
    DROPPED = "dropped"
    LATE = "late"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """Something notable.

    Parameters
    ----------
    time_s : float
        When. [s]
    kind : MomentKind
        What: for a missed event, when it began; for a late decision, when it was due.
    group : str
        Whose device; "" for a station.
    device : int
        Which device of the group; -1 for a station.
    subject : str
        Name of the station or the task.
    """

    time_s: float
    kind: MomentKind
    group: str
    device: int
    subject: str


def outage_moments(plan: Plan) -> tuple[Moment, ...]:
    """Give when stations go out of service and come back, within the run."""
    found = []
    for station in plan.stations:
        for outage in station.outages:
            name = station.name if outage.instance is None else f"{station.name}[{outage.instance}]"
            for at_ns, kind in ((outage.start_ns, MomentKind.OUTAGE), (outage.end_ns, MomentKind.OUTAGE_END)):
                if at_ns < plan.duration_ns:
                    found.append(Moment(at_ns / NS_PER_S, kind, "", -1, name))
    return tuple(sorted(set(found)))


def ending_moments(
    plan: Plan, ledgers: Mapping[str, GroupLedger], accumulator: KpiAccumulator
) -> tuple[tuple[Moment, ...], dict[str, int]]:
    """Give deaths and missed events, which are known at the end: the first of each group, and how many there are.

    Parameters
    ----------
    plan : Plan
        What was run.
    ledgers : Mapping[str, GroupLedger]
        Know the deaths, by group.
    accumulator : KpiAccumulator
        Knows the missed events.
    """
    found: list[Moment] = []
    counts = {"death": 0, "missed_event": 0}
    for index, group in enumerate(plan.groups):
        death_ns = ledgers[group.name].death_ns
        dead = np.flatnonzero(death_ns >= 0)
        counts["death"] += len(dead)
        first = dead[np.argsort(death_ns[dead], kind="stable")[:LOG_ROOM]].tolist()
        found += [Moment(death_ns[d] / NS_PER_S, MomentKind.DEATH, group.name, d, "battery empty") for d in first]
        for number, task in enumerate(group.tasks):
            devices, onsets_ns = accumulator.missed_events(index, number)
            counts["missed_event"] += len(devices)
            order = np.argsort(onsets_ns, kind="stable")[:LOG_ROOM]
            found += [
                Moment(onset / NS_PER_S, MomentKind.MISSED_EVENT, group.name, device, task.name)
                for device, onset in zip(devices[order].tolist(), onsets_ns[order].tolist(), strict=True)
            ]
    return tuple(sorted(found)), counts


def logged_moments(layout: SeriesLayout, arrays: Mapping[str, Array]) -> tuple[Moment, ...]:
    """Read the log of a series.

    Parameters
    ----------
    layout : SeriesLayout
        Names groups and tasks.
    arrays : Mapping[str, array]
        See `simgui.results.series_block`.
    """
    found = []
    for place, kind in enumerate(LOG_KINDS):
        for number, group in enumerate(layout.groups):
            kept = min(int(arrays["log/count"][place, number]), LOG_ROOM)
            rows = zip(*(arrays[f"log/{n}"][place, number, :kept].tolist() for n in ("time_ns", "device", "task")),
                       strict=True)  # fmt: skip
            found += [
                Moment(time_ns / NS_PER_S, MomentKind(kind), group.name, device, group.tasks[task])
                for time_ns, device, task in rows
            ]
    return tuple(sorted(found))


def alive_share(layout: SeriesLayout, group: int, death_ns: Array) -> Array | None:
    """Give which share of each part of the fleet is alive in each part of time; None when nobody dies. [-]"""
    if not (death_ns >= 0).any():
        return None
    where = layout.groups[group]
    part = np.arange(where.devices) * where.bins // where.devices
    members = np.bincount(part, minlength=where.bins)
    starts_ns = np.arange(layout.bins, dtype=np.int64) * layout.bin_ns
    lasts_ns = np.where(death_ns >= 0, death_ns, layout.duration_ns)
    share = np.zeros((layout.bins, where.bins), dtype=np.float32)
    for row, start_ns in enumerate(starts_ns.tolist()):
        length_ns = min(layout.bin_ns, layout.duration_ns - start_ns)
        lived = np.clip(lasts_ns - start_ns, 0, length_ns) / length_ns
        share[row] = np.bincount(part, weights=lived, minlength=where.bins) / members
    return share

"""Each device's own truth: when it samples, when something really happens to it, and when its sensor is faulty."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simgui.core.errors import SimguiError
from simgui.core.random_numbers import Purpose, integers, stable_hash, uniform
from simgui.plan.plan import to_ns
from simgui.plan.verdicts import Events, Int64Array
from simgui.scenario.group import Group
from simgui.scenario.stream import Fault, Phase
from simgui.scenario.task import Task

GROWING_FAULTS = frozenset({"drift"})
"""Faults whose strength changes while they last."""

GROWING_BINS = 8
"""Equal parts a growing fault is cut into; within one it counts as constant."""


class TimelineError(SimguiError):
    """A timeline was asked for that cannot exist."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class EventProcess:
    """How events come about at a device.

    Parameters
    ----------
    rate_per_s : float
        Mean number of onsets of one device. [1/s]
    duration_s : float
        How long an event lasts. [s]
    states : int
        States of the source, the normal one included. [-]
    """

    rate_per_s: float
    duration_s: float
    states: int


@dataclass(frozen=True, slots=True)
class FaultBins:
    """Parts of the run during which the faults count as constant.

    Parameters
    ----------
    start_ns : int64 array (bins,)
        Where each part begins; the first is 0. [ns]
    mid_s : tuple[float, ...]
        The time at which the faults of each part are taken. [s]
    """

    start_ns: Int64Array
    mid_s: tuple[float, ...]

    def __len__(self) -> int:
        """Count the parts."""
        return len(self.mid_s)


def no_events() -> Events:
    """Give a timeline on which nothing happens."""
    nothing = np.empty(0, dtype=np.int64)
    return Events(nothing.astype(np.int32), nothing, nothing, nothing.astype(np.int8))


def draw_events(process: EventProcess, *, seed: int, group: str, devices: int, duration_s: float) -> Events:
    """Draw the events of every device of a group.

    Parameters
    ----------
    process : EventProcess
        How often, how long, how many kinds.
    seed : int
        Seed of the run.
    group : str
        Name of the group.
    devices : int
        How many devices.
    duration_s : float
        Simulated time; onsets lie in [0, duration). [s]

    Returns
    -------
    Events
        Sorted by device and onset; the events of one device do not overlap.

    Raises
    ------
    TimelineError
        If events would overlap (rate times duration is 1 or more), or if the source knows no event state.

    Notes
    -----
    A stationary alternating renewal process: normal times are exponential with mean 1/rate − duration, so the mean
    number of onsets in any time T is rate · T exactly. A device that starts inside an event (probability
    rate · duration) is normal until that event would have ended, because its onset is not part of the run.
    """
    if process.rate_per_s <= 0 or devices == 0:
        return no_events()
    if process.states < 2:
        raise TimelineError(f"fleet.{group}.stream: the source has no event state, so events cannot happen")
    busy = process.rate_per_s * process.duration_s
    if busy >= 1:
        raise TimelineError(
            f"fleet.{group}.stream: {process.rate_per_s * 86400:g} events a day of {process.duration_s:g} s each "
            "would overlap; make them rarer or shorter"
        )
    end_ns, length_ns = to_ns(duration_s), to_ns(process.duration_s)
    mean_gap_ns = (1.0 / process.rate_per_s - process.duration_s) * 1e9
    key = stable_hash(group)
    device = np.arange(devices, dtype=np.int64)
    start = uniform(seed, Purpose.EVENT_GAP, key, device, 0)
    free_ns = (np.where(start < busy, start / busy, 0.0) * length_ns).astype(np.int64) if busy > 0 else device * 0
    devices_of, onsets, states = [], [], []
    index = 1
    while len(device):
        gap_ns = -np.log1p(-uniform(seed, Purpose.EVENT_GAP, key, device, index)) * mean_gap_ns
        onset_ns = free_ns + np.minimum(gap_ns, 2.0 * end_ns).astype(np.int64)
        inside = onset_ns < end_ns
        device, onset_ns = device[inside], onset_ns[inside]
        devices_of.append(device)
        onsets.append(onset_ns)
        states.append(1 + integers(process.states - 1, seed, Purpose.EVENT_STATE, key, device, index))
        free_ns = onset_ns + length_ns
        index += 1
    all_devices, all_onsets = np.concatenate(devices_of), np.concatenate(onsets)
    order = np.lexsort((all_onsets, all_devices))
    onset_ns = all_onsets[order]
    return Events(
        device=all_devices[order].astype(np.int32),
        onset_ns=onset_ns,
        end_ns=onset_ns + length_ns,
        state=np.concatenate(states)[order].astype(np.int8),
    )


def phase_ns(group: Group, task: Task, *, seed: int) -> Int64Array:
    """Give the end of the first window of every device, in [0, every). [ns]"""
    if group.stream.phase is Phase.ALIGNED:
        return np.zeros(group.count, dtype=np.int64)
    device = np.arange(group.count, dtype=np.int64)
    key = stable_hash(group.name)
    return integers(to_ns(task.every_s), seed, Purpose.PHASE, key, device, stable_hash(task.name))


def job_counts(phases_ns: Int64Array, *, every_ns: int, duration_ns: int) -> Int64Array:
    """Count the windows of every device that end in [0, duration).

    Parameters
    ----------
    phases_ns : int64 array (devices,)
        End of the first window. [ns]
    every_ns, duration_ns : int
        Time between two ends, and the end of the run. [ns]
    """
    return np.maximum(_ceil_div(duration_ns - phases_ns, every_ns), 0)


def jobs_of_events(
    events: Events, phases_ns: Int64Array, jobs: Int64Array, *, window_ns: int, every_ns: int
) -> tuple[Int64Array, Int64Array]:
    """Find the jobs whose windows hold each event.

    A window [end − window, end) holds an event when it overlaps it by at least half of the shorter of the two, so it
    may hold the end of one event and the start of the next; its state is then that of the later one.

    Parameters
    ----------
    events : Events
        The truth.
    phases_ns, jobs : int64 array (devices,)
        End of the first window [ns], and how many windows there are.
    window_ns, every_ns : int
        Length of a window, and time between two ends. [ns]

    Returns
    -------
    tuple of int64 arrays (events,)
        First job, and the one behind the last.
    """
    phase, count = phases_ns[events.device], jobs[events.device]
    half_ns = (np.minimum(window_ns, events.end_ns - events.onset_ns) + 1) // 2
    first = _ceil_div(events.onset_ns + half_ns - phase, every_ns)
    last = (events.end_ns + window_ns - half_ns - phase) // every_ns + 1
    first, last = np.clip(first, 0, count), np.clip(last, 0, count)
    return first, np.maximum(first, last)


def fault_bins(faults: Sequence[Fault], *, duration_s: float) -> FaultBins:
    """Cut a run into parts of constant faults.

    A part ends where a fault starts or ends; faults that grow are cut into `GROWING_BINS` equal parts.

    Parameters
    ----------
    faults : Sequence[Fault]
        Signal faults of the group.
    duration_s : float
        Simulated time. [s]
    """
    edges_s = [0.0, duration_s]
    for fault in faults:
        end_s = duration_s if fault.for_s is None else min(fault.from_s + fault.for_s, duration_s)
        if fault.from_s >= end_s:
            continue
        parts = GROWING_BINS if fault.kind in GROWING_FAULTS else 1
        edges_s += np.linspace(fault.from_s, end_s, parts + 1).tolist()
    edges_ns = np.unique(np.array([to_ns(edge) for edge in edges_s], dtype=np.int64))
    mid_s = tuple(((edges_ns[:-1] + edges_ns[1:]) / 2e9).tolist())
    return FaultBins(edges_ns[:-1], mid_s)


def bin_first_jobs(bins: FaultBins, phases_ns: Int64Array, *, window_ns: int, every_ns: int) -> Int64Array:
    """Give the first job of every device in each fault bin: the first whose window has its middle in there.

    Parameters
    ----------
    bins : FaultBins
        The parts of the run.
    phases_ns : int64 array (devices,)
        End of the first window. [ns]
    window_ns, every_ns : int
        Length of a window, and time between two ends. [ns]

    Returns
    -------
    int64 array (devices, bins)
        Ascending along a row; column 0 is 0.
    """
    first = np.maximum(_ceil_div(bins.start_ns[None, :] + window_ns // 2 - phases_ns[:, None], every_ns), 0)
    first[:, 0] = 0
    return first


def _ceil_div(value: Int64Array, divisor: int) -> Int64Array:
    return np.asarray(-(-value // divisor))

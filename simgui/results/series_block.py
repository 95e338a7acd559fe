"""The numbers of a run's history, in memory that forked processes share."""

import mmap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simgui.plan.stages import State
from simgui.results.series_layout import SeriesLayout

Array = npt.NDArray[Any]

COUNTS = ("jobs", "late", "lost", "timed", "alarms")
"""By time and part of the fleet: windows that ended; decided too late; never decided; counted for the latency; alarms
told."""

SUMS = ("latency_s", "wait_s", "energy_j")
"""By time and part of the fleet: latencies; time waited at shared stations; energy above the continuous draw."""

BINS_AN_OCTAVE_LOG2 = 4
LATENCY_BINS = 37 << BINS_AN_OCTAVE_LOG2
"""Bins of the latency histogram: 16 an octave, from 2**-20 s to 2**17 s."""

LOG_KINDS = ("alarm", "false_alarm", "lost", "dropped", "late")
LOG_ROOM = 256
"""Entries of one kind and group that are kept; the rest is counted."""


def shapes(layout: SeriesLayout) -> dict[str, tuple[tuple[int, ...], str]]:
    """Give shape and type of every array.

    Those whose name has no ``log`` in it have time as their first axis.
    """
    time = layout.bins
    found: dict[str, tuple[tuple[int, ...], str]] = {"touched": ((time,), "int64")}
    for group in layout.groups:
        found |= {f"{group.name}/{name}": ((time, group.bins), "int32") for name in COUNTS}
        found |= {f"{group.name}/{name}": ((time, group.bins), "float32") for name in SUMS}
        found[f"{group.name}/latencies"] = ((time, LATENCY_BINS), "int32")
        found[f"{group.name}/state_j"] = ((time, len(State)), "float64")
        found[f"{group.name}/uplink_byte"] = ((time,), "float64")
        found[f"{group.name}/downlink_byte"] = ((time,), "float64")
    for name in ("queue_s", "busy_s"):
        found[f"stations/{name}"] = ((time, len(layout.stations)), "float64")
    room = (len(LOG_KINDS), len(layout.groups), LOG_ROOM)
    found |= {
        "log/time_ns": (room, "int64"),
        "log/device": (room, "int32"),
        "log/task": (room, "int16"),
        "log/count": (room[:2], "int64"),
    }
    return found


def allocate(layout: SeriesLayout) -> dict[str, Array]:
    """Give the arrays of a layout, all zero, in memory that a forked process shares.

    Pages that are never written take no memory.
    """
    wanted = shapes(layout)
    sizes = {name: _room_byte(shape, kind) for name, (shape, kind) in wanted.items()}
    memory = mmap.mmap(-1, max(1, sum(sizes.values())))
    arrays: dict[str, Array] = {}
    offset = 0
    for name, (shape, kind) in wanted.items():
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(memory, dtype=kind, count=count, offset=offset).reshape(shape)
        offset += sizes[name]
    return arrays


def _room_byte(shape: tuple[int, ...], kind: str) -> int:
    return -(-int(np.prod(shape)) * np.dtype(kind).itemsize // 64) * 64


def is_by_time(name: str) -> bool:
    """Tell whether the first axis of an array is time."""
    return not name.startswith("log/")


def merged_log(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """Put the logs of several parts together: the earliest entries of each kind and group."""
    if len(parts) == 1:
        return {name: parts[0][name] for name in ("log/time_ns", "log/device", "log/task", "log/count")}
    count = added([part["log/count"] for part in parts])
    kept = np.concatenate([_kept(part) for part in parts], axis=2)
    time_ns = np.where(kept, np.concatenate([part["log/time_ns"] for part in parts], axis=2), np.iinfo(np.int64).max)
    order = np.argsort(time_ns, axis=2, kind="stable")[:, :, :LOG_ROOM]
    merged = {"log/count": count, "log/time_ns": np.take_along_axis(time_ns, order, axis=2)}
    for name in ("log/device", "log/task"):
        merged[name] = np.take_along_axis(np.concatenate([part[name] for part in parts], axis=2), order, axis=2)
    return merged


def _kept(part: Mapping[str, Array]) -> Array:
    return np.asarray(np.arange(LOG_ROOM) < part["log/count"][:, :, None])


def added(arrays: Sequence[Array]) -> Array:
    """Give the sum of arrays as a new one."""
    whole = arrays[0].copy()
    for array in arrays[1:]:
        whole += array
    return whole

"""A recording as one long stream: its windows in order, and the events its labels tell of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.core.errors import SimguiError
from simgui.plan.plan import to_ns
from simgui.plan.verdicts import Events, Int8Array, Int64Array
from simgui.runs.signals import FaultySensor
from simgui.runs.timeline import FaultBins
from simgui.streams.replay import Recording
from simgui.streams.synthetic.signal import FloatWindows

CALIBRATION_SHARE = 0.5
"""Part of a recording, from its start, whose normal windows calibrate a threshold."""


class RecordingError(SimguiError):
    """A recording cannot be cut into the windows of a task."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class RecordedWindows:
    """The windows of a task along a recording, and the labelled events.

    Parameters
    ----------
    samples : float32 array (samples, channels)
        The recording.
    rate_hz : float
        Its sampling rate. [Hz]
    start : int64 array (windows,)
        First sample of each window.
    size : int
        Samples of a window. [-]
    event_start, event_end : int64 array (events,)
        Labelled events in samples, [start, end).
    """

    samples: npt.NDArray[np.float32]
    rate_hz: float
    start: Int64Array
    size: int
    event_start: Int64Array
    event_end: Int64Array

    def __len__(self) -> int:
        """Count the windows."""
        return len(self.start)

    def holding(self) -> tuple[Int64Array, Int64Array]:
        """Give the windows [first, last) that hold each event: at least half of the shorter of the two."""
        half = (np.minimum(self.size, self.event_end - self.event_start) + 1) // 2
        first = np.searchsorted(self.start, self.event_start + half - self.size, side="left")
        last = np.searchsorted(self.start, self.event_end - half, side="right")
        return first.astype(np.int64), np.maximum(first, last).astype(np.int64)

    def truth(self) -> Int8Array:
        """Say which windows hold an event."""
        truth = np.zeros(len(self), dtype=np.int8)
        for first, last in zip(*self.holding(), strict=True):
            truth[first:last] = 1
        return truth

    def cut(self) -> FloatWindows:
        """Give every window as (windows, samples, channels)."""
        return self.samples[self.start[:, None] + np.arange(self.size)]


def cut_recording(read: Recording, *, rate_hz: float, window_s: float, every_s: float) -> RecordedWindows:
    """Cut a recording into the windows of a task: the first at its start, then one every ``every_s``.

    Parameters
    ----------
    read : Recording
        The recording.
    rate_hz : float
        Sampling rate of the stream. [Hz]
    window_s, every_s : float
        Length of a window, and time from one to the next. [s]

    Raises
    ------
    RecordingError
        If the recording is shorter than one window, or has another rate than the stream.
    """
    if not np.isclose(read.rate_hz, rate_hz, rtol=1e-6):
        raise RecordingError(
            f"the recording was made at {read.rate_hz:g} Hz but the stream's rate is {rate_hz:g} Hz; "
            f"write rate: {read.rate_hz:g} Hz"
        )
    size = max(1, round(window_s * rate_hz))
    if len(read.samples) < size:
        raise RecordingError(
            f"the recording lasts {read.duration_s:g} s, which is shorter than one window of {window_s:g} s"
        )
    step = every_s * rate_hz
    start = np.rint(np.arange(int((len(read.samples) - size) / step) + 1) * step).astype(np.int64)
    edges = np.diff(np.concatenate([[0], read.is_event().astype(np.int8), [0]]))
    return RecordedWindows(
        samples=read.samples,
        rate_hz=rate_hz,
        start=start[start + size <= len(read.samples)],
        size=size,
        event_start=np.flatnonzero(edges == 1).astype(np.int64),
        event_end=np.flatnonzero(edges == -1).astype(np.int64),
    )


def recorded_events(
    recording: RecordedWindows,
    *,
    phases_ns: Int64Array,
    jobs: Int64Array,
    offset: Int64Array,
    every_ns: int,
    duration_ns: int,
) -> tuple[Events, Int64Array, Int64Array]:
    """Place the labelled events on the time of every device that replays the recording, over and over.

    Parameters
    ----------
    recording : RecordedWindows
        Windows and labels; job ``k`` of a device sees window ``(offset + k) mod windows``.
    phases_ns, jobs, offset : int64 array (devices,)
        End of the first window [ns], how many windows, and the window each device starts with.
    every_ns, duration_ns : int
        Time between two windows, and the end of the run. [ns]

    Returns
    -------
    Events
        With state 0, for a recording is one sequence; what began before the run begins at 0.
    first_job, last_job : int64 arrays (events,)
        Jobs [first, last) whose windows hold each event.
    """
    length, window_ns = len(recording), to_ns(recording.size / recording.rate_hz)
    cycles = int(np.max((jobs + offset + length - 1) // length, initial=0))
    device, cycle, event = (
        part.ravel() for part in np.indices((len(jobs), cycles, len(recording.event_start)), dtype=np.int64)
    )
    first_window, last_window = recording.holding()
    first_of_cycle = cycle * length - offset[device]
    zero_ns = phases_ns[device] + first_of_cycle * every_ns - window_ns
    to_nanoseconds = 1e9 / recording.rate_hz
    onset_ns = zero_ns + np.rint(recording.event_start * to_nanoseconds).astype(np.int64)[event]
    end_ns = zero_ns + np.rint(recording.event_end * to_nanoseconds).astype(np.int64)[event]
    first = np.clip(first_of_cycle + first_window[event], 0, jobs[device])
    last = np.clip(first_of_cycle + last_window[event], 0, jobs[device])
    unreached = recording.event_start[event] * to_nanoseconds >= length * every_ns  # behind the last window's turn
    keep = np.flatnonzero((onset_ns < duration_ns) & ((last > first) | ((end_ns > 0) & ~unreached)))
    keep = keep[np.lexsort((onset_ns[keep], device[keep]))]
    device, onset_ns, end_ns = device[keep], np.maximum(onset_ns[keep], 0), np.maximum(end_ns[keep], 0)
    if len(keep) > 1:  # the last windows of a cycle may overlap the first of the next
        same = device[1:] == device[:-1]
        end_ns[:-1] = np.where(same, np.minimum(end_ns[:-1], onset_ns[1:]), end_ns[:-1])
    events = Events(device.astype(np.int32), onset_ns, end_ns, np.zeros(len(keep), dtype=np.int8))
    return events, first[keep], last[keep]


@dataclass(frozen=True, slots=True)
class RecordedPool:
    """The windows of a recording as a pool: one stream, one state; see `simgui.runs.signals.SignalPool`.

    Parameters
    ----------
    recording : RecordedWindows
        The windows.
    bins : FaultBins
        Parts of the run with constant faults.
    first_job : tuple[int, ...]
        First job of every fault bin, the same for all devices; each bin's sequence is turned by it, so that a
        recording goes on where it was when the faults change.
    faulty : FaultySensor
        Puts the faults in.
    labelled : bool
        Whether the recording has labels.
    """

    recording: RecordedWindows
    bins: FaultBins
    first_job: tuple[int, ...]
    faulty: FaultySensor
    labelled: bool
    streams: int = 1
    recorded: bool = True

    @property
    def channels(self) -> int:
        """Values per sample. [-]."""
        return self.recording.samples.shape[1]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: no labels, no truth."""
        if self.labelled:
            return ()
        return ("the recording has no label column: every window counts as normal, so accuracy means nothing",)

    def truth(self) -> Int8Array:
        """Say which windows hold an event; see `SignalPool.truth`."""
        truth = self.recording.truth()
        return np.stack([np.roll(truth, -first) for first in self.first_job])[None]

    def windows(self, stream: int) -> FloatWindows:
        """Give the windows; see `SignalPool.windows`."""
        clean = self.recording.cut()
        parts = [
            np.roll(self.faulty(clean, at_s=at_s, stream=stream), -first, axis=0)
            for at_s, first in zip(self.bins.mid_s, self.first_job, strict=True)
        ]
        return np.concatenate(parts)

    def places(self) -> Int64Array:
        """Say which window stands where: each at its own place; see `SignalPool.places`."""
        shape = 1, len(self.bins), len(self.recording)
        return np.arange(shape[1] * shape[2], dtype=np.int64).reshape(shape)

    def normal_windows(self) -> FloatWindows:
        """Give the normal windows of the first half of the recording, which verdicts use too."""
        half = max(1, int(len(self.recording) * CALIBRATION_SHARE))
        normal = np.flatnonzero(self.recording.truth()[:half] == 0)
        if not len(normal):
            raise RecordingError("the first half of the recording has no normal window to calibrate a threshold with")
        return self.recording.cut()[normal]

"""What the real models said about the streams, and which job hears which verdict."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simgui.scenario.task import UNCONFIRMED, Confirmation

Int64Array = npt.NDArray[np.int64]
Int32Array = npt.NDArray[np.int32]
Int8Array = npt.NDArray[np.int8]
FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Events:
    """True events of a group, sorted by (device, onset).

    Parameters
    ----------
    device : int32 array (events,)
        Whose event.
    onset_ns, end_ns : int64 array (events,)
        From when to when it lasts; the events of one device do not overlap. [ns]
    state : int8 array (events,)
        Which state of the source, from 1.
    """

    device: Int32Array
    onset_ns: Int64Array
    end_ns: Int64Array
    state: Int8Array

    def __len__(self) -> int:
        """Count the events."""
        return len(self.device)


@dataclass(frozen=True, slots=True)
class VerdictPool:
    """Verdicts of the real model, by stream, truth state and fault bin.

    Parameters
    ----------
    label : int8 array (streams, states, bins, length)
        1 where the detector detected something.
    score : float32 array of the same shape
        Score of the alarm class. [-]
    truth : int8 array of the same shape
        1 where the window holds an event.
    real_inferences : int
        Windows that went through the real model.
    recorded : bool
        Whether the streams are recordings (else synthetic).
    """

    label: Int8Array
    score: FloatArray
    truth: Int8Array
    real_inferences: int
    recorded: bool


@dataclass(frozen=True, slots=True)
class TaskVerdicts:
    """The verdict of every job of a task, as a pure function of device and job.

    A device's k-th window in a truth state and fault bin takes verdict ``(offset + k) mod length`` of its stream's
    pool for that state and bin: its raw label. A raw label of 1 becomes the label 1, an alarm, if enough of the
    device's last windows have the raw label 1 (`Confirmation`); windows before the first have 0.

    The raw labels are those the detector would give, whether or not the window or its result was lost on the way, or
    the device was off: whoever confirms is taken to know them all. So labels do not depend on the timing.

    Parameters
    ----------
    pool : VerdictPool
        What the model said.
    stream : int32 array (devices,)
        The stream each device sees.
    offset : int64 array (devices,)
        Where in its pools each device starts.
    first_job, last_job : int64 array (events,)
        Jobs [first, last) of each event's device whose windows hold the event, aligned with ``events``.
    events : Events
        The truth timeline.
    bin_first_job : int64 array (devices, bins)
        First job of each device in each fault bin, ascending along a row; column 0 is 0.
    confirm : Confirmation
        How many detections make an alarm.
    """

    pool: VerdictPool
    stream: Int32Array
    offset: Int64Array
    events: Events
    first_job: Int64Array
    last_job: Int64Array
    bin_first_job: Int64Array
    confirm: Confirmation = UNCONFIRMED
    _spans: "EventSpans" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the spans of jobs that hold events, once for all chunks."""
        object.__setattr__(self, "_spans", self._event_spans())

    def of_device(self, device: int, jobs: int) -> tuple[Int8Array, Int8Array]:
        """Give truth and label of the first ``jobs`` jobs of a device."""
        truth, raw = self._raw_of_device(device, jobs)
        if self.confirm.at_least == 1:
            return truth, raw
        detections = np.concatenate([np.zeros(1 + self.confirm.of, dtype=np.int64), np.cumsum(raw)])
        votes = detections[1 + self.confirm.of :] - detections[1 : len(detections) - self.confirm.of]
        return truth, (raw & (votes >= self.confirm.at_least)).astype(np.int8)

    def at(self, device: Int32Array, job: Int64Array) -> tuple[Int8Array, Int8Array]:
        """Give truth and label of some jobs, each of a device: the same as `of_device`, for any jobs at once."""
        truth, label = self._raw_at(device, job)
        if self.confirm.at_least == 1:
            return truth, label
        detected = np.flatnonzero(label)
        votes = np.ones(len(detected), dtype=np.int64)
        for back in range(1, self.confirm.of):
            there = np.flatnonzero(job[detected] >= back)
            earlier = detected[there]
            votes[there] += self._raw_at(device[earlier], job[earlier] - back)[1]
        label[detected[votes < self.confirm.at_least]] = 0
        return truth, label

    def _raw_of_device(self, device: int, jobs: int) -> tuple[Int8Array, Int8Array]:
        state = np.zeros(jobs, dtype=np.int64)
        low, high = np.searchsorted(self.events.device, (device, device + 1))
        for event in range(low, high):
            state[self.first_job[event] : min(self.last_job[event], jobs)] = self.events.state[event]
        job = np.arange(jobs)
        fault_bin = np.searchsorted(self.bin_first_job[device], job, side="right") - 1
        bins = self.bin_first_job.shape[1]
        cell = state * bins + fault_bin
        rank = np.zeros(jobs, dtype=np.int64)
        for value in np.unique(cell):
            member = cell == value
            rank[member] = np.arange(np.count_nonzero(member))
        position = (self.offset[device] + rank) % self.pool.label.shape[3]
        index = (int(self.stream[device]), state, fault_bin, position)
        return self.pool.truth[index], self.pool.label[index]

    def places(self, device: Int32Array, job: Int64Array) -> Int64Array:
        """Give which window of its stream's pool each job hears: a flat index over states, bins and length."""
        size = self.pool.label.size // self.pool.label.shape[0]
        return np.asarray(self._places(device, job) - self.stream[device].astype(np.int64) * size)

    def _raw_at(self, device: Int32Array, job: Int64Array) -> tuple[Int8Array, Int8Array]:
        place = self._places(device, job)
        return self.pool.truth.ravel()[place], self.pool.label.ravel()[place]

    def _places(self, device: Int32Array, job: Int64Array) -> Int64Array:
        length = self.pool.label.shape[3]
        fault_bin = self._bins(device, job)
        first = self.bin_first_job[device, fault_bin] if fault_bin is not None else 0
        state: Int64Array | None = None
        rank = job - first
        spans = self._spans
        if len(spans.device):
            concerned = np.flatnonzero(spans.concerns(len(self.stream))[device])
            if len(concerned):
                begin = np.broadcast_to(first, job.shape)[concerned]
                state = np.zeros(len(job), dtype=np.int64)
                state[concerned], rank[concerned] = spans.ranks(device[concerned], job[concerned], begin)
        place = (self.offset[device] + rank) % length
        place += self.stream[device].astype(np.int64) * (self.pool.label.size // self.pool.label.shape[0])
        if state is not None:
            place += state * (self.pool.label.shape[2] * length)
        if fault_bin is not None:
            place += fault_bin * length
        return np.asarray(place)

    def _bins(self, device: Int32Array, job: Int64Array) -> Int64Array | None:
        """Give the fault bin of each job; None when there is only one."""
        bins = self.bin_first_job.shape[1]
        if bins == 1:
            return None
        fault_bin = np.zeros(len(job), dtype=np.int64)
        for index in range(1, bins):
            fault_bin += self.bin_first_job[device, index] <= job
        return fault_bin

    def _event_spans(self) -> "EventSpans":
        """Give the jobs that hold events of other states than 0, each under the latest event only."""
        first, last = self.first_job, self.last_job.copy()
        some = np.flatnonzero(last > first)
        device, state = self.events.device[some].astype(np.int64), self.events.state[some].astype(np.int64)
        first, last = first[some], last[some]
        same = device[1:] == device[:-1]
        last[:-1] = np.where(same, np.minimum(last[:-1], first[1:]), last[:-1])
        held = (last > first) & (state > 0)
        return EventSpans(device[held], first[held], last[held], state[held])


@dataclass(frozen=True, slots=True)
class EventSpans:
    """Disjoint spans of jobs [first, last) that hold an event, sorted by device and job."""

    device: Int64Array
    first: Int64Array
    last: Int64Array
    state: Int64Array

    def concerns(self, devices: int) -> npt.NDArray[np.bool_]:
        """Tell which devices have any."""
        flags = np.zeros(devices, dtype=np.bool_)
        flags[self.device] = True
        return flags

    def ranks(self, device: Int32Array, job: Int64Array, begin: Int64Array) -> tuple[Int64Array, Int64Array]:
        """Give the state of each job, and how many jobs from ``begin`` on were in that state before it."""
        state = np.zeros(len(job), dtype=np.int64)
        span, inside = self._last_begun(device, job)
        inside &= job < self.last[span]
        state[inside] = self.state[span[inside]]
        held = self._held_before(device, job) - self._held_before(device, begin)
        rank = job - begin - held
        for value in np.unique(state[inside]):
            mine = np.flatnonzero(inside & (state == value))
            same = self.state == value
            of_state = EventSpans(self.device[same], self.first[same], self.last[same], self.state[same])
            earlier = of_state._held_before(device[mine], begin[mine])
            rank[mine] = of_state._held_before(device[mine], job[mine]) - earlier
        return state, rank

    def _last_begun(self, device: Int32Array, job: Int64Array) -> tuple[Int64Array, npt.NDArray[np.bool_]]:
        """Give the last span of the device that begins at or before a job, and whether there is one."""
        stride = 1 + int(max(self.first.max(initial=0), job.max(initial=0)))
        key = self.device * stride + self.first
        span = np.searchsorted(key, device.astype(np.int64) * stride + job, side="right") - 1
        there = (span >= 0) & (self.device[span] == device)
        return np.maximum(span, 0), there

    def _held_before(self, device: Int32Array, job: Int64Array) -> Int64Array:
        """Count the jobs of the device before a job that are in any span."""
        if not len(self.device):
            return np.zeros(len(job), dtype=np.int64)
        before = np.concatenate([[0], np.cumsum(self.last - self.first)])
        span, there = self._last_begun(device, job)
        first_of_device = np.searchsorted(self.device, device, side="left")
        whole = before[span] - before[first_of_device]
        partly = np.minimum(job, self.last[span]) - self.first[span]
        return np.where(there, whole + partly, 0)

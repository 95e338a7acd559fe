"""What the real models said about the streams, and which job hears which verdict."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
        1 where the detector raised an alarm.
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
    pool for that state and bin.

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
    """

    pool: VerdictPool
    stream: Int32Array
    offset: Int64Array
    events: Events
    first_job: Int64Array
    last_job: Int64Array
    bin_first_job: Int64Array

    def of_device(self, device: int, jobs: int) -> tuple[Int8Array, Int8Array]:
        """Give truth and label of the first ``jobs`` jobs of a device."""
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

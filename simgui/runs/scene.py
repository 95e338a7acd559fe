"""The scene of a task: when each device samples, what is true then, and the windows its sensor can show."""

from dataclasses import dataclass

import numpy as np

from simgui.core.random_numbers import Purpose, integers, stable_hash
from simgui.plan.plan import to_ns
from simgui.plan.verdicts import Events, Int32Array, Int64Array
from simgui.runs.recording import RecordedPool, cut_recording, recorded_events
from simgui.runs.signals import FaultySensor, SignalPool, SyntheticPool
from simgui.runs.timeline import (
    EventProcess,
    bin_first_jobs,
    draw_events,
    fault_bins,
    job_counts,
    jobs_of_events,
    phase_ns,
)
from simgui.scenario.group import Group
from simgui.scenario.stream import AtEnd, Phase, Replay
from simgui.scenario.task import Task
from simgui.streams.replay import read_recording
from simgui.streams.synthetic.registry import source
from simgui.streams.synthetic.signal import Everyday


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything about a task that no detector changes; the fields are those of `TaskVerdicts`, and:

    Parameters
    ----------
    signals : SignalPool
        The windows.
    phases_ns : int64 array (devices,)
        End of the first window. [ns]
    jobs : int64 array (devices,)
        How many windows each device has.
    """

    signals: SignalPool
    phases_ns: Int64Array
    jobs: Int64Array
    stream: Int32Array
    offset: Int64Array
    events: Events
    first_job: Int64Array
    last_job: Int64Array
    bin_first_job: Int64Array


def make_scene(group: Group, task: Task, *, seed: int, duration_s: float) -> Scene:
    """Set the scene of a task.

    Parameters
    ----------
    group : Group
        The devices.
    task : Task
        The task.
    seed : int
        Seed of the run.
    duration_s : float
        Simulated time. [s]

    Raises
    ------
    TimelineError
        If the events of the group cannot happen.
    RecordingError, SignalError
        If the recording or the source cannot give the windows.
    """
    if group.stream.replay is not None:
        return _recorded(group, task, group.stream.replay, seed=seed, duration_s=duration_s)
    return _synthetic(group, task, seed=seed, duration_s=duration_s)


def _synthetic(group: Group, task: Task, *, seed: int, duration_s: float) -> Scene:
    spec, near_misses_per_s = group.stream, group.stream.near_misses_per_device_s
    everyday = None if near_misses_per_s is None else Everyday(near_misses_per_s, task.every_s)
    signal = source(spec.source, everyday=everyday)
    every_ns, window_ns = to_ns(task.every_s), to_ns(task.window_s)
    bins = fault_bins(spec.faults, duration_s=duration_s)
    phases_ns = phase_ns(group, task, seed=seed)
    jobs = job_counts(phases_ns, every_ns=every_ns, duration_ns=to_ns(duration_s))
    lasting_s = signal.event_duration_s if spec.event_duration_s is None else spec.event_duration_s
    events = draw_events(
        EventProcess(spec.events_per_device_s, lasting_s, len(signal.states)),
        seed=seed,
        group=group.name,
        devices=group.count,
        duration_s=duration_s,
    )
    first_job, last_job = jobs_of_events(events, phases_ns, jobs, window_ns=window_ns, every_ns=every_ns)
    device = np.arange(group.count, dtype=np.int64)
    key = stable_hash(group.name)
    streams = group.count if spec.distinct is None else spec.distinct
    signals = SyntheticPool(signal, spec, streams, task.window_s, bins, FaultySensor(group.name, spec, seed), seed)
    return Scene(
        signals=signals,
        phases_ns=phases_ns,
        jobs=jobs,
        stream=(device if spec.distinct is None else integers(streams, seed, Purpose.STREAM, key, device)).astype(
            np.int32
        ),
        offset=integers(signals.length, seed, Purpose.VERDICT_OFFSET, key, device, stable_hash(task.name)),
        events=events,
        first_job=first_job,
        last_job=last_job,
        bin_first_job=bin_first_jobs(bins, phases_ns, window_ns=window_ns, every_ns=every_ns),
    )


def _recorded(group: Group, task: Task, replay: Replay, *, seed: int, duration_s: float) -> Scene:
    """Let devices replay a recording.

    Device 0 starts at its beginning; the others start anywhere when they loop with phases of their own, else there
    too.
    """
    spec = group.stream
    every_ns, window_ns = to_ns(task.every_s), to_ns(task.window_s)
    read = read_recording(replay.file, rate_hz=spec.rate_hz, columns=replay.columns, label_column=replay.label_column)
    recording = cut_recording(read, rate_hz=spec.rate_hz, window_s=task.window_s, every_s=task.every_s)
    bins = fault_bins(spec.faults, duration_s=duration_s)
    phases_ns = phase_ns(group, task, seed=seed)
    jobs = job_counts(phases_ns, every_ns=every_ns, duration_ns=to_ns(duration_s))
    device = np.arange(group.count, dtype=np.int64)
    offset = np.zeros_like(device)
    if replay.at_end is AtEnd.STOP:
        jobs = np.minimum(jobs, len(recording))
    elif spec.phase is Phase.RANDOM:
        drawn = integers(len(recording), seed, Purpose.VERDICT_OFFSET, stable_hash(group.name), device)
        offset = np.where(device == 0, 0, drawn)
    events, first_job, last_job = recorded_events(
        recording, phases_ns=phases_ns, jobs=jobs, offset=offset, every_ns=every_ns, duration_ns=to_ns(duration_s)
    )
    first_of_bin = bin_first_jobs(bins, np.zeros(1, dtype=np.int64), window_ns=window_ns, every_ns=every_ns)
    turned = tuple(first_of_bin[0].tolist())
    return Scene(
        signals=RecordedPool(recording, bins, turned, FaultySensor(group.name, spec, seed), read.labels is not None),
        phases_ns=phases_ns,
        jobs=jobs,
        stream=np.zeros(group.count, dtype=np.int32),
        offset=offset,
        events=events,
        first_job=first_job,
        last_job=last_job,
        bin_first_job=np.repeat(first_of_bin, group.count, axis=0),
    )

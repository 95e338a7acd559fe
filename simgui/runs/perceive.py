"""Verdicts before the run: what the real models say about what the sensors see, and which job hears which verdict."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from simgui.core.diagnostics import did_you_mean
from simgui.core.paths import cache_dir
from simgui.models.graph import Model
from simgui.models.runtime import InferenceCache
from simgui.placement.detector import DetectorSpec
from simgui.plan.perceived import Perceived
from simgui.plan.verdicts import TaskVerdicts, VerdictPool
from simgui.runs.detectors import Detector, DetectorError, ThresholdDetector, calibrated, model_detector
from simgui.runs.scene import Scene, make_scene
from simgui.runs.signals import SignalPool
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario
from simgui.scenario.task import Task
from simgui.streams.features import FEATURES, Feature
from simgui.streams.synthetic.signal import FloatWindows, sample_count

CACHE_FOLDER = "inferences"
"""Where inferences are remembered, inside the cache folder."""

PORTION = 128
"""Windows that are judged between two looks at the watcher."""

MEMORY_LIMIT_BYTE = 256 << 20
"""Windows kept for the next detector of the same task. [byte]"""

Heard = Callable[[float], None]
"""Takes the share of the current pool that is done; may raise to stop."""


def open_cache() -> InferenceCache:
    """Give the memory of inferences on this computer."""
    return InferenceCache(cache_dir() / CACHE_FOLDER)


class Perception:
    """What the detectors of a scenario say, with one seed; every answer is remembered.

    Parameters
    ----------
    scenario : Scenario
        What is simulated.
    seed : int
        Seed of the run.
    models : Mapping[str, Model]
        The scenario's models by key.
    cache : InferenceCache
        Memory of inferences.
    """

    def __init__(self, scenario: Scenario, seed: int, models: Mapping[str, Model], cache: InferenceCache) -> None:
        self._scenario = scenario
        self._seed = seed
        self._models = models
        self._cache = cache
        self._memory = _Memory(MEMORY_LIMIT_BYTE)
        self._scenes: dict[tuple[str, str], Scene] = {}
        self._known: dict[tuple[str, str, DetectorSpec], tuple[Perceived, tuple[str, ...]]] = {}

    def knows(self, group: Group, task: Task, detector: DetectorSpec) -> bool:
        """Say whether the verdicts of a detector are known already."""
        return (group.name, task.name, detector) in self._known

    def notes(self, group: Group, task: Task, detector: DetectorSpec) -> tuple[str, ...]:
        """Give what a reader of the results must know about known verdicts."""
        return self._known[group.name, task.name, detector][1]

    def perceive(
        self, group: Group, task: Task, detector: DetectorSpec, heard: Heard = lambda _share: None
    ) -> Perceived:
        """Give the windows of a task and the verdict of each.

        Parameters
        ----------
        group, task : Group, Task
            Whose jobs.
        detector : DetectorSpec
            Who judges: a model or a threshold.
        heard : Callable
            Is told the share that is done, stream by stream; may raise to stop.

        Raises
        ------
        DetectorError
            If the windows do not suit the model.
        InferenceError
            If the model cannot be run.
        TimelineError, RecordingError, SignalError
            If there is no such truth or no such windows.
        """
        key = (group.name, task.name, detector)
        if key not in self._known:
            scene = self.scene(group, task)
            judge = self.detector(group, task, detector, scene.signals)
            verdicts = TaskVerdicts(
                pool=_judge(scene.signals, judge, partial(self._memory.windows, group, task, scene.signals), heard),
                stream=scene.stream,
                offset=scene.offset,
                events=scene.events,
                first_job=scene.first_job,
                last_job=scene.last_job,
                bin_first_job=scene.bin_first_job,
                confirm=task.confirm,
            )
            perceived = Perceived(scene.phases_ns, scene.jobs, verdicts)
            self._known[key] = (perceived, (*scene.signals.notes, *judge.notes))
        return self._known[key][0]

    def scene(self, group: Group, task: Task) -> Scene:
        """Give when the devices sample, what is true then, and the windows; the errors are those of `perceive`."""
        key = (group.name, task.name)
        if key not in self._scenes:
            self._scenes[key] = make_scene(group, task, seed=self._seed, duration_s=self._scenario.duration_s)
        return self._scenes[key]

    def detector(self, group: Group, task: Task, detector: DetectorSpec, signals: SignalPool) -> Detector:
        """Give who judges the windows of a task; the errors are those of `perceive`."""
        if detector.kind == "threshold":
            compute = _feature(detector.feature)
            if detector.above is not None:
                return ThresholdDetector(compute, detector.above)
            return calibrated(compute, detector.feature, signals.normal_windows())
        return model_detector(
            self._models[detector.model],
            samples=sample_count(task.window_s, group.stream.rate_hz),
            channels=signals.channels,
            rate_hz=group.stream.rate_hz,
            cache=self._cache,
        )


def _feature(name: str) -> Feature:
    if name not in FEATURES:
        hint = did_you_mean(name, FEATURES) or f"there are {', '.join(FEATURES)}"
        raise DetectorError(f"there is no feature {name!r} ({hint})")
    return FEATURES[name]


class _Memory:
    """Keeps windows for the next detector, as far as they fit."""

    def __init__(self, limit_byte: int) -> None:
        self._room_byte = limit_byte
        self._known: dict[tuple[str, str, int], FloatWindows] = {}

    def windows(self, group: Group, task: Task, signals: SignalPool, stream: int) -> FloatWindows:
        """Give the windows of a stream."""
        key = (group.name, task.name, stream)
        known = self._known.get(key)
        if known is not None:
            return known
        made = signals.windows(stream)
        if made.nbytes <= self._room_byte:
            self._room_byte -= made.nbytes
            self._known[key] = made
        return made


def _judge(
    signals: SignalPool, detector: Detector, windows_of: Callable[[int], FloatWindows], heard: Heard
) -> VerdictPool:
    """Show every window to the detector, stream by stream, in portions between which it can be stopped."""
    truth, places = signals.truth(), signals.places()
    labels, scores = [], []
    for stream in range(signals.streams):
        windows = windows_of(stream)
        for start in range(0, len(windows), PORTION):
            heard((stream + start / len(windows)) / signals.streams)
            label, score = detector.judge(windows[start : start + PORTION])
            labels.append(label)
            scores.append(score)
    heard(1.0)
    shape = (signals.streams, *truth.shape)
    label = np.concatenate(labels).reshape(signals.streams, -1)
    return VerdictPool(
        label=label[:, places],
        score=np.concatenate(scores).reshape(label.shape)[:, places],
        truth=np.broadcast_to(truth, shape).copy(),
        real_inferences=label.size if detector.is_model else 0,
        recorded=signals.recorded,
    )

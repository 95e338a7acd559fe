"""What the sensor of one device sees around a moment, and what the detector says of it, window by window."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from simgui.models.tflite_file import read_model
from simgui.placement.strategies import detector_of
from simgui.plan.plan import NS_PER_S, Float64Array, to_ns
from simgui.plan.verdicts import Events, FloatArray, Int8Array, Int64Array, TaskVerdicts, VerdictPool
from simgui.runs.perceive import Perception, open_cache
from simgui.runs.scene import Scene
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario
from simgui.scenario.task import Task
from simgui.streams.synthetic.registry import source
from simgui.streams.synthetic.signal import FloatWindows

MOST_WINDOWS = 64
_STREAMS_KEPT = 4


@dataclass(frozen=True, slots=True)
class SignalAt:
    """Which device, in which task and placement."""

    placement: str
    group: str
    task: str
    device: int


@dataclass(frozen=True, slots=True)
class SignalStretch:
    """Windows of a device around a moment.

    Parameters
    ----------
    at : SignalAt
        Whose.
    window_s : float
        Length of a window. [s]
    ends_s : float64 array (windows,)
        When each ended. [s]
    job : int64 array (windows,)
        Number of each.
    samples : float32 array (windows, samples, channels)
        What the sensor gave, faults included, in its unit.
    truth, detected, alarm : int8 array (windows,)
        Whether the window holds an event, the detector found one, and an alarm followed (after confirmation).
    score : float32 array (windows,)
        What the detector gave.
    unit : str
        Of the samples, "" where it is not known.
    is_recorded : bool
        Whether they come from a recording; else they are synthetic.
    """

    at: SignalAt
    window_s: float
    ends_s: Float64Array
    job: Int64Array
    samples: FloatWindows
    truth: Int8Array
    detected: Int8Array
    alarm: Int8Array
    score: FloatArray
    unit: str
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    windows: FloatWindows
    label: Int8Array
    score: FloatArray


class SignalReader:
    """Reads the signals of a scenario's devices; streams looked at last are remembered.

    Parameters
    ----------
    scenario : Scenario
        As it was run.
    seed : int
        Seed of the run.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self._scenario = scenario
        self._models = {key: read_model(ref.file) for key, ref in scenario.models.items()}
        self._perception = Perception(scenario, seed, self._models, open_cache())
        self._judged: OrderedDict[tuple[str, str, str, int], _Judged] = OrderedDict()

    def read(self, at: SignalAt, time_s: float, count: int = 16) -> SignalStretch:
        """Give the windows around a moment.

        Parameters
        ----------
        at : SignalAt
            Whose; what is not in the scenario raises a KeyError.
        time_s : float
            The moment. [s]
        count : int
            How many windows, at most `MOST_WINDOWS`; fewer at the ends of the run.

        Raises
        ------
        SimguiError
            If the windows cannot be made or judged.
        """
        group = self._scenario.groups[at.group]
        task = next(task for task in group.tasks if task.name == at.task)
        scene = self._perception.scene(group, task)
        judged = self._judge(at, group, task, scene)
        jobs = int(scene.jobs[at.device])
        every_ns, phase_ns = to_ns(task.every_s), int(scene.phases_ns[at.device])
        here = (to_ns(time_s) - phase_ns) // every_ns
        count = min(count, MOST_WINDOWS, jobs)
        first = min(max(0, here - count // 2), jobs - count)
        job = np.arange(first, first + count, dtype=np.int64)
        verdicts = _verdicts_of(scene, task, at.device, judged)
        alone = np.zeros(count, dtype=np.int32)
        place = scene.signals.places().ravel()[verdicts.places(alone, job)]
        truth, alarm = verdicts.at(alone, job)
        return SignalStretch(
            at=at,
            window_s=task.window_s,
            ends_s=(phase_ns + job * every_ns) / NS_PER_S,
            job=job,
            samples=judged.windows[place],
            truth=truth,
            detected=judged.label[place],
            alarm=alarm,
            score=judged.score[place],
            unit="" if group.stream.replay is not None else source(group.stream.source).unit,
            is_recorded=scene.signals.recorded,
        )

    def _judge(self, at: SignalAt, group: Group, task: Task, scene: Scene) -> _Judged:
        stream = int(scene.stream[at.device])
        key = at.placement, at.group, at.task, stream
        if key in self._judged:
            self._judged.move_to_end(key)
            return self._judged[key]
        spec = detector_of(self._scenario.placements[at.placement], group, task)
        windows = scene.signals.windows(stream)
        label, score = self._perception.detector(group, task, spec, scene.signals).judge(windows)
        self._judged[key] = _Judged(windows, label, score)
        while len(self._judged) > _STREAMS_KEPT:
            self._judged.popitem(last=False)
        return self._judged[key]


def _verdicts_of(scene: Scene, task: Task, device: int, judged: _Judged) -> TaskVerdicts:
    """Give the verdicts of one device as those of a fleet of one."""
    truth, places = scene.signals.truth()[None], scene.signals.places()[None]
    mine = np.flatnonzero(scene.events.device == device)
    events = scene.events
    return TaskVerdicts(
        pool=VerdictPool(judged.label[places], judged.score[places], truth, 0, scene.signals.recorded),
        stream=np.zeros(1, dtype=np.int32),
        offset=scene.offset[device : device + 1],
        events=Events(np.zeros(len(mine), dtype=np.int32), events.onset_ns[mine], events.end_ns[mine],
                      events.state[mine]),
        first_job=scene.first_job[mine],
        last_job=scene.last_job[mine],
        bin_first_job=scene.bin_first_job[device : device + 1],
        confirm=task.confirm,
    )  # fmt: skip

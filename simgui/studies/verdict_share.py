"""Verdicts of the real models, computed once for all points and processes of a study.

Most of what a study varies (devices, links, deadlines, tolerances, placements) leaves the windows and the model alone,
and then the verdict pool is the same. It is kept by everything it depends on, in memory and in a folder that worker
processes share; whoever needs a pool first computes it while the others wait.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from simgui.models.graph import Model
from simgui.models.runtime import InferenceCache
from simgui.placement.detector import DetectorSpec
from simgui.plan.perceived import Perceived
from simgui.plan.verdicts import TaskVerdicts, VerdictPool
from simgui.runs.perceive import Perception
from simgui.runs.scene import make_scene
from simgui.scenario.group import Group
from simgui.scenario.scenario import Scenario
from simgui.scenario.stream import Phase
from simgui.scenario.task import Task

Heard = Callable[[float], None]
_Known = tuple[VerdictPool, tuple[str, ...]]
_MOST_KNOWN = 64


@dataclass(slots=True)
class VerdictShare:
    """Gives what detectors say, remembering what does not change from point to point.

    Parameters
    ----------
    folder : Path
        Shared by the processes of a study on this computer.
    cache : InferenceCache
        Memory of inferences.
    """

    folder: Path
    cache: InferenceCache
    _known: dict[str, _Known] = field(default_factory=dict)

    def perceive(
        self,
        scenario: Scenario,
        group: Group,
        task: Task,
        detector: DetectorSpec,
        *,
        seed: int,
        models: Mapping[str, Model],
        heard: Heard,
    ) -> tuple[Perceived, tuple[str, ...]]:
        """Give windows and verdicts of a task, and the notes on them.

        Parameters
        ----------
        scenario : Scenario
            What is simulated.
        group, task : Group, Task
            Whose jobs.
        detector : DetectorSpec
            Who judges.
        seed : int
            Seed of the run.
        models : Mapping[str, Model]
            The scenario's models by key.
        heard : Callable
            Is told the share that is done; may raise to stop.

        Raises
        ------
        SimguiError
            As `simgui.runs.perceive.Perception.perceive`.
        """
        key = _pool_key(scenario, group, task, detector, seed, models)
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[key] = self._shared(
                key, lambda: _judged(Perception(scenario, seed, models, self.cache), group, task, detector, heard)
            )
        pool, notes = self._known[key]
        scene = make_scene(group, task, seed=seed, duration_s=scenario.duration_s)
        verdicts = TaskVerdicts(
            pool=pool,
            stream=scene.stream,
            offset=scene.offset,
            events=scene.events,
            first_job=scene.first_job,
            last_job=scene.last_job,
            bin_first_job=scene.bin_first_job,
            confirm=task.confirm,
        )
        return Perceived(scene.phases_ns, scene.jobs, verdicts), notes

    def _shared(self, key: str, compute: Callable[[], _Known]) -> _Known:
        """Take a pool from the folder, or compute it while others that want it wait."""
        file = self.folder / f"{key}.npz"
        with (self.folder / f"{key}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if file.is_file():
                return _read(file)
            known = compute()
            _write(file, known)
            return known


def _judged(perception: Perception, group: Group, task: Task, detector: DetectorSpec, heard: Heard) -> _Known:
    verdicts = perception.perceive(group, task, detector, heard).verdicts
    return verdicts.pool, perception.notes(group, task, detector)


def _pool_key(
    scenario: Scenario, group: Group, task: Task, detector: DetectorSpec, seed: int, models: Mapping[str, Model]
) -> str:
    """Name a pool after everything the windows and the detector depend on."""
    stream = replace(group.stream, events_per_device_s=0.0, event_duration_s=None, phase=Phase.RANDOM)
    parts: list[object] = [seed, stream, task.window_s, detector]
    if detector.kind == "model":
        parts.append(models[detector.model].digest)
    if stream.near_misses_per_device_s is not None:
        parts.append(task.every_s)
    if stream.distinct is None:
        parts.append(group.count)
    if stream.faults or stream.replay is not None:
        parts += [group.name, scenario.duration_s, task.every_s, group.count, group.stream]
    if stream.replay is not None:
        parts.append(hashlib.sha256(stream.replay.file.read_bytes()).hexdigest())
    return hashlib.sha256("|".join(map(repr, parts)).encode()).hexdigest()[:32]


def _write(file: Path, known: _Known) -> None:
    """Write a pool so that it is there as a whole or not at all."""
    pool, notes = known
    about = json.dumps([pool.real_inferences, pool.recorded, notes])
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with unfinished.open("wb") as stream:
        np.savez(stream, label=pool.label, score=pool.score, truth=pool.truth, about=np.array(about))
    unfinished.replace(file)


def _read(file: Path) -> _Known:
    with np.load(file, allow_pickle=False) as kept:
        real_inferences, recorded, notes = json.loads(str(kept["about"]))
        pool = VerdictPool(kept["label"], kept["score"], kept["truth"], real_inferences, recorded)
    return pool, tuple(notes)

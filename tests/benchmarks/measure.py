"""One measurement in a process of its own: `python -m benchmarks.measure MODEL DEVICES JOBS REPEATS` prints JSON."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path

from benchmarks import ours, peers
from benchmarks.pipeline import Work

TESTS = Path(__file__).resolve().parents[1]

MODELS: Mapping[str, Callable[[Work], object]] = {
    "simpy_process": peers.simpy_process,
    "simpy_callback": peers.simpy_callback,
    "heap_loop": peers.heap_loop,
    "numpy_pipeline": peers.numpy_pipeline,
    "reference": ours.reference,
    "vectorised_bare": ours.vectorised_bare,
    "vectorised_one": ours.vectorised_one,
    "vectorised": ours.vectorised,
    "vectorised_kpis": ours.vectorised_kpis,
}
SLOW = ("simpy_process", "simpy_callback", "heap_loop", "reference")
NAMES: Mapping[str, str] = {
    "simpy_process": "SimPy, a process per message (idiomatic)",
    "simpy_callback": "SimPy, callbacks",
    "heap_loop": "plain heapq loop",
    "numpy_pipeline": "plain numpy, this pipeline only",
    "reference": "simgui reference, with trace hash",
    "vectorised_bare": "simgui vectorised, one thread, trace thrown away",
    "vectorised_one": "simgui vectorised, one thread, with trace hash and all KPIs",
    "vectorised": "simgui vectorised, with trace hash",
    "vectorised_kpis": "simgui vectorised, with trace hash and all KPIs",
}


class Clock(Enum):
    """What counts as time: that of all threads, which other work on the machine hardly lengthens, or the wall's."""

    PROCESSOR = "processor time"
    WALL = "the clock"


@dataclass(frozen=True, slots=True)
class Measured:
    """A model's best time on some work.

    Parameters
    ----------
    model : str
        A key of `MODELS`.
    devices, jobs : int
        Size of the work.
    processor_s, wall_s : float
        Best processor time, of all threads together, and best time on the clock, from the arrays of the work to the
        result. [s]
    peak_byte, start_byte : int
        Highest resident memory of the process, at the end and before the work. [byte]
    """

    model: str
    devices: int
    jobs: int
    processor_s: float
    wall_s: float
    peak_byte: int
    start_byte: int

    def rate(self, clock: Clock) -> float:
        """Messages a second, by either clock. [1/s]"""
        return self.jobs / (self.processor_s if clock is Clock.PROCESSOR else self.wall_s)


def best(one: Measured, other: Measured) -> Measured:
    """Give the best of two measurements of one model on the same work."""
    return replace(
        one,
        processor_s=min(one.processor_s, other.processor_s),
        wall_s=min(one.wall_s, other.wall_s),
        peak_byte=max(one.peak_byte, other.peak_byte),
    )


def in_process(model: str, devices: int, jobs: int, repeats: int = 1) -> Measured:
    """Measure in a new process.

    Raises
    ------
    subprocess.CalledProcessError
        If the model fails.
    """
    command = [sys.executable, "-m", "benchmarks.measure", model, str(devices), str(jobs), str(repeats)]
    done = subprocess.run(command, cwd=TESTS, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout))


def _peak_byte() -> int:
    # Linux counts in KiB, macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _measure(model: str, devices: int, jobs: int, repeats: int) -> Measured:
    if model in SLOW:
        repeats = 1
    else:
        MODELS[model](Work.of(1000, 2000))  # imports and the allocator's first pages
    work = Work.of(devices, jobs)
    start_byte = _peak_byte()
    times_s: list[float] = []
    wall_s: list[float] = []
    for _ in range(repeats):
        begin_s, wall_begin_s = time.process_time(), time.perf_counter()
        MODELS[model](work)
        times_s.append(time.process_time() - begin_s)
        wall_s.append(time.perf_counter() - wall_begin_s)
    return Measured(model, devices, work.jobs, min(times_s), min(wall_s), _peak_byte(), start_byte)


if __name__ == "__main__":
    name, *sizes = sys.argv[1:]
    print(json.dumps(asdict(_measure(name, *map(int, sizes)))))  # noqa: T201 - the parent reads it

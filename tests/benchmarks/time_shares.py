"""Where the time goes by part, and how far it is from the least the memory could do."""

import cProfile
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

import numpy as np
import numpy.typing as npt

from benchmarks import ours
from benchmarks.pipeline import Work, plan_of
from simgui.engine.vectorised.engine import CHUNK_JOBS, VectorisedEngine
from simgui.plan.trace import TraceChunk, TraceHash
from simgui.results.accumulator import KpiAccumulator

Place = tuple[str, int, str]
CONSUMERS = {"trace.py": "trace hash", "accumulator.py": "KPIs", "energy.py": "energy books"}
SORTS = ("argsort", "lexsort", "'sort'", ".sort", "searchsorted")
FAR_BYTE = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Floors:
    """The least that memory and sorting could do.

    Parameters
    ----------
    row_byte : float
        One row of the trace. [byte]
    copy_byte_per_s, near_copy_byte_per_s : float
        Bytes read and written a second by ``np.copyto``, of arrays far larger than the caches and of a chunk's
        column. [byte/s]
    argsort_ns : float
        Sorting a chunk of random int64 by ``np.argsort``, a message. [ns]
    numpy_ns : float
        The plain numpy pipeline, a message. [ns]
    """

    row_byte: float
    copy_byte_per_s: float
    near_copy_byte_per_s: float
    argsort_ns: float
    numpy_ns: float

    @property
    def memory_ns(self) -> float:
        """Write every byte of a row once and read it once. [ns]"""
        return 2 * self.row_byte / self.copy_byte_per_s * 1e9


def shares(work: Work) -> Mapping[str, float]:
    """Profile a run on one thread with hash and KPIs and give each part's share of the time, largest first. [-]"""
    plan = plan_of(work)
    digest, accumulator = TraceHash(plan), KpiAccumulator(plan)
    profile = cProfile.Profile()
    profile.enable()
    report = ours.run(VectorisedEngine(workers=1), plan, [digest, accumulator])
    accumulator.finish(report.ledgers)
    profile.disable()
    return _by_part(pstats.Stats(profile))


def _by_part(stats: pstats.Stats) -> Mapping[str, float]:
    entries: Mapping[Place, tuple[int, int, float, float, Mapping[Place, tuple[int, int, float, float]]]]
    entries = stats.stats  # type: ignore[attr-defined]

    @cache
    def parts_of(place: Place, levels: int = 8) -> Mapping[str, float]:
        """How the time of a function is shared out: by its own file, or else by those who call it."""
        known = _known_part(place)
        if known:
            return {known: 1.0}
        if not levels:
            return {"other": 1.0}
        callers = {caller: numbers[2] for caller, numbers in entries[place][4].items() if caller != place}
        total = sum(callers.values())
        mixed: dict[str, float] = defaultdict(float)
        for caller, seconds in callers.items():
            for part, share in parts_of(caller, levels - 1).items():
                mixed[part] += share * (seconds / total if total else 1 / len(callers))
        return mixed or {"other": 1.0}

    summed: dict[str, float] = defaultdict(float)
    for place, (_, _, own_s, _, _) in entries.items():
        for part, share in parts_of(place).items():
            summed[part] += own_s * share
    total = sum(summed.values())
    return {part: summed[part] / total for part in sorted(summed, key=lambda part: -summed[part])}


def _known_part(place: Place) -> str | None:
    file, _, function = place
    path = PurePath(file)
    if file == "~":
        return "sorting" if any(word in function for word in SORTS) else None
    if "results" in path.parts:
        return "KPIs"
    if "vectorised" in path.parts:
        return f"{path.stem.replace('_', ' ')}"
    return CONSUMERS.get(path.name) if "simgui" in path.parts else None


def floors(work: Work) -> Floors:
    """Measure copying, sorting and the plain pipeline."""
    rows = _RowSize()
    ours.run(VectorisedEngine(), plan_of(Work.of(1000, 5000)), [rows])
    from benchmarks.peers import numpy_pipeline

    keys = np.random.default_rng(2).integers(0, 2**50, CHUNK_JOBS)
    return Floors(
        row_byte=rows.byte / rows.rows,
        copy_byte_per_s=_copy_byte_per_s(FAR_BYTE, 5),
        near_copy_byte_per_s=_copy_byte_per_s(8 * CHUNK_JOBS, 200),
        argsort_ns=_best_s(lambda: np.argsort(keys), 15) / CHUNK_JOBS * 1e9,
        numpy_ns=_best_s(lambda: numpy_pipeline(work), 4) / work.jobs * 1e9,
    )


class _RowSize:
    def __init__(self) -> None:
        self.byte = self.rows = 0

    def record(self, chunk: TraceChunk) -> None:
        columns: Sequence[npt.NDArray[np.generic]] = [
            *(chunk.device, chunk.job, chunk.release_ns, chunk.truth, chunk.label, chunk.reported, chunk.outcome),
            *(chunk.start_ns, chunk.finish_ns, chunk.attempts, chunk.lost_ns),
        ]
        self.byte += sum(column.nbytes for column in columns)
        self.rows += len(chunk)


def _copy_byte_per_s(size_byte: int, repeats: int) -> float:
    source, target = np.ones(size_byte, dtype=np.uint8), np.zeros(size_byte, dtype=np.uint8)
    return 2 * size_byte / _best_s(lambda: np.copyto(target, source), repeats)


def _best_s(call: Callable[[], object], repeats: int) -> float:
    times: list[float] = []
    for _ in range(repeats):
        begin = time.process_time()
        call()
        times.append(time.process_time() - begin)
    return min(times)

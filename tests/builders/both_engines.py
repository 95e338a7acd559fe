"""One plan on both engines: where they differ, and what the plan put them through."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from builders.executed import Executed, Visits, execute
from builders.outages_on_air import random_plan_with_outages_on_air
from builders.random_plans import FEATURES, random_plan
from simgui.engine.control import Control, Engine, EngineReport
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan
from simgui.plan.stages import Outcome, Stage
from simgui.plan.stations import StationKind
from simgui.plan.trace import TraceChunk, TraceHash, TraceSink

TRAITS = (
    *("ties", "backlogs", "drops", "deaths", "outages", "cycles", "zero services"),
    *("holds", "slots", "wakes", "jitter", "rates", "preemption", "collisions", "unheard"),
    *("undecided over an edge", "paces", "blackouts"),
)
"""What a suite must have met in enough of its cases."""

_COLUMNS = [name for name in TraceChunk.__slots__ if name not in ("group", "task")]
_SHOWN = 3


@dataclass
class Edges:
    """A control that notes how far each chunk reached."""

    times_ns: list[int] = field(default_factory=list)

    def progress(self, time_ns: int, jobs: int) -> None:
        """Note the end of a chunk."""
        assert jobs >= 0
        self.times_ns.append(time_ns)

    def cancelled(self) -> bool:
        """Never stop."""
        return False


@dataclass(frozen=True)
class _Observed:
    """An engine whose progress somebody else hears."""

    engine: Engine
    edges: Edges

    def run(self, plan: Plan, sink: TraceSink, control: Control) -> EngineReport:
        assert not control.cancelled()
        return self.engine.run(plan, sink, self.edges)


@dataclass(frozen=True, repr=False)
class Case:
    """A plan, the number of chunks it is cut into, about, and the threads that share the work."""

    plan: Plan
    chunks: int
    workers: int = 1

    @property
    def chunk_jobs(self) -> int:
        """Length of a chunk, as the vectorised engine takes it."""
        jobs = sum(int(task.jobs.sum()) for group in self.plan.groups for task in group.tasks)
        return max(1, jobs // self.chunks)

    def __repr__(self) -> str:
        """Give what builds it."""
        return f"Case({self.plan!r}, chunks={self.chunks}, workers={self.workers})"


@st.composite
def cases(draw: st.DrawFn, max_jobs: int = 4_000) -> Case:
    """Draw a plan of 1–200 devices and how it is cut; shrinks to fewer features, devices, jobs and chunks."""
    # Weights by numbers: the same strategy given twice to one_of counts once.
    kind = draw(st.integers(0, 9))
    if kind == 0:
        features = draw(st.frozensets(st.sampled_from(sorted(FEATURES)), max_size=6))
    else:
        features = FEATURES if kind > 4 else FEATURES - {"deaths"}
    seed = draw(st.integers(0, 2**32 - 1))
    devices = draw(st.one_of(st.integers(1, 200), *[st.just(200)] * 3))
    jobs = draw(st.one_of(st.integers(20, max_jobs), *[st.just(max_jobs)] * 3))
    if kind == 9:
        plan = random_plan_with_outages_on_air(seed, max_devices=devices, max_jobs=jobs)
    else:
        plan = random_plan(seed, max_devices=devices, max_jobs=jobs, features=features)
    return Case(plan, chunks=draw(st.integers(1, 20)), workers=draw(st.integers(1, 3)))


@dataclass(frozen=True)
class Compared:
    """What differed (nothing, if all is well), and which traits the run had."""

    differences: tuple[str, ...]
    traits: frozenset[str]


def compare(case: Case) -> Compared:
    """Run a case on both engines."""
    edges = Edges()
    expected = execute(case.plan)
    engine = VectorisedEngine(chunk_jobs=case.chunk_jobs, workers=case.workers)
    found = execute(case.plan, _Observed(engine, edges))
    return Compared(tuple(_differences(expected, found)), traits_of(expected, edges))


def hash_of_rows(run: Executed) -> str:
    """Give the trace hash."""
    sink = TraceHash(run.plan)
    for chunk in run.tables.values():
        sink.record(chunk)
    return sink.hexdigest()


def _differences(expected: Executed, found: Executed) -> list[str]:
    texts: list[str] = []
    for key in sorted(expected.tables.keys() | found.tables.keys()):
        ours, theirs = found.tables.get(key), expected.tables.get(key)
        if ours is None or theirs is None or len(ours) != len(theirs):
            counts = [0 if table is None else len(table) for table in (theirs, ours)]
            texts.append(f"task {key}: {counts[0]} rows expected, {counts[1]} found")
            continue
        for name in _COLUMNS:
            texts += _unequal(f"task {key}: {name}", getattr(theirs, name), getattr(ours, name), theirs)
    for name, books in expected.ledgers.items():
        other = found.ledgers[name]
        for column in ("death_ns", "alive_ns", "state_ns"):
            if not np.array_equal(getattr(books, column), getattr(other, column)):
                texts.append(f"ledger of {name}: {column}")
        if not np.array_equal(books.energy_j(), other.energy_j()):
            texts.append(f"ledger of {name}: energy")
    if hash_of_rows(expected) != hash_of_rows(found):
        texts.append("trace_hash")
    return texts


def _unequal(what: str, expected: npt.NDArray[np.int64], found: npt.NDArray[np.int64], rows: TraceChunk) -> list[str]:
    if expected.dtype != found.dtype:
        return [f"{what} is {expected.dtype} and {found.dtype}"]
    texts = []
    for place in np.argwhere(expected != found)[:_SHOWN]:
        index, row = tuple(place), int(place[-1])
        who = f"device {rows.device[row]} job {rows.job[row]}"
        texts.append(f"{what}{list(map(int, index[:-1]))} of {who}: {expected[index]} expected, {found[index]} found")
    return texts


def traits_of(run: Executed, edges: Edges) -> frozenset[str]:
    """Tell what a run held, from its plan, its trace and the edges of its chunks."""
    visits = [_began(v) for v in run.visits()]
    found = {
        "ties": _has_ties(run, visits),
        "backlogs": any(_waits_over(v, edges, run.plan.duration_ns) for v in visits),
        "drops": any((chunk.outcome == Outcome.DROPPED).any() for chunk in run.tables.values()),
        "deaths": any((ledger.death_ns >= 0).any() for ledger in run.ledgers.values()),
        "outages": any(_is_held_up(run.plan, v) for v in visits),
        "cycles": any(_comes_back(run.plan, v) for v in visits),
        "zero services": any((v.service_ns == 0).any() for v in visits),
        "holds": any(v.stage.hold_ns is not None and len(v.instance) for v in visits),
        "slots": any(_is_slotted(run.plan, v) for v in visits),
        "wakes": any(_is_woken(v) for v in visits),
        "jitter": any(v.stage.jitter is not None and (v.finish_ns >= 0).any() for v in visits),
        "blackouts": _has_blackouts(run),
        "rates": any(_is_drawn(v) for v in visits),
        "collisions": any(v.stage.collision is not None and not v.stage.lossy and _is_lost(v) for v in visits),
        "unheard": any(_is_unheard(run.plan, v) for v in visits),
        "undecided over an edge": any(v.stage.collision is not None and _ends_over(v, edges, run) for v in visits),
        "paces": any(_is_slowed(v) for v in visits),
        "preemption": any(v.stage.preemption is not None and (_lasted(v) > v.service_ns).any() for v in visits),
    }
    return frozenset(name for name, there in found.items() if there)


def _began(visits: Visits) -> Visits:
    """Leave out rows that did not start."""
    rows = np.flatnonzero(visits.start_ns >= 0)
    names = ("instance", "arrival_ns", "start_ns", "finish_ns", "lost_ns", "attempts", "service_ns", "order")
    return replace(visits, **{name: getattr(visits, name)[rows] for name in names})


def _lasted(visits: Visits) -> npt.NDArray[np.int64]:
    return np.where(visits.finish_ns >= 0, visits.finish_ns - visits.start_ns, 0)


def _has_blackouts(run: Executed) -> bool:
    """Tell whether a blackout lost a message and made another one wait."""
    lost = waits = False
    for visits in run.visits():
        dark, chunk = visits.stage.dark, visits.chunk
        if dark is not None:
            reached, after = chunk.reached_ns(run.plan, visits.index), visits.task.stages[visits.index].after
            came = np.ones(len(chunk), dtype=bool) if after < 0 else chunk.finish_ns[after] >= 0
            lost |= bool((dark.refuses(reached, chunk.device) & came & (chunk.outcome == Outcome.DROPPED)).any())
            waits |= bool((dark.taken_ns(reached, chunk.device) > reached)[chunk.start_ns[visits.index] >= 0].any())
    return lost and waits


def _is_woken(visits: Visits) -> bool:
    """Tell whether a service took longer behind a rest; where its rate varies nobody can tell."""
    stage = visits.stage
    return bool(stage.wake is not None and stage.rate_spread is None and (_lasted(visits) > visits.service_ns).any())


def _is_drawn(visits: Visits) -> bool:
    """Tell whether a service took another time than the mean, for its rate and nothing else."""
    stage = visits.stage
    if stage.rate_spread is None or stage.wake is not None:
        return False
    return bool((_lasted(visits) != visits.service_ns)[visits.finish_ns >= 0].any())


def _is_slowed(visits: Visits) -> bool:
    """Tell whether services of one device took unequal times by its pace."""
    if visits.stage.pace is None or not len(visits.service_ns):
        return False
    return bool((visits.service_ns > visits.service_ns.min()).any() and (visits.finish_ns >= 0).any())


def _is_lost(visits: Visits) -> bool:
    return bool((visits.lost_ns > 0).any() or (visits.chunk.outcome == Outcome.LOST).any())


def _ends_over(visits: Visits, edges: Edges, run: Executed) -> bool:
    """Tell whether an attempt on the air began in one chunk and ended in another."""
    inner = np.unique([time for time in edges.times_ns if time < run.plan.duration_ns] or [0])
    ended = visits.finish_ns >= 0
    begin, end = (np.searchsorted(inner, t[ended], side="right") for t in (visits.start_ns, visits.finish_ns - 1))
    return bool((begin < end).any())


def _is_slotted(plan: Plan, visits: Visits) -> bool:
    """Tell whether somebody waited for a slot."""
    if visits.stage.slot is None:
        return False
    chunk = visits.chunk
    began = chunk.start_ns[visits.index] >= 0
    return bool((chunk.arrival_ns(plan, visits.index) > chunk.reached_ns(plan, visits.index))[began].any())


def _has_ties(run: Executed, visits: list[Visits]) -> bool:
    keys = [
        np.stack([np.full(len(v.instance), v.stage.station_set), v.instance, v.arrival_ns], axis=1)
        for v in visits
        if len(v.instance)
    ]
    if not keys:
        assert not any((chunk.start_ns >= 0).any() for chunk in run.tables.values())
        return False
    together = np.concatenate(keys)
    return len(np.unique(together, axis=0)) < len(together)


def _waits_over(visits: Visits, edges: Edges, duration_ns: int) -> bool:
    """Tell whether somebody waits over the end of a chunk within the run; those of the drain are not told."""
    inner = np.unique([time for time in edges.times_ns if time < duration_ns] or [0])
    before = np.searchsorted(inner, visits.arrival_ns, side="right")
    behind = np.searchsorted(inner, visits.start_ns, side="right")
    return bool(((before < behind) & (visits.attempts == 1)).any())


def _is_held_up(plan: Plan, visits: Visits) -> bool:
    """Tell whether an outage interrupted or delayed somebody: who was there before it ended, and starts after it."""
    if visits.stage.collision is not None:
        return False
    for outage in plan.stations[visits.stage.station_set].outages:
        here = (
            np.ones(len(visits.instance), dtype=bool) if outage.instance is None else visits.instance == outage.instance
        )
        if (here & (visits.arrival_ns < outage.end_ns) & (visits.start_ns >= outage.end_ns)).any():
            return True
    return False


def _is_unheard(plan: Plan, visits: Visits) -> bool:
    """Tell whether an outage made frames be lost that ended, and let others through before and after."""
    if visits.stage.collision is None:
        return False
    out = np.zeros(len(visits.instance), dtype=bool)
    for outage in plan.stations[visits.stage.station_set].outages:
        here = True if outage.instance is None else visits.instance == outage.instance
        out |= here & (visits.start_ns < outage.end_ns) & (visits.finish_ns > outage.start_ns)
    return bool(out.any() and (visits.chunk.outcome[visits.chunk.start_ns[visits.index] >= 0] == Outcome.DONE).any())


def _comes_back(plan: Plan, visits: Visits) -> bool:
    """Tell whether the way leads back to a station: half duplex, or another attempt."""
    station = plan.stations[visits.stage.station_set]
    if visits.stage.stage is Stage.DOWNLINK and station.kind is StationKind.CHANNEL:
        return bool(len(visits.instance))
    repeats = visits.stage.may_fail and visits.stage.max_attempts > 1 and not station.outages
    return bool(repeats and (visits.attempts > 1).any())

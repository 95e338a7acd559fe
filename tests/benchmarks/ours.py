"""The same work on our engines; the energy books are always kept, because the engines keep them."""

from collections.abc import Sequence

import numpy as np
from builders.plans import Unwatched

from benchmarks.pipeline import Work, plan_of
from simgui.engine.control import Engine, EngineReport
from simgui.engine.reference.engine import ReferenceEngine
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan
from simgui.plan.trace import FanOut, TraceChunk, TraceHash, TraceSink
from simgui.plan.verdicts import Int64Array
from simgui.results.accumulator import KpiAccumulator


class Finishes:
    """A sink that keeps the end of the last stage, ns (devices, jobs per device)."""

    def __init__(self, work: Work) -> None:
        self.finish_ns = np.full((work.devices, work.jobs_per_device), -1, dtype=np.int64)

    def record(self, chunk: TraceChunk) -> None:
        """Keep the finishes of a chunk."""
        self.finish_ns[chunk.device, chunk.job] = chunk.finish_ns[-1]


def run(engine: Engine, plan: Plan, sinks: Sequence[TraceSink]) -> EngineReport:
    """Run a plan into some sinks."""
    return engine.run(plan, FanOut(sinks), Unwatched())


def finishes(engine: Engine, work: Work) -> Int64Array:
    """Give what the peers give."""
    kept = Finishes(work)
    run(engine, plan_of(work), [kept])
    return kept.finish_ns


def reference(work: Work) -> str:
    """Run the reference, with the trace's hash."""
    plan = plan_of(work)
    digest = TraceHash(plan)
    run(ReferenceEngine(), plan, [digest])
    return digest.hexdigest()


def vectorised_bare(work: Work) -> None:
    """Run the vectorised engine on one thread and throw the trace away."""
    run(VectorisedEngine(workers=1), plan_of(work), [])


def vectorised(work: Work) -> str:
    """Run the vectorised engine on all cores, with the trace's hash."""
    plan = plan_of(work)
    digest = TraceHash(plan)
    run(VectorisedEngine(), plan, [digest])
    return digest.hexdigest()


def vectorised_one(work: Work) -> float:
    """Run the vectorised engine on one thread, with hash and all KPIs."""
    return _with_kpis(VectorisedEngine(workers=1), work)


def vectorised_kpis(work: Work) -> float:
    """Run the vectorised engine, with hash and all KPIs: what `simgui run` does once the models have spoken."""
    return _with_kpis(VectorisedEngine(), work)


def _with_kpis(engine: VectorisedEngine, work: Work) -> float:
    plan = plan_of(work)
    digest, accumulator = TraceHash(plan), KpiAccumulator(plan)
    report = run(engine, plan, [digest, accumulator])
    return accumulator.finish(report.ledgers).fleet["latency_p99_s"]

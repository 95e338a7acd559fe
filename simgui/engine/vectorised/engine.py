"""The vectorised engine: the same law as the reference, chunk by chunk over arrays."""

from collections.abc import Sequence

import numpy as np

from simgui.core.errors import RunCancelled, UsageError
from simgui.engine.battery import may_die
from simgui.engine.control import Control, EngineReport
from simgui.engine.energy import EnergyBooks
from simgui.engine.vectorised.chunk import Carried, Chunk
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.network import Network
from simgui.engine.vectorised.releases import Releases
from simgui.engine.vectorised.reports import NO_LABEL
from simgui.engine.vectorised.set_service import Span, UnsettledError
from simgui.engine.vectorised.station import VectorStation
from simgui.engine.vectorised.table import Table
from simgui.engine.vectorised.visits import NOBODY, BoolArray
from simgui.plan.plan import Plan
from simgui.plan.trace import TraceChunk, TraceSink

CHUNK_JOBS = 131_072
"""Jobs released in a chunk: enough to hide the interpreter, few enough for the processor's cache."""

_CEILING = 2**62


class VectorisedEngine:
    """Executes eligible plans over arrays.

    Parameters
    ----------
    reason : str
        Why this engine was chosen, for the report.
    chunk_jobs : int
        Jobs released in a chunk, more or less.
    """

    name = "vectorised"

    def __init__(self, reason: str = "asked for", *, chunk_jobs: int = CHUNK_JOBS) -> None:
        self._reason = reason
        self._chunk_jobs = chunk_jobs

    def run(self, plan: Plan, sink: TraceSink, control: Control) -> EngineReport:
        """Run a plan to its end; see `simgui.engine.control.Engine`.

        Raises
        ------
        UsageError
            If the plan is not eligible.
        RunCancelled
            When the control asks to stop.
        """
        reason = why_not(plan)
        if reason:
            raise UsageError(f"the vectorised engine cannot run this: {reason}; use auto or simpy")
        return _Run(plan, sink, self._chunk_jobs).execute(control, self.name, self._reason)


class _Run:
    def __init__(self, plan: Plan, sink: TraceSink, chunk_jobs: int) -> None:
        self._plan = plan
        self._sink = sink
        self._network = Network(plan)
        self._end_ns = plan.duration_ns + plan.drain_ns
        self._stations = {
            index: VectorStation(plan.stations[index], plan.duration_ns, self._end_ns)
            for index in self._network.visitors
        }
        self._releases = [Releases(way.plan) for way in self._network.ways]
        self._mortal = _mortal(plan)
        self._death_ns = {group.name: np.full(group.devices, -1, dtype=np.int64) for group in plan.groups}
        self._books = EnergyBooks(plan, self._death_ns)
        self._chunk_ns = self._chunk_length_ns(chunk_jobs)
        self._jobs = 0

    def execute(self, control: Control, engine: str, reason: str) -> EngineReport:
        carried = self._nothing()
        now_ns, length_ns = 0, self._chunk_ns
        while now_ns < self._end_ns:
            if control.cancelled():
                raise RunCancelled("cancelled")
            until_ns = min(now_ns + length_ns, self._end_ns)
            if now_ns < self._plan.duration_ns < until_ns and not self._is_one_chunk:
                until_ns = self._plan.duration_ns
            try:
                carried = self._chunk(carried, now_ns, until_ns)
            except UnsettledError:
                length_ns = max(1, (until_ns - now_ns) // 2)
                continue
            now_ns, length_ns = until_ns, min(self._chunk_ns, 2 * length_ns)
            control.progress(min(now_ns, self._plan.duration_ns), self._jobs)
            if now_ns >= self._plan.duration_ns and not any(len(table) for table in carried.tables):
                break
        return EngineReport(engine, reason, self._books.close())

    @property
    def _is_one_chunk(self) -> bool:
        return any(mortal is not None for mortal in self._mortal)

    def _chunk_length_ns(self, chunk_jobs: int) -> int:
        if self._is_one_chunk:
            return self._end_ns
        rate = sum(len(way.plan.phase_ns) / way.plan.period_ns for way in self._network.ways)
        instances = max((station.count for station in self._plan.stations), default=1)
        return max(1, min(int(chunk_jobs / rate), _CEILING // (4 * instances)))

    def _nothing(self) -> Carried:
        empty = np.zeros(0, dtype=np.int64)
        return Carried(
            tables=[Table.released(way, empty.astype(np.int32), empty, empty) for way in self._network.ways],
            waiting=[NOBODY] * len(self._network.legs),
            stations={index: station.fresh() for index, station in self._stations.items()},
            last_label=[
                np.full(self._plan.groups[way.group].devices, NO_LABEL, dtype=np.int8) for way in self._network.ways
            ],
        )

    def _chunk(self, carried: Carried, from_ns: int, until_ns: int) -> Carried:
        released_until_ns = min(until_ns, self._plan.duration_ns)
        fresh = [
            Table.released(way, *releases.between(from_ns, released_until_ns))
            for way, releases in zip(self._network.ways, self._releases, strict=True)
        ]
        span = Span(until_ns, self._end_ns, self._plan.duration_ns)
        done = Chunk(self._network, self._stations, span, self._mortal).run(carried, fresh)
        for group, death in zip(self._plan.groups, done.deaths, strict=True):
            if death is not None:
                dead = death < self._plan.duration_ns
                self._death_ns[group.name][dead] = death[dead]
        for way, table in zip(self._network.ways, done.tables, strict=True):
            if len(table):
                self._record(table.chunk(way))
        return done.carried

    def _record(self, chunk: TraceChunk) -> None:
        self._jobs += len(chunk)
        self._books.record(chunk)
        self._sink.record(chunk)


def _mortal(plan: Plan) -> Sequence[BoolArray | None]:
    flags = [may_die(group, plan.duration_ns, plan.stations) for group in plan.groups]
    return [mortal if mortal.any() else None for mortal in flags]

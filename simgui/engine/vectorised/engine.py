"""The vectorised engine: the same law as the reference, chunk by chunk over arrays."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simgui.core.errors import RunCancelled, UsageError
from simgui.engine.battery import may_die
from simgui.engine.control import Control, EngineReport
from simgui.engine.energy import EnergyBooks
from simgui.engine.vectorised.chunk_run import JointStations
from simgui.engine.vectorised.crew import Alone, Crew, Forked
from simgui.engine.vectorised.eligibility import why_not
from simgui.engine.vectorised.memory import keep_freed_memory
from simgui.engine.vectorised.network import Network
from simgui.engine.vectorised.partition import components, joint_sets, parts_of
from simgui.engine.vectorised.set_service import Span, UnsettledError
from simgui.engine.vectorised.share import Course, Share
from simgui.engine.vectorised.station import VectorStation
from simgui.engine.vectorised.visits import BoolArray
from simgui.plan.plan import Plan
from simgui.plan.trace import FanOut, TraceSink

CHUNK_JOBS = 131_072
"""Jobs of a part released in a chunk: enough to hide the interpreter, few enough for the processor's cache."""

PASSES = 4, 12
"""A chunk that settles in fewer passes than the first is followed by a longer one, one with more than the second by a
shorter one: passes grow with the chunk where messages come back to a crowded station."""

FORK_JOBS = 4_000_000
"""Runs of so many jobs are shared out to processes: fewer are done before a process is set up."""

_CAN_FORK = sys.platform == "linux"
_CEILING = 2**62


class VectorisedEngine:
    """Executes eligible plans over arrays.

    Parameters
    ----------
    reason : str
        Why this engine was chosen, for the report.
    chunk_jobs : int
        Jobs of a part released in a chunk, more or less.
    workers : int, optional
        Parts the fleet is divided into; large runs give each a process. As many as there are processors, for large
        runs, unless told otherwise. The trace is the same for any number.
    """

    name = "vectorised"

    def __init__(self, reason: str = "asked for", *, chunk_jobs: int = CHUNK_JOBS, workers: int | None = None) -> None:
        self._reason = reason
        self._settings = _Settings(chunk_jobs, workers)

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
        keep_freed_memory()
        return _Run(plan, sink, self._settings).execute(control, self.name, self._reason)


class _Run:
    def __init__(self, plan: Plan, sink: TraceSink, settings: "_Settings") -> None:
        self._plan = plan
        network = Network(plan)
        self._end_ns = plan.duration_ns + plan.drain_ns
        stations = {i: VectorStation(plan.stations[i], plan.duration_ns, self._end_ns) for i in network.visitors}
        mortal = _mortal(plan)
        self._is_one_chunk = any(flags is not None for flags in mortal)
        death_ns = {group.name: np.full(group.devices, -1, dtype=np.int64) for group in plan.groups}
        self._books = EnergyBooks(plan, death_ns)
        self._sink = FanOut([sink])
        component = components(network)
        divisible = self._sink.is_divisible
        parts = parts_of(network, component, 1 if self._is_one_chunk else settings.parts(plan, is_divisible=divisible))
        course = Course(
            network=network,
            stations=stations,
            mortal=mortal,
            component=np.split(component, np.cumsum([group.devices for group in plan.groups])[:-1]),
            joint=joint_sets(network) if len(parts) > 1 else frozenset(),
            death_ns=death_ns,
        )
        self._joint = JointStations(course, {index: stations[index].fresh() for index in course.joint})
        shares = [
            Share(course, devices, self._books.branch(), self._sink.branch() if len(parts) > 1 else self._sink)
            for devices in parts
        ]
        self._crew: Crew = Forked(shares, plan) if divisible and settings.forks(plan, len(parts)) else Alone(shares)
        self._chunk_ns = self._chunk_length_ns(network, settings.chunk_jobs * len(parts))

    def execute(self, control: Control, engine: str, reason: str) -> EngineReport:
        try:
            self._simulate(control)
            for books, sink in self._crew.each("harvest"):
                self._books.absorb(books)
                if sink is not self._sink:
                    self._sink.absorb(sink)
        finally:
            self._crew.dismiss()
        return EngineReport(engine, reason, self._books.close())

    def _simulate(self, control: Control) -> None:
        now_ns, length_ns = 0, self._chunk_ns
        while now_ns < self._end_ns:
            if control.cancelled():
                raise RunCancelled("cancelled")
            span = Span(self._chunk_end_ns(now_ns, length_ns), self._end_ns, self._plan.duration_ns)
            try:
                passes = self._joint.settle(self._crew, now_ns, span, may_give_up=not self._is_one_chunk)
            except UnsettledError:
                length_ns = max(1, (span.until_ns - now_ns) // 4)
                continue
            if passes > PASSES[1]:
                length_ns = max(1, length_ns // 2)
            elif passes < PASSES[0]:
                length_ns = min(self._chunk_ns, 2 * length_ns)
            ends = self._crew.each("close_chunk", None if self._is_one_chunk else length_ns)
            now_ns = span.until_ns
            control.progress(min(now_ns, self._plan.duration_ns), sum(jobs for jobs, _ in ends))
            if now_ns >= self._plan.duration_ns and not any(under_way for _, under_way in ends):
                break

    def _chunk_end_ns(self, now_ns: int, length_ns: int) -> int:
        if self._is_one_chunk:
            return self._end_ns
        until_ns = min(now_ns + length_ns, self._end_ns)
        # Nothing is released behind the run, so that the first chunk there ends it for most plans.
        return self._plan.duration_ns if now_ns < self._plan.duration_ns < until_ns else until_ns

    def _chunk_length_ns(self, network: Network, chunk_jobs: int) -> int:
        rate = sum(len(way.plan.phase_ns) / way.plan.period_ns for way in network.ways)
        instances = max((station.count for station in self._plan.stations), default=1)
        return max(1, min(int(chunk_jobs / rate), _CEILING // (4 * instances)))


@dataclass(frozen=True, slots=True)
class _Settings:
    chunk_jobs: int
    workers: int | None

    def parts(self, plan: Plan, *, is_divisible: bool) -> int:
        """Tell into how many parts a fleet is worth dividing."""
        if self.workers is not None:
            return self.workers
        return len(os.sched_getaffinity(0)) if is_divisible and self._is_large(plan) and _CAN_FORK else 1

    def forks(self, plan: Plan, parts: int) -> bool:
        """Tell whether the parts are worth processes of their own."""
        return parts > 1 and self._is_large(plan) and _CAN_FORK

    @staticmethod
    def _is_large(plan: Plan) -> bool:
        return sum(int(task.jobs.sum()) for group in plan.groups for task in group.tasks) >= FORK_JOBS


def _mortal(plan: Plan) -> Sequence[BoolArray | None]:
    flags = [may_die(group, plan.duration_ns, plan.stations) for group in plan.groups]
    return [mortal if mortal.any() else None for mortal in flags]

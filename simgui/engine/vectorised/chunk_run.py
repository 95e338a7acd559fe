"""Runs the parts of a fleet through a chunk, and joins them at the cloud."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simgui.engine.vectorised.crew import Crew
from simgui.engine.vectorised.network import Leg
from simgui.engine.vectorised.set_service import MAX_PASSES, SetService, Span, UnsettledError
from simgui.engine.vectorised.share import Answer, Callers, Course, answer
from simgui.engine.vectorised.station import StationState
from simgui.engine.vectorised.table import Rows
from simgui.engine.vectorised.visits import Visits
from simgui.plan.verdicts import Int64Array


@dataclass(slots=True)
class JointStations:
    """The station sets where the parts meet, and what they remember.

    Parameters
    ----------
    course : Course
        The run.
    states : dict[int, StationState]
        By station set, before the chunk.
    """

    course: Course
    states: dict[int, StationState]

    def settle(self, crew: Crew, from_ns: int, span: Span, *, may_give_up: bool) -> int:
        """Bring a chunk to where nothing changes any more.

        Parameters
        ----------
        crew : Crew
            Does the work of the parts.
        from_ns : int
            Begin of the chunk. [ns]
        span : Span
            Its end.
        may_give_up : bool
            Whether the chunk may be shortened instead.

        Returns
        -------
        int
            How many passes it took, over all sets or at one of them.

        Raises
        ------
        UnsettledError
            If a cycle did not settle.
        """
        crew.each("begin_chunk", from_ns, span)
        phases = self._phases()
        passes = 0
        orders: dict[int, Int64Array | None] = {}
        while True:
            crew.each("begin_pass")
            after = dict(self.states)
            for indices in phases:
                if indices[0] in self.states:
                    after[indices[0]] = self._join(crew, indices[0], span, orders, may_give_up=may_give_up)
                else:
                    crew.each("serve", indices)
            passes += 1
            ends = crew.each("end_pass")
            if not all(settled for settled, _ in ends):
                if may_give_up and passes > MAX_PASSES:
                    raise UnsettledError
                continue
            if may_give_up or all(crew.each("outlived")):
                self.states = after
                return max(passes, *(int(inner) for _, inner in ends))

    def _phases(self) -> list[list[int]]:
        """Cut the order of the station sets at those where the parts meet."""
        phases: list[list[int]] = []
        for index in self.course.network.visitors:
            if index in self.states or not phases or phases[-1][0] in self.states:
                phases.append([])
            phases[-1].append(index)
        return phases

    def _join(
        self, crew: Crew, index: int, span: Span, orders: dict[int, Int64Array | None], *, may_give_up: bool
    ) -> StationState:
        """Serve the visitors of all parts together."""
        callers: list[list[Callers]] = crew.each("callers", index)
        inputs = [self._input(one) for those in callers for one in those]
        if not inputs:
            return self.states[index]
        deaths = [None] * len(self.course.network.plan.groups)
        service = SetService(self.course.network, self.course.stations[index], inputs, deaths, span)
        done = service.settle(self.states[index], orders.get(index), may_give_up=may_give_up)
        results, after, orders[index], _ = done
        answers = [answer(result) for result in results]
        mine: list[tuple[Sequence[Answer]]] = []
        first = 0
        for those in callers:
            mine.append((answers[first : first + len(those)],))
            first += len(those)
        crew.all("lead_on", mine)
        return after

    def _input(self, callers: Callers) -> tuple[Leg, Visits, Rows]:
        leg = self.course.network.legs[callers.leg]
        count = len(callers.device)
        rows = Rows(callers.device, callers.job, np.full((leg.hop + 1, count), -1, dtype=np.int16))
        return leg, Visits(np.arange(count), callers.failed, callers.arrival_ns), rows

"""When the instances of a station set are out of service, for many visits at once."""

import numpy as np
import numpy.typing as npt

from simgui.engine.vectorised.scalar_loop import NEVER_NS
from simgui.plan.stations import StationOutage, StationSet
from simgui.plan.verdicts import Int64Array

BoolArray = npt.NDArray[np.bool_]


class Outages:
    """The outages of every instance of a set.

    Parameters
    ----------
    plan : StationSet
        The set.
    """

    def __init__(self, plan: StationSet) -> None:
        self._plan = plan
        self._known: dict[int, tuple[StationOutage, ...]] = {}
        instance: list[int] = []
        start: list[int] = []
        end: list[int] = []
        for outage in plan.outages:
            concerned = range(plan.count) if outage.instance is None else (outage.instance,)
            instance += concerned
            start += [outage.start_ns] * len(concerned)
            end += [outage.end_ns] * len(concerned)
        order = np.lexsort((start, instance)) if instance else np.zeros(0, dtype=np.int64)
        self._instance = np.asarray(instance, dtype=np.int64)[order]
        self._start_ns = np.asarray(start, dtype=np.int64)[order]
        end_ns = np.asarray(end, dtype=np.int64)[order]
        self._span = int(end_ns.max(initial=0)) + 1
        self._key = self._instance * (self._span + 1) + end_ns

    def of(self, instance: int) -> tuple[StationOutage, ...]:
        """Give the outages of an instance, ascending."""
        if instance not in self._known:
            self._known[instance] = self._plan.outages_of(instance)
        return self._known[instance]

    def first_ns(self, instance: Int64Array, start_ns: Int64Array, end_ns: Int64Array) -> Int64Array:
        """Give when in [start_ns, end_ns) instances are out of service first; far in the future if they are not. [ns]

        Parameters
        ----------
        instance : int64 array (visits,)
            Which instance is asked about.
        start_ns, end_ns : int64 array (visits,)
            From when to when. [ns]
        """
        never = np.full(len(instance), NEVER_NS)
        if not len(self._instance) or int(start_ns.min(initial=NEVER_NS)) >= self._span:
            return never
        # The first outage that ends behind the start.
        asked = instance * (self._span + 1) + np.minimum(start_ns, self._span)
        place = np.searchsorted(self._key, asked, side="right")
        known = place < len(self._key)
        place = np.where(known, place, 0)
        known &= (self._instance[place] == instance) & (self._start_ns[place] < end_ns)
        return np.where(known, np.maximum(self._start_ns[place], start_ns), never)

    def meet(self, instance: Int64Array, start_ns: Int64Array, finish_ns: Int64Array) -> BoolArray:
        """Tell which services would begin in an outage or be interrupted by one; see `first_ns`. [ns]"""
        return np.asarray(self.first_ns(instance, start_ns, np.maximum(finish_ns, start_ns + 1)) < NEVER_NS)

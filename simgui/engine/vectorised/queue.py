"""Visits to a station set in the order of service, instance by instance."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from simgui.plan.verdicts import Int64Array

BoolArray = npt.NDArray[np.bool_]


class Queue:
    """Visits in the order of service.

    Parameters
    ----------
    instance : int64 array (visits,)
        Which instance serves each, ascending.
    arrival_ns, service_ns : int64 array (visits,)
        When it arrives, and how long it takes; in the order of service within an instance. [ns]
    order : int64 array (visits,) or None
        Which visit, in the caller's numbering, each is; None where both are the same.

    Attributes
    ----------
    instances, firsts, lengths, lasts : int64 array (instances that have visits,)
        Which they are; place of the first visit of each, how many it has, and place of the last.
    """

    def __init__(
        self, instance: Int64Array, arrival_ns: Int64Array, service_ns: Int64Array, order: Int64Array | None
    ) -> None:
        self.instance = instance
        self.arrival_ns = arrival_ns
        self.service_ns = service_ns
        self._order = order
        starts = np.concatenate([[True], instance[1:] != instance[:-1]]) if len(instance) else np.zeros(0, dtype=bool)
        self.firsts = np.flatnonzero(starts)
        self.lengths = np.diff(np.append(self.firsts, len(instance)))
        self.lasts = self.firsts + self.lengths - 1
        self.instances = instance[self.firsts]

    @property
    def order(self) -> Int64Array:
        """Which visit, in the caller's numbering, each is."""
        return np.arange(len(self.instance)) if self._order is None else self._order

    @cached_property
    def place(self) -> Int64Array:
        """Place of every visit among those of its instance."""
        return np.asarray(np.arange(len(self.instance)) - np.repeat(self.firsts, self.lengths))

    def any(self, flags: BoolArray) -> BoolArray:
        """Tell, for every instance, whether any of its visits is flagged."""
        if not flags.any():
            return np.zeros(len(self.instances), dtype=bool)
        return np.asarray(np.logical_or.reduceat(flags, self.firsts))

    def flags(self, which: Int64Array) -> BoolArray:
        """Flag the visits of some of the instances."""
        chosen = np.zeros(len(self.instances), dtype=bool)
        chosen[which] = True
        return np.asarray(np.repeat(chosen, self.lengths))

    def of(self, which: Int64Array) -> "Queue":
        """Give the visits of some of the instances."""
        mine = self.flags(which)
        return Queue(self.instance[mine], self.arrival_ns[mine], self.service_ns[mine], self.order[mine])

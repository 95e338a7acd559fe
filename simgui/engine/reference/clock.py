"""Simulated time with an order inside each nanosecond."""

from collections.abc import Callable
from typing import Any, cast

import simpy

_PRIORITIES_PER_RANK = 4
_FIRST = 1
"""Every priority lies above SimPy's URGENT, so that nothing happens at the very end of the run."""


def finish_priority(rank: int) -> int:
    """Priority of the ends of services and of arrivals at a stage rank."""
    return _FIRST + _PRIORITIES_PER_RANK * rank


def change_priority(rank: int) -> int:
    """Priority of outages of a station whose highest stage rank this is."""
    return finish_priority(rank) + 1


def start_priority(rank: int) -> int:
    """Priority of the starts at a station whose highest stage rank this is."""
    return finish_priority(rank) + 2


DEATH_PRIORITY = finish_priority(100)
"""After all else of its nanosecond: what ends at the instant of death has ended."""


class Clock(simpy.Environment):
    """A SimPy environment whose time is integer nanoseconds from 0."""

    def __init__(self) -> None:
        super().__init__(initial_time=0)

    @property
    def now_ns(self) -> int:
        """Simulated time. [ns]"""
        return cast("int", self._now)


class Moment(simpy.Event):
    """A timeout with a priority of its own, calling ``action`` when it comes.

    Parameters
    ----------
    clock : Clock
        Simulated time.
    delay_ns : int
        From now. [ns]
    priority : int
        Order within the nanosecond.
    action : callable, optional
        Called with this event.
    value : object, optional
        Handed over as the event's value.
    """

    def __init__(
        self,
        clock: Clock,
        delay_ns: int,
        priority: int,
        action: Callable[[Any], None] | None = None,
        value: object = None,
    ) -> None:
        self.env = clock
        self.callbacks = [] if action is None else [action]
        self._ok = True
        self._value = value
        clock.schedule(self, priority, delay_ns)  # type: ignore[arg-type]

    def call_off(self) -> None:
        """Let the moment pass without its action."""
        if self.callbacks is not None:
            self.callbacks.clear()

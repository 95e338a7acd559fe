"""A device: it senses, releases jobs, and lives as long as its battery."""

from collections.abc import Callable, Generator

import simpy

from simgui.engine.battery import NEVER_NS, Battery
from simgui.engine.reference.clock import DEATH_PRIORITY, Clock, Moment, finish_priority
from simgui.plan.plan import GroupPlan
from simgui.plan.stages import State


class Device:
    """One device of a group.

    Parameters
    ----------
    clock : Clock
        Simulated time. [ns]
    group : GroupPlan
        Its group.
    place : tuple[int, int, int]
        Place of the group in the plan and among the group names, and of the device in the group.
    battery : Battery | None
        Its battery; None when it cannot run empty within the run.
    duration_ns : int
        End of the run: nothing is drawn from the battery after it. [ns]
    """

    __slots__ = (
        "_battery",
        "_clock",
        "_duration_ns",
        "_empty_ns",
        "_end",
        "_radios",
        "_tail_since_ns",
        "_tail_until_ns",
        "_tasks",
        "dead",
        "death_ns",
        "group_index",
        "group_rank",
        "index",
        "on_death",
        "released",
        "tail_ns",
        "tailed",
    )

    def __init__(
        self,
        clock: Clock,
        group: GroupPlan,
        place: tuple[int, int, int],
        battery: Battery | None,
        duration_ns: int,
    ) -> None:
        self.group_index, self.group_rank, self.index = place
        self.dead = False
        self.death_ns = -1
        self.released = [0] * len(group.tasks)
        self.on_death: Callable[[Device], None] | None = None
        self._clock = clock
        self._tasks = group.tasks
        self._battery = battery
        self._duration_ns = duration_ns
        self._empty_ns = NEVER_NS
        self._end: Moment | None = None
        self._radios = 0
        self._tail_since_ns = -1
        self._tail_until_ns = 0
        self.tail_ns = 0
        self.tailed = group.tailed
        self._forecast()

    @property
    def mortal(self) -> bool:
        """Whether its battery is followed."""
        return self._battery is not None

    def is_empty(self, now_ns: int) -> bool:
        """Tell whether the battery is empty at this instant. [ns]"""
        return self.dead or (self._empty_ns <= now_ns < self._duration_ns)

    def releases(self, task: int, release: Callable[["Device", int, int], None]) -> Generator[simpy.Event, None, None]:
        """Sense and release every job of a task; a simpy process."""
        plan = self._tasks[task]
        for job in range(int(plan.jobs[self.index])):
            release_ns = int(plan.phase_ns[self.index]) + job * plan.period_ns
            if self._battery is not None and plan.sense_ns:
                yield self._until(max(0, release_ns - plan.sense_ns))
                self._switch(State.SENSE, +1)
                yield self._until(release_ns)
                self._switch(State.SENSE, -1)
            else:
                yield self._until(release_ns)
            if self.is_empty(self._clock.now_ns):
                return
            self.released[task] += 1
            release(self, task, job)

    def _until(self, when_ns: int) -> Moment:
        return Moment(self._clock, when_ns - self._clock.now_ns, finish_priority(0))

    def begin(self, task: int, hop: int) -> None:
        """Note that a stage of this device begins."""
        state = self._tasks[task].stages[hop].state
        if state is not None:
            self._switch(state, +1)

    def end(self, task: int, hop: int) -> None:
        """Note that a stage of this device ended."""
        state = self._tasks[task].stages[hop].state
        if state is not None:
            self._switch(state, -1)

    def begin_radio(self, *, ends_tail: bool) -> None:
        """Note that the radio begins to do something, and does not listen on meanwhile; or never, if that ends it."""
        self._stop_listening()
        self._radios += 1
        if ends_tail:
            self._tail_until_ns = 0

    def end_radio(self, tail_ns: int = 0) -> None:
        """Note that the radio is done with something, and listens on for a while behind it. [ns]"""
        self._radios -= 1
        now_ns = self._clock.now_ns
        if tail_ns:
            self._tail_until_ns = now_ns + tail_ns
        if self._radios == 0 and now_ns < self._tail_until_ns:
            self._tail_since_ns = now_ns
            self._switch(State.TAIL, +1)
            Moment(self._clock, self._tail_until_ns - now_ns, finish_priority(0), self._end_tail)

    def _end_tail(self, _: object) -> None:
        if self._clock.now_ns >= self._tail_until_ns:
            self._stop_listening()

    def _stop_listening(self) -> None:
        if self._tail_since_ns < 0:
            return
        self.tail_ns += self._listened_ns(self._clock.now_ns)
        self._tail_since_ns = -1
        self._switch(State.TAIL, -1)

    def _listened_ns(self, until_ns: int) -> int:
        """Give how long the radio has listened on, as far as the books are kept. [ns]"""
        if self._tail_since_ns < 0:
            return 0
        until_ns = min(until_ns, self.death_ns if self.dead else self._duration_ns, self._duration_ns)
        return max(0, until_ns - self._tail_since_ns)

    def close_tail(self) -> int:
        """Give how long the radio listened on in the whole run. [ns]"""
        return self.tail_ns + self._listened_ns(self._tail_until_ns)

    def _switch(self, state: State, change: int) -> None:
        if self._battery is not None and not self.dead and self._clock.now_ns <= self._duration_ns:
            self._battery.switch(self._clock.now_ns, state, change)
            self._forecast()

    def _forecast(self) -> None:
        """Work out anew when the battery will be empty."""
        if self._battery is None:
            return
        empty_ns = self._battery.empty_ns(self._clock.now_ns)
        if empty_ns == self._empty_ns:
            return
        if self._end is not None:
            self._end.call_off()
        self._empty_ns = empty_ns
        if empty_ns < self._duration_ns:
            self._end = Moment(self._clock, empty_ns - self._clock.now_ns, DEATH_PRIORITY, self._die)

    def _die(self, _: object) -> None:
        self.dead = True
        self.death_ns = self._empty_ns
        if self.on_death is not None:
            self.on_death(self)

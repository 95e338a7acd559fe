"""A device whose battery sun and temperature change: it browns out, and starts again when enough has come in."""

from collections.abc import Callable, Generator

import simpy

from simgui.engine.battery import NEVER_NS
from simgui.engine.reference.clock import DEATH_PRIORITY, Clock, Moment
from simgui.engine.reference.device import Device
from simgui.engine.storage import Storage
from simgui.plan.plan import GroupPlan
from simgui.plan.stages import State


class StorageDevice(Device):
    """One device of a group with a storage; see `Device` for the parameters.

    A job is lost if its device was without power at any time since it began to sense for it.

    Parameters
    ----------
    storage : Storage
        Its battery.
    """

    __slots__ = ("_changes", "_lives", "_storage", "on_missed")

    def __init__(
        self, clock: Clock, group: GroupPlan, place: tuple[int, int, int], storage: Storage, duration_ns: int
    ) -> None:
        self._storage = storage
        self._lives = 0
        self._changes = False
        self.on_missed: Callable[[Device, int, int], None] | None = None
        super().__init__(clock, group, place, None, duration_ns)
        self._forecast()

    @property
    def mortal(self) -> bool:
        """Whether its battery is followed."""
        return True

    @property
    def storage(self) -> Storage:
        """Its battery."""
        return self._storage

    def is_empty(self, now_ns: int) -> bool:
        """Tell whether it is without power at this instant. [ns]"""
        return self.dead or (self._changes and self._empty_ns <= now_ns < self._duration_ns)

    def releases(self, task: int, release: Callable[["Device", int, int], None]) -> Generator[simpy.Event, None, None]:
        """Sense and release every job of a task that there is power for; a simpy process."""
        plan = self._tasks[task]
        for job in range(int(plan.jobs[self.index])):
            release_ns = int(plan.phase_ns[self.index]) + job * plan.period_ns
            if plan.sense_ns:
                yield self._until(max(0, release_ns - plan.sense_ns))
            life = -1 if self.dead else self._lives
            if plan.sense_ns:
                self._switch(State.SENSE, +1)
                yield self._until(release_ns)
                if life == self._lives:
                    self._switch(State.SENSE, -1)
            else:
                yield self._until(release_ns)
                life = -1 if self.dead else self._lives
            self.released[task] += 1
            if life != self._lives or self.is_empty(self._clock.now_ns):
                if self.on_missed is not None:
                    self.on_missed(self, task, job)
            else:
                release(self, task, job)

    def end_radio(self, tail_ns: int = 0) -> None:
        """Note that the radio is done with something; what began before a brown-out has ended with it. [ns]"""
        if self._radios > 0:
            super().end_radio(tail_ns)

    def _switch(self, state: State, change: int) -> None:
        if not self.dead and self._clock.now_ns <= self._duration_ns:
            self._storage.switch(self._clock.now_ns, state, change)
            self._forecast()

    def _forecast(self) -> None:
        """Work out anew when it browns out or starts again, or look again at the next step."""
        when_ns, changes = self._storage.next_change_ns(self._clock.now_ns)
        if (when_ns, changes) == (self._empty_ns, self._changes):
            return
        if self._end is not None:
            self._end.call_off()
        self._empty_ns, self._changes = when_ns, changes
        if when_ns < min(self._duration_ns, NEVER_NS):
            self._end = Moment(self._clock, when_ns - self._clock.now_ns, DEATH_PRIORITY, self._look)

    def _look(self, _: object) -> None:
        self._end = None
        if self._changes:
            self._radios, self._tail_since_ns, self._tail_until_ns = 0, -1, 0
            self._lives += not self.dead
            self._storage.turn(self._clock.now_ns, is_on=self.dead)
            self.dead = not self.dead
            if self.dead:
                self.death_ns = self._clock.now_ns
        self._empty_ns, self._changes = NEVER_NS, False
        self._forecast()
        if self.dead and self.on_death is not None and self.death_ns == self._clock.now_ns:
            self.on_death(self)

"""How fast a processor is in the course of a run: its governor slows it down once it is too hot."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.plan.verdicts import Int32Array, Int64Array

Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pace:
    """The clock of the processors of a stage, constant from one instant to the next.

    A job is served to its end at the clock of the instant it was released at, however long it waits: so both engines
    know every service beforehand. Spells last minutes and services much less.

    Parameters
    ----------
    from_ns : int64 array (spells,)
        When each spell begins, ascending from 0; the last one goes on. [ns]
    until_ns : int
        The end of the run, for means over it. [ns]
    clock : float64 array (courses, spells)
        Share of the full clock, above 0. [-]
    power : float64 array (courses, spells)
        Share of the full power above sleep that is drawn meanwhile, up to 1. [-]
    course : int32 array (devices,)
        Which course the processor that serves each device takes.
    """

    from_ns: Int64Array
    until_ns: int
    clock: Float64Array
    power: Float64Array
    course: Int32Array

    def served_ns(self, full_ns: Int64Array, device: Int32Array | Int64Array, release_ns: Int64Array) -> Int64Array:
        """Give how long services take that take so long at full clock. [ns]

        Parameters
        ----------
        full_ns : int64 array (jobs,)
            At full clock. [ns]
        device : integer array (jobs,)
            Whose jobs.
        release_ns : int64 array (jobs,)
            When they were released. [ns]
        """
        return np.asarray(np.rint(full_ns / self.clock[self._at(device, release_ns)]), dtype=np.int64)

    def drawn_ns(self, full_ns: Int64Array, device: Int32Array | Int64Array, release_ns: Int64Array) -> Int64Array:
        """Give how long full power must be drawn for the energy of these services; see `served_ns`. [ns]"""
        at = self._at(device, release_ns)
        return np.asarray(np.rint(full_ns / self.clock[at] * self.power[at]), dtype=np.int64)

    def longest_ns(self, full_ns: Int64Array) -> Int64Array:
        """Give the longest service of each device. [ns]"""
        return np.asarray(np.rint(full_ns / self.clock.min(axis=1)[self.course]), dtype=np.int64)

    def mean_stretch(self) -> Float64Array:
        """Give how many times as long as at full clock the services of each device take, mean over the run. [-]"""
        return np.asarray(self._mean(1 / self.clock))

    def mean_draw(self) -> Float64Array:
        """Give how many times the energy at full clock the services of each device take, mean over the run. [-]"""
        return np.asarray(self._mean(self.power / self.clock))

    def _mean(self, of_spells: Float64Array) -> Float64Array:
        lasting_ns = np.diff(np.minimum(np.append(self.from_ns, self.until_ns), self.until_ns))
        if not lasting_ns.sum():
            return np.asarray(of_spells[self.course, 0])
        return np.asarray((of_spells @ lasting_ns / lasting_ns.sum())[self.course])

    def _at(self, device: Int32Array | Int64Array, release_ns: Int64Array) -> tuple[Int32Array, Int64Array]:
        spell = np.searchsorted(self.from_ns, release_ns, side="right") - 1
        return self.course[device], np.maximum(spell, 0)

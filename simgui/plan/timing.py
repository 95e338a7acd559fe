"""What links do to time: closed stations, slots, wake-ups, random delays, collisions. None of it is drawn here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from simgui.core.random_numbers import Integers, Purpose, uniform
from simgui.plan.verdicts import Int32Array, Int64Array

_Float64Array = npt.NDArray[np.float64]

_LONGEST_NS = 2.0**60


@dataclass(frozen=True, slots=True)
class Slot:
    """When a station takes an attempt: not as it comes, but at the next of certain instants.

    The instants are ``phase + k · interval + offset``. The attempt counts as arriving then.

    Parameters
    ----------
    interval_ns : int
        Time from one round of instants to the next; at least 1. [ns]
    phase_ns : int64 array (devices,) or None
        Where the rounds begin (``k`` is any integer). None: at the end of the job's own last transmission, the nearest
        uplink before this stage, or at the job's release if there is none (``k`` from 0 on). [ns]
    offsets_ns : tuple[int, ...]
        Instants of a round, ascending, in [0, interval). [ns]
    awake_ns : int
        While less than this has passed since the end of that transmission, the device listens: an attempt passes at
        once. [ns]
    """

    interval_ns: int
    phase_ns: Int64Array | None = None
    offsets_ns: tuple[int, ...] = (0,)
    awake_ns: int = 0

    def taken_ns(self, arrival_ns: Int64Array, device: Int32Array | Int64Array, sent_ns: Int64Array) -> Int64Array:
        """Give when attempts are taken.

        Parameters
        ----------
        arrival_ns : int64 array (attempts,)
            When each gets to the station. [ns]
        device : integer array (attempts,)
            Whose it is.
        sent_ns : int64 array (attempts,)
            End of the job's own last transmission; the job's release where there is none. [ns]
        """
        zero = sent_ns if self.phase_ns is None else self.phase_ns[device]
        since = arrival_ns - zero
        wait = self._wait_ns(since - self.offsets_ns[0] if self.offsets_ns[0] else since)
        for offset in self.offsets_ns[1:]:
            wait = np.minimum(wait, self._wait_ns(since - offset))
        if self.awake_ns:
            wait = np.where(arrival_ns - sent_ns < self.awake_ns, 0, wait)
        return np.asarray(arrival_ns + wait)

    def _wait_ns(self, since_ns: Int64Array) -> Int64Array:
        """Give the time up to the next multiple of the interval. [ns]"""
        # Remainders of negative numbers would take numpy four times as long.
        late = since_ns % self.interval_ns
        return np.where(late > 0, self.interval_ns - late, 0)


@dataclass(frozen=True, slots=True)
class Wake:
    """A service takes longer if its station rested before: connection set-up, association.

    Parameters
    ----------
    after_ns : int
        A station instance that starts more than this after its last finish, or never served, has to wake up. [ns]
    extra_ns : int64 array (devices,)
        How much longer the service takes then. [ns]
    """

    after_ns: int
    extra_ns: Int64Array


class JitterLaw(StrEnum):
    """How a random delay is distributed."""

    EXPONENTIAL = "exponential"
    """Mean ``scale_ns``."""
    LOGNORMAL = "lognormal"
    """Median ``scale_ns``, standard deviation of the logarithm ``shape``."""
    UNIFORM = "uniform"
    """From 0 to ``scale_ns``."""


@dataclass(frozen=True, slots=True)
class Jitter:
    """A random delay.

    It is added to the stage's ``delay_ns``, drawn for each (job, hop), and to its ``gap_ns`` before each further
    attempt, drawn for each (job, hop, attempt).

    Parameters
    ----------
    law : JitterLaw
        How it is distributed.
    scale_ns : int
        See `JitterLaw`. [ns]
    shape : float
        See `JitterLaw`; only the lognormal law has one. [-]
    on_delay : bool
        Whether it delays the message too, or only further attempts.
    """

    law: JitterLaw
    scale_ns: int
    shape: float = 0.0
    on_delay: bool = True

    def drawn_ns(self, seed: int, group: int, *fields: Integers) -> Int64Array:
        """Draw delays, never negative. [ns]

        Parameters
        ----------
        seed : int
            Seed of the run.
        group : int
            `stable_hash` of the group's name.
        *fields : int or integer array
            Device, `stable_hash` of the task's name, job, hop, and how many attempts at the stage failed if the delay
            is before another one, else 0.
        """
        return self.delays_ns(lambda purpose: uniform(seed, purpose, group, *fields))

    def delays_ns(self, drawn: Callable[[Purpose], _Float64Array]) -> Int64Array:
        """Turn uniform numbers in [0, 1), drawn for a purpose, into delays; see `drawn_ns`. [ns]"""
        first = drawn(Purpose.JITTER)
        match self.law:
            case JitterLaw.EXPONENTIAL:
                factor = -np.log1p(-first)
            case JitterLaw.UNIFORM:
                factor = first
            case JitterLaw.LOGNORMAL:
                angle = drawn(Purpose.JITTER_ANGLE)
                factor = np.exp(self.shape * np.sqrt(-2.0 * np.log1p(-first)) * np.cos(2.0 * np.pi * angle))
        return np.asarray(np.rint(np.minimum(self.scale_ns * factor, _LONGEST_NS)).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Collision:
    """Attempts that are lost to others on the air, by the law of `simgui.engine.links.lora_cell`.

    All attempts at all stages that name the same domain take part: those of one cell, drawn channel and spreading
    factor disturb each other, and all of a cell share its demodulators. An attempt lasts for its service, and disturbs
    for as long even if it is broken off. Whether it was lost is decided at its finish; it is then lost as by
    ``loss_probability``.

    Who sends does not know of outages of its station: attempts begin as usual, and those that share a nanosecond with
    an outage are lost. They disturb others, and hold a demodulator up to the begin of the outage.

    Parameters
    ----------
    domain : str
        Name of what its stages have in common.
    cell : int32 array (devices,)
        Gateway each device sends to.
    spreading_factor : int64 array (devices,)
        Spreading factor of each device. [-]
    power_dbm : float64 array (devices,)
        Power received at the gateway. [dBm]
    lock_ns : int64 array (devices,)
        How far into a frame an earlier one may reach without harm; less than the service. [ns]
    channels : int
        Each attempt draws one of so many.
    capture_db : float or None
        A frame survives another that it exceeds by at least so much; None for pure ALOHA. The same for all stages of
        a domain. [dB]
    demodulators : int or None
        Frames a gateway receives at a time; None for no limit. The same for all stages of a domain.
    """

    domain: str
    cell: Int32Array
    spreading_factor: Int64Array
    power_dbm: _Float64Array
    lock_ns: Int64Array
    channels: int = 1
    capture_db: float | None = 6.0
    demodulators: int | None = 8

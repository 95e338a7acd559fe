"""Which LoRa transmissions a gateway receives: overlaps, capture, and demodulators that are all taken.

The reference asks at the end of every frame, the vectorised engine in one pass over the transmissions of a chunk.
"""

import heapq
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from simgui.core.errors import SimguiError
from simgui.profiles.lora_frame import LoraFrame

Int64Array: TypeAlias = npt.NDArray[np.int64]
Float64Array: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

LOCK_SYMBOLS = 5
"""Preamble symbols a receiver needs undisturbed to lock on a frame."""


class LoraCellError(SimguiError):
    """Transmissions that cannot be: columns of different lengths, no airtime, a lock later than the end."""


@dataclass(frozen=True, slots=True)
class Transmissions:
    """What devices of a cell send, one row a frame, in any order.

    Parameters
    ----------
    start_ns : Int64Array
        When the frame starts. [ns]
    airtime_ns : Int64Array
        How long it is on the air; it ends before the nanosecond in which another one may start. [ns]
    lock_ns : Int64Array
        How far into the frame an earlier one may reach without harm, see `preamble_slack_ns`. [ns]
    spreading_factor : Int64Array
        Frames of different spreading factors do not disturb each other. [-]
    channel : Int64Array
        Number of the channel; frames on different ones do not disturb each other. [-]
    power_dbm : Float64Array
        Power received at the gateway. [dBm]

    Raises
    ------
    LoraCellError
        If the columns do not fit together.
    """

    start_ns: Int64Array
    airtime_ns: Int64Array
    lock_ns: Int64Array
    spreading_factor: Int64Array
    channel: Int64Array
    power_dbm: Float64Array

    def __post_init__(self) -> None:
        """Check the columns."""
        columns = (self.airtime_ns, self.lock_ns, self.spreading_factor, self.channel, self.power_dbm)
        if any(column.shape != self.start_ns.shape for column in columns) or self.start_ns.ndim != 1:
            raise LoraCellError("the columns of transmissions must be of one length")
        if bool(np.any((self.lock_ns < 0) | (self.lock_ns >= self.airtime_ns))):
            raise LoraCellError("a transmission must last longer than its lock, which is not before its start")


@dataclass(frozen=True, slots=True)
class Receiver:
    """How a gateway receives.

    Parameters
    ----------
    capture_db : float or None
        A frame survives another one that it exceeds by at least so much; None for pure ALOHA, where every overlap
        destroys both, however short. [dB]
    demodulators : int or None
        Frames received at a time, over all channels and spreading factors; None for no limit. [-]

    References
    ----------
    M. Bor, U. Roedig, T. Voigt, J. Alonso, "Do LoRa low-power wide-area networks scale?", MSWiM 2016,
    doi:10.1145/2988287.2989163: capture, and 6 dB in the authors' simulator LoRaSim.
    """

    capture_db: float | None = 6.0
    demodulators: int | None = 8


@dataclass(frozen=True, slots=True)
class Reception:
    """What became of each transmission, in the order given.

    Parameters
    ----------
    collided : BoolArray
        Destroyed by another one.
    refused : BoolArray
        No demodulator was free when it started; it disturbs others all the same.
    """

    collided: BoolArray
    refused: BoolArray

    @property
    def received(self) -> BoolArray:
        """Neither collided nor refused."""
        return ~(self.collided | self.refused)

    @property
    def delivery_ratio(self) -> float:
        """Share of the transmissions that are received; not a number without any. [-]"""
        return float(self.received.mean()) if self.received.size else float("nan")


def preamble_slack_ns(frame: LoraFrame) -> int:
    """Give the time at a frame's start that another one may still cover, the rest of the preamble being enough. [ns]"""
    return round(max(frame.preamble_symbols - LOCK_SYMBOLS, 0) * frame.symbol_s * 1e9)


def receive(sent: Transmissions, receiver: Receiver) -> Reception:
    """Work out what a gateway receives.

    Parameters
    ----------
    sent : Transmissions
        Everything strong enough to be heard alone; weaker ones are lost without harm, leave them out.
    receiver : Receiver
        The gateway.

    Notes
    -----
    Frames of one channel and spreading factor collide. Of two that overlap, the earlier A and the later B, nothing is
    lost if A ends before B's lock. Otherwise one survives that is stronger by ``capture_db``; it must win against every
    other frame for itself (powers do not add up). Frames that start together: the longer lock counts as the later.

    Demodulators are given in the order of the starts (together: in the order given) and held to the end of the frame,
    whether it collides or not.

    The pass sorts, then takes as many vector operations as there are frames on the air at once. A million frames of a
    cell with three on the air take a fifth of a second; ten thousand devices that start together take one.
    """
    refused = np.zeros(sent.start_ns.size, dtype=np.bool_)
    if receiver.demodulators is not None:
        refused = crowded_out(sent.start_ns, sent.airtime_ns, receiver.demodulators)
    return Reception(collided(sent, receiver.capture_db), refused)


def collided(sent: Transmissions, capture_db: float | None) -> BoolArray:
    """Find the frames that others destroy; see `receive` and `Receiver`. [dB]"""
    destroyed = np.zeros(sent.start_ns.size, dtype=np.bool_)
    order = np.lexsort((sent.lock_ns, sent.start_ns, sent.spreading_factor, sent.channel))
    factor, channel = sent.spreading_factor[order], sent.channel[order]
    changes = np.flatnonzero((np.diff(factor) != 0) | (np.diff(channel) != 0)) + 1
    for first, last in pairwise((0, *changes.tolist(), order.size)):
        rows = order[first:last]
        start_ns = sent.start_ns[rows]
        end_ns = start_ns + sent.airtime_ns[rows]
        if capture_db is None:
            destroyed[rows] = _overlapped(start_ns, end_ns)
        else:
            lock_at_ns = start_ns + sent.lock_ns[rows]
            destroyed[rows] = _overpowered(lock_at_ns, end_ns, sent.power_dbm[rows], capture_db)
    return destroyed


def _overlapped(start_ns: Int64Array, end_ns: Int64Array) -> BoolArray:
    """Find the frames that share a nanosecond with another one; starts ascend."""
    lost = np.zeros(start_ns.size, dtype=np.bool_)
    latest_ns = np.maximum.accumulate(end_ns)
    lost[1:] = latest_ns[:-1] > start_ns[1:]
    lost[:-1] |= start_ns[1:] < end_ns[:-1]
    return lost


def _overpowered(lock_at_ns: Int64Array, end_ns: Int64Array, power_dbm: Float64Array, capture_db: float) -> BoolArray:
    """Find the frames that do not win against every other one; starts ascend.

    Each frame is held against the one before it, the one before that, and so on while any so far back can reach it.
    """
    lost = np.zeros(end_ns.size, dtype=np.bool_)
    latest_ns = np.maximum.accumulate(end_ns)
    later = np.arange(1, end_ns.size)
    lag = 1
    while later.size:
        later = later[latest_ns[later - lag] > lock_at_ns[later]]
        meets = later[end_ns[later - lag] > lock_at_ns[later]]
        excess_db = power_dbm[meets] - power_dbm[meets - lag]
        lost[meets[excess_db < capture_db]] = True
        lost[meets[-excess_db < capture_db] - lag] = True
        lag += 1
        later = later[later >= lag]
    return lost


def crowded_out(start_ns: Int64Array, airtime_ns: Int64Array, demodulators: int) -> BoolArray:
    """Find the frames that start while all demodulators are taken; see `receive`. [ns]"""
    refused = np.zeros(start_ns.size, dtype=np.bool_)
    order = np.argsort(start_ns, kind="stable")
    start_ns = start_ns[order]
    end_ns = start_ns + airtime_ns[order]
    on_air = np.arange(order.size) - np.searchsorted(np.sort(end_ns), start_ns, side="right")
    crowded = np.flatnonzero(on_air >= demodulators)
    quiet = np.flatnonzero(on_air == 0)
    # Only spells in which more frames than demodulators are on the air need to be walked through.
    spells = np.unique(np.searchsorted(quiet, crowded, side="right"))
    bounds = (*quiet.tolist(), order.size)
    for spell in spells.tolist():
        for row in _turned_away(start_ns, end_ns, range(bounds[spell - 1], bounds[spell]), demodulators):
            refused[order[row]] = True
    return refused


def _turned_away(start_ns: Int64Array, end_ns: Int64Array, rows: range, demodulators: int) -> list[int]:
    taken_until_ns: list[int] = []
    away = []
    for row in rows:
        now_ns = int(start_ns[row])
        while taken_until_ns and taken_until_ns[0] <= now_ns:
            heapq.heappop(taken_until_ns)
        if len(taken_until_ns) < demodulators:
            heapq.heappush(taken_until_ns, int(end_ns[row]))
        else:
            away.append(row)
    return away

"""Random numbers as a pure function of who draws them and what for.

Nothing is drawn "next": a number depends on the seed, its purpose and the key of the drawer only, so adding a device
disturbs no other, and both engines draw the same. The mixing function is splitmix64 [1]_.

References
----------
.. [1] G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
   doi:10.1145/2660193.2660195.
"""

import hashlib
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]
Integers = int | npt.NDArray[np.signedinteger[Any]] | npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_SHIFT_A, _SHIFT_B, _SHIFT_C = np.uint64(30), np.uint64(27), np.uint64(31)
_MANTISSA_SHIFT = np.uint64(11)
_TO_UNIT = 2.0**-53


class Purpose(IntEnum):
    """What a number is drawn for; a new purpose takes a new value, old ones never change."""

    PHASE = 1
    STREAM = 2
    VERDICT_OFFSET = 3
    EVENT_GAP = 4
    EVENT_STATE = 5
    SPREAD = 6
    UPLINK_LOSS = 7
    DOWNLINK_LOSS = 8
    BOOTSTRAP = 9
    SPREAD_ANGLE = 10
    BACKHAUL_LOSS = 11
    TOLERANCE = 12
    STUDY_DESIGN = 13
    TRACE_HASH = 14
    JITTER = 15
    JITTER_ANGLE = 16
    RADIO_CHANNEL = 17
    RATE = 18
    RATE_ANGLE = 19
    REJOIN = 20


def stable_hash(name: str) -> int:
    """Hash a name to 64 bits, the same in every process and version.

    Examples
    --------
    >>> stable_hash("motors") == stable_hash("motors")
    True
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def mix(value: U64) -> U64:
    """Finalise 64-bit words so that every input bit moves half of the output bits (splitmix64)."""
    value = (value ^ (value >> _SHIFT_A)) * _MIX_A
    value = (value ^ (value >> _SHIFT_B)) * _MIX_B
    return np.asarray(value ^ (value >> _SHIFT_C))


def _as_u64(field: Integers) -> U64:
    if isinstance(field, int):
        return np.array([field & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64)
    return np.atleast_1d(field).astype(np.uint64)


def words(seed: int, purpose: Purpose, group: int, *fields: Integers) -> U64:
    """Give one 64-bit word per key; the fields broadcast.

    Parameters
    ----------
    seed : int
        The scenario's seed.
    purpose : Purpose
        What the number is for.
    group : int
        `stable_hash` of the group's name.
    *fields : int or integer array
        Device, task, job, hop, attempt: as many as the drawer has, always in this order.
    """
    return extended(mix(_as_u64(seed) + _as_u64(int(purpose)) * _GOLDEN), group, *fields)


def extended(state: U64, *fields: Integers) -> U64:
    """Give the words for keys with more fields, from the words for those without; see `words`."""
    for field in fields:
        state = mix((state ^ _as_u64(field)) + _GOLDEN)
    return state


def unit(word: U64) -> npt.NDArray[np.float64]:
    """Turn words into numbers in [0, 1)."""
    return np.asarray((word >> _MANTISSA_SHIFT) * _TO_UNIT)


def uniform(seed: int, purpose: Purpose, group: int, *fields: Integers) -> npt.NDArray[np.float64]:
    """Give uniform numbers in [0, 1), one per key; see `words` for the parameters."""
    return unit(words(seed, purpose, group, *fields))


def integers(bound: int, seed: int, purpose: Purpose, group: int, *fields: Integers) -> npt.NDArray[np.int64]:
    """Give integers in [0, bound), one per key; see `words` for the other parameters."""
    return np.minimum(uniform(seed, purpose, group, *fields) * bound, bound - 1).astype(np.int64)


def normal(seed: int, group: int, *fields: Integers) -> npt.NDArray[np.float64]:
    """Give standard normal numbers for device-to-device spread, one per key (Box-Muller)."""
    radius = np.sqrt(-2.0 * np.log1p(-uniform(seed, Purpose.SPREAD, group, *fields)))
    return np.asarray(radius * np.cos(2.0 * np.pi * uniform(seed, Purpose.SPREAD_ANGLE, group, *fields)))

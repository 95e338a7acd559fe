"""Random generators keyed by what they draw for, the same in every process."""

import hashlib
from collections.abc import Sequence

import numpy as np

from simgui.streams.synthetic.signal import Split

_SPLIT_SLOTS = {
    Split.TRAIN: (0, 1, 3, 4),
    Split.VALIDATION: (2,),
    Split.TEST: (5,),
}
_SLOTS_PER_CYCLE = 6


def generator(*key: int | str) -> np.random.Generator:
    """Return a random generator that depends on the key alone.

    Parameters
    ----------
    *key : int or str
        Who draws and for what, e.g. source, seed, split, stream, state, purpose, index.

    Returns
    -------
    np.random.Generator
        Philox generator keyed by a BLAKE2b digest of the key.

    Examples
    --------
    >>> bool(generator("demo", 1).random() == generator("demo", 1).random())
    True
    >>> bool(generator("demo", 1).random() == generator("demo", 2).random())
    False
    """
    digest = hashlib.blake2b("\x1f".join(map(str, key)).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


def split_bands(split: Split, low: float, high: float, *, bands: int = 24) -> list[tuple[float, float]]:
    """Return the part of a parameter's range that belongs to a split.

    The range is cut into equal bands that are dealt to the splits in turn, four of six to training and
    one each to validation and test, so that no two splits share a value.

    Parameters
    ----------
    split : Split
        Split that asks.
    low, high : float
        Ends of the range, in the parameter's own unit.
    bands : int
        Number of bands; a multiple of six. [-]

    Returns
    -------
    list of tuple of float
        (low, high) of every band of the split.

    Examples
    --------
    >>> split_bands(Split.TEST, 0.0, 12.0, bands=12)
    [(5.0, 6.0), (11.0, 12.0)]
    """
    width = (high - low) / bands
    owned = [band for band in range(bands) if band % _SLOTS_PER_CYCLE in _SPLIT_SLOTS[split]]
    return [(low + band * width, low + (band + 1) * width) for band in owned]


def draw_in_split(rng: np.random.Generator, split: Split, low: float, high: float, *, bands: int = 24) -> float:
    """Draw a parameter evenly from the bands of a split.

    Parameters
    ----------
    rng : np.random.Generator
        Where the randomness comes from.
    split : Split
        Split whose bands are used.
    low, high : float
        Ends of the whole range, in the parameter's own unit.
    bands : int
        Number of bands; a multiple of six. [-]

    Returns
    -------
    float
        A value in the parameter's own unit.
    """
    owned = split_bands(split, low, high, bands=bands)
    band_low, band_high = owned[int(rng.integers(len(owned)))]
    return float(rng.uniform(band_low, band_high))


def weighted_index(rng: np.random.Generator, weights: Sequence[float]) -> int:
    """Draw an index with the given weights.

    Parameters
    ----------
    rng : np.random.Generator
        Where the randomness comes from.
    weights : Sequence of float
        Weights, need not sum to one. [-]

    Returns
    -------
    int
        Index into `weights`. [-]
    """
    edges = np.cumsum(weights)
    return int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))

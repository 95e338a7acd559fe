"""Finds which actions of a sequence are enough for it to fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic


def shrunk(steps: Sequence[int], fails: Callable[[Sequence[int]], int], patience_s: float) -> tuple[int, ...]:
    """Leave out what can be left out: halves first, then ever smaller parts, down to single steps.

    Parameters
    ----------
    steps : Sequence[int]
        Known to fail.
    fails : Callable[[Sequence[int]], bool]
        Tells after how many steps a part of them, in their order, fails; 0 if it does not.
    patience_s : float
        What has been found after this time is given. [s]

    References
    ----------
    Zeller, Hildebrandt: Simplifying and isolating failure-inducing input. IEEE Trans. Software Eng. 28 (2), 2002.
    https://doi.org/10.1109/32.988498
    """
    kept, end_s = list(steps), monotonic() + patience_s
    size = max(len(kept) // 2, 1)
    while monotonic() < end_s:
        before = len(kept)
        at = 0
        while at < len(kept) and monotonic() < end_s:
            rest = kept[:at] + kept[at + size :]
            if rest and (count := fails(rest)):
                kept = rest[:count]
            else:
                at += size
        if size == 1 and len(kept) == before:
            break
        size = max(size // 2, 1)
    return tuple(kept)

"""The difference of two texts as one replacement: what the undo list keeps, and what an editor is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Splice:
    """A piece of text that takes the place of another.

    Parameters
    ----------
    at : int
        Offset of both. [character]
    removed, inserted : str
        What was there, and what is there now.
    """

    at: int
    removed: str
    inserted: str

    def apply(self, text: str) -> str:
        """Give the text after the replacement."""
        return text[: self.at] + self.inserted + text[self.at + len(self.removed) :]

    def inverse(self) -> Splice:
        """Give the replacement that takes this one back."""
        return Splice(self.at, self.inserted, self.removed)


def splice_between(before: str, after: str) -> Splice:
    """Find the shortest replacement that makes one text of another.

    Parameters
    ----------
    before, after : str
        The texts.

    Returns
    -------
    Splice
        With nothing removed and nothing inserted where they are the same.

    Examples
    --------
    >>> splice_between("count: 4", "count: 40")
    Splice(at=8, removed='', inserted='0')
    """
    start = _common(before, after)
    room = min(len(before), len(after)) - start
    end = _common(before[len(before) - room :][::-1], after[len(after) - room :][::-1])
    return Splice(start, before[start : len(before) - end], after[start : len(after) - end])


def _common(one: str, other: str) -> int:
    """Count the characters that two texts begin with alike, halving the doubt: slices compare quickly."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low

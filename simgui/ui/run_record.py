"""The runs of a session as Compare offers them: the newest in memory, older ones in a file nobody else has."""

from __future__ import annotations

import pickle
import tempfile
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from simgui.results.result import ScenarioResult

MOST_IN_MEMORY = 20
"""Outcomes of real runs take 0.2 to 1 MB each."""

Outcome = tuple[str, ScenarioResult]
"""The scenario's text as it was when the run began, and what came out."""


class Outcomes:
    """Keeps every outcome; those that nobody looked at for long are on disk.

    Parameters
    ----------
    most : int
        So many stay in memory.
    """

    def __init__(self, most: int = MOST_IN_MEMORY) -> None:
        self._most = most
        self._near: OrderedDict[int, Outcome] = OrderedDict()
        self._places: dict[int, tuple[int, int]] = {}
        self._file: IO[bytes] | None = None

    @property
    def in_memory(self) -> int:
        """How many are in memory."""
        return len(self._near)

    def keep(self, number: int, outcome: Outcome) -> None:
        """Keep the outcome of a run under its number."""
        self._near[number] = outcome
        self._near.move_to_end(number)
        while len(self._near) > self._most and self._put_away(next(iter(self._near))):
            pass

    def take(self, number: int) -> Outcome:
        """Give an outcome, from disk if need be.

        Raises
        ------
        KeyError
            If none was kept under the number.
        """
        if number not in self._near:
            self.keep(number, self._read(*self._places[number]))
        self._near.move_to_end(number)
        return self._near[number]

    def _put_away(self, number: int) -> bool:
        """Move an outcome to disk; where there is no room for it, it stays in memory."""
        if number not in self._places:
            content = zlib.compress(pickle.dumps(self._near[number]), 1)
            try:
                self._places[number] = self._write(content), len(content)
            except OSError:
                return False
        del self._near[number]
        return True

    def _write(self, content: bytes) -> int:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="simgui-runs-")  # noqa: SIM115 - open as long as this is
            weakref.finalize(self, self._file.close)
        place = self._file.seek(0, 2)
        self._file.write(content)
        self._file.flush()
        return place

    def _read(self, place: int, size: int) -> Outcome:
        assert self._file is not None  # noqa: S101 - something was written to this place
        self._file.seek(place)
        outcome: Outcome = pickle.loads(zlib.decompress(self._file.read(size)))  # noqa: S301 - nobody else has the file
        return outcome


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run of this session, as it was.

    Parameters
    ----------
    number : int
        From 1, in the order of their ends.
    name : str
        Of the scenario.
    source : str
        The file, or the name of a shipped story.
    overrides : tuple[str, ...]
        ``path=value`` each.
    is_partial : bool
        Whether it was cancelled before its end.
    outcomes : Outcomes
        Where its outcome is kept.
    """

    number: int
    name: str
    source: str
    overrides: tuple[str, ...]
    is_partial: bool
    outcomes: Outcomes = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The scenario file as it was when the run began, or "" where it is not known."""
        return self.outcomes.take(self.number)[0]

    @property
    def result(self) -> ScenarioResult:
        """The outcome."""
        return self.outcomes.take(self.number)[1]


def usual_baseline(runs: Sequence[RunRecord]) -> RunRecord | None:
    """Choose what the newest run is compared with while the user has chosen nothing: the first of its scenario.

    Where it is the only one of its scenario, the first run of all stands beside it.
    """
    if not runs:
        return None
    return next((one for one in runs[:-1] if one.name == runs[-1].name), runs[0])

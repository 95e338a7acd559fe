"""What a run is asked to do, and who watches it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simgui.runs.messages import RunMessage

DRAWS = 60
"""Draws that the intervals of a run rest on, unless told otherwise. [-]"""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run a scenario.

    Parameters
    ----------
    placements : tuple[str, ...]
        Placements by name; empty means all of the scenario.
    seeds : tuple[int, ...]
        Seeds, one run each; empty means the scenario's own.
    engine : str
        ``auto``, ``simpy`` (or ``reference``), ``vectorised``.
    out : Path | None
        Run folder to write; None writes nothing.
    trace : bool
        Whether every row of the trace is kept in the run folder.
    intervals : int
        Draws from the tolerances of the profile numbers that give the KPIs their intervals; 0 works none out. [-]
    series : bool
        Whether the history of the run is gathered: told while it runs, and kept in the run folder.
    """

    placements: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    engine: str = "auto"
    out: Path | None = None
    trace: bool = False
    intervals: int = DRAWS
    series: bool = False


class Watcher(Protocol):
    """Who watches a run, and may stop it."""

    def tell(self, message: RunMessage) -> None:
        """Take a message; it must not block for long."""

    def cancelled(self) -> bool:
        """Say whether the run is to stop; asked often, so it must be quick."""


class Unwatched:
    """Hears nothing and stops nothing: for programs that only want the result."""

    def tell(self, message: RunMessage) -> None:
        """Let it pass."""

    def cancelled(self) -> bool:
        """Go on."""
        return False


UNWATCHED = Unwatched()
"""The watcher of a run that nobody watches."""

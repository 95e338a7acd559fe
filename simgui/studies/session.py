"""Runs the points of a study that are not done yet, keeps every row, and tells how far it is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from simgui.core.errors import RunCancelled
from simgui.studies.executor import Executor
from simgui.studies.point import Point, PointRow, Status
from simgui.studies.study_store import StudyStore

RESUME = "cancelled; what is done is kept, and the same command goes on from there"


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """How far a study is.

    Parameters
    ----------
    done, total : int
        Points that are through, and all that are known of. [-]
    resumed : int
        Those that were done before. [-]
    failed : int
        Those that failed. [-]
    eta_s : float
        Expected time to the end; NaN when not known yet. [s]
    """

    done: int
    total: int
    resumed: int
    failed: int
    eta_s: float


class StudyWatcher(Protocol):
    """Who watches a study, and may stop it."""

    def tell(self, progress: StudyProgress) -> None:
        """Hear how far it is; must not block for long."""

    def cancelled(self) -> bool:
        """Say whether the study is to stop; asked often."""


@dataclass(slots=True)
class Session:
    """Runs points, those that are known excepted.

    Parameters
    ----------
    store : StudyStore
        Knows and keeps rows.
    executor : Executor
        Runs points.
    watcher : StudyWatcher
        Hears of the progress; may stop.
    rows : dict[Point, PointRow]
        Every row so far, those of before included.
    heard : Callable[[PointRow], None] | None
        Gets every row, those that are known from before first.
    """

    store: StudyStore
    executor: Executor
    watcher: StudyWatcher
    rows: dict[Point, PointRow] = field(default_factory=dict)
    heard: Callable[[PointRow], None] | None = None
    _resumed: int = 0
    _run: int = 0
    _failed: int = 0
    _busy_s: float = 0.0

    def run(self, points: Sequence[Point]) -> dict[Point, PointRow]:
        """Give the rows of points, running those that are missing.

        Raises
        ------
        RunCancelled
            If the watcher stops it; the rows that were finished are kept.
        """
        wanted = list(dict.fromkeys(points))
        known = self.store.known([point for point in wanted if point not in self.rows])
        self._resumed += len(known)
        self.rows |= known
        if self.heard is not None:
            for row in known.values():
                self.heard(row)
        missing = [point for point in wanted if point not in self.rows]
        self._tell(len(missing), 0.0)
        started_s, left = monotonic(), len(missing)
        for row in self.executor.run(missing, self.watcher.cancelled):
            self.store.add(row)
            self.rows[row.point] = row
            if self.heard is not None:
                self.heard(row)
            self._run += 1
            self._failed += row.status is Status.FAILED
            left -= 1
            self._tell(left, monotonic() - started_s)
        self._busy_s += monotonic() - started_s
        if left:
            raise RunCancelled(RESUME)
        return {point: self.rows[point] for point in wanted}

    def _tell(self, left: int, elapsed_s: float) -> None:
        busy_s = self._busy_s + elapsed_s
        eta_s = busy_s / self._run * left if self._run else math.nan
        self.watcher.tell(StudyProgress(len(self.rows), len(self.rows) + left, self._resumed, self._failed, eta_s))

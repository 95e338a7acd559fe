"""Whoever runs points: this process, worker processes, or a cluster; all give the same rows."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol, Self

from simgui.core.errors import RunCancelled
from simgui.studies.assignment import Assignment
from simgui.studies.evaluator import Evaluator, Stop, never
from simgui.studies.point import Point, PointRow


class Executor(Protocol):
    """Runs points; may be asked several times, and must be closed."""

    def run(self, points: Sequence[Point], stop: Stop) -> Iterator[PointRow]:
        """Run points and give each row when it is there, in any order.

        Parameters
        ----------
        points : Sequence[Point]
            What to run.
        stop : Callable
            Asked several times a second; when it says so, the rows end early and unfinished points are dropped.
        """
        ...

    def close(self) -> None:
        """End every worker."""
        ...


class SerialExecutor:
    """Runs points in this process.

    Parameters
    ----------
    assignment : Assignment
        What the points share; its folder for verdicts is replaced by one of this executor's own.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._share = make_share()
        self._stop: Stop = never
        self._evaluator = Evaluator(replace(assignment, share=str(self._share)), self._is_stopped)

    def run(self, points: Sequence[Point], stop: Stop) -> Iterator[PointRow]:
        """Run points in order; see `Executor.run`."""
        self._stop = stop
        with suppress(RunCancelled):
            for point in points:
                if stop():
                    return
                yield self._evaluator.evaluate(point)

    def close(self) -> None:
        """Remove what was shared."""
        shutil.rmtree(self._share, ignore_errors=True)

    def _is_stopped(self) -> bool:
        return self._stop()

    def __enter__(self) -> Self:
        """Lend the executor."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


def make_share() -> Path:
    """Make a folder in which the processes of a study share verdicts."""
    return Path(tempfile.mkdtemp(prefix="simgui-study-"))

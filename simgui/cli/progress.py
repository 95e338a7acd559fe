"""Shows on stderr how far a run is: a live bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from simgui.cli.border import say
from simgui.cli.stop import StopRequest
from simgui.core.units import Dimension, format_quantity
from simgui.results.result import PlacementResult
from simgui.runs.messages import PlacementFinished, RunMessage, RunProgress

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_LINE_EVERY_S = 5.0


class ProgressWatcher:
    """Takes a run's messages, shows them, and passes on the wish to stop.

    Parameters
    ----------
    title : str
        What runs, for the log.
    stop : StopRequest
        Whether the run is to end.
    """

    def __init__(self, title: str, stop: StopRequest) -> None:
        self.finished: list[PlacementResult] = []
        self._title = title
        self._stop = stop
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._next_line_s = monotonic() + _LINE_EVERY_S

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Keep a bar on the terminal while inside; nothing is left of it afterwards."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(20),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
            self._bar, self._task = bar, bar.add_task(self._title, total=1.0, rate="")
            try:
                yield
            finally:
                self._bar = None

    def tell(self, message: RunMessage) -> None:
        """Show a message; placements that are through are kept in ``finished``."""
        match message:
            case RunProgress():
                self._show(message)
            case PlacementFinished(result):
                self.finished.append(result)
            case _:
                pass

    def cancelled(self) -> bool:
        """Say whether the run is to stop."""
        return self._stop.requested()

    def _show(self, progress: RunProgress) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task,
                completed=progress.fraction,
                description=f"{progress.placement} {progress.step}/{progress.steps} {progress.activity}",
                rate=_rate(progress),
            )
        elif monotonic() >= self._next_line_s:
            self._next_line_s = monotonic() + _LINE_EVERY_S
            say(f"{self._title}: {line(progress)}")


def line(progress: RunProgress) -> str:
    """Give the state of a run in one line.

    Examples
    --------
    >>> line(RunProgress("edge", 1, 5, "simulate", 0.25, 900.0, 3600.0, 40_000, 1.2e6, 12.0))
    'edge 1/5 simulate 25 %, 1.2 M jobs/s, 12 s left'
    """
    where = f"{progress.placement} {progress.step}/{progress.steps} {progress.activity}"
    return ", ".join(filter(None, [f"{where} {progress.fraction:.0%}".replace("%", " %"), _rate(progress)]))


def _rate(progress: RunProgress) -> str:
    """Give speed and time left, as far as they are known."""
    parts = []
    if progress.jobs_per_s > 0:
        parts.append(f"{_short(progress.jobs_per_s)} jobs/s")
    if math.isfinite(progress.eta_s):
        parts.append(f"{format_quantity(progress.eta_s, Dimension.TIME, 2)} left")
    return ", ".join(parts)


def _short(number: float) -> str:
    for scale, name in ((1e6, " M"), (1e3, " k")):
        if number >= scale:
            return f"{number / scale:.3g}{name}"
    return f"{number:.3g}"

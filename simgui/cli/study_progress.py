"""Shows on stderr how far a study is: a live bar on a terminal, a line now and then in a log."""

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

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from simgui.studies.session import StudyProgress

_LINE_EVERY_S = 5.0


class StudyProgressWatcher:
    """Hears of a study's progress, shows it, and passes on the wish to stop.

    Parameters
    ----------
    title : str
        What runs.
    stop : StopRequest
        Whether the study is to end.
    """

    def __init__(self, title: str, stop: StopRequest) -> None:
        self._title = title
        self._stop = stop
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._next_line_s = monotonic() + _LINE_EVERY_S
        self._resumed_told = False

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Keep a bar on the terminal while inside; nothing is left of it afterwards."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(20), TextColumn("{task.fields[state]}"))
        with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
            self._bar, self._task = bar, bar.add_task(self._title, total=1.0, state="")
            try:
                yield
            finally:
                self._bar = None

    def tell(self, progress: StudyProgress) -> None:
        """Show how far the study is."""
        if progress.resumed and not self._resumed_told:
            self._resumed_told = True
            say(f"{self._title}: {progress.resumed:,} points were done before")
        if self._bar is not None and self._task is not None:
            share = progress.done / progress.total if progress.total else 1.0
            self._bar.update(self._task, completed=share, state=line(progress))
        elif monotonic() >= self._next_line_s:
            self._next_line_s = monotonic() + _LINE_EVERY_S
            say(f"{self._title}: {line(progress)}")

    def cancelled(self) -> bool:
        """Say whether the study is to stop."""
        return self._stop.requested()


def line(progress: StudyProgress) -> str:
    """Give the state of a study in one line.

    Examples
    --------
    >>> from simgui.studies.session import StudyProgress
    >>> line(StudyProgress(120, 500, 0, 1, 38.0))
    '120/500 points, 1 failed, 38 s left'
    """
    parts = [f"{progress.done:,}/{progress.total:,} points"]
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    if math.isfinite(progress.eta_s) and progress.done < progress.total:
        parts.append(f"{format_quantity(progress.eta_s, Dimension.TIME, 2)} left")
    return ", ".join(parts)

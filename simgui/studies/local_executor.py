"""Worker processes on this computer; a worker that dies costs its point one more try, and the study nothing."""

import multiprocessing
import os
import shutil
import signal
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Self

from simgui.core.errors import SimguiError
from simgui.studies.assignment import Assignment
from simgui.studies.evaluator import Evaluator, Stop
from simgui.studies.executor import make_share
from simgui.studies.point import Point, PointRow, failed

MOST_TRIES = 2
"""Tries of a point whose worker dies. [-]"""

_LOOK_EVERY_S = 0.05
_END_WITHIN_S = 2.0
_SURROUNDINGS = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
    # Else glibc gives every large array back to the kernel and fetches the next one page by page: 10 % of a point.
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(256 << 20),
}
"""Environment of a worker: one thread each, for the workers fill the cores already."""


def serve(pipe: Connection, assignment: Assignment) -> None:
    """Run the points that come through a pipe, until it ends; the target of a worker process.

    Parameters
    ----------
    pipe : Connection
        Brings points, takes their rows.
    assignment : Assignment
        What the points share.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        evaluator: Evaluator | None = None
        while True:
            point: Point = pipe.recv()
            try:
                evaluator = evaluator or Evaluator(assignment)
            except SimguiError as error:
                pipe.send(failed(point, str(error)))
            else:
                pipe.send(evaluator.evaluate(point))


@dataclass(slots=True)
class _Worker:
    """A process and the point it is at."""

    process: BaseProcess
    pipe: Connection
    point: Point | None = None


class LocalExecutor:
    """Runs points in worker processes.

    Parameters
    ----------
    assignment : Assignment
        What the points share; its folder for verdicts is replaced by one of this executor's own.
    workers : int
        How many processes. [-]
    """

    def __init__(self, assignment: Assignment, workers: int) -> None:
        self._share = make_share()
        self._assignment = replace(assignment, share=str(self._share))
        self._workers: list[_Worker] = []
        self._most = workers

    @property
    def process_ids(self) -> tuple[int | None, ...]:
        """Numbers of the workers in the operating system."""
        return tuple(worker.process.pid for worker in self._workers)

    def run(self, points: Sequence[Point], stop: Stop) -> Iterator[PointRow]:
        """Run points; see `Executor.run`. Unfinished ones are ended with their workers when the rows end early."""
        waiting, tries = deque(points), dict.fromkeys(points, 0)
        finished = False
        try:
            self._hand_out(waiting, tries)
            while (waiting or self._busy()) and not stop():
                pipes = {worker.pipe: worker for worker in self._busy()}
                rows = []
                for pipe in wait(list(pipes), timeout=_LOOK_EVERY_S):
                    assert isinstance(pipe, Connection)  # noqa: S101 - nothing else was waited for
                    rows.append(self._take(pipes[pipe], waiting, tries))
                self._hand_out(waiting, tries)  # before the rows are dealt with: workers must not wait for that
                yield from filter(None, rows)
            finished = not waiting and not self._busy()
        finally:
            if not finished:
                self._end_all()

    def close(self) -> None:
        """End every worker and remove what they shared."""
        self._end_all()
        shutil.rmtree(self._share, ignore_errors=True)

    def __enter__(self) -> Self:
        """Lend the executor."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.point is not None]

    def _hand_out(self, waiting: deque[Point], tries: dict[Point, int]) -> None:
        """Give every idle worker a point, and start workers while there are points for them."""
        while waiting:
            worker = next((one for one in self._workers if one.point is None), None)
            if worker is None:
                if len(self._workers) >= self._most:
                    return
                worker = self._start()
            try:
                worker.pipe.send(waiting[0])
            except OSError:  # it died while idle
                self._bury(worker)
                continue
            worker.point = waiting.popleft()
            tries[worker.point] += 1

    def _take(self, worker: _Worker, waiting: deque[Point], tries: Mapping[Point, int]) -> PointRow | None:
        """Take a row; of a worker that died, put the point back or give it up."""
        point = worker.point
        assert point is not None  # noqa: S101 - only busy workers are heard
        try:
            row: PointRow = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            if tries[point] < MOST_TRIES:
                waiting.append(point)
                return None
            how = f"exit code {worker.process.exitcode}"
            return failed(point, f"its worker process died {MOST_TRIES} times ({how}); perhaps memory ran out")
        worker.point = None
        return row

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        process = context.Process(target=serve, args=(theirs, self._assignment), name="simgui study", daemon=True)
        with _worker_environment(), _interrupts_ignored():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _bury(self, worker: _Worker) -> None:
        """Forget a worker that died or is to end."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.terminate()
        worker.process.join(_END_WITHIN_S)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()

    def _end_all(self) -> None:
        for worker in list(self._workers):
            worker.process.terminate()
        for worker in list(self._workers):
            self._bury(worker)


@contextmanager
def _worker_environment() -> Iterator[None]:
    """Let processes that start here have the environment of a worker; what the user has set is left alone."""
    added = {name: value for name, value in _SURROUNDINGS.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let a process that starts here ignore Ctrl-C from its first moment on: its parent ends it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

"""Runs points on a Dask cluster; a worker that dies loses nothing, for its tasks are run again elsewhere."""

import hashlib
import queue
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Self, TypeAlias

from simgui import __version__
from simgui.core.errors import SimguiError, UsageError
from simgui.studies.assignment import Assignment
from simgui.studies.bundle import pack
from simgui.studies.dask_worker import evaluate, give, version
from simgui.studies.evaluator import Stop
from simgui.studies.point import Point, PointRow, failed

Client: TypeAlias = Any
Future: TypeAlias = Any
"""Of dask.distributed, which is an extra and has no types."""

CONNECT_WITHIN_S = 15.0
"""Time for the scheduler to answer and for a first worker to be there. [s]"""

RETRIES = 3
"""Further tries of a task that failed. [-]"""

_LOOK_EVERY_S = 0.1
_MOST_SUBMITTED = 1000
_RESUME = "what is done is kept, and the same command goes on"


class DaskExecutor:
    """Runs points on a cluster whose scheduler and workers have this version of simgui installed.

    Parameters
    ----------
    assignment : Assignment
        What the points share.
    files : Iterable[Path]
        Models and recordings that any point uses.
    address : str
        Of the scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    UsageError
        If dask.distributed is not installed, or the cluster has another version of simgui.
    SimguiError
        If the cluster cannot be reached or has no workers.
    """

    def __init__(self, assignment: Assignment, files: Iterable[Path], address: str) -> None:
        self._assignment = assignment
        self._address = address
        self._bundle = pack(Path(assignment.scenario), files)
        about = repr((self._bundle.digest, assignment.moved(Path(), Path()), __version__))
        self._identity = hashlib.sha256(about.encode()).hexdigest()[:24]
        self._client = _connect(address)
        self._shared: Future | None = None

    def run(self, points: Sequence[Point], stop: Stop) -> Iterator[PointRow]:
        """Run points; see `Executor.run`.

        Raises
        ------
        SimguiError
            If the scheduler is lost.
        """
        if self._shared is None:
            self._shared = self._client.submit(give, self._bundle, key=f"simgui-files-{self._identity}")
        waiting: deque[Point] = deque(points)
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        submitted: dict[Future, Point] = {}
        lost: Counter[str] = Counter()
        try:
            while (waiting or submitted) and not stop():
                while waiting and len(submitted) < _MOST_SUBMITTED:
                    point = waiting.popleft()
                    future = self._submit(point)
                    submitted[future] = point
                    future.add_done_callback(done.put)
                with suppress(queue.Empty):
                    future = done.get(timeout=_LOOK_EVERY_S)
                    if future not in submitted:
                        continue
                    point = submitted.pop(future)
                    if future.status == "lost" and lost[point.key] < RETRIES:
                        # It was done, and the worker that held the row died before the row was fetched.
                        lost[point.key] += 1
                        waiting.append(point)
                        future.release()
                    else:
                        yield self._row(future, point)
                if self._client.status not in {"running", "connecting"}:
                    raise SimguiError(f"the scheduler at {self._address} is gone; {_RESUME}")
        finally:
            if submitted:
                with suppress(OSError, TimeoutError):
                    self._client.cancel(list(submitted), force=True)

    def close(self) -> None:
        """Leave the cluster."""
        self._shared = None
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=2)

    def __enter__(self) -> Self:
        """Lend the executor."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _submit(self, point: Point) -> Future:
        key = f"simgui-{self._identity}-{point.key}"
        return self._client.submit(
            evaluate, self._shared, self._assignment, self._identity, point, key=key, retries=RETRIES
        )

    def _row(self, future: Future, point: Point) -> PointRow:
        if future.status in {"cancelled", "lost"}:
            raise SimguiError(f"the scheduler at {self._address} lost its tasks; {_RESUME}")
        try:
            row: PointRow = future.result()
        except import_module("distributed").KilledWorker as error:
            return failed(point, f"it killed every worker it was given to: {error}")
        except Exception as error:  # noqa: BLE001 - the border of the cluster: what failed there is a row here
            return failed(point, f"the cluster failed: {type(error).__name__}: {error}")
        finally:
            future.release()
        return row


def _connect(address: str) -> Client:
    """Connect to a scheduler that has workers of this version."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UsageError("--dask needs dask.distributed: pip install 'simgui[cluster]'") from None
    try:
        client = distributed.Client(address, timeout=CONNECT_WITHIN_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise SimguiError(f"there is no Dask scheduler at {address}: {error}") from None
    try:
        client.wait_for_workers(1, timeout=CONNECT_WITHIN_S)
        found = set(client.run(version).values())
    except TimeoutError:
        client.close()
        raise SimguiError(f"the Dask scheduler at {address} has no workers") from None
    except Exception as error:  # noqa: BLE001 - whatever a worker without simgui raises
        client.close()
        raise UsageError(f"the Dask workers at {address} cannot use simgui: {type(error).__name__}: {error}") from None
    if found != {__version__}:
        client.close()
        raise UsageError(f"the Dask workers have simgui {', '.join(sorted(found))}, this is {__version__}")
    return client

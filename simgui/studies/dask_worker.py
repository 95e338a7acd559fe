"""What runs on a worker of a Dask cluster."""

import tempfile
import threading
from pathlib import Path

from simgui import __version__
from simgui.studies.assignment import Assignment
from simgui.studies.bundle import Bundle
from simgui.studies.evaluator import Evaluator
from simgui.studies.point import Point, PointRow, failed

_lock = threading.Lock()
_known: dict[str, tuple[Evaluator, tempfile.TemporaryDirectory[str]]] = {}


def version() -> str:
    """Give simgui's version on the worker."""
    return __version__


def give(bundle: Bundle) -> Bundle:
    """Put a bundle into the cluster as the result of a task, which a lost worker cannot lose for good."""
    return bundle


def evaluate(bundle: Bundle, assignment: Assignment, identity: str, point: Point) -> PointRow:
    """Run a point, unpacking the scenario's files when this worker sees them for the first time.

    Parameters
    ----------
    bundle : Bundle
        The scenario's files.
    assignment : Assignment
        What the points of the study share.
    identity : str
        Names bundle and assignment.
    point : Point
        What to run. The threads of a worker take turns; give workers one thread each.
    """
    with _lock:
        try:
            return _evaluator(bundle, assignment, identity).evaluate(point)
        except OSError as error:
            return failed(point, f"the worker cannot unpack the scenario: {error}")


def _evaluator(bundle: Bundle, assignment: Assignment, identity: str) -> Evaluator:
    """Give the evaluator of a study; only the last one is kept."""
    if identity not in _known:
        _known.clear()
        folder = tempfile.TemporaryDirectory(prefix="simgui-study-", ignore_cleanup_errors=True)
        root = Path(folder.name)
        (root / "share").mkdir()
        file = bundle.unpack(root / "scenario")
        _known[identity] = (Evaluator(assignment.moved(file, root / "share")), folder)
    return _known[identity][0]

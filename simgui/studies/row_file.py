"""Rows of a study as plain dicts, and back; numbers JSON has no word for are written as in results."""

from collections.abc import Mapping
from typing import Any

from simgui import __version__
from simgui.results.export import from_document, to_document
from simgui.results.result import PlacementResult, ScenarioResult
from simgui.studies.point import Point, PointRow, Status


def row_document(row: PointRow) -> dict[str, Any]:
    """Turn a row into plain dicts and lists; ``run`` is as in ``simgui.results/1``, or null."""
    point = row.point
    return {
        "values": dict(point.values),
        "placement": point.placement,
        "seed": point.seed,
        "draw": point.draw,
        "status": row.status.value,
        "reason": row.reason or None,
        "run": None if row.result is None else to_document(_wrapped(row.result))["runs"][0],
    }


def read_row(document: Mapping[str, Any]) -> PointRow:
    """Read a row that `row_document` wrote.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError
        If it has another shape.
    """
    draw = document["draw"]
    values = tuple((str(path), str(value)) for path, value in document["values"].items())
    point = Point(str(document["placement"]), int(document["seed"]), values, None if draw is None else int(draw))
    run = document["run"]
    result = None
    if run is not None:
        whole = to_document(_wrapped(None))
        whole["runs"] = [run]
        result = from_document(whole).runs[0]
    return PointRow(point, Status(document["status"]), str(document["reason"] or ""), result)


def _wrapped(result: PlacementResult | None) -> ScenarioResult:
    """Put a run into a result, which is what can be written and read."""
    runs = () if result is None else (result,)
    return ScenarioResult("", "", "", __version__, runs, (), None, "", ())

"""The points of a study as a Parquet table, for notebooks and spreadsheets."""

import json
import math
from pathlib import Path
from typing import Any

from simgui.core.errors import SimguiError
from simgui.results.atomic_file import finished
from simgui.studies.outcome import StudyOutcome
from simgui.studies.point import PointRow

FILE = "points.parquet"


def export_table(outcome: StudyOutcome, folder: Path) -> Path:
    """Write a row per point: what it sets, how it ended, and a column per KPI.

    Parameters
    ----------
    outcome : StudyOutcome
        What was run.
    folder : Path
        Gets ``points.parquet``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    SimguiError
        If it cannot be written.
    """
    import duckdb  # noqa: PLC0415 - takes long to import

    names = dict.fromkeys(name for row in outcome.rows if row.result for name in row.result.kpis)
    rows = [_flat(row, tuple(names)) for row in outcome.rows]
    file = folder / FILE
    with finished(file) as unfinished:
        lines = unfinished.with_suffix(".jsonl")
        try:
            lines.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
            query = f"COPY (SELECT * FROM read_json_auto({_text(lines)})) TO {_text(unfinished)} (FORMAT parquet)"  # noqa: S608
            duckdb.connect().execute(query)
        except duckdb.Error as error:
            raise SimguiError(f"{file} cannot be written: {error}") from None
        finally:
            lines.unlink(missing_ok=True)
    return file


def _flat(row: PointRow, names: tuple[str, ...]) -> dict[str, Any]:
    kpis = row.result.kpis if row.result else {}
    head = {"placement": row.point.placement, "seed": row.point.seed, "draw": row.point.draw}
    tail = {"status": row.status.value, "reason": row.reason or None}
    return {**dict(row.point.values), **head, **tail, **{name: _number(kpis.get(name, math.nan)) for name in names}}


def _number(value: float) -> float | None:
    """Write infinities as the largest float, since JSON has no word for them."""
    if math.isnan(value):
        return None
    return math.copysign(1.7976931348623157e308, value) if math.isinf(value) else value


def _text(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"

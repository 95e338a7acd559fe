"""Traces as Parquet files, written in bounded memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simgui.core.errors import SimguiError
from simgui.plan.plan import Plan, TaskPlan
from simgui.plan.trace import TraceChunk
from simgui.results.atomic_file import finished

Column = npt.NDArray[Any]

KEY_COLUMNS = ("group", "task", "device", "job", "release_ns", "truth", "label", "reported", "outcome")
STAGE_COLUMNS = ("start_ns", "finish_ns", "attempts", "lost_ns")

_ROWS_A_FILE = 500_000
_MISSING = {"attempts": 0, "lost_ns": 0}


def stage_names(task: TaskPlan) -> tuple[str, ...]:
    """Name the stages of a task for columns; the second of a kind gets ``_2``, and so on."""
    labels = [stage.stage.label for stage in task.stages]
    return tuple(
        label if (nth := labels[: index + 1].count(label)) == 1 else f"{label}_{nth}"
        for index, label in enumerate(labels)
    )


class TraceWriter:
    """Keeps the rows of a run as Parquet files in a folder, each of one task.

    Parameters
    ----------
    folder : Path
        Created when missing; an older trace in it is removed, lest the two be mixed.
    plan : Plan
        Names groups, tasks and stages.
    rows_a_file : int
        Rows of a task that are gathered before they are written.
    """

    def __init__(self, folder: Path, plan: Plan, rows_a_file: int = _ROWS_A_FILE) -> None:
        import duckdb  # noqa: PLC0415 - only runs that keep their trace need it

        folder.mkdir(parents=True, exist_ok=True)
        for older in folder.glob("[0-9]*.parquet"):
            older.unlink()
        self._folder = folder
        self._plan = plan
        self._rows_a_file = rows_a_file
        self._pending: dict[tuple[int, int], list[TraceChunk]] = {}
        self._rows: dict[tuple[int, int], int] = {}
        self._files = 0
        self._database = duckdb.connect()

    def record(self, chunk: TraceChunk) -> None:
        """Take finished rows, and write those of their task once there are enough.

        Raises
        ------
        SimguiError
            If the file cannot be written.
        """
        key = (chunk.group, chunk.task)
        self._pending.setdefault(key, []).append(chunk)
        self._rows[key] = self._rows.get(key, 0) + len(chunk)
        if self._rows[key] >= self._rows_a_file:
            self._write(key)

    def close(self) -> None:
        """Write what is left.

        Raises
        ------
        SimguiError
            If a file cannot be written.
        """
        for key in sorted(self._pending):
            self._write(key)
        self._database.close()

    def _write(self, key: tuple[int, int]) -> None:
        chunks = self._pending.pop(key)
        self._rows[key] = 0
        group = self._plan.groups[key[0]]
        rows = _columns(chunks, stage_names(group.tasks[key[1]]))
        selected = ", ".join(f'"{name}"' for name in rows)
        names = ", ".join(
            f'{_quoted(name)} AS "{column}"'
            for name, column in ((group.name, "group"), (group.tasks[key[1]].name, "task"))
        )
        with finished(self._folder / f"{self._files:05}.parquet") as unfinished:
            self._copy(rows, f"SELECT {names}, {selected} FROM chunk_rows", unfinished)  # noqa: S608
        self._files += 1

    def _copy(self, rows: dict[str, Column], query: str, file: Path) -> None:
        import duckdb  # noqa: PLC0415

        try:
            self._database.register("chunk_rows", rows)
            self._database.execute(f"COPY ({query}) TO {_quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)")
            self._database.unregister("chunk_rows")
        except duckdb.Error as error:
            raise SimguiError(f"the trace cannot be written to {self._folder}: {error}") from error


def _quoted(text: str) -> str:
    """Write a text as an SQL literal; COPY takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def _columns(chunks: Sequence[TraceChunk], names: Sequence[str]) -> dict[str, Column]:
    rows: dict[str, Column] = {
        name: np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in KEY_COLUMNS[2:]
    }
    for kind in STAGE_COLUMNS:
        table = np.concatenate([getattr(chunk, kind) for chunk in chunks], axis=1)
        rows |= {f"{name}_{kind}": np.ascontiguousarray(row) for name, row in zip(names, table, strict=True)}
    return rows


def read_trace(folder: Path, columns: Sequence[str] = ()) -> Mapping[str, Column]:
    """Read a trace, ordered by group, task, device and job.

    Parameters
    ----------
    folder : Path
        Where a `TraceWriter` wrote.
    columns : Sequence[str]
        Which ones; empty means all.

    Returns
    -------
    Mapping[str, array (rows,)]
        By column; a stage that a task does not have is -1, with no attempts and no time lost.

    Raises
    ------
    SimguiError
        If there is no trace, or it cannot be read or lacks a column.
    """
    import duckdb  # noqa: PLC0415 - only those who read traces need it

    files = sorted(str(file) for file in folder.glob("*.parquet"))
    if not files:
        raise SimguiError(f"{folder} holds no trace; run again with --trace")
    selected = ", ".join('"' + name.replace('"', '""') + '"' for name in columns) or "*"
    query = f'SELECT {selected} FROM read_parquet($1, union_by_name=true) ORDER BY "group", task, device, job'  # noqa: S608
    try:
        with duckdb.connect() as database:
            found = database.execute(query, [files]).fetchnumpy()
    except duckdb.Error as error:
        raise SimguiError(f"the trace in {folder} cannot be read: {error}") from error
    return {name: _filled(name, column) for name, column in found.items()}


def _filled(name: str, column: Column) -> Column:
    if isinstance(column, np.ma.MaskedArray):
        missing = next((value for kind, value in _MISSING.items() if name.endswith(kind)), -1)
        return np.where(column.mask, missing, column.data)
    return column

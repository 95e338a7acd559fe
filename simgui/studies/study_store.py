"""Keeps the rows of a study in a folder, one JSON line each, so that what was done survives whatever happens.

``study.json`` says what the rows belong to, ``points.jsonl`` holds them; a line torn by a crash is cut off.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO, Self

from simgui.core.errors import SimguiError, UsageError
from simgui.results.atomic_file import write_text
from simgui.studies.point import Point, PointRow, Status
from simgui.studies.row_file import read_row, row_document

SCHEMA = "simgui.study-store/1"
_SYNC_EVERY_S = 1.0


class StudyStore:
    """The rows of a study on disk.

    Parameters
    ----------
    folder : Path
        Made when needed.
    identity : Mapping[str, str]
        Everything all rows depend on, by what it is; ``base`` sums it up.

    Raises
    ------
    UsageError
        If the folder holds another study; says what differs.
    SimguiError
        If it cannot be written, or another process has it open.
    """

    def __init__(self, folder: Path, identity: Mapping[str, str]) -> None:
        self.folder = folder
        self._synced_s = monotonic()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = (folder / ".lock").open("w")
        except OSError as error:
            raise SimguiError(f"{folder} cannot be written: {error.strerror or error}") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            message = f"another simgui works on the study in {folder}; wait for it, or name another --out"
            raise SimguiError(message) from None
        try:
            self._claim(dict(identity))
            self._rows = self._read()
            self._stream: BinaryIO = (folder / "points.jsonl").open("ab")
        except BaseException:
            self._lock.close()
            raise

    def known(self, points: Iterable[Point]) -> dict[Point, PointRow]:
        """Give the rows of those points that are done already; failed ones are to be tried again."""
        found = {}
        for point in points:
            row = self._rows.get(point.key)
            if row is not None and row.status is not Status.FAILED:
                found[point] = row
        return found

    def add(self, row: PointRow) -> None:
        """Keep a row.

        Raises
        ------
        SimguiError
            If the disk is full or the folder gone.
        """
        line = json.dumps({"key": row.point.key, **row_document(row)}, ensure_ascii=False, allow_nan=False)
        try:
            self._stream.write(line.encode() + b"\n")
            self._stream.flush()
            if monotonic() - self._synced_s > _SYNC_EVERY_S:
                os.fsync(self._stream.fileno())
                self._synced_s = monotonic()
        except OSError as error:
            raise SimguiError(f"the study in {self.folder} cannot be written: {error.strerror or error}") from None
        self._rows[row.point.key] = row

    def close(self) -> None:
        """Bring everything to the disk and let others in."""
        if not self._stream.closed:
            with suppress(OSError):
                os.fsync(self._stream.fileno())
            self._stream.close()
            self._lock.close()

    def __enter__(self) -> Self:
        """Lend the store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _claim(self, identity: dict[str, str]) -> None:
        file = self.folder / "study.json"
        if not file.exists():
            write_text(file, json.dumps({"schema": SCHEMA, **identity}, indent=2, ensure_ascii=False) + "\n")
            return
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            schema = found.get("schema")
        except (OSError, ValueError, AttributeError):
            raise UsageError(f"{file} cannot be read; name another --out") from None
        if schema != SCHEMA:
            raise UsageError(f"{self.folder} holds no study of this version ({schema!r}); name another --out")
        differing = [key for key, value in identity.items() if found.get(key) != value and key != "base"]
        if found.get("base") != identity.get("base"):
            what = ", ".join(differing) or "something"
            raise UsageError(
                f"{self.folder} holds a study of something else: {what} changed since; "
                f"name another --out, or delete that folder to start afresh"
            )

    def _read(self) -> dict[str, PointRow]:
        """Read the rows, the last of a point winning, and cut off a torn line."""
        file = self.folder / "points.jsonl"
        if not file.exists():
            return {}
        content = file.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(file, whole)
        rows: dict[str, PointRow] = {}
        for line in content[:whole].splitlines():
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                document = json.loads(line)
                rows[document["key"]] = read_row(document)
        return rows

"""Reads numbers and labels out of CSV files, and says exactly which cell is wrong."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simgui.core.diagnostics import Diagnostic, Location, did_you_mean
from simgui.core.errors import InputError
from simgui.streams.windows import Samples

_MOST_PROBLEMS = 20
_LARGEST = 3e38


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns of a CSV hold what."""

    names: list[str]
    values: list[int]
    label: int | None
    separator: str


def parse_csv(
    content: bytes, file: Path, *, columns: Sequence[str] = (), label_column: str | None = None
) -> tuple[Samples, tuple[str, ...] | None]:
    """Read a CSV file whose first line names the columns.

    Parameters
    ----------
    content : bytes
        The file, UTF-8, separated by commas, semicolons or tabs.
    file : Path
        What to call it in problems.
    columns : Sequence[str]
        Columns that hold the samples, in the order of the channels; none means all but the labels.
    label_column : str | None
        Column that holds the true state.

    Returns
    -------
    Samples, tuple[str, ...] | None
        (samples, channels), and the label of each sample if there is a column of them.

    Raises
    ------
    InputError
        If it is not UTF-8, lacks a column or has no samples, or with up to 20 cells that are no finite numbers.
    """
    lines = _decoded(content, file).split("\n")
    layout = _layout(lines[0].rstrip("\r"), file, columns, label_column)
    rows: list[list[float]] = []
    labels: list[str] = []
    problems: list[Diagnostic] = []
    for number, raw in enumerate(lines[1:], start=2):
        line = raw.rstrip("\r")
        if not line.strip():
            continue
        cells = _split(line, layout.separator)
        try:
            rows.append(_numbers(cells, layout))
            if layout.label is not None:
                labels.append(cells[layout.label].strip())
        except (ValueError, IndexError):
            problems.extend(_explained(line, cells, Location(str(file), number, 1), layout))
            if len(problems) >= _MOST_PROBLEMS:
                break
    if problems:
        raise InputError(problems[:_MOST_PROBLEMS])
    if not rows:
        raise _refused(Location(str(file), 1, 1), "the file has a header but no samples")
    return np.array(rows, dtype=np.float32), tuple(labels) if layout.label is not None else None


def _decoded(content: bytes, file: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        place = Location(str(file), before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"the byte 0x{content[error.start]:02x} is not valid UTF-8"
        raise _refused(place, message, "save the file as UTF-8") from None


def _layout(header: str, file: Path, columns: Sequence[str], label_column: str | None) -> _Layout:
    """Find the columns by their names."""
    separator = max(",;\t", key=header.count)
    names = [name.strip() for name in _split(header, separator)]
    place = Location(str(file), 1, 1)
    if all(_is_number(name) for name in names):
        raise _refused(place, "the first line must name the columns", "add a header line")
    problems = []
    for name in (*columns, *([label_column] if label_column is not None else [])):
        if name not in names:
            hint = did_you_mean(name, names) or f"columns: {', '.join(names[:12])}"
            problems.append(Diagnostic(place, "", f"there is no column {name!r}", hint))
        elif names.count(name) > 1:
            problems.append(Diagnostic(place, "", f"several columns are called {name!r}"))
    if problems:
        raise InputError(problems)
    label = names.index(label_column) if label_column is not None else None
    values = [names.index(name) for name in columns] or [i for i in range(len(names)) if i != label]
    if not values:
        raise _refused(place, "there is no column with samples beside the labels")
    return _Layout(names, values, label, separator)


def _split(line: str, separator: str) -> list[str]:
    """Cut a line into cells; the slow way only where a cell is quoted."""
    return next(csv.reader([line], delimiter=separator)) if '"' in line else line.split(separator)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _numbers(cells: Sequence[str], layout: _Layout) -> list[float]:
    """Give the samples of a line.

    Raises
    ------
    ValueError, IndexError
        If a cell is no finite number or is missing, or if there are more cells than columns.
    """
    if len(cells) != len(layout.names):
        raise ValueError
    numbers = [float(cells[index]) for index in layout.values]
    if not all(abs(number) < _LARGEST for number in numbers):
        raise ValueError
    return numbers


def _explained(line: str, cells: Sequence[str], place: Location, layout: _Layout) -> list[Diagnostic]:
    """Say what is wrong with a line."""
    if len(cells) != len(layout.names):
        return [Diagnostic(place, "", f"this line has {len(cells)} cells; the header has {len(layout.names)}")]
    found = []
    for index in layout.values:
        wrong = _wrong(cells[index].strip())
        if wrong:
            column = _column(line, index, layout.separator)
            found.append(Diagnostic(Location(place.file, place.line, column), layout.names[index], wrong))
    return found


def _wrong(cell: str) -> str:
    if not cell:
        return "this cell is empty; every sample needs a number"
    if not _is_number(cell):
        return f"{cell[:40]!r} is not a number"
    if not math.isfinite(float(cell)):
        return f"{cell[:40]!r} is not a finite number"
    return f"{cell[:40]!r} is too large" if abs(float(cell)) >= _LARGEST else ""


def _column(line: str, index: int, separator: str) -> int:
    """Give the column, counted from 1, at which a cell begins."""
    is_quoted, seen = False, 0
    for position, character in enumerate(line):
        if seen == index:
            return position + 1
        if character == '"':
            is_quoted = not is_quoted
        elif character == separator and not is_quoted:
            seen += 1
    return len(line) + 1


def _refused(place: Location, message: str, hint: str = "") -> InputError:
    return InputError((Diagnostic(place, "", message, hint),))

"""Files that are either written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simgui.core.errors import SimguiError


@contextmanager
def finished(file: Path) -> Iterator[Path]:
    """Lend a name beside a file; what was written there replaces the file once the block ends well.

    Parameters
    ----------
    file : Path
        Where the content is wanted.

    Raises
    ------
    SimguiError
        If it cannot be written, for instance because the disk is full.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise SimguiError(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()


def write_text(file: Path, text: str) -> None:
    """Write a text file whole or not at all, as UTF-8.

    Raises
    ------
    SimguiError
        If it cannot be written.
    """
    with finished(file) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def write_bytes(file: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    SimguiError
        If it cannot be written.
    """
    with finished(file) as unfinished:
        unfinished.write_bytes(content)

"""Files a command was asked to write: claimed before the work starts, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from simgui.core.errors import SimguiError, UsageError
from simgui.results.atomic_file import write_text


def claim_file(file: Path, option: str) -> None:
    """Make sure a file can be written later, and create the folders above it.

    Parameters
    ----------
    file : Path
        The file.
    option : str
        The option that named it, for the message.

    Raises
    ------
    UsageError
        If it is a folder, or its folder cannot be made or written.
    """
    if file.is_dir():
        raise UsageError(f"{option}: {file} is a folder, not a file")
    claim_folder(file.parent, option)


def claim_folder(folder: Path, option: str) -> None:
    """Make sure a folder exists and can be written; the parameters are those of `claim_file`.

    Raises
    ------
    UsageError
        If it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{option}: the folder {folder} cannot be made: {error.strerror}") from None
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{option}: the folder {folder} cannot be written")


def write_whole(file: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new text, never half of one.

    Links and devices such as /dev/stdout are written through, not replaced.

    Raises
    ------
    SimguiError
        If the file cannot be written.
    """
    if not file.is_symlink() and (file.is_file() or not file.exists()):
        write_text(file, text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SimguiError(f"{file} cannot be written: {error.strerror or error}") from None

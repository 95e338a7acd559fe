"""Reads and saves the text of a scenario file: whole or not at all, and never over what somebody else has written."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError, SimguiError
from simgui.core.located_yaml import MAX_BYTE

_MARK = "\ufeff"
_NEW_FILE_MODE = 0o666


class FileChanged(SimguiError):  # noqa: N818 - the name is what happened
    """The file on disk is not the one that was read: saving would undo somebody else's work."""


class FileRefused(SimguiError):  # noqa: N818
    """The file cannot be written."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file as it was last read or saved.

    Parameters
    ----------
    file : Path
        Where it is.
    digest : str
        SHA-256 of its bytes; "" for one that did not exist.
    line_end : str
        What its lines end with; a file that mixes them is saved with the more frequent one.
    has_mark : bool
        Whether it begins with a byte order mark.
    """

    file: Path
    digest: str = ""
    line_end: str = "\n"
    has_mark: bool = False

    def has_changed(self) -> bool:
        """Tell whether the file on disk is another one by now; a file that was removed has not changed."""
        try:
            return _digest(self.file.read_bytes()) != self.digest
        except FileNotFoundError:
            return False
        except OSError:
            return True

    def save(self, text: str, *, overwrite: bool = False) -> TextFile:
        """Write a text in the place of the file, whole or not at all.

        Parameters
        ----------
        text : str
            With line feeds as line ends.
        overwrite : bool
            Whether to write even if the file has changed on disk.

        Returns
        -------
        TextFile
            The file as it is now; mode, line ends and byte order mark are kept.

        Raises
        ------
        FileChanged
            If the file has changed on disk.
        FileRefused
            If it cannot be written.
        """
        if not overwrite and self.has_changed():
            raise FileChanged(f"{self.file.name} was changed by another program")
        content = (_MARK if self.has_mark else "") + text.replace("\n", self.line_end)
        data = content.encode("utf-8")
        try:
            write_whole(self.file, data)
        except OSError as error:
            raise FileRefused(f"{self.file} cannot be written: {error.strerror or error}") from None
        return TextFile(self.file, _digest(data), self.line_end, self.has_mark)


def read_text_file(file: Path) -> tuple[str, TextFile]:
    """Read a file as text with line feeds as line ends.

    Parameters
    ----------
    file : Path
        The file.

    Returns
    -------
    tuple[str, TextFile]
        The text, and what is needed to save it as it was.

    Raises
    ------
    InputError
        If it cannot be read, is larger than 1 MB, or is not UTF-8.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTE + 1)
    except (OSError, ValueError) as error:
        raise _refusal(file, f"the file cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > MAX_BYTE:
        raise _refusal(file, "the file is larger than the limit of 1 MB")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(file, f"the byte 0x{data[error.start]:02x} is not valid UTF-8") from None
    windows = text.count("\r\n")
    line_end = "\r\n" if 2 * windows > text.count("\n") else "\n"
    plain = text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")
    return plain, TextFile(file, _digest(data), line_end, text.startswith(_MARK))


def write_whole(file: Path, data: bytes) -> None:
    """Put bytes in the place of a file: first into one beside it, onto the disk, then under its name.

    Parameters
    ----------
    file : Path
        What to write; a link is followed, so that it stays one.
    data : bytes
        The content.

    Raises
    ------
    OSError
        If anything of it fails; the file is then as it was.
    """
    target = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(_mode_of(target))
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _mode_of(file: Path) -> int:
    """Give the permissions a file has, or would get."""
    try:
        return file.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return _NEW_FILE_MODE & ~mask


def _sync_folder(folder: Path) -> None:
    """Bring the new name onto the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refusal(file: Path, message: str) -> InputError:
    return InputError((Diagnostic(Location(str(file), 1, 1), "", message),))

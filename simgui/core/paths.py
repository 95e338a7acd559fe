"""Where bundled data and the cache live, and which files a scenario may reach."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from simgui.core.errors import SimguiError

BundledKind = Literal["scenarios", "device_profiles", "assets"]

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled(kind: BundledKind) -> Path:
    """Give the folder of one kind of data that comes with simgui.

    An installed wheel carries the data inside the package; in a checkout it lies beside the package.

    Parameters
    ----------
    kind : {"scenarios", "device_profiles", "assets"}
        Which data.

    Returns
    -------
    Path
        An existing folder.

    Raises
    ------
    SimguiError
        If the folder is missing, that is, if the installation is broken.
    """
    for folder in (_PACKAGE / "bundled" / kind, _PACKAGE.parent / kind):
        if folder.is_dir():
            return folder
    raise SimguiError(f"the {kind} that come with simgui are missing; please install simgui again")


def cache_dir() -> Path:
    """Give the folder for what can be computed again; it is not created here.

    The environment variable ``SIMGUI_CACHE_DIR`` overrides the platform's own place.

    Returns
    -------
    Path
        An absolute path.
    """
    override = os.environ.get("SIMGUI_CACHE_DIR")
    if override:
        return Path(override).expanduser().absolute()
    from platformdirs import user_cache_path  # noqa: PLC0415 - not every command needs the cache

    return user_cache_path("simgui", appauthor=False)


def resolve_inside(name: str, folders: Sequence[Path]) -> Path | None:
    """Find a file by name, but only inside the folders that are allowed.

    Parameters
    ----------
    name : str
        A path relative to one of the folders, or an absolute path into one of them.
    folders : Sequence[Path]
        The folders that may be reached, in the order in which they are searched.

    Returns
    -------
    Path or None
        The file with every symbolic link resolved; None if there is no such file or if it lies outside
        all the folders, be it by ``..``, by an absolute path or by a link.
    """
    roots = [folder.resolve() for folder in folders]
    for root in roots:
        file = _existing_file(root / name)
        if file is not None and any(file.is_relative_to(allowed) for allowed in roots):
            return file
    return None


def _existing_file(path: Path) -> Path | None:
    """Resolve a path; names no file system can hold and loops of links count as missing."""
    try:
        file = path.resolve(strict=True)
        return file if file.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None

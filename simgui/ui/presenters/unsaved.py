"""What has been edited and not been saved, as the overrides that give the same scenario from the file."""

from __future__ import annotations

from pathlib import Path

from simgui.core.errors import SimguiError
from simgui.core.located_yaml import load_yaml, parse_yaml
from simgui.scenario.difference import overrides_between


def unsaved_changes(file: Path, text: str) -> tuple[str, ...] | None:
    """Give ``path=value`` for everything in which a text differs from its file.

    Parameters
    ----------
    file : Path
        The scenario on disk.
    text : str
        As it is edited; "" for not at all.

    Returns
    -------
    tuple[str, ...] or None
        None where no overrides can say it: a top-level key was removed, or one of the two cannot be read.
    """
    if not text:
        return ()
    try:
        found = overrides_between(load_yaml(file), parse_yaml(text, str(file)))
    except (SimguiError, ValueError):
        return None
    return tuple(f"{one.path}={one.value}" for one in found)

"""Entry point of the command line: ``simgui …`` and ``python -m simgui …``."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : list[str] | None
        The words after ``simgui``; None takes them from the process.

    Returns
    -------
    int
        The exit code, see `simgui.cli.border`.
    """
    # To look for plugins of pydantic means to read the metadata of every installed package; simgui wants none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from simgui.cli.border import guarded
    from simgui.cli.commands import dispatch

    words = sys.argv[1:] if arguments is None else arguments
    return guarded(lambda: dispatch(words))


if __name__ == "__main__":
    sys.exit(main())
